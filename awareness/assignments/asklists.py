"""Lists of asks, as HR and auditors read them: which are shown, in which order, and what each says.

What is asked of people at hand is found by their ids, a site's or a team's, so a page costs what a
site does. Over everybody only totals are shown (totals.py), and exports go through all people piece
by piece (exports.py). Every row passes `people.visibility`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awareness.assignments.models import Ask, Code, Ended
from awareness.assignments.returns import AsOf, put_off_of, read_put_off
from awareness.assignments.rules import AskDays, Standing, standing
from awareness.assignments.states import is_away
from awareness.assignments.titles import read_titles
from awareness.assignments.totals import PARTS, TO_DO, not_gone, part_sql
from awareness.learning.models import Module
from awareness.people.models import Identifier, Kind, Leave, Membership, Site, Team, User
from awareness.people.reach import Reach
from awareness.people.today import DayBySite
from awareness.people.visibility import columns, may_see, project

# What a row says, in this order; visibility decides what of it is left.
FIELDS = (
    "employee_number",
    "name",
    "team",
    "site",
    "module",
    "standing",
    "assigned",
    "due_day",
    "done_day",
    "module_version",
    "valid_to",
    "excuse_code",
    "no_longer_asked",
)


class Which(models.TextChoices):
    """Which asks a list shows: those in a part of the totals, all that count, or those that count
    no longer."""

    LATE = "late", _("Late")
    FORTNIGHT = "fortnight", _("In the fortnight after the due day")
    WEEK = "week", _("Due this week")
    TO_DO = "to_do", _("To do")
    EXPIRING = "expiring", _("Expiring")
    DONE = "done", _("Done")
    EXCUSED = "excused", _("Excused")
    ALL = "all", _("All that count now")
    PAST = "past", _("Past")

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the totals that are shown; none where that does not decide."""
        if self is Which.TO_DO:
            return tuple(TO_DO)
        return (self.value,) if self.value in PARTS else ()


OPEN = (Which.LATE, Which.FORTNIGHT, Which.WEEK, Which.TO_DO, Which.EXPIRING)


@dataclass(frozen=True)
class ListFilter:
    """What a list shows; all of it stands in its address."""

    which: Which = Which.LATE
    site: Site | None = None
    team: Team | None = None
    module: Module | None = None
    module_title: str = ""
    q: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it is about so few people that all their names can be listed."""
        return bool(self.site or self.team or self.q)

    @property
    def query(self) -> dict[str, str]:
        """As the query of an address."""
        parts = {
            "which": self.which.value,
            "site": self.site.slug if self.site else "",
            "team": self.team.slug if self.team else "",
            "module": self.module.slug if self.module else "",
            "q": self.q,
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def address(self) -> str:
        """The query of a list that shows this."""
        return urlencode(self.query)

    @property
    def narrow(self) -> str:
        """Site and module of this, to go on with in the query of another list."""
        kept = [(name, self.query[name]) for name in ("site", "module") if name in self.query]
        return f"&{urlencode(kept)}" if kept else ""

    @property
    def words(self) -> list[str | Promise]:
        """What it is, for print and the head of a file."""
        place = [self.site.name] if self.site else [_("all sites")]
        named = [*place, *([self.team.name] if self.team else [])]
        named.append(self.module_title or _("all modules"))
        return [Which(self.which).label, *named, *([f"“{self.q}”"] if self.q else [])]


PIECE = 200  # rows that are read at first of what is gone through in order; then twice as many

# Which asks


def asks_of(people: Sequence[int], shown: ListFilter, today: DayBySite) -> QuerySet[Ask]:
    """What is shown of what these people are asked. Of what is open, those alone are read that are
    open, or may be renewed by now."""
    asks = Ask.objects.filter(person__in=people, module__opt_in=False)
    if shown.module:
        asks = asks.filter(module=shown.module)
    if shown.which is Which.PAST:
        return asks.filter(ended_on__isnull=False)
    asks = asks.filter(ended_on=None).filter(not_gone(today))
    if shown.which is Which.ALL:
        return asks
    if shown.which is Which.EXCUSED:
        return asks.filter(is_away(today))
    if shown.which in OPEN:
        asks = asks.filter(Q(done_on=None) | Q(opens_on__lte=today.sql("person__site")))
    return asks.annotate(part=part_sql(today)).filter(~is_away(today), part__in=shown.which.parts)


def in_order(people: Sequence[int], shown: ListFilter, today: DayBySite) -> list[int]:
    """The ids of the asks shown, in the order of the people, by day, then module. A query."""
    return [pk for _person, pk in shown_of(people, shown, today)]


def shown_of(people: Sequence[int], shown: ListFilter, today: DayBySite) -> list[tuple[int, int]]:
    """The asks shown, as (person, ask), in that order."""
    place = {person: number for number, person in enumerate(people)}
    rows = asks_of(people, shown, today).values_list("person_id", "due_on", "module_id", "pk")
    put_off = put_off_of(today)
    ordered = sorted(rows, key=lambda row: (place[row[0]], put_off.get(row[3], row[1]), *row[2:]))
    return [(person, pk) for person, _due, _module, pk in ordered]


def by_name(people: QuerySet[User]) -> list[int]:
    """Their ids, by site and name."""
    by_site = F("site__sort_key").asc(nulls_last=True)
    return list(people.order_by(by_site, "sort_key", "pk").values_list("pk", flat=True))


# What a row says


@dataclass(frozen=True, slots=True)
class Row:
    """An ask as the viewer may see it; `fields` holds nothing else. `says` names its words."""

    pk: int
    person: UUID
    module_id: int
    says: str
    fields: dict[str, Any]

    @property
    def mark(self) -> str:
        """The circle beside it: empty while there is something to do."""
        return "open" if self.says in ("late", "to_do", "expiring") else "done"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a list, with what is shown of what they are asked."""

    public_id: UUID
    name: str
    team: str
    site: str
    rows: tuple[Row, ...]


