"""Who may come in, and whose records somebody may reach. Every view of an employer starts here."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from awareness.people.models import Membership, RoleGrant, Team, User


class UserRequest(HttpRequest):
    """The type of a request of somebody who has signed in: of every view that is not marked with
    login_not_required (ended.SignedInOnly)."""

    user: User
    htmx: HtmxDetails


type View = Callable[..., HttpResponseBase]


def require_role(*roles: str) -> Callable[[View], View]:
    """Let in whoever holds one of the roles; 404 for everybody else who has signed in.

    404 and not 403: an outsider does not learn that there is something here.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.roles.isdisjoint(roles):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def managed_team_ids(user: User) -> set[int]:
    """Ids of the teams somebody manages: those named in their grants, and every team below them."""
    grants = RoleGrant.objects.filter(user=user, role="manager")
    return Team.objects.with_below(set(grants.values_list("team_id", flat=True)))


def manager_names_of(team: Team) -> list[str]:
    """The names of who manages a team: by a grant for it, else for the nearest team above that has
    one. Two queries a level."""
    level: Team | None = team
    for _level in range(50):  # a tree that leads back to itself ends here
        if level is None:
            break
        grants = RoleGrant.objects.filter(role="manager", team=level, user__is_active=True)
        if names := list(grants.order_by("user__sort_key").values_list("user__name", flat=True)):
            return names
        level = level.parent
    return []


def people_in_teams(team_ids: set[int], day: date) -> QuerySet[User]:
    """People at work who belong to one of the teams on that day, as a queryset of users.

    Their ids are read first: what is asked about them is then found by them.
    """
    members = Membership.objects.on(day).filter(team_id__in=team_ids)
    ids = set(members.values_list("user_id", flat=True))
    return User.objects.at_work(day).filter(id__in=ids)
