"""Who has a way in, as far as HR may know: whether an account was claimed, and what HR made."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from awareness.people.models import Door, Identifier, Kind, Membership, Site, User, WayIn
from awareness.people.reach import people_of_hr
from awareness.people.searching import search
from awareness.people.ways_in import claimed, unclaimed


class Standing(StrEnum):
    """Which people HR looks at; the value stands in the address."""

    NO_ACCOUNT = "unclaimed"  # with or without an address
    BY_MAIL = "mail"  # unclaimed, with an address
    BY_CODE = "code"  # unclaimed, without one
    CLAIMED = "claimed"


@dataclass(frozen=True)
class Row:
    """One person on HR's page. `way_in` is the newest that HR made, used or not."""

    person: User
    team: str
    claimed: bool
    way_in: WayIn | None

    @property
    def place(self) -> str:
        """Site and team, as far as there are some."""
        return ", ".join(filter(None, [str(self.person.site or ""), self.team]))

    @property
    def signs_in_with(self) -> str:
        return ", ".join(filter(None, [self.person.email, self.person.employee_number]))


@dataclass(frozen=True)
class Wanted:
    """What HR looks for. `site` by its key; `q`: names, numbers, addresses and teams."""

    standing: Standing
    site: Site | None
    q: str


def people(hr: User, wanted: Wanted, day: date) -> QuerySet[User]:
    """People of HR's sites who work here or are about to, in the order of lists."""
    rows = people_of_hr(hr).filter(Q(end_day=None) | Q(end_day__gte=day), is_active=True)
    address = Identifier.objects.filter(
        person=OuterRef("pk"), kind=Kind.EMAIL, normal__isnull=False
    )
    match wanted.standing:
        case Standing.CLAIMED:
            rows = rows.exclude(unclaimed())
        case Standing.BY_MAIL:
            rows = rows.filter(unclaimed(), Exists(address))
        case Standing.BY_CODE:
            rows = rows.filter(unclaimed(), ~Exists(address))
        case Standing.NO_ACCOUNT:
            rows = rows.filter(unclaimed())
    if wanted.site:
        rows = rows.filter(site=wanted.site)
    rows = search(rows, wanted.q, day) if wanted.q else rows
    return rows.select_related("site").prefetch_related("identifiers")


def rows(of: list[User], day: date) -> list[Row]:
    """The people of one page with team and newest way in; two queries at any number of people."""
    ids = [person.pk for person in of]
    memberships = Membership.objects.on(day).filter(user__in=ids).select_related("team")
    teams = {m.user_id: m.team.name for m in memberships.order_by("-since")}
    made = WayIn.objects.filter(person__in=ids).exclude(door=Door.PASSWORD_MAIL)
    newest = {way_in.person_id: way_in for way_in in made.order_by("made_at", "pk")}
    return [
        Row(person, teams.get(person.pk, ""), claimed(person), newest.get(person.pk))
        for person in of
    ]


@dataclass(frozen=True)
class Strip:
    """What stands on one strip of paper."""

    name: str
    number: str
    place: str
    code: str
    until: datetime


def strips(codes: list[tuple[User, str]], day: date, until: datetime) -> list[Strip]:
    """By site and team, so that they can be handed out."""
    code_of = {person.pk: code for person, code in codes}
    strips = [
        Strip(
            row.person.name,
            row.person.employee_number or "",
            row.place,
            code_of[row.person.pk],
            until,
        )
        for row in rows([person for person, _code in codes], day)
    ]
    return sorted(strips, key=lambda strip: strip.place)
