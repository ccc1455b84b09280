"""Drafts of drawings: what report.yaml says of one, drawn beside the form."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.staging import staged_alone
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.insights import charts
from awareness.insights.charts import ChartError
from awareness.insights.resolved_texts import ProseError
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import DraftForm, PickTarget, Preview, title_without_braces
from awareness.studio.draft_kinds.drafted_reports import ledger_drafts_beside
from awareness.studio.draft_kinds.field_problems import FieldProblem, problems_at_fields
from awareness.studio.draft_kinds.figure_picker import picker_context
from awareness.studio.draft_kinds.form_fields import (
    KeysField,
    figure_text_field,
    select_field,
    words_field,
)
from awareness.studio.models import Draft

KINDS = [("bars", _("Bars")), ("dots", _("A field of dots")), ("split", _("A divided bar"))]


class ChartForm(DraftForm):
    """What report.yaml says of one drawing. `rows` and `marks` are keys of figures."""

    kind = select_field(_("Kind"), KINDS)
    title = figure_text_field(_("Title: what it shows, as a finding"))
    sub = figure_text_field(_("What one bar or mark is"))
    base = figure_text_field(_("Of whom, and how many answered"))
    rows = KeysField(_("Figures that it draws, in their order"))
    marks = KeysField(_("Figure that says how many dots there are"))
    head_what = words_field(_("Head of the table: what was counted"), max_length=80)
    head_number = words_field(_("Head of the table: the number"), max_length=80)
    side_by_side = words_field(
        _("Why numbers of several groups may stand beside each other"), rows=2, max_length=1000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].help_text = _("Nothing: what its figures say.")

    def clean_marks(self) -> list[str]:
        """ValidationError one_figure where several are named: one is drawn."""
        keys: list[str] = self.cleaned_data["marks"]
        if len(keys) > 1:
            raise forms.ValidationError(
                _("Name one figure: one says how many dots there are."), code="one_figure"
            )
        return keys

    def as_fields(self) -> dict[str, Any]:
        """With a kind, and one key for `marks`."""
        fields = super().as_fields()
        fields["kind"] = fields["kind"] or "bars"
        fields["marks"] = next(iter(fields["marks"]), "")  # one key, "" for none
        return fields

    @classmethod
    def filled(cls, fields: Fields, revision_number: int, ref: ObjectRef) -> "DraftForm":
        marks = [fields["marks"]] if fields.get("marks") else []
        return super().filled({**fields, "marks": marks}, revision_number, ref)

    def value_in_words(self, field_name: str, value: Any) -> str | None:
        if field_name == "marks" and value:
            return self.key_in_words(value)
        return super().value_in_words(field_name, value)

    @property
    def pick_targets(self) -> list[PickTarget]:
        return [PickTarget(self[name].label, name) for name in ("rows", "title")]


def preview(draft: Draft, fields: Fields) -> Preview:
    """The drawing with its table, and what is said of it."""
    refs_and_fields = [*ledger_drafts_beside(draft), (draft.ref, fields)]
    with staged_alone(draft.ref, fields, refs_and_fields) as staged:
        problems = problems_at_fields(staged, draft.ref)
        context: dict[str, Any] = {}
        try:
            data = charts.drawing_data(staged.content.ledger, draft.report, draft.key)
            context = {
                "chart": data | {"is_draft": True},
                "drawings": charts.drawing_contexts(data),
            }
        except (ChartError, ProseError, KeyError) as error:
            problems.append(
                FieldProblem(
                    field_name="rows", message=gettext("it cannot be drawn"), fix=str(error)
                )
            )
    return Preview("studio/drafts/_chart_preview.html", context, problems)


KIND = DraftKind(
    kind=ObjectKind.CHART,
    name=_("drawing"),
    new_name=_("A new drawing"),
    form_class=ChartForm,
    template="studio/drafts/_chart_form.html",
    preview=preview,
    title_of=lambda fields: title_without_braces(fields.get("title")),
    preview_heading=_("As readers see it"),
    tools_context=picker_context,
)
