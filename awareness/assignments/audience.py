"""Whom an assignment reaches: those of its audience whom the module is for and who are at work."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from awareness.assignments.models import (
    Assignment,
    AssignmentPerson,
    AssignmentRole,
    AssignmentSite,
    AssignmentTeam,
)
from awareness.learning.models import Module, OpenTo
from awareness.people.models import Membership, Role, RoleGrant, Site, Team, User, at_work
from awareness.people.today import DayBySite

NOBODY = Q(pk__in=())


def may_newcomer_take(open_to: str, person: "Newcomer", today: date) -> bool:
    """Whether somebody who is not stored yet will be at work on the day, and a module with this
    `open_to` is for them; `at_work_and_for` says it of the others."""
    audience_kind = OpenTo(open_to)
    is_young = person.youth_until is not None and today <= person.youth_until
    has_role = audience_kind.role is None or audience_kind.role in person.roles
    return person.is_at_work(today) and has_role and (audience_kind.for_youth or not is_young)


def at_work_and_for(open_to: str, today: date) -> Q:
    """People at work whom a module with this `open_to` is for, as a condition on users."""
    return at_work(today) & is_for(open_to, today)


def is_for(open_to: str, today: date) -> Q:
    """People whom a module with this `open_to` is for, at work or not, as a condition on users."""
    audience_kind, people = OpenTo(open_to), Q()
    if audience_kind.role is not None:
        grants = RoleGrant.objects.filter(user=OuterRef("pk"), role=audience_kind.role)
        people &= Q(Exists(grants))
    if not audience_kind.for_youth:
        people &= Q(youth_until=None) | Q(youth_until__lt=today)
    return people


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody as they will be. `pk`: None of whoever is new; `site_id` and
    `team_ids`: of places that exist; `roles`: without that of a learner."""

    pk: int | None = None
    site_id: int | None = None
    team_ids: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    start_day: date | None = None
    end_day: date | None = None
    youth_until: date | None = None

    def is_at_work(self, day: date) -> bool:
        has_begun = self.start_day is None or self.start_day <= day
        return has_begun and (self.end_day is None or day <= self.end_day)


@dataclass(frozen=True)
class Audience:
    """Whom an assignment names. Sites, teams, roles and the first day narrow each other; several of
    one kind widen it. Of teams those below are among them where they are meant."""

    everyone: bool = False
    site_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    started_after: date | None = None
    added_ids: frozenset[int] = frozenset()
    left_out_ids: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether it names nobody at all."""
        return not (self._is_narrowed or self.everyone or self.added_ids)

    @property
    def _is_narrowed(self) -> bool:
        return bool(self.site_ids or self.team_ids or self.roles or self.started_after)

    def people_named(self, day: date) -> Q:
        """Those it names on that day, less whom it leaves out, at work or not; a condition on
        users."""
        people = Q() if self._is_narrowed or self.everyone else NOBODY
        if self.site_ids:
            people &= Q(site__in=self.site_ids)
        if self.team_ids:
            members = Membership.objects.on(day).filter(team__in=self.team_ids)
            people &= Q(pk__in=members.values("user"))
        if self.roles and Role.LEARNER not in self.roles:
            grants = RoleGrant.objects.filter(role__in=self.roles)
            people &= Q(pk__in=grants.values("user"))
        if self.started_after:
            people &= Q(start_day__gt=self.started_after)
        if self.added_ids and people:  # an empty condition is everybody, and no part of an OR
            people |= Q(pk__in=self.added_ids)
        return people & ~Q(pk__in=self.left_out_ids) if self.left_out_ids else people

    def names_newcomer(self, person: "Newcomer") -> bool:
        """Whether it names somebody who is not stored yet; `is_named` says it of the others."""
        is_named = (
            (self.everyone or self._is_narrowed)
            and (not self.site_ids or person.site_id in self.site_ids)
            and (not self.team_ids or not self.team_ids.isdisjoint(person.team_ids))
            and self.has_role(person.roles)
            and (
                self.started_after is None
                or (person.start_day is not None and person.start_day > self.started_after)
            )
        )
        return (is_named or person.pk in self.added_ids) and person.pk not in self.left_out_ids

    def has_role(self, roles: Iterable[str]) -> bool:
        """Whether somebody with these roles is among those it names by role."""
        return not self.roles or Role.LEARNER in self.roles or not self.roles.isdisjoint(roles)


def read_audiences(assignments: Sequence[Assignment]) -> dict[int, Audience]:
    """By id of the assignment: whom it names. Five queries at most, however many there are."""
    rows: dict[str, dict[int, set[Any]]] = {
        name: defaultdict(set)
        for name in ("site_ids", "team_ids", "roles", "added_ids", "left_out_ids")
    }
    assignment_ids = [assignment.pk for assignment in assignments]
    for pk, site in _rows_of(AssignmentSite, assignment_ids).values_list("assignment", "site"):
        rows["site_ids"][pk].add(site)
    team_rows = list(
        _rows_of(AssignmentTeam, assignment_ids).values_list("assignment", "team", "with_below")
    )
    ids_with_below = Team.objects.each_with_below(
        {team for _pk, team, with_below in team_rows if with_below}
    )
    for pk, team, with_below in team_rows:
        rows["team_ids"][pk] |= ids_with_below[team] if with_below else {team}
    for pk, role in _rows_of(AssignmentRole, assignment_ids).values_list("assignment", "role"):
        rows["roles"][pk].add(role)
    for pk, person, left_out in _rows_of(AssignmentPerson, assignment_ids).values_list(
        "assignment", "person", "left_out"
    ):
        rows["left_out_ids" if left_out else "added_ids"][pk].add(person)
    return {
        assignment.pk: Audience(
            everyone=assignment.everyone,
            started_after=assignment.started_after,
            **{
                name: frozenset(values_by_assignment[assignment.pk])
                for name, values_by_assignment in rows.items()
            },
        )
        for assignment in assignments
    }


def _rows_of(model: Any, assignment_ids: Sequence[int]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(assignment__in=assignment_ids)
    return rows


def people_reached(audience: Audience, open_to: str, day_by_site: DayBySite) -> QuerySet[User]:
    """Those an audience names who are at work and whom a module with this `open_to` is for, each on
    the day that it is at their site."""
    people = NOBODY
    for day, place in day_by_site.groups():
        people |= place & audience.people_named(day) & at_work_and_for(open_to, day)
    return User.objects.filter(people)


def count_reachable_at(
    modules: Sequence[Module], sites: QuerySet[Site], today: date
) -> list[tuple[Site, Mapping[str, int]]]:
    """Each of the sites, by name, with how many people at work a module would reach there, by
    `open_to`: of everybody, and of each that one of the modules has."""
    open_tos = {OpenTo.EVERYONE.value: None} | {module.open_to: None for module in modules}
    counts = {
        open_to: dict(
            User.objects.filter(at_work_and_for(open_to, today), site__in=sites)
            .order_by()
            .values_list("site")
            .annotate(n=Count("pk"))
        )
        for open_to in OpenTo.values
        if open_to in open_tos
    }
    return [
        (site, {open_to: counts[open_to].get(site.pk, 0) for open_to in counts})
        for site in sites.order_by("sort_key", "pk")
    ]
