"""HR closes, merges and opens again sites and teams, after reading what it does."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from awareness.people.access import UserRequest
from awareness.people.models import Site, Team
from awareness.staffing import closing
from awareness.staffing.closing import ClosingError, Place
from awareness.staffing.known import team_paths
from awareness.staffing.place_views import hr_of_all_places

MODELS: dict[str, Any] = {"site": Site, "team": Team}
WORDS_BY_CODE = {
    "people": gettext_lazy(
        "People are there, or will be: %(n)s. Move them first, or merge it into another."
    ),
    "below": gettext_lazy("Teams below it are open. Close or move them first."),
    "closed": gettext_lazy("One of the two is closed."),
    "itself": gettext_lazy("Choose another one, that is not below it."),
    "too_many": gettext_lazy("These are more than 5,000 people. Move them by a file."),
    "open": gettext_lazy("It is open."),
}


def place_or_404(kind: str, slug: str) -> Place:
    """A site or a team; 404 for anything else."""
    if kind not in MODELS:
        raise Http404
    site_or_team: Place = get_object_or_404(MODELS[kind], slug=slug)
    return site_or_team


@never_cache
@hr_of_all_places
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: UserRequest, kind: str, slug: str) -> HttpResponse:
    """Say what closing does, then close it."""
    site_or_team, now = place_or_404(kind, slug), timezone.now()
    refused = closing.why_not_close(site_or_team, request.user.today(now))
    if request.method == "POST" and not refused:
        try:
            closing.close(site_or_team, request.user, now)
        except ClosingError as error:
            refused = error.code
        else:
            messages.success(request, _("Closed: %(name)s.") % {"name": site_or_team.name})
            return redirect("places:places")
    n = closing.people_at(site_or_team, request.user.today(now)).count() if refused else 0
    words = str(WORDS_BY_CODE[refused]) % {"n": n} if refused else ""
    return _place_page(request, "close", site_or_team, refused=words)


@never_cache
@hr_of_all_places
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: UserRequest, kind: str, slug: str) -> HttpResponse:
    """Choose into what (`into`, by its slug), read what that does, then do it."""
    site_or_team, now = place_or_404(kind, slug), timezone.now()
    posted = request.POST if request.method == "POST" else request.GET
    others = _other_places(site_or_team)
    into = next((other for other, _name in others if other.slug == posted.get("into")), None)
    refused = closing.why_not_merge(site_or_team, into) if into else ""
    if request.method == "POST" and into and not refused:
        try:
            n = closing.merge(site_or_team, into, request.user, now)
        except ClosingError as error:
            refused = error.code
        else:
            words = ngettext(
                "%(n)d person is at %(into)s now. %(name)s is closed.",
                "%(n)d people are at %(into)s now. %(name)s is closed.",
                n,
            )
            values = {"n": n, "into": into.name, "name": site_or_team.name}
            messages.success(request, words % values)
            return redirect("places:places")
    return _place_page(
        request,
        "merge",
        site_or_team,
        into=into,
        others=others,
        refused=str(WORDS_BY_CODE[refused]) if refused else "",
        effects=closing.effects_of_merging(site_or_team, request.user.today(now)),
    )


@never_cache
@hr_of_all_places
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: UserRequest, kind: str, slug: str) -> HttpResponse:
    """Say who goes back, then open it again."""
    site_or_team, now = place_or_404(kind, slug), timezone.now()
    refused = "" if site_or_team.closed_on else "open"
    if request.method == "POST" and not refused:
        try:
            n = closing.reopen(site_or_team, request.user, now)
        except ClosingError as error:
            refused = error.code
        else:
            words = ngettext(
                "%(name)s is open again. %(n)d person went back.",
                "%(name)s is open again. %(n)d people went back.",
                n,
            )
            messages.success(request, words % {"n": n, "name": site_or_team.name})
            return redirect("places:places")
    effects = closing.effects_of_reopening(site_or_team, request.user.today(now))
    words = str(WORDS_BY_CODE[refused]) if refused else ""
    return _place_page(request, "reopen", site_or_team, effects=effects, refused=words)


def _other_places(site_or_team: Place) -> list[tuple[Place, str]]:
    """(place, name) of every open one of its kind beside it."""
    if isinstance(site_or_team, Site):
        sites: QuerySet[Site] = Site.objects.open().exclude(pk=site_or_team.pk)
        return [(site, site.name) for site in sites]
    paths, teams = team_paths(), Team.objects.open().exclude(pk=site_or_team.pk).in_bulk()
    named = sorted(
        ((pk, " › ".join(path)) for pk, path in paths.items()),
        key=lambda pk_and_path: pk_and_path[1],
    )
    return [(teams[pk], name) for pk, name in named if pk in teams]


def _place_page(request: UserRequest, verb: str, site_or_team: Place, **more: Any) -> HttpResponse:
    context = {
        "place": site_or_team,
        "is_site": isinstance(site_or_team, Site),
        "kicker": site_or_team.name,
        "back_url": reverse("places:places"),
        "back_words": _("Back to sites and teams"),
        **more,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, f"staffing/{verb}_place.html", context, status=status)
