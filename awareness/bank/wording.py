"""What the ledger says of a figure, in pieces that sentences are made of (phrases.py). English."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from babel.core import Locale

from awareness.bank import phrases
from awareness.bank.guards import population_clause, years_of
from awareness.bank.guards.text import MOST_STEM_WORDS, word_count
from awareness.insights import comparable
from awareness.insights.ledger import Figure, Gathered, Kind, Ledger
from awareness.numerals.money import currency_name, is_currency
from awareness.subjects.registry import measure_words

# What a measure begins with, before the thing that it counts: share_of_managers.
MEASURE_PREFIX = re.compile(
    r"^(?:share|number|count|mean|median|average|rate|ratio|index|change|sum)_(?:of|in)_"
)
# Where the thing itself ends: employees_with_a_plan are employees.
AFTER_NOUN = re.compile(r"\s(?:with|without|of|in|who|that|by|for|at|to|from|on)\s.*")
CAPITAL_OR_DIGIT = re.compile(r"[A-Z0-9]")


def lower_first(text: str) -> str:
    """The text inside a sentence: its first word small, unless that is a name."""
    first = re.split(r"[\s,;:-]", text, maxsplit=1)[0]
    if (
        CAPITAL_OR_DIGIT.search(first[1:])
        or first in _capital_words()
        or (len(first) == 1 and first != "A")
    ):
        return text
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _capital_words() -> frozenset[str]:
    """Words that stay capital: of countries, peoples, languages, months and days."""
    english = Locale.parse("en")
    names = [*english.languages.values(), *english.territories.values()]
    names += [*english.months["format"]["wide"].values(), *english.days["format"]["wide"].values()]
    words = {word for name in names for word in re.findall(r"[^\W\d_]+", name)}
    return frozenset(word for word in words if word[0].isupper()) | {"European", "African", "Asian"}


def who_was_asked(ledger: Ledger, figure: Figure, *others: Figure) -> str:
    """One sentence with years and population: "The makers of … asked …", or what … counts.

    The years are those of all these figures of one population; they are said where the report's
    title does not have them.
    """
    verb = "interviewed" if "interview" in figure.population else "asked"
    title = re.sub(r"^The\b", "the", ledger.reports[figure.report].title)
    who = lower_first(population_clause(figure))
    of_years = sorted({year for one in (figure, *others) for year in years_of(ledger, one)})
    is_in_title = all(year in title for year in of_years)
    when = "" if is_in_title else f"{_listed_words(of_years)}, "
    if figure.gathered is Gathered.RECORDS:
        return upper_first(f"{when and f'for {when}'}{title} counts {who}.")
    return upper_first(f"{when and f'in {when}'}the makers of {title} {verb} {who}.")


def _listed_words(words: Sequence[str]) -> str:
    """2018, 2019 and 2020."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def who_was_asked_by_group(ledger: Ledger, figures: Sequence[Figure]) -> str:
    """A sentence for each group of people, or pile of records, that the figures speak of, with the
    years that they are of."""
    by_group = comparable.figures_by_group(figures) or {("", ""): list(figures)}
    sentences = [who_was_asked(ledger, *of_group) for of_group in by_group.values()]
    return " ".join(dict.fromkeys(sentences))


def base_sentence_of(figure: Figure) -> str:
    """How many answered, in a sentence; an inferred base is said to be one."""
    if figure.gathered is Gathered.RECORDS:
        return phrases.NOBODY_ASKED
    if figure.base_n is None:
        return phrases.BASE_LEFT_OPEN
    sentence = phrases.BASE_INFERRED if figure.base_inferred else phrases.BASE_ANSWERED
    return sentence.format(n=f"{figure.base_n:,}")


def question_sentence(figure: Figure) -> str:
    """What people were asked, in a sentence; "" where nobody was, or where it takes long to say."""
    if not is_survey(figure) or not 0 < word_count(figure.question) <= phrases.MOST_QUESTION_WORDS:
        return ""
    end = "" if figure.question.rstrip()[-1] in ".?!" else "."  # else two sentences read as one
    return phrases.QUESTION_ASKED.format(question=f"{figure.question.rstrip()}{end}")


