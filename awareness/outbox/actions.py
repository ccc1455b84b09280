"""Putting mails in, and sending again what did not arrive. Each in one transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from awareness.outbox.models import Mail, Occasion, Quiet, State

ROWS_AT_ONCE = 500  # rows of one statement


@dataclass(frozen=True)
class DueMail:
    """An occasion to write to somebody about: on which day of theirs, not before which moment."""

    person: UUID
    kind: str
    thing: str
    day: date
    mail_day: date
    not_before: datetime

    @property
    def key(self) -> tuple[UUID, str, str, date]:
        return (self.person, self.kind, self.thing, self.day)


def put(
    kind: str, person_id: UUID, thing: str, day: date, *, site_url: str = "", address: str = ""
) -> Mail | None:
    """A mail that goes at once. None: it was put in before."""
    try:
        with transaction.atomic():
            mail = Mail.objects.create(
                person=person_id, kind=kind, day=day, site_url=site_url, address=address
            )
            Occasion.objects.create(mail=mail, person=person_id, kind=kind, thing=thing, day=day)
    except IntegrityError:
        return None
    return mail


@dataclass(frozen=True)
class MailAtOnce:
    """A thing to write to somebody about at once, on which day of theirs."""

    person: UUID
    thing: str
    day: date
    site_url: str


@transaction.atomic
def put_all(kind: str, rows: Sequence[MailAtOnce]) -> None:
    """Mails that go at once, of any number in three statements, but for what was put in before.
    What was not sent on a day before (they had not begun, say) is put in anew. The caller holds a
    lock on the things: of two at once one would fail."""
    written = list(
        Occasion.objects.filter(kind=kind, person__in={row.person for row in rows}).values_list(
            "thing", "day", "mail__state"
        )
    )
    settled_things = {thing for thing, _, state in written if state != State.NOT_SENT}
    tried = {(thing, day) for thing, day, _ in written}
    new = [
        row for row in rows if row.thing not in settled_things and (row.thing, row.day) not in tried
    ]
    mails = Mail.objects.bulk_create(
        [Mail(person=row.person, kind=kind, day=row.day, site_url=row.site_url) for row in new],
        batch_size=ROWS_AT_ONCE,
    )
    Occasion.objects.bulk_create(
        [
            Occasion(mail=mail, person=row.person, kind=kind, thing=row.thing, day=row.day)
            for mail, row in zip(mails, new, strict=True)
        ],
        batch_size=ROWS_AT_ONCE,
    )


@transaction.atomic
def put_daily(kind: str, due: Sequence[DueMail], again: Collection[str] = ()) -> int:
    """Mails of a kind of which one goes a day; how many occasions were new. All are of people whose
    `mail_day` is today. What waits from a day before is written today, with what is new; who was
    written to today already hears of it tomorrow (it is due again then). `again`: an occasion of
    a mail that was not sent for one of these reasons is new, and moves to the new mail."""
    people = {due_mail.person for due_mail in due}
    waiting = _waiting_mails_of_today(kind, due, people)
    occasion_by_key = {
        (row.person, row.kind, row.thing, row.day): row
        for row in Occasion.objects.filter(person__in=people).select_related("mail")
    }
    new = [
        due_mail
        for due_mail in {due_mail.key: due_mail for due_mail in due}.values()
        if due_mail.key not in occasion_by_key or occasion_by_key[due_mail.key].mail.why in again
    ]
    written_today = set(
        Mail.objects.filter(
            kind=kind, person__in=people, day__in={due_mail.mail_day for due_mail in due}
        )
        .exclude(state=State.WAITING)
        .values_list("person", "day")
    )
    new = [
        due_mail for due_mail in new if (due_mail.person, due_mail.mail_day) not in written_today
    ]
    first_by_person = {
        due_mail.person: due_mail for due_mail in reversed(new) if due_mail.person not in waiting
    }
    mails = Mail.objects.bulk_create(
        [
            Mail(
                person=due_mail.person,
                kind=kind,
                day=due_mail.mail_day,
                once_a_day=True,
                not_before=due_mail.not_before,
            )
            for due_mail in first_by_person.values()
        ],
        batch_size=ROWS_AT_ONCE,
    )
    waiting |= {mail.person: mail for mail in mails}
    rows = [
        occasion_by_key.get(due_mail.key)
        or Occasion(
            person=due_mail.person, kind=due_mail.kind, thing=due_mail.thing, day=due_mail.day
        )
        for due_mail in new
    ]
    for row in rows:
        row.mail = waiting[row.person]
    Occasion.objects.bulk_update([row for row in rows if row.pk], ["mail"], batch_size=ROWS_AT_ONCE)
    Occasion.objects.bulk_create([row for row in rows if not row.pk], batch_size=ROWS_AT_ONCE)
    return len(new)


def _waiting_mails_of_today(
    kind: str, due: Sequence[DueMail], people: set[UUID]
) -> dict[UUID, Mail]:
    """By person: the mail that waits for them, now of today. Locked, so that none of them is sent
    before what is new has been added."""
    today = {due_mail.person: due_mail for due_mail in due}
    rows = Mail.objects.select_for_update().filter(
        kind=kind, state=State.WAITING, once_a_day=True, person__in=people
    )
    waiting: dict[UUID, Mail] = {}
    for mail in rows.order_by("-day"):
        if mail.person in waiting:  # two days without a server: one mail
            mail.occasions.update(mail=waiting[mail.person])
            mail.delete()
            continue
        waiting[mail.person] = mail
        now = today[mail.person]
        if mail.day < now.mail_day and not _has_mail_on(mail, now.mail_day):
            mail.day, mail.not_before = now.mail_day, now.not_before
            mail.save(update_fields=["day", "not_before"])
    return waiting


def _has_mail_on(mail: Mail, day: date) -> bool:
    return Mail.objects.filter(
        person=mail.person, kind=mail.kind, day=day, once_a_day=True
    ).exists()


def keep_quiet(days: Iterable[tuple[UUID, date]]) -> None:
    """Nobody of these (person, day) is written to about what they are asked on that day."""
    rows = [Quiet(person=person, day=day) for person, day in days]
    Quiet.objects.bulk_create(rows, ignore_conflicts=True, batch_size=ROWS_AT_ONCE)


@transaction.atomic
def send_again(pks: Iterable[int], now: datetime) -> list[Mail]:
    """What did not arrive, or may not have, waits anew; who asked for it is for the caller to write
    down. Those that somebody else has sent again meanwhile are left out."""
    again = []
    rows = Mail.objects.select_for_update().filter(pk__in=list(pks))
    for mail in rows.filter(state__in=(State.REFUSED, State.BOUNCED, State.UNKNOWN)):
        mail.state, mail.why, mail.not_before = State.WAITING, "", None
        mail.settled_on, mail.tries = None, 0
        mail.sent_again += 1
        mail.save()
        again.append(mail)
    return again
