"""The list of staff as HR keeps it: who is here, comes, is away, has left, or has no place yet."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from awareness.people.models import Leave, Membership, Site, User, at_work
from awareness.people.reach import people_of_hr
from awareness.people.searching import search
from prepared.planning import whole_tables


class Group(StrEnum):
    """Which people HR looks at; the value stands in the address."""

    HERE = "here"
    COMING = "coming"
    AWAY = "away"
    NO_SITE = "no-site"
    NO_TEAM = "no-team"
    LEFT = "left"


LABELS = {
    Group.HERE: gettext_lazy("Here now"),
    Group.COMING: gettext_lazy("Yet to begin"),
    Group.AWAY: gettext_lazy("On leave"),
    Group.NO_SITE: gettext_lazy("Without a site"),
    Group.NO_TEAM: gettext_lazy("Without a team"),
    Group.LEFT: gettext_lazy("Have left"),
}


@dataclass(frozen=True)
class Wanted:
    """What HR looks for. `q`: names, numbers, addresses and teams."""

    group: Group
    site: Site | None
    q: str


@dataclass(frozen=True)
class Row:
    """One person on the list."""

    person: User
    team: str


def people(hr: User, wanted: Wanted, day: date) -> QuerySet[User]:
    """The people of HR's sites that are wanted, in the order of lists."""
    rows = people_of_hr(hr).filter(_in_group(wanted.group, day))
    if wanted.site:
        rows = rows.filter(site=wanted.site)
    rows = search(rows, wanted.q, day) if wanted.q else rows
    return rows.select_related("site").prefetch_related("identifiers")


def _in_group(group: Group, day: date) -> Q:
    left = Q(is_active=False) | Q(end_day__lt=day)
    mine = {"user": OuterRef("pk")}
    match group:
        case Group.COMING:
            return ~left & Q(start_day__gt=day)
        case Group.AWAY:
            leave = Leave.objects.on(day).filter(person=OuterRef("pk"))
            return at_work(day) & Q(Exists(leave))
        case Group.NO_SITE:
            return ~left & Q(site=None)
        case Group.NO_TEAM:
            return ~left & ~Q(Exists(Membership.objects.filter(_lasting(day), **mine)))
        case Group.LEFT:
            return left
    return at_work(day)


def _lasting(day: date) -> Q:
    """Memberships that hold, or will: joiners have theirs from their first day."""
    return Q(until=None) | Q(until__gt=day)


def rows(of: list[User], day: date) -> list[Row]:
    """The people of one page with their teams; one query at any number of people."""
    members = Membership.objects.filter(_lasting(day), user__in=of).select_related("team")
    teams: dict[int, list[str]] = {}
    for membership in members.order_by("since", "pk"):
        teams.setdefault(membership.user_id, []).append(membership.team.name)
    return [Row(person, ", ".join(teams.get(person.pk, []))) for person in of]


def without_place(hr: User, day: date) -> dict[Group, int]:
    """How many have no site, or no team; what is nought is left out."""
    with whole_tables():
        counted = {
            group: people_of_hr(hr).filter(_in_group(group, day)).count()
            for group in (Group.NO_SITE, Group.NO_TEAM)
        }
    return {group: number for group, number in counted.items() if number}
