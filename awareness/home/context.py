"""What every page has at hand: the way round, whom to talk to, the employer's name.

All of it is lazy: a page that shows none of it asks the database nothing.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext as _

from awareness.home.back import sign_way_back
from awareness.home.demo.company import sign_ins
from awareness.learning.addresses import REPORTABLE
from awareness.people.models import Role, User
from awareness.workplace.queries import Nearest


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation. `current` is the value of aria-current, empty elsewhere."""

    url: str
    label: str
    current: str


@dataclass
class Frame:
    """What the frame of a page shows, worked out when a page asks for it and then once."""

    request: HttpRequest

    @property
    def user(self) -> User | None:
        """Whoever is signed in; None for a stranger, and where the request was refused early."""
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @cached_property
    def ways(self) -> list[Way]:
        """The navigation of the user: what their role does first, then what everybody has."""
        if self.user is None:
            return []
        path, addresses = self.request.path, _addresses(self.user.roles)
        section = max(
            (url for url, _label in addresses if path.startswith(url)), key=len, default=""
        )
        return [Way(url, label, _current(url, section, path)) for url, label in addresses]

    @cached_property
    def reportable(self) -> bool:
        """Whether this is a page of the library or of a module, and somebody has signed in."""
        match = self.request.resolver_match
        return match is not None and match.view_name in REPORTABLE and self.user is not None

    @cached_property
    def support(self) -> Nearest:
        """Whom to tell first at the user's site, and the number to call in danger."""
        return Nearest(self.user.site if self.user else None)


def page(request: HttpRequest) -> dict[str, Any]:
    """`nav` (Ways of this person's roles), `support` (their site's), `employer`, `demo`,
    `demo_people` (in the demo: role, name and what is typed to sign in), `reportable`: whether
    something can be said of this page; `disagreements_url` (a key follows as `#D-04`); `way_back`
    and `back_url` (the form of the button that leads to the page before)."""
    frame = Frame(request)
    return {
        "nav": SimpleLazyObject(lambda: frame.ways),
        "support": SimpleLazyObject(lambda: frame.support),
        "employer": settings.EMPLOYER or _("your employer"),
        "demo": settings.DEMO,
        "demo_people": SimpleLazyObject(sign_ins) if settings.DEMO else (),
        "reportable": SimpleLazyObject(lambda: frame.reportable),
        # Rooms that may not link upwards lead by these addresses.
        "way_back": SimpleLazyObject(lambda: sign_way_back(request)),
        "back_url": reverse("home:back"),
        "people_from_a_file": reverse("staffing:choose_file"),
        "staff_url": reverse("staff:staff"),
        "ways_in_url": reverse("ways_in:ways_in"),
        "disagreements_url": reverse("insights:disagreements"),
    }


def _current(url: str, current_url: str, path: str) -> str:
    """The page itself, or the section that the page belongs to most closely."""
    if url != current_url:
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
