"""What every item model shares. A model is a pure function: ledger in, draft of a question out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import Any, Literal

from awareness.bank.authored import QUESTIONS, AuthoredQuestion, Estimate, Question
from awareness.bank.canonical import seed_number
from awareness.bank.guards import (
    Guard,
    Refused,
    base_shown,
    measure_named,
    never_ranked,
    one_key,
    require,
    usable,
)
from awareness.bank.resolve import QuestionDraft
from awareness.insights.ledger import Figure, Ledger, Table

SHAPES: dict[str, type[Question]] = {
    "single": AuthoredQuestion,
    "numeric": Estimate,
    **QUESTIONS,
}


@dataclass(frozen=True)
class QuestionRequest:
    """One `generate:` line. `ask` is the question in an author's words, numbers by reference.

    `more` holds what one family alone reads: pairs, spare, claims, goal.
    """

    report: str
    model: str
    key: str
    source: str | Sequence[str]  # figure key(s), within the report or `report:key`; or a table's
    seed: int
    objective: str = ""
    ask: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ItemModel:
    """A family's recipe. `version` counts up when the same input would give another item.

    `draft(ledger, subject, request)` gives a question with the guards it passed, or raises Refused.
    `task` is what the item does with its subject: a figure, a table or a list of figures, as
    `takes` says.
    """

    name: str
    version: int
    task: str
    draft: Callable[[Ledger, Any, QuestionRequest], QuestionDraft]
    takes: Literal["figure", "figures", "table"] = "figure"

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}"

    def subject(self, ledger: Ledger, question_request: QuestionRequest) -> Any:
        """What the line's `from` names; Refused (G7) when there is none."""
        match self.takes:
            case "figure":
                return find(ledger, question_request)
            case "table":
                return find_table(ledger, question_request)
            case "figures":
                return find_all(ledger, question_request)


def find(ledger: Ledger, question_request: QuestionRequest) -> Figure:
    """The figure a line names; Refused (G7) when there is none."""
    return _figure(ledger, question_request.source, question_request)


def find_all(ledger: Ledger, question_request: QuestionRequest) -> list[Figure]:
    """The figures a line names, in its order; Refused (G7) when one is not there, or none named."""
    keys = (
        [question_request.source]
        if isinstance(question_request.source, str)
        else question_request.source
    )
    if not keys:
        raise Refused("G7", "no figure is named", {})
    return [_figure(ledger, key, question_request) for key in keys]


def _figure(ledger: Ledger, key: Any, question_request: QuestionRequest) -> Figure:
    try:
        return ledger.figure(key, question_request.report)
    except KeyError:
        raise Refused("G7", f"there is no figure {key!r}", {}) from None


def find_table(ledger: Ledger, question_request: QuestionRequest) -> Table:
    """The table a line names; Refused (G7) when there is none."""
    key = str(question_request.source)
    table = ledger.tables.get(key if ":" in key else f"{question_request.report}:{key}")
    if table is None:
        raise Refused("G7", f"there is no table {key!r}", {})
    return table


def shuffled(things: Sequence[str], question_request: QuestionRequest) -> list[str]:
    """Things in an order that the seed decides, the same on every machine."""
    order = sorted(things)
    Random(seed_number(question_request.seed, question_request.key)).shuffle(order)  # noqa: S311  an order, no secret
    return order


def fit_to_ask(ledger: Ledger, figure: Figure, task: str) -> list[Guard]:
    """The guards every item has passed before it is written; Refused otherwise."""
    return require(
        [
            never_ranked(ledger, figure, task),
            usable(ledger, figure),
            base_shown(figure),
        ]
    )


def all_fit(ledger: Ledger, figures: Sequence[Figure], task: str) -> list[Guard]:
    """`fit_to_ask` for several figures; what may not be ranked is refused before all else."""
    ranked = require([never_ranked(ledger, figure, task) for figure in figures])
    return [*ranked, *(g for f in figures for g in fit_to_ask(ledger, f, task) if g.name != "G12")]


def draft_of(
    figures: Sequence[Figure],
    question_request: QuestionRequest,
    guards: Sequence[Guard],
    key_figures: Sequence[str] | None = None,
    **parts: Any,
) -> QuestionDraft:
    """The question that `parts` make of these figures, with what must stand beside it.

    Its right answer rests on all of them, if no `key_figures` are given.
    """
    caveats = [f"{figure.report}:{key}" for figure in figures for key in figure.caveats]
    keys = [figure.full_key for figure in figures]
    question = SHAPES[parts["kind"]].model_validate(
        {
            "key": question_request.key,
            "objective": question_request.objective,
            "figures": keys,
            "caveats": list(dict.fromkeys(caveats)),
        }
        | parts
    )
    return QuestionDraft(
        question, guards, keys if key_figures is None else key_figures, seed=question_request.seed
    )


@dataclass(frozen=True)
class Row:
    """Something to choose: its text, what is said of it, and the figures that rests on."""

    name: str
    text: str
    why: str
    figures: Sequence[Figure] = ()


def choice(
    figures: Sequence[Figure],
    question_request: QuestionRequest,
    stem: str,
    rows: Sequence[Row],
    right: str,
    guards: Sequence[Guard],
    **beside: Any,
) -> QuestionDraft:
    """A single choice among rows, in an order of the seed's; the one that is named `right` holds.
    `beside` is what stands under the stem: a headline, a drawing.

    Refused where two rows say the same (G17), or where nothing names what is counted (G8).
    """
    by_name = {row.name: row for row in rows}
    if len({row.text for row in rows}) != len(rows):
        raise Refused("G17", "two answers say the same", {"answers": [row.text for row in rows]})
    named = dict(zip("abc", shuffled(list(by_name), question_request), strict=True))
    key = next(letter for letter, name in named.items() if name == right)
    whole_text = " ".join([stem, *(row.text for row in rows)])
    more_guards = require(
        [one_key(named, lambda name: name == right, key), measure_named(figures[0], whole_text)]
    )
    cited = {figure.full_key: figure for row in rows for figure in row.figures}
    options = [
        {
            "key": letter,
            "text": by_name[name].text,
            "correct": letter == key,
            "feedback": by_name[name].why,
            "figures": [f.full_key for f in by_name[name].figures or figures],
        }
        for letter, name in named.items()
    ]
    everything = list({f.full_key: f for f in (*figures, *cited.values())}.values())
    return draft_of(
        everything, question_request, [*guards, *more_guards],
        [figure.full_key for figure in figures],
        kind="single", stem=stem, options=options, **beside,
    )  # fmt: skip


def picked[T](things: Sequence[T], count: int, question_request: QuestionRequest) -> list[T]:
    """So many of the things, in their order, as the seed decides."""
    sets = list(combinations(things, count))
    return list(
        sets[seed_number(question_request.seed, question_request.key, "picked") % len(sets)]
    )
