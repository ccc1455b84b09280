"""English, the language of our pages and of most reports."""

import re
from decimal import Decimal

from awareness.numerals.languages import Language, alternatives, usual_format, value_of_words

# fmt: off
WORDS_TO_NINETEEN = (
    "nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)
WORDS_OF_TENS = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)
# fmt: on
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ATOMS = (
    {"zero": 0}
    | {word: value for value, word in enumerate(WORDS_TO_NINETEEN)}
    | {word: 10 * value for value, word in enumerate(WORDS_OF_TENS) if word}
    | {"hundred": 100}
    | SCALES
)
PARTS_BY_WORD = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    "fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|"
    "fortieth|fiftieth|sixtieth|seventieth|eightieth|ninetieth|hundredth|thousandth"
)
_WORD = alternatives(ATOMS)
_RUN = rf"(?:{_WORD})(?:(?:[ -]|[ -]and[ -])(?:{_WORD})\b)*"
_PART = "halves|half|(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?"
# After these an ordinal is a share: "a third of", "one fifth report", "a tenth."
AFTER_SHARE = (
    r"(?=\s+(?:of|more|less|fewer|as|in|who|were|said|say|report|have|had|answered|believed?|called|"
    r"did|do|felt|find|found|gave|know|knew|live|met|named|saw|see|think|thought|told|use|used|want|"
    r"wanted|work|worked)\b|\s*[.,;:!?)”\"]|\s*$)"
)
TENS_WORDS = "|".join(filter(None, WORDS_OF_TENS))


def _share_value(text: str) -> Decimal | None:
    """Per cent of what `shares` matches: a third is 33.3… None of “two and three quarters”."""
    words = re.split(r"[ -]", text.lower())
    size = PARTS_BY_WORD.get(words[-1]) or PARTS_BY_WORD[words[-1].removesuffix("s")]
    count = words[:-1]
    top: Decimal | None
    if not count or count == ["a"]:
        top = Decimal(1)
    elif count[0].isdigit():
        top = Decimal(count[0])
    else:
        top = value_of_words([ATOMS.get(word) for word in count])
    return None if top is None else top * 100 / size


ENGLISH = Language(
    code="en",
    format=usual_format("en"),
    atoms=ATOMS,
    joined=False,
    ordinals=rf"[0-9]+(?:st|nd|rd|th)|(?:(?:{_WORD})[ -])*(?:{TENS_WORDS})[ -](?:{ORDINALS})",
    shares=(
        rf"(?:(?:a|{_RUN}|[0-9]+)[ -])?(?:halves|half|quarters?)\b"
        rf"|(?!one\b)(?:{_RUN}|[0-9]+)[ -](?:{_PART})\b"
        rf"|(?:a|one)[ -](?:{_PART})\b{AFTER_SHARE}"
    ),
    share_value=_share_value,
    among="in",
    multiples=(
        r"twice|thrice|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|trebl(?:e|es|ed|ing)|"
        r"quadrupl(?:e|es|ed|ing)|halv(?:e|es|ed|ing)|\w+fold|dozens?|hundreds|thousands|millions|"
        r"billions|tens"
    ),
    scales=SCALES | {"bn": 10**9, "mn": 10**6},
    scale_names={value: word for word, value in SCALES.items()},
    parts_of_scale=r"and[ -]a[ -]half|(?:quarter|third|fifth|tenth)s?[ -]of[ -]an?",
    per_cent="per cent|percent",
    points="percentage points?|per cent points?|points?",
    linking=r"-|–|—|to|and",
    qualifiers=(
        (r"no more than|up to", frozenset({"up_to"})),
        (r"just over|slightly more than|more than|over|>", frozenset({"over"})),
        (r"fewer than|less than|<", frozenset({"under"})),
        (r"at least", frozenset({"at_least"})),
        (
            r"almost|nearly|close to|just under|slightly less than",
            frozenset({"about", "under"}),
        ),
        (r"roughly|about|around|approximately|some", frozenset({"about"})),
    ),
    rising=r"rose|risen|rise[sn]?|rising|increas\w+|up|grew|grown|grow\w*|higher|more|gain\w*|added",
    falling=(
        r"fell|fall(?:s|en|ing)?|decreas\w+|down|declin\w+|dropp?\w*|lower|fewer|less|lost|"
        r"reduc\w+|shrank|shrunk"
    ),
)
