"""Q1 the largest or smallest row of a table; Q2 the largest of three rows an author names.

Wrong answers are rows of the same column. A row that is the answer in another column is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from awareness.bank.canonical import seed_number
from awareness.bank.frames import table_frame
from awareness.bank.guards import (
    Refused,
    column_named,
    is_rest,
    measure_named,
    never_ranked,
    no_rest,
    one_key,
    require,
    same_population,
    several_answers,
    tie,
)
from awareness.bank.guards.base import guard
from awareness.bank.item_models.base import (
    ItemModel,
    Request,
    all_fit,
    draft_of,
    reference,
    row_words,
    shuffled,
)
from awareness.bank.resolve import Draft
from awareness.bank.wording import base_words, who_was_asked
from awareness.insights.ledger import Figure, Ledger, Table


def draft_extremum(ledger: Ledger, table: Table, request: Request) -> Draft:
    """Which row has the largest (or smallest) share in one named column?"""
    cells = [figure for row in table.cells.values() for figure in row.values()]
    if not cells:
        raise Refused("G7", f"{table.key} has no cells", {"cells": 0})
    guards = require([never_ranked(ledger, cells[0], Q1.task)])
    column = request.more.get("column") or None
    guards += require([column_named(table, column), several_answers(table, Q1.task)])
    column = column or next(iter(table.col_labels))
    largest = request.more.get("end", "largest") == "largest"
    rows = {
        row: cells[column]
        for row, cells in table.cells.items()
        if column in cells and cells[column].value is not None and not is_rest(table, row)
    }
    guards += require([same_population(list(rows.values()))])
    values = {row: figure.value for row, figure in rows.items()}
    n = next((figure.base_n for figure in rows.values()), table.base_n)
    guards += require([tie(values, n, largest=largest)])
    key = (max if largest else min)(values, key=values.__getitem__)
    others = _other_rows(table, rows, column, key, largest)
    if len(others) < 2:
        seen = {"rows": len(rows), "left": others}
        raise Refused("G17", f"{table.key}: no two other rows may stand beside {key}", seen)
    first = seed_number(request.seed, request.key) % len(others)
    chosen = [key, others[first], others[(first + 1) % len(others)]]
    words = "largest" if largest else "smallest"
    ask = request.ask or f"Which of these stands for the {words} share of them?"
    if len(table.col_labels) > 1:
        guards += require([_says_column(table, column, ask)])
    picked = [rows[row] for row in chosen]
    guards += all_fit(ledger, picked, Q1.task)
    return _pick(ledger, picked, request, guards, ask, largest)


def _other_rows(
    table: Table, rows: Mapping[str, Figure], column: str, key: str, largest: bool
) -> list[str]:
    """Rows that may be a wrong answer: usable, apart from the key, first in no other column."""
    frame = table_frame(table)
    ends = {
        (frame[col].idxmax() if largest else frame[col].idxmin())
        for col in table.col_labels
        if col != column and frame[col].notna().any()
    }
    values = {row: figure.value for row, figure in rows.items()}
    return [
        row
        for row, figure in rows.items()
        if row != key
        and row not in ends
        and figure.may_be_key
        and tie(
            {key: values[key], row: values[row]}, figure.base_n, largest=largest
        ).passed
    ]  # fmt: skip


def _says_column(table: Table, column: str, ask: str):
    """G2: the words of the question name the column."""
    label = table.col_labels[column]
    message = f"the question must name the column {label!r}"
    return guard("G2", label.lower() in ask.lower(), message, column=column)


def draft_compare(ledger: Ledger, figures: list[Figure], request: Request) -> Draft:
    """Which of three figures, asked of the same people in the same question, is the largest?"""
    guards = [*all_fit(ledger, figures, Q2.task), *require([same_population(figures)])]
    guards += require([no_rest(ledger, figures)])
    if len(figures) != 3:
        raise Refused("G15", "compares three rows, no more and no fewer", {"rows": len(figures)})
    by_key = {figure.key: figure.value for figure in figures if figure.value is not None}
    largest = request.more.get("end", "largest") == "largest"
    guards += require([tie(by_key, figures[0].base_n, largest=largest)])
    key = (max if largest else min)(figures, key=lambda figure: figure.value)
    words = "largest" if largest else "smallest"
    ask = request.ask or f"Which of these stands for the {words} share of them?"
    ordered = [key, *(figure for figure in figures if figure is not key)]
    return _pick(ledger, ordered, request, guards, ask, largest)


def _pick(
    ledger: Ledger,
    figures: Sequence[Figure],
    request: Request,
    guards: list,
    ask: str,
    largest: bool,
) -> Draft:
    """A single choice among figures; the first one is the key."""
    key = figures[0]
    if any(figure.unit != "percent" or figure.value_to is not None for figure in figures):
        raise Refused("G13", "compares single shares", {"units": [f.unit for f in figures]})
    words = dict(zip((f.full_key for f in figures), row_words(ledger, figures), strict=True))
    order = shuffled(list(words), request)
    named = {name: ledger.figures[full] for name, full in zip("abc", order, strict=True)}
    right = next(name for name, figure in named.items() if figure is key)
    end = (max if largest else min)(figure.value for figure in figures)
    guards += require([one_key(named, lambda figure: figure.value == end, right)])
    stem = f"{who_was_asked(ledger, key)} {base_words(key)} {ask}"
    guards += require([measure_named(key, stem)])
    options = [_option(name, words, figure, key) for name, figure in named.items()]
    return draft_of(figures, request, kind="single", stem=stem, options=options,
                         guards=guards, key_figures=[key.full_key])  # fmt: skip


def _option(name: str, words: Mapping[str, str], figure: Figure, key: Figure) -> dict:
    own_number, most = reference(figure), reference(key)
    text, other = words[figure.full_key], words[key.full_key]
    feedback = (
        f"That is what the report prints: {own_number} of those who answered."
        if figure is key
        else f"The report prints {own_number} here. Beside “{other}” it prints {most}."
    )
    cited = [figure.full_key] if figure is key else [figure.full_key, key.full_key]
    return {"key": name, "text": text, "correct": figure is key, "feedback": feedback,
            "figures": cited}  # fmt: skip


Q1 = ItemModel("Q1", 1, "extremum", draft_extremum, "table")
Q2 = ItemModel("Q2", 1, "compare", draft_compare, "figures")
