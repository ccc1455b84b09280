"""Whether a number in a sentence or heading is a statistic. Pure."""

import re
from typing import TYPE_CHECKING

from awareness.content.reading.finding.meaning import TIME_UNITS
from awareness.content.reading.finding.printed_numbers import PrintedNumber
from awareness.content.reading.finding.words import AVERAGE_WORDS, COUNTED_WORDS, MEDIAN_WORDS
from awareness.content.reading.structure import Block

if TYPE_CHECKING:
    from awareness.content.reading.finding.found import Reading

YEAR = re.compile(r"(?:1[89]|20)\d\d")
COUNTED_NOUN = re.compile(rf"\s(?:[^\W\d]+\s){{0,2}}?(?:{COUNTED_WORDS})\b")
# These say that a number word tells the reader what follows in the text, and not what was found.
TELLING_BEFORE = re.compile(
    r"\b(?:these|those|the|following|other|our|its|their|all|both|de|dessa|följande|die|diese)\s$",
    re.IGNORECASE,
)
AVERAGE_OR_MEDIAN = re.compile(rf"\b(?:{AVERAGE_WORDS}|{MEDIAN_WORDS})\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?](?=[\s”\"’)]|$)|\||[”\"]")
BARE_MULTIPLE = re.compile(r"twice|thrice|double|triple|treble|dubbel|dubbla", re.IGNORECASE)
COMPARISON_AFTER = re.compile(r"\s(?:as|the|that|what|more|higher|så|mot|antal\w*|so)\b")
TIME_SPENT = re.compile(
    rf"\b(?:{AVERAGE_WORDS}|{MEDIAN_WORDS}|spen[dt]\w*|took|takes?|taking|wait\w*|last(?:ed|s)|work(?:ed|s)?"
    rf"|longer|shorter|up to"
    r"|typical\w*|ägnar|lägger|tar|tog|arbetar|väntar|dauert\w*|verbring\w*|arbeiten)\b",
    re.IGNORECASE,
)
OUT_OF_BEFORE = re.compile(r"\w\s(?:out\sof|of|av|von)\s(?:the\s|de\s|den\s)?$")


def is_statistic(
    number: PrintedNumber,
    block: Block,
    spans_without_statistic: tuple[tuple[int, int], ...],
    reading: "Reading",
    *,
    in_range: bool,
    words_before: str = "",
) -> bool:
    """Whether a number of a sentence or heading is a statistic. None of those in
    `spans_without_statistic` is. `in_range`: it is an end of a range; `words_before`: what stands
    above a short line."""
    text = block.text
    if any(
        start <= number.start and number.core_end <= end for start, end in spans_without_statistic
    ):
        return False
    if not number.unit and _stands_in_question(number, text):
        return False
    if number.is_plain_whole and (
        number.text in reading.names or block.place(number.start) in reading.footnotes
    ):
        return False
    if block.role == "heading" and not (number.unit or number.how == "share"):
        return number.how == "digits" and not _numbers_the_heading(number, text)
    if number.unit in TIME_UNITS:
        return _is_measured_time(number, text, in_range, words_before)
    if number.how == "multiple":
        return _compares_two(number, text)
    if number.how == "words":
        return in_range or _counts_people_or_cases(number, text)
    if number.is_plain_whole and YEAR.fullmatch(number.text):
        return bool(
            re.match(
                r"\s(?:respondents|participants|interviews|people|persons|svarande|personer"
                r"|Personen|Befragte)\b",
                text[number.end :],
            )
        )
    return True


def _stands_in_question(number: PrintedNumber, text: str) -> bool:
    """Whether it stands in a question."""
    end = SENTENCE_END.search(text, number.end)
    return end is not None and end[0] == "?"


def _numbers_the_heading(number: PrintedNumber, text: str) -> bool:
    """“3.2 Results”, “Insight 4”, “Report 2024”, but not “513 alerts in total” or “Policy 2.4”."""
    text_before, text_after = text[: number.start].lstrip("# "), text[number.end :]
    if YEAR.fullmatch(number.text):
        return True
    if re.search(r"\d", text_before + text_after):
        return False  # the labels of a chart, in large letters
    begins_heading = not text_before and bool(re.match(r"[.):]?\s+[^\Wa-z\d]|$", text_after))
    ends_name = (
        number.is_plain_whole and number.value < 100 and bool(re.match(r"\s*[:.–-]|$", text_after))
    )
    return begins_heading or ends_name


def _is_measured_time(number: PrintedNumber, text: str, in_range: bool, words_before: str) -> bool:
    """Years and months are what is said of when, unless they are an average."""
    start = max(text.rfind(". ", 0, number.start), number.start - 60, 0)
    near = f"{words_before} {text[start : number.end + 40]}"
    if number.unit in ("years", "months", "quarters", "decades"):
        return bool(AVERAGE_OR_MEDIAN.search(near))
    return bool(TIME_SPENT.search(near)) or in_range


def _compares_two(number: PrintedNumber, text: str) -> bool:
    """“Twice as many”, “more than doubled”; not “a double burden” or “twice”."""
    is_bare_multiple = BARE_MULTIPLE.fullmatch(number.text)
    return not is_bare_multiple or bool(COMPARISON_AFTER.match(text, number.end))


def _counts_people_or_cases(number: PrintedNumber, text: str) -> bool:
    """Whether a number word says how many people, places or cases a finding holds for. Up to twelve
    such a word has to stand with what is counted: “three ways” is no finding."""
    if number.unit:
        return True
    if OUT_OF_BEFORE.search(text[: number.start]) and COUNTED_NOUN.match(text, number.end):
        return True
    if number.value < 2 or TELLING_BEFORE.search(text[: number.start]):
        return number.value >= 100 and number.value % 1 == 0
    if number.value > 12:
        return True
    if re.match(r"\s(?:of|out of|av|von)\s(?:the\s|de\s|den\s)?(?:\d+|\w+)\s", text[number.end :]):
        return bool(COUNTED_NOUN.search(text, number.end, number.end + 60))
    return bool(COUNTED_NOUN.match(text, number.end))
