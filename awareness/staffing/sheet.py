"""One page a person: who, since when, what was asked and done, what was changed. HR's page and the
person's own show the same, and nothing that `visibility` does not let HR see: no certificate, no
policy that was confirmed, nothing of whether a way in was used.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awareness.assignments.asklists import AskRow, read_rows_of_person
from awareness.assignments.queries import PastAsk, read_past
from awareness.journal.models import Event
from awareness.journal.queries import events_about
from awareness.people import changes
from awareness.people.access import manager_names_of
from awareness.people.codes_of_two import CODE_ASKED_FOR as CODE_ASKED
from awareness.people.codes_of_two import CODE_PUT_AWAY
from awareness.people.models import Door, Kind, Leave, Membership, Role, Site, Team, User
from awareness.people.today import DayBySite
from awareness.people.visibility import project
from awareness.people.ways_in import WAY_IN_MADE
from awareness.staffing.earlier import Earlier, read_earlier_of

# What is shown of the journal. That an account was claimed and when, and passwords, are not.
EVENT_WORDS = {
    changes.ACCOUNT_MADE: gettext_lazy("Entered in the list of staff"),
    changes.ACCOUNT_SHUT: gettext_lazy("Account shut"),
    changes.ACCOUNT_OPENED: gettext_lazy("Account opened again"),
    changes.ROLE_GRANTED: gettext_lazy("Role given: %(role)s"),
    changes.ROLE_TAKEN: gettext_lazy("Role taken: %(role)s"),
    changes.IDENTIFIER_CHANGED: gettext_lazy("Changed: %(kind)s"),
    changes.PERSON_CHANGED: gettext_lazy("%(what)s: %(was)s becomes %(now)s"),
    WAY_IN_MADE: gettext_lazy("Way in made: %(door)s"),
    CODE_ASKED: gettext_lazy("Code for a forgotten password asked for"),
    CODE_PUT_AWAY: gettext_lazy("That code was put away"),
}
FIELD_WORDS = {
    "name": gettext_lazy("Name"),
    "site": gettext_lazy("Site"),
    "start_day": gettext_lazy("First day"),
    "end_day": gettext_lazy("Last day"),
    "language": gettext_lazy("Language"),
    "youth_until": gettext_lazy("Youth edition until"),
    "is_superuser": gettext_lazy("Keeps the staff list"),
    "teams": gettext_lazy("Team"),
    "leave": gettext_lazy("Leave"),
}


@dataclass(frozen=True)
class SheetChange:
    """Something that was changed: who, what and when. `by` empty: the server itself."""

    day: date
    what: str
    by: str


@dataclass(frozen=True)
class Sheet:
    """What one sheet says of a person on a day."""

    person: User
    at: datetime
    who: list[tuple[str, str]]  # label, words
    asked: tuple[AskRow, ...]
    past: list[PastAsk]
    changed: list[SheetChange]
    earlier: list[Earlier]  # finished in another system; it counts for nothing here

    @property
    def counts(self) -> dict[str, int]:
        """How many stand how, by the word that says it (`done`, `late`, `past` and so on)."""
        return Counter(row.word for row in self.asked)


def read_sheet(person: User, now: datetime) -> Sheet:
    """The sheet of somebody, as HR may see it."""
    today = person.today(now)
    # Of somebody who has left: how it stood on their last day.
    day = min(today, person.end_day) if person.end_day else today
    asks = tuple(read_rows_of_person(Role.HR, person, DayBySite(day)))
    changed = list(reversed(_read_changes(person)))
    return Sheet(
        person,
        timezone.localtime(now, person.zone),
        _about_person(person, today),
        asks,
        read_past(Role.HR, person),
        changed,
        read_earlier_of(Role.HR, person),
    )


def _about_person(person: User, today: date) -> list[tuple[str, str]]:
    memberships = Membership.objects.on(today).filter(user=person).select_related("team")
    teams = [_team_words(membership) for membership in memberships.order_by("since", "pk")]
    leaves = Leave.objects.filter(person=person).order_by("first_day", "pk")
    youth = person.youth_until if person.is_youth_on(today) else None
    begun = [
        (_("First day"), _day_words(person.start_day)),
        (_("Last day"), _day_words(person.end_day)),
    ]
    fields: dict[str, list[tuple[str, str]]] = {
        "employee_number": [(_("Number"), person.employee_number or "")],
        "email": [(_("E-mail"), person.email or "")],
        "site": [(_("Site"), person.site.name if person.site else _("none yet"))],
        "team": [(_("Team"), "; ".join(teams) or _("none yet"))],
        "start_and_end_day": begun,
        "language": [(_("Language"), _language_words(person.language))],
        "leave_days": [
            (_("Leave"), _leave_words([[_iso(x.first_day), _iso(x.last_day)] for x in leaves]))
        ],
        "youth_edition": [(_("Youth edition until"), _day_words(youth))],
    }
    return [line for lines in project(Role.HR, fields).values() for line in lines if line[1]]


def _team_words(membership: Membership) -> str:
    """A team, since when, and who leads it: of the teams above, where nobody leads it itself."""
    values = {"team": membership.team.name, "day": date_format(membership.since)}
    words = _("%(team)s, since %(day)s") % values
    if leads := manager_names_of(membership.team):
        words += ", " + _("led by %(names)s") % {"names": ", ".join(leads)}
    return words


def _read_changes(person: User) -> list[SheetChange]:
    """What the journal has of somebody and HR may see, the first first. Four queries."""
    events = list(events_about(person.public_id).filter(kind__in=EVENT_WORDS))
    actors = {event.actor for event in events if event.actor}
    names = dict(User.objects.filter(public_id__in=actors).values_list("public_id", "name"))
    places = _EventWords(events)
    return [
        SheetChange(
            timezone.localdate(event.at, person.zone),
            places.words(event),
            names.get(event.actor, "") if event.actor else "",
        )
        for event in events
    ]


class _EventWords:
    """Events in words, with the names that their sites and teams have today."""

    def __init__(self, events: Iterable[Event]) -> None:
        slugs = {slug for event in events for slug in _slugs_in(event.facts)}
        self.sites = dict(Site.objects.filter(slug__in=slugs).values_list("slug", "name"))
        self.teams = dict(Team.objects.filter(slug__in=slugs).values_list("slug", "name"))

    def words(self, event: Event) -> str:
        facts = event.facts
        if event.kind == changes.PERSON_CHANGED and facts["what"] not in ("name", *_FIELDS_SHOWN):
            return _("Changed: %(what)s") % {"what": FIELD_WORDS.get(facts["what"], facts["what"])}
        if facts.get("what") == "name":
            return _("Changed: name")
        params = {
            "role": self._role(facts),
            "kind": dict(Kind.choices).get(facts.get("kind", ""), ""),
            "door": dict(Door.choices).get(facts.get("door", ""), ""),
            "what": FIELD_WORDS.get(facts.get("what", ""), ""),
            "was": self._value(facts, "was"),
            "now": self._value(facts, "now"),
        }
        return str(EVENT_WORDS[event.kind]) % params

    def _role(self, facts: Mapping[str, Any]) -> str:
        role = str(dict(Role.choices).get(facts.get("role", ""), ""))
        team = facts.get("team")
        return f"{role}, {self.teams.get(team, team)}" if team else role

    def _value(self, facts: Mapping[str, Any], which: str) -> str:
        value = facts.get(which)
        match facts.get("what"):
            case "site" if value:
                words = self.sites.get(value, value)
            case "teams" if value:
                open_ones = [slug for slug, _since, until in value if until is None]
                words = ", ".join(self.teams.get(slug, slug) for slug in open_ones)
            case "leave":
                words = _leave_words(value or [])
            case "language":
                words = _language_words(value or "")
            case "is_superuser":
                words = _("yes") if value else _("no")
            case _:
                words = _day_words(date.fromisoformat(value)) if value else ""
        return words or _("none")


_FIELDS_SHOWN = frozenset(FIELD_WORDS) - {"name"}


def _slugs_in(facts: Mapping[str, Any]) -> Iterable[str]:
    """Of sites and teams, in the facts of one event."""
    for value in (facts.get("was"), facts.get("now")):
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (row[0] for row in value if row and row[0])
    yield from filter(None, [facts.get("team"), facts.get("site")])


def _leave_words(rows: Iterable[Iterable[str | None]]) -> str:
    words = []
    for first, last in rows:
        span = _("from %(first)s to %(last)s") if last else _("from %(first)s")
        days = [_day_words(date.fromisoformat(day)) if day else "" for day in (first, last)]
        words.append(span % {"first": days[0], "last": days[1]})
    return "; ".join(words)


def _language_words(code: str) -> str:
    info = LANG_INFO.get(code, {})
    return str(info.get("name", code)) if code else ""


def _day_words(day: date | None) -> str:
    return date_format(day) if day else ""


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
