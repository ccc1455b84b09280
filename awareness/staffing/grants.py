"""Who manages which team, as a file said: given, taken, and put back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from awareness.people import changes
from awareness.people.models import Identifier, Role, RoleGrant, User
from awareness.staffing.resolved_places import ResolvedPlaces

type AppliedGrants = list[list[Any]]  # [person, team, given] of each that changed something


def apply_grants(
    planned: Iterable[dict[str, Any]], resolved: ResolvedPlaces, by: User | None, now: datetime
) -> AppliedGrants:
    """Do what the plan says (managers.Grant); what changed. A manager who is not here, since their
    own row was left, gets nothing."""
    rows = [(row["manager"], _team_id(row["team"], resolved), row["given"]) for row in planned]
    named = {manager for manager, _team_id, _given in rows}
    people = dict(
        Identifier.objects.filter(normal__in=named, person__is_active=True).values_list(
            "normal", "person"
        )
    )
    wanted = [
        [people[manager], team_id, given]
        for manager, team_id, given in rows
        if manager in people and team_id is not None
    ]
    return _set_grants(wanted, by, now)


def undo_grants(made: Iterable[Sequence[Any]], by: User | None, now: datetime) -> None:
    """The opposite of what was made, where it is still so."""
    _set_grants([[person, team, not given] for person, team, given in made], by, now)


def _set_grants(wanted: AppliedGrants, by: User | None, now: datetime) -> AppliedGrants:
    """Those that changed something; the journal has them."""
    concerned = {person for person, _team_id, _given in wanted}
    states_before = changes.read_states(concerned)
    made = [grant for grant in wanted if _set_grant(*grant)]
    changes.note_changes(states_before, changes.read_states(concerned), by, now)
    return made


def _team_id(place: Any, resolved: ResolvedPlaces) -> int | None:
    return resolved.team(list(place) if isinstance(place, (list, tuple)) else place)


def _set_grant(person_id: int, team_id: int, given: bool) -> bool:
    """Whether this changed anything."""
    wanted: dict[str, Any] = {"user_id": person_id, "role": Role.MANAGER, "team_id": team_id}
    if given:
        return RoleGrant.objects.get_or_create(**wanted)[1]
    return bool(RoleGrant.objects.filter(**wanted).delete()[0])
