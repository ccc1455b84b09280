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
from awareness.studio.publishing.checks import NotChecked

LATE_SECONDS = 60  # checking everything takes some twenty on a slow machine
SECONDS_TO_NEXT_CHECK = 10 * 60  # then a check that nobody finished is asked for once more
ACCEPTED = 202
AS_PAGE = "X-As-Page"  # tells the script to send the form as a page does
# Alone, and then beside what else is in review; once more where that changed in between.
MOST_ATTEMPTS = 3
type View = Callable[..., HttpResponse]


def waits_for_check(view: View) -> View:
    """Wraps a view that may raise NotChecked: it has the background check and answers with a page
    that sends the request again, by the script or by a button."""

    @wraps(view)
    def checked(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for _attempt in range(MOST_ATTEMPTS):
            try:
                response = view(request, *args, **kwargs)
            except NotChecked as not_checked:
                asked_at = _start_check(not_checked)
                if cache.get(not_checked.cache_key) is None:
                    return _waiting_page(request, asked_at)
            else:
                return _for_script_of_waiting_page(request, response)
        return _waiting_page(request, timezone.now().timestamp())

    return checked


def _start_check(not_checked: NotChecked) -> float:
    """Has the background check, once; gives when that was asked for, in seconds since 1970."""
    from awareness.studio.tasks import check_drafts

    cache_key, now = f"asked-{not_checked.cache_key}", timezone.now().timestamp()
    if cache.add(cache_key, now, SECONDS_TO_NEXT_CHECK):
        draft_revisions = [(str(pin.draft.pk), pin.revision.number) for pin in not_checked.pinned]
        check_drafts.enqueue(draft_revisions, get_language() or "")
        return now
    return cache.get(cache_key, now)


def _waiting_page(request: UserRequest, asked_at: float) -> HttpResponse:
    """The page of somebody who waits for a check, with what they sent. 204 for the script, which
    asks from that page."""
    if request.htmx:
        return HttpResponse(status=204)
    typed_pairs = pairs_of(fields_sent(request))
    is_late = timezone.now().timestamp() - asked_at > LATE_SECONDS
    context = {"typed": typed_pairs, "here": request.get_full_path(), "late": is_late}
    return render(request, "studio/reviews/being_checked.html", context, status=ACCEPTED)


def _for_script_of_waiting_page(request: UserRequest, response: HttpResponse) -> HttpResponse:
    """What the waiting page's script gets: a redirect as it is; for a page an empty answer that has
    it send the form once more as a page does. Other requests get `response` itself."""
    if not request.htmx or response.status_code in (301, 302):
        return response
    as_page = HttpResponse(status=204)
    as_page[AS_PAGE] = "1"
    return as_page
