"""Drafts of tables: rows and columns as the report prints them, and what holds for every cell."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, cast

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from awareness.content.cell_values import split_list
from awareness.content.checks.one_table import ROW_PREFIX, problems_by_field
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.tables import entry_of_fields
from awareness.people.fields import WordsField
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import (
    DraftField,
    DraftForm,
    FieldGroup,
    Preview,
    title_without_braces,
)
from awareness.studio.draft_kinds.confirmed import Origins, lines_around, lines_context, origins_of
from awareness.studio.draft_kinds.drafted_reports import report_as_drafted
from awareness.studio.draft_kinds.field_problems import FieldProblem, with_labels
from awareness.studio.draft_kinds.figure import KINDS, SCALES, USES
from awareness.studio.draft_kinds.form_fields import (
    AUDIENCES,
    FindingField,
    checkbox_field,
    checkboxes_field,
    line_spans_field,
    number_field,
    select_field,
    words_field,
)
from awareness.studio.drafts import onward
from awareness.studio.models import Draft

ORDERS = [("nominal", _("In no order of their own")), ("ordinal", _("In an order"))]
SUMS = [
    ("", _("Nothing")), ("row", _("Each row to a hundred")), ("column", _("Each column")),
]  # fmt: skip
CHARTS = [
    ("", _("No drawing")), ("bars", _("Bars")), ("lines", _("Lines over time")),
    ("scale", _("A scale")), ("table", _("The table")),
]  # fmt: skip
READ_FIELDS = ("title", "printed", "heading", "unit", "suffix", "base_n")
MEANING_FIELDS = ("label", "measure", "population", "question")
SHAPE_FIELDS = ("row_kind", "col_kind", "sums", "exclusive", "multi_answer", "base_inferred")
USE_FIELDS = ("use", "reason", "caveats")
MORE_FIELDS = (
    "insight", "statement", "kind", "scale", "scale_where", "per", "chart", "finding",
    "discrepancies", "as_of", "review_by", "audience",
)  # fmt: skip
FIELD_ORDER = [*READ_FIELDS, *MEANING_FIELDS, *SHAPE_FIELDS, *USE_FIELDS, *MORE_FIELDS]
FIELDS_AS_READ = ("row_keys", "col_keys", "source")  # no form changes them
CELL_SIGN = "|"  # between the values of a row
EMPTY_GRID: dict[str, Any] = {"rows": [], "cols": []}


class RowValuesField(WordsField):
    """The values of a row as printed, from the left to the right, with | between them; a list of as
    many as there are columns, "" where none is printed. ValidationError cell_count."""

    def __init__(self, cell_count: int) -> None:
        self.cell_count = cell_count
        super().__init__(
            label=_("Values, with | between them"), required=False, max_length=2000,
            widget=forms.TextInput({"class": "form-control", "spellcheck": "false"}),
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        return f" {CELL_SIGN} ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value) or ""
        cells = [cell.strip() for cell in text.split(CELL_SIGN)]
        if not text and self.cell_count != 1:
            cells = [""] * self.cell_count
        if len(cells) != self.cell_count:
            raise forms.ValidationError(
                ngettext(
                    "This table has %(n)s column: write its value.",
                    "This table has %(n)s columns: write so many values, with | between them, and "
                    "nothing where none is printed.",
                    self.cell_count,
                ) % {"n": self.cell_count}, code="cell_count",
            )  # fmt: skip
        return cells


class TableForm(DraftForm):
    """One entry of tables.yaml. The table as it was read is in `grid`: `cols` are the printed heads
    of its columns, `rows` have what is `printed` at their head, their `line` in the kept text (0
    for none) and their `values`. What was read otherwise than it is printed can be corrected, and
    is compared with its line as all of it is. Whether a row or column is used, and our label of it,
    are lists in the same order (`row_used`, `col_labels` …). The form has numbered fields of them
    all (`row_used_0`)."""

    label_without_field = {
        "grid": _("The table as it was read"), "source": _("Which text it stands in"),
        "row_used": _("Rows that are used"), "col_used": _("Columns that are used"),
        "row_labels": _("Our labels of the rows"), "col_labels": _("Our labels of the columns"),
    }  # fmt: skip

    title = words_field(_("Title, in our own words"))
    printed = words_field(_("Title as printed"))
    heading = line_spans_field(_("Lines of the title and the heads of the columns"))
    unit = words_field(_("Unit of every value"), help_text=_("percent, EUR, or what is counted."))
    suffix = words_field(_("Sign behind every value, as printed"), strip=False)
    base_n = words_field(_("Base: how many answered"))
    label = words_field(
        _("What a cell counts"), help_text=_("{row} and {col} stand for the labels.")
    )
    measure = words_field(_("Measure"))
    population = words_field(_("Out of what, or of whom"), rows=2, max_length=400)
    question = words_field(_("What was asked"), rows=2, max_length=600)
    row_kind = select_field(_("The rows stand"), ORDERS)
    col_kind = select_field(_("The columns stand"), ORDERS)
    sums = select_field(_("What adds up"), SUMS)
    exclusive = checkbox_field(_("Who is in one cell of a sum is in no other"))
    multi_answer = checkbox_field(_("Several answers could be given"))
    base_inferred = checkbox_field(_("The base is worked out, not printed"))
    use = select_field(_("How it may be used"), USES)
    reason = words_field(_("Why it is held back"), rows=2, max_length=600)
    caveats = words_field(_("What has to be said beside it"))
    insight = FindingField()
    statement = words_field(_("A cell in a sentence"), rows=2, max_length=600)
    kind = select_field(_("What sort of number"), KINDS)
    scale = select_field(_("Word of size that stands elsewhere"), SCALES)
    scale_where = line_spans_field(_("Line that says so"))
    per = words_field(_("Per how many, of a rate"))
    chart = select_field(_("How it may be drawn"), CHARTS)
    finding = words_field(_("Title of the drawing: what it shows"))
    discrepancies = words_field(_("Disagreements it belongs to"))
    as_of = words_field(_("As of (a day: 2023-12-31)"))
    review_by = words_field(_("To be looked at again by (a day)"))
    audience = checkboxes_field(_("For whom"), choices=AUDIENCES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for axis in ("row", "col"):
            for index in range(len(self._grid[f"{axis}s"])):
                used_name, label_name = f"{axis}_used_{index}", f"{axis}_label_{index}"
                self.fields[used_name] = checkbox_field(_("Use it"))
                self.fields[label_name] = words_field(_("Our label"), max_length=200)
                self.fields[f"{axis}_printed_{index}"] = words_field(
                    _("Label as printed") if axis == "row" else _("Head as printed"),
                    max_length=2000,
                )
                self.initial[f"{axis}_printed_{index}"] = self._printed_heads(axis)[index]
                self.initial[used_name] = self.saved_fields.get(f"{axis}_used", [])[index]
                self.initial[label_name] = self.saved_fields.get(f"{axis}_labels", [])[index]

        for index, row in enumerate(self._grid["rows"]):
            line_name, values_name = f"row_line_{index}", f"row_values_{index}"
            self.fields[line_name] = number_field(_("Line of the text"), least=0, most=10**6)
            self.fields[values_name] = RowValuesField(len(self._grid["cols"]))
            self.initial[line_name] = row["line"]
            self.initial[values_name] = row["values"]

    def _printed_heads(self, axis: str) -> list[str]:
        """What rows, or columns, print as their label or head."""
        if axis == "col":
            return list(self._grid["cols"])
        return [row["printed"] for row in self._grid["rows"]]

    @property
    def _grid(self) -> Mapping[str, Any]:
        """The table as it was read, without rows and columns where there is none."""
        return self.saved_fields.get("grid") or EMPTY_GRID

    @classmethod
    def filled(cls, fields: Fields, revision_number: int, ref: ObjectRef) -> "TableForm":
        shown = {name: fields.get(name, "") for name in FIELD_ORDER}
        shown["audience"] = split_list(fields.get("audience", ""))
        return cls(initial={**shown, "based_on": revision_number}, ref=ref, saved_fields=fields)

    def as_fields(self) -> dict[str, Any]:
        """With what was read of the table, and lists of what is used and how it is labelled."""
        cleaned = super().as_fields()
        fields = {name: cleaned[name] for name in FIELD_ORDER}
        fields["audience"] = ";".join(cleaned["audience"])
        fields |= {name: self.saved_fields.get(name) for name in FIELDS_AS_READ}
        fields["grid"] = {
            "cols": [cleaned[f"col_printed_{col}"] for col in range(len(self._grid["cols"]))],
            "rows": [
                {
                    "printed": cleaned[f"row_printed_{row}"],
                    "line": cleaned[f"row_line_{row}"] or 0,
                    "values": cleaned[f"row_values_{row}"],
                }
                for row in range(len(self._grid["rows"]))
            ],
        }
        for axis in ("row", "col"):
            indexes = range(len(fields["grid"][f"{axis}s"]))
            fields[f"{axis}_used"] = [cleaned[f"{axis}_used_{index}"] for index in indexes]
            fields[f"{axis}_labels"] = [cleaned[f"{axis}_label_{index}"] for index in indexes]
        return fields

    @classmethod
    def card_name_of(cls, field_name: str) -> str:
        return gettext("The table")

    @classmethod
    def is_derived(cls, field_name: str) -> bool:
        return field_name in ("row_keys", "col_keys") or super().is_derived(field_name)

    def value_in_words(self, field_name: str, value: Any) -> str | None:
        """The grid as lines with | between the cells; of used rows and columns what they print."""
        if field_name == "caveats":
            return self.caveats_in_words(str(value or ""))
        if field_name == "grid":
            rows = [[row["printed"], *row["values"]] for row in (value or {}).get("rows", ())]
            heads = [["", *value.get("cols", ())]] if rows else []
            return "\n".join(" | ".join(row) for row in [*heads, *rows])
        if field_name in ("row_labels", "col_labels"):
            return ", ".join(value or ())
        if field_name in ("row_used", "col_used"):
            row_heads = [row["printed"] for row in self._grid["rows"]]
            printed = row_heads if field_name == "row_used" else self._grid["cols"]
            printed_and_used = zip(printed, value or (), strict=False)
            return ", ".join(str(head) for head, is_used in printed_and_used if is_used)
        return super().value_in_words(field_name, value)

    @property
    def groups(self) -> list[FieldGroup]:
        """The parts of the form; the last stands folded up."""
        names_by_heading = [
            (_("The table"), READ_FIELDS), (_("What its cells say"), MEANING_FIELDS),
            (_("Its shape"), SHAPE_FIELDS), (_("How it is used"), USE_FIELDS),
            (_("More"), MORE_FIELDS),
        ]  # fmt: skip
        return [
            FieldGroup(heading, [self[name] for name in names])
            for heading, names in names_by_heading
        ]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each row of the table as it was read, with its fields; open where there is something to
        correct."""
        rows = []
        for index, row in enumerate(self._grid["rows"]):
            corrected = [self[f"row_{name}_{index}"] for name in ("printed", "line", "values")]
            is_open = any(field.errors or cast(DraftField, field).problems for field in corrected)
            fields = {"used": self[f"row_used_{index}"], "label": self[f"row_label_{index}"]}
            rows.append({**row, **fields, "corrected": corrected, "is_open": is_open})
        return rows

    @property
    def cols(self) -> list[dict[str, Any]]:
        """What each column prints as its head, with its fields."""
        return [
            {
                "printed": printed,
                "used": self[f"col_used_{index}"],
                "label": self[f"col_label_{index}"],
                "head": self[f"col_printed_{index}"],
            }
            for index, printed in enumerate(self._grid["cols"])
        ]


