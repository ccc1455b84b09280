"""What a language and a report's number format know of numbers. Pure; tables and small functions.

Three languages are read: English and Swedish whole, German in digits and in its usual words. A
language that is not here is refused by its name, never read as if it were English.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import import_module

from babel import Locale

HARD_SPACES = "\u00a0\u2007\u2009\u200a\u202f"  # that join digits; an ordinary space does not
APOSTROPHES = "'’"


class UnknownLanguageError(Exception):
    """Numbers of this language are not read here."""

    def __init__(self, code: str) -> None:
        names = ", ".join(f"{known} ({LANGUAGE_NAMES[known]})" for known in LANGUAGE_NAMES)
        super().__init__(f"numbers in the language {code!r} are not read; known are {names}")


@dataclass(frozen=True)
class NumberFormat:
    """How digits are written: the sign before decimals, and those that may stand in thousands.

    `spaces`: an ordinary space joins them too, where the number goes on into a word (“1 248 cases”)
    or a range. At the end of a line, or before another number, it parts two columns.
    """

    decimal: str
    groups: str
    spaces: bool = False


# As an author writes them in report.yaml: the number 1234.5 as the report prints it.
FORMAT_BY_EXAMPLE = {
    "1,234.5": NumberFormat(".", "," + HARD_SPACES),
    "1 234.5": NumberFormat(".", HARD_SPACES, True),
    "1,234.5 or 1 234.5": NumberFormat(".", "," + HARD_SPACES, True),
    "1 234,5": NumberFormat(",", HARD_SPACES, True),
    "1.234,5": NumberFormat(",", "." + HARD_SPACES),
    "1'234.5": NumberFormat(".", APOSTROPHES + HARD_SPACES),
    "1'234,5": NumberFormat(",", APOSTROPHES + HARD_SPACES),
}


@dataclass(frozen=True)
class Language:
    """The words of one language. Patterns are regular expressions without groups of their own, in
    small letters.

    `atoms` are the words that number words are built of, with what each is worth; `joined` says
    that they are written without spaces. `share_value` gives per cent for what `shares` matches,
    None where that can be read in two ways.
    """

    code: str
    format: NumberFormat
    atoms: Mapping[str, int]
    joined: bool
    ordinals: str
    shares: str
    share_value: Callable[[str], Decimal | None]
    among: str  # "in" of “one in ten”
    multiples: str
    scales: Mapping[str, int]  # after digits: million -> 1_000_000
    scale_names: Mapping[int, str]
    parts_of_scale: str  # “and a half” of “two and a half million”, which is no million
    per_cent: str
    points: str
    linking: str  # between both ends of a range
    qualifiers: tuple[tuple[str, frozenset[str]], ...]
    rising: str
    falling: str
    means_other: frozenset[str] = frozenset()  # number words that are common words of English

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(Locale.parse(self.code).months["format"]["wide"].values())


LANGUAGE_NAMES = {"en": "English", "sv": "Swedish", "de": "German"}
# Words that make an average of the number beside them, whatever the case of their letters.
AVERAGE_WORDS = {
    "en": r"averag(?:e[sd]?|ing)|mean|median|modal|typical(?:ly)?|most common|on the whole",
    "sv": r"genomsnitt\w*|medel(?:värde|tal|ålder|inkomst|lön|längd)\w*|median\w*|snitt(?:et)?"
    r"|typvärde\w*|vanligast\w*",
    "de": r"\w*durchschnitt\w*|mittelwert\w*|im mittel|median\w*",
}


@cache
def language(code: str) -> Language:
    """The language with this code (ISO 639-1). UnknownLanguageError when it is not read here."""
    if code not in LANGUAGE_NAMES:
        raise UnknownLanguageError(code)
    name = LANGUAGE_NAMES[
        code
    ]  # its words and its locale's data are read when somebody asks for it
    module = import_module(f"awareness.numerals.{name.lower()}")
    in_module: Language = getattr(module, name.upper())
    return in_module


def usual_format(code: str, *others: str) -> NumberFormat:
    """What the Unicode locale data say of a language; `others` may stand in thousands too."""
    symbols = Locale.parse(code).number_symbols["latn"]
    groups = "".join(dict.fromkeys([symbols["group"], *others, *HARD_SPACES]))
    return NumberFormat(symbols["decimal"], groups, symbols["group"] in HARD_SPACES)


def format_of(code: str, example: str = "") -> NumberFormat:
    """The format that report.yaml names as “1 234,5”, or else the usual one of the language."""
    return FORMAT_BY_EXAMPLE[example] if example else language(code).format


def alternatives(words: Iterable[str]) -> str:
    """Words as one pattern that matches the longest, by their letters as a tree: most texts' words
    are told apart by the first, where a list would be gone through to its end."""
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[:1], []).append(word[1:])
    ends_here = by_letter.pop("", None) is not None
    branches = [re.escape(letter) + alternatives(rest) for letter, rest in by_letter.items()]
    if not branches:
        return ""
    is_one_branch = len(branches) == 1 and not ends_here
    return branches[0] if is_one_branch else f"(?:{'|'.join(branches)}){'?' * ends_here}"


def value_of_words(atoms: list[int | None], *, units_first: bool = False) -> Decimal | None:
    """The value of number words in order (None: “and”); None where two readings are possible.

    “five six” is ambiguous, “two million three hundred and five” is not. `units_first` of a
    language that says units before tens (einundzwanzig); “between five and twenty” is no 25.
    """
    total, part, last = 0, 0, 0
    next_scale_below = 10**18  # what may still follow
    for atom in atoms:
        if atom is None:
            continue
        if atom >= 1000:
            if atom >= next_scale_below:
                return None
            total, part, last, next_scale_below = total + (part or 1) * atom, 0, 0, atom
        elif atom == 100:
            if part >= 100:
                return None
            part, last = (part or 1) * 100, 100
        elif not _may_follow(last, atom, units_first):
            return None
        else:
            part, last = part + atom, atom
    return Decimal(total + part)


def _may_follow(last: int, atom: int, units_first: bool) -> bool:
    """Whether a word under a hundred may stand after the word `last` of the same number."""
    ten_then_unit = last % 10 == 0 and 20 <= last < 100 and 0 < atom < 10
    unit_then_ten = units_first and 0 < last < 10 and atom % 10 == 0 and atom >= 20
    return last in (0, 100) or ten_then_unit or unit_then_ten
