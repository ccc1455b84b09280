"""Which clock a country has: the first zone that the zone database names for it."""

from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH


@cache
def _first_zones() -> dict[str, str]:
    zones: dict[str, str] = {}
    for line in _table().splitlines():
        if line and not line.startswith("#"):
            country, _where, zone, *_comment = line.split("\t")
            zones.setdefault(country, zone)
    return zones


def _table() -> str:
    """zone.tab of the system, or of the tzdata package where there is one; "" without either."""
    for folder in TZPATH:
        path = Path(folder) / "zone.tab"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    try:
        return resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return ""


def zone_of(country: str) -> str:
    """Such as Europe/Stockholm for SE; UTC where it is not known."""
    return _first_zones().get(country, "UTC")
