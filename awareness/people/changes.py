"""What changed about people, as events of the journal.

Whoever changes people in a transaction reads `states` before and after, and gives both to `note`:
/structure/, HR's pages and the import alike. What names somebody (name, address, number, password)
is compared and never written: the event says that it changed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import is_password_usable
from django.dispatch import Signal

from awareness.journal.actions import append_all
from awareness.journal.models import Event
from awareness.people import address_changes, seals
from awareness.people.models import Identifier, Kind, Leave, Membership, RoleGrant, User

MADE, CHANGED = "account.made", "person.changed"
SHUT, OPENED = "account.shut", "account.opened"
GRANTED, TAKEN = "role.granted", "role.taken"
IDENTIFIER, PASSWORD = "identifier.changed", "password.set"
MOVES = {"site", "start_day", "end_day", "youth_until", "teams", "leave"}

# Inside the transaction that writes the events: somebody came, moved, went, was on leave, or has
# other roles. `people`: their ids.
people_changed = Signal()


@dataclass
class State:
    """How somebody stands. `open` may be written, `named` may only be compared."""

    pk: int
    is_active: bool
    open: dict[str, Any]
    named: dict[str, Any]
    roles: list[dict[str, Any]] = field(default_factory=list)


type States = dict[UUID, State]


def states(person_ids: Iterable[int]) -> States:
    """By random id, how these people stand now; who is not there is in none. Five queries."""
    people = User.objects.select_related("site").in_bulk(list(person_ids))
    state_by_id = {pk: _state(person) for pk, person in people.items()}
    for identifier in Identifier.objects.filter(person__in=state_by_id):
        state_by_id[identifier.person_id].named[identifier.kind] = identifier.typed
    memberships = Membership.objects.filter(user__in=state_by_id).select_related("team")
    for membership in memberships.order_by("since", "pk"):
        days = [membership.team.slug, _day(membership.since), _day(membership.until)]
        state_by_id[membership.user_id].open["teams"].append(days)
    for leave in Leave.objects.filter(person__in=state_by_id).order_by("first_day", "pk"):
        state_by_id[leave.person_id].open["leave"].append(
            [_day(leave.first_day), _day(leave.last_day)]
        )
    for grant in _grants(state_by_id):
        role: dict[str, Any] = {"role": grant.role, "team": grant.team.slug if grant.team else None}
        if grant.limited:
            sites = sorted(site.slug for site in grant.sites.all())
            role |= {"sites": sites, "countries": sorted(grant.countries)}
        state_by_id[grant.user_id].roles.append(role)
    return {people[pk].public_id: state for pk, state in state_by_id.items()}


def _grants(person_ids: Iterable[int]) -> Iterable[RoleGrant]:
    grants = RoleGrant.objects.filter(user__in=person_ids).select_related("team")
    return grants.prefetch_related("sites").order_by("pk")


def _state(person: User) -> State:
    return State(
        pk=person.pk,
        is_active=person.is_active,
        open={
            "site": person.site.slug if person.site else None,
            "start_day": _day(person.start_day),
            "end_day": _day(person.end_day),
            "language": person.language,
            "youth_until": _day(person.youth_until),
            "is_superuser": person.is_superuser,
            "teams": [],
            "leave": [],
        },
        named={"name": person.name, "password": person.password},
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def note(before: States, after: States, by: User | None, now: datetime) -> None:
    """Add what lies between two states to the journal, and do what follows from another address and
    from a password that another set. `by` None: the server itself."""
    actor = by.public_id if by else None
    events = [
        Event(at=now, kind=kind, subject=subject_id, actor=actor, facts=facts)
        for subject_id, state in after.items()
        for kind, facts in between(before.get(subject_id), state)
    ]
    append_all(events)
    if moved := {event.subject for event in events if _moves(event)}:
        person_ids = [state.pk for subject_id, state in after.items() if subject_id in moved]
        people_changed.send(sender=User, people=person_ids)
    known = [
        (subject_id, was, after[subject_id])
        for subject_id, was in before.items()
        if subject_id in after
    ]
    address_changes.follow(
        (
            (subject_id, was.named.get(Kind.EMAIL), now.named.get(Kind.EMAIL))
            for subject_id, was, now in known
        ),
        by,
    )
    for subject_id, was, state in known:
        if by is not None and by.public_id != subject_id:
            _seal_after_another(subject_id, was.named["password"], state.named["password"], now)


def _seal_after_another(subject_id: UUID, was: str, password: str, now: datetime) -> None:
    """Whoever sets a password for somebody could come in as them."""
    if was != password and is_password_usable(was) and was:
        seals.seal(User.objects.get(public_id=subject_id), was, now)


def _moves(event: Event) -> bool:
    """Whether it changes where somebody belongs, or from when to when they are here."""
    if event.kind == CHANGED:
        return event.facts["what"] in MOVES
    return event.kind in (MADE, SHUT, OPENED, GRANTED, TAKEN)


def between(before: State | None, after: State) -> Iterator[tuple[str, dict[str, Any]]]:
    """(kind, facts) of each event that makes the one state of the other; `before` None: somebody
    who is new. Pure."""
    if before is None:
        kinds = [kind.value for kind in Kind if kind in after.named]
        yield MADE, after.open | {"signs_in_with": kinds}
        before = State(pk=after.pk, is_active=True, open=after.open, named=after.named)
    if before.is_active != after.is_active:
        yield (OPENED if after.is_active else SHUT), {}
    for part, now in after.open.items():
        if now != before.open[part]:
            yield CHANGED, {"what": part, "was": before.open[part], "now": now}
    if before.named["name"] != after.named["name"]:
        yield CHANGED, {"what": "name"}
    for kind in Kind:
        if before.named.get(kind) != after.named.get(kind):
            yield IDENTIFIER, {"kind": kind.value, "has_one": kind in after.named}
    if before.named["password"] != after.named["password"]:
        yield PASSWORD, {}
    for role in before.roles:
        if role not in after.roles:
            yield TAKEN, role
    for role in after.roles:
        if role not in before.roles:
            yield GRANTED, role
