"""Sites and teams that a file names: known, close to a known one, or to be asked about."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from awareness.staffing.planning.known import (
    WITHOUT_PLACE,
    Path,
    PlaceAnswer,
    Places,
    Staff,
    fold_path,
    fold_place,
)
from awareness.staffing.planning.values import RowValues
from awareness.staffing.reading.heads import Field

ALIKE_ENOUGH = 0.8  # how alike two names are that one may be a slip of the other (difflib)
# A name that stands in more rows, or in more than one of 500, is no slip.
FEWEST_ROWS, ROWS_PER_SLIP = 2, 500
TIMES_AS_OFTEN = 5  # times as many rows have the name that was meant


@dataclass
class Proposal:
    """A site or team that is not known here: how many people the file puts there, in which rows it
    stands first, and which known one it may be (an id)."""

    column: Field
    name: Path
    people: int = 0
    rows: list[int] = field(default_factory=list)
    close: int | None = None

    @property
    def called(self) -> str:
        return " / ".join(self.name)


@dataclass(slots=True)
class Destination:
    """Where a row puts somebody: `place` is an id, or the names of one that is to be made; `waits`:
    for an answer. Both empty: nowhere said, or left out by answer."""

    place: int | Path | None = None
    waits: bool = False


class PlaceResolver:
    """Finds the places of all rows; what it cannot find becomes a problem or a proposal."""

    def __init__(self, staff: Staff, answers: Places, rows: Iterable[RowValues]) -> None:
        self.staff, self.answers = staff, answers
        self.proposals: dict[tuple[Field, Hashable], Proposal] = {}
        self._sites: Counter[str] = Counter()
        self._teams: Counter[Path] = Counter()
        self._site_text: dict[str, str] = {}
        self._team_text: dict[Path, Path] = {}
        self._slips: dict[Hashable, str] = {}  # what was worked out for a name already
        self._close: dict[Hashable, int | None] = {}
        for values in rows:
            if values.site:
                key = fold_place(values.site)
                self._sites[key] += 1
                self._site_text.setdefault(key, values.site)
            if values.team:
                self._teams[fold_path(values.team)] += 1
                self._team_text.setdefault(fold_path(values.team), values.team)

    def site(self, values: RowValues) -> Destination:
        if values.site is None:
            return Destination()
        key = fold_place(values.site)
        if (known := self.staff.site_named.get(key)) is not None:
            return Destination(known)
        answer = self.answers.sites.get(key)
        if (
            answer is None
            and Field.SITE not in values.answered
            and self._sites[key] <= _most_rows_of_a_slip(self._sites)
        ):
            if key not in self._slips:
                names = {fold_place(name): name for name in self.staff.sites.values()}
                self._slips[key] = _name_meant(key, names, self._sites, self._site_text)
            if close := self._slips[key]:
                values.add_problem(
                    Field.SITE, values.site, "close_name", close, values.site, close=close
                )
                return Destination()
        if key not in self._close:
            self._close[key] = self.staff.site_named.get(_closest_name(key, self.staff.site_named))
        return self._resolve(Field.SITE, key, (values.site,), answer, values)

    def team(self, values: RowValues) -> Destination:
        if values.team is None:
            return Destination()
        key = fold_path(values.team)
        if len(key) == 1 and (same := self.staff.teams_named.get(key[0])):
            if len(same) > 1:
                paths = [" / ".join(self.staff.teams[pk]) for pk in same[:4]]
                values.add_problem(Field.TEAM, values.team[0], "same_names", *paths)
                return Destination()
            return Destination(same[0])
        if (known := self.staff.team_at.get(key)) is not None:
            return Destination(known)
        answer = self.answers.teams.get(key)
        if (
            answer is None
            and Field.TEAM not in values.answered
            and self._teams[key] <= _most_rows_of_a_slip(self._teams)
        ):
            if key not in self._slips:
                self._slips[key] = self._team_meant(key)
            if close := self._slips[key]:
                team_text = " / ".join(values.team)
                values.add_problem(
                    Field.TEAM, team_text, "close_name", close, team_text, close=close
                )
                return Destination()
        if key not in self._close:
            by_last = {path[-1]: pk for path, pk in self.staff.team_at.items()}
            self._close[key] = by_last.get(_closest_name(key[-1], by_last))
        return self._resolve(Field.TEAM, key, values.team, answer, values)

    def _team_meant(self, key: Path) -> str:
        """The path of a team beside it that this one may be a slip of."""
        above = key[:-1]
        known = {
            path[-1]: " / ".join(self.staff.teams[pk])
            for path, pk in self.staff.team_at.items()
            if path[:-1] == above
        }
        beside = {k: n for k, n in self._teams.items() if k[:-1] == above}
        texts = {k[-1]: " / ".join(self._team_text[k]) for k in beside}
        return _name_meant(key[-1], known, Counter({k[-1]: n for k, n in beside.items()}), texts)

    def _resolve(
        self,
        column: Field,
        key: Hashable,
        name: Path,
        answer: PlaceAnswer | None,
        values: RowValues,
    ) -> Destination:
        if answer == WITHOUT_PLACE:
            return Destination()
        if answer is not None and answer.known_id is not None:
            return Destination(answer.known_id)
        proposal = self.proposals.setdefault(
            (column, key), Proposal(column, name, close=self._close[key])
        )
        proposal.people += 1
        if len(proposal.rows) < 5:
            proposal.rows.append(values.row)
        return Destination(name, waits=answer is None)


def _most_rows_of_a_slip(named: Counter[Any]) -> int:
    return max(FEWEST_ROWS, named.total() // ROWS_PER_SLIP)


def _closest_name(name: str, names: Iterable[str]) -> str:
    """The name that is most like this one; "" where none is."""
    close = get_close_matches(name, list(names), n=1, cutoff=ALIKE_ENOUGH)
    return close[0] if close and not _differ_by_number_alone(name, close[0]) else ""


def _name_meant(
    name: str, known: Mapping[str, str], rows: Counter[str], texts: Mapping[str, str]
) -> str:
    """Which known name, or which that far more rows have, this one may be a slip of."""
    often = {other: texts[other] for other, n in rows.items() if n >= TIMES_AS_OFTEN * rows[name]}
    names = {**often, **known}
    names.pop(name, None)
    return names.get(_closest_name(name, names), "")


def _differ_by_number_alone(one: str, other: str) -> bool:
    """Whether only a number or a letter by itself tells them apart: Packing A, Packing B."""
    words, others = one.split(), other.split()
    if len(words) != len(others):
        return sorted(re.findall(r"\d+", one)) != sorted(re.findall(r"\d+", other)) or {
            len(word) for word in set(words) ^ set(others)
        } == {1}
    apart = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return all(
        (len(a) == 1 and len(b) == 1) or re.sub(r"\d+", "", a) == re.sub(r"\d+", "", b)
        for a, b in apart
    )
