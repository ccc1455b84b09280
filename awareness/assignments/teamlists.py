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

from awareness.assignments.asklists import (
    ListedPerson,
    group_by_person,
    read_in_pieces,
    read_people,
    row_of,
)
from awareness.assignments.models import Ask
from awareness.assignments.returns import later_due_of
from awareness.assignments.states import current_leave, is_away, is_paused
from awareness.assignments.totals import Part, part_of_ask
from awareness.people.models import Membership, User, at_work
from awareness.people.searching import find_ids
from awareness.people.today import DayBySite
from prepared.planning import whole_tables

MANAGER = "manager"
MOST_LISTED = 2000  # people whose names are all listed; of more, those with something to do
AT_ONCE = 200  # asks of which it is looked at once whose they are; teams of one statement


@dataclass(frozen=True)
class ManagedTeams:
    """The people of some teams, on a day; `is_wide`: more than can be listed. A team may be one of
    thousands, so their ids stand in no statement about few people."""

    team_ids: Set[int]
    day: date

    @property
    def members(self) -> QuerySet[Membership]:
        return self._members_of(self.team_ids)

    def _members_of(self, teams: Collection[int]) -> QuerySet[Membership]:
        return Membership.objects.on(self.day).filter(team__in=teams)

    def members_among(self, people: Collection[int]) -> set[int]:
        """Those of these people who belong to the teams; a query."""
        rows = Membership.objects.on(self.day).filter(user__in=people).order_by()
        return {user for user, team in rows.values_list("user", "team") if team in self.team_ids}

    @cached_property
    def is_wide(self) -> bool:
        number = 0
        for teams in batched(self.team_ids, AT_ONCE):
            members = self._members_of(teams).order_by()
            number += len(members[: MOST_LISTED + 1].values_list("pk"))
            if number > MOST_LISTED:
                return True
        return False


class OpenAsk(NamedTuple):
    """Something that somebody has to do, by a day."""

    person_id: int
    module_id: int
    day: date
    part: str


def read_open_asks(person_ids: Sequence[int], day_by_site: DayBySite) -> list[OpenAsk]:
    """What these people have to do; a query."""
    asks = Ask.objects.current().filter(~is_away(day_by_site), person__in=person_ids)
    asks = asks.filter(Q(done_on=None) | Q(opens_on__lte=day_by_site.sql("person__site")))
    rows = asks.annotate(part=part_of_ask(day_by_site)).values_list(
        "pk", "person", "module", "due_on", "done_on", "valid_until", "part"
    )
    later_due_by_ask = later_due_of(day_by_site)
    return [
        OpenAsk(person, module, valid if done and valid else later_due_by_ask.get(pk, due), part)
        for pk, person, module, due, done, valid, part in rows
    ]


@dataclass(frozen=True, slots=True)
class ModuleCounts:
    """How many have a module to do: `late`, due by the Sunday (`week`), and all of them."""

    title: str
    to_do: int
    week: int
    late: int


def counts_by_module(
    counts: Counter[tuple[int, str]], title_by_module: Mapping[int, str]
) -> list[ModuleCounts]:
    """What is open, by module and title, from the numbers by module and part. Pure."""
    module_ids = {module for (module, _part), number in counts.items() if number}
    soon = (Part.FORTNIGHT, Part.WEEK)
    return [
        ModuleCounts(
            title_by_module.get(module, ""),
            sum(counts[module, part] for part in Part.values),
            sum(counts[module, part] for part in soon),
            counts[module, Part.LATE],
        )
        for module in sorted(module_ids, key=lambda pk: title_by_module.get(pk, ""))
    ]


def ids_by_urgency(person_ids: Iterable[int], open_asks: Iterable[OpenAsk]) -> list[int]:
    """These people, who come by name: those with the earliest open due day first; those with
    nothing to do last, by name alone. Pure."""
    first_day_by_person: dict[int, date] = {}
    for ask in open_asks:
        first_day_by_person[ask.person_id] = min(
            ask.day, first_day_by_person.get(ask.person_id, date.max)
        )
    return sorted(person_ids, key=lambda pk: first_day_by_person.get(pk, date.max))


