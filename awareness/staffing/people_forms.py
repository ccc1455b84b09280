"""What HR types about one person, or of several."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from awareness.people.fields import DayField
from awareness.people.forms import PersonForm
from awareness.people.models import Leave, Membership, Site, Team, User
from awareness.people.reach import sites_of_hr
from awareness.staffing.known import team_paths
from awareness.workplace.forms import one_column

AS_IT_IS, NONE = "", "none"


def languages() -> list[tuple[str, str]]:
    """(code, name) of every language that can be meant, by name."""
    named = [(code, str(info["name"])) for code, info in LANG_INFO.items() if "name" in info]
    return sorted(named, key=lambda code_and_name: code_and_name[1])


def teams() -> list[tuple[str, str]]:
    """(id, the names from the top) of every team, in the order of the tree."""
    paths = sorted(
        team_paths().items(), key=lambda pk_and_path: [name.casefold() for name in pk_and_path[1]]
    )
    return [(str(pk), " › ".join(path)) for pk, path in paths]


class StaffForm(PersonForm):
    """One person, new or known. Nothing of it is a role or a password."""

    password = None  # type: ignore[assignment]
    team = forms.ChoiceField(label=_("Team"), required=False)

    class Meta(PersonForm.Meta):
        fields = ("name", "site", "start_day", "language")  # type: ignore[assignment]

    def __init__(self, *args: Any, hr: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.pk is not None
        self.fields["name"].error_messages["required"] = _("Write the name.")
        site = self.fields["site"]
        site.label, site.queryset = _("Site"), sites_of_hr(hr)  # type: ignore[attr-defined]
        site.required = not hr.reach.everywhere
        site.help_text = _("It decides the contact, the policy and the support lines.")
        self.now_in = _teams_of(self.instance, today) if known else []
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            (AS_IT_IS, ", ".join(self.now_in) or _("none")),
            *([(NONE, _("none"))] if self.now_in else []),
            *((pk, name) for pk, name in teams()),
        ]
        self.fields["team"].help_text = _(
            "Another team holds from today on, in place of those now."
        )
        self.fields["start_day"].help_text = _("Empty: they were here before the list was made.")
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            required=False,
            choices=[("", _("that of the site")), *languages()],
            help_text=_("What they read, as far as these pages have it."),
        )
        self.order_fields(
            ["name", "employee_number", "email", "site", "team", "start_day", "language"]
        )
        self.helper = one_column(self, _("Save") if known else _("Add this person"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("start_day"), self.instance.end_day
        if start and end and start > end:
            words = _("The last day is the first day or later.")
            self.add_error("start_day", ValidationError(words, code="after_the_end"))
        return cleaned

    @property
    def fields_wanted(self) -> dict[str, Any]:
        """What is wanted, as records.Fields."""
        cleaned = self.cleaned_data
        start, site = cleaned["start_day"], cleaned["site"]
        fields = {
            "name": cleaned["name"],
            "number": cleaned["employee_number"],
            "email": cleaned["email"],
            "site": site.pk if site else None,
            "start": start.isoformat() if start else None,
            "language": cleaned["language"],
        }
        if (team := cleaned["team"]) != AS_IT_IS:
            fields["team"] = None if team == NONE else int(team)
        return fields


def _teams_of(person: User, today: date) -> list[str]:
    members = Membership.objects.on(today).filter(user=person).order_by("since", "pk")
    return list(members.values_list("team__name", flat=True))


class LastDayForm(forms.Form):
    """The last day on which somebody works here."""

    last_day = DayField(
        label=_("Last day"),
        help_text=_("They can sign in until the end of it, and get no mail after it."),
        error_messages={"required": _("Choose a day.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = one_column(self, _("Save the last day"))


class StaffLeaveForm(forms.ModelForm):  # type: ignore[type-arg]
    """When somebody is away. Why is asked nowhere."""

    class Meta:
        model = Leave
        fields = ("first_day", "last_day")
        field_classes = {"first_day": DayField, "last_day": DayField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_day"].error_messages["required"] = _("Choose a day.")
        self.fields["last_day"].help_text = _("Included. Empty: until it is known.")
        self.helper = one_column(self, _("Save the leave"))

    def clean_first_day(self) -> date:
        # The constraint says so of two fields, of which the form has one.
        day: date = self.cleaned_data["first_day"]
        leaves = Leave.objects.filter(person=self.instance.person_id, first_day=day)
        if leaves.exclude(pk=self.instance.pk).exists():
            words = _("Leave of this person begins on that day already.")
            raise ValidationError(words, code="begins_already")
        return day


class MoveForm(forms.Form):
    """Where several people go."""

    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Site"), required=False, empty_label=_("where they are")
    )
    team = forms.ChoiceField(label=_("Team"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, hr: User) -> None:
        super().__init__(data)
        self.fields["site"].queryset = sites_of_hr(hr)  # type: ignore[attr-defined]
        choices = [(AS_IT_IS, _("where they are")), *teams()]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]
        self.helper = one_column(self, _("Move them"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("site") and not cleaned.get("team"):
            raise ValidationError(_("Choose a site, a team, or both."), code="nowhere")
        return cleaned

    @property
    def to_team(self) -> Team | None:
        chosen = self.cleaned_data["team"]
        return Team.objects.filter(pk=chosen).first() if chosen else None
