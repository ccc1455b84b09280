"""The time that people have after their leave, where the worker has not written it down yet.

Leave ends without anybody writing anything. Once an hour the worker moves the due day of what was
asked or due in it; until it has, whatever reads how something stands finds the later day here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched

from django.db.models import Case, DateField, F, Max, Q, QuerySet, Value, When

from awareness.assignments import rules
from awareness.assignments.models import Ask
from awareness.assignments.states import SITE
from awareness.people.models import Leave, Site
from awareness.people.today import DayBySite, read_today

PEOPLE_AT_ONCE = 1000  # people
LONGEST_STANDSTILL = timedelta(days=60)  # of a worker that stands still this long it is told
RETURN_DAYS = Max("sources__assignment__return_days", filter=Q(sources__until=None))


@dataclass(frozen=True)
class DaysAndReturns(DayBySite):
    """The day by site, and by id of an ask the due day that holds since somebody is back."""

    later_due: Mapping[int, date] = field(default_factory=dict)


def read_days_and_returns(now: datetime, sites: Iterable[Site] | None = None) -> DaysAndReturns:
    """As `read_today`, with the returns that are not written down yet. A query more, or four."""
    day_by_site = read_today(now, sites)
    return DaysAndReturns(day_by_site.elsewhere, day_by_site.by_site, read_later_due(day_by_site))


def away_when_asked_or_due(
    asks: QuerySet[Ask], day_by_site: DayBySite, since: date = date.min
) -> QuerySet[Ask]:
    """Of these asks those that are open and were asked or due in leave that is over, and was not
    before `since`; once for each such leave."""
    return asks.filter(
        Q(person__leaves__first_day__lte=F("asked_on"))
        & Q(person__leaves__last_day__gte=F("asked_on"))
        | Q(person__leaves__first_day__lte=F("due_on"))
        & Q(person__leaves__last_day__gte=F("due_on")),
        done_on=None,
        person__leaves__last_day__gte=since,
        person__leaves__last_day__lt=day_by_site.sql(SITE),
    )


def read_later_due(
    day_by_site: DayBySite, person_ids: Collection[int] | None = None
) -> dict[int, date]:
    """By id of an ask: the due day that the worker will write. `person_ids`: of these alone."""
    # Whoever was away is asked for first, so that no plan joins everybody with everybody; and some
    # at a time, since a query takes so many values and no more.
    leaves_over = Leave.objects.filter(
        last_day__gte=day_by_site.earliest - LONGEST_STANDSTILL, last_day__lt=day_by_site.latest
    )
    if person_ids is not None:
        leaves_over = leaves_over.filter(person__in=person_ids)
    later_due: dict[int, date] = {}
    for some_ids in batched(set(leaves_over.values_list("person", flat=True)), PEOPLE_AT_ONCE):
        later_due |= _later_due_of_people(some_ids, day_by_site)
    return later_due


def _later_due_of_people(person_ids: Collection[int], day_by_site: DayBySite) -> dict[int, date]:
    asks = away_when_asked_or_due(
        Ask.objects.current().filter(person__in=person_ids),
        day_by_site,
        day_by_site.earliest - LONGEST_STANDSTILL,
    )
    ask_ids = {pk for (pk,) in asks.order_by().values_list("pk")}
    if not ask_ids:
        return {}
    rows = Ask.objects.filter(pk__in=ask_ids).annotate(days=RETURN_DAYS).order_by()
    values = list(rows.values_list("pk", "person", SITE, "asked_on", "due_on", "days"))
    leaves_by_person: dict[int, list[rules.LeaveDays]] = {}
    for leave in Leave.objects.filter(person__in={row[1] for row in values}):
        leaves_by_person.setdefault(leave.person_id, []).append(
            rules.LeaveDays(leave.first_day, leave.last_day)
        )
    later_due = {}
    for pk, person, site, asked_on, due_on, days in values:
        day = rules.due_day_after_leave(
            asked_on, due_on, leaves_by_person[person], days or 0, day_by_site.at(site)
        )
        if day > due_on:
            later_due[pk] = day
    return later_due


def later_due_of(day_by_site: DayBySite) -> Mapping[int, date]:
    return day_by_site.later_due if isinstance(day_by_site, DaysAndReturns) else {}


def due_sql(day_by_site: DayBySite) -> F | Case:
    """The due day of an ask that is not done, as an expression."""
    ask_ids_by_day: dict[date, list[int]] = {}
    for pk, day in later_due_of(day_by_site).items():
        ask_ids_by_day.setdefault(day, []).append(pk)
    if not ask_ids_by_day:
        return F("due_on")
    whens = [When(pk__in=pks, then=Value(day)) for day, pks in ask_ids_by_day.items()]
    return Case(*whens, default=F("due_on"), output_field=DateField())
