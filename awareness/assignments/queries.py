"""What the employer's pages and exports read: states of assignment, and nothing else.

Every row goes through `people.visibility.project` before it leaves here. Of learning, only the day
of a completion and the version of its text are read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awareness.assignments import rules
from awareness.assignments.models import Ask, Assignment, AssignmentSite
from awareness.assignments.rules import Standing, State, end_of_week, last_overdue, state
from awareness.learning.models import ModuleVersion
from awareness.people.models import Leave, Membership, Site, Team, User
from awareness.people.reach import EVERYWHERE, Reach
from awareness.people.visibility import columns, project
from awareness.subjects.queries import is_off, shown_title
from prepared import Slot, prepared
from prepared.planning import whole_tables

# What an employer's row is made of, in this order; visibility decides what of it is left.
FIELDS = (
    "name",
    "team",
    "site",
    "module",
    "module_version",
    "assigned",
    "due_day",
    "done_day",
    "overdue",
)
NOTHING = "none"  # where somebody stands who is asked nothing
# What a list of people can be narrowed to, the most pressing first.
ON_LISTS = {
    State.OVERDUE.value: State.OVERDUE.label,
    State.DUE.value: State.DUE.label,
    State.ASSIGNED.value: State.ASSIGNED.label,
    State.DONE.value: State.DONE.label,
    NOTHING: gettext_lazy("Nothing assigned"),
}


# People, with where they stand


def standing(people: QuerySet[User], stands: str, today: date) -> QuerySet[User]:
    """Those of the people whose most pressing state is `stands` (a key of ON_LISTS).

    The same rule as rules.state, in SQL; a test holds the two together. Each condition stands in
    the WHERE clause by itself, where a database can make a join of it.
    """
    mine = Ask.objects.current().filter(person=OuterRef("pk"))
    undone = mine.undone()
    late = Exists(undone.filter(due_on__lte=last_overdue(today)))
    soon = Exists(undone.filter(due_on__lte=end_of_week(today)))
    match stands:
        case State.OVERDUE:
            return people.filter(late)
        case State.DUE:
            return people.filter(soon).filter(~late)
        case State.ASSIGNED:
            return people.filter(Exists(undone)).filter(~soon)
        case State.DONE:
            return people.filter(Exists(mine)).filter(~Exists(undone))
    return people.filter(~Exists(mine))


def by_urgency(people: QuerySet[User]) -> list[int]:
    """The ids of a team's people: those with the earliest open due day first, then by name; those
    with nothing open last. Two queries."""
    named = list(people.order_by("sort_key", "pk").values_list("pk", flat=True))
    first = dict(_first_due(named).values_list("person", "first"))
    return sorted(named, key=lambda pk: first.get(pk, date.max))


def in_order(ids: Sequence[int]) -> list[User]:
    """These people, with their sites."""
    by_id = User.objects.select_related("site").in_bulk(ids)
    return [by_id[pk] for pk in ids]


def _first_due(people: QuerySet[User] | Sequence[int]) -> QuerySet[Any, Any]:
    """By person who has something open: the earliest day it is due (`first`)."""
    open_asks = Ask.objects.current().filter(person__in=people).undone()
    return open_asks.order_by().values("person").annotate(first=Min("due_on"))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of a site (None: no site) stand where. `people` is the sum of the others."""

    site: Site | None
    done: int = 0
    assigned: int = 0
    due: int = 0
    overdue: int = 0

    @property
    def people(self) -> int:
        return self.done + self.assigned + self.due + self.overdue


