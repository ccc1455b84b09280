"""Everybody and every place, read for a plan. Six queries, however many people there are."""

from collections import defaultdict
from datetime import date

from awareness.people.models import Identifier, Kind, Leave, Membership, RoleGrant, Site, Team, User
from awareness.staffing.planning.known import Path, Person, Staff


def staff_known(today: date, reach: frozenset[int] | None = None) -> Staff:
    """Who and what is known today. `reach`: ids of the sites that whoever asks keeps; None: all."""
    typed: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for person_id, kind, text in Identifier.objects.values_list("person", "kind", "typed"):
        typed[person_id][kind] = text
    teams: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    members = Membership.objects.ending_after(today).order_by("since", "pk")
    for person_id, team_id in members.values_list("user", "team"):
        teams[person_id] += (team_id,)
    leaves: defaultdict[int, list[tuple[date, date | None]]] = defaultdict(list)
    current = Leave.objects.order_by("first_day")
    for person_id, first, last in current.values_list("person", "first_day", "last_day"):
        leaves[person_id].append((first, last))
    managers: defaultdict[int, set[int]] = defaultdict(set)
    bound: set[int] = set()
    for person_id, _role, team_id in RoleGrant.objects.values_list("user", "role", "team"):
        if team_id is None:
            bound.add(person_id)
        else:
            managers[team_id].add(person_id)
    people = {}
    for row in User.objects.order_by().values_list(
        "pk", "name", "site", "start_day", "end_day", "youth_until", "language", "is_active",
        "is_superuser",
    ):  # fmt: skip
        pk, name, site, start, end, youth, language, is_active, is_superuser = row
        away = leaves.get(pk, [])
        people[pk] = Person(
            id=pk,
            name=name,
            number=typed[pk].get(Kind.EMPLOYEE_NUMBER, ""),
            email=typed[pk].get(Kind.EMAIL, ""),
            site=site,
            teams=teams.get(pk, ()),
            start=start,
            end=end,
            # The latest is what a file speaks of, where it names no other.
            leave_from=away[-1][0] if away else None,
            leave_until=away[-1][1] if away else None,
            leaves=tuple(away) if len(away) > 1 else (),
            youth_until=youth,
            language=language,
            shut=not is_active,
            kept=reach is None or site in reach,
            bound=is_superuser or pk in bound,
        )
    return Staff(
        people,
        dict(Site.objects.open().values_list("pk", "name")),
        team_paths(),
        {team_id: frozenset(who) for team_id, who in managers.items()},
        reach,
    )


def team_paths() -> dict[int, Path]:
    """The names of the tree of every team that was not closed, from the top, by id."""
    every = Team.objects.open().values_list("pk", "name", "parent")
    rows = {pk: (name, above) for pk, name, above in every}
    paths: dict[int, Path] = {}
    for pk in rows:
        names: list[str] = []
        team_id: int | None = pk
        while team_id in rows and len(names) < 50:  # a tree that leads back to itself ends here
            name, above = rows[team_id]
            names.insert(0, name)
            team_id = above
        paths[pk] = tuple(names)
    return paths
