"""Sending what waits, over one connection. What is written down, in which order:

1. the connection is opened: while there is no server, nothing is begun and everything waits;
2. "sending", with a hash of the text, committed;
3. the mail is handed to the server;
4. what became of it, committed. A kill between 2 and 4 leaves "sending", which the next run calls
   "outcome unknown": it may have arrived, so it is not sent again unless somebody asks for it.
"""

import logging
import smtplib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives, mailers
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from awareness import giving_way
from awareness.outbox.kinds import KIND_BY_NAME, NotSent, PutOff
from awareness.outbox.letters import address_hash, email_message, render
from awareness.outbox.models import Mail, State
from awareness.outbox.verdicts import Outcome, verdict_of

logger = logging.getLogger(__name__)

LONGEST_SENDING = timedelta(minutes=10)  # no task of this queue runs for longer than one
SECONDS_OF_A_RUN = 40  # of one run; a task of this queue has a minute
MAILS_AT_ONCE = 100  # ids of one look
FIRST_WAIT = timedelta(minutes=10)  # after an answer "later"; doubled each time
MOST_TRIES = 9  # some three and a half days
GIVEN_UP_CODE = "given_up"

type Clock = Callable[[], datetime]


def send_waiting(clock: Clock = timezone.now, seconds: float = SECONDS_OF_A_RUN) -> bool:
    """Send what waits and may go now; whether some may be left. Never raises what a server says."""
    settle_interrupted(clock())
    end = time.monotonic() + seconds
    reached = True
    while reached and (pks := _next_to_send(clock())):
        reached = _send_all(pks, clock, end)
        if time.monotonic() >= end:
            return reached
    return False


def settle_interrupted(now: datetime) -> int:
    """What was being sent when a worker was killed: nobody knows whether it arrived."""
    broken = Mail.objects.filter(state=State.SENDING, sending_since__lte=now - LONGEST_SENDING)
    return broken.update(
        state=State.UNKNOWN, sending_since=None, settled_on=now.astimezone(UTC).date(), address=""
    )


def _next_to_send(now: datetime) -> list[int]:
    may_go = Q(not_before=None) | Q(not_before__lte=now)
    waiting = Mail.objects.filter(may_go, state=State.WAITING)
    return list(waiting.order_by("once_a_day", "pk").values_list("pk", flat=True)[:MAILS_AT_ONCE])


def _send_all(pks: list[int], clock: Clock, end: float) -> bool:
    """Whether the server is there. A connection that it closes after many mails is opened anew."""
    left = list(pks)
    while left:
        connection = mailers.default
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            logger.warning("The mail server is not reached: %s", type(error).__name__)
            return False
        before = len(left)
        try:
            while left and time.monotonic() < end:
                if not _send(left[0], connection, clock):
                    break
                left.pop(0)
                giving_way.let_others_write()
        finally:
            _close(connection)
        if left and time.monotonic() >= end:
            return True
        if len(left) == before:
            return False
    return True


def _close(connection: Any) -> None:
    with suppress(OSError):  # it was gone already
        connection.close()


@dataclass(frozen=True)
class BegunMail:
    mail: Mail
    message: EmailMultiAlternatives


def _send(pk: int, connection: Any, clock: Clock) -> bool:
    """Send one, unless another worker does; whether the connection is good for the next."""
    try:
        begun = begin(pk, clock())
    except Exception as error:  # of ours, and of this mail alone: the others go
        logger.error("A mail could not be made", exc_info=error)
        _retry_later(Mail.objects.get(pk=pk), clock())
        return True
    if begun is None:
        return True
    try:
        taken = connection.send_messages([begun.message])
    except Exception as error:  # whatever it was, what is known of this mail is written down
        logger.warning("A mail was not sent: %s", type(error).__name__)
        return _settle_failed(begun.mail, error, clock())
    state = State.SENT if taken else State.UNKNOWN
    _settle(begun.mail, state, clock(), message_id=_message_id(begun.message))
    return True


@transaction.atomic
def begin(pk: int, now: datetime) -> BegunMail | None:
    """Write down that it is being sent, and make its text. None: another worker has it, or nothing
    is to be sent, which is written down instead."""
    if not Mail.objects.filter(pk=pk, state=State.WAITING).update(
        state=State.SENDING, sending_since=now, not_before=None
    ):
        return None
    mail = Mail.objects.get(pk=pk)
    kind = KIND_BY_NAME[mail.kind]
    letter = kind.compose(mail, now)
    if isinstance(letter, PutOff):
        _wait_again(mail, letter.at)
        return None
    if isinstance(letter, NotSent):
        _settle(mail, State.NOT_SENT, now, why=letter.why)
        return None
    rendered = render(letter)
    mail.text_hash, mail.address_hash = rendered.hash, address_hash(letter.to)
    Mail.objects.filter(pk=pk).update(text_hash=mail.text_hash, address_hash=mail.address_hash)
    kind.about_to_go(mail, now)
    return BegunMail(mail, email_message(letter, rendered))


def _settle_failed(mail: Mail, error: Exception, now: datetime) -> bool:
    failure = verdict_of(error)
    with transaction.atomic():
        if failure.outcome == Outcome.UNKNOWN:
            _settle(mail, State.UNKNOWN, now)
            return False
        KIND_BY_NAME[mail.kind].not_gone(mail, now)
        if failure.outcome == Outcome.REFUSED:
            _settle(mail, State.REFUSED, now, why=failure.why)
        elif failure.outcome == Outcome.AWAY:
            _wait_again(mail, not_before=None)
        else:
            _retry_later(mail, now)
    return failure.outcome != Outcome.AWAY


def _retry_later(mail: Mail, now: datetime) -> None:
    """Try it later, each time twice as late; in the end give it up, where HR sees it."""
    if mail.tries < MOST_TRIES:
        _wait_again(mail, now + FIRST_WAIT * 2**mail.tries, tries=mail.tries + 1)
    else:
        fields = {
            "state": State.REFUSED,
            "why": GIVEN_UP_CODE,
            "sending_since": None,
            "address": "",
        }
        settled = now.astimezone(UTC).date()
        Mail.objects.filter(pk=mail.pk).update(settled_on=settled, **fields)


def _wait_again(mail: Mail, not_before: datetime | None, **fields: Any) -> None:
    Mail.objects.filter(pk=mail.pk).update(
        state=State.WAITING, sending_since=None, not_before=not_before, **fields
    )


def _settle(mail: Mail, state: State, now: datetime, **fields: Any) -> None:
    """What became of it. A run that was thought dead and was not has the last word."""
    Mail.objects.filter(pk=mail.pk, state__in=(State.SENDING, State.UNKNOWN)).update(
        state=state,
        sending_since=None,
        settled_on=now.astimezone(UTC).date(),
        address="",
        **fields,
    )


def _message_id(sent: EmailMultiAlternatives) -> str:
    """By which a provider tells of it later."""
    message_id = getattr(getattr(sent, "anymail_status", None), "message_id", None)
    return "" if message_id is None else str(message_id)[:255]
