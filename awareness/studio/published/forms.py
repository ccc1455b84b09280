"""What authors choose and type about what is live, and readers about a page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.content.writing import ObjectKind
from awareness.insights.models import Report
from awareness.people.fields import WordsField
from awareness.studio.models import ReturnReason, Trouble, Verdict
from awareness.studio.published import queries
from awareness.studio.published.page_numbers import PageNumber
from quizzes.models import KindName

HOW_MADE_CHOICES = [
    ("", _("Both")),
    ("generated", _("Generated")),
    ("authored", _("Written by hand")),
]

REVIEW_STATE_CHOICES = [
    ("", _("All")),
    ("open", _("Open")),
    ("returned", _("Returned")),
    ("reviewed", _("Reviewed by two")),
]


class QuestionFilterForm(forms.Form):
    """Which questions to list. An unknown choice counts as none."""

    q = forms.CharField(label=_("Question or key contains"), required=False, max_length=100)
    report = forms.ChoiceField(label=_("Report"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *KindName.choices]
    )
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    made = forms.ChoiceField(label=_("How it is made"), required=False, choices=HOW_MADE_CHOICES)
    state = forms.ChoiceField(label=_("Review"), required=False, choices=REVIEW_STATE_CHOICES)

    def __init__(self, data: Mapping[str, Any], *, reports: Iterable[Report]) -> None:
        super().__init__(data)
        slugs_and_titles = [(report.slug, report.title) for report in reports]
        cast(forms.ChoiceField, self.fields["report"]).choices = [
            ("", _("All")), *slugs_and_titles, (queries.SCENARIOS, _("Situations")),
        ]  # fmt: skip
        objective = cast(forms.ChoiceField, self.fields["objective"])
        objective.choices = [("", _("All")), *queries.objectives()]
        for field in self.fields.values():
            field.widget.attrs["class"] = (
                "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            )

    def chosen_filters(self) -> dict[str, str]:
        """The filters that hold, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ContentFilterForm(forms.Form):
    """Which kind of content to list, how it stands and who changed it last. An unknown choice
    counts as none."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[
        ("", _("All")), ("page", _("Pages")), ("report", _("Reports")), ("figure", _("Figures")),
        ("chart", _("Drawings")), ("question", _("Questions")), ("situation", _("Situations")),
        ("module", _("Modules")), ("subject", _("Subjects")),
        ("discrepancy", _("Disagreements")),
    ])  # fmt: skip
    state = forms.ChoiceField(label=_("State"), required=False, choices=[
        ("", _("All")), ("published", _("Published")), ("written", _("Being written")),
        ("stale", _("Rests on a changed figure")),
    ])  # fmt: skip
    by = forms.ChoiceField(label=_("Changed last by"), required=False)
    q = forms.CharField(label=_("Title or key contains"), required=False, max_length=100)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def chosen_kind(self) -> ObjectKind | None:
        """The kind that was chosen; None for all kinds, and for a choice that there is not."""
        kind_field = cast(forms.ChoiceField, self.fields["kind"])
        value = self.data.get("kind", "")
        return ObjectKind(value) if value and kind_field.valid_value(value) else None

    def chosen_filters(self, authors: Iterable[str]) -> dict[str, str]:
        """The filters that hold, as arguments of content_lists.matching_rows; `authors` are the
        names that can be chosen from."""
        by_field = cast(forms.ChoiceField, self.fields["by"])
        by_field.choices = [("", _("Anybody")), *((name, name) for name in authors)]
        self.is_valid()  # fields with an unknown choice are not in cleaned_data then
        cleaned = self.cleaned_data
        return {
            "query": cleaned.get("q", ""),
            "state": cleaned.get("state", ""),
            "changed_by": cleaned.get("by", ""),
        }


class ReviewForm(forms.Form):
    """What somebody thinks of the version with this number."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("What you say"), choices=Verdict.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Why it goes back (only when you return it)"), required=False,
        choices=[("", _("No reason chosen")), *ReturnReason.choices],
    )  # fmt: skip
    comment = WordsField(
        label=_("Comment (optional)"), required=False, max_length=500, widget=forms.Textarea,
        help_text=_("At most 500 characters. Name no person, and nothing that happened here."),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].widget.attrs["class"] = "form-select"
        self.fields["comment"].widget.attrs |= {"class": "form-control", "rows": 3}
        self.fields["verdict"].widget.attrs["class"] = "form-check-input"


class RemarkForm(forms.Form):
    """One choice of what is wrong with a page, and of a wrong number which one it is; there is
    nothing to type. The view asks whether the page is one of ours, and which numbers it has."""

    page = forms.CharField(required=False, widget=forms.HiddenInput)
    trouble = forms.ChoiceField(
        label=_("What is wrong?"), choices=Trouble, widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong."),
            "invalid_choice": _("Choose one of these."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, numbers: Sequence[PageNumber] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"] = forms.ChoiceField(
            label=_("Which number? You need not say."), required=False,
            choices=[(number.full_key, f"{number.digits}: {number.label}") for number in numbers],
            error_messages={"invalid_choice": _("Choose one of the numbers of the page.")},
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("trouble") != Trouble.NUMBER:
            cleaned["figure"] = ""  # picked, and then something else was chosen
        return cleaned


class DealtWithForm(forms.Form):
    """What an author has dealt with: what is wrong with a page, and how often they saw it said."""

    page = forms.CharField()
    trouble = forms.ChoiceField(choices=Trouble)
    figure = forms.CharField(required=False)
    count = forms.IntegerField(min_value=1)
