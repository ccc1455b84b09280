"""Writes of the checklist and of the links to help cards. Statements are added, never changed."""

import secrets
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from awareness.people.models import Site, User
from awareness.workplace.actions import WorkplaceError
from awareness.workplace.models import Answer, HelpLink, Statement, Subject

TOKEN_BYTES = 32  # 256 bits: nobody comes upon a link by trying


@transaction.atomic
def state(subject: str, answer: str, *, by: User, today: date) -> Statement:
    """Say that something was done, that there is none of it, or take back what was said.

    WorkplaceError: unknown_statement, mail_first (a mail is said to be sent by sending it),
    nothing_to_withdraw.
    """
    if subject not in Subject.values or answer not in Answer.values:
        raise WorkplaceError("unknown_statement")
    if answer == Answer.NONE and subject != Subject.WORKS_COUNCIL:
        raise WorkplaceError("unknown_statement")
    if subject == Subject.TEST_MAIL and answer == Answer.DONE:
        raise WorkplaceError("mail_first")
    return _append(subject, answer, by, today)


def send_test_mail(*, by: User, today: date) -> Statement:
    """Send a mail to the user's own address, and write down that it was sent: only if it was.

    WorkplaceError: no_address; not_sent, with what the server said. The mail names no topic.
    """
    if not by.email:
        raise WorkplaceError("no_address")
    words = _(
        "This mail was sent from the pages where %(employer)s’s staff learn, to try whether mail "
        "goes out. You asked for it yourself. There is nothing you need to do."
    )
    said = words % {"employer": settings.EMPLOYER or _("your employer")}
    try:
        sent = send_mail(
            _("Test mail"), said, settings.DEFAULT_FROM_EMAIL, [by.email], using="in_request"
        )
    except (SMTPException, OSError) as error:
        raise WorkplaceError("not_sent", _in_words(error)) from error
    if not sent:
        raise WorkplaceError("not_sent", _("The server took no mail."))
    with transaction.atomic():
        return _append(Subject.TEST_MAIL, Answer.DONE, by, today)


def _in_words(error: Exception) -> str:
    """What the mail server said, on one line and no longer than a line should be."""
    return " ".join(str(error).split())[:300] or type(error).__name__


def _append(subject: str, answer: str, by: User, today: date) -> Statement:
    """The next row. The same said again by the same person on the same day is one row."""
    # Two clicks, two people: one after the other, so that the newest row is the newest.
    User.objects.select_for_update().get(pk=by.pk)
    newest = Statement.objects.filter(subject=subject).last()
    if answer == Answer.WITHDRAWN and (newest is None or newest.answer == Answer.WITHDRAWN):
        raise WorkplaceError("nothing_to_withdraw")
    if newest and (newest.answer, newest.by_id, newest.day) == (answer, by.pk, today):
        return newest
    return Statement.objects.create(subject=subject, answer=answer, by=by, name=by.name, day=today)


@transaction.atomic
def renew_link(site: Site, *, instead_of: int | str | None, by: User, today: date) -> HelpLink:
    """Make the site's link, or a new one in place of `instead_of` (its id, as a page sends it); the
    old one is dead at once.

    A second click still names the link that is gone, and changes nothing.
    """
    Site.objects.select_for_update().get(pk=site.pk)
    now = HelpLink.objects.filter(site=site, ended_on=None).first()
    if now and str(now.pk) != str(instead_of):
        return now
    if now:
        now.ended_on = today
        now.save(update_fields=["ended_on"])
    return HelpLink.objects.create(
        site=site, token=secrets.token_urlsafe(TOKEN_BYTES), made_on=today, made_by=by
    )


@transaction.atomic
def end_link(site: Site, today: date) -> bool:
    """End the site's link without a new one in its place; whether there was one."""
    return bool(HelpLink.objects.filter(site=site, ended_on=None).update(ended_on=today))
