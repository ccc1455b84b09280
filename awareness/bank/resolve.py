"""A question as it was written becomes the spec that people answer: references written out,
sources named. The result is immutable, and complete without the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from awareness.bank.authored import (
    AnyQuestion,
    AuthoredQuestion,
    Estimate,
    Line,
    MatchingQuestion,
    Option,
    OrderingQuestion,
    Path,
    Question,
    Target,
)
from awareness.bank.cells import cell_key, table_of
from awareness.bank.guards.base import Guard
from awareness.insights.comparable import lines_beside_groups
from awareness.insights.figures import figure_in_digits
from awareness.insights.ledger import Figure, Ledger
from awareness.insights.resolved_texts import ProseError, reference_errors, resolve_text
from awareness.insights.sources import caveat_text, source_note
from quizzes.kinds import Spec, read_spec

AUDIENCES = ("S", "M", "H", "I")


@dataclass(frozen=True)
class QuestionDraft:
    """A question with references in its texts, and what was found out about it.

    Of a generated question also the item model (`Q5@1`), its seed, and the figures that the right
    answer rests on.
    """

    question: Question
    guards: Sequence[Guard] = ()
    key_figures: Sequence[str] = ()
    item_model: str | None = None
    seed: int | None = None


def reference_problems(
    ledger: Ledger, report_slug: str, question: AnyQuestion
) -> list[tuple[Path, ProseError]]:
    """Everything that is wrong with the references of a question, by path."""
    return [
        (path, error)
        for path, text in question.texts()
        for error in reference_errors(ledger, report_slug, text)
    ]


def caveat_keys(report_slug: str, question: AnyQuestion) -> list[str]:
    """The caveats a question shows, as `report:KEY`, in its order."""
    return [key if ":" in key else f"{report_slug}:{key}" for key in question.caveats]


def figures_of(ledger: Ledger, report_slug: str, question: AnyQuestion) -> list[Figure]:
    """Every figure a question names or cites, each once, in reading order."""
    keys: list[str] = []
    for _path, text in question.texts():
        keys += resolve_text(ledger, report_slug, text).figure_keys
    for _path, cited in question.cited():
        keys += cited
    return _distinct_figures(ledger, report_slug, keys)


def figures_behind_key(ledger: Ledger, report_slug: str, draft: QuestionDraft) -> list[Figure]:
    """The figures that the right answers rest on: cited by them, or written out in their text."""
    keys = list(draft.key_figures)
    for _path, row in draft.question.right_rows():
        keys += resolve_text(ledger, report_slug, row.text).figure_keys
        keys += row.figures
    return _distinct_figures(ledger, report_slug, keys)


def _distinct_figures(ledger: Ledger, report_slug: str, keys: Iterable[str]) -> list[Figure]:
    figures = [ledger.figure(key, report_slug) for key in keys]
    return list({figure.full_key: figure for figure in figures}.values())


def resolve_spec(ledger: Ledger, report_slug: str, draft: QuestionDraft) -> Spec:
    """The spec of a question; ProseError, KeyError or SpecError if it cannot be made."""

    def say(text: str) -> str:
        return resolve_text(ledger, report_slug, one_line(text)).text

    question = draft.question
    figures = figures_of(ledger, report_slug, question)
    spec: dict[str, Any] = {"kind": question.kind, "lang": "en", "stem": say(question.stem)}
    if plain := question.plain:
        spec["plain"] = {"stem": say(plain.stem)} if plain.stem else {}
        for name in ("options", "feedback"):
            if texts := getattr(plain, name):
                spec["plain"][name] = {key: say(text) for key, text in texts.items()}
    rows = {path: _stored_row(ledger, report_slug, row, say) for path, row in question.rows()}
    match question:
        case MatchingQuestion():
            spec["matching"] = {
                "stems": [row for path, row in rows.items() if path[0] == "stems"],
                "targets": [row for path, row in rows.items() if path[0] == "targets"],
                "pairs": {stem.key: stem.target for stem in question.stems},
            }
        case Estimate(numeric=numbers):
            texts = {
                str(path[-1]): say(text) for path, text in question.texts() if path[0] == "numeric"
            }
            spec["numeric"] = numbers.changed(**texts)
        case OrderingQuestion():
            spec["options"] = list(rows.values())
            spec["ordering"] = {"keys": [option.key for option in question.options]}
        case _:
            spec["options"] = list(rows.values())
    if isinstance(question, AuthoredQuestion) and question.headline:
        spec["headline"] = say(question.headline)
    if isinstance(question, AuthoredQuestion) and question.drawing:
        drawn_figures = [ledger.figure(key, report_slug) for key in question.drawing]
        spec["drawing"] = bars_of_figures(ledger, drawn_figures)
    spec |= {
        "objective": question.objective,
        "figures": [figure.full_key for figure in figures],
        "sources": [source_note(ledger, figure) for figure in figures],
        "caveats": [
            caveat_text(ledger, ledger.reports[key.partition(":")[0]], key.partition(":")[2])
            for key in caveat_keys(report_slug, question)
        ]
        + lines_beside_groups(ledger, figures, say(question.side_by_side)),
        "audience": list(question.audience or common_audience(figures)),
        "item_model": draft.item_model,
        "seed": draft.seed,
        "guards": [guard.spec() for guard in draft.guards],
    }
    return read_spec(spec)


def bars_of_figures(ledger: Ledger, figures: Sequence[Figure]) -> dict[str, Any]:
    """Figures as bars from nought, each with its number; the longest is 100 long."""
    longest = max((figure.value or 0 for figure in figures), default=0)
    words = row_names(ledger, figures)
    return {
        "bars": [
            {
                "label": label,
                "shown": figure_in_digits(figure),
                "length": round((figure.value or 0) / longest * 100) if longest else 0,
            }
            for label, figure in zip(words, figures, strict=True)
        ]
    }


def row_names(ledger: Ledger, figures: Sequence[Figure]) -> list[str]:
    """How figures are told apart: rows of a column by row, columns of a row by column."""
    tables = [table_of(ledger, figure) for figure in figures]
    cell_keys = [cell_key(figure) for figure in figures]
    table = tables[0]
    if table is None or any(other is not table for other in tables):
        return [figure.label for figure in figures]
    if len({col for _, _, col in cell_keys}) == 1:
        return [table.row_labels[row] for _, row, _ in cell_keys]
    if len({row for _, row, _ in cell_keys}) == 1:
        return [table.col_labels[col] for _, _, col in cell_keys]
    return [f"{table.row_labels[row]}: {table.col_labels[col]}" for _, row, col in cell_keys]


def one_line(text: str) -> str:
    """A text without the line breaks of its file. Narrow spaces before a per cent sign stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _stored_row(
    ledger: Ledger, report_slug: str, row: Option | Line | Target, say: Callable[[str], str]
) -> dict[str, Any]:
    """A row as a spec stores it, its texts written out by `say`. An option says whether it is
    right; a target has no feedback."""
    stored: dict[str, Any] = {"key": row.key, "text": say(row.text)}
    if isinstance(row, Target):
        return stored
    if isinstance(row, Option):
        stored["correct"] = row.correct
    cited_figures = [ledger.figure(key, report_slug).full_key for key in row.figures]
    named_figures = resolve_text(ledger, report_slug, f"{row.text} {row.feedback}").figure_keys
    sources = list(dict.fromkeys([*cited_figures, *named_figures]))
    return stored | {"feedback": say(row.feedback), "sources": sources}


def common_audience(figures: list[Figure]) -> list[str]:
    """Whom all figures of a question are meant for; everyone, when they say nothing."""
    audiences = [set(figure.audience) for figure in figures if figure.audience]
    return [who for who in AUDIENCES if all(who in group for group in audiences)]
