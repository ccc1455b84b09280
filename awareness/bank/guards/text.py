"""Guards that look at the finished words and answers of an item (ITEM-GENERATION §5.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from awareness.bank.cells import cell_key, table_of
from awareness.bank.guards.base import Guard, new_guard
from awareness.insights.ledger import Figure, Kind, Ledger, Report
from awareness.subjects.registry import measure_words
from awareness.subjects.schema import Rules
from awareness.subjects.wording import forbidden_terms_in

MOST_STEM_WORDS, MOST_OPTION_WORDS, MOST_SENTENCE_WORDS = 65, 30, 30
QUOTATION = re.compile(r"“[^”]*”|\"[^\"]*\"")
WORD_PATTERN = re.compile(r"[\w’'-]+")
YEAR_PATTERN = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,]|\.\d)")


def measure_named_guard(figure: Figure, text: str) -> Guard:
    """G8: people are not cases, alerts are not people. Where its subject has words for what a
    figure counts, the text has one of them; else the words of its own row have to do."""
    nouns = measure_words(figure.measure).nouns
    nouns_named = [noun for noun in nouns if re.search(rf"\b{noun}\b", text, re.I)]
    message = f"{figure.full_key} counts {figure.measure!r}" + (
        f"; say one of: {', '.join(nouns)}" if nouns else " and does not say what"
    )
    passed = bool(nouns_named) if nouns else bool(figure.measure)
    return new_guard("G8", passed, message, measure=figure.measure, found=nouns_named)


def years_of(ledger: Ledger, figure: Figure) -> tuple[str, ...]:
    """The years a figure speaks of: those of its change, those in its own words, the day it holds
    as of; the report's own year only where none of these says."""
    table = table_of(ledger, figure)
    _table, row, col = cell_key(figure)
    lines = (table.row_labels.get(row, ""), table.col_labels.get(col, "")) if table else ()
    of_change = figure.between if figure.kind is Kind.CHANGE else ()
    for words in (of_change, (*lines, figure.label)):
        if printed_years := YEAR_PATTERN.findall(" ".join(words)):
            return tuple(dict.fromkeys(printed_years))
    report = ledger.reports[figure.report]
    day = figure.day or figure.as_of or report.fieldwork_to
    return (str(day.year if day else report.year),)


def year_and_place_guard(ledger: Ledger, figures: Sequence[Figure], text: str) -> Guard:
    """G9: the text says of which year each figure is, and of whom the first speaks. A definition
    speaks of nobody, and of no year."""
    counted = [figure for figure in figures if figure.measure != "definition"]
    years_by_figure = [years_of(ledger, figure) for figure in counted]
    missing = {
        " or ".join(alternatives): None
        for alternatives in years_by_figure
        if not any(year in text for year in alternatives)
    }
    group = population_clause(counted[0]) if counted else ""
    if group.lower() not in text.lower():
        missing[group] = None
    message = f"the question must say: {'; '.join(missing)}"
    named = sorted({year for alternatives in years_by_figure for year in alternatives})
    return new_guard("G9", not missing, message, years=named)


def population_clause(figure: Figure) -> str:
    """Who a figure speaks of, in one clause: what stands before the first semicolon.

    How they were asked is left to the verb of the sentence ("interviewed").
    """
    return figure.population.partition(";")[0].strip().removesuffix(" and were interviewed")


def caveats_guard(
    figures: Sequence[Figure], reports: Mapping[str, Report], keys: set[str]
) -> Guard:
    """G10: every caveat of a figure stands beside the question, and a CAVEAT figure has one.

    `keys` are the caveats that the question shows, as `report:KEY`.
    """
    missing = sorted({f"{f.report}:{key}" for f in figures for key in f.caveats} - keys)
    caveat_figures_without = [
        f.full_key for f in figures if f.use.value == "CAVEAT" and not f.caveats
    ]
    unknown = [key for key in keys if key.partition(":")[2] not in _caveats_of_report(reports, key)]
    is_wrong = missing or caveat_figures_without or unknown
    message = (
        f"caveat missing: {', '.join(missing)}"
        if missing
        else f"a CAVEAT figure without a caveat: {', '.join(caveat_figures_without)}"
        if caveat_figures_without
        else f"no such caveat: {', '.join(unknown)}"
    )
    return new_guard("G10", not is_wrong, message, shown=sorted(keys), missing=missing)


def _caveats_of_report(reports: Mapping[str, Report], key: str) -> Mapping[str, str]:
    report = reports.get(key.partition(":")[0])
    return report.caveats if report else {}


def words_allowed_guard(rules: Rules, *texts: str) -> Guard:
    """G11: none of the words that the subject does not use, except inside a quotation."""
    blocked_words = [
        match[0] for text in texts for match, _ in forbidden_terms_in(text, rules, question=True)
    ]
    return new_guard(
        "G11",
        not blocked_words,
        f"words we do not use: {', '.join(blocked_words)}",
        found=blocked_words,
    )


def one_key_guard[T](options: Mapping[str, T], true: Callable[[T], bool], key: str) -> Guard:
    """G15: ask the stem's own question of every option; one alone may answer it, the key.

    `options` maps option key to the thing it names; `true` is the stem as a predicate.
    """
    true_names = [name for name, thing in options.items() if true(thing)]
    message = f"true of {', '.join(true_names) or 'no option'}; the key is {key}"
    return new_guard("G15", true_names == [key], message, tried=len(options), right=true_names)


def length_guard(stem: str, options: Sequence[str]) -> Guard:
    """G16: a stem, a sentence and an option can be read in one breath."""
    sentences = re.split(r"(?<=[.!?])\s+|(?<=[.!?][\"”])\s+", stem)
    longest_sentence = max((word_count(sentence) for sentence in sentences), default=0)
    longest_option = max((word_count(text) for text in options), default=0)
    passed = (
        word_count(stem) <= MOST_STEM_WORDS
        and longest_sentence <= MOST_SENTENCE_WORDS
        and longest_option <= MOST_OPTION_WORDS
    )
    message = (
        f"at most {MOST_STEM_WORDS} words in a stem, {MOST_SENTENCE_WORDS} in a sentence, "
        f"{MOST_OPTION_WORDS} in an option; "
        f"here {word_count(stem)}, {longest_sentence}, {longest_option}"
    )
    return new_guard(
        "G16",
        passed,
        message,
        stem=word_count(stem),
        sentence=longest_sentence,
        option=longest_option,
    )


def word_count(text: str) -> int:
    return len(WORD_PATTERN.findall(text))


def texts_apart_guard(texts: Sequence[str]) -> Guard:
    """G17 for words: no option says the same as another, or is part of it."""
    padded_texts = [f" {' '.join(WORD_PATTERN.findall(text.lower()))} " for text in texts]
    pairs = [
        (texts[n], texts[m])
        for n, a in enumerate(padded_texts)
        for m, b in enumerate(padded_texts)
        if n != m and ((a == b and n < m) or (a != b and a in b))
    ]
    message = "; ".join(f"{a!r} overlaps with {b!r}" for a, b in pairs)
    return new_guard("G17", not pairs, message, pairs=len(pairs))
