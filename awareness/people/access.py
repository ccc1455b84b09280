"""Who may come in, and whose records somebody may reach. Every view of an employer starts here."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from awareness.people import ended_sessions
from awareness.people.ended_sessions import InterruptedPage
from awareness.people.models import Membership, Role, RoleGrant, Team, User


class UserRequest(HttpRequest):
    """The type of a request of somebody who has signed in: of every view that is not marked with
    login_not_required (ended_sessions.SignedInOnly)."""

    user: User
    htmx: HtmxDetails


type View = Callable[..., HttpResponseBase]


def require_role(*roles: str) -> Callable[[View], View]:
    """Let in whoever holds one of the roles; 404 for everybody else who has signed in.

    404 and not 403: an outsider does not learn that there is something here. What was typed in a
    form when the session had ended is shown once its owner has signed in, and sent from there.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.roles.isdisjoint(roles):
                raise Http404
            interrupted = ended_sessions.page_returned_to(request)
            if interrupted is not None and interrupted.sent_to and interrupted.answer:
                return _typed_page(request, interrupted)
            return view(request, *args, **kwargs)

        guarded.keeps_what_was_typed = True  # type: ignore[attr-defined]
        return guarded

    return decorate


hr_only = require_role(Role.HR)


def head_leaves_nothing(view: View) -> View:
    """For a page that writes as it is shown, as where a first visit begins something: whoever asks
    for its headers alone (HEAD: a monitor, a scanner of links) gets those, and what was written is
    undone."""

    @wraps(view)
    def answer(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "HEAD":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            transaction.set_rollback(True)
        return response

    return answer


def _typed_page(request: UserRequest, interrupted: InterruptedPage) -> HttpResponse:
    """What was typed, to read and to send; nothing of it was taken."""
    typed = ended_sessions.pairs_of(interrupted.answer)
    shown = [value for name, value in typed
             if name != "save" and (len(value.split()) > 1 or "@" in value)]  # fmt: skip
    context = {"typed": typed, "shown": shown, "sent_to": interrupted.sent_to,
               "gone": interrupted.gone}  # fmt: skip
    return render(request, "account/send_again.html", context)


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