def stem_within_length(parts: Sequence[str], question: str) -> str:
    """The parts as one text, without the question that was asked where it would be too long."""
    whole = " ".join(filter(None, parts))
    if word_count(whole) <= MOST_STEM_WORDS:
        return whole
    return " ".join(part for part in parts if part and part != question)


def tells_not_sentence(figure: Figure) -> str:
    """What a figure cannot say: in its subject's words, or in those of how it was gathered."""
    of_measure = measure_words(figure.measure).tells_not
    return of_measure or (phrases.TELLS_NOT if is_survey(figure) else phrases.TELLS_NOT_COUNTED)


def is_survey(figure: Figure) -> bool:
    """Whether people were asked, or records counted."""
    return figure.gathered is Gathered.SURVEY


def counted_things(measured: str) -> str:
    """What a measure counts, in words: `share_of_reported_losses` is "reported losses"."""
    return MEASURE_PREFIX.sub("", measured).replace("_", " ").strip()


def counted_noun(figure: Figure) -> str:
    """What there would be more of beyond the figure: managers, complaints; "" where it is money, a
    time or nothing that is counted."""
    words = AFTER_NOUN.sub("", counted_things(figure.measure))
    begins_with_prefix = MEASURE_PREFIX.match(figure.measure) is not None
    return words if begins_with_prefix or figure.unit == figure.measure else ""


def unit_words(figure: Figure) -> str:
    """The unit as an estimate names it: percent, complaints, US dollars, cases per 100,000."""
    words = figure.unit.replace("_", " ")
    if is_currency(figure.unit):
        words = currency_name(figure.unit)
    match figure.unit:
        case "points":
            words = "percentage points"
        case "index":
            words = f"({figure.between[0]} = 100)" if figure.between else ""
        case "count":
            words = counted_things(figure.measure)
        case "to_one":
            words = "to 1"
    return f"{words} per {figure.per:,}" if figure.per else words


def figure_reference(figure: Figure, style: str = "") -> str:
    """The figure as text refers to it."""
    return "{figure:" + figure.full_key + (f"|{style}" if style else "") + "}"


def reported_reference(figure: Figure) -> str:
    """The figure as the report has it: a share that it prints in words stands in words."""
    in_words = figure.as_printed and not re.search(r"\d", figure.as_printed)
    return figure_reference(figure, "about" if in_words and figure.kind is Kind.SHARE else "")


def where_number_is_from(figure: Figure) -> str:
    """The words before a number in feedback that say where it is from: "the report prints", "the
    report says “almost half”, which is", or that it was worked out."""
    if figure.formula:
        return phrases.WORKED_OUT
    if figure.as_printed and not re.search(r"\d", figure.as_printed):
        return phrases.REPORT_SAYS_IN_WORDS.format(words=figure.as_printed)
    return phrases.REPORT_PRINTS


def counted_words(figure: Figure) -> str:
    """What a figure counts, as something to choose: its subject's words, or its measure's."""
    return measure_words(figure.measure).counted or upper_first(counted_things(figure.measure))


def asks_about_change(figure: Figure) -> bool:
    """Whether people were asked how something has changed."""
    words = f"{figure.question} {figure.label}"
    return bool(re.search(phrases.ASKS_ABOUT_CHANGE, words, re.IGNORECASE))


def may_tell_change(ledger: Ledger, figure: Figure) -> bool:
    """Whether the report tells how what a figure counts has changed, or people were asked about a
    change: then “it has grown” may hold, and is no misreading."""
    if asks_about_change(figure):
        return True
    by_measure = ledger.worked_out_once("years by measure", lambda: _years_by_measure(ledger))
    return bool(by_measure.get((figure.report, figure.measure), set()) - {years_of(ledger, figure)})


TELLS_CHANGE = "changes"  # in place of years: of what tells of a change itself


def _years_by_measure(ledger: Ledger) -> dict[tuple[str, str], set[Any]]:
    """The years that the figures of each report and measure speak of; `TELLS_CHANGE` among them
    where one tells of a change."""
    by_measure: dict[tuple[str, str], set[Any]] = defaultdict(set)
    for figure in ledger.figures.values():
        years_told = by_measure[figure.report, figure.measure]
        years_told.add(years_of(ledger, figure))
        if figure.kind is Kind.CHANGE:
            years_told.add(TELLS_CHANGE)
    return by_measure
