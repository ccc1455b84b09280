"""One mail a person and day: composed, and checked again, at the moment of sending."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from awareness.assignments.models import Ask
from awareness.mailing import choices, managers, queries, words
from awareness.mailing.hours import opening, wait_until, working_day
from awareness.mailing.models import ManagerMail
from awareness.mailing.occasions import OF_DAYS_TO_COME, Occasion, is_optional, occasions_of
from awareness.mailing.plan import ASK_FIELDS, CODES_TO_WRITE_AGAIN, ask_dates_of
from awareness.mailing.words import Notice
from awareness.outbox.kinds import DIGEST, Kind, NotSent, PutOff, register
from awareness.outbox.letters import Letter, Link, address_hash
from awareness.outbox.models import Mail, State
from awareness.outbox.models import Occasion as Written
from awareness.outbox.queries import bad_addresses
from awareness.people.mail import (
    INVITATION_MAIL,
    employer_name,
    mail_language,
    person_of,
    why_no_mail,
)
from awareness.people.models import Leave, User

WEEK = timedelta(days=7)


def register_kinds() -> None:
    register(Kind(DIGEST, compose, goes_on=digest_day))
    register(Kind(managers.TEAM_MAIL, managers.compose))


def digest_day(day: date) -> date | None:
    """The working day on which what falls on that day is written about; None: mail is off."""
    since = queries.on_since()
    return working_day(max(day, since)) if since else None


def compose(mail: Mail, now: datetime) -> Letter | NotSent | PutOff:
    person, switch = person_of(mail), queries.newest_switch()
    if person is None or (why := why_no_mail(person, now)):
        return NotSent(why if person else "forgotten")
    if switch is None or not switch.on:
        return NotSent("off")
    if later := put_off_now(mail, person, now):
        return later
    today = person.today(now)
    if why := why_silent_today(mail, person, today):
        return NotSent(why)
    notices, why = _notices_that_hold(mail, person, today)
    if not notices:
        return NotSent(why)
    return letter(person, notices, switch.site_url)


def put_off_now(mail: Mail, person: User, now: datetime) -> PutOff | None:
    """Outside working hours, and where they were written to today: later. A mail that waited since
    another day is one of today."""
    if sent_at := wait_until(now, person.zone):
        return PutOff(sent_at)
    today = person.today(now)
    of_today = Mail.objects.filter(person=mail.person, day=today).exclude(pk=mail.pk)
    if (
        of_today.filter(kind=mail.kind).exists()
        or of_today.filter(kind=INVITATION_MAIL, state__in=(State.SENDING, State.SENT)).exists()
    ):
        return PutOff(opening(working_day(today + timedelta(days=1)), person.zone))
    if mail.day != today:
        Mail.objects.filter(pk=mail.pk).update(day=today)
    return None


def why_silent_today(mail: Mail, person: User, today: date) -> str:
    """Why nothing is said to somebody today, as a code; empty where something may be. What somebody
    sends again goes to an address from which mail came back."""
    if person.start_day and person.start_day > today:
        return "not_started"
    if Leave.objects.on(today).filter(person=person).exists():
        return "on_leave"
    bad = bad_addresses([person.public_id]).get(person.public_id, ())
    if not mail.sent_again and address_hash(person.email or "") in bad:
        return "bounced"
    return ""


def _notices_that_hold(mail: Mail, person: User, today: date) -> tuple[list[Notice], str]:
    """What of the mail's occasions still holds; else why nothing of them does. What does not hold
    for a while is taken out of a mail that goes: it is written about when that is over."""
    asks = {
        str(ask["public_id"]): ask
        for ask in queries.asks_of_subjects_on().filter(person=person).values(*ASK_FIELDS)
    }
    wants = queries.wants_optional(person)
    notices: dict[tuple[Occasion, str], Notice] = {}
    reasons = {}
    for row in mail.occasions.all():
        kind = Occasion(row.kind)
        if kind == Occasion.MANAGERS:
            if announced := ManagerMail.objects.filter(pk=row.thing, ended_on=None).first():
                notices[kind, row.thing] = Notice(kind, _managers_told_from(announced, today))
            continue
        ask = asks.get(row.thing)
        why = _why_not_any_more(row, ask, today)
        optional = ask is not None and is_optional(kind, ask["due_on"], today)
        if not why and optional and not wants:
            why = "stopped"
        if why or ask is None:
            reasons[row.pk] = why
        else:
            notices[kind, row.thing] = Notice(kind, _day(kind, ask), optional)
    for_a_while = {pk: why for pk, why in reasons.items() if why in CODES_TO_WRITE_AGAIN}
    if notices and for_a_while:
        mail.occasions.filter(pk__in=for_a_while).delete()
    return _without_repetition(notices), next(iter((for_a_while or reasons).values()), "nothing")


def _without_repetition(notices: dict[tuple[Occasion, str], Notice]) -> list[Notice]:
    """Without what HR did about an ask where the mail tells of it, and of its day, anyhow."""
    by_hand = {Occasion.REMINDED, Occasion.EXTENDED}
    told_anyhow = {thing for kind, thing in notices if kind not in by_hand}
    return [
        notice
        for (kind, thing), notice in notices.items()
        if kind not in by_hand or thing not in told_anyhow
    ]


def _why_not_any_more(row: Written, ask: dict[str, Any] | None, today: date) -> str:
    """Why an occasion no longer holds, as a code; empty where it does. Leave was asked before."""
    if ask is None:
        hidden = Ask.objects.current().filter(public_id=row.thing).exists()
        return "subject_off" if hidden else "withdrawn"
    ask_dates = ask_dates_of(ask)
    if ask_dates.pause and ask_dates.pause.holds(today):
        return "paused"
    falling = occasions_of(replace(ask_dates, pause=None), [])
    reminded = row.kind == Occasion.REMINDED and ask_dates.is_open
    if reminded or any((falls.kind, falls.day) == (row.kind, row.day) for falls in falling):
        too_late = row.kind in OF_DAYS_TO_COME and ask_dates.due_on <= today
        return "changed" if too_late else ""
    if ask_dates.done_on:
        return "done"
    return "excused" if ask_dates.excused else "changed"


def _day(kind: Occasion, ask: dict[str, Any]) -> date:
    day: date = ask["done_on"] if kind == Occasion.CERTIFICATE else ask["due_on"]
    return day


def _managers_told_from(announced: ManagerMail, today: date) -> date:
    return max(announced.announced_on, today) + WEEK


def letter(person: User, notices: list[Notice], site_url: str) -> Letter:
    """The mail of these occasions, in the person's language."""
    stop = site_url + choices.stop_path(person)
    headers = {}
    if any(notice.is_optional for notice in notices):
        headers = {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    learn, certificates = reverse(settings.LOGIN_REDIRECT_URL), reverse("certificates:mine")
    with translation.override(mail_language(person)):
        body: list[str | Link] = words.body(notices, site_url, learn, certificates)
        return Letter(
            to=person.email or "",
            name=person.name,
            subject=words.subject(words.most_pressing([notice.kind for notice in notices])),
            body=tuple(body),
            language=mail_language(person),
            small=tuple(words.small_print(notices, employer_name(), stop)),
            headers=headers,
        )
