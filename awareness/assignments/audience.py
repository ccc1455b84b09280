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


def may_take(open_to: str, person: "Newcomer", today: date) -> bool:
    """The same of somebody who is not written down yet: at work, and the module is for them."""
    kind = OpenTo(open_to)
    young = person.youth_until is not None and today <= person.youth_until
    has_role = kind.role is None or kind.role in person.roles
    return person.is_at_work(today) and has_role and (kind.for_youth or not young)


def of(open_to: str, today: date) -> Q:
    """People at work whom a module is for, as a condition on users."""
    return at_work(today) & is_for(open_to, today)


def is_for(open_to: str, today: date) -> Q:
    """People whom a module is for, at work or not."""
    kind, people = OpenTo(open_to), Q()
    if kind.role is not None:
        held = RoleGrant.objects.filter(user=OuterRef("pk"), role=kind.role)
        people &= Q(Exists(held))
    if not kind.for_youth:
        people &= Q(youth_until=None) | Q(youth_until__lt=today)
    return people


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody as they will be. `pk`: of whoever is known; `site` and `teams`: of those there are;
    `roles`: without that of a learner."""

    pk: int | None = None
    site: int | None = None
    teams: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    start: date | None = None
    end: date | None = None
    youth_until: date | None = None

    def is_at_work(self, day: date) -> bool:
        begun = self.start is None or self.start <= day
        return begun and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Audience:
    """Whom an assignment names. Sites, teams, roles and the first day narrow each other; several of
    one kind widen it. Ids; of teams those below are among them where they are meant."""

    everyone: bool = False
    sites: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    started_after: date | None = None
    added: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether it names nobody at all."""
        return not (self._narrowed or self.everyone or self.added)

    @property
    def _narrowed(self) -> bool:
        return bool(self.sites or self.teams or self.roles or self.started_after)

    def named(self, day: date) -> Q:
        """Those it names on that day, less whom it leaves out; whether at work or not."""
        people = Q() if self._narrowed or self.everyone else NOBODY
        if self.sites:
            people &= Q(site__in=self.sites)
        if self.teams:
            members = Membership.objects.on(day).filter(team__in=self.teams)
            people &= Q(pk__in=members.values("user"))
        if self.roles and Role.LEARNER not in self.roles:
            held = RoleGrant.objects.filter(role__in=self.roles)
            people &= Q(pk__in=held.values("user"))
        if self.started_after:
            people &= Q(start_day__gt=self.started_after)
        if self.added and people:  # an empty condition is everybody, and no part of an OR
            people |= Q(pk__in=self.added)
        return people & ~Q(pk__in=self.left_out) if self.left_out else people

    def holds(self, person: "Newcomer") -> bool:
        """Whether it names somebody who is not written down yet; `named` says it of the others."""
        named = (
            (self.everyone or self._narrowed)
            and (not self.sites or person.site in self.sites)
            and (not self.teams or not self.teams.isdisjoint(person.teams))
            and self.has_role(person.roles)
            and (
                self.started_after is None
                or (person.start is not None and person.start > self.started_after)
            )
        )
        return (named or person.pk in self.added) and person.pk not in self.left_out

    def has_role(self, roles: Iterable[str]) -> bool:
        """Whether somebody with these roles is among those it names by role."""
        return not self.roles or Role.LEARNER in self.roles or not self.roles.isdisjoint(roles)


def audiences(assignments: Sequence[Assignment]) -> dict[int, Audience]:
    """By assignment: whom it names. Five queries at most, however many there are."""
    rows: dict[str, dict[int, set[Any]]] = {
        kind: defaultdict(set) for kind in ("sites", "teams", "roles", "added", "left_out")
    }
    pks = [assignment.pk for assignment in assignments]
    for pk, site in _rows(AssignmentSite, pks).values_list("assignment", "site"):
        rows["sites"][pk].add(site)
    teams = list(_rows(AssignmentTeam, pks).values_list("assignment", "team", "with_below"))
    below = Team.objects.each_with_below({team for _pk, team, with_below in teams if with_below})
    for pk, team, with_below in teams:
        rows["teams"][pk] |= below[team] if with_below else {team}
    for pk, role in _rows(AssignmentRole, pks).values_list("assignment", "role"):
        rows["roles"][pk].add(role)
    for pk, person, left_out in _rows(AssignmentPerson, pks).values_list(
        "assignment", "person", "left_out"
    ):
        rows["left_out" if left_out else "added"][pk].add(person)
    return {
        assignment.pk: Audience(
            everyone=assignment.everyone,
            started_after=assignment.started_after,
            **{
                kind: frozenset(by_assignment[assignment.pk])
                for kind, by_assignment in rows.items()
            },
        )
        for assignment in assignments
    }


def _rows(model: Any, assignments: Sequence[int]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(assignment__in=assignments)
    return rows


def reached(audience: Audience, open_to: str, day_by_site: DayBySite) -> QuerySet[User]:
    """Those it names whom the module is for and who are at work, each on the day it is there."""
    people = NOBODY
    for day, place in day_by_site.groups():
        people |= place & audience.named(day) & of(open_to, day)
    return User.objects.filter(people)


def at_sites(
    modules: Sequence[Module], sites: QuerySet[Site], today: date
) -> list[tuple[Site, Mapping[str, int]]]:
    """The sites with how many people one of the modules would reach there, by whom it is for."""
    kinds = {OpenTo.EVERYONE.value: None} | {module.open_to: None for module in modules}
    counted = {
        kind: dict(
            User.objects.filter(of(kind, today), site__in=sites)
            .order_by()
            .values_list("site")
            .annotate(n=Count("pk"))
        )
        for kind in OpenTo.values
        if kind in kinds
    }
    return [
        (site, {kind: counted[kind].get(site.pk, 0) for kind in counted})
        for site in sites.order_by("sort_key", "pk")
    ]
