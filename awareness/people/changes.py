"""What changed about people, as events of the journal.

Whoever changes people in a transaction reads `read_states` before and after, and gives both to
`note_changes`: /structure/, HR's pages and the import alike. What names somebody (name, address,
number, password) is compared and never written: the event says that it changed.
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

ACCOUNT_MADE, PERSON_CHANGED = "account.made", "person.changed"
ACCOUNT_SHUT, ACCOUNT_OPENED = "account.shut", "account.opened"
ROLE_GRANTED, ROLE_TAKEN = "role.granted", "role.taken"
IDENTIFIER_CHANGED, PASSWORD_SET = "identifier.changed", "password.set"
PARTS_THAT_MOVE = {"site", "start_day", "end_day", "youth_until", "teams", "leave"}

# Inside the transaction that writes the events: somebody came, moved, went, was on leave, or has
# other roles. `people`: their ids.
people_changed = Signal()


@dataclass
class PersonState:
    """How somebody stands. `open` may be written, `named` may only be compared."""

    pk: int
    is_active: bool
    open: dict[str, Any]
    named: dict[str, Any]
    roles: list[dict[str, Any]] = field(default_factory=list)


type StateByPublicId = dict[UUID, PersonState]


def read_states(person_ids: Iterable[int]) -> StateByPublicId:
    """By random id, how these people stand now; who is not there is in none. Five queries."""
    people = User.objects.select_related("site").in_bulk(list(person_ids))
    state_by_id = {pk: _state_of(person) for pk, person in people.items()}
    for identifier in Identifier.objects.filter(person__in=state_by_id):
        state_by_id[identifier.person_id].named[identifier.kind] = identifier.typed
    memberships = Membership.objects.filter(user__in=state_by_id).select_related("team")
    for membership in memberships.order_by("since", "pk"):
        days = [membership.team.slug, _iso_day(membership.since), _iso_day(membership.until)]
        state_by_id[membership.user_id].open["teams"].append(days)
    for leave in Leave.objects.filter(person__in=state_by_id).order_by("first_day", "pk"):
        state_by_id[leave.person_id].open["leave"].append(
            [_iso_day(leave.first_day), _iso_day(leave.last_day)]
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


def _state_of(person: User) -> PersonState:
    """The state of a person without roles, teams, leave and identifiers, which `read_states`
    adds."""
    return PersonState(
        pk=person.pk,
        is_active=person.is_active,
        open={
            "site": person.site.slug if person.site else None,
            "start_day": _iso_day(person.start_day),
            "end_day": _iso_day(person.end_day),
            "language": person.language,
            "youth_until": _iso_day(person.youth_until),
            "is_superuser": person.is_superuser,
            "teams": [],
            "leave": [],
        },
        named={"name": person.name, "password": person.password},
    )


def _iso_day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def note_changes(
    before: StateByPublicId, after: StateByPublicId, by: User | None, now: datetime
) -> None:
    """Add what lies between two states to the journal, and do what follows from another address and
    from a password that another set. `by` None: the server itself."""
    actor = by.public_id if by else None
    events = [
        Event(at=now, kind=kind, subject=subject_id, actor=actor, facts=facts)
        for subject_id, state in after.items()
        for kind, facts in events_between(before.get(subject_id), state)
    ]
    append_all(events)
    if moved_ids := {event.subject for event in events if _is_move(event)}:
        person_ids = [state.pk for subject_id, state in after.items() if subject_id in moved_ids]
        people_changed.send(sender=User, people=person_ids)
    before_and_after = [
        (subject_id, was, after[subject_id])
        for subject_id, was in before.items()
        if subject_id in after
    ]
    address_changes.follow_up_changes(
        (
            address_changes.AddressChange(
                subject_id, was.named.get(Kind.EMAIL), state.named.get(Kind.EMAIL)
            )
            for subject_id, was, state in before_and_after
        ),
        by,
    )
    for subject_id, was, state in before_and_after:
        if by is not None and by.public_id != subject_id:
            _seal_after_another(subject_id, was.named["password"], state.named["password"], now)


def _seal_after_another(subject_id: UUID, hash_before: str, hash_now: str, now: datetime) -> None:
    """Seal somebody's record where another set a new password (both are hashes) for an account that
    had one: whoever sets a password could come in as them."""
    if hash_before != hash_now and is_password_usable(hash_before) and hash_before:
        seals.seal_record(User.objects.get(public_id=subject_id), hash_before, now)


def _is_move(event: Event) -> bool:
    """Whether it changes where somebody belongs, or from when to when they are here."""
    if event.kind == PERSON_CHANGED:
        return event.facts["what"] in PARTS_THAT_MOVE
    return event.kind in (ACCOUNT_MADE, ACCOUNT_SHUT, ACCOUNT_OPENED, ROLE_GRANTED, ROLE_TAKEN)


def events_between(
    before: PersonState | None, after: PersonState
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(kind, facts) of each event that makes the one state of the other; `before` None: somebody
    who is new. Pure."""
    if before is None:
        kinds = [kind.value for kind in Kind if kind in after.named]
        yield ACCOUNT_MADE, after.open | {"signs_in_with": kinds}
        before = PersonState(pk=after.pk, is_active=True, open=after.open, named=after.named)
    if before.is_active != after.is_active:
        yield (ACCOUNT_OPENED if after.is_active else ACCOUNT_SHUT), {}
    for part, now in after.open.items():
        if now != before.open[part]:
            yield PERSON_CHANGED, {"what": part, "was": before.open[part], "now": now}
    if before.named["name"] != after.named["name"]:
        yield PERSON_CHANGED, {"what": "name"}
    for kind in Kind:
        if before.named.get(kind) != after.named.get(kind):
            yield IDENTIFIER_CHANGED, {"kind": kind.value, "has_one": kind in after.named}
    if before.named["password"] != after.named["password"]:
        yield PASSWORD_SET, {}
    for role in before.roles:
        if role not in after.roles:
            yield ROLE_TAKEN, role
    for role in after.roles:
        if role not in before.roles:
            yield ROLE_GRANTED, role
