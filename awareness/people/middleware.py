"""No page stays behind on a shared computer; times read as the clock of the reader's site does, and
words in the language they chose; what was done before a seal is shut."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from awareness.people import seals
from awareness.people.models.places import employer_zone
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
    """Show days and times in the zone of the reader's site, or the employer's; the database keeps
    UTC."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone = request.user.zone if request.user.is_authenticated else employer_zone()
        with timezone.override(zone):
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


class Seals:
    """While a record is sealed, every page is shut but those that show nothing of it (seals.py).
    It stands after what asks who is signed in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        from awareness.people.recovery_views import sealed_page  # forms, which need the apps

        for_strangers = not getattr(view, "login_required", True)
        if for_strangers or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        is_admin_page = match is not None and match.app_name == "admin"  # for superusers: no record
        if is_admin_page or not seals.is_page_shut(request.user, view):
            return None
        return sealed_page(request)  # type: ignore[arg-type]

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        from awareness.people.recovery_views import sealed_page

        return sealed_page(request) if isinstance(error, seals.SealedRecord) else None  # type: ignore[arg-type]
