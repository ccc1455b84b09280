"""How much is open in the teams of somebody who manages very many.

Whoever manages thousands mostly manages nearly everybody: then it is what the tallies say of
everybody, less what the others have to do. Where the others are many too, what is open is counted.
"""

from collections import Counter
from itertools import batched

from django.db.models import Count, Q, QuerySet

from awareness.assignments import totals
from awareness.assignments.models import Ask
from awareness.assignments.states import SITE, is_away
from awareness.assignments.teamlists import ManagedTeams as Managed
from awareness.assignments.totals import Part, part_of_ask
from awareness.people.models import Membership, Team, User, at_work
from awareness.people.today import DayBySite
from prepared.planning import whole_tables

MOST_OTHERS = 5000  # who are not the manager's: of more, what is open is counted
PEOPLE_AT_ONCE = 1000  # people of one statement
OPEN_PARTS = (Part.LATE, Part.FORTNIGHT, Part.WEEK, Part.LATER, Part.EXPIRING)

type CountByModuleAndPart = Counter[tuple[int, str]]


def count_open(managed: Managed, day_by_site: DayBySite) -> CountByModuleAndPart:
    """By (module, part): how much the people of the teams have to do. Eight queries or so."""
    ids_of_others = _ids_of_others(managed)
    if len(ids_of_others) > MOST_OTHERS:
        return _count_open_of_team(managed, day_by_site)
    counts: CountByModuleAndPart = Counter()
    for module, total in totals.count_asks("module", day_by_site).items():
        counts.update({(module or 0, part): total.parts.get(part, 0) for part in OPEN_PARTS})
    for other_ids in batched(ids_of_others, PEOPLE_AT_ONCE):
        counts.subtract(
            _count_by_module_and_part(
                _open_asks(day_by_site).filter(
                    _of_people_counted(day_by_site), person__in=other_ids
                ),
                day_by_site,
            )
        )
    return counts


def _ids_of_others(managed: Managed) -> list[int]:
    """People whose account is open and who are not at work in the teams; at most one too many."""
    people = User.objects.filter(is_active=True)
    other_team_ids = set(Team.objects.values_list("pk", flat=True)) - managed.team_ids
    if len(other_team_ids) < len(managed.team_ids):  # a statement names the fewer of them
        memberships: QuerySet[Membership] = Membership.objects.on(managed.day).exclude(
            team__in=other_team_ids
        )
    else:
        memberships = managed.members
    others = people.filter(
        ~Q(at_work(managed.day)) | ~Q(pk__in=memberships.values("user"))
    ).order_by()
    with whole_tables():
        return list(others.values_list("pk", flat=True)[: MOST_OTHERS + 1])


def _open_asks(day_by_site: DayBySite) -> QuerySet[Ask]:
    asks = Ask.objects.current().filter(~is_away(day_by_site))
    return asks.filter(Q(done_on=None) | Q(opens_on__lte=day_by_site.sql(SITE)))


def _of_people_counted(day_by_site: DayBySite) -> Q:
    """Asks that are in the totals: nothing of those whose last day is over where they are."""
    return Q(person__end_day=None) | Q(person__end_day__gte=day_by_site.sql(SITE))


def _count_by_module_and_part(asks: QuerySet[Ask], day_by_site: DayBySite) -> CountByModuleAndPart:
    parts = asks.annotate(part=part_of_ask(day_by_site)).order_by().values_list("module", "part")
    counts: CountByModuleAndPart = Counter()
    for module, part, number in parts.annotate(n=Count("pk")):
        counts[module, part] += number
    return counts


def _count_open_of_team(managed: Managed, day_by_site: DayBySite) -> CountByModuleAndPart:
    of_members = Q(at_work(managed.day, "person__"), person__in=managed.members.values("user"))
    with whole_tables():
        return _count_by_module_and_part(_open_asks(day_by_site).filter(of_members), day_by_site)
