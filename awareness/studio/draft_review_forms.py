"""Who is asked to review, of what, by when; what is said of a passage."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.people.fields import DayField, WordsField
from awareness.people.models import User
from awareness.studio.draft_kinds import kind_of
from awareness.studio.models import Draft
from awareness.workplace.forms import one_column

USUAL = timedelta(days=7)


class AskForReviewForm(forms.Form):
    """`drafts` can be chosen among those that are open; `reviewers` are the other authors."""

    drafts = forms.MultipleChoiceField(
        label=_("What is to be read"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one draft.")},
    )  # fmt: skip
    reviewer = forms.ChoiceField(
        label=_("Who reads it"), error_messages={"required": _("Choose somebody.")},
        help_text=_(
            "Another author, who wrote and confirmed none of it. Between them and whoever asks or "
            "wrote, nobody made or reset the account of the other, or gave it its address."
        ),
    )  # fmt: skip
    by_day = DayField(label=_("By"), error_messages={"required": _("Choose a day.")})

    def __init__(
        self, *args: Any, drafts: Sequence[Draft], reviewers: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drafts"].choices = [(str(draft.pk), _named(draft)) for draft in drafts]  # type: ignore[attr-defined]
        people = [(str(person.public_id), person.name) for person in reviewers]
        self.fields["reviewer"].choices = [("", _("Choose a person")), *people]  # type: ignore[attr-defined]
        self.helper = one_column(self, _("Ask for the review"))


def _named(draft: Draft) -> str:
    kind = str(kind_of(draft).name)
    return " · ".join(part for part in (draft.title or draft.key, kind, draft.report) if part)


class CommentForm(forms.Form):
    text = WordsField(
        label=_("What you want to say"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to say.")},
    )  # fmt: skip
