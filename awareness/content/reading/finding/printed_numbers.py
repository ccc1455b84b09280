"""Every number of a line with its unit, before anybody asks whether it is a statistic. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from awareness.content.reading.finding.words import (
    PER_CENT,
    POINTS,
    QUALIFIERS,
    SMALL_WORDS,
    TIME_WORDS,
)
from awareness.numerals.languages import NumberFormat
from awareness.numerals.money import currency_codes
from awareness.numerals.reading import Mention, mentions

UNIT_AFTER = re.compile(rf"[\s\u00a0\u202f-]?(?:(?P<points>{POINTS})|(?P<percent>{PER_CENT}))")
TIMES_AFTER = re.compile(r"[\s-]?(?:times|fold|gånger|[Mm]al)\b")
TIME_UNIT = re.compile(rf"[\s\u00a0-](?P<time>{TIME_WORDS})\b")
SIZE_UNIT = re.compile(
    r"[\s\u00a0]?(?P<size>[KMGTP]B|km|kg|[kMGT]Wh?|tonnes?|ton|hectares?|hektar|ha)\b"
)
CURRENCY_AFTER = re.compile(
    r"[\s\u00a0](?P<name>[Kk]ronor|kr\b|[Ee]uros?\b|dollars?\b|pounds?\b|EUR\b|SEK\b|USD\b|GBP\b)"
)
QUALIFIER_BEFORE = re.compile(
    r"(?:(?<=\W)|^)(" + "|".join(map(re.escape, sorted(QUALIFIERS, key=len, reverse=True)))
    + r")\s*(?:a\s|an\s|the\s)?$",
    re.IGNORECASE,
)  # fmt: skip
WORD_AFTER = re.compile(r"[\s\u00a0](?:of\s(?:all\s|the\s)*)?([^\W\d_](?:[^\W\d_]|[-’'])*)")
MAX_MAGNITUDE = 20  # power of ten; what has more digits is a key or a code
MAX_PHRASE_WORDS = 3  # words after a number among which its noun stands
PLURAL_ENDING = re.compile(r"\w[^\Wsui]s")
NO_NOUN = re.compile(r"\w{2,}(?:ed|ing)|those|these|today|worldwide")
SEVERAL_BEFORE = re.compile(
    r"\b(?:several|many|some|few|flera|många|några|mehrere|einige)\s$", re.IGNORECASE
)
SPACED_THOUSANDS = re.compile(
    r"(?<![\d.,]\s)(?<![\w.,])[1-9]\d{0,2}(?: 000)+(?![\d,.]\d|\d)"
    r"|(?<![\d.,]\s)(?<![\w.,])[1-9]\d{0,2}(?: \d{3})+(?= [a-zà-ÿ]{3})"
)
HALF_BEFORE = re.compile(r"\b(?:half a|en halv|eine halbe)\s$", re.IGNORECASE)
BETWEEN_BEFORE = re.compile(r"\b(?:between|mellan|zwischen)\s$", re.IGNORECASE)
TIME_UNIT_BY_LETTER = {
    "s": "seconds", "m": "minutes", "h": "hours", "t": "hours", "d": "days", "w": "weeks",
    "v": "weeks", "q": "quarters", "k": "quarters", "y": "years", "å": "years", "j": "years",
}  # fmt: skip


@dataclass(frozen=True)
class PrintedNumber:
    """A number as it stands in a text. `unit`: percent, points, times, a currency, a time or ""."""

    start: int
    end: int
    text: str
    value: Decimal
    how: str  # digits, words, share, multiple: as awareness.numerals says
    unit: str
    qualifier: str
    noun: str
    core_end: int  # where its digits or words end, before the unit

    @property
    def is_plain_whole(self) -> bool:
        """A whole number in digits and nothing about it."""
        return self.how == "digits" and not self.unit and self.text.isdecimal()


def printed_numbers(
    text: str, language_code: str, number_format: NumberFormat
) -> list[PrintedNumber]:
    """In order. Numbers that can be read in two ways are left out."""
    numbers: list[PrintedNumber] = []
    text_with_hard_spaces = with_hard_spaces(text)
    for mention in mentions(text_with_hard_spaces, language_code, number_format):
        if _names_no_number(mention, text_with_hard_spaces):
            continue
        for part in _ends_of_range(mention, text_with_hard_spaces, language_code, number_format):
            if (printed := _printed_number(part, text_with_hard_spaces, language_code)) is not None:
                numbers.append(replace(printed, text=text[printed.start : printed.end]))
    return _with_shares_merged(numbers, text)


def _with_shares_merged(numbers: list[PrintedNumber], text: str) -> list[PrintedNumber]:
    """“Seven out of ten” is one share, the ten were not counted; “23 out of 24” are two counts."""
    merged: list[PrintedNumber] = []
    for number in numbers:
        last = merged[-1] if merged else None
        if (
            last
            and not (last.unit or number.unit)
            and last.value < number.value <= 10
            and last.value % 1 == 0
            and text[last.end : number.start].lower() == " out of "
        ):
            share = last.value * 100 / number.value
            merged[-1] = replace(
                last, end=number.end, text=text[last.start : number.end], how="share",
                value=_rounded_value(share), unit="percent", noun=number.noun,
                core_end=number.core_end,
            )  # fmt: skip
        else:
            merged.append(number)
    return merged


def _names_no_number(mention: Mention, text: str) -> bool:
    """“Several thousand” names no number."""
    before = SEVERAL_BEFORE.search(text, max(0, mention.start - 12), mention.start)
    return mention.kind == "words" and bool(before)


def with_hard_spaces(text: str) -> str:
    """Thousands that an English sentence parts by spaces (100 000 people), by hard ones."""
    return SPACED_THOUSANDS.sub(lambda match: match[0].replace(" ", "\u00a0"), text)


def _ends_of_range(
    mention: Mention, text: str, code: str, number_format: NumberFormat
) -> list[Mention]:
    """Two numbers of “between ten and twenty”, which is one number without the first word."""
    link = re.search(r"\s(?:and|och|und)\s", mention.text)
    if mention.kind != "words" or not link or not BETWEEN_BEFORE.search(text, 0, mention.start):
        return [mention]
    parts = ((0, link.start()), (link.end(), len(mention.text)))
    return [
        replace(part, start=mention.start + start, end=mention.start + end)
        for start, end in parts
        for part in mentions(mention.text[start:end], code, number_format)
    ]


def _printed_number(mention: Mention, text: str, code: str) -> PrintedNumber | None:
    """A number with its unit, qualifier and noun; None where it can be read in two ways."""
    value, end, unit = mention.value, mention.end, mention.unit
    if mention.kind == "multiple":
        return _multiple_number(mention, text)
    if value is None or value.adjusted() > MAX_MAGNITUDE:
        return None
    half_before = HALF_BEFORE.search(text, max(0, mention.start - 10), mention.start)
    if half_before and mention.kind == "words":
        mention, value = replace(mention, start=half_before.start()), value / 2
    if match := UNIT_AFTER.match(text, end):
        end, unit = match.end(), "points" if match["points"] else "percent"
    elif mention.kind == "share":
        unit = "percent"
    elif mention.currency:
        unit = (currency_codes(mention.currency) or (mention.currency,))[0]
    elif match := CURRENCY_AFTER.match(text, end):
        end, unit = match.end(), (currency_codes(match["name"]) or (match["name"],))[0]
    elif match := TIMES_AFTER.match(text, end):
        end, unit = match.end(), "times"
    elif match := SIZE_UNIT.match(text, end):
        end, unit = match.end(), match["size"]
    elif match := TIME_UNIT.match(text, end):
        unit = _time_unit(match["time"])
    if mention.minus:
        value = -abs(value)
    qualifier = QUALIFIER_BEFORE.search(text, max(0, mention.start - 30), mention.start)
    noun = counted_noun(_words_after(text, end), code)
    return PrintedNumber(
        mention.start, end, text[mention.start : end], _rounded_value(value), mention.kind, unit,
        qualifier[1].lower() if qualifier else "", noun, mention.end,
    )  # fmt: skip


def _words_after(text: str, end: int) -> list[str]:
    """The words that follow a number, up to one that holds sentences together."""
    words: list[str] = []
    while len(words) < MAX_PHRASE_WORDS and (match := WORD_AFTER.match(text, end)):
        word, end = match[1], match.end()
        if word.lower() in SMALL_WORDS:
            break
        words.append(lower_unless_short_form(word))
    return words


def lower_unless_short_form(word: str) -> str:
    """“FTEs” as it is printed, “Internet” and “TOTAL” in small letters."""
    return word if re.fullmatch(r"[A-ZÅÄÖ]{2,4}[a-zåäö]?", word) else word.lower()


def counted_noun(words: Sequence[str], code: str) -> str:
    """What a phrase counts, "" where no word says it. In English the first word in the plural, for
    adjectives stand before it (three actionable complaints); else the first word."""
    first = words[0] if words else ""
    if code != "en":
        return first
    plurals = (word for word in words if PLURAL_ENDING.fullmatch(word[-3:]) and len(word) > 3)
    return next(plurals, "" if NO_NOUN.fullmatch(first) else first)


def _time_unit(word: str) -> str:
    """“months” for “month”, “månader” or “Monat”."""
    word = word.lower()
    if word.startswith(("dec", "årt", "jahrz")):
        return "decades"
    return (
        "months" if word.startswith("mo") or word.startswith("må") else TIME_UNIT_BY_LETTER[word[0]]
    )


MULTIPLE_BY_WORD = (
    (re.compile(r"twice|doubl|dubb?[el]|verdoppel|zweifach|twofold", re.IGNORECASE), 2),
    (re.compile(r"thrice|tripl|trebl|tredubb|threefold|verdreifach", re.IGNORECASE), 3),
    (re.compile(r"quadrupl|fyrdubb|fourfold|vervierfach", re.IGNORECASE), 4),
    (re.compile(r"tenfold|tiofald", re.IGNORECASE), 10),
    (re.compile(r"halv(?:e|es|ed|ing)|halver|halbier", re.IGNORECASE), 0.5),
)  # fmt: skip


def _multiple_number(mention: Mention, text: str) -> PrintedNumber | None:
    """How many times “doubled” or “fourfold” is; None for other words."""
    for pattern, times in MULTIPLE_BY_WORD:
        if pattern.match(mention.text):
            qualifier = QUALIFIER_BEFORE.search(text, max(0, mention.start - 30), mention.start)
            return PrintedNumber(
                mention.start, mention.end, mention.text, Decimal(str(times)), "multiple",
                "times", qualifier[1].lower() if qualifier else "", noun="", core_end=mention.end,
            )  # fmt: skip
    return None


def _rounded_value(value: Decimal) -> Decimal:
    """Thirds to one decimal; what is printed in digits stays as printed, 5.5 million whole."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value if len(value.as_tuple().digits) < 20 else value.quantize(Decimal("0.1"))
