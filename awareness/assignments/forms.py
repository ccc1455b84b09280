"""Until when somebody is given the youth edition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.people.fields import DayField
from awareness.workplace.forms import one_column


class YouthForm(forms.Form):
    """One day, or none."""

    until = DayField(
        label=_("Youth edition until"), required=False,
        help_text=_(
            "That day included. Take the end of a year or of the apprenticeship, not a birthday. "
            "Leave it empty for the edition that everybody has."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = one_column(self, _("Save the day"))
