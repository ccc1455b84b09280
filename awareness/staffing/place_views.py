"""HR keeps sites and teams. For HR of all places: they are everybody's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.people.access import UserRequest, require_role
from awareness.people.models import Role, Site, Team
from awareness.staffing import place_actions as actions
from awareness.staffing.known import team_paths
from awareness.staffing.place_forms import PlaceForm, StaffSiteForm, StaffTeamForm
from awareness.staffing.zones import countries
from prepared.planning import whole_tables


def hr_of_all_places(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in HR of all places; 404 for HR of some, and for everybody else."""

    @wraps(view)
    def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.reach.everywhere:
            raise Http404
        return view(request, *args, **kwargs)

    return require_role(Role.HR)(guarded)  # type: ignore[return-value]


@never_cache
@hr_of_all_places
@require_safe
def places(request: UserRequest) -> HttpResponse:
    """Every site and every team, with how many people there are."""
    day, named = request.user.today(), dict(countries())
    works_there = Q(people__is_active=True) & (
        Q(people__end_day=None) | Q(people__end_day__gte=day)
    )
    sites = Site.objects.open().annotate(n=Count("people", filter=works_there))
    sites = sites.order_by("sort_key", "pk")  # a query that counts leaves the order of Meta out
    held = Q(memberships__until=None) | Q(memberships__until__gt=day)
    works_here = Q(memberships__user__is_active=True) & (
        Q(memberships__user__end_day=None) | Q(memberships__user__end_day__gte=day)
    )
    members = Count("memberships__user", filter=held & works_here, distinct=True)
    with whole_tables():
        counted = Team.objects.annotate(n=members).in_bulk()
    paths = sorted(
        team_paths().items(), key=lambda pk_and_path: [name.casefold() for name in pk_and_path[1]]
    )
    context = {
        "sites": [(site, named.get(site.country, site.country)) for site in sites],
        "closed": [*Site.objects.exclude(closed_on=None), *Team.objects.exclude(closed_on=None)],
        "teams": [(counted[pk], " › ".join(path)) for pk, path in paths if pk in counted],
    }
    return render(request, "staffing/places.html", context)


@never_cache
@hr_of_all_places
@require_http_methods(["GET", "HEAD", "POST"])
def add_site(request: UserRequest) -> HttpResponse:
    """Make a site."""
    return _save(request, StaffSiteForm, Site(), "add_site")


@never_cache
@hr_of_all_places
@require_http_methods(["GET", "HEAD", "POST"])
def edit_site(request: UserRequest, slug: str) -> HttpResponse:
    """Rename a site, or change its country, language or clock."""
    return _save(request, StaffSiteForm, get_object_or_404(Site, slug=slug), "edit_site")


@hr_of_all_places
@require_POST
def remove_site(request: UserRequest, slug: str) -> HttpResponse:
    """Take out a site that was mistyped."""
    return _remove(request, get_object_or_404(Site, slug=slug))


@never_cache
@hr_of_all_places
@require_http_methods(["GET", "HEAD", "POST"])
def add_team(request: UserRequest) -> HttpResponse:
    """Make a team."""
    return _save(request, StaffTeamForm, Team(), "add_team")


@never_cache
@hr_of_all_places
@require_http_methods(["GET", "HEAD", "POST"])
def edit_team(request: UserRequest, slug: str) -> HttpResponse:
    """Rename a team, or hang it below another."""
    return _save(request, StaffTeamForm, get_object_or_404(Team, slug=slug), "edit_team")


@hr_of_all_places
@require_POST
def remove_team(request: UserRequest, slug: str) -> HttpResponse:
    """Take out a team that was mistyped."""
    return _remove(request, get_object_or_404(Team, slug=slug))


@transaction.atomic
def _save(
    request: UserRequest, form_of: type[PlaceForm], site_or_team: Site | Team, verb: str
) -> HttpResponse:
    name = site_or_team.name
    form = form_of(request.POST or None, instance=site_or_team)
    if form.is_valid():
        if site_or_team.pk is None:
            actions.make(site_or_team, request.user, timezone.now())
        else:
            actions.change(site_or_team, form.changed_data, request.user, timezone.now())
        messages.success(request, _("Saved: %(name)s.") % {"name": site_or_team.name})
        return redirect("places:places")
    context = {
        "form": form,
        "place": site_or_team,
        "kicker": name,
        "back_url": reverse("places:places"),
        "back_words": _("Back to sites and teams"),
    }
    status = 422 if form.is_bound else 200
    return render(request, f"staffing/{verb}.html", context, status=status)


def _remove(request: UserRequest, site_or_team: Site | Team) -> HttpResponse:
    params = {"name": site_or_team.name}
    if actions.remove(site_or_team, request.user, timezone.now()):
        messages.success(request, _("Taken out: %(name)s.") % params)
    else:
        words = _(
            "%(name)s stays: people are or were there, or something was entered for it. Rename it, "
            "or move its people."
        )
        messages.warning(request, words % params)
    return redirect("places:places")
