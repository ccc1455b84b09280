"""What somebody chooses of how pages look: on their own page, and in a step that asks it."""

from typing import Any, cast

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.translation import gettext_lazy as _

from awareness.people.reading import FIELDS, Contrast, Motion, Size, languages


class PreferForm(forms.Form):
    """How to show every page. The language is asked only where there is one to choose."""

    reading_size = forms.ChoiceField(label=_("Size of the letters"), choices=Size, required=False)
    reading_contrast = forms.ChoiceField(label=_("Contrast"), choices=Contrast, required=False)
    reading_motion = forms.ChoiceField(label=_("Motion"), choices=Motion, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = languages()
        if len(found) > 1:
            self.fields["reading_language"] = forms.ChoiceField(
                label=_("Language"), choices=[("", _("As it is")), *found], required=False
            )

    @classmethod
    def of(cls, user: Any) -> "PreferForm":
        """As somebody has chosen."""
        return cls(initial={name: getattr(user, name) for name in FIELDS})

    @property
    def only_language(self) -> str:
        """The name of the one language there is; empty where there are several."""
        found = languages()
        return found[0][1] if len(found) == 1 else ""

    def questions(self) -> list[dict[str, Any]]:
        """Each field with its choices: name, label, [(value, words, whether it is chosen)]."""
        return [
            {
                "name": field.html_name,
                "label": field.label,
                "errors": field.errors,
                "choices": [
                    (value, words, str(field.value() or "") == value)
                    for value, words in cast(ChoiceWidget, field.field.widget).choices
                ],
            }
            for field in self
        ]
