"""What HR does to the people it keeps, by hand. Each in one transaction, with the journal."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from awareness.errors import CodedError
from awareness.people import changes
from awareness.people.models import Leave, Site, Team, User
from awareness.staffing import records
from awareness.staffing.resolved_places import ResolvedPlaces

# The fields of a form, by their names in records.Fields.
type Fields = Mapping[str, Any]


class PeopleError(CodedError):
    """Refused. `code`: superuser (kept by superusers alone); self (nobody ends themselves);
    before_start (a last day before the first). `person`: because of whom."""

    def __init__(self, code: str, person: User) -> None:
        super().__init__(code)
        self.person = person


def may_change(person: User, by: User) -> bool:
    """Whoever keeps the staff list is changed by their like alone."""
    return by.is_superuser or not person.is_superuser


def why_not_end(person: User, last_day: date, by: User) -> str:
    """The code of a PeopleError; "" where their last day can be this one. Pure."""
    if not may_change(person, by):
        return "superuser"
    if person.pk == by.pk:
        return "self"
    return "before_start" if person.start_day and last_day < person.start_day else ""


@transaction.atomic
def add(fields: Fields, by: User, now: datetime) -> User:
    """Enter somebody; IntegrityError where somebody else has the number or address."""
    resolved = ResolvedPlaces.of_ids_alone()
    person = records.newcomer(fields, resolved)
    person.save()
    records.give_belongings([(person, fields)], resolved, by.today(now))
    changes.note_changes({}, changes.read_states([person.pk]), by, now)
    return person


@transaction.atomic
def change(people: Sequence[User], fields: Fields, by: User, now: datetime) -> None:
    """Write these fields of each; PeopleError, and IntegrityError as above."""
    for person in people:
        if not may_change(person, by):
            raise PeopleError("superuser", person)
    _write_fields([person.pk for person in people], fields, by, now)


def _write_fields(ids: Sequence[int], fields: Fields, by: User, now: datetime) -> None:
    list(User.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    states_before, today, resolved = (
        changes.read_states(ids),
        by.today(now),
        ResolvedPlaces.of_ids_alone(),
    )
    for record in records.read_records(ids, today).values():
        record.write_fields(fields, resolved, today)
    changes.note_changes(states_before, changes.read_states(ids), by, now)


@transaction.atomic
def end(people: Sequence[User], last_day: date, by: User, now: datetime) -> None:
    """Their last day; PeopleError for the first of whom it cannot be. Their record stays."""
    for person in people:
        if code := why_not_end(person, last_day, by):
            raise PeopleError(code, person)
    _write_fields([person.pk for person in people], {"end": last_day.isoformat()}, by, now)


@transaction.atomic
def set_leave(
    person: User, known: int | None, first: date, last: date | None, by: User, now: datetime
) -> None:
    """Write down leave, or other days for the `known` one (an id). Why is kept nowhere."""
    if not may_change(person, by):
        raise PeopleError("superuser", person)
    states_before = changes.read_states([person.pk])
    Leave(pk=known, person=person, first_day=first, last_day=last).save()
    changes.note_changes(states_before, changes.read_states([person.pk]), by, now)


@transaction.atomic
def cancel_leave(person: User, known: int, by: User, now: datetime) -> None:
    """That leave was none; the journal keeps that it stood there."""
    if not may_change(person, by):
        raise PeopleError("superuser", person)
    states_before = changes.read_states([person.pk])
    Leave.objects.filter(pk=known, person=person).delete()
    changes.note_changes(states_before, changes.read_states([person.pk]), by, now)


def bring_back(person: User, by: User, now: datetime) -> None:
    """They work here, with everything they had."""
    change([person], {"end": None, "shut": False}, by, now)


def move(
    people: Sequence[User], site: Site | None, team: Team | None, by: User, now: datetime
) -> None:
    """To another site, another team, or both, from today on; None: where they are."""
    fields: dict[str, Any] = {"site": site.pk} if site else {}
    fields |= {"team": team.pk} if team else {}
    change(people, fields, by, now)
