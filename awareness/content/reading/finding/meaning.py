"""What kind of statistic a printed number is, from the words around it. Pure."""

import re
from itertools import pairwise

from awareness.content.reading.finding.printed_numbers import PrintedNumber
from awareness.content.reading.finding.words import (
    ABOVE_QUALIFIERS,
    AVERAGE_WORDS,
    BELOW_QUALIFIERS,
    COMPARATIVE_WORDS,
    GAP_WORDS,
    INDEX_WORDS,
    MEDIAN_WORDS,
    RISE_OR_FALL_WORDS,
)

TIME_UNITS = (
    "seconds",
    "minutes",
    "hours",
    "days",
    "weeks",
    "months",
    "quarters",
    "years",
    "decades",
)
LINK_OF_RANGE = r"\s?(?:-|–|—|to|and|till|och|bis|und)\s?"
BASE_OF_INDEX = re.compile(r"relation to .{0,30}average|=\s?100\)")
CLAUSE_END = re.compile(r"[.;!?|](?:\s|$)|\s[–—]\s|[,:]\s(?=\D)")
CHANGED_BY = re.compile(
    rf"\b(?:{RISE_OR_FALL_WORDS}|{GAP_WORDS})(?:\s[^\s\d]+){{0,3}}?\s(?:by|of|with|med|på|um"
    rf"|von)?\s*(?:\w+\s){{0,2}}$|\b(?:{RISE_OR_FALL_WORDS})\s(?:\w+\s)?$"
    r"|\b(?:up|down|upp|ned|ner)\s(?:by\s|med\s)?$"
)
TO_A_LEVEL = re.compile(r"\b(?:to|from|at|till|från|auf|von|reach\w*|stood\sat)\s(?:\w+\s){0,2}$")
COMPARED_AFTER = re.compile(
    rf"\s(?:[^\s\d.,;]+\s)?(?:{COMPARATIVE_WORDS})\b|\s(?:[a-z-]+\s){{0,2}}(?:increase|decrease|rise|drop"
    rf"|decline|fall|reduction|growth|improvement"
    rf"|gap|difference|change|ökning|minskning|skillnad|Anstieg|Rückgang)\b"
)
RATE_AFTER = re.compile(
    r"(?:\s[a-zà-ÿ]+){0,2}?\s?(?:per|pro)\s(?:100|1|10)?[ ,.\u00a0]?(?:000|million)"
    r"|(?:\s[a-zà-ÿ]+){0,2}?\s(?:per|every|each|a|i|om)\s(?:month|day|week|hour|year|månad|dag|vecka|året|året)\b|\sper\s(?:år"
    r"|Jahr)"
)
RATIO_AFTER = re.compile(r"\s(?:\w+\s)?(?:per|pro)\s[a-zà-ÿ]")


def kind_of_number(number: PrintedNumber, text: str, words_above: str = "") -> str:
    """The kind; `words_above` are those of the head of its column, its caption and heading."""
    text_before, text_after = _clause_around(text, number)
    if _is_change(number, text_before, text_after):
        return "change"
    if number.unit == "times":
        return "ratio"
    words_nearby = f"{text_before} {text_after[:60]}"
    words_near_and_above = f"{words_nearby} {words_above}"
    # A report of scores gives most of its shares under headings that say so.
    words_for_index = words_nearby if number.unit == "percent" else words_near_and_above
    if re.search(rf"\b(?:{INDEX_WORDS})\b", words_for_index) or BASE_OF_INDEX.search(
        words_near_and_above
    ):
        return "index"
    is_least_ratio = number.qualifier in ABOVE_QUALIFIERS and RATIO_AFTER.match(text_after)
    if (
        (number.qualifier in BELOW_QUALIFIERS or is_least_ratio)
        and number.how == "digits"
        and not number.unit
    ):
        return "bound"
    if number.unit == "percent":
        return "share"
    if number.unit.startswith("per "):
        return "rate"
    says_mean_nearby = re.search(rf"\b(?:{AVERAGE_WORDS})\b", words_nearby)
    words_for_median = words_nearby if says_mean_nearby else words_near_and_above
    if re.search(rf"\b(?:{MEDIAN_WORDS})\b", words_for_median):
        return "median"
    if RATE_AFTER.match(text_after) and not number.unit.isupper():
        return "mean" if re.search(rf"\b(?:{AVERAGE_WORDS})\b", words_near_and_above) else "rate"
    if re.search(rf"\b(?:{AVERAGE_WORDS})\b", words_near_and_above):
        return "mean"
    return _kind_by_unit(number, text_after, words_above)


def _kind_by_unit(number: PrintedNumber, text_after: str, words_above: str) -> str:
    """The kind of a number that the words around it leave open."""
    if re.search(r"\brates?\b", words_above) and not number.unit:
        return "rate"
    if number.unit in TIME_UNITS:
        return "duration"
    if len(number.unit) == 3 and number.unit.isupper():
        return "money"
    if number.unit == "points":
        return "change"
    return "ratio" if RATIO_AFTER.match(text_after) else "count"


def _is_change(number: PrintedNumber, text_before: str, text_after: str) -> bool:
    """Whether the words around a number say that something rose or fell by it."""
    if number.how == "multiple":
        return not re.match(r"\sas\b", text_after)
    if CHANGED_BY.search(text_before) and not TO_A_LEVEL.search(text_before):
        return True
    return bool(COMPARED_AFTER.match(text_after)) and number.unit in ("percent", "points", "times")


def _clause_around(text: str, number: PrintedNumber) -> tuple[str, str]:
    """The words of the same clause before and after a number."""
    start = max((m.end() for m in CLAUSE_END.finditer(text, 0, number.start)), default=0)
    end = next((m.start() for m in CLAUSE_END.finditer(text, number.end)), len(text))
    return text[start : number.start], text[number.end : end]


def range_ends(numbers: list[PrintedNumber], text: str) -> dict[int, str]:
    """Place to range-low or range-high, of two neighbours that are the ends of one range."""
    end_by_index: dict[int, str] = {}
    for index, (low, high) in enumerate(pairwise(numbers)):
        between = text[low.end : high.start]
        text_before = text[max(0, low.start - 24) : low.start]
        begins_with_between = re.search(
            r"\b(?:between|mellan|zwischen)\s(?:\w+\s)?$", text_before, re.IGNORECASE
        )
        if (
            not re.fullmatch(LINK_OF_RANGE, between)
            or not low.value < high.value
            or index in end_by_index
        ):
            continue
        has_dash = between.strip() in ("-", "–", "—")
        has_to = between.strip() in ("to", "till", "bis") and not re.search(
            r"\b(?:from|från|von)\s\w*\s?$", text_before
        )
        if begins_with_between or ((has_dash or has_to) and low.unit in ("", high.unit)):
            end_by_index |= {index: "range-low", index + 1: "range-high"}
    return end_by_index
