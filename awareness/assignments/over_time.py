"""How many were asked and how many were done on any day, worked out from the days of each ask.

`as_of` is the rule, in SQL over the asks themselves; `read_lines` gives the same for several days
from the tallies (of a site's teams from the asks), and a test holds them together. Whoever moved
counts where they are now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Count, Q, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from awareness.assignments.models import Ask, Tallied, Tally
from awareness.assignments.tallying import WEEKS
from awareness.assignments.titles import read_titles
from awareness.people.models import Site, Team, User
from awareness.people.reach import EVERYWHERE, Reach
from prepared.planning import whole_tables

LEAST = 10  # asks: of fewer no line is drawn


class By(models.TextChoices):
    """What the lines are of."""

    SITE = "site", _("By site")
    MODULE = "module", _("By module")
    TEAM = "team", _("By team")


@dataclass(frozen=True, slots=True)
class Point:
    """How many were asked on a day, and how many of these were done."""

    day: date
    asked: int
    done: int

    @property
    def percent(self) -> int:
        """100 only where all are done."""
        return self.done * 100 // self.asked if self.asked else 0


@dataclass(frozen=True, slots=True)
class Line:
    """One site, module or team over time."""

    name: str
    points: tuple[Point, ...]

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def cells(self) -> list[str]:
        """The row of a table: the shares of some days, and how many are done and asked now."""
        shares = [f"{point.percent} %" for point in every_third(self.points)]
        return [*shares, str(self.last.done), str(self.last.asked)]


def every_third[T](days: Sequence[T]) -> list[T]:
    """For a table as wide as a page: every third Monday, and the last day."""
    return [*days[:-1:3], days[-1]]


def as_of(day: date, *, site: int | None = None, module: int | None = None) -> tuple[int, int]:
    """(asked, done) on that day, counted from the asks, those that have ended since among them."""
    was_asked = Q(asked_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))
    asks = Ask.objects.filter(was_asked, person__is_active=True, module__opt_in=False)
    asks = asks.filter(person__site=site) if site is not None else asks
    asks = asks.filter(module=module) if module is not None else asks
    counted = asks.aggregate(asked=Count("pk"), done=Count("pk", filter=Q(done_on__lte=day)))
    return counted["asked"], counted["done"]


def mondays(today: date) -> list[date]:
    """The last Mondays, the earliest first, and today."""
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=n) for n in reversed(range(WEEKS))]
    return days if days[-1] == today else [*days, today]


def read_lines(
    by: By,
    days: Sequence[date],
    reach: Reach = EVERYWHERE,
    site: Site | None = None,
    module: int | None = None,
) -> list[Line]:
    """The lines, in the order of their names. Of teams those of the site alone. `days`: as
    `mondays` gives them, the only ones that the tallies tell apart once they are put together."""
    if by is By.TEAM:
        return _of_teams(days, reach, site, module)
    field = by.value
    rows = Tally.objects.filter(
        reach.at("site__"), kind__in=[Tallied.ASKED, Tallied.DONE], day__lte=days[-1]
    ).filter(module__opt_in=False)
    rows = rows.filter(site=site) if site else rows
    rows = rows.filter(module=module) if module else rows
    sums = {
        f"by{n}": Sum("number", filter=Q(day__lte=day), default=0) for n, day in enumerate(days)
    }
    counted: Numbers = {}
    grouped = rows.order_by().values_list(field, "kind").annotate(**sums)
    for key, kind, *numbers in grouped:
        counted.setdefault(key, {})[kind] = numbers
    return _points_by_name(counted, days, _names(by))


# By site, module or team: by kind, how many there are on each of the days.
type Numbers = dict[int | None, dict[str, list[int]]]


def _names(by: By) -> list[tuple[int | None, str]]:
    """(key, name) in the order of the names."""
    if by is By.MODULE:
        return sorted(read_titles().items(), key=lambda key_and_title: key_and_title[1])
    sites = Site.objects.order_by("sort_key", "pk").values_list("pk", "name")
    return [*sites, (None, str(_("No site")))]


def _points_by_name(
    counted: Numbers, days: Sequence[date], names: Iterable[tuple[int | None, str]]
) -> list[Line]:
    return [Line(name, _points(counted[key], days)) for key, name in names if key in counted]


def _points(numbers: Mapping[str, list[int]], days: Sequence[date]) -> tuple[Point, ...]:
    none = [0] * len(days)
    asked_counts, done_counts = (numbers.get(kind, none) for kind in (Tallied.ASKED, Tallied.DONE))
    return tuple(map(Point, days, asked_counts, done_counts))


def _of_teams(
    days: Sequence[date], reach: Reach, site: Site | None, module: int | None
) -> list[Line]:
    """Of the teams of the people of a site: who belongs to several counts in each."""
    if site is None:
        return []
    people = User.objects.filter(reach.at("site__"), site=site, is_active=True)
    ids, day = list(people.order_by().values_list("pk", flat=True)), days[-1]
    team = "person__memberships__team"
    holds = Q(person__memberships__until=None) | Q(person__memberships__until__gt=day)
    asks = Ask.objects.filter(
        holds,
        person__memberships__since__lte=day,
        # Of each of the tables those rows alone, so that none is read whole to be joined.
        person__in=ids,
        person__site=site,
        person__memberships__user__in=ids,
        module__opt_in=False,
    )
    asks = asks.filter(module=module) if module else asks
    fields = ("asked_on", "done_on", "ended_on")
    monday = {f"{field}_by": _monday_after(field, days) for field in fields}
    grouped = asks.annotate(**monday).order_by().values_list(team, *monday)
    with whole_tables():
        rows = list(grouped.annotate(n=Count("pk")))
    counted: Numbers = {}
    for team_id, asked_on, done_on, ended_on, number in rows:
        kinds = (Tallied.ASKED, Tallied.DONE)
        numbers = counted.setdefault(team_id, {kind: [0] * len(days) for kind in kinds})
        for kind, begins in zip(kinds, (asked_on, max(asked_on, done_on)), strict=True):
            for n in range(begins, max(begins, ended_on)):
                numbers[kind][n] += number
    named = Team.objects.filter(pk__in=list(counted)).order_by("sort_key", "pk")
    return _points_by_name(counted, days, named.values_list("pk", "name"))


def _monday_after(field: str, days: Sequence[date]) -> Case:
    """Which of the days is the first on which something holds, by its place; their number where
    none is."""
    whens = [When(**{f"{field}__lte": day}, then=Value(n)) for n, day in enumerate(days)]
    return Case(*whens, default=Value(len(days)))
