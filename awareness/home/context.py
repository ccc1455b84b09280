"""What every page has at hand: the way round, whom to talk to, the employer's name.

All of it is lazy: a page that shows none of it asks the database nothing.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from awareness.learning.addresses import REPORTABLE
from awareness.people.models import Role
from awareness.workplace.queries import Nearest


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation. `current` is the value of aria-current, empty elsewhere."""

    url: str
    label: str
    current: str


def page(request: HttpRequest) -> dict:
    """`nav` (Ways of this person's roles), `support` (their site's), `employer`, `demo`, and
    `reportable`: whether something can be said of this page; `disagreements_url` (a key follows as
    `#D-04`)."""
    return {
        "nav": SimpleLazyObject(lambda: ways(request)),
        "support": SimpleLazyObject(lambda: support(request)),
        "employer": settings.EMPLOYER or _("your employer"),
        "demo": settings.DEMO,
        "reportable": SimpleLazyObject(lambda: reportable(request)),
        # Rooms that may not link upwards say where sources disagree by this address.
        "disagreements_url": reverse("insights:disagreements"),
    }


def ways(request: HttpRequest) -> list[Way]:
    """The navigation of whoever asks: what their role does first, then what everybody has."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    if not hasattr(request, "_ways"):
        addresses = _addresses(user.roles)
        here = max(
            (url for url, _label in addresses if request.path.startswith(url)), key=len, default=""
        )
        request._ways = [
            Way(url, label, _current(url, here, request.path)) for url, label in addresses
        ]
    return request._ways


def _current(url: str, here: str, path: str) -> str:
    """The page itself, or the section that the page belongs to most closely."""
    if url != here:
        return ""
    return "page" if url == path else "true"


def _addresses(roles: frozenset[str]) -> list[tuple[str, str]]:
    """(address, label): what the roles do first, then what everybody has."""
    named = []
    if Role.HR in roles or Role.AUDITOR in roles:
        named.append(("assignments:today", _("Today")))
    if Role.HR in roles:
        named.append(("assignments:assign", _("Assign")))
    if Role.HR in roles or Role.AUDITOR in roles:
        named.append(("assignments:people", _("People")))
    if Role.HR in roles:
        named.append(("workplace:ready", _("Ready")))
    if Role.MANAGER in roles:
        named.append(("assignments:team", _("My team")))
    if Role.AUTHOR in roles:
        named.append(("studio:index", _("Studio")))
    named += [("home:learn", _("Learn")), ("insights:library", _("Library"))]
    if Role.HR not in roles:
        named.append(("home:me", _("My page")))
    return [(reverse(name), label) for name, label in named]


def reportable(request: HttpRequest) -> bool:
    """Whether this is a page of the library or of a module, and somebody has signed in."""
    found, user = getattr(request, "resolver_match", None), getattr(request, "user", None)
    known = found is not None and found.view_name in REPORTABLE
    return known and user is not None and user.is_authenticated


def support(request: HttpRequest) -> Nearest:
    """Whom to tell first at the person's site, and the number to call in danger."""
    if not hasattr(request, "_support"):
        user = getattr(request, "user", None)
        site = user.site if user is not None and user.is_authenticated else None
        request._support = Nearest(site)
    return request._support
