"""A module's pages beside its steps: before it starts, its end, stepping away."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.learning import (
    access,
    actions,
    addresses,
    audience,
    corrections,
    editions,
    opening,
    pages,
    test_out_views,
)
from awareness.learning.forms import ReadAsForm, RouteForm
from awareness.learning.step_views import to_next_step
from awareness.people.access import UserRequest
from awareness.people.seals import open_while_sealed


@open_while_sealed
@require_safe
def open_module(request: UserRequest, module: str) -> HttpResponse:
    """What is in it, how long it takes, who sees what; three ways to go on, all alike."""
    place, finished = access.own_place(request.user, module), None
    if place and not place.enrolment.is_open:
        if not access.asked_anew_on(place):
            return redirect("learning:done", module)
        finished, place = place.enrolment, None
    version = place.version if place else access.version_to_begin(module, request.user)
    context = opening.opening_context(request.user, version, place, finished)
    return render(request, "learning/open.html", context)


@open_while_sealed
@require_POST
def choose(request: UserRequest, module: str) -> HttpResponse:
    """Begin, take the plain version, show what one knows, or come later. Only that somebody began
    is kept."""
    form = RouteForm(request.POST)
    if not form.is_valid():
        return redirect("learning:open", module)
    route, step = form.cleaned_data["route"], form.cleaned_data["step"]
    if route == "later":
        return redirect("learning:away")
    place: access.Place | None
    if step:
        place = access.own_place_at_step(request.user, module, step)
    else:
        place = access.own_place(request.user, module)
    # From a step of what was finished the edition alone is chosen: that begins nothing anew.
    asked_on = access.asked_anew_on(place) if place and not step else None
    if place is None or asked_on:
        version = access.version_to_begin(module, request.user)
        if request.user.is_sealed:  # what was finished before is not to be looked at
            asked_on = audience.asked_days(request.user).get(version.module_id)
        actions.begin(
            request.user,
            version.module,
            timezone.now(),
            asked_on,
            changes_alone=audience.asks_changes_alone(request.user, version.module),
        )
        place, step = access.begun_place(request.user, module), ""
    if route == "known":
        return test_out_views.redirect_to_test_out(request, place) or to_next_step(request, place)
    onwards = redirect("learning:step", module, step) if step else to_next_step(request, place)
    edition = editions.PLAIN if route == "plain" else editions.ORDINARY
    return editions.remember_edition(request, onwards, edition)


@open_while_sealed
@require_safe
@never_cache
def done(request: UserRequest, module: str) -> HttpResponse:
    """What one takes along, whom to tell, and every step to read again."""
    place = access.own_place(request.user, module)
    if place is None:
        return redirect("learning:open", access.version_to_begin(module, request.user).module.slug)
    if place.enrolment.is_open:
        return to_next_step(request, place)
    return render(request, "learning/done.html", pages.finish_context(request.user, place))


@open_while_sealed
@require_POST
def read_as(request: UserRequest) -> HttpResponse:
    """The plain version or the full one, on a page that is no step; kept in the browser, as
    `choose` does."""
    form = ReadAsForm(request.POST)
    plain = form.is_valid() and form.cleaned_data["route"] == "plain"
    edition = editions.PLAIN if plain else editions.ORDINARY
    return editions.remember_edition(request, addresses.redirect_back(request), edition)


@login_not_required
@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """A page that says nothing about what was read. All is saved already, step by step."""
    return render(request, "learning/away.html", {"title": _("Saved")})


@require_POST
def read_correction(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody has read what was mended about an answer of theirs."""
    corrections.mark_read(request.user, pk, timezone.now())
    return redirect("home:learn")
