"""Who manages which team, as a file said: given, taken, and put back."""

from collections.abc import Iterable, Sequence
from typing import Any

from awareness.people.models import Identifier, Role, RoleGrant
from awareness.staffing.resolved import Resolved

type Made = list[list[Any]]  # [person, team, given] of each that changed something


def give(planned: Iterable[dict[str, Any]], resolved: Resolved) -> Made:
    """Do what the plan says (managers.Grant); what changed. A manager who is not here, since their
    own row was left, gets nothing."""
    rows = [(row["manager"], _team(row["team"], resolved), row["given"]) for row in planned]
    named = {manager for manager, _team_id, _given in rows}
    people = dict(
        Identifier.objects.filter(normal__in=named, person__is_active=True).values_list(
            "normal", "person"
        )
    )
    made: Made = []
    for manager, team, given in rows:
        person = people.get(manager)
        if person is None or team is None:
            continue
        if _set(person, team, given):
            made.append([person, team, given])
    return made


def put_back(made: Sequence[Sequence[Any]]) -> None:
    """The opposite of what was made, where it is still so."""
    for person, team, given in made:
        _set(person, team, not given)


def _team(place: Any, resolved: Resolved) -> int | None:
    return resolved.team(list(place) if isinstance(place, (list, tuple)) else place)


def _set(person: int, team: int, given: bool) -> bool:
    """Whether this changed anything."""
    wanted: dict[str, Any] = {"user_id": person, "role": Role.MANAGER, "team_id": team}
    if given:
        return RoleGrant.objects.get_or_create(**wanted)[1]
    return bool(RoleGrant.objects.filter(**wanted).delete()[0])
