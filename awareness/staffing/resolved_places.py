"""Where the sites and teams of a plan stand in the database, made ones included."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django.utils.text import slugify

from awareness.people.models import Site, Team
from awareness.staffing.known import team_paths
from awareness.staffing.planning.known import fold_path, fold_place
from awareness.staffing.zones import zone_of

type Place = int | list[str] | None  # an id, or the names of what is to be made


class ResolvedPlaces:
    """Sites and teams by id and by name; read once for a run."""

    def __init__(self) -> None:
        self.sites = {
            fold_place(name): pk for pk, name in Site.objects.open().values_list("pk", "name")
        }
        self.teams = {fold_path(path): pk for pk, path in team_paths().items()}

    @classmethod
    def of_ids_alone(cls) -> "ResolvedPlaces":
        """For places that are ids already."""
        resolved = cls.__new__(cls)
        resolved.sites, resolved.teams = {}, {}
        return resolved

    def site(self, place: Place) -> int | None:
        return self.sites.get(fold_place(place[0])) if isinstance(place, list) else place

    def team(self, place: Place) -> int | None:
        return self.teams.get(fold_path(place)) if isinstance(place, list) else place


def make_site(name: str, country: str) -> Site:
    """A new site, with the clock of the country's other sites or of the country's first zone."""
    beside = Site.objects.filter(country=country).first()
    zone = beside.zone.key if beside else zone_of(country)
    if zone not in available_timezones():
        zone = "UTC"
    return Site.objects.create(
        slug=free_slug(Site, name),
        name=name,
        country=country,
        time_zone=zone,
        language=beside.language if beside else "en",
    )


def make_team(path: Iterable[str], resolved: ResolvedPlaces) -> list[Team]:
    """The team at the end of the path and those above it that are not there yet."""
    teams: list[Team] = []
    names: list[str] = []
    above: int | None = None
    for name in path:
        names.append(name)
        known = resolved.teams.get(fold_path(names))
        if known is None:
            team = Team.objects.create(slug=free_slug(Team, name), name=name, parent_id=above)
            teams.append(team)
            known = resolved.teams[fold_path(names)] = team.pk
        above = known
    return teams


def free_slug(model: Any, name: str) -> str:
    """A slug that no other row of the model has."""
    base = slugify(name)[:40] or model._meta.model_name
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in candidates if slug not in taken)
