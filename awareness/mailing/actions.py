"""What HR and the worker do about mail. Each in one transaction, or many small ones."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import batched
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from awareness import giving_way
from awareness.journal.actions import append, append_all
from awareness.journal.models import Event
from awareness.mailing import managers, queries
from awareness.mailing.hours import opening, wait_until
from awareness.mailing.models import ManagerMail, Switch
from awareness.mailing.plan import CODES_TO_WRITE_AGAIN, PlannedMail, plan_mails
from awareness.mailing.reasons import bounced_people
from awareness.outbox import actions as outbox
from awareness.outbox.actions import DueMail
from awareness.outbox.kinds import DIGEST
from awareness.outbox.models import Mail
from awareness.people.models import Site, User
from awareness.people.models.places import employer_zone

MAILS_AT_ONCE = 500  # people of one transaction


def put_in_mails_of_today(now: datetime) -> int:
    """Put into the outbox what falls on today, wherever it is working hours now; how many occasions
    were new. It may run as often as it likes."""
    since = queries.on_since()
    if since is None:
        return 0
    count, bounced = 0, bounced_people()
    for zone, people in _people_by_zone():
        if wait_until(now, zone) is None:
            day = now.astimezone(zone).date()
            planned_mails = plan_mails(day, people, since=since, missed=True, bounced=bounced)
            for chunk in batched((mail for mail in planned_mails if not mail.why), MAILS_AT_ONCE):
                count += _write_mails(chunk)
                giving_way.let_others_write()
            count += _write_to_managers(people, day, zone)
    return count


def _people_by_zone() -> list[tuple[ZoneInfo, QuerySet[User]]]:
    sites: dict[ZoneInfo, list[int]] = {}
    for site in Site.objects.all():
        sites.setdefault(site.zone, []).append(site.pk)
    people = [(zone, User.objects.filter(site__in=pks)) for zone, pks in sites.items()]
    return [*people, (employer_zone(), User.objects.filter(site=None))]


def _write_mails(mails: Iterable[PlannedMail]) -> int:
    due_mails = [
        DueMail(
            mail.person.public_id,
            item.kind.value,
            item.thing,
            item.day,
            mail_day=mail.at.date(),
            not_before=mail.at,
        )
        for mail in mails
        for item in mail.items
    ]
    return outbox.put_daily(DIGEST, due_mails, CODES_TO_WRITE_AGAIN)


def _write_to_managers(people: QuerySet[User], day: date, zone: ZoneInfo) -> int:
    """Put in what managers are told of these people, some at a time; how many occasions were
    new."""
    late_asks, count = managers.read_late_asks(people, day), 0
    due_mails = managers.due_to_managers(late_asks, day, opening(day, zone))
    for chunk in batched(due_mails, MAILS_AT_ONCE):
        count += outbox.put_daily(managers.TEAM_MAIL, chunk, CODES_TO_WRITE_AGAIN)
        giving_way.let_others_write()
    return count


@transaction.atomic
def switch(on: bool, by: User, site_url: str, now: datetime) -> None:
    """Turn mail about what is asked on or off. What has been sent stays; what waits is not sent
    while it is off."""
    Switch.objects.create(on=on, day=by.today(now), site_url=site_url if on else "", by=by)
    append("mail.turned_on" if on else "mail.turned_off", now=now, actor=by.public_id)


@transaction.atomic
def announce(country: str, by: User, now: datetime) -> None:
    """Managers in this country are told who is late, a week after their people were told so. Twice
    is once."""
    if country not in queries.manager_mail_by_country():
        ManagerMail.objects.create(country=country, announced_on=by.today(now), by=by)
        append("manager_mail.announced", now=now, actor=by.public_id, country=country)


@transaction.atomic
def end_manager_mail(country: str, by: User, now: datetime) -> None:
    ended = ManagerMail.objects.filter(country=country, ended_on=None)
    if ended.update(ended_on=by.today(now), ended_by=by):
        append("manager_mail.ended", now=now, actor=by.public_id, country=country)


@transaction.atomic
def send_again(mails: Iterable[Mail], by: User, now: datetime) -> list[Mail]:
    """Mails that did not arrive, or may not have; who asked for it stays written down."""
    were = {mail.pk: mail.state for mail in mails}
    again = outbox.send_again(were, now)
    append_all(
        Event(
            at=now,
            kind="mail.sent_again",
            subject=mail.person,
            actor=by.public_id,
            facts={"day": mail.day.isoformat(), "was": were[mail.pk]},
        )
        for mail in again
    )
    return again