def by_site(people: QuerySet[User] | Sequence[int], today: date) -> list[Tally]:
    """People who are asked something, counted by site and state: three queries, by site name.

    The earliest open due day of somebody decides where they stand, so the database folds what each
    is asked into one row, and these are counted here by the one rule. Who has nothing open is done.
    """
    current = Ask.objects.current().filter(person__in=people).order_by()
    people_by_site = current.values_list("person__site").annotate(Count("person", distinct=True))
    counted: dict[int | None, Counter[str]] = {}
    with whole_tables():
        for site, first in _first_due(people).values_list("person__site", "first").iterator():
            stands = state(first, None, today, viewer_is_employer=True)
            counted.setdefault(site, Counter())[stands.value] += 1
        for site, number in people_by_site:
            tally = counted.setdefault(site, Counter())
            tally[State.DONE.value] = max(0, number - tally.total())  # one was withdrawn meanwhile
    sites = Site.objects.in_bulk([pk for pk in counted if pk])
    tallies = [Tally(sites.get(pk), **numbers) for pk, numbers in counted.items()]
    return sorted(tallies, key=lambda t: (t.site is None, t.site.sort_key if t.site else b""))


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of the visible rows."""
    tallies = list(tallies)
    fields = ("done", "assigned", "due", "overdue")
    return Tally(None, **{field: sum(getattr(t, field) for t in tallies) for field in fields})


@dataclass(frozen=True, slots=True)
class ModuleTally:
    """How many people are asked to take a module, have done it, and are overdue with it."""

    module_id: int
    title: str
    people: int
    done: int
    overdue: int

    @property
    def percent(self) -> int:
        """The share that has done it; 100 only when all have."""
        return self.done * 100 // self.people


def by_module(people: QuerySet[User] | Sequence[int], today: date) -> list[ModuleTally]:
    """The same people, counted by module: three queries, by title. Sums of what the list shows."""
    current = Ask.objects.current().filter(person__in=people).order_by()
    is_late = Q(due_on__lte=last_overdue(today))
    with whole_tables():
        asked = dict(current.values_list("module").annotate(Count("person", distinct=True)))
        left = (
            current.undone()
            .values_list("module")
            .annotate(
                undone=Count("person", distinct=True),
                late=Count("person", distinct=True, filter=is_late),
            )
        )
        left_by_module = {module: (undone, late) for module, undone, late in left}
    titles, _labels = _versions()
    tallies = []
    for module, count in asked.items():
        undone, late = left_by_module.get(module, (0, 0))
        tallies.append(ModuleTally(module, titles.get(module, ""), count, count - undone, late))
    return sorted(tallies, key=lambda tally: tally.title)


# Rows


def assigned_to(people: QuerySet[User] | Sequence[int]) -> QuerySet[Ask]:
    """What these people are asked to do, by site and name."""
    return (
        Ask.objects.current()
        .filter(person__in=people)
        .select_related("person__site", "completion__module_version")
        .order_by(
            F("person__site__sort_key").asc(nulls_last=True),
            "person__sort_key",
            "person_id",
            "due_on",
            "id",
        )
    )


def _assigned_to_these(people: Sequence[User]) -> list[Ask]:
    """The same of people at hand, who are active: nobody else is read."""
    at_hand = {person.pk: person for person in people}
    rows = Ask.objects.current().filter(person__in=at_hand)
    rows = rows.select_related("completion__module_version")
    assigned = list(rows.order_by("person_id", "due_on", "id"))
    for row in assigned:
        row.person = at_hand[row.person_id]
    return assigned


@dataclass(frozen=True, slots=True)
class Row:
    """One person and one module, as the viewer may see them. `fields` holds nothing else."""

    person_id: int
    module_id: int
    state: State
    fields: dict[str, Any]

    @property
    def standing(self) -> State:
        """DONE, OVERDUE or DUE, by what the viewer may see: what the list says of it."""
        if self.fields.get("done_day"):
            return State.DONE
        return State.OVERDUE if self.fields.get("overdue") else State.DUE

    @property
    def mark(self) -> str:
        """The circle beside it: full once it is done."""
        return "done" if self.standing is State.DONE else "open"


def rows(role: str, asks: Iterable[Ask], today: date, teams: dict[int, str]) -> Iterator[Row]:
    """The projected rows, one after the other; one query beside that of the asks."""
    titles, labels = _versions()
    for ask in asks:
        stands = state(ask.due_on, ask.done_on, today, viewer_is_employer=True)
        completed = ask.completion
        version = completed.module_version.label if completed else labels.get(ask.module_id, "")
        everything = {
            "name": ask.person.name,
            "team": teams.get(ask.person_id, ""),
            "site": ask.person.site.name if ask.person.site else "",
            "module": titles.get(ask.module_id, ""),
            "module_version": version,
            "assigned": ask.asked_on,
            "due_day": ask.due_on,
            "done_day": ask.done_on,
            "overdue": stands is State.OVERDUE,
        }
        yield Row(ask.person_id, ask.module_id, stands, project(role, everything))


def _versions() -> tuple[dict[int, str], dict[int, str]]:
    """By module: the title and the label of its newest text, without loading texts."""
    titles, labels = {}, {}
    versions = ModuleVersion.objects.filter(module__opt_in=False).order_by("major", "minor")
    titled = versions.annotate(is_off=is_off("module__subject"))
    for module, major, minor, *shown in titled.values_list(
        "module_id", "major", "minor", "spec__title", "module__subject", "is_off"
    ):
        titles[module] = shown_title(*shown)
        labels[module] = f"{major}.{minor}"
    return titles, labels


def team_names(
    people: QuerySet[User] | Sequence[int], today: date, only: set[int] | None = None
) -> dict[int, str]:
    """Names of the teams each belongs to today, joined; of `only` these teams, for a manager."""
    members = Membership.objects.on(today).filter(user__in=people)
    if only is not None:
        members = members.filter(team__in=only)
    names: dict[int, list[str]] = {}
    for user, team in members.order_by("team__sort_key").values_list("user_id", "team__name"):
        names.setdefault(user, []).append(team)
    return {user: ", ".join(teams) for user, teams in names.items()}


def export_columns(role: str) -> list[str]:
    return columns(role, FIELDS)


def export_rows(
    role: str,
    people: QuerySet[User] | Sequence[int],
    today: date,
    only_teams: set[int] | None = None,
) -> Iterator[list[Any]]:
    """The rows of an export, in the order of `export_columns`; as many queries for all sizes."""
    names = export_columns(role)
    with whole_tables():
        teams, assigned = team_names(people, today, only_teams), list(assigned_to(people))
    for row in rows(role, assigned, today, teams):
        yield [row.fields[name] for name in names]


@dataclass(frozen=True, slots=True)
class Youth:
    """Whose youth edition it is (their random id leads to their page), and until when."""

    public_id: UUID
    until: date | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody on a list, with everything they are asked to do."""

    name: str
    team: str
    site: str
    rows: tuple[Row, ...]
    youth_edition: Youth | None = None  # for HR alone

    @property
    def due_day(self) -> date | None:
        """The first day something was due that is not done."""
        return min((r.fields["due_day"] for r in self.rows if r.state != State.DONE), default=None)


