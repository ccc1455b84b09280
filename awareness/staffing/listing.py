"""The one list of people that HR has: whom it shows, which of them were chosen on it, and the rows
of a page. What can be done to them stands in selection_views.py and ways_in_views.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from awareness.people.access import UserRequest
from awareness.people.fields import MarkedRowsField, uuid_of
from awareness.people.models import (
    Door,
    Identifier,
    Kind,
    Leave,
    Membership,
    Site,
    User,
    WayIn,
    at_work,
)
from awareness.people.reach import people_of_hr, sites_of_hr
from awareness.people.searching import search_people
from awareness.people.ways_in import is_claimed, unclaimed_condition
from awareness.staffing.access import text_sent
from prepared.planning import whole_tables

PAGE = 50


MOST_MARKED = 501  # marked by hand, or named on the page that asks once more


class MarkedForm(forms.Form):
    """The people of a list who were marked."""

    person = MarkedRowsField(uuid_of, MOST_MARKED)


class Group(StrEnum):
    """Which people HR looks at; the value stands in the address."""

    HERE = "here"
    COMING = "coming"
    AWAY = "away"
    NO_SITE = "no-site"
    NO_TEAM = "no-team"
    LEFT = "left"
    # By their accounts, of who is here or comes.
    NO_ACCOUNT = "unclaimed"  # with or without an address
    BY_MAIL = "mail"  # unclaimed, with an address
    NO_EMAIL = "code"  # unclaimed, without an address: a code on paper
    CLAIMED = "claimed"


STAFF_GROUPS = {
    Group.HERE: gettext_lazy("Here now"),
    Group.COMING: gettext_lazy("Yet to begin"),
    Group.AWAY: gettext_lazy("On leave"),
    Group.NO_SITE: gettext_lazy("Without a site"),
    Group.NO_TEAM: gettext_lazy("Without a team"),
    Group.LEFT: gettext_lazy("Have left"),
}
ACCOUNT_GROUPS = {
    Group.NO_ACCOUNT: gettext_lazy("No account yet"),
    Group.BY_MAIL: gettext_lazy("No account yet, with an e-mail"),
    Group.NO_EMAIL: gettext_lazy("No account yet, without an e-mail"),
    Group.CLAIMED: gettext_lazy("Account claimed"),
}


@dataclass(frozen=True)
class StaffFilter:
    """What HR looks for. `q`: names, numbers, addresses and teams."""

    group: Group
    site: Site | None
    q: str

    @property
    def query(self) -> dict[str, str]:
        """The same, as an address says it."""
        site = self.site.slug if self.site else ""
        return {"group": self.group.value, "site_shown": site, "q": self.q}


def read_filter(hr: User, sent: Mapping[str, Any], groups: Mapping[Group, Any]) -> StaffFilter:
    """What the address, or a form of the page, says; what it does not know is left out. The first
    of the groups where it names none of them."""
    named = next((group for group in groups if group == sent.get("group")), next(iter(groups)))
    site = sites_of_hr(hr).filter(slug=text_sent(sent, "site_shown")).first()
    return StaffFilter(named, site, text_sent(sent, "q"))


def people_listed(hr: User, staff_filter: StaffFilter, day: date) -> QuerySet[User]:
    """The people of HR's sites that are wanted, in the order of lists."""
    rows = people_of_hr(hr).filter(_in_group(staff_filter.group, day))
    if staff_filter.site:
        rows = rows.filter(site=staff_filter.site)
    rows = search_people(rows, staff_filter.q, day) if staff_filter.q else rows
    return rows.select_related("site").prefetch_related("identifiers")


