"""The lists of a manager: what is open of the own people, and nothing that tells apart those with
whom there is nothing to do (done, excused, paused, on leave)."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import merge

from django.db.models import Count, Q, QuerySet

from awareness.assignments.asklists import (
    Person,
    by_person,
    read_people,
    read_titles,
    row_of,
)
from awareness.assignments.models import Ask
from awareness.assignments.states import is_away
from awareness.assignments.totals import Part, part_sql
from awareness.people.models import Membership, User, at_work
from awareness.people.today import Today
from prepared.planning import whole_tables

MANAGER = "manager"


MOST = 2000  # people whose names are all listed; of more, those with something to do


@dataclass(frozen=True)
class Team:
    """The people of some teams as a query, on a day; `is_wide`: more than can be listed."""

    teams: Collection[int]
    day: date

    @property
    def members(self) -> QuerySet[Membership]:
        return Membership.objects.on(self.day).filter(team__in=self.teams)

    @cached_property
    def is_wide(self) -> bool:
        return len(self.members.order_by()[: MOST + 1].values_list("pk")) > MOST

    def open_asks(self, today: Today) -> list[QuerySet[Ask]]:
        """What is to do, in two parts that each have an index: not done, and done once and to be
        done again."""
        here = Q(at_work(self.day, "person__"), person__in=self.members.values("user"))
        asks = Ask.objects.filter(here, ~is_away(today), ended_on=None, module__opt_in=False)
        again = asks.filter(done_on__isnull=False, opens_on__lte=today.sql("person__site"))
        return [asks.filter(done_on=None), again]


@dataclass(frozen=True, slots=True)
class OfModule:
    """How many have a module to do: `late`, due by the Sunday (`week`), and all of them."""

    title: str
    to_do: int
    week: int
    late: int


def by_module(team: Team, today: Today) -> list[OfModule]:
    """What is open, by module and title; three queries. Nobody else is counted."""
    titles, counts = read_titles(), Counter[tuple[int, str]]()
    for asks in team.open_asks(today):
        parts = asks.annotate(part=part_sql(today)).order_by().values_list("module", "part")
        with whole_tables():
            rows = list(parts.annotate(n=Count("pk")))
        for module, part, number in rows:
            counts[module, part] += number
    soon = (Part.FORTNIGHT, Part.WEEK)
    modules = sorted({module for module, _part in counts}, key=lambda pk: titles.get(pk, ""))
    return [
        OfModule(
            titles.get(module, ""),
            sum(counts[module, part] for part in Part.values),
            sum(counts[module, part] for part in soon),
            counts[module, Part.LATE],
        )
        for module in modules
    ]


def most_urgent(team: Team, today: Today, number: int) -> list[int]:
    """The ids of so many people with something to do, whose due day comes first."""
    ids: dict[int, None] = {}
    parts = [
        asks.order_by(day, "person").values_list(day, "person")[: number * len(Part.values)]
        for asks, day in zip(team.open_asks(today), ("due_on", "valid_until"), strict=True)
    ]
    with whole_tables():
        read = [list(part) for part in parts]
    for _day, person in merge(*read):
        ids[person] = None
        if len(ids) == number:
            break
    return list(ids)


def by_urgency(people: QuerySet[User], team: Team, today: Today) -> list[int]:
    """The ids of these people: those with the earliest open due day first, then by name; those with
    nothing to do last, by name alone."""
    first: dict[int, date] = {}
    for asks, day in zip(team.open_asks(today), ("due_on", "valid_until"), strict=True):
        with whole_tables():
            rows = list(asks.values_list("person", day))
        for person, due in rows:
            first[person] = min(due, first.get(person, date.max))
    named = people.order_by("sort_key", "pk").values_list("pk", flat=True)
    return sorted(named, key=lambda pk: first.get(pk, date.max))


def read_people_rows(ids: Sequence[int], today: Today, teams: Iterable[int]) -> list[Person]:
    """These people in this order, with everything they are asked, as a manager sees it."""
    about, titles = read_people(ids, today, teams), read_titles()
    asks = Ask.objects.filter(person__in=ids, ended_on=None, module__opt_in=False)
    asks = asks.prefetch_related("completion__module_version")  # joined, a plan may go wrong
    # By title and not by day: where two stand tells nothing.
    rows = sorted(
        (row_of(MANAGER, ask, about, titles, today) for ask in asks),
        key=lambda row: (str(row.person), row.fields["module"]),
    )
    by_id = {person.public_id: person for person in by_person(rows)}
    return [
        by_id.get(user.public_id)
        or Person(
            user.public_id,
            user.name,
            about.teams.get(user.pk, ""),
            user.site.name if user.site else "",
            (),
        )
        for user in (about.by_id[pk] for pk in ids)
    ]