def person_rows(
    role: str, people: Sequence[User], today: date, only_teams: set[int] | None = None
) -> list[PersonRow]:
    """One page of people, in their order, each with everything they are asked."""
    ids = [person.pk for person in people]
    teams = team_names(ids, today, only_teams)
    rows_by_person: dict[int, list[Row]] = {}
    for row in rows(role, _assigned_to_these(people), today, teams):
        rows_by_person.setdefault(row.person_id, []).append(row)
    return [
        PersonRow(
            **project(role, _about(p, teams, today)), rows=tuple(rows_by_person.get(p.pk, ()))
        )
        for p in people
    ]


def by_column(
    people: Sequence[PersonRow], modules: Sequence[ModuleTally]
) -> list[tuple[PersonRow, list[list[Row]]]]:
    """Each person with what they are asked of each module, in the order of the modules."""
    return [
        (
            person,
            [[row for row in person.rows if row.module_id == each.module_id] for each in modules],
        )
        for person in people
    ]


def _about(person: User, teams: dict[int, str], today: date) -> dict[str, Any]:
    return {
        "name": person.name,
        "team": teams.get(person.pk, ""),
        "site": _site(person),
        "youth_edition": Youth(
            person.public_id, person.youth_until if person.is_youth_on(today) else None
        ),
    }


def _site(person: User) -> str:
    return person.site.name if person.site else ""


@dataclass(frozen=True, slots=True)
class Past:
    """What somebody was asked and is no longer, as a role may see it. Nothing else is held."""

    fields: dict[str, Any]


def past_of(role: str, person: User) -> list[Past]:
    """What somebody was asked and is no longer, the newest first; done or not. Two queries."""
    asks = Ask.objects.past().filter(person=person).select_related("completion__module_version")
    titles, _labels = _versions()
    return [
        Past(
            project(
                role,
                {
                    "module": titles.get(ask.module_id, ""),
                    "assigned": ask.asked_on,
                    "due_day": ask.due_on,
                    "done_day": ask.done_on,
                    "module_version": ask.completion.module_version.label if ask.completion else "",
                    "no_longer_asked": (ask.ended_on, ask.get_ended_reason_display()),
                },
            )
        )
        for ask in asks.defer("completion__module_version__spec").order_by("-ended_on", "-id")
    ]


