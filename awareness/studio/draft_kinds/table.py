"""Drafts of tables: rows and columns as the report prints them, and what holds for every cell."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.cell_values import split_list
from awareness.content.checks.one_table import problems_by_field
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.tables import entry_of_fields
from awareness.studio import onward
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import (
    DraftForm,
    FieldProblem,
    FindingField,
    Preview,
    places_field,
    title_words,
    words_field,
)
from awareness.studio.draft_kinds.confirmed import Origins, beside_lines, lines_around, origins
from awareness.studio.draft_kinds.drafted_reports import report_at
from awareness.studio.draft_kinds.figure import KINDS, SCALES, USES, named_as
from awareness.studio.draft_kinds.page import AUDIENCES
from awareness.studio.models import Draft

ORDERS = [("nominal", _("In no order of their own")), ("ordinal", _("In an order"))]
SUMS = [
    ("", _("Nothing")), ("row", _("Each row to a hundred")), ("column", _("Each column")),
]  # fmt: skip
CHARTS = [
    ("", _("No drawing")), ("bars", _("Bars")), ("lines", _("Lines over time")),
    ("scale", _("A scale")), ("table", _("The table")),
]  # fmt: skip
READ = ("title", "printed", "heading", "unit", "suffix", "base_n")
MEANING = ("label", "measure", "population", "question")
SHAPE = ("row_kind", "col_kind", "sums", "exclusive", "multi_answer", "base_inferred")
USED = ("use", "reason", "caveats")
MORE = (
    "insight", "statement", "kind", "scale", "scale_where", "per", "chart", "finding",
    "discrepancies", "as_of", "review_by", "audience",
)  # fmt: skip
ORDER = [*READ, *MEANING, *SHAPE, *USED, *MORE]
UNCHANGED = ("grid", "row_keys", "col_keys", "source")  # as it was read: no form changes it


def _select(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    widget = forms.Select({"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def _check(label: Any) -> forms.BooleanField:
    widget = forms.CheckboxInput({"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget)


class TableForm(DraftForm):
    others = {
        "grid": _("The table as it was read"), "source": _("Which text it stands in"),
        "row_used": _("Rows that are used"), "col_used": _("Columns that are used"),
        "row_labels": _("Our labels of the rows"), "col_labels": _("Our labels of the columns"),
    }  # fmt: skip

    @classmethod
    def card_of(cls, field: str) -> str:
        return gettext("The table")

    @classmethod
    def is_made(cls, field: str) -> bool:
        return field in ("row_keys", "col_keys") or super().is_made(field)

    def in_words(self, name: str, value: Any) -> str | None:
        grid = self.before.get("grid") or {"rows": [], "cols": []}
        if name == "caveats":
            return self.caveats_in_words(str(value or ""))
        if name == "grid":
            rows = [[row["printed"], *row["values"]] for row in (value or {}).get("rows", ())]
            heads = [["", *value.get("cols", ())]] if rows else []
            return "\n".join(" | ".join(row) for row in [*heads, *rows])
        if name in ("row_labels", "col_labels"):
            return ", ".join(value or ())
        if name in ("row_used", "col_used"):
            printed = [row["printed"] for row in grid["rows"]] if name[0] == "r" else grid["cols"]
            used = zip(printed, value or (), strict=False)
            return ", ".join(str(head) for head, is_used in used if is_used)
        return super().in_words(name, value)

    title = words_field(_("Title, in our own words"))
    printed = words_field(_("Title as printed"))
    heading = places_field(_("Lines of the title and the heads of the columns"))
    unit = words_field(_("Unit of every value"), help_text=_("percent, EUR, or what is counted."))
    suffix = words_field(_("Sign behind every value, as printed"), strip=False)
    base_n = words_field(_("Base: how many answered"))
    label = words_field(
        _("What a cell counts"), help_text=_("{row} and {col} stand for the labels.")
    )
    measure = words_field(_("Measure"))
    population = words_field(_("Out of what, or of whom"), long=2, max_length=400)
    question = words_field(_("What was asked"), long=2, max_length=600)
    row_kind = _select(_("The rows stand"), ORDERS)
    col_kind = _select(_("The columns stand"), ORDERS)
    sums = _select(_("What adds up"), SUMS)
    exclusive = _check(_("Who is in one cell of a sum is in no other"))
    multi_answer = _check(_("Several answers could be given"))
    base_inferred = _check(_("The base is worked out, not printed"))
    use = _select(_("How it may be used"), USES)
    reason = words_field(_("Why it is held back"), long=2, max_length=600)
    caveats = words_field(_("What has to be said beside it"))
    insight = FindingField()
    statement = words_field(_("A cell in a sentence"), long=2, max_length=600)
    kind = _select(_("What sort of number"), KINDS)
    scale = _select(_("Word of size that stands elsewhere"), SCALES)
    scale_where = places_field(_("Line that says so"))
    per = words_field(_("Per how many, of a rate"))
    chart = _select(_("How it may be drawn"), CHARTS)
    finding = words_field(_("Title of the drawing: what it shows"))
    discrepancies = words_field(_("Disagreements it belongs to"))
    as_of = words_field(_("As of (a day: 2023-12-31)"))
    review_by = words_field(_("To be looked at again by (a day)"))
    audience = forms.MultipleChoiceField(
        label=_("For whom"), required=False, choices=AUDIENCES,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grid = self.before.get("grid", {"rows": [], "cols": []})
        for part in ("row", "col"):
            for index in range(len(grid[f"{part}s"])):
                self.fields[f"{part}_used_{index}"] = _check(_("Use it"))
                self.fields[f"{part}_label_{index}"] = words_field(_("Our label"), max_length=200)
                used, label = f"{part}_used", f"{part}_labels"
                self.initial[f"{part}_used_{index}"] = self.before.get(used, [])[index]
                self.initial[f"{part}_label_{index}"] = self.before.get(label, [])[index]

    def as_fields(self) -> dict[str, Any]:
        fields = super().as_fields()
        body = {name: fields[name] for name in ORDER}
        body["audience"] = ";".join(fields["audience"])
        body |= {name: self.before.get(name) for name in UNCHANGED}
        for part in ("row", "col"):
            count = len(body["grid"][f"{part}s"])
            body[f"{part}_used"] = [fields[f"{part}_used_{index}"] for index in range(count)]
            body[f"{part}_labels"] = [fields[f"{part}_label_{index}"] for index in range(count)]
        return body

    @classmethod
    def filled(cls, fields: Fields, based_on: int, ref: ObjectRef) -> "TableForm":
        shown = {name: fields.get(name, "") for name in ORDER}
        shown["audience"] = split_list(fields.get("audience", ""))
        return cls(initial={**shown, "based_on": based_on}, ref=ref, before=fields)

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        named = [
            (_("The table"), READ), (_("What its cells say"), MEANING), (_("Its shape"), SHAPE),
            (_("How it is used"), USED), (_("More"), MORE),
        ]  # fmt: skip
        return [(name, [self[field] for field in fields]) for name, fields in named]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each row of the table as it was read, with its two fields."""
        rows = self.before.get("grid", {}).get("rows", [])
        return [{**row, "used": self[f"row_used_{index}"], "label": self[f"row_label_{index}"]}
                for index, row in enumerate(rows)]  # fmt: skip

    @property
    def cols(self) -> list[dict[str, Any]]:
        cols = self.before.get("grid", {}).get("cols", [])
        return [{"printed": col, "used": self[f"col_used_{index}"],
                 "label": self[f"col_label_{index}"]}
                for index, col in enumerate(cols)]  # fmt: skip


