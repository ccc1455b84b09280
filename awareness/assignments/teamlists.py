"""The lists of a manager: what is open of the own people, and nothing that tells apart those with
whom there is nothing to do (done, excused, paused, on leave).

Of up to `MOST` people everything open is read by their ids. Of more the tallies of everybody are
taken, less the few who are not the manager's (teamtotals.py).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import merge
from itertools import batched
from typing import NamedTuple

from django.db.models import Q, QuerySet

from awareness.assignments.asklists import Person, by_person, read_people, row_of, walk
from awareness.assignments.models import Ask
from awareness.assignments.returns import put_off_of
from awareness.assignments.states import current_leave, is_away, is_paused
from awareness.assignments.totals import Part, part_sql
from awareness.people.models import Membership, User, at_work
from awareness.people.searching import find_ids
from awareness.people.today import DayBySite
from prepared.planning import whole_tables

MANAGER = "manager"
MOST = 2000  # people whose names are all listed; of more, those with something to do
PIECE = 200  # asks of which it is looked at once whose they are; teams of one statement


@dataclass(frozen=True)
class Team:
    """The people of some teams, on a day; `is_wide`: more than can be listed. A team may be one of
    thousands, so their ids stand in no statement about few people."""

    teams: Set[int]
    day: date

    @property
    def members(self) -> QuerySet[Membership]:
        return self._members_of(self.teams)

    def _members_of(self, teams: Collection[int]) -> QuerySet[Membership]:
        return Membership.objects.on(self.day).filter(team__in=teams)

    def members_among(self, people: Collection[int]) -> set[int]:
        """Those of these people who belong to the teams; a query."""
        rows = Membership.objects.on(self.day).filter(user__in=people).order_by()
        return {user for user, team in rows.values_list("user", "team") if team in self.teams}

    @cached_property
    def is_wide(self) -> bool:
        number = 0
        for teams in batched(self.teams, PIECE):
            members = self._members_of(teams).order_by()
            number += len(members[: MOST + 1].values_list("pk"))
            if number > MOST:
                return True
        return False


class Open(NamedTuple):
    """Something that somebody has to do, by a day."""

    person: int
    module: int
    day: date
    part: str


def read_open(people: Sequence[int], today: DayBySite) -> list[Open]:
    """What these people have to do; a query."""
    asks = Ask.objects.current().filter(~is_away(today), person__in=people)
    asks = asks.filter(Q(done_on=None) | Q(opens_on__lte=today.sql("person__site")))
    rows = asks.annotate(part=part_sql(today)).values_list(
        "pk", "person", "module", "due_on", "done_on", "valid_until", "part"
    )
    put_off = put_off_of(today)
    return [
        Open(person, module, valid if done and valid else put_off.get(pk, due), part)
        for pk, person, module, due, done, valid, part in rows
    ]


@dataclass(frozen=True, slots=True)
class OfModule:
    """How many have a module to do: `late`, due by the Sunday (`week`), and all of them."""

    title: str
    to_do: int
    week: int
    late: int


def by_module(counts: Counter[tuple[int, str]], titles: Mapping[int, str]) -> list[OfModule]:
    """What is open, by module and title, from the numbers by module and part. Pure."""
    modules = {module for (module, _part), number in counts.items() if number}
    soon = (Part.FORTNIGHT, Part.WEEK)
    return [
        OfModule(
            titles.get(module, ""),
            sum(counts[module, part] for part in Part.values),
            sum(counts[module, part] for part in soon),
            counts[module, Part.LATE],
        )
        for module in sorted(modules, key=lambda pk: titles.get(pk, ""))
    ]


def by_urgency(people: Iterable[int], opened: Iterable[Open]) -> list[int]:
    """These people, who come by name: those with the earliest open due day first; those with
    nothing to do last, by name alone. Pure."""
    first: dict[int, date] = {}
    for ask in opened:
        first[ask.person] = min(ask.day, first.get(ask.person, date.max))
    return sorted(people, key=lambda pk: first.get(pk, date.max))


def find_members(team: Team, text: str, teams: Collection[int]) -> list[int]:
    """The ids of those of the team who are found by name, or by one of these teams, by name. Of so
    many as can be listed each is looked up, so that it costs what is found. Two queries, and two
    a word."""
    ids = find_ids(text, team.day, kinds=(), team_ids=teams)
    if len(ids) <= MOST:
        return ids_by_name(User.objects.filter(at_work(team.day), pk__in=team.members_among(ids)))
    with whole_tables():
        people = User.objects.filter(at_work(team.day), pk__in=team.members.values("user"))
        return [pk for pk in ids_by_name(people) if pk in ids]


def ids_by_name(people: QuerySet[User]) -> list[int]:
    """Their ids, by name."""
    return list(people.order_by("sort_key", "pk").values_list("pk", flat=True))


# Of very many


def most_urgent(team: Team, today: DayBySite, modules: Collection[int], number: int) -> list[int]:
    """The ids of so many people with something to do, whose due day comes first. What is open is
    gone through by its day, from an index, until there are enough of the team."""
    asks = Ask.objects.filter(~is_paused(today), ended_on=None, excused_on=None)
    again = asks.filter(done_on__isnull=False, opens_on__lte=today.sql("person__site"))
    days = merge(_by_day(asks.filter(done_on=None), "due_on"), _by_day(again, "valid_until"))
    opened = (person for _day, person, module in days if module in modules)
    chosen: dict[int, None] = {}
    for some in batched(opened, PIECE):
        people = [person for person in dict.fromkeys(some) if person not in chosen]
        mine = _expected(team, today, people)
        chosen |= dict.fromkeys(person for person in people if person in mine)
        if len(chosen) >= number:
            break
    return list(chosen)[:number]


def _by_day(asks: QuerySet[Ask], day: str) -> Iterator[tuple[date, int, int]]:
    """(day, person, module) in that order."""
    return walk(asks.order_by(day, "person").values_list(day, "person", "module"))


def _expected(team: Team, today: DayBySite, people: Sequence[int]) -> set[int]:
    """Those of the people who belong to the team and are at work; three queries."""
    mine = team.members_among(people)
    at_work_now = User.objects.filter(at_work(team.day), pk__in=mine).order_by()
    away = current_leave(today).filter(person__in=people).values_list("person", flat=True)
    return set(at_work_now.values_list("pk", flat=True)) - set(away)


def read_people_rows(
    ids: Sequence[int], today: DayBySite, teams: Collection[int], titles: Mapping[int, str]
) -> list[Person]:
    """These people in this order, with everything they are asked, as a manager sees it."""
    about = read_people(ids, today, teams)
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
