"""What the item models make of the ledger: every table and figure tried, every refusal kept. Pure.

Families that need an author's words (Q10, Q12, Q13) are tried as the content files ask for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from awareness.bank.authored import AnyQuestion, Entry, GeneratedQuestion
from awareness.bank.build import request_of
from awareness.bank.guards import Refused
from awareness.bank.item_models import MODELS, Request, draft
from awareness.insights.ledger import Ledger, Table, Use
from awareness.subjects.registry import measure

ONE_FIGURE = ("Q9", "Q11-counts", "Q11-of-whom")
WRITTEN = ("Q10", "Q12", "Q13")
OUTSIDE = "figures outside tables"
SEED = 1


@dataclass(frozen=True)
class Refusal:
    """One try that a guard stopped, with the guard's numbers."""

    family: str
    source: str  # what was tried, with its report
    guard: str
    message: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Yield:
    """What one family made of one table (or of all figures of a report outside tables)."""

    family: str
    where: str  # report/table
    tried: int = 0
    made: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def by_guard(self) -> dict[str, int]:
        counted = Counter(refusal.guard for refusal in self.refusals)
        return dict(sorted(counted.items(), key=lambda pair: int(pair[0].removeprefix("G"))))


def yields(ledger: Ledger, questions: Iterable[Entry[AnyQuestion]] = ()) -> list[Yield]:
    """Every family by every table, in the order of the families; those without a try left out."""
    by_family_and_table: dict[tuple[str, str], Yield] = {}
    for where, request in (*_tries(ledger), *_written(questions)):
        family_yield = by_family_and_table.setdefault(
            (request.model, where), Yield(request.model, where)
        )
        family_yield.tried += 1
        try:
            draft(ledger, request)
        except Refused as no:
            source = _named(request)
            family_yield.refusals.append(
                Refusal(request.model, source, no.guard, no.message, no.numbers)
            )
        else:
            family_yield.made += 1
    return sorted(
        by_family_and_table.values(),
        key=lambda family_yield: (list(MODELS).index(family_yield.family), family_yield.where),
    )


def _tries(ledger: Ledger) -> Iterator[tuple[str, Request]]:
    for table in ledger.tables.values():
        where = f"{table.report}/{table.key}"
        for model, source, more in _of_table(table):
            yield where, _request(table.report, model, source, more, _counted(table))
    for figure in ledger.figures.values():
        if "/" not in figure.key and figure.use is not Use.NEVER:
            for model in ONE_FIGURE:
                where = f"{figure.report}/{OUTSIDE}"
                yield where, _request(figure.report, model, figure.key, {})


def _of_table(table: Table) -> Iterator[tuple[str, str | list[str], dict]]:
    """(family, source, more): rows of a column by threes, and cells."""
    for column in table.col_labels:
        keys = [cells[column].key for cells in table.cells.values() if column in cells]
        yield from (("Q2", list(three), {}) for three in combinations(keys, 3))
    for cells in table.cells.values():
        for figure in cells.values():
            yield from ((model, figure.key, {}) for model in ONE_FIGURE)


def _written(questions: Iterable[Entry[AnyQuestion]]) -> Iterator[tuple[str, Request]]:
    for entry in questions:
        line = entry.shape
        if isinstance(line, GeneratedQuestion) and line.generate in WRITTEN:
            yield f"{entry.report}/questions.yaml", request_of(entry.report, line)


def _counted(table: Table) -> str:
    """What a table counts, in the words of its subject."""
    figures = (figure for cells in table.cells.values() for figure in cells.values())
    nouns = {noun: None for each in figures for noun in measure(each.measure).nouns}
    return " or ".join(nouns)


def _request(
    report: str, model: str, source: str | Sequence[str], more: Mapping, counted: str = ""
) -> Request:
    # A column or an end is said in the question; the words themselves are an author's.
    ask = f"Which has the {more['end']} share of {counted}: {more['column']}?" if more else ""
    return Request(report, model, "yield", source, SEED, ask=ask, more=more)


def _named(request: Request) -> str:
    keys = [request.source] if isinstance(request.source, str) else request.source
    options = ", ".join(filter(None, (request.more.get("column"), request.more.get("end"))))
    return f"{request.report}:{' + '.join(keys)}" + (f" ({options})" if options else "")
