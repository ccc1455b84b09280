"""Finds the numbers that a text names: digits, number words, fractions, multiples. Pure.

Two uses: what does a printed line say (`mentions`), and where does a text name a number that it
ought to take from the ledger (`mentions_to_prove`)? What can be read in two ways has no value.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from awareness.letters import small_letters
from awareness.numerals.languages import (
    HARD_SPACES,
    Language,
    NumberFormat,
    alternatives,
    language,
    value_of_words,
)
from awareness.numerals.money import CODES_BY_SIGN, CODES_BY_WORD, PRINTED_CODES

# Numbers that are one sign: fractions, raised and lowered digits, circled and Roman ones.
NUMBER_SIGNS = "²³¹¼-¾⁰-⁹₀-₉⅐-ↈ①-⒛⓪-⓿❶-➓"
PERCENT_BY_FRACTION_SIGN = {
    "½": Decimal(50),
    "¼": Decimal(25),
    "¾": Decimal(75),
    "⅛": Decimal("12.5"),
    "⅓": Decimal(100) / 3,
    "⅔": Decimal(200) / 3,
}
MINUS_SIGNS = "−-"
# Not the hyphen of a range, behind its first end: 5-10, 5%-10%, 5€-10€.
MINUS_PATTERN = rf"(?<![\w.,)%€£])[{MINUS_SIGNS}]"
SEPARATORS = rf".,'’{HARD_SPACES}"
DIGITS_PATTERN = rf"[0-9]+(?:[{SEPARATORS}][0-9]+)*"
LONGEST_PART = 24  # letters before a scale word that may make a part of it
YEAR_PATTERN = r"(?:19|20)[0-9]{2}\b"
# Signs that nobody sees: with one inside, a word or number reads as another, or as none.
UNSEEN_SIGN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True)
class Mention:
    """A number that a text names.

    `value` is full-size (1,860,000 for “1.86 million”), in per cent for a share, and None for a
    multiple and for what can be read in two ways. `printed` are the digits alone (1.86), `scale`
    what the word after them is worth (1 where there is none). `currency` is the sign, code or name
    as printed, `unit` is percent, points or "", `minus` whether a minus sign stands before it.
    """

    start: int
    end: int
    text: str
    kind: str  # digits, words, share, multiple
    value: Decimal | None
    printed: Decimal | None = None
    scale: int = 1
    currency: str = ""
    unit: str = ""
    minus: bool = False


def mentions(
    text: str, code: str = "en", number_format: NumberFormat | None = None
) -> tuple[Mention, ...]:
    """Every number in `text` in order, ordinals left out.

    `code` is the language of the text. UnknownLanguageError for one that is not read here.
    """
    spoken = language(code)
    return _mentions(text, code, number_format or spoken.format)


@lru_cache(maxsize=32_768)  # several rules read the same text; more than there are texts
def _mentions(text: str, code: str, number_format: NumberFormat) -> tuple[Mention, ...]:
    """The numbers of a text in a language and format, each text read once."""
    words_of_language = language(code)
    mentions_of_text: list[Mention] = []
    for match in _number_pattern(code, number_format).finditer(small_letters(text)):
        mentions_of_text += _mentions_of_match(match, text, words_of_language, number_format)
    return tuple(_with_shared_scales(mentions_of_text, text, words_of_language))


def mentions_to_prove(text: str, code: str = "en") -> list[Mention]:
    """The numbers that a text may not type: all digits; words from two up; shares; multiples."""
    return [
        mention
        for mention in mentions(text, code)
        if not (mention.kind == "words" and mention.value is not None and mention.value < 2)
    ]


def qualifiers(printed: str, code: str = "en") -> frozenset[str] | None:
    """Which qualifiers printed words allow; None when they have no word for one."""
    for words, allowed in language(code).qualifiers:
        if re.search(rf"(?<!\w)(?:{words})(?!\w)", printed, re.IGNORECASE):
            return allowed
    return None


def direction(text: str, code: str = "en") -> int:
    """1 where the words say that something rose, -1 that it fell, 0 for neither or both."""
    spoken = language(code)
    rising = re.search(rf"(?<!\w)(?:{spoken.rising})(?!\w)", text, re.IGNORECASE)
    falling = re.search(rf"(?<!\w)(?:{spoken.falling})(?!\w)", text, re.IGNORECASE)
    return bool(rising) - bool(falling)


@cache
def _number_pattern(code: str, number_format: NumberFormat) -> re.Pattern[str]:
    """What finds every number in small letters, with a group for each way to write one."""
    spoken = language(code)
    word = f"(?:{alternatives(spoken.atoms)})"
    if spoken.joined:
        word = rf"(?!und\b)(?:{alternatives(spoken.atoms)}{'|und' if code == 'de' else ''})+"
        run = rf"{word}(?:[ ](?:och[ ])?{word}\b)*"
    else:
        run = rf"{word}(?:(?:[ -]|[ -]and[ -]){word}\b)*"
    signs = "|".join(
        re.escape(sign.lower()) for sign in sorted(CODES_BY_SIGN, key=len, reverse=True)
    )
    codes = "|".join(PRINTED_CODES).lower()
    names = "|".join(sorted(CODES_BY_WORD, key=len, reverse=True))
    token = rf"(?:{DIGITS_PATTERN}(?![0-9]))"
    if number_format.spaces:
        spaced = r"[0-9]{1,3}(?:[ ][0-9]{3})+(?:[,.][0-9]+)?"
        goes_on = r"(?=[ ]?[^\W\d_]|[–—-][0-9])"  # into a word, or a range
        token = rf"(?:{spaced}{goes_on}|(?<=[0-9][–—-]){spaced}|{token})"
    scales = alternatives(spoken.scales)
    space = f"[ {HARD_SPACES}-]?"
    # The first line spares all that follows within a word, where no number begins but digits.
    lines = rf"""(?:(?<!\w)|(?=[\d{NUMBER_SIGNS}]))(?:
            (?P<ordinal>\b(?:{spoken.ordinals})\b)
            |(?P<percent>\b(?P<rate>{run})[ ](?P<spoken_unit>{spoken.points}|{spoken.per_cent})\b)
            |(?P<among>\b(?:
                (?P<one>one|en|ett|eine?[rnms]?|1)[ ]{spoken.among}[ ](?P<base>{run}|{token})
                |(?P<top>{word}|[0-9]+)[ ]{spoken.among}[ ](?!{YEAR_PATTERN})
                (?P<base2>{run}|{token}))\b)
            |(?P<share>\b(?:{spoken.shares}))
            |(?P<multiple>\b(?:{spoken.multiples})\b)
            |(?P<words>\b{run}\b)
            |(?P<digits>
                (?:(?P<minus_first>{MINUS_PATTERN})?
                (?P<before>(?:{signs})|\b(?:{codes})[ ])[ {HARD_SPACES}]?)?
                (?P<minus>{MINUS_PATTERN})?
                (?P<token>{token})(?P<part>[½¼¾])?
                (?:(?P<short>[bmk]n?\b)|{space}(?P<scale>{scales})\b\.?)?
                (?:[ {HARD_SPACES}]?(?P<after>[€£]|\b(?:{codes}|{names})\b))?
                (?:[ {HARD_SPACES}]?(?P<unit>{spoken.points}\b|{spoken.per_cent}\b|%))?)
            |(?P<sign>[{NUMBER_SIGNS}]|(?![0-9])\d+))"""
    return re.compile("".join(line.strip() for line in lines.splitlines()))


def _mentions_of_match(
    match: re.Match[str], whole_text: str, spoken: Language, number_format: NumberFormat
) -> list[Mention]:
    """A match in the small letters of `whole_text` as mentions: none for an ordinal, several for
    digits that are a list."""
    start, end, text = match.start(), match.end(), whole_text[match.start() : match.end()]
    groups = match.groupdict()
    if groups["ordinal"]:
        return []
    if groups["digits"]:
        return _mentions_of_digits(match, whole_text, spoken, number_format)
    if groups["percent"]:
        points = re.fullmatch(spoken.points, groups["spoken_unit"])
        unit, kind = ("points", "words") if points else ("percent", "share")
        return [Mention(start, end, text, kind, _words_value(groups["rate"], spoken), unit=unit)]
    if groups["among"]:
        base = _number_value(groups["base"] or groups["base2"], spoken, number_format)
        top = _number_value(groups["one"] or groups["top"], spoken, number_format)
        value = top * 100 / base if top is not None and base else None
        return [Mention(start, end, text, "share", value)]
    if groups["share"]:
        return [Mention(start, end, text, "share", spoken.share_value(match[0]))]
    if groups["words"]:
        part_before = re.compile(rf"(?:{spoken.parts_of_scale})[ ]$")
        start_of_search = max(0, start - LONGEST_PART)
        is_part = match[0] in spoken.scales and part_before.search(
            match.string, start_of_search, start
        )
        value = None if is_part else _words_value(match[0], spoken)
        return [Mention(start, end, text, "words", value)]
    if text in PERCENT_BY_FRACTION_SIGN:
        return [Mention(start, end, text, "share", PERCENT_BY_FRACTION_SIGN[text])]
    return [Mention(start, end, text, "multiple", value=None)]


def _mentions_of_digits(
    match: re.Match[str], whole_text: str, spoken: Language, number_format: NumberFormat
) -> list[Mention]:
    """Digits with what stands around them: currency, minus, scale word."""

    def printed_as(name: str) -> str:
        return whole_text[slice(*match.span(name))].strip() if match[name] else ""

    token, currency = match["token"], printed_as("before") or printed_as("after")
    if match["scale"] in CODES_BY_WORD:  # mkr: millions of kronor
        currency = currency or printed_as("scale")
    parts = numbers_of_list(token, number_format)
    if len(parts) > 1:
        return [
            Mention(start, start + len(part), part, "digits", Decimal(part), Decimal(part))
            for start, part in ((match.start("token") + offset, part) for offset, part in parts)
        ]
    end = match.end("after") if match["after"] else max(match.end("token"), match.end("part"))
    scale = 1
    if match["scale"]:
        scale = spoken.scales[match["scale"]]
    elif match["short"] and (currency or match["short"] in ("bn", "mn")):
        scale = {"k": 10**3, "m": 10**6, "b": 10**9}[match["short"][0]]
    if scale > 1 and not match["after"]:
        end = max(match.end("scale"), match.end("short"))
    printed = digits_value(token, number_format)
    if match["part"] and printed is not None:  # 4½
        printed += PERCENT_BY_FRACTION_SIGN[match["part"]] / 100
    value = None if printed is None else printed * scale
    points = match["unit"] and re.fullmatch(spoken.points, match["unit"])
    unit = "points" if points else "percent" if match["unit"] else ""
    text = whole_text[match.start() : end]
    minus = bool(match["minus"] or match["minus_first"])
    return [
        Mention(match.start(), end, text, "digits", value, printed, scale, currency, unit, minus)
    ]


def numbers_of_list(token: str, number_format: NumberFormat) -> list[tuple[int, str]]:
    """(offset, digits) of the numbers in “2018,2019”, which is no number; else the token alone."""
    parts = [(match.start(), match[0]) for match in re.finditer(r"[0-9]+", token)]
    rest = [len(part) for _, part in parts[1:]]
    marks = set(re.findall(r"[^0-9]", token))
    if rest and marks == {","} and digits_value(token, number_format) is None and min(rest) > 3:
        return parts
    return [(0, token)]


def digits_value(token: str, number_format: NumberFormat) -> Decimal | None:
    """The number that digits with separators say in this format; None where it says none, and of a
    nought before what would be thousands: 0.123 where a point groups them."""
    whole, mark, part = token.rpartition(number_format.decimal)
    if not mark:
        whole, part = token, ""
    groups = re.split(r"[^0-9]", whole)
    marks = set(re.findall(r"[^0-9]", whole))
    allowed = number_format.groups + (" " if number_format.spaces else "")
    has_groups_of_three = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    is_grouped = has_groups_of_three and len(marks) == 1 and marks <= set(allowed)
    if len(groups) > 1 and (not is_grouped or groups[0].startswith("0")):
        return None
    if not part.isascii() or (mark and not part.isdigit()):
        return None
    return Decimal("".join(groups) + (f".{part}" if part else ""))


def _number_value(text: str, spoken: Language, number_format: NumberFormat) -> Decimal | None:
    """The number that digits or words say; None for what can be read in two ways."""
    return digits_value(text, number_format) if text[0].isdigit() else _words_value(text, spoken)


def _words_value(text: str, spoken: Language) -> Decimal | None:
    """Number words in small letters: two hundred and five; tvåhundrafem; zweihundertfünf."""
    return value_of_words(
        [spoken.atoms[match[0]] for match in _atom_pattern(spoken.code).finditer(text)],
        units_first=spoken.code == "de",
    )


@cache
def _atom_pattern(code: str) -> re.Pattern[str]:
    return re.compile(alternatives(language(code).atoms))


def _with_shared_scales(
    mentions_of_text: list[Mention], text: str, spoken: Language
) -> list[Mention]:
    """The scale and currency of “1–10 million” belong to both ends."""
    link = re.compile(rf"\s*(?:{spoken.linking})\s*", re.IGNORECASE)
    for index, (one, other) in enumerate(pairwise(tuple(mentions_of_text))):
        if one.printed is None or other.printed is None or one.scale > 1 or other.scale == 1:
            continue
        if one.printed < other.printed and link.fullmatch(text, one.end, other.start):
            mentions_of_text[index] = replace(
                one,
                value=one.printed * other.scale,
                scale=other.scale,
                currency=one.currency or other.currency,
            )
    return mentions_of_text