LABELS = {name: TableForm.base_fields[name].label for name in ORDER}
LABELS["gathered"] = _("How its numbers came about")  # of the report


def field_problems(draft: Draft, fields: Fields, origins: Origins) -> Iterator[FieldProblem]:
    report = report_at(draft.subject, draft.report)
    if report is None:
        return
    lines = str(origins.kept).split("\n") if origins.kept else None
    file = entry_of_fields(draft.ref, fields)
    for name, problems in problems_by_field(file, report, lines).items():
        for wrong in problems:
            # Of a cell, too: what is wrong with one, all of them say.
            words = re.sub(rf"^{re.escape(draft.key)}(?:/[\w/-]+)?: ", "", wrong.message)
            yield FieldProblem(
                field=name,
                message=named_as(words, LABELS),
                fix=named_as(wrong.fix, LABELS),
            )


def preview(draft: Draft, fields: Fields) -> Preview:
    """The lines of the table in the report's text."""
    known = origins(draft, fields, ORDER)
    named = [row["line"] for row in fields["grid"]["rows"] if row["line"]]
    lines = lines_around(known.kept, min(named), max(named)) if named and known.kept else []
    problems = list(field_problems(draft, fields, known))
    return Preview("studio/drafts/_figure_lines.html", beside_lines(known, lines), problems, known)


def title_of(fields: Fields) -> str:
    return title_words(fields.get("title")) or gettext("A table")


KIND = DraftKind(
    kind=ObjectKind.TABLE,
    name=_("table"),
    new_name=_("A new table"),
    form=TableForm,
    template="studio/drafts/_table_form.html",
    preview=preview,
    title_of=title_of,
    seen_as=_("Where it stands in the report"),
    tools=partial(onward.tools_of_picked, order=ORDER),
)
