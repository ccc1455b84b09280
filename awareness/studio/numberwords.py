"""Finds the numbers that a text names: digits, number words, fractions, multiples. Pure.

Two uses: what does a printed span say (`readings`), and where does a text name a number that it
ought to take from the ledger (`named`)?
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from awareness.insights import numbers

# What a text may say, from the table of what we write (insights/numbers.py).
UNITS = (
    {"zero": 0}
    | {word: value for value, word in enumerate(numbers.UNITS) if value}
    | {numbers.UNITS[0]: 0}
)
TENS = {word: 10 * value for value, word in enumerate(numbers.TENS) if word}
SCALES = {"hundred": 100} | {word: value for value, word in reversed(numbers.SCALES)}
PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    "fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|"
    "fortieth|fiftieth|sixtieth|seventieth|eightieth|ninetieth|hundredth|thousandth"
)
MULTIPLES = (
    r"twice|thrice|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|trebl(?:e|es|ed|ing)|"
    r"quadrupl(?:e|es|ed|ing)|halv(?:e|es|ed|ing)|\w+fold|dozens?|hundreds|thousands|millions|"
    r"billions|tens"
)
_WORD = "|".join([*UNITS, *TENS, *SCALES])
_RUN = rf"(?:{_WORD})(?:(?:[ -]|[ -]and[ -])(?:{_WORD})\b)*"
_PART = "halves|half|(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?"
# Numbers that are one sign: fractions, raised and lowered digits, circled and Roman ones.
SIGNS = "²³¹¼-¾⁰-⁹₀-₉⅐-ↈ①-⒛⓪-⓿❶-➓"
DIGITS = rf"\d+(?:[,  \u202f]\d{{3}})*(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|[{SIGNS}]"
# After these an ordinal is a share: "a third of", "one fifth report", "a tenth."
AFTER_SHARE = (
    r"(?=\s+(?:of|more|less|fewer|as|in|who|were|said|say|report|have|had|answered|believed?|called|"
    r"did|do|felt|find|found|gave|know|knew|live|met|named|saw|see|think|thought|told|use|used|want|"
    r"wanted|work|worked)\b|\s*[.,;:!?)”\"]|\s*$)"
)
NUMBER = re.compile(
    # The first line spares all that follows within a word, where no number begins but digits.
    rf"""(?:(?<!\w)|(?=[\d{SIGNS}]))(?:
        (?P<ordinal>\b\d+(?:st|nd|rd|th)\b
             |\b(?:(?:{_WORD})[ -])*(?:{"|".join(TENS)})[ -](?:{ORDINALS})\b)
        |(?P<percent>\b(?P<rate>{_RUN})[ ](?:per[ ]cent|percent)\b)
        |(?P<in>\b(?:{_WORD}|\d+)[ ]in[ ](?P<base>{_RUN}|{DIGITS})\b)
        |(?P<share>\b(?:(?P<count>a|{_RUN}|\d+)[ -])?(?P<part>halves|half|quarters?)\b
             |\b(?P<count2>(?!one\b){_RUN}|\d+)[ -](?P<part2>(?:{_PART}))\b
             |\b(?P<count3>a|one)[ -](?P<part3>{_PART})\b{AFTER_SHARE})
        |(?P<multiple>\b(?:{MULTIPLES})\b)
        |(?P<words>\b{_RUN}\b)
        |(?P<digits>{DIGITS}))""",
    re.IGNORECASE | re.VERBOSE,
)
GLYPHS = {
    "½": Decimal(50),
    "¼": Decimal(25),
    "¾": Decimal(75),
    "⅛": Decimal("12.5"),
    "⅓": Decimal(100) / 3,
    "⅔": Decimal(200) / 3,
}


@dataclass(frozen=True)
class Mention:
    """A number that a text names. `value`: None for a multiple, in per cent for a share."""

    start: int
    end: int
    text: str
    kind: str  # digits, words, share, multiple
    value: Decimal | None


@lru_cache(maxsize=32_768)  # several rules read the same text; more than there are texts
def mentions(text: str) -> tuple[Mention, ...]:
    """Every number in `text` in order, ordinals left out."""
    numbers = []
    for match in NUMBER.finditer(text):
        kind, value = _reading(match)
        if kind != "ordinal":
            numbers.append(Mention(match.start(), match.end(), match[0], kind, value))
    return tuple(numbers)


def named(text: str) -> list[Mention]:
    """The numbers that a text may not type: all digits; words from two up; shares; multiples."""
    return [m for m in mentions(text) if not (m.kind == "words" and (m.value or 0) < 2)]


def _reading(match: re.Match) -> tuple[str, Decimal | None]:
    groups = match.groupdict()
    if groups["ordinal"]:
        return "ordinal", None
    if groups["percent"]:
        return "share", _number(groups["rate"])
    if groups["in"]:
        top, _, base = match[0].lower().partition(" in ")
        over = _number(base)
        return "share", _number(top) * 100 / over if over else None
    if groups["share"]:
        count = groups["count"] or groups["count2"] or groups["count3"] or "one"
        part = (groups["part"] or groups["part2"] or groups["part3"]).lower()
        size = PARTS.get(part) or PARTS[part.removesuffix("s")]
        top = Decimal(1) if count.lower() == "a" else _number(count)
        return "share", top * 100 / size
    if groups["multiple"]:
        return "multiple", None
    if groups["words"]:
        return "words", _number(groups["words"])
    text = groups["digits"]
    if text in GLYPHS:
        return "share", GLYPHS[text]
    return ("digits", _number(text)) if text[0].isdecimal() else ("multiple", None)


def _number(text: str) -> Decimal:
    """Digits with separators, or number words: 269,370; two hundred and five."""
    if text[0].isdigit():
        return Decimal(re.sub(r"[,  \u202f]", "", text))
    total, part = 0, 0
    for word in re.split(r"[ -]+", text.lower()):
        if word in SCALES:
            if SCALES[word] == 100:
                part = (part or 1) * 100
            else:
                total, part = total + (part or 1) * SCALES[word], 0
        elif word != "and":
            part += UNITS.get(word, TENS.get(word, 0))
    return Decimal(total + part)


# What stands before a number and says how exact it is. Longer ones first.
QUALIFIERS = (
    (r"no more than|up to", {"up_to"}),
    (r"just over|slightly more than|more than|over|>", {"over"}),
    (r"fewer than|less than|<", {"under"}),
    (r"at least", {"at_least"}),
    (r"almost|nearly|close to|just under|slightly less than", {"about", "under"}),
    (r"roughly|about|around|approximately|some", {"about"}),
)


def qualifiers(printed: str) -> set[str] | None:
    """Which qualifiers a printed span allows; None when it has no word for one."""
    for words, allowed in QUALIFIERS:
        if re.search(rf"(?<!\w)(?:{words})(?!\w)", printed, re.IGNORECASE):
            return allowed
    return None
