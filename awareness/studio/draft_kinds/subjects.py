"""The field that says which subject something new belongs to."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.staging import current_content
from awareness.content.writing import ObjectKind
from awareness.studio.models import Draft


def subject_choices() -> list[tuple[str, Any]]:
    """(key, name) of each subject, published or drafted; where there are several, nothing is chosen
    until somebody chooses. One query."""
    published = current_content().subjects
    choices: list[tuple[str, Any]] = [
        (key, subject.definition.shape.name) for key, subject in published.items()
    ]
    new_drafts = Draft.objects.open().filter(kind=ObjectKind.SUBJECT).exclude(key__in=published)
    choices += [
        (draft.key, format_lazy(_("{name} (a draft)"), name=draft.title or draft.key))
        for draft in new_drafts.order_by("title", "key")
    ]
    return choices if len(choices) == 1 else [("", _("Choose a subject")), *choices]


def link_to_new_subject() -> SafeString:
    """A sentence with a link to where a subject is begun that none of these is."""
    words = gettext("If none fits, begin {link}. What belongs to a draft is published with it.")
    address = reverse("studio:new_draft", args=[ObjectKind.SUBJECT])
    link = format_html('<a href="{}">{}</a>', address, gettext("a new subject"))
    return format_html(words, link=link)


class SubjectField(forms.ChoiceField):
    """Which subject: asked for where there are several."""

    default_error_messages = {
        "required": _("Choose a subject."),
        "invalid_choice": _("Choose one of these subjects."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Subject"))
        kwargs.setdefault("choices", subject_choices)
        super().__init__(widget=forms.Select({"class": "form-select"}), **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.help_text = link_to_new_subject()
        return super().get_bound_field(form, field_name)
