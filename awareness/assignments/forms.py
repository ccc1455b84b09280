"""Who, and by when: three fields."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from awareness.learning.models import Module
from awareness.people.models import Site
from awareness.workplace.forms import one_column

USUAL_TIME = timedelta(days=28)


class AssignForm(forms.Form):
    """`modules` carry `live_version`; `sites` come with the number of their people."""

    module = forms.ChoiceField(
        label=_("Module"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose a module."), "invalid_choice": _("Choose a module.")},
    )  # fmt: skip
    sites = forms.MultipleChoiceField(
        label=_("Everybody at these sites"), widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one site."),
            "invalid_choice": _("Choose from the sites below."),
        },
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("Due day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the day by which it is to be done."),
            "invalid": _("Write a day, for example 2026-11-27."),
        },
    )  # fmt: skip
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        modules: Sequence[Module],
        sites: Sequence[tuple[Site, int]],
        today: date,
        **kwargs,
    ):
        kwargs["initial"] = {"due_on": today + USUAL_TIME, "token": uuid4()}
        super().__init__(*args, **kwargs)
        self.today = today
        self._modules = {module.slug: module for module in modules}
        self._sites = {site.slug: site for site, _count in sites}
        self.fields["module"].choices = [(m.slug, self._label(m)) for m in modules]
        self.fields["sites"].choices = [
            (
                site.slug,
                ngettext("%(site)s, %(n)s person", "%(site)s, %(n)s people", count)
                % {"site": site.name, "n": count},
            )
            for site, count in sites
        ]
        self.helper = one_column(self, _("Assign"))

    @staticmethod
    def _label(module: Module) -> str:
        version = module.live_version
        said = {"title": version.title, "version": version.label, "n": version.minutes}
        return _t("%(title)s (version %(version)s, about %(n)s minutes)") % said

    def clean_module(self) -> Module:
        return self._modules[self.cleaned_data["module"]]

    def clean_sites(self) -> list[Site]:
        return [self._sites[slug] for slug in self.cleaned_data["sites"]]

    def clean_due_on(self) -> date:
        day = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."), code="due_in_past")
        return day
