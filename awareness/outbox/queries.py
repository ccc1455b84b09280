"""Reading the outbox."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from awareness.outbox.kinds import private_kinds
from awareness.outbox.models import STATES_OF_BAD_ADDRESS, STATES_OF_TROUBLE, Mail, Quiet, State

WAITS_TOO_LONG = timedelta(hours=1)


def mails_of(person_id: UUID) -> QuerySet[Mail]:
    """Everything that was written to somebody, or was to be: for their own eyes."""
    return Mail.objects.filter(person=person_id).order_by("day", "pk")


def quiet_days(people: Iterable[UUID]) -> dict[UUID, set[date]]:
    """By person: the days whose asking is not written about."""
    days: dict[UUID, set[date]] = {}
    rows = Quiet.objects.filter(person__in=list(people))
    for person_id, day in rows.values_list("person", "day"):
        days.setdefault(person_id, set()).add(day)
    return days


def mails_in_trouble() -> QuerySet[Mail]:
    """What did not arrive, or may not have, the newest first; without what is private."""
    return (
        Mail.objects.filter(state__in=STATES_OF_TROUBLE)
        .exclude(kind__in=private_kinds())
        .order_by("-settled_on", "-pk")
    )


def bad_addresses(people: Iterable[UUID] | None = None) -> dict[UUID, set[str]]:
    """By person: hashes of addresses to which the last mail did not get. Few, whatever the number
    of people; two queries. HR sees them by name, so what is private makes no address bad or good.
    """
    mails = Mail.objects.exclude(kind__in=private_kinds())
    failed_mails = mails.filter(state__in=STATES_OF_BAD_ADDRESS).exclude(address_hash="")
    if people is not None:
        failed_mails = failed_mails.filter(person__in=people)
    failed = list(failed_mails.values_list("person", "address_hash", "settled_on"))
    sent = mails.filter(state=State.SENT, person__in={person_id for person_id, *_rest in failed})
    arrived = list(sent.values_list("person", "address_hash", "settled_on", "sent_again"))
    hashes: dict[UUID, set[str]] = {}
    for person_id, hash_failed, day in failed:
        if not any(
            (person_id, hash_failed) == (person_arrived, hash_arrived)
            and _is_after(sent_on, bool(was_sent_again), day)
            for person_arrived, hash_arrived, sent_on, was_sent_again in arrived
        ):
            hashes.setdefault(person_id, set()).add(hash_failed)
    return hashes


def _is_after(sent_on: date | None, again: bool, failed_on: date | None) -> bool:
    """Whether one arrived since; on the same day only where somebody sent it again."""
    if sent_on is None or failed_on is None:
        return False
    return sent_on > failed_on or (sent_on == failed_on and again)


def count_overdue(now: datetime) -> int:
    """How many might have gone an hour ago: no mail server, or no worker."""
    waiting = Mail.objects.filter(state=State.WAITING, not_before__lte=now - WAITS_TOO_LONG)
    return waiting.count()
