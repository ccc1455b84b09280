"""Of whom nothing is expected now, in SQL, by the day of their site. How the others stand is
`totals.part_of_ask`; together they are `rules.standing`, which tests hold them to. Nothing stores
it, so that it is true while the worker stands still."""

from django.db.models import Q, QuerySet

from awareness.people.models import Leave
from awareness.people.today import DayBySite

SITE = "person__site"


def is_away(day_by_site: DayBySite) -> Q:
    """Nothing is expected now: excused, paused or on leave."""
    return Q(excused_on__isnull=False) | is_paused(day_by_site) | on_leave(day_by_site, "person")


def is_paused(day_by_site: DayBySite) -> Q:
    """A pause was begun and runs."""
    day = day_by_site.sql(SITE)
    running = Q(paused_until=None) | Q(paused_until__gte=day)
    return Q(paused_on__isnull=False, paused_on__lte=day) & running


def on_leave(day_by_site: DayBySite, person: str = "pk") -> Q:
    """People on leave, as a condition on rows whose `person` they are."""
    return Q(**{f"{person}__in": current_leave(day_by_site).values("person")})


def current_leave(day_by_site: DayBySite) -> QuerySet[Leave]:
    """Leave that holds now. What has ended is left out by an index, whatever day it is where."""
    day = day_by_site.sql(SITE)
    running = Q(last_day=None) | Q(last_day__gte=day_by_site.earliest)
    leave = Leave.objects.filter(running, first_day__lte=day)
    return leave.filter(Q(last_day=None) | Q(last_day__gte=day)) if day_by_site.differs else leave
