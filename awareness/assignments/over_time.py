"""How many were asked and how many were done on any day, worked out from the days of each ask.

`as_of` is the rule, in SQL over the asks themselves; `read_lines` gives the same for several days
from the tallies (of a site's teams from the asks), and a test holds them together. Whoever moved
counts where they are now.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Count, DateField, F, Q, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from awareness.assignments.asklists import read_titles
from awareness.assignments.models import Ask, Tallied, Tally
from awareness.people.models import Membership, Site, Team, User
from awareness.people.reach import EVERYWHERE, Reach

WEEKS = 12
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
    def every_third(self) -> tuple[Point, ...]:
        """For a table as wide as a page: every third Monday, and the last day."""
        return (*self.points[:-1:3], self.points[-1])


def as_of(day: date, *, site: int | None = None, module: int | None = None) -> tuple[int, int]:
    """(asked, done) on that day, counted from the asks, those that have ended since among them."""
    asked = Q(asked_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))
    asks = Ask.objects.filter(asked, person__is_active=True, module__opt_in=False)
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
    """The lines, in the order of their names. Of teams those of the site alone."""
    if by is By.TEAM:
        return _of_teams(days, reach, site, module)
    field = by.value
    rows = Tally.objects.filter(
        reach.at("site__"), kind__in=[Tallied.ASKED, Tallied.DONE], day__lte=days[-1]
    ).filter(module__opt_in=False)
    rows = rows.filter(site=site) if site else rows
    rows = rows.filter(module=module) if module else rows
    first = Value(days[0], output_field=DateField())
    rows = rows.annotate(from_day=Case(When(day__lte=days[0], then=first), default=F("day")))
    sums: dict[int | None, Changes] = {}
    for key, kind, day, number in (
        rows.order_by().values_list(field, "kind", "from_day").annotate(n=Sum("number"))
    ):
        sums.setdefault(key, {}).setdefault(day, Counter())[kind] += number
    return _named(sums, days, _names(by))


type Changes = dict[date, Counter[str]]


def _names(by: By) -> list[tuple[int | None, str]]:
    """(key, name) in the order of the names."""
    if by is By.MODULE:
        return sorted(read_titles().items(), key=lambda each: each[1])
    sites = Site.objects.order_by("sort_key", "pk").values_list("pk", "name")
    return [*sites, (None, str(_("No site")))]


def _named(
    sums: Mapping[int | None, Changes],
    days: Sequence[date],
    names: Iterable[tuple[int | None, str]],
) -> list[Line]:
    return [Line(name, _points(sums[key], days)) for key, name in names if key in sums]


def _points(changes: Changes, days: Sequence[date]) -> tuple[Point, ...]:
    """The sums up to each of the days. Pure."""
    points, asked, done, waiting = [], 0, 0, sorted(changes)
    for day in days:
        while waiting and waiting[0] <= day:
            change = changes[waiting.pop(0)]
            asked, done = asked + change[Tallied.ASKED], done + change[Tallied.DONE]
        points.append(Point(day, asked, done))
    return tuple(points)


def _of_teams(
    days: Sequence[date], reach: Reach, site: Site | None, module: int | None
) -> list[Line]:
    """Of the teams of the people of a site: who belongs to several counts in each."""
    if site is None:
        return []
    people = User.objects.filter(reach.at("site__"), site=site, is_active=True)
    ids = list(people.values_list("pk", flat=True))
    teams: dict[int, list[int]] = {}
    members = Membership.objects.on(days[-1]).filter(user__in=ids)
    for person, team in members.values_list("user", "team"):
        teams.setdefault(person, []).append(team)
    asks = Ask.objects.filter(person__in=ids, module__opt_in=False)
    asks = asks.filter(module=module) if module else asks
    sums: dict[int | None, Changes] = {}
    dates = asks.values_list("person", "asked_on", "done_on", "ended_on")
    for person, asked, done, ended in dates:
        for team in teams.get(person, ()):
            _add(sums.setdefault(team, {}), asked, done, ended)
    named = Team.objects.filter(pk__in=[team for team in sums if team]).order_by("sort_key", "pk")
    return _named(sums, days, named.values_list("pk", "name"))


def _add(changes: Changes, asked: date, done: date | None, ended: date | None) -> None:
    changes.setdefault(asked, Counter())[Tallied.ASKED] += 1
    if done:
        changes.setdefault(done, Counter())[Tallied.DONE] += 1
    if ended:
        change = changes.setdefault(ended, Counter())
        change[Tallied.ASKED] -= 1
        change[Tallied.DONE] -= bool(done)
