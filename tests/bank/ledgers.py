"""Small ledgers for the tests of the bank, and the shipped one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings

from awareness.bank import build
from awareness.bank.authored import ScenarioFile, question_class
from awareness.bank.resolve import QuestionDraft, resolve_spec
from awareness.content.figure_kinds import kind_of
from awareness.content.parsed_content import Content
from awareness.content.reader import read_content
from awareness.content.schema_course import ModuleFile
from awareness.insights.ledger import (
    Discrepancy,
    Figure,
    Ledger,
    Location,
    Report,
    Span,
    Table,
    Use,
)
from awareness.subjects.registry import subjects
from quizzes.kinds import Spec

OFFICERS = "Police officers who chose to answer a survey; all use one tool"
PACK = "netclean-2018"
RULES = subjects()["child-protection"].rules  # of the subject that ships


def a_figure(key: str = "met", value: str | None = "17", **parts) -> Figure:
    number = None if value is None else Decimal(value)
    common = {
        "report": "tiny-2018",
        "insight": "06",
        "key": key,
        "label": "Had met it",
        "statement": "",
        "value": number,
        "value_to": None,
        "qualifier": "",
        "unit": "percent",
        "as_printed": "" if value is None else f"{value} %",
        "formula": "",
        "measure": "share_of_officers",
        "population": OFFICERS,
        "question": "Have you met it?",
        "base_n": 200,
        "base_inferred": False,
        "multi_answer": False,
        "where": (Span("2018", 10, 10),),
        "use": Use.CAVEAT,
        "reason": "",
        "caveats": ("SRC",),
        "discrepancies": (),
        "as_of": date(2018, 8, 1),
        "review_by": None,
        "audience": ("S",),
        "kind": kind_of("", parts.get("unit", "percent"), parts.get("per")),
    }
    return Figure(**common | parts)


def a_table(cells: dict[str, dict[str, str]], key: str = "t", **parts) -> Table:
    """A table of percentages from `{row: {col: value}}`."""
    cols = list(next(iter(cells.values())))
    figures = {
        row: {
            col: a_figure(f"{key}/{row}/{col}", value, label=f"{row}: {col}")
            for col, value in line.items()
        }
        for row, line in cells.items()
    }
    common = {
        "report": "tiny-2018",
        "key": key,
        "insight": "06",
        "title": "A table",
        "row_kind": "nominal",
        "col_kind": "nominal",
        "row_labels": {row: row for row in cells},
        "col_labels": {col: col for col in cols},
        "row_printed": {},
        "exclusive": True,
        "multi_answer": False,
        "sums": "column",
        "base_n": 200,
        "base_inferred": False,
        "cells": figures,
        "chart": "",
        "finding": "",
    }
    return Table(**common | parts)


def a_ledger(*things: Figure | Table, discrepancies: tuple[str, ...] = ()) -> Ledger:
    report = Report(
        slug="tiny-2018",
        kind="report",
        title="The Tiny Report 2018",
        publisher="Tiny",
        year=2018,
        language="en",
        interests="It sells nothing.",
        asked="",
        how="",
        fieldwork_from=None,
        fieldwork_to=None,
        sources={"2018": "tiny.txt"},
        caveats={"SRC": "A share of those who answered.", "ALERTS": "Alerts, not people."},
    )
    ledger = Ledger({report.slug: report}, {}, {}, {}, {report.slug: RULES, "s1": RULES})
    for thing in things:
        if isinstance(thing, Figure):
            ledger.figures[thing.full_key] = thing
        else:
            ledger.tables[f"{thing.report}:{thing.key}"] = thing
            for cells in thing.cells.values():
                ledger.figures.update({f.full_key: f for f in cells.values()})
    for key in discrepancies:
        ledger.discrepancies[key] = Discrepancy(key, (), "what", "treated", False, Location("", 0))
    return ledger


def a_definition(**parts) -> dict:
    """An entry of questions.yaml that passes the gate on an empty ledger."""
    options = [
        {"key": "a", "text": "I tell nobody.", "feedback": "It feels safe. Telling helps."},
        {
            "key": "b",
            "text": "I tell the contact.",
            "correct": True,
            "feedback": "It is their job.",
        },
        {"key": "c", "text": "I ask a friend.", "feedback": "A friend cannot act on it."},
    ]
    return {
        "report": "tiny-2018",
        "location": Location("questions.yaml", 7),
        "key": "whom",
        "kind": "single",
        "objective": "library",
        "stem": "Whom do you tell first?",
        "options": options,
    } | parts


@cache
def shipped() -> Content:
    """The content of this repository, read once."""
    return read_content([settings.BASE_DIR / "fixtures"])


@dataclass(frozen=True)
class AnEntry:
    """A part of a content file, without the file."""

    shape: Any
    report: str = ""
    location: Location = field(default_factory=lambda: Location("", 0))
    line: Any = None  # path -> Location

    def location_of(self, *path) -> Location:
        return self.line(*path) if self.line else self.location


def an_entry(data: Mapping, shape: type) -> AnEntry:
    """`data` with `report`, `location` and `where` beside the keys of the file."""
    beside = {"report": "report", "location": "location", "where": "line"}
    found = {name: data[key] for key, name in beside.items() if key in data}
    return AnEntry(shape.model_validate({k: data[k] for k in data.keys() - beside}), **found)


MODULE_PARTS = {
    "code": "A", "title": "A", "say": "A", "about": "A", "track": "a", "major": 1,
    "mandatory": False, "minutes": 5, "order": 1, "learnt": ["A"],
}  # fmt: skip
STEP_PARTS = {"title": "A", "preview": "A"}


def _module(data: Mapping) -> dict:
    steps = [STEP_PARTS | step for step in data["steps"]]
    return {**MODULE_PARTS, **data, "steps": steps}


def build_questions(ledger: Ledger, questions, scenarios=(), modules=()):
    """`build.build_questions` for plain mappings; content that was read is taken as it is."""
    return build.build_questions(
        ledger,
        [q if hasattr(q, "shape") else an_entry(q, question_class(q)) for q in questions],
        [s if hasattr(s, "shape") else an_entry(s, ScenarioFile) for s in scenarios],
        [m if hasattr(m, "shape") else an_entry(_module(m), ModuleFile) for m in modules],
    )


def resolved(definition: Mapping) -> Spec:
    """The spec of an entry of questions.yaml, on a ledger without figures."""
    question = an_entry(definition, question_class(definition)).shape
    return resolve_spec(a_ledger(), "tiny-2018", QuestionDraft(question))
