"""Drafts of drawings: what report.yaml says of one, drawn beside the form."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.staging import staged_alone
from awareness.content.writing import Fields, ObjectKind
from awareness.insights import charts
from awareness.insights.charts import ChartError
from awareness.insights.resolved_texts import ProseError
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import (
    DraftForm,
    FieldProblem,
    Preview,
    field_problems,
    title_words,
    words_field,
)
from awareness.studio.draft_kinds.drafted_reports import beside_of_ledger
from awareness.studio.draft_kinds.page import tools
from awareness.studio.draft_kinds.question_form import KeysField, takes
from awareness.studio.models import Draft

KINDS = [("bars", _("Bars")), ("dots", _("A field of dots")), ("split", _("A divided bar"))]


class ChartForm(DraftForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=KINDS, required=False,
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip
    title = takes(_("Title: what it shows, as a finding"))
    sub = takes(_("What one bar or mark is"))
    base = takes(_("Of whom, and how many answered"))
    rows = KeysField(_("Figures that it draws, in their order"))
    marks = KeysField(_("Figure that says how many dots there are"))
    head_what = words_field(_("Head of the table: what was counted"), max_length=80)
    head_number = words_field(_("Head of the table: the number"), max_length=80)
    side_by_side = words_field(
        _("Why numbers of several groups may stand beside each other"), long=2, max_length=1000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].help_text = _("Nothing: what its figures say.")

    def as_fields(self) -> dict[str, Any]:
        fields = super().as_fields()
        fields["kind"] = fields["kind"] or "bars"
        fields["marks"] = next(iter(fields["marks"]), "")
        return fields

    @classmethod
    def filled(cls, fields: Fields, based_on: int, place: Any) -> "DraftForm":
        marks = [fields["marks"]] if fields.get("marks") else []
        return super().filled({**fields, "marks": marks}, based_on, place)

    def in_words(self, name: str, value: Any) -> str | None:
        return (
            self.key_in_words(value) if name == "marks" and value else super().in_words(name, value)
        )

    @property
    def editions(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """What a picked figure can go into without the script."""
        return [(self[name].label, [self[name]] * 3) for name in ("rows", "title")]


def preview(draft: Draft, fields: Fields) -> Preview:
    """The drawing with its table, and what is said of it."""
    other_objects = beside_of_ledger(draft)
    with staged_alone(draft.ref, fields, [*other_objects, (draft.ref, fields)]) as read_alone:
        problems = field_problems(read_alone, draft.ref)
        context: dict[str, Any] = {}
        try:
            data = charts.drawing_data(read_alone.content.ledger, draft.report, draft.key)
            context = {
                "chart": data | {"is_draft": True},
                "drawings": charts.drawing_contexts(data),
            }
        except (ChartError, ProseError, KeyError) as error:
            problems.append(
                FieldProblem(field="rows", message=gettext("it cannot be drawn"), fix=str(error))
            )
    return Preview("studio/drafts/_chart_preview.html", context, problems)


KIND = DraftKind(
    kind=ObjectKind.CHART,
    name=_("drawing"),
    new_name=_("A new drawing"),
    form=ChartForm,
    template="studio/drafts/_chart_form.html",
    preview=preview,
    title_of=lambda fields: title_words(fields.get("title")),
    seen_as=_("As readers see it"),
    tools=tools,
)
