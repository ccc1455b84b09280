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
from awareness.assignments.teamlists import Team as Managed
from awareness.assignments.totals import Part, part_sql
from awareness.people.models import Membership, Team, User, at_work
from awareness.people.today import DayBySite
from prepared.planning import whole_tables

OTHERS = 5000  # who are not the manager's: of more, what is open is counted
PIECE = 1000  # people of one statement
OPEN = (Part.LATE, Part.FORTNIGHT, Part.WEEK, Part.LATER, Part.EXPIRING)

type Counts = Counter[tuple[int, str]]


def count_open(team: Managed, today: DayBySite) -> Counts:
    """By (module, part): how much the people of the teams have to do. Eight queries or so."""
    others = _not_at_work(team)
    if len(others) > OTHERS:
        return _counts_of_team(team, today)
    counts: Counts = Counter()
    for module, total in totals.count("module", today).items():
        counts.update({(module or 0, part): total.parts.get(part, 0) for part in OPEN})
    for people in batched(others, PIECE):
        counts.subtract(_numbers(_open(today).filter(_counts(today), person__in=people), today))
    return counts


def _not_at_work(team: Managed) -> list[int]:
    """People whose account is open and who are not at work in the teams; at most one too many."""
    people = User.objects.filter(is_active=True)
    elsewhere = set(Team.objects.values_list("pk", flat=True)) - team.teams
    if len(elsewhere) < len(team.teams):  # a statement names the fewer of them
        mine: QuerySet[Membership] = Membership.objects.on(team.day).exclude(team__in=elsewhere)
    else:
        mine = team.members
    others = people.filter(~Q(at_work(team.day)) | ~Q(pk__in=mine.values("user"))).order_by()
    with whole_tables():
        return list(others.values_list("pk", flat=True)[: OTHERS + 1])


def _open(today: DayBySite) -> QuerySet[Ask]:
    asks = Ask.objects.current().filter(~is_away(today))
    return asks.filter(Q(done_on=None) | Q(opens_on__lte=today.sql(SITE)))


def _counts(today: DayBySite) -> Q:
    """Asks that are in the totals: nothing of those whose last day is over where they are."""
    return Q(person__end_day=None) | Q(person__end_day__gte=today.sql(SITE))


def _numbers(asks: QuerySet[Ask], today: DayBySite) -> Counts:
    parts = asks.annotate(part=part_sql(today)).order_by().values_list("module", "part")
    counts: Counts = Counter()
    for module, part, number in parts.annotate(n=Count("pk")):
        counts[module, part] += number
    return counts


def _counts_of_team(team: Managed, today: DayBySite) -> Counts:
    of_members = Q(at_work(team.day, "person__"), person__in=team.members.values("user"))
    with whole_tables():
        return _numbers(_open(today).filter(of_members), today)
