"""What every page has at hand: the way round, whom to talk to, the employer's name.

All of it is lazy: a page that shows none of it asks the database nothing.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from awareness.people.models import Role
from awareness.workplace.queries import Support, support_for


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation. `current` is the value of aria-current, empty elsewhere."""

    url: str
    label: str
    current: str


def page(request: HttpRequest) -> dict:
    """`nav` (Ways of this person's roles), `support` (their site's), `employer`, `demo`."""
    return {
        "nav": SimpleLazyObject(lambda: ways(request)),
        "support": SimpleLazyObject(lambda: support(request)),
        "employer": settings.EMPLOYER or _("your employer"),
        "demo": settings.DEMO,
    }


def ways(request: HttpRequest) -> list[Way]:
    """The navigation of whoever asks: what their role does first, then what everybody has."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    if not hasattr(request, "_ways"):
        request._ways = [_way(url, label, request.path) for url, label in _addresses(user.roles)]
    return request._ways


def _addresses(roles: frozenset[str]):
    named = []
    if Role.HR in roles:
        named += [
            ("assignments:today", _("Today")),
            ("assignments:assign", _("Assign")),
            ("workplace:ready", _("Ready")),
        ]
    if Role.MANAGER in roles:
        named.append(("assignments:team", _("My team")))
    named += [("home:learn", _("Learn")), ("insights:library", _("Library"))]
    if Role.HR not in roles:
        named.append(("home:me", _("My page")))
    for name, label in named:
        try:
            yield reverse(name), label
        except NoReverseMatch:  # BUILDING: goes when every room has its addresses
            continue


def _way(url: str, label: str, path: str) -> Way:
    current = "page" if path == url else ("true" if path.startswith(url) else "")
    return Way(url, label, current)


def support(request: HttpRequest) -> Support:
    """Contacts and lines of the person's site (workplace.queries.support_for)."""
    if not hasattr(request, "_support"):
        user = getattr(request, "user", None)
        site = user.site if user is not None and user.is_authenticated else None
        request._support = support_for(site)
    return request._support
