"""Who and what is known here when a file is planned: plain values, no database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Self

from awareness.people.folding import fold
from awareness.people.normal_forms import normal_form

type Path = tuple[str, ...]  # names of teams, the uppermost first


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is known. `teams`: those of today. `kept`: whether the HR who imports keeps
    them; `bound`: they hold a role that a file cannot take away by silence."""

    id: int
    name: str
    number: str = ""
    email: str = ""
    site: int | None = None
    teams: tuple[int, ...] = ()
    start: date | None = None
    end: date | None = None
    leave_from: date | None = None
    leave_until: date | None = None
    leaves: tuple[tuple[date, date | None], ...] = ()  # all of them, where there are several
    youth_until: date | None = None
    language: str = ""
    shut: bool = False
    kept: bool = True
    bound: bool = False

    def has_left(self, today: date) -> bool:
        return self.shut or (self.end is not None and self.end < today)


@dataclass
class Staff:
    """Everybody and every place. `reach`: the sites that the HR who imports keeps; None is all."""

    people: dict[int, Person] = field(default_factory=dict)
    sites: dict[int, str] = field(default_factory=dict)
    teams: dict[int, Path] = field(default_factory=dict)
    managers: dict[int, frozenset[int]] = field(default_factory=dict)  # people by team
    reach: frozenset[int] | None = None

    def __post_init__(self) -> None:
        everybody = self.people.values()
        self.by_number = {normal_form(p.number): p.id for p in everybody if p.number}
        self.by_email = {normal_form(p.email): p.id for p in everybody if p.email}
        self.site_named = {fold(name): pk for pk, name in self.sites.items()}
        self.team_at = {fold_path(path): pk for pk, path in self.teams.items()}
        self.teams_named: dict[str, list[int]] = {}
        for pk, path in self.teams.items():
            self.teams_named.setdefault(fold(path[-1]), []).append(pk)

    def digits(self, today: date) -> Counter[int]:
        """How many people who work here have an employee number of so many digits."""
        return Counter(
            len(p.number)
            for p in self.people.values()
            if p.number.isascii() and p.number.isdigit() and not p.has_left(today)
        )

    def without_noughts(self) -> dict[str, str]:
        """The numbers that begin with noughts, by what is left without them."""
        return {
            number.lstrip("0"): self.people[pk].number
            for number, pk in self.by_number.items()
            if number.startswith("0") and number.isdigit()
        }


def fold_path(path: Iterable[str]) -> Path:
    return tuple(fold_place(name) for name in path)


# The names of sites and teams are few, and stand in every row.
fold_place = lru_cache(maxsize=20_000)(fold)


@dataclass(frozen=True)
class PlaceAnswer:
    """What HR said of a site or team that is not known here: which known one it is (`known_id`),
    that it is to be made, or neither (WITHOUT_PLACE), and its people come without one."""

    known_id: int | None = None
    is_made: bool = False
    country: str = ""  # of a site that is to be made

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """An answer as `Import.sites` and `Import.teams` keep it."""
        return cls(kept.get("is"), "make" in kept, kept.get("make", ""))

    def as_json(self) -> dict[str, Any]:
        """{"is": id}, {"make": country}, or {} for WITHOUT_PLACE."""
        if self.is_made:
            return {"make": self.country}
        return {} if self.known_id is None else {"is": self.known_id}


MAKE_PLACE, WITHOUT_PLACE = PlaceAnswer(is_made=True), PlaceAnswer()


@dataclass(frozen=True)
class Places:
    """What HR said about sites and teams that are not known: by folded name or path."""

    sites: Mapping[str, PlaceAnswer] = field(default_factory=dict)
    teams: Mapping[Path, PlaceAnswer] = field(default_factory=dict)
