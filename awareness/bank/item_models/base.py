"""What every item model shares. A model is a pure function: ledger in, draft of a question out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import Any, Literal

from awareness.bank.authored import QUESTION_CLASS_BY_KIND, AuthoredQuestion, Estimate, Question
from awareness.bank.canonical import seed_number
from awareness.bank.guards import (
    Guard,
    RefusedItem,
    base_guard,
    measure_named_guard,
    never_ranked_guard,
    one_key_guard,
    require_all,
    usable_guard,
)
from awareness.bank.resolve import QuestionDraft
from awareness.insights.ledger import Figure, Ledger, Table

QUESTION_CLASSES: dict[str, type[Question]] = {
    "single": AuthoredQuestion,
    "numeric": Estimate,
    **QUESTION_CLASS_BY_KIND,
}


@dataclass(frozen=True)
class QuestionRequest:
    """One `generate:` line. `ask` is the question in an author's words, numbers by reference.

    `family_fields` holds what one family alone reads: pairs, spare, claims, goal; of a guess what
    is said of it, and how far close and near reach.
    """

    report: str
    model: str
    key: str
    source: str | Sequence[str]  # figure key(s), within the report or `report:key`; or a table's
    seed: int
    objective: str = ""
    ask: str = ""
    family_fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ItemModel:
    """A family's recipe. `version` counts up when the same input would give another item.

    `draft(ledger, subject, request)` gives a question with the guards it passed, or raises
    RefusedItem. `task` is what the item does with its subject: a figure, a table or a list of
    figures, as `takes` says.
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
        """What the line's `from` names; RefusedItem (G7) when there is none."""
        match self.takes:
            case "figure":
                return requested_figure(ledger, question_request)
            case "table":
                return requested_table(ledger, question_request)
            case "figures":
                return requested_figures(ledger, question_request)


def requested_figure(ledger: Ledger, question_request: QuestionRequest) -> Figure:
    """The figure a line names; RefusedItem (G7) when there is none."""
    return _figure(ledger, question_request.source, question_request)


def requested_figures(ledger: Ledger, question_request: QuestionRequest) -> list[Figure]:
    """The figures a line names, in its order; RefusedItem (G7) when one is not there, or none
    named."""
    keys = (
        [question_request.source]
        if isinstance(question_request.source, str)
        else question_request.source
    )
    if not keys:
        raise RefusedItem("G7", "no figure is named", {})
    return [_figure(ledger, key, question_request) for key in keys]


def _figure(ledger: Ledger, key: Any, question_request: QuestionRequest) -> Figure:
    """The figure of this key, of the line's report where the key names none; RefusedItem (G7)."""
    try:
        return ledger.figure(key, question_request.report)
    except KeyError:
        raise RefusedItem("G7", f"there is no figure {key!r}", {}) from None


def requested_table(ledger: Ledger, question_request: QuestionRequest) -> Table:
    """The table a line names; RefusedItem (G7) when there is none."""
    key = str(question_request.source)
    table = ledger.tables.get(key if ":" in key else f"{question_request.report}:{key}")
    if table is None:
        raise RefusedItem("G7", f"there is no table {key!r}", {})
    return table


def in_seed_order(things: Sequence[str], question_request: QuestionRequest) -> list[str]:
    """Things in an order that the seed decides, the same on every machine."""
    order = sorted(things)
    Random(seed_number(question_request.seed, question_request.key)).shuffle(order)  # noqa: S311  an order, no secret
    return order


def fit_guards(ledger: Ledger, figure: Figure, task: str) -> list[Guard]:
    """The guards every item has passed before it is written; RefusedItem otherwise."""
    return require_all(
        [
            never_ranked_guard(ledger, figure, task),
            usable_guard(ledger, figure),
            base_guard(figure),
        ]
    )


def fit_guards_of_all(ledger: Ledger, figures: Sequence[Figure], task: str) -> list[Guard]:
    """`fit_guards` for several figures; what may not be ranked is refused before all else."""
    ranking_guards = require_all([never_ranked_guard(ledger, figure, task) for figure in figures])
    return [
        *ranking_guards,
        *(g for f in figures for g in fit_guards(ledger, f, task) if g.name != "G12"),
    ]


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
    question = QUESTION_CLASSES[parts["kind"]].model_validate(
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
class ChoiceRow:
    """Something to choose: its text, what is said of it, and the figures that rests on."""

    name: str
    text: str
    why: str
    figures: Sequence[Figure] = ()


def single_choice_draft(
    figures: Sequence[Figure],
    question_request: QuestionRequest,
    stem: str,
    rows: Sequence[ChoiceRow],
    right_name: str,
    guards: Sequence[Guard],
    **under_stem: Any,
) -> QuestionDraft:
    """A single choice among rows, in an order of the seed's; the one that is named `right_name`
    holds. `under_stem` is what stands under the stem: a headline, a drawing.

    RefusedItem where two rows say the same (G17), or where nothing names what is counted (G8).
    """
    by_name = {row.name: row for row in rows}
    if len({row.text for row in rows}) != len(rows):
        raise RefusedItem(
            "G17", "two answers say the same", {"answers": [row.text for row in rows]}
        )
    name_by_letter = dict(zip("abc", in_seed_order(list(by_name), question_request), strict=True))
    right_letter = next(letter for letter, name in name_by_letter.items() if name == right_name)
    whole_text = " ".join([stem, *(row.text for row in rows)])
    more_guards = require_all(
        [
            one_key_guard(name_by_letter, lambda name: name == right_name, right_letter),
            measure_named_guard(figures[0], whole_text),
        ]
    )
    cited = {figure.full_key: figure for row in rows for figure in row.figures}
    options = [
        {
            "key": letter,
            "text": by_name[name].text,
            "correct": letter == right_letter,
            "feedback": by_name[name].why,
            "figures": [f.full_key for f in by_name[name].figures or figures],
        }
        for letter, name in name_by_letter.items()
    ]
    all_figures = list({f.full_key: f for f in (*figures, *cited.values())}.values())
    return draft_of(
        all_figures, question_request, [*guards, *more_guards],
        [figure.full_key for figure in figures],
        kind="single", stem=stem, options=options, **under_stem,
    )  # fmt: skip


def pick_by_seed[T](things: Sequence[T], count: int, question_request: QuestionRequest) -> list[T]:
    """So many of the things, in their order, as the seed decides."""
    combinations_of_things = list(combinations(things, count))
    return list(
        combinations_of_things[
            seed_number(question_request.seed, question_request.key, "picked")
            % len(combinations_of_things)
        ]
    )
