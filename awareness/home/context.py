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
from awareness.learning.addresses import REPORTABLE_VIEWS
from awareness.people.models import Role, User
from awareness.workplace.queries import FooterHelp

MAX_WAYS = 3  # that stand in one line beside name and help, at 1,280 px and with a long name


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
        """The navigation of the user: what their roles do, then what everybody has; where that is
        too much for one line, what everybody has opens under their name (`own_ways`)."""
        if self.user is None:
            return []
        first = _ways_of_roles(self.user)
        return self._ways_to(first if self._is_crowded else first + _ways_of_everybody())

    @cached_property
    def own_ways(self) -> list[Way]:
        """What everybody has, where it opens under the name; [] where it stands in the line."""
        return self._ways_to(_ways_of_everybody()) if self._is_crowded else []

    @property
    def _is_crowded(self) -> bool:
        """Whether all ways of the user are too many for one line."""
        ways = _ways_of_roles(self.user) + _ways_of_everybody() if self.user else []
        return len(ways) > MAX_WAYS

    def _ways_to(self, addresses: list[tuple[str, str]]) -> list[Way]:
        """Entries for these (address, label); the one that the page belongs to is marked."""
        path, of_roles = self.request.path, _ways_of_roles(self.user) if self.user else []
        all_addresses = [url for url, _label in of_roles + _ways_of_everybody()]
        section = max((url for url in all_addresses if path.startswith(url)), key=len, default="")
        return [Way(url, label, _aria_current(url, section, path)) for url, label in addresses]

    @cached_property
    def is_reportable(self) -> bool:
        """Whether this is a page of the library or of a module, and somebody has signed in."""
        match = self.request.resolver_match
        return match is not None and match.view_name in REPORTABLE_VIEWS and self.user is not None

    @cached_property
    def support(self) -> FooterHelp:
        """Whom to tell first at the user's site, and the number to call in danger."""
        return FooterHelp(self.user.site if self.user else None)


def page(request: HttpRequest) -> dict[str, Any]:
    """`nav` and `own_nav` (Ways: in the head, and under the name), `support` (their site's),
    `employer`, `demo`, `demo_people` (in the demo: role, name and what is typed to sign in),
    `reportable`: whether something can be said of this page; `disagreements_url` (a key
    follows as `#D-04`); `way_back` and `back_url` (the form of the button that leads to the page
    before)."""
    frame = Frame(request)
    return {
        "nav": SimpleLazyObject(lambda: frame.ways),
        "own_nav": SimpleLazyObject(lambda: frame.own_ways),
        "support": SimpleLazyObject(lambda: frame.support),
        "employer": settings.EMPLOYER or _("your employer"),
        "demo": settings.DEMO,
        "demo_people": SimpleLazyObject(sign_ins) if settings.DEMO else (),
        "reportable": SimpleLazyObject(lambda: frame.is_reportable),
        # Rooms that may not link upwards lead by these addresses.
        "way_back": SimpleLazyObject(lambda: sign_way_back(request)),
        "back_url": reverse("home:back"),
        "people_from_a_file": reverse("staffing:choose_file"),
        "earlier_completions": reverse("earlier:completions"),
        "staff_url": reverse("staff:staff"),
        "remind_url": reverse("mailing:remind"),
        "ways_in_url": reverse("ways_in:ways_in"),
        "disagreements_url": reverse("insights:disagreements"),
    }


def _aria_current(url: str, section_url: str, path: str) -> str:
    """The page itself, or the section that the page belongs to most closely."""
    if url != section_url:
        return ""
    return "page" if url == path else "true"


def _ways_of_roles(user: User) -> list[tuple[str, str]]:
    """(address, label): what the roles of a user do, and a superuser; nothing for whoever only
    learns."""
    roles, name_and_label = user.roles, []
    if Role.HR in roles or Role.AUDITOR in roles:
        name_and_label.append(("assignments:today", _("Today")))
    if Role.HR in roles:
        name_and_label.append(("assignments:assign", _("Assign")))
    if Role.HR in roles or Role.AUDITOR in roles:
        name_and_label.append(("assignments:people", _("People")))
    if Role.HR in roles:
        name_and_label += [("mailing:plan", _("Mail")), ("workplace:ready", _("Ready"))]
    if Role.MANAGER in roles:
        name_and_label.append(("assignments:team", _("My team")))
    if Role.AUTHOR in roles:
        name_and_label.append(("studio:index", _("Studio")))
    if user.is_superuser:
        name_and_label.append(("admin:index", _("Structure")))
    return [(reverse(name), label) for name, label in name_and_label]


def _ways_of_everybody() -> list[tuple[str, str]]:
    """(address, label): what everybody has."""
    name_and_label = [("home:learn", _("Learn")), ("insights:library", _("Library"))]
    name_and_label.append(("home:me", _("My page")))
    return [(reverse(name), label) for name, label in name_and_label]
