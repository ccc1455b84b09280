"""Who is asked to review, of what, by when; what is said of a passage."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from awareness.content.writing import ObjectKind
from awareness.people.fields import DayField, MarkedRowsField, WordsField
from awareness.people.models import User
from awareness.studio.draft_kinds import kind_of
from awareness.studio.models import Draft
from awareness.studio.published.content_lists import title_by_folder

USUAL_TIME = timedelta(days=7)  # for reading
LONGEST_DIGEST = 64  # letters (PassageMark.passage)
MOST_PASSAGES = 1000  # as many fields as a form may send (settings)
FEW_TITLES = 2  # drafts that are named by their titles; more are counted by their kinds
COUNTED = {
    ObjectKind.SUBJECT: ngettext_lazy("%d subject", "%d subjects"),
    ObjectKind.REPORT: ngettext_lazy("%d report", "%d reports"),
    ObjectKind.FIGURE: ngettext_lazy("%d figure", "%d figures"),
    ObjectKind.TABLE: ngettext_lazy("%d table", "%d tables"),
    ObjectKind.DISCREPANCY: ngettext_lazy("%d disagreement", "%d disagreements"),
    ObjectKind.CHART: ngettext_lazy("%d drawing", "%d drawings"),
    ObjectKind.PAGE: ngettext_lazy("%d page", "%d pages"),
    ObjectKind.QUESTION: ngettext_lazy("%d question", "%d questions"),
    ObjectKind.SITUATION: ngettext_lazy("%d situation", "%d situations"),
    ObjectKind.MODULE: ngettext_lazy("%d module", "%d modules"),
    ObjectKind.FILE: ngettext_lazy("%d file", "%d files"),
}


class AskForReviewForm(forms.Form):
    """`drafts` can be chosen among those that are open; `reviewers` are the other authors."""

    drafts = forms.MultipleChoiceField(
        label=_("What is to be read"),
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        error_messages={"required": _("Choose at least one draft.")},
    )  # fmt: skip
    reviewer = forms.ChoiceField(
        label=_("Who reads it"), widget=forms.Select({"class": "form-select"}),
        error_messages={"required": _("Choose somebody.")},
        help_text=_("Another author, who wrote and confirmed none of it."),
    )  # fmt: skip
    by_day = DayField(
        label=_("By"), error_messages={"required": _("Choose a day.")},
        widget=forms.DateInput({"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, drafts: Sequence[Draft], reviewers: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = title_by_folder()
        if len({draft.report for draft in drafts if draft.report}) == 1:
            names = {draft.report: "" for draft in drafts}  # said of each, it would say nothing
        choices = [(str(draft.pk), _choice_label(draft, names)) for draft in drafts]
        self.fields["drafts"].choices = choices  # type: ignore[attr-defined]
        people = [(str(person.public_id), person.name) for person in reviewers]
        self.fields["reviewer"].choices = [("", _("Choose a person")), *people]  # type: ignore[attr-defined]
        chosen = [draft for draft in drafts if str(draft.pk) in self.initial.get("drafts", [])]
        self.proposed = proposed_in_words(chosen)


def proposed_in_words(drafts: Sequence[Draft]) -> str:
    """What is proposed to be read, in this order: the titles of a few, of more how many there are
    of each kind; "" for none. Pure."""
    if len(drafts) <= FEW_TITLES:
        return ", ".join(draft.title or draft.key for draft in drafts)
    counts = Counter(ObjectKind(draft.kind) for draft in drafts)
    return ", ".join(str(COUNTED[kind] % count) for kind, count in counts.items())


def _choice_label(draft: Draft, names: Mapping[str, str]) -> str:
    """A draft's title, what it is, and the title of its report in `names` (by slug), each once."""
    parts = (draft.title or draft.key, str(kind_of(draft).name),
             names.get(draft.report, draft.report))  # fmt: skip
    return " · ".join(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class PassagesButton:
    """What a button of a review is about: passages of a draft, and the comment that is answered."""

    draft_id: UUID  # UUID(int=0) where none was named
    digests: list[str]  # of the passages
    is_right: bool  # whether they are found right
    answered_id: int  # of the comment, 0 for none

    @property
    def first_digest(self) -> str:
        """Of the first passage; "" for none."""
        return next(iter(self.digests), "")


def _shortened_digest(text: str) -> str:
    return text[:LONGEST_DIGEST]


class PassagesForm(forms.Form):
    """Read by `read`: a value that no button of ours sends counts as none."""

    draft = forms.UUIDField(required=False)
    passage = MarkedRowsField(_shortened_digest, MOST_PASSAGES)
    right = forms.ChoiceField(required=False, choices=[("1", "right"), ("0", "not looked at yet")])
    answers = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> PassagesButton:
        form = cls(data)
        form.is_valid()
        values = form.cleaned_data
        return PassagesButton(
            draft_id=values.get("draft") or UUID(int=0),
            digests=values["passage"],
            is_right=values.get("right") == "1",
            answered_id=values.get("answers") or 0,
        )


class CommentForm(forms.Form):
    text = WordsField(
        label=_("What you want to say"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to say.")},
    )  # fmt: skip
