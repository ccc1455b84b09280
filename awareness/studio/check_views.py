"""Pages that need to know what publishing would refuse: while the background finds it out, whoever
asked sees a page that carries what they sent, and sends it again by itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from awareness.people.access import UserRequest
from awareness.people.ended_sessions import fields_sent, pairs_of
from awareness.studio.publish_checks import NotChecked

LATE = 60  # seconds: checking everything takes some twenty on a slow machine
ASKED_AGAIN = 10 * 60  # seconds after which a check that nobody finished is asked for once more
ACCEPTED = 202
AS_PAGE = "X-As-Page"  # tells the script to send the form as a page does
# Alone, and then beside what else is in review; once more where that changed in between.
MOST_CHECKS = 3
type View = Callable[..., HttpResponse]


def waits_for_check(view: View) -> View:
    """A view that may raise NotChecked. Without the script a button sends once more."""

    @wraps(view)
    def checked(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for _attempt in range(MOST_CHECKS):
            try:
                response = view(request, *args, **kwargs)
            except NotChecked as unknown:
                asked_at = _ask(unknown)
                if cache.get(unknown.name) is None:
                    return _being_checked(request, asked_at)
            else:
                return _for_script(request, response)
        return _being_checked(request, timezone.now().timestamp())

    return checked


def _ask(unknown: NotChecked) -> float:
    """Has the background check, once; when that was asked for (seconds since 1970)."""
    from awareness.studio.tasks import check_drafts

    name, now = f"asked-{unknown.name}", timezone.now().timestamp()
    if cache.add(name, now, ASKED_AGAIN):
        revisions = [(str(pin.draft.pk), pin.revision.number) for pin in unknown.pinned]
        check_drafts.enqueue(revisions, get_language() or "")
        return now
    return cache.get(name, now)


def _being_checked(request: UserRequest, asked_at: float) -> HttpResponse:
    if request.htmx:
        return HttpResponse(status=204)
    typed = pairs_of(fields_sent(request))
    late = timezone.now().timestamp() - asked_at > LATE
    context = {"typed": typed, "here": request.get_full_path(), "late": late}
    return render(request, "studio/reviews/being_checked.html", context, status=ACCEPTED)


def _for_script(request: UserRequest, response: HttpResponse) -> HttpResponse:
    """The page with what is refused takes the place of the one that waits."""
    if not request.htmx or response.status_code in (301, 302):
        return response
    as_page = HttpResponse(status=204)
    as_page[AS_PAGE] = "1"
    return as_page
