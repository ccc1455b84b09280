"""What is asked, of whom, by when, and whether again: read into a `Wanted`."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from difflib import get_close_matches
from hashlib import sha256
from typing import Any, cast
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from awareness.assignments.actions import is_sensitive
from awareness.assignments.models import DueFrom, RenewFrom
from awareness.assignments.wanted_assignment import WantedAssignment
from awareness.learning.models import Module, OpenTo
from awareness.people.fields import DayField, WordsField
from awareness.people.models import Identifier, Role, Site, Team, User
from awareness.people.normal_forms import normal_form

USUAL_TIME_TO_DUE = timedelta(days=28)
MODULE_KEY, TRACK_KEY = "module", "track"
EVERYBODY, AT_SITES, BY_NAME = "everybody", "sites", "named"
ON_A_DAY, IN_DAYS = "day", "days"
# How long ago something may have been done so that it counts: days, and how HR reads them.
RECENT_DAYS = {
    0: _("nothing: it is to be done after this"),
    92: _("what was done in the last three months"),
    183: _("what was done in the last six months"),
    366: _("what was done in the last twelve months"),
    731: _("what was done in the last two years"),
}
USUAL_RECENT_DAYS = 366
MOST_NAMED = 500  # people typed by name; more are a team or a site
SHOWN_ERRORS = 10
ROLES_TO_CHOOSE = (Role.MANAGER, Role.HANDLER, Role.IT, Role.HR, Role.AUTHOR, Role.AUDITOR)


class LinesField(WordsField):
    """Several of a kind, one a line. What is not known is said with its line, all at once."""

    widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"})
    default_error_messages = {"too_many": _("At most %(n)s can be named here.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs["required"] = False
        super().__init__(max_length=MOST_NAMED * 200, **kwargs)

    def clean(self, value: Any) -> Any:
        lines = enumerate((super().clean(value) or "").splitlines(), 1)
        text_by_line = {number: line.strip() for number, line in lines if line.strip()}
        if len(text_by_line) > MOST_NAMED:
            text = self.error_messages["too_many"]
            raise ValidationError(text, code="too_many", params={"n": MOST_NAMED})
        objects_by_line, problems = self.find_by_line(text_by_line), []
        for number in [number for number in text_by_line if number not in objects_by_line][
            :SHOWN_ERRORS
        ]:
            problems.append(self.error_of_line(number, text_by_line[number]))
        if problems:
            raise ValidationError([*problems])
        return list({one.pk: one for found in objects_by_line.values() for one in found}.values())

    def find_by_line(self, typed: Mapping[int, str]) -> Mapping[int, Sequence[Any]]:
        """By line: what is meant by it, one or several, where that is known."""
        raise NotImplementedError

    def error_of_line(self, line_number: int, typed: str) -> ValidationError:
        """What to say of a line that nothing is known of."""
        raise NotImplementedError


class PeopleField(LinesField):
    """People by employee number or e-mail. `people`: who may be named."""

    people = User.objects.none()

    def find_by_line(self, typed: Mapping[int, str]) -> Mapping[int, Sequence[User]]:
        normal = {number: normal_form(line) for number, line in typed.items()}
        rows = Identifier.objects.filter(normal__in=normal.values(), person__in=self.people)
        by_form = {row.normal: row.person for row in rows.select_related("person__site")}
        return {line: [by_form[form]] for line, form in normal.items() if form in by_form}

    def error_of_line(self, line_number: int, typed: str) -> ValidationError:
        text = _("Line %(line)s: nobody whom you look after signs in with “%(typed)s”.")
        return ValidationError(
            text, code="unknown_person", params={"line": line_number, "typed": typed}
        )


class TeamsField(LinesField):
    """Teams by their names. A name that several teams have means each of them."""

    def find_by_line(self, typed: Mapping[int, str]) -> Mapping[int, Sequence[Team]]:
        self._names: dict[str, list[Team]] = {}
        for team in Team.objects.open():
            self._names.setdefault(normal_form(team.name), []).append(team)
        named = {number: normal_form(line) for number, line in typed.items()}
        return {line: self._names[name] for line, name in named.items() if name in self._names}

    def error_of_line(self, line_number: int, typed: str) -> ValidationError:
        near = get_close_matches(normal_form(typed), self._names, 1)
        if near:
            text = _("Line %(line)s: there is no team “%(typed)s”. Did you mean “%(near)s”?")
            params = {"line": line_number, "typed": typed, "near": self._names[near[0]][0].name}
        else:
            text = _("Line %(line)s: there is no team “%(typed)s”.")
            params = {"line": line_number, "typed": typed}
        return ValidationError(text, code="unknown_team", params=params)


def track_name(track: str) -> str:
    """A track as people read it: “All staff” of `all-staff`, “IT” of `it`: so short a key is an
    abbreviation."""
    return track.upper() if len(track) <= 3 else capfirst(track.replace("-", " "))


def reach_in_words(counts: Mapping[str, int]) -> str:
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
    everybody_phrase, *narrower_phrases = [
        phrases[kind] % {"n": counts[kind]} for kind in phrases if kind in counts
    ]
    if not narrower_phrases:
        return everybody_phrase
    return gettext("%(everybody)s, of these %(some)s") % {
        "everybody": everybody_phrase,
        "some": ", ".join(narrower_phrases),
    }


def _with_small_print(name: str, more: str) -> SafeString:
    """What is chosen, and in smaller letters under it what there is to know of it."""
    return format_html('{} <span class="aw-under">{}</span>', name, more)


class AssignForm(forms.Form):
    """`modules` carry `live_version`; `sites` come with how many people they would reach there;
    `people` are those whom this HR may name; `everywhere`: they keep all sites, so that they may
    ask everybody."""

    what = forms.ChoiceField(
        label=_("Module or track"),
        error_messages={"required": _("Choose a module."), "invalid_choice": _("Choose a module.")},
    )  # fmt: skip
    whom = forms.ChoiceField(label=_("Whom"), widget=forms.RadioSelect)
    sites = forms.MultipleChoiceField(
        label=_("Sites"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the sites below.")},
    )  # fmt: skip
    teams = TeamsField(label=_("Only these teams"), help_text=_("One a line. Empty: all of them."))
    with_below = forms.BooleanField(
        label=_("and the teams below them"), required=False, initial=True
    )
    roles = forms.MultipleChoiceField(
        label=_("Only these roles"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(role.value, role.label) for role in ROLES_TO_CHOOSE],
        help_text=_("None ticked: everybody, whatever their role."),
    )  # fmt: skip
    started_after = DayField(
        label=_("Only those who began after"), required=False,
        help_text=_("Their first day, as your list has it. Empty: whenever they began."),
    )  # fmt: skip
    added = PeopleField(
        label=_("And these people"), help_text=_("Employee numbers or e-mails, one a line.")
    )
    left_out = PeopleField(
        label=_("But not these people"), help_text=_("Employee numbers or e-mails, one a line.")
    )
    due = forms.ChoiceField(
        label=_("Due"), widget=forms.RadioSelect, initial=ON_A_DAY,
        choices=[(ON_A_DAY, _("by one day")), (IN_DAYS, _("so many days after a day of theirs"))],
    )  # fmt: skip
    due_on = DayField(
        label=_("Due day"), required=False,
        help_text=_("Whoever comes later has at least 28 days."),
    )  # fmt: skip
    due_days = forms.IntegerField(
        label=_("Days"), required=False, min_value=1, max_value=730, initial=28
    )
    due_from = forms.ChoiceField(label=_("after"), choices=DueFrom, initial=DueFrom.ASKED)
    return_days = forms.IntegerField(
        label=_("Days after a return from leave"), min_value=1, max_value=365, initial=28,
        help_text=_("Whoever is away when they are asked, or when it is due, has at least these."),
    )  # fmt: skip
    recent_days = forms.TypedChoiceField(
        label=_("Counts already"), coerce=int, initial=USUAL_RECENT_DAYS,
        choices=list(RECENT_DAYS.items()),
        help_text=_("Whoever has done it then is not asked again."),
    )  # fmt: skip
    renew_from = forms.ChoiceField(
        label=_("Asked again, counted from"), choices=RenewFrom, initial=RenewFrom.NONE
    )
    renew_months = forms.IntegerField(
        label=_("Months"), min_value=1, max_value=120, initial=12,
        help_text=_("For how long it is valid, where it is counted from a completion."),
    )  # fmt: skip
    renew_day = forms.IntegerField(
        label=_("Day of the year: day"), required=False, min_value=1, max_value=31
    )
    renew_month = forms.TypedChoiceField(
        label=_("month"), required=False, coerce=int, empty_value=None,
        choices=[("", "–"), *MONTHS.items()],
    )  # fmt: skip
    opens_days = forms.IntegerField(
        label=_("Can be renewed from so many days before"), min_value=0, max_value=365, initial=60
    )
    again_on_major = forms.BooleanField(
        label=_("Ask again when a new edition changes what people have to know"), required=False,
        help_text=_("A new edition is adopted by two of you first. A small change never asks."),
    )  # fmt: skip
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        modules: Sequence[Module],
        sites: Sequence[tuple[Site, Mapping[str, int]]],
        people: Any,
        everywhere: bool,
        today: date,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            "due_on": today + USUAL_TIME_TO_DUE,
            "token": uuid4(),
            "whom": AT_SITES,
        }
        super().__init__(*args, **kwargs)
        self.today = today
        self._modules = {module.slug: module for module in modules}
        self._sites = {site.slug: site for site, _counts in sites}
        self._choose("what", self._module_choices(modules))
        self._choose(
            "sites",
            [
                (site.slug, _with_small_print(site.name, reach_in_words(counts)))
                for site, counts in sites
            ],
        )
        whom = [(AT_SITES, _("everybody at these sites"))]
        if everywhere:  # else their sites narrow everything
            whom.insert(0, (EVERYBODY, _("everybody, also at sites that come later")))
            whom.append((BY_NAME, _("only the people named below")))
        self._choose("whom", whom)
        for name in ("added", "left_out"):
            cast(PeopleField, self.fields[name]).people = people
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.help_text_inline, self.helper.error_text_inline = True, False

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _module_choices(self, modules: Sequence[Module]) -> list[tuple[Any, Any]]:
        """Modules, and the tracks that hold several of them."""
        module_choices = [
            (f"{MODULE_KEY}:{module.slug}", self._label(module)) for module in modules
        ]
        count_by_track = Counter(module.track for module in modules)
        text = gettext("All %(n)s of “%(track)s”")
        track_choices = [
            (f"{TRACK_KEY}:{track}", text % {"n": n, "track": track_name(track)})
            for track, n in count_by_track.items()
            if n > 1
        ]
        choices: list[tuple[Any, Any]] = [
            ("", gettext("Choose")),
            (gettext("Modules"), module_choices),
        ]
        return [*choices, (gettext("Tracks"), track_choices)] if track_choices else choices

    @staticmethod
    def _label(module: Module) -> str:
        version = module.live_version
        match OpenTo(module.open_to):
            case OpenTo.MANAGERS:
                text = gettext("%(title)s (version %(version)s, %(n)s minutes, for managers)")
            case OpenTo.HANDLERS:
                text = gettext("%(title)s (version %(version)s, %(n)s minutes, for case handlers)")
            case OpenTo.IT:
                text = gettext("%(title)s (version %(version)s, %(n)s minutes, for IT)")
            case _:
                text = gettext("%(title)s (version %(version)s, %(n)s minutes)")
        return text % {"title": version.title, "version": version.label, "n": version.minutes}

    def clean_sites(self) -> list[Site]:
        return [self._sites[slug] for slug in self.cleaned_data["sites"]]

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day and self.data.get("due") != IN_DAYS and day < self.today:
            raise ValidationError(_("Choose today or a later day."), code="due_in_past")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("added") and any(
            is_sensitive(subject) for subject in self._chosen_modules(cleaned)
        ):
            text = _(
                "Nobody is asked by name to take this: it would say something about them. Choose "
                "sites, teams or roles."
            )
            self.add_error("added", ValidationError(text, code="named_for_sensitive"))
        needed = {
            ("whom", AT_SITES): ("sites", _("Choose at least one site."), "no_sites"),
            ("whom", BY_NAME): ("added", _("Name at least one person."), "nobody_named"),
            ("due", ON_A_DAY): (
                "due_on", _("Choose the day by which it is to be done."), "required",
            ),
            ("due", IN_DAYS): ("due_days", _("Write how many days."), "required"),
        }  # fmt: skip
        if cleaned.get("renew_from") == RenewFrom.FIXED_DAY and not (
            cleaned.get("renew_day") and cleaned.get("renew_month")
        ):
            text = _("Write the day and choose the month.")
            self.add_error("renew_day", ValidationError(text, code="no_fixed_day"))
        for (chooser, chosen), (name, text, code) in needed.items():
            if cleaned.get(chooser) == chosen and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, ValidationError(text, code=code))
        return cleaned

    # Which of the parts that are folded away stand open: those that say something.

    @property
    def is_narrowed(self) -> bool:
        return self._has_value_or_error("teams", "roles", "started_after")

    @property
    def is_named(self) -> bool:
        return self._has_value_or_error("added", "left_out") or self["whom"].value() == BY_NAME

    @property
    def is_in_days(self) -> bool:
        return self["due"].value() == IN_DAYS or self._has_error("due_days", "return_days")

    @property
    def is_again(self) -> bool:
        chosen = self["renew_from"].value() != RenewFrom.NONE
        return chosen or self._has_error("renew_months", "renew_day", "renew_month", "opens_days")

    def _has_value_or_error(self, *names: str) -> bool:
        return any(self[name].value() or name in self.errors for name in names)

    def _has_error(self, *names: str) -> bool:
        return any(name in self.errors for name in names)

    @property
    def fingerprint(self) -> str:
        """The same for what says the same: whether something was changed since it was shown."""
        return fingerprint(cast(QueryDict, self.data))

    def _chosen_modules(self, cleaned: Mapping[str, Any]) -> list[Module]:
        """The modules that are asked for."""
        kind, _colon, slug = str(cleaned.get("what", "")).partition(":")
        if kind == MODULE_KEY:
            return [self._modules[slug]]
        return [module for module in self._modules.values() if module.track == slug]

    def wanted_assignment(self) -> WantedAssignment:
        """What is asked for, of a form that is valid."""
        cleaned = self.cleaned_data
        kind, _colon, slug = cleaned["what"].partition(":")
        shared_names = {field.name for field in fields(WantedAssignment)} & set(cleaned)
        values = {name: cleaned[name] for name in shared_names} | {
            "module": self._modules[slug] if kind == MODULE_KEY else None,
            "track": slug if kind == TRACK_KEY else "",
            "everyone": cleaned["whom"] == EVERYBODY,
            "sites": cleaned["sites"] if cleaned["whom"] == AT_SITES else (),
            "teams": [(team, cleaned["with_below"]) for team in cleaned["teams"]],
            "due_on": cleaned["due_on"] if cleaned["due"] == ON_A_DAY else None,
            "due_days": cleaned["due_days"] if cleaned["due"] == IN_DAYS else None,
        }
        if cleaned["whom"] == BY_NAME:
            values |= {"teams": (), "roles": (), "started_after": None}
        return WantedAssignment(**values)


def fingerprint(data: QueryDict) -> str:
    """Of what the form was sent with, but for its token."""
    names = sorted(set(AssignForm.base_fields) - {"token"})
    values = [(name, [line.strip() for line in data.getlist(name)]) for name in names]
    return sha256(json.dumps(values).encode()).hexdigest()