def people_chosen(request: UserRequest, groups: Mapping[Group, Any]) -> QuerySet[User]:
    """Those who were marked, or with `everybody` all of the list; nobody of another HR's sites.
    Read it inside `whole_tables`: it may be everybody there is."""
    if "everybody" in request.POST:
        chosen_list = read_filter(request.user, request.POST, groups)
        return people_listed(request.user, chosen_list, request.user.today())
    form = MarkedForm(request.POST)
    marked = form.cleaned_data["person"] if form.is_valid() else []
    people_marked = people_of_hr(request.user).filter(public_id__in=marked)
    return people_marked.select_related("site").prefetch_related("identifiers")


def _in_group(group: Group, day: date) -> Q:
    left = Q(is_active=False) | Q(end_day__lt=day)
    mine = {"user": OuterRef("pk")}
    match group:
        case Group.HERE:
            return at_work(day)
        case Group.COMING:
            return ~left & Q(start_day__gt=day)
        case Group.AWAY:
            leave = Leave.objects.on(day).filter(person=OuterRef("pk"))
            return at_work(day) & Q(Exists(leave))
        case Group.NO_SITE:
            return ~left & Q(site=None)
        case Group.NO_TEAM:
            return ~left & ~Q(Exists(Membership.objects.filter(_is_not_over(day), **mine)))
        case Group.LEFT:
            return left
        case Group.CLAIMED:
            return ~left & ~unclaimed_condition()
        case Group.BY_MAIL:
            return ~left & unclaimed_condition() & has_address()
        case Group.NO_EMAIL:
            return ~left & unclaimed_condition() & ~has_address()
        case Group.NO_ACCOUNT:
            return ~left & unclaimed_condition()


def has_address() -> Q:
    """Who has an e-mail address that is theirs, as a condition on people."""
    addresses = Identifier.objects.filter(kind=Kind.EMAIL, normal__isnull=False)
    return Q(Exists(addresses.filter(person=OuterRef("pk"))))


def _is_not_over(day: date) -> Q:
    """Memberships that hold, or will: joiners have theirs from their first day."""
    return Q(until=None) | Q(until__gt=day)


@dataclass(frozen=True)
class Row:
    """One person on the list. `way_in` is the newest that HR made, used or not."""

    person: User
    team: str
    claimed: bool
    way_in: WayIn | None

    @property
    def way_in_state(self) -> str:
        """A part of staffing/_way_in.html."""
        if self.claimed:
            return "claimed"
        if self.way_in is None:
            return "none"
        if self.way_in.until is None:
            return "not_sent"
        return "holds" if self.way_in.until > timezone.now() else "too_old"

    @property
    def place(self) -> str:
        """Site and team, as far as there are some."""
        return ", ".join(filter(None, [str(self.person.site or ""), self.team]))

    @property
    def signs_in_with(self) -> str:
        return ", ".join(filter(None, [self.person.employee_number, self.person.email]))


def rows_of(people: list[User], day: date) -> list[Row]:
    """The people of one page with teams and newest way in; two queries at any number of people."""
    ids = [person.pk for person in people]
    members = Membership.objects.filter(_is_not_over(day), user__in=ids).select_related("team")
    teams: dict[int, list[str]] = {}
    for membership in members.order_by("since", "pk"):
        teams.setdefault(membership.user_id, []).append(membership.team.name)
    ways_in = WayIn.objects.filter(person__in=ids).exclude(door=Door.PASSWORD_MAIL)
    newest = {way_in.person_id: way_in for way_in in ways_in.order_by("made_at", "pk")}
    return [
        Row(
            person,
            ", ".join(teams.get(person.pk, [])),
            is_claimed(person),
            newest.get(person.pk),
        )
        for person in people
    ]


def count_without_place(hr: User, day: date) -> list[tuple[Group, Any, int]]:
    """(group, label, how many) of who has no site, or no team; what is nought is left out."""
    with whole_tables():
        counted = [
            (group, STAFF_GROUPS[group], people_of_hr(hr).filter(_in_group(group, day)).count())
            for group in (Group.NO_SITE, Group.NO_TEAM)
        ]
    return [row for row in counted if row[2]]