def teams_of(ids: Iterable[int]) -> list[Team]:
    return list(Team.objects.filter(pk__in=ids))


# Assignments


@dataclass(frozen=True, slots=True)
class OpenAssignment:
    """An assignment that is not withdrawn, as HR of some sites lists it: with these alone."""

    pk: int
    title: str
    sites: list[str]
    people_count: int
    due_on: date | None
    may_withdraw: bool  # it reaches no other site


def open_assignments(reach: Reach = EVERYWHERE) -> list[OpenAssignment]:
    """The newest twenty that are not withdrawn, with what they ask at the places of the reach; the
    queries are as many for one."""
    sites = Site.objects.filter(reach.at())
    titles, _labels = _versions()
    there = AssignmentSite.objects.filter(site__in=sites).select_related("site")
    open_there = Assignment.objects.running().at(sites)
    assignments: QuerySet[Any] = open_there.annotate(
        people_count=Count(
            "asks", filter=Q(asks__until=None) & reach.at("asks__ask__person__site__")
        ),
        may_withdraw=Exists(Assignment.objects.only_at(sites).filter(pk=OuterRef("pk"))),
    ).prefetch_related(Prefetch("sites", there.order_by("pk"), to_attr="there"))
    return [
        OpenAssignment(
            pk=assignment.pk,
            title=titles.get(assignment.module_id, ""),
            sites=[at.site.name for at in assignment.there],
            people_count=assignment.people_count,
            due_on=assignment.due_on,
            may_withdraw=assignment.may_withdraw,
        )
        for assignment in assignments.order_by("-id")[:20]
    ]


# One's own


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody is asked to do, as they see it themselves. `due_on` of what was done for a
    time: the day it runs out."""

    module_id: int
    asked_on: date
    due_on: date
    standing: Standing
    is_late: bool
    is_done: bool

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        return str(_("Late") if self.is_late else self.standing.label)

    @property
    def is_expected(self) -> bool:
        """Whether it is expected of them now: not excused, paused or on leave."""
        return self.standing is not Standing.EXCUSED


def own(user: User, today: date) -> dict[int, Own]:
    """By module: what the user is asked to do and where they stand; two queries."""
    asks = _own_asks(person=user.pk)
    leaves = _own_leave(person=user.pk) if asks else []
    away = any(rules.Away(first, last).holds_on(today) for first, last in leaves)
    return {ask.module_id: _as_own(days_of(ask, on_leave=away), ask, today) for ask in asks}


def _as_own(days: rules.Days, ask: Ask, today: date) -> Own:
    standing, late = rules.standing(days, today), rules.is_late_to_oneself(days, today)
    done = ask.done_on is not None
    return Own(ask.module_id, ask.asked_on, days.to_do_by, standing, late, done)


def days_of(ask: Ask, *, on_leave: bool) -> rules.Days:
    """The days of an ask that decide how it stands. No query."""
    return rules.Days(
        due_on=ask.due_on,
        done_on=ask.done_on,
        valid_until=ask.valid_until,
        opens_on=ask.opens_on,
        renews=ask.renews_id is not None,
        excused=ask.excused_on is not None,
        paused_on=ask.paused_on,
        paused_until=ask.paused_until,
        on_leave=on_leave,
    )


@prepared
def _own_asks(person: Slot) -> QuerySet[Ask]:
    return Ask.objects.current().filter(person=person).order_by("due_on", "id")


@prepared
def _own_leave(person: Slot) -> QuerySet[Leave, tuple[date, date | None]]:
    return Leave.objects.filter(person=person).values_list("first_day", "last_day")


def asked_of(asks: Mapping[int, Own]) -> dict[int, date]:
    """The same as `asked_days`, of what is at hand."""
    return {pk: each.asked_on for pk, each in asks.items() if not each.is_done}


def asked_days(user: User) -> dict[int, date]:
    """By module that they are asked to take and have not done since: the day they were asked; one
    query."""
    return dict(_asked_days(person=user.pk))


@prepared
def _asked_days(person: Slot) -> QuerySet[Ask, tuple[int, date]]:
    mine = Ask.objects.current().undone().filter(person=person)
    return mine.values_list("module_id", "asked_on")