def by_person(rows: Iterable[Row]) -> list[Person]:
    """The rows, put together where one after the other is about the same person."""
    people = []
    for public_id, theirs in groupby(rows, key=lambda row: row.person):
        first, *others = theirs
        name, team, site = (str(first.fields.get(field, "")) for field in ("name", "team", "site"))
        people.append(Person(public_id, name, team, site, (first, *others)))
    return people


def of_people(role: str, ids: Sequence[int], rows: Iterable[Row], today: DayBySite) -> list[Person]:
    """These people in this order, also those of whom there is no row. Four queries."""
    about, by_id = read_people(ids, today), {person.public_id: person for person in by_person(rows)}
    listed = []
    for pk in ids:
        user = about.by_id[pk]
        site = user.site.name if user.site else ""
        shown = project(role, {"name": user.name, "team": about.teams.get(pk, ""), "site": site})
        listed.append(by_id.get(user.public_id) or Person(user.public_id, **shown, rows=()))
    return listed


@dataclass(frozen=True)
class People:
    """What rows say of the people they are about, read for some of them at a time."""

    by_id: Mapping[int, User]
    teams: Mapping[int, str]
    numbers: Mapping[int, str]
    leaves: Mapping[int, list[Leave]]

    def is_on_leave(self, person: int, day: date) -> bool:
        return any(
            leave.first_day <= day and (leave.last_day is None or day <= leave.last_day)
            for leave in self.leaves.get(person, ())
        )


def read_people(
    ids: Sequence[int], today: DayBySite, only_teams: Collection[int] | None = None
) -> People:
    """Names, sites, teams (of `only_teams`, for a manager), numbers and leave of these people; four
    queries."""
    people = {
        user.pk: user
        for user in User.objects.filter(pk__in=ids)
        .select_related("site")
        .only("pk", "public_id", "name", "site__name", "site__slug")
    }
    numbers = Identifier.objects.filter(person__in=ids, kind=Kind.EMPLOYEE_NUMBER)
    leaves: dict[int, list[Leave]] = {}
    for leave in Leave.objects.filter(person__in=ids):
        leaves.setdefault(leave.person_id, []).append(leave)
    return People(
        people,
        team_names(ids, today.elsewhere, only_teams),
        dict(numbers.values_list("person", "typed")),
        leaves,
    )


def team_names(
    ids: Sequence[int], day: date, only_teams: Collection[int] | None = None
) -> dict[int, str]:
    """Names of the teams each belongs to on that day, joined."""
    members = Membership.objects.on(day).filter(user__in=ids).order_by("team__sort_key")
    names: dict[int, list[str]] = {}
    for user, team, name in members.values_list("user_id", "team_id", "team__name"):
        if only_teams is None or team in only_teams:  # by thousands of ids no row is found faster
            names.setdefault(user, []).append(name)
    return {user: ", ".join(teams) for user, teams in names.items()}


def newest_past(reach: Reach, shown: ListFilter, titles: Collection[int], most: int) -> list[int]:
    """The ids of what ended last, at the places of the reach; of modules that can be asked of
    anybody. Gone through by the day from an index, until there are enough."""
    asks = Ask.objects.filter(reach.at("person__site__"), ended_on__isnull=False)
    asks = asks.filter(module=shown.module) if shown.module else asks
    newest = walk(asks.order_by("-ended_on", "-pk").values_list("pk", "module"))
    return list(islice((pk for pk, module in newest if module in titles), most))


