"""Until when somebody is given the youth edition, and which modules people may take unasked."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.people.fields import DayField, YesNoField
from awareness.workplace.forms import one_column


class OpenForm(forms.Form):
    """Whether people may take a module unasked; `modules` are the slugs of those they may."""

    module = forms.ChoiceField()
    open = YesNoField(required=True)

    def __init__(self, data: Mapping[str, Any], modules: Iterable[str]) -> None:
        super().__init__(data)
        choices = [(slug, slug) for slug in modules]
        cast(forms.ChoiceField, self.fields["module"]).choices = choices


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
