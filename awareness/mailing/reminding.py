"""HR reminds people of what is open: who gets the mail, and why the others do not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from awareness.assignments.ask_actions import note_reminded
from awareness.assignments.models import Ask
from awareness.errors import CodedError
from awareness.mailing import queries
from awareness.mailing.hours import wait_until
from awareness.mailing.occasions import AskDates, Occasion
from awareness.mailing.plan import (
    CODES_TO_WRITE_AGAIN,
    Candidate,
    ask_dates_of,
    read_candidates,
    why_silent,
)
from awareness.mailing.reasons import ReasonNotWritten, bounced_people
from awareness.outbox.actions import DueMail, put_daily
from awareness.outbox.kinds import DIGEST
from awareness.outbox.models import Mail, State
from awareness.outbox.models import Occasion as Written
from awareness.people.mail import INVITATION_MAIL
from awareness.people.models import Identifier, Kind, User


class RemindError(CodedError):
    """Nobody is reminded. `code`: off (mail about what is asked is off)."""


@dataclass(frozen=True)
class Reminder:
    """One ask that HR marked. `why` empty: its person reads of it in the mail that goes at `at`."""

    person: User
    thing: UUID
    module: int
    due_on: date
    at: datetime
    why: ReasonNotWritten | None

    @property
    def due(self) -> DueMail:
        """Of the day of the mail, so that two clicks before it goes are one."""
        day, person_id = self.at.date(), self.person.public_id
        return DueMail(person_id, Occasion.REMINDED.value, str(self.thing), day, day, self.at)


@dataclass(frozen=True)
class RemindedPerson:
    """Somebody whom HR marked: what they are reminded of, or why of nothing."""

    person: User
    reminders: tuple[Reminder, ...]

    @property
    def goes(self) -> tuple[Reminder, ...]:
        return tuple(reminder for reminder in self.reminders if reminder.why is None)

    @property
    def why(self) -> ReasonNotWritten | None:
        """None where they get a mail; else the reason of the first."""
        return None if self.goes else self.reminders[0].why


def reminded(ask_ids: Collection[int], now: datetime) -> list[RemindedPerson]:
    """What would become of a reminder of these asks now, by person, in the order of their names.
    As many queries for any number."""
    marked = Ask.objects.filter(pk__in=ask_ids).values_list("public_id", "module", "person")
    modules = {thing: module_id for thing, module_id, _person in marked}
    people = User.objects.filter(pk__in={person_id for *_ask, person_id in marked}, is_active=True)
    people = people.filter(Q(end_day=None) | Q(end_day__gte=now.date()))
    ids = list(people.order_by("sort_key", "pk").values_list("pk", flat=True))
    state = _State(ids, now)
    reminders = [
        reminder
        for candidate in read_candidates(ids)
        for reminder in state.reminders(candidate, modules)
    ]
    return [
        RemindedPerson(person_id, tuple(theirs))
        for person_id, theirs in groupby(reminders, key=lambda reminder: reminder.person)
    ]


class _State:
    """What is known of all of them beside their asks."""

    def __init__(self, ids: Sequence[int], now: datetime) -> None:
        self.now = now
        self.bounced = bounced_people()
        addresses = Identifier.objects.filter(person__in=ids, kind=Kind.EMAIL)
        self.with_address = set(addresses.values_list("person", flat=True))
        people = User.objects.filter(pk__in=ids).values("public_id")
        of_a_day = Q(kind=DIGEST) & ~Q(state=State.WAITING)
        of_a_day |= Q(kind=INVITATION_MAIL, state__in=(State.SENDING, State.SENT))
        written = Mail.objects.filter(of_a_day, person__in=people)
        self.written = set(written.values_list("person", "day"))
        waiting = Written.objects.filter(
            person__in=people, kind=Occasion.REMINDED, mail__state=State.WAITING
        )
        self.waiting = set(waiting.values_list("thing", flat=True))

    def reminders(self, candidate: Candidate, modules: dict[UUID, int]) -> list[Reminder]:
        """Of one person: what was marked and counts still."""
        person = candidate.person
        goes_at = wait_until(self.now, candidate.zone) or self.now.astimezone(candidate.zone)
        day = goes_at.date()
        if person.end_day and person.end_day < day:
            return []  # they have left when the mail would go
        silent = why_silent(
            candidate, day, person.pk in self.with_address, person.pk in self.bounced
        )
        heard = ReasonNotWritten.HEARD if (person.public_id, day) in self.written else None
        return [
            Reminder(
                person,
                ask["public_id"],
                modules[ask["public_id"]],
                ask["due_on"],
                goes_at,
                silent or self._why_not(ask, ask_dates_of(ask), goes_at) or heard,
            )
            for ask in candidate.asks
            if ask["public_id"] in modules
        ]

    def _why_not(
        self, ask: dict[str, Any], ask_dates: AskDates, goes_at: datetime
    ) -> ReasonNotWritten | None:
        if ask_dates.done_on:
            return ReasonNotWritten.DONE
        if ask_dates.excused:
            return ReasonNotWritten.EXCUSED
        if ask_dates.pause and ask_dates.pause.holds(goes_at.date()):
            return ReasonNotWritten.PAUSED
        return ReasonNotWritten.REMINDED if str(ask["public_id"]) in self.waiting else None


def remind(ask_ids: Collection[int], by: User, now: datetime) -> list[RemindedPerson]:
    """Put the mails in, and write down who was reminded by whom; those who get one. RemindError."""
    if queries.on_since() is None:
        raise RemindError("off")
    try:
        with transaction.atomic():
            return _remind(ask_ids, by, now)
    except IntegrityError:  # the worker put in their mail of the day at the same moment
        return _remind(ask_ids, by, now)


@transaction.atomic
def _remind(ask_ids: Collection[int], by: User, now: datetime) -> list[RemindedPerson]:
    locked = User.objects.filter(pk__in=Ask.objects.filter(pk__in=ask_ids).values("person"))
    list(locked.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    going = [reminded_person for reminded_person in reminded(ask_ids, now) if reminded_person.goes]
    reminders = [reminder for reminded_person in going for reminder in reminded_person.goes]
    put_daily(DIGEST, [reminder.due for reminder in reminders], CODES_TO_WRITE_AGAIN)
    asks = Ask.objects.filter(public_id__in=[reminder.thing for reminder in reminders])
    note_reminded(asks, by, now)
    return going
