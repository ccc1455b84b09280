"""What every item model shares. A model is a pure function: ledger in, definition out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from awareness.bank.guards import (
    Guard,
    Refused,
    base_shown,
    dated,
    never_ranked,
    require,
    several_answers,
    usable,
)
from awareness.insights.ledger import Figure, Ledger


@dataclass(frozen=True)
class Request:
    """One `generate:` line. `ask` is the question in an author's words, numbers by reference."""

    report: str
    model: str
    key: str
    source: str  # figure key, within the report or `report:key`
    seed: int
    objective: str = ""
    ask: str = ""


@dataclass(frozen=True)
class ItemModel:
    """A family's recipe. `version` counts up when the same input would give another item.

    `draft(ledger, figure, request)` gives a definition in the shape of questions.yaml, with the
    guards it passed, or raises Refused. `task` is what the item does with the figure.
    """

    name: str
    version: int
    task: str
    draft: Callable[[Ledger, Figure, Request], dict]

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}"


def find(ledger: Ledger, request: Request) -> Figure:
    """The figure a line names; Refused (G7) when there is none."""
    try:
        return ledger.figure(request.source, request.report)
    except KeyError:
        raise Refused("G7", f"there is no figure {request.source!r}", {}) from None


def fit_to_ask(ledger: Ledger, figure: Figure, task: str) -> list[Guard]:
    """The guards every item has passed before it is written; Refused otherwise."""
    return require(
        [
            never_ranked(ledger, figure, task),
            usable(ledger, figure),
            several_answers(figure, task),
            base_shown(figure),
            dated(figure, str(ledger.reports[figure.report].year)),
        ]
    )


def definition(figure: Figure, request: Request, **parts) -> dict:
    """The common part of a definition: where it comes from and what must stand beside it."""
    return {
        "key": request.key,
        "objective": request.objective,
        "seed": request.seed,
        "figures": [figure.full_key],
        "caveats": [f"{figure.report}:{key}" for key in figure.caveats],
        "key_figures": [figure.full_key],
    } | parts
