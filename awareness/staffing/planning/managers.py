"""Who manages which team by a file. It grants manager of a team and no other role."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from awareness.staffing.planning.known import Path, Staff
from awareness.staffing.planning.row_problems import RowProblem
from awareness.staffing.planning.values import RowValues
from awareness.staffing.reading.heads import Field

CLOSE_ENOUGH = 0.85


@dataclass(frozen=True)
class Grant:
    """That somebody manages a team from now on, or (`given` false) no longer. `manager`: the normal
    form of a number or an address; `team`: an id or the names of one that is to be made."""

    team: int | Path
    manager: str
    given: bool = True


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row with whom it is about and in which team that person is once it is imported."""

    values: RowValues
    person: int | None
    team: int | Path | None


def check_managers(rows: Sequence[RowValues], staff: Staff, today: date) -> None:
    """Managers that are nobody, the person's own, or gone: needs."""
    in_file = {key for values in rows for key in values.keys}
    missing: dict[str, str] = {}
    everybody: list[str] | None = None
    for values in rows:
        if not values.manager:
            continue
        normal = values.manager_key
        if normal in values.keys:
            values.add_problem(Field.MANAGER, values.manager, "own_manager", "")
        elif normal in in_file:
            continue
        elif (pk := staff.by_number.get(normal) or staff.by_email.get(normal)) is None:
            if normal not in missing:
                everybody = everybody or [*in_file, *_identifiers_kept(staff)]
                near = (
                    []
                    if len(missing) > 50
                    else get_close_matches(normal, everybody, 1, CLOSE_ENOUGH)
                )
                missing[normal] = near[0] if near and not normal.isdigit() else ""
            if close := missing[normal]:
                values.add_problem(
                    Field.MANAGER, values.manager, "close_manager", close, "", close=close
                )
            else:
                values.add_problem(Field.MANAGER, values.manager, "no_manager", "")
        elif staff.people[pk].has_left(today):
            values.add_problem(Field.MANAGER, values.manager, "gone_manager", "")


def _identifiers_kept(staff: Staff) -> Iterator[str]:
    """Numbers and addresses of those whom the HR who imports keeps: no other is told to them."""
    for index in (staff.by_number, staff.by_email):
        yield from (normal for normal, pk in index.items() if staff.people[pk].kept)


def within_reach(
    grants: Sequence[Grant], staff: Staff, today: date
) -> tuple[list[Grant], list[RowProblem]]:
    """Those that let nobody read of people whom the HR who imports does not keep, and what is said
    of the others: a manager reads of everybody in a team and below it."""
    paths_elsewhere = {
        staff.teams[team_id]
        for person in staff.people.values()
        if not person.kept and not person.has_left(today)
        for team_id in person.teams
        if team_id in staff.teams
    }
    above = {path[:n] for path in paths_elsewhere for n in range(1, len(path) + 1)}
    refused = dict.fromkeys(
        staff.teams[grant.team]
        for grant in grants
        if isinstance(grant.team, int) and staff.teams[grant.team] in above
    )
    left = [
        grant
        for grant in grants
        if not isinstance(grant.team, int) or staff.teams[grant.team] not in refused
    ]
    return left, [
        RowProblem(0, column="", value="", code="manages_elsewhere", name=" / ".join(path))
        for path in refused
    ]


def grants_to_change(placed: Iterable[PlacedRow], staff: Staff) -> list[Grant]:
    """What changes about who manages which team.

    Whoever manages a team belongs to it as a rule, and their own row names who stands above: that
    row counts only where no other one names a manager. Somebody stops managing a team only where
    the file has every member of it and names others.
    """
    rows_of: defaultdict[int | Path, list[PlacedRow]] = defaultdict(list)
    for placement in placed:
        if placement.team is not None:
            rows_of[placement.team].append(placement)
    members = _members_by_team(staff)
    identifiers = _identifiers_by_person(staff)
    grants_made = []
    for team, rows in rows_of.items():
        managers_named = _managers_by_times_named(rows)
        if not managers_named:
            continue
        manager_ids = (
            staff.managers.get(team, frozenset()) if isinstance(team, int) else frozenset()
        )
        held_identifiers = {normal for pk in manager_ids for normal in identifiers.get(pk, ())}
        grants_made += [
            Grant(team, manager) for manager in managers_named if manager not in held_identifiers
        ]
        has_every_member = isinstance(team, int) and members.get(team, set()) <= {
            r.person for r in rows
        }
        if has_every_member:
            grants_made += [
                Grant(team, min(identifiers[pk]), given=False)
                for pk in sorted(manager_ids)
                if identifiers.get(pk) and not identifiers[pk] & set(managers_named)
            ]
    return grants_made


def _managers_by_times_named(rows: Sequence[PlacedRow]) -> list[str]:
    """Managers named in these rows of one team, those named most first."""
    all_named, by_others = Counter[str](), Counter[str]()
    naming = [row.values for row in rows if row.values.manager_key]
    all_named.update(values.manager_key for values in naming)
    for values in naming:
        if values.keys.isdisjoint(all_named):
            by_others[values.manager_key] += 1
    return [manager for manager, _n in (by_others or all_named).most_common()]


def _members_by_team(staff: Staff) -> Mapping[int, set[int | None]]:
    members: defaultdict[int, set[int | None]] = defaultdict(set)
    for person in staff.people.values():
        for team_id in person.teams:
            members[team_id].add(person.id)
    return members


def _identifiers_by_person(staff: Staff) -> Mapping[int, set[str]]:
    identifiers: defaultdict[int, set[str]] = defaultdict(set)
    for index in (staff.by_number, staff.by_email):
        for normal, pk in index.items():
            identifiers[pk].add(normal)
    return identifiers