LABEL_BY_FIELD = {name: TableForm.base_fields[name].label for name in FIELD_ORDER}
LABEL_BY_FIELD["gathered"] = _("How its numbers came about")  # of the report


def problems_of_table(draft: Draft, fields: Fields, origins: Origins) -> Iterator[FieldProblem]:
    """What the checks of a table say, each at its field, in words of the form. Nothing where its
    report is neither drafted nor published."""
    report = report_as_drafted(draft.subject, draft.report)
    if report is None:
        return
    lines = str(origins.kept_text).split("\n") if origins.kept_text else None
    entry = entry_of_fields(draft.ref, fields)
    # A problem begins with the table's key, or that of a cell: what is wrong with one, all of them
    # say.
    key_prefix = re.compile(rf"^{re.escape(draft.key)}(?:/[\w/-]+)?: ")
    label_by_key = {
        **dict(zip(fields["row_keys"], fields["row_labels"], strict=True)),
        **dict(zip(fields["col_keys"], fields["col_labels"], strict=True)),
    }
    cell_key = re.compile(rf"\b{re.escape(draft.key)}/([\w-]+)(?:/([\w-]+))?")

    def in_words(message: str) -> str:
        """Of a row or a cell with our labels in place of its key."""
        names = cell_key.sub(
            lambda match: "“" + ", ".join(
                str(label_by_key.get(key) or key) for key in match.groups() if key
            ) + "”", message,
        )  # fmt: skip
        return with_labels(names, LABEL_BY_FIELD)

    for field_name, problems in problems_by_field(entry, report, lines).items():
        row_key = field_name.removeprefix(ROW_PREFIX)
        if row_key != field_name:
            field_name = f"row_values_{fields['row_keys'].index(row_key)}"
        for problem in problems:
            is_of_row = row_key != field_name and field_name.startswith("row_values_")
            message = problem.message if is_of_row else key_prefix.sub("", problem.message)
            yield FieldProblem(
                field_name=field_name,
                message=in_words(message),
                fix=with_labels(problem.fix, LABEL_BY_FIELD),
            )


def preview(draft: Draft, fields: Fields) -> Preview:
    """The lines of the table in the report's text."""
    origins = origins_of(draft, fields, FIELD_ORDER)
    row_lines = [row["line"] for row in fields["grid"]["rows"] if row["line"]]
    lines = (
        lines_around(origins.kept_text, min(row_lines), max(row_lines))
        if row_lines and origins.kept_text
        else []
    )
    problems = list(problems_of_table(draft, fields, origins))
    context = lines_context(origins, lines)
    return Preview("studio/drafts/_figure_lines.html", context, problems, origins)


def title_of(fields: Fields) -> str:
    return title_without_braces(fields.get("title")) or gettext("A table")


KIND = DraftKind(
    kind=ObjectKind.TABLE,
    name=_("table"),
    new_name=_("A new table"),
    form_class=TableForm,
    template="studio/drafts/_table_form.html",
    preview=preview,
    title_of=title_of,
    preview_heading=_("Where it stands in the report"),
    tools_context=partial(onward.tools_of_picked, order=FIELD_ORDER),
)