def find_members(managed: ManagedTeams, text: str, named_team_ids: Collection[int]) -> list[int]:
    """The ids of those of the team who are found by name, or by one of these teams, by name. Of so
    many as can be listed each is looked up, so that it costs what is found. Two queries, and two
    a word."""
    ids = find_ids(text, managed.day, kinds=(), team_ids=named_team_ids)
    if len(ids) <= MOST_LISTED:
        return ids_by_name(
            User.objects.filter(at_work(managed.day), pk__in=managed.members_among(ids))
        )
    with whole_tables():
        people = User.objects.filter(at_work(managed.day), pk__in=managed.members.values("user"))
        return [pk for pk in ids_by_name(people) if pk in ids]


def ids_by_name(people: QuerySet[User]) -> list[int]:
    """Their ids, by name."""
    return list(people.order_by("sort_key", "pk").values_list("pk", flat=True))


# Of very many


def most_urgent_ids(
    managed: ManagedTeams, day_by_site: DayBySite, module_ids: Collection[int], number: int
) -> list[int]:
    """The ids of so many people with something to do, whose due day comes first. What is open is
    gone through by its day, from an index, until there are enough of the team."""
    asks = Ask.objects.filter(~is_paused(day_by_site), ended_on=None, excused_on=None)
    renewable = asks.filter(done_on__isnull=False, opens_on__lte=day_by_site.sql("person__site"))
    days = merge(
        _open_by_day(asks.filter(done_on=None), "due_on"), _open_by_day(renewable, "valid_until")
    )
    person_ids = (person for _day, person, module in days if module in module_ids)
    chosen_ids: dict[int, None] = {}
    for some_ids in batched(person_ids, AT_ONCE):
        new_ids = [person for person in dict.fromkeys(some_ids) if person not in chosen_ids]
        expected_ids = _expected_ids(managed, day_by_site, new_ids)
        chosen_ids |= dict.fromkeys(person for person in new_ids if person in expected_ids)
        if len(chosen_ids) >= number:
            break
    return list(chosen_ids)[:number]


def _open_by_day(asks: QuerySet[Ask], day: str) -> Iterator[tuple[date, int, int]]:
    """(day, person, module) in that order."""
    return read_in_pieces(asks.order_by(day, "person").values_list(day, "person", "module"))


def _expected_ids(
    managed: ManagedTeams, day_by_site: DayBySite, person_ids: Sequence[int]
) -> set[int]:
    """Those of the people who belong to the team and are at work; three queries."""
    member_ids = managed.members_among(person_ids)
    at_work_now = User.objects.filter(at_work(managed.day), pk__in=member_ids).order_by()
    away = current_leave(day_by_site).filter(person__in=person_ids).values_list("person", flat=True)
    return set(at_work_now.values_list("pk", flat=True)) - set(away)


def read_people_rows(
    person_ids: Sequence[int],
    day_by_site: DayBySite,
    team_ids: Collection[int],
    title_by_module: Mapping[int, str],
) -> list[ListedPerson]:
    """These people in this order, with everything they are asked, as a manager sees it."""
    facts = read_people(person_ids, day_by_site, team_ids)
    asks = Ask.objects.filter(person__in=person_ids, ended_on=None, module__opt_in=False)
    asks = asks.prefetch_related("completion__module_version")  # joined, a plan may go wrong
    # By title and not by day: where two stand tells nothing.
    rows = sorted(
        (row_of(MANAGER, ask, facts, title_by_module, day_by_site) for ask in asks),
        key=lambda row: (str(row.person), row.fields["module"]),
    )
    listed_by_public_id = {person.public_id: person for person in group_by_person(rows)}
    return [
        listed_by_public_id.get(user.public_id)
        or ListedPerson(
            user.public_id,
            user.name,
            facts.teams_by_person.get(user.pk, ""),
            user.site.name if user.site else "",
            (),
        )
        for user in (facts.person_by_id[pk] for pk in person_ids)
    ]
