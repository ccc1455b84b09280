"""The field that says which subject something new belongs to."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from awareness.content.staging import current_content
from awareness.content.writing import ObjectKind
from awareness.studio.models import Draft


def subject_choices() -> list[tuple[str, Any]]:
    """Those that there are; where there are several, nothing is chosen until somebody chooses."""
    subjects = [
        (key, subject.definition.shape.name) for key, subject in current_content().subjects.items()
    ]
    return subjects if len(subjects) == 1 else [("", _("Choose a subject")), *subjects]


def not_yet_there() -> SafeString:
    """Which subjects are drafts still, with links to them, or else where one is begun. One query.

    They are no choice: what belongs to a subject is read with its folder, which publishing makes.
    """
    begun = Draft.objects.open().filter(kind=ObjectKind.SUBJECT)
    new = begun.exclude(key__in=current_content().subjects).order_by("title", "key")
    rows = [(reverse("studio:draft", args=[draft.pk]), draft.title or draft.key) for draft in new]
    if not rows:
        words = gettext("If none fits, begin {link}; it can be chosen once it is published.")
        address = reverse("studio:new_draft", args=[ObjectKind.SUBJECT])
        return format_html(
            words, link=format_html('<a href="{}">{}</a>', address, gettext("a new subject"))
        )
    words = ngettext(
        "Still a draft, and to be chosen once it is published: {links}.",
        "Still drafts, and to be chosen once they are published: {links}.",
        len(rows),
    )
    return format_html(words, links=format_html_join(", ", '<a href="{}">{}</a>', rows))


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
        self.help_text = not_yet_there()  # a form has a copy of the field, and asks once
        return super().get_bound_field(form, field_name)
