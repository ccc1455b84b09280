"""How many were asked and how many were done on any day, worked out from the days of each ask.

`as_of` is the rule, in SQL over the asks themselves; `read_lines` gives the same for several days
from the tallies, and a test holds them together. Whoever moved counts where they are now, and in
the teams to which they belong now.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from awareness.assignments.compacting import WEEKS_SHOWN
from awareness.assignments.models import Tally, TallyKind, TeamTally
from awareness.assignments.titles import read_titles
from awareness.people.models import Site, Team
from awareness.people.reach import EVERYWHERE, Reach

LEAST_ASKS = 10  # asks: of fewer no line is drawn


class GroupBy(models.TextChoices):
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


def mondays_and_today(today: date) -> list[date]:
    """The last Mondays, the earliest first, and today."""
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=n) for n in reversed(range(WEEKS_SHOWN))]
    return days if days[-1] == today else [*days, today]


def read_lines(
    group_by: GroupBy,
    days: Sequence[date],
    reach: Reach = EVERYWHERE,
    site: Site | None = None,
    module_id: int | None = None,
) -> list[Line]:
    """The lines, in the order of their names. Of teams those of the site alone. `days`: as
    `mondays` gives them, the only ones that the tallies tell apart once they are put together."""
    if group_by is GroupBy.TEAM and site is None:
        return []
    last_day = days[-1]
    condition = reach.at("site__") & Q(day__lte=last_day, module__opt_in=False)
    condition &= Q(site=site) if site else Q()
    condition &= Q(module=module_id) if module_id else Q()
    if group_by is GroupBy.TEAM:
        is_current_member = Q(until=None) | Q(until__gt=last_day)
        rows: QuerySet[Any] = TeamTally.objects.filter(
            is_current_member, condition, since__lte=last_day
        )
    else:
        rows = Tally.objects.filter(condition, kind__in=[TallyKind.ASKED, TallyKind.DONE])
    sums = {
        f"by{n}": Sum("number", filter=Q(day__lte=day), default=0) for n, day in enumerate(days)
    }
    numbers_by_key: NumbersByKind = {}
    grouped = rows.order_by().values_list(group_by.value, "kind").annotate(**sums)
    for key, kind, *numbers in grouped:
        numbers_by_key.setdefault(key, {})[kind] = numbers
    names = _keys_and_names(group_by, numbers_by_key)
    return [
        Line(name, _points(numbers_by_key[key], days))
        for key, name in names
        if key in numbers_by_key
    ]


# By site, module or team: by kind, how many there are on each of the days.
type NumbersByKind = dict[int | None, dict[str, list[int]]]


def _keys_and_names(
    group_by: GroupBy, keys: Collection[int | None]
) -> list[tuple[int | None, str]]:
    """(key, name) in the order of the names; those of all that are counted among them."""
    if group_by is GroupBy.TEAM:
        teams = Team.objects.filter(pk__in=list(keys)).order_by("sort_key", "pk")
        return list(teams.values_list("pk", "name"))
    if group_by is GroupBy.MODULE:
        return sorted(read_titles().items(), key=lambda key_and_title: key_and_title[1])
    sites = Site.objects.order_by("sort_key", "pk").values_list("pk", "name")
    return [*sites, (None, str(_("No site")))]


def _points(numbers_by_kind: Mapping[str, list[int]], days: Sequence[date]) -> tuple[Point, ...]:
    zeros = [0] * len(days)
    asked_counts, done_counts = (
        numbers_by_kind.get(kind, zeros) for kind in (TallyKind.ASKED, TallyKind.DONE)
    )
    return tuple(map(Point, days, asked_counts, done_counts))
