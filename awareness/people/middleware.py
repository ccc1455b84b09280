"""No page stays behind on a shared computer; times read as the clock of the reader's site does, and
words in the language they chose."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from awareness.people.reading import language_of

type Handler = Callable[[HttpRequest], HttpResponse]


def no_store(get_response: Handler) -> Handler:
    """Forbid keeping pages: after signing out, the back button shows nothing of what was read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def site_time(get_response: Handler) -> Handler:
    """Show days and times in the zone of the reader's site; the database keeps UTC."""

    def middleware(request: HttpRequest) -> HttpResponse:
        site = request.user.site if request.user.is_authenticated else None
        with timezone.override(site.zone if site else None):
            return get_response(request)

    return middleware


def own_language(get_response: Handler) -> Handler:
    """Speak the language somebody chose; for everybody else the site's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = language_of(request.user)
        if chosen is None:
            return get_response(request)
        with translation.override(chosen):
            return get_response(request)

    return middleware
