"""Guards that look at the finished words and answers of an item (ITEM-GENERATION §5.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from awareness.bank.cells import cell_key, table_of
from awareness.bank.guards.base import Guard, guard
from awareness.insights.ledger import Figure, Kind, Ledger, Report
from awareness.subjects.registry import measure
from awareness.subjects.schema import Rules
from awareness.subjects.wording import broken

STEM_WORDS, OPTION_WORDS, SENTENCE_WORDS = 65, 30, 30
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
WORD = re.compile(r"[\w’'-]+")
YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,]|\.\d)")


def measure_named(figure: Figure, text: str) -> Guard:
    """G8: people are not cases, alerts are not people. Where its subject has words for what a
    figure counts, the text has one of them; else the words of its own row have to do."""
    nouns = measure(figure.measure).nouns
    nouns_named = [noun for noun in nouns if re.search(rf"\b{noun}\b", text, re.I)]
    message = f"{figure.full_key} counts {figure.measure!r}" + (
        f"; say one of: {', '.join(nouns)}" if nouns else " and does not say what"
    )
    passed = bool(nouns_named) if nouns else bool(figure.measure)
    return guard("G8", passed, message, measure=figure.measure, found=nouns_named)


def years(ledger: Ledger, figure: Figure) -> tuple[str, ...]:
    """The years a figure speaks of: those of its change, those in its own words, the day it holds
    as of; the report's own year only where none of these says."""
    table = table_of(ledger, figure)
    _table, row, col = cell_key(figure)
    lines = (table.row_labels.get(row, ""), table.col_labels.get(col, "")) if table else ()
    of_change = figure.between if figure.kind is Kind.CHANGE else ()
    for words in (of_change, (*lines, figure.label)):
        if printed_years := YEAR.findall(" ".join(words)):
            return tuple(dict.fromkeys(printed_years))
    report = ledger.reports[figure.report]
    day = figure.day or figure.as_of or report.fieldwork_to
    return (str(day.year if day else report.year),)


def year_and_place(ledger: Ledger, figures: Sequence[Figure], text: str) -> Guard:
    """G9: the text says of which year each figure is, and of whom the first speaks. A definition
    speaks of nobody, and of no year."""
    counted = [figure for figure in figures if figure.measure != "definition"]
    spoken_of = [years(ledger, figure) for figure in counted]
    missing = {
        " or ".join(alternatives): None
        for alternatives in spoken_of
        if not any(year in text for year in alternatives)
    }
    group = population(counted[0]) if counted else ""
    if group.lower() not in text.lower():
        missing[group] = None
    message = f"the question must say: {'; '.join(missing)}"
    named = sorted({year for alternatives in spoken_of for year in alternatives})
    return guard("G9", not missing, message, years=named)


def population(figure: Figure) -> str:
    """Who a figure speaks of, in one clause: what stands before the first semicolon.

    How they were asked is left to the verb of the sentence ("interviewed").
    """
    return figure.population.partition(";")[0].strip().removesuffix(" and were interviewed")


def caveats_shown(
    figures: Sequence[Figure], reports: Mapping[str, Report], keys: set[str]
) -> Guard:
    """G10: every caveat of a figure stands beside the question, and a CAVEAT figure has one.

    `keys` are the caveats that the question shows, as `report:KEY`.
    """
    missing = sorted({f"{f.report}:{key}" for f in figures for key in f.caveats} - keys)
    bare = [f.full_key for f in figures if f.use.value == "CAVEAT" and not f.caveats]
    unknown = [key for key in keys if key.partition(":")[2] not in _caveats(reports, key)]
    wrong = missing or bare or unknown
    message = (
        f"caveat missing: {', '.join(missing)}"
        if missing
        else f"a CAVEAT figure without a caveat: {', '.join(bare)}"
        if bare
        else f"no such caveat: {', '.join(unknown)}"
    )
    return guard("G10", not wrong, message, shown=sorted(keys), missing=missing)


def _caveats(reports: Mapping[str, Report], key: str) -> Mapping[str, str]:
    report = reports.get(key.partition(":")[0])
    return report.caveats if report else {}


def words_allowed(rules: Rules, *texts: str) -> Guard:
    """G11: none of the words that the subject does not use, except inside a quotation."""
    blocked = [match[0] for text in texts for match, _ in broken(text, rules, question=True)]
    return guard("G11", not blocked, f"words we do not use: {', '.join(blocked)}", found=blocked)


def one_key[T](options: Mapping[str, T], true: Callable[[T], bool], key: str) -> Guard:
    """G15: ask the stem's own question of every option; one alone may answer it, the key.

    `options` maps option key to the thing it names; `true` is the stem as a predicate.
    """
    right = [name for name, thing in options.items() if true(thing)]
    message = f"true of {', '.join(right) or 'no option'}; the key is {key}"
    return guard("G15", right == [key], message, tried=len(options), right=right)


def short_enough(stem: str, options: Sequence[str]) -> Guard:
    """G16: a stem, a sentence and an option can be read in one breath."""
    sentences = re.split(r"(?<=[.!?])\s+|(?<=[.!?][\"”])\s+", stem)
    longest = max((words(sentence) for sentence in sentences), default=0)
    option = max((words(text) for text in options), default=0)
    passed = words(stem) <= STEM_WORDS and longest <= SENTENCE_WORDS and option <= OPTION_WORDS
    message = (
        f"at most {STEM_WORDS} words in a stem, {SENTENCE_WORDS} in a sentence, {OPTION_WORDS} in "
        f"an option; here {words(stem)}, {longest}, {option}"
    )
    return guard("G16", passed, message, stem=words(stem), sentence=longest, option=option)


def words(text: str) -> int:
    return len(WORD.findall(text))


def texts_apart(texts: Sequence[str]) -> Guard:
    """G17 for words: no option says the same as another, or is part of it."""
    plain = [f" {' '.join(WORD.findall(text.lower()))} " for text in texts]
    pairs = [
        (texts[n], texts[m])
        for n, a in enumerate(plain)
        for m, b in enumerate(plain)
        if n != m and ((a == b and n < m) or (a != b and a in b))
    ]
    message = "; ".join(f"{a!r} overlaps with {b!r}" for a, b in pairs)
    return guard("G17", not pairs, message, pairs=len(pairs))
