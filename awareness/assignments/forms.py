"""Who, and by when: three fields."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from awareness.learning.models import Module, OpenTo
from awareness.people.fields import DayField
from awareness.people.models import Site
from awareness.workplace.forms import one_column

USUAL_TIME = timedelta(days=28)


class YouthForm(forms.Form):
    """Until when somebody is given the youth edition: one day, or none."""

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


def reach(counts: Mapping[str, int]) -> str:
    """How many people a module would reach at a site: 51 people, of these 4 managers."""
    phrases = {
        OpenTo.EVERYONE: ngettext("%(n)s person", "%(n)s people", counts[OpenTo.EVERYONE]),
        OpenTo.MANAGERS: ngettext(
            "%(n)s manager", "%(n)s managers", counts.get(OpenTo.MANAGERS, 0)
        ),
        OpenTo.HANDLERS: ngettext(
            "%(n)s case handler", "%(n)s case handlers", counts.get(OpenTo.HANDLERS, 0)
        ),
        OpenTo.IT: gettext("%(n)s in IT and security"),
    }
    everybody, *some = [phrases[kind] % {"n": counts[kind]} for kind in phrases if kind in counts]
    if not some:
        return everybody
    return gettext("%(everybody)s, of these %(some)s") % {
        "everybody": everybody,
        "some": ", ".join(some),
    }


def _under(name: str, more: str) -> SafeString:
    """What is chosen, and in smaller letters under it what there is to know of it."""
    return format_html('{} <span class="aw-under">{}</span>', name, more)


class AssignForm(forms.Form):
    """`modules` carry `live_version`; `sites` come with how many people they would reach there."""

    module = forms.ChoiceField(
        label=_("Module"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose a module."), "invalid_choice": _("Choose a module.")},
    )  # fmt: skip
    sites = forms.MultipleChoiceField(
        label=_("Whom it is for at these sites"), widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one site."),
            "invalid_choice": _("Choose from the sites below."),
        },
    )  # fmt: skip
    due_on = DayField(
        label=_("Due day"),
        error_messages={"required": _("Choose the day by which it is to be done.")},
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        modules: Sequence[Module],
        sites: Sequence[tuple[Site, Mapping[str, int]]],
        today: date,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"due_on": today + USUAL_TIME, "token": uuid4()}
        super().__init__(*args, **kwargs)
        self.today = today
        self._modules = {module.slug: module for module in modules}
        self._sites = {site.slug: site for site, _counts in sites}
        module, places = self.fields["module"], self.fields["sites"]
        cast(forms.ChoiceField, module).choices = [(m.slug, self._label(m)) for m in modules]
        cast(forms.ChoiceField, places).choices = [
            (site.slug, _under(site.name, reach(counts))) for site, counts in sites
        ]
        self.helper = one_column(self, _("Assign"))

    @staticmethod
    def _label(module: Module) -> str:
        version = module.live_version
        match OpenTo(module.open_to):
            case OpenTo.MANAGERS:
                more = gettext("Version %(version)s, about %(n)s minutes, for managers only")
            case OpenTo.HANDLERS:
                more = gettext("Version %(version)s, about %(n)s minutes, for case handlers only")
            case OpenTo.IT:
                more = gettext("Version %(version)s, about %(n)s minutes, for IT and security only")
            case _:
                more = gettext("Version %(version)s, about %(n)s minutes, for everybody")
        return _under(version.title, more % {"version": version.label, "n": version.minutes})

    def clean_module(self) -> Module:
        return self._modules[self.cleaned_data["module"]]

    def clean_sites(self) -> list[Site]:
        return [self._sites[slug] for slug in self.cleaned_data["sites"]]

    def clean_due_on(self) -> date:
        day = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."), code="due_in_past")
        return day