def walk(rows: QuerySet[Any, Any]) -> Iterator[Any]:
    """The rows of an ordered queryset, read in pieces: whoever needs the first reads no more."""
    begin, size = 0, PIECE
    while some := list(rows[begin : begin + size]):
        yield from some
        begin, size = begin + size, size * 2


def read_rows(
    role: str, ask_ids: Sequence[int], today: DayBySite, titles: Mapping[int, str]
) -> list[Row]:
    """These asks in this order, as HR or an auditor sees them. Six queries."""
    asks = Ask.objects.prefetch_related("completion__module_version").in_bulk(ask_ids)
    people = read_people(list({ask.person_id for ask in asks.values()}), today)
    return [row_of(role, asks[pk], people, titles, today) for pk in ask_ids if pk in asks]


def read_of_person(role: str, person: User, today: DayBySite) -> list[Row]:
    """Everything that is asked of somebody, as on that day."""
    today = AsOf(today.elsewhere, today.by_site, read_put_off(today, [person.pk]))
    asks = Ask.objects.current().filter(person=person).order_by("due_on", "pk")
    people, titles = read_people([person.pk], today), read_titles()
    asks = asks.prefetch_related("completion__module_version")
    return [row_of(role, ask, people, titles, today) for ask in asks]


def row_of(role: str, ask: Ask, people: People, titles: Mapping[int, str], today: DayBySite) -> Row:
    """One ask as the role sees it."""
    person = people.by_id[ask.person_id]
    due_on = put_off_of(today).get(ask.pk, ask.due_on)
    day = today.at(person.site_id)
    on_leave = people.is_on_leave(ask.person_id, day)
    days = days_of(ask, due_on=due_on, on_leave=on_leave)
    stands = standing(days, day)
    says = says_of(role, stands, is_past=ask.ended_on is not None)
    version = ask.completion.module_version if ask.completion else None
    everything = {
        "employee_number": people.numbers.get(person.pk, ""),
        "name": person.name,
        "team": people.teams.get(person.pk, ""),
        "site": person.site.name if person.site else "",
        "module": titles.get(ask.module_id, ""),
        "standing": says,
        "assigned": ask.asked_on,
        "due_day": due_on if ask.done_on is None else ask.valid_until or due_on,
        "done_day": ask.done_on,
        "module_version": version.label if version else "",
        "valid_to": ask.valid_until,
        "excuse_code": away_words(ask, days, day),
        "no_longer_asked": ended_of(ask),
    }
    seen = columns(role, FIELDS) if stands.is_open else closed_columns(role)
    return Row(
        ask.pk, person.public_id, ask.module_id, says, {name: everything[name] for name in seen}
    )


def closed_columns(role: str) -> list[str]:
    """What the role sees of an ask with which there is nothing to do."""
    return [field for field in FIELDS if may_see(role, field, is_open=False)]


def days_of(ask: Ask, *, due_on: date, on_leave: bool) -> AskDays:
    """The days of an ask that decide how it stands. No query."""
    return AskDays(
        due_on=due_on,
        done_on=ask.done_on,
        valid_until=ask.valid_until,
        opens_on=ask.opens_on,
        renews=ask.renews_id is not None,
        excused=ask.excused_on is not None,
        paused_on=ask.paused_on,
        paused_until=ask.paused_until,
        on_leave=on_leave,
    )


def says_of(role: str, stands: Standing, is_past: bool = False) -> str:
    """The word of a row: one of the five; `nothing` to a manager with whom nothing is left to do;
    `past` where it counts no longer."""
    if role == "manager":
        if is_past or not stands.is_open:
            return "nothing"
        return Standing.LATE.value if stands is Standing.LATE else Standing.TO_DO.value
    return "past" if is_past else stands.value


def away_words(ask: Ask, days: AskDays, day: date) -> str | Promise:
    """Why nothing is expected of somebody on that day; "" where something is, or it is past."""
    if ask.ended_on or not days.is_away(day):
        return ""
    code = days.away_code(ask.excused_code, ask.paused_code, day)
    return Code(code).label if code else _("On leave")


class Past(NamedTuple):
    """Since when, and why, something counts no longer."""

    day: date
    words: str | Promise


def ended_of(ask: Ask) -> Past | None:
    if ask.ended_on is None:
        return None
    return Past(ask.ended_on, Ended(ask.ended_reason).label)
