"""Which day it is where each person works: one moment is up to three days around the world."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Case, DateField, Q, Value, When
from django.utils import timezone

from awareness.people.models import Site
from awareness.people.models.places import employer_zone


@dataclass(frozen=True)
class DayBySite:
    """The day by site; `elsewhere` is that of people without one, in the employer's zone."""

    elsewhere: date
    by_site: Mapping[int, date] = field(default_factory=dict)

    def at(self, site_id: int | None) -> date:
        return self.by_site.get(site_id or 0, self.elsewhere)

    @property
    def earliest(self) -> date:
        """The day where it is earliest."""
        return min([self.elsewhere, *self.by_site.values()])

    @property
    def latest(self) -> date:
        """The day where it is latest."""
        return max([self.elsewhere, *self.by_site.values()])

    @property
    def differs(self) -> bool:
        """Whether it is not the same day everywhere."""
        return self.earliest != self.latest

    def groups(self, site: str = "site") -> Iterator[tuple[date, Q]]:
        """Each day that it is somewhere, with where, as a condition on rows with that `site`."""
        other = {pk: day for pk, day in self.by_site.items() if day != self.elsewhere}
        yield self.elsewhere, ~Q(**{f"{site}__in": list(other)}) if other else Q()
        for day in sorted(set(other.values())):
            yield (
                day,
                Q(**{f"{site}__in": [pk for pk, site_day in other.items() if site_day == day]}),
            )

    def sql(self, site: str, shift: timedelta = timedelta()) -> Value | Case:
        """The day of the `site` of a row, so much later, as an expression."""
        field = DateField()
        elsewhere = Value(self.elsewhere + shift, output_field=field)
        whens = [
            When(place, then=Value(day + shift, output_field=field))
            for day, place in list(self.groups(site))[1:]
        ]
        return Case(*whens, default=elsewhere, output_field=field) if whens else elsewhere


class Zones:
    """The clocks of all sites, read once; or those of the sites that were read already."""

    def __init__(self, sites: Iterable[Site] | None = None) -> None:
        sites = Site.objects.only("time_zone") if sites is None else sites
        self._zones = {site.pk: site.zone for site in sites}

    def today(self, now: datetime) -> DayBySite:
        days = {pk: timezone.localdate(now, timezone=zone) for pk, zone in self._zones.items()}
        return DayBySite(timezone.localdate(now, timezone=employer_zone()), days)


def read_today(now: datetime, sites: Iterable[Site] | None = None) -> DayBySite:
    """Which day it is at each site at that moment; one query, or none where the sites are given."""
    return Zones(sites).today(now)
