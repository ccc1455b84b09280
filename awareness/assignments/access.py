"""Whose rows a viewer may reach, decided by people.visibility."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from awareness.assignments.assignment_words import assignments_seen
from awareness.assignments.models import Assignment
from awareness.people.access import managed_team_ids, people_in_teams
from awareness.people.models import Role, Site, Team, User, at_work
from awareness.people.reach import people_of_hr, site_of_hr
from awareness.people.visibility import ALL, TEAM, scope


def desk_role(user: User) -> str:
    """As what somebody looks at the whole employer: HR before auditor; 404 for everybody else."""
    for role in (Role.HR, Role.AUDITOR):
        if role in user.roles:
            return role.value
    raise Http404


def people_seen(
    user: User, role: str, today: date, only_team: Team | None = None
) -> QuerySet[User]:
    """The people whose states of assignment the user may see in that role; nobody by default.

    `only_team` narrows a manager's to one team they manage and those below it.
    """
    if role not in user.roles:
        return User.objects.none()
    match scope(role, "name"):
        case s if s == ALL:
            people = people_of_hr(user) if role == Role.HR else User.objects.all()
            return people.filter(at_work(today))
        case s if s == TEAM:
            team_ids = managed_team_ids(user)
            if only_team is not None:
                team_ids &= Team.objects.with_below({only_team.pk})
            return people_in_teams(team_ids, today)
    return User.objects.none()


def team_or_404(user: User, slug: str) -> Team:
    """A team the user manages; 404 for any other, as if it did not exist."""
    return get_object_or_404(Team, slug=slug, pk__in=managed_team_ids(user))


def site_or_404(user: User, role: str, slug: str) -> Site:
    """A site that the user looks at in that role; 404 for any other, as if it did not exist."""
    if role == Role.HR:
        return site_of_hr(user, slug)
    return get_object_or_404(Site, slug=slug)


def person_or_404(user: User, pk: int, today: date) -> User:
    """Somebody at whom HR may look; 404 for anybody else, and for whoever is not HR."""
    return get_object_or_404(people_seen(user, Role.HR, today).select_related("site"), pk=pk)


def assignment_or_404(user: User, pk: int) -> Assignment:
    """An assignment that asks people at a place of the user, who is HR; 404 for any other."""
    return get_object_or_404(assignments_seen(user.reach), pk=pk)


def changeable_assignment_or_404(user: User, pk: int) -> Assignment:
    """An assignment of which everybody is the user's to look after; 404 for any other."""
    return get_object_or_404(assignments_seen(user.reach).filter(may_change=True), pk=pk)
