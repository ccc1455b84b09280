"""What authors choose and type in the studio."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.content.blocks import Block
from awareness.content.writing import ObjectKind
from awareness.insights.models import Report
from awareness.people.fields import WordsField
from awareness.studio import queries
from awareness.studio.draft_kinds import figure
from awareness.studio.models import JobKind, ReturnReason, Trouble, Verdict
from awareness.studio.page_numbers import PageNumber
from quizzes.models import KindName

SPACES = re.compile(r"[ \t\r\n]+")  # narrow spaces are printed, and stay
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


# What an author mends most often stands first; all other columns are below it.
FIRST_COLUMNS = ("label", "statement", "value", "value_to", "qualifier", "as_printed", "where")
LONG_COLUMNS = ("statement", "population", "question", "reason", "formula", "label")


class JobForm(forms.Form):
    """Carries the hash of what somebody has in sight, so that nobody's work is lost unseen, and an
    id of its own, so that pressing twice asks once.
    """

    token = forms.RegexField("^[0-9a-f]{64}$", widget=forms.HiddenInput)
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class DecisionForm(JobForm):
    """What becomes of a written folder."""

    decision = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in (JobKind.KEEP, JobKind.TAKE)]
    )


class EditForm(JobForm):
    """A block of a file as its author writes it; `follows` is the id of the job that this mends."""

    follows = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, block: Block, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial={"token": block.token} | initial)

    def write(self, block: Block) -> str:
        """The block as its file holds it then."""
        raise NotImplementedError

    @property
    def typed(self) -> dict[str, str]:
        """What stood in each field as it was sent, to fill the form again."""
        return {
            field.html_name: field.value() or ""
            for field in (*self.open_fields, *self.folded_fields)
        }

    @property
    def open_fields(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        return [field for field in self if not field.is_hidden]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        """The fields that stand folded up below the open ones."""
        return []

    @property
    def folded_have_errors(self) -> bool:
        """Whether something has to be mended in the fields that stand folded up."""
        return any(field.errors for field in self.folded_fields)

    def _style_fields(self, row_count: int = 2) -> None:
        for field in self.fields.values():
            field.widget.attrs |= {"class": "form-control", "spellcheck": "true"}
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = row_count


class RowForm(EditForm):
    """The columns of a CSV row as fields, called as in a draft of a figure; its keys stand fast."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, block: Block) -> None:
        self.cells = dict(block.cells or {})
        super().__init__(data, block=block, initial=self.cells)
        self.columns = _edited_columns(block)
        for name in self.columns:
            widget = forms.Textarea if name in LONG_COLUMNS else forms.TextInput
            label = figure.LABEL_BY_FIELD.get(name)
            self.fields[name] = WordsField(
                label=label or name, required=False, max_length=4000, widget=widget,
                help_text=_("Column %(name)s") % {"name": name} if label else "",
            )  # fmt: skip
        self._style_fields()

    @property
    def open_fields(self) -> list[forms.BoundField]:
        return [
            self[name] for name in self.columns if name in FIRST_COLUMNS or len(self.columns) < 4
        ]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        open_names = [field.name for field in self.open_fields]
        return [self[name] for name in self.columns if name not in open_names]

    def write(self, block: Block) -> str:
        """The row as a line of its file; as it was, when no cell says anything else."""
        typed_cells = {
            name: " ".join(SPACES.split(self.cleaned_data[name])) for name in self.columns
        }
        is_unchanged = all(typed_cells[name] == self.cells[name].strip() for name in self.columns)
        return block.text if is_unchanged else block.csv_row_with(typed_cells)


def _edited_columns(block: Block) -> list[str]:
    """The names of the columns that are edited: of a table's cell its number and its line."""
    if "/" in block.key:
        return [block.key.rpartition("/")[2], "line"]
    return [name for name in block.cells or () if name != "key"]


class TextForm(EditForm):
    """A question or a page as it stands in its file."""

    text = WordsField(label=_("The text of the file"), strip=False, max_length=60_000,
                           widget=forms.Textarea, error_messages={
                               "required": _("Write the text. To take it away, edit the files.")
                           })  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, *, block: Block) -> None:
        super().__init__(data, block=block, initial={"text": block.text})
        self._style_fields(row_count=min(30, max(12, block.text.count("\n") + 3)))

    def write(self, block: Block) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


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
