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
from awareness.studio.content_lists import title_by_folder
from awareness.studio.draft_kinds import kind_of
from awareness.studio.models import Draft

USUAL = timedelta(days=7)
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
        choices = [(str(draft.pk), _named(draft, names)) for draft in drafts]
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


def _named(draft: Draft, names: Mapping[str, str]) -> str:
    """Its title, what it is, and what it is of, each once."""
    parts = (draft.title or draft.key, str(kind_of(draft).name),
             names.get(draft.report, draft.report))  # fmt: skip
    return " · ".join(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class Passages:
    """What a button of a review is about: no draft where none was named, `passages` by their
    digests, and the comment that it `answers` (0: none)."""

    draft: UUID
    passages: list[str]
    right: bool
    answers: int

    @property
    def passage(self) -> str:
        """The first one; "" for none."""
        return next(iter(self.passages), "")


def _digest(text: str) -> str:
    return text[:LONGEST_DIGEST]


class PassagesForm(forms.Form):
    draft = forms.UUIDField(required=False)
    passage = MarkedRowsField(_digest, MOST_PASSAGES)
    right = forms.ChoiceField(required=False, choices=[("1", "right"), ("0", "not looked at yet")])
    answers = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Passages:
        """What of it can be meant."""
        form = cls(data)
        form.is_valid()
        sent = form.cleaned_data
        return Passages(
            draft=sent.get("draft") or UUID(int=0),
            passages=sent["passage"],
            right=sent.get("right") == "1",
            answers=sent.get("answers") or 0,
        )


class CommentForm(forms.Form):
    text = WordsField(
        label=_("What you want to say"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to say.")},
    )  # fmt: skip
