"""Countries and their clocks, as the zone database of the system has them."""

from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH


@cache
def _first_zones() -> dict[str, str]:
    zones: dict[str, str] = {}
    for country, _where, zone, *_comment in _rows("zone.tab"):
        zones.setdefault(country, zone)
    return zones


def _rows(table: str) -> list[list[str]]:
    lines = _table(table).splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _table(name: str) -> str:
    """A table of the system, or of the tzdata package where there is one; "" without either."""
    for folder in TZPATH:
        path = Path(folder) / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    try:
        return resources.files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return ""


def zone_of(country: str) -> str:
    """Such as Europe/Stockholm for SE; UTC where it is not known."""
    return _first_zones().get(country, "UTC")


@cache
def countries() -> list[tuple[str, str]]:
    """(two letters, English name) of every country, by name."""
    return sorted(
        ((code, name) for code, name in _rows("iso3166.tab")),
        key=lambda code_and_name: code_and_name[1],
    )
