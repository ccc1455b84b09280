"""The field that says which subject something new belongs to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.content.staging import current_content


def subject_choices() -> list[tuple[str, Any]]:
    """Those that there are; where there are several, nothing is chosen until somebody chooses."""
    subjects = [
        (key, subject.definition.shape.name) for key, subject in current_content().subjects.items()
    ]
    return subjects if len(subjects) == 1 else [("", _("Choose a subject")), *subjects]


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
