"""Everything that writes here. Rows are added or ended, never overwritten."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from awareness.errors import CodedError
from awareness.people.models import Site, User
from awareness.people.validation import is_day_in_reach, is_web_link
from awareness.subjects.actions import set_on
from awareness.subjects.queries import keys_of_subjects_off
from awareness.subjects.registry import first_subject_key as first_subject
from awareness.subjects.registry import subjects
from awareness.workplace.legal import is_jurisdiction
from awareness.workplace.models import (
    HelpLink,
    LegalCard,
    PolicyVersion,
    SiteContact,
    SiteSetting,
    Statement,
    StatementAnswer,
    StatementTopic,
    SubjectChoice,
)
from awareness.workplace.phones import is_phone

TOKEN_BYTES = 32  # 256 bits: nobody comes upon a link by trying


class WorkplaceError(CodedError):
    """Refused; `code` says why (not_a_phone, not_a_link, no_name, day_out_of_reach, …)."""


@transaction.atomic
def set_contact(
    site: Site,
    position: int,
    *,
    name: str,
    phone: str,
    role: str = "",
    outside_line: bool = False,
    subject: str | None = None,
    by: User,
    today: date,
) -> SiteContact:
    """Name the first or second person of a site in a subject (the first one where none is named),
    or the trusted adult. Saying the same again changes nothing.
    """
    subject = first_subject() if subject is None else subject
    if not name.strip():
        raise WorkplaceError("no_name")
    if not is_phone(phone.strip()):
        raise WorkplaceError("not_a_phone")
    Site.objects.select_for_update().get(pk=site.pk)  # two tabs: one after the other
    values: dict[str, Any] = {"name": name.strip(), "phone": phone.strip(), "role": role.strip()}
    values["outside_line"] = outside_line
    current = SiteContact.objects.current().filter(site=site, subject=subject)
    old = current.filter(position=position).first()
    if old and all(getattr(old, field) == value for field, value in values.items()):
        return old
    if old:
        old.until = today
        old.save(update_fields=["until"])
    return SiteContact.objects.create(
        site=site, subject=subject, position=position, **values, since=today, entered_by=by
    )


@transaction.atomic
def set_contact_of_sites(sites: Iterable[Site], position: int, **contact: Any) -> None:
    """The same person at each of them, or, where one cannot be, at none (`set_contact`)."""
    for site in sites:
        set_contact(site, position, **contact)


@transaction.atomic
def add_policy(
    site: Site,
    *,
    text: str = "",
    link: str = "",
    valid_from: date,
    subject: str | None = None,
    by: User,
    today: date | None = None,
) -> PolicyVersion:
    """Add the next version of a site's policy in a subject (the first one where none is named): a
    text or a link, exactly one of them.

    The same policy from the same day as the newest version is that version: a double click adds
    nothing.
    """
    text, link = text.strip(), link.strip()
    if bool(text) == bool(link):
        raise WorkplaceError("text_or_link")
    if link and not is_web_link(link):
        raise WorkplaceError("not_a_link")
    if not is_day_in_reach(valid_from, today or site.today()):
        raise WorkplaceError("day_out_of_reach")
    Site.objects.select_for_update().get(pk=site.pk)  # numbers follow each other
    subject = first_subject() if subject is None else subject
    newest = PolicyVersion.objects.filter(site=site, subject=subject).order_by("-number").first()
    if newest and (newest.text, newest.link, newest.valid_from) == (text, link, valid_from):
        return newest
    return PolicyVersion.objects.create(
        site=site,
        subject=subject,
        number=newest.number + 1 if newest else 1,
        text=text,
        link=link,
        valid_from=valid_from,
        entered_by=by,
    )


@transaction.atomic
def add_policies(sites: Iterable[Site], **fields: Any) -> list[PolicyVersion]:
    """The same policy (as `add_policy` takes it) as the next version of several sites: for all of
    them or for none."""
    return [add_policy(site, **fields) for site in sites]


@transaction.atomic
def set_up_site(
    site: Site, *, jurisdiction: str, languages: Sequence[str], by: User, today: date
) -> SiteSetting:
    """Say which law holds at a site and which languages its people need; the newest row speaks."""
    if not is_jurisdiction(jurisdiction):
        raise WorkplaceError("not_a_jurisdiction")
    if jurisdiction.partition("-")[0] != site.country:
        raise WorkplaceError("other_country")
    if not languages:
        raise WorkplaceError("no_language")
    Site.objects.select_for_update().get(pk=site.pk)
    newest = SiteSetting.objects.filter(site=site).last()
    if newest and (newest.jurisdiction, newest.languages) == (jurisdiction, list(languages)):
        return newest
    return SiteSetting.objects.create(
        site=site,
        jurisdiction=jurisdiction,
        languages=list(languages),
        entered_on=today,
        entered_by=by,
    )


@transaction.atomic
def add_legal_card(
    jurisdiction: str,
    *,
    text: str,
    approved_by: str,
    approver_role: str,
    approved_on: date,
    expires_on: date,
    subject: str | None = None,
    by: User,
    today: date,
) -> LegalCard:
    """Enter the next version of a card that a named person approved. The same twice is once."""
    if not is_jurisdiction(jurisdiction):
        raise WorkplaceError("not_a_jurisdiction")
    values = {
        "text": text.strip(),
        "approved_by": " ".join(approved_by.split()),
        "approver_role": approver_role.strip(),
        "approved_on": approved_on,
        "expires_on": expires_on,
    }
    if not values["text"]:
        raise WorkplaceError("no_text")
    if not values["approved_by"] or not values["approver_role"]:
        raise WorkplaceError("no_approver")
    if approved_on > today:
        raise WorkplaceError("approved_later")
    if expires_on <= max(approved_on, today):
        raise WorkplaceError("expired_already")
    if not is_day_in_reach(approved_on, today) or not is_day_in_reach(expires_on, today):
        raise WorkplaceError("day_out_of_reach")
    subject = first_subject() if subject is None else subject
    newest = _newest_card(jurisdiction, subject)
    if newest and all(getattr(newest, field) == value for field, value in values.items()):
        return newest
    values |= {"entered_on": today, "entered_by": by}
    return _next_card(jurisdiction, subject, newest, **values)


@transaction.atomic
def withdraw_legal_card(
    jurisdiction: str, *, subject: str | None = None, by: User, today: date
) -> LegalCard:
    """Take the card back before it expires: from now on the strict rule stands alone."""
    subject = first_subject() if subject is None else subject
    newest = _newest_card(jurisdiction, subject)
    if newest is None:
        raise WorkplaceError("no_card")
    if newest.withdrawn:
        return newest
    values = {"withdrawn": True, "entered_on": today, "entered_by": by}
    return _next_card(jurisdiction, subject, newest, **values)


def _newest_card(jurisdiction: str, subject: str) -> LegalCard | None:
    own_cards = LegalCard.objects.filter(jurisdiction=jurisdiction, subject=subject)
    cards = own_cards.select_for_update()
    return cards.order_by("-number").first()


def _next_card(
    jurisdiction: str, subject: str, newest: LegalCard | None, **fields: Any
) -> LegalCard:
    number = newest.number + 1 if newest else 1
    return LegalCard.objects.create(
        jurisdiction=jurisdiction, subject=subject, number=number, **fields
    )


@transaction.atomic
def choose_subject(key: str, on: bool, *, by: User, today: date) -> SubjectChoice:
    """Have a subject on or off from now on, and write down who chose it. Choosing what is so
    already changes nothing. WorkplaceError: unknown_subject."""
    if key not in subjects():
        raise WorkplaceError("unknown_subject")
    # Two clicks, two people: one after the other, so that the newest row is the newest.
    User.objects.select_for_update().get(pk=by.pk)
    newest = SubjectChoice.objects.filter(subject=key).last()
    is_on = key not in set(keys_of_subjects_off())
    if newest and newest.on == on == is_on:
        return newest
    set_on(key, on)
    return SubjectChoice.objects.create(subject=key, on=on, by=by, name=by.name, day=today)


# The checklist before a module goes out: statements are added, never changed


@transaction.atomic
def state(subject: str, answer: str, *, by: User, today: date) -> Statement:
    """Say that something was done, that there is none of it, or take back what was said.

    WorkplaceError: unknown_statement, mail_first (a mail is said to be sent by sending it),
    nothing_to_withdraw.
    """
    if subject not in StatementTopic.values or answer not in StatementAnswer.values:
        raise WorkplaceError("unknown_statement")
    if answer == StatementAnswer.NONE and subject != StatementTopic.WORKS_COUNCIL:
        raise WorkplaceError("unknown_statement")
    if subject == StatementTopic.TEST_MAIL and answer == StatementAnswer.DONE:
        raise WorkplaceError("mail_first")
    return _append_statement(subject, answer, by, today)


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
    text = words % {"employer": settings.EMPLOYER or _("your employer")}
    try:
        sent = send_mail(
            _("Test mail"), text, settings.DEFAULT_FROM_EMAIL, [by.email], using="in_request"
        )
    except (SMTPException, OSError) as error:
        raise WorkplaceError("not_sent", _server_words(error)) from error
    if not sent:
        raise WorkplaceError("not_sent", _("The server took no mail."))
    with transaction.atomic():
        return _append_statement(StatementTopic.TEST_MAIL, StatementAnswer.DONE, by, today)


def _server_words(error: Exception) -> str:
    """What the mail server said, on one line and no longer than a line should be."""
    return " ".join(str(error).split())[:300] or type(error).__name__


def _append_statement(subject: str, answer: str, by: User, today: date) -> Statement:
    """The next row. The same said again by the same person on the same day is one row."""
    # Two clicks, two people: one after the other, so that the newest row is the newest.
    User.objects.select_for_update().get(pk=by.pk)
    newest = Statement.objects.filter(subject=subject).last()
    if answer == StatementAnswer.WITHDRAWN and (
        newest is None or newest.answer == StatementAnswer.WITHDRAWN
    ):
        raise WorkplaceError("nothing_to_withdraw")
    if newest and (newest.answer, newest.by_id, newest.day) == (answer, by.pk, today):
        return newest
    return Statement.objects.create(subject=subject, answer=answer, by=by, name=by.name, day=today)


@transaction.atomic
def renew_link(site: Site, *, instead_of: int | None, by: User, today: date) -> HelpLink:
    """Make the site's link, or a new one in place of `instead_of` (its id, as the page had it); the
    old one is dead at once.

    A second click still names the link that is gone, and changes nothing.
    """
    Site.objects.select_for_update().get(pk=site.pk)
    current = HelpLink.objects.filter(site=site, ended_on=None).first()
    if current and current.pk != instead_of:
        return current
    if current:
        current.ended_on = today
        current.save(update_fields=["ended_on"])
    return HelpLink.objects.create(
        site=site, token=secrets.token_urlsafe(TOKEN_BYTES), made_on=today, made_by=by
    )


@transaction.atomic
def end_link(site: Site, today: date) -> bool:
    """End the site's link without a new one in its place; whether there was one."""
    return bool(HelpLink.objects.filter(site=site, ended_on=None).update(ended_on=today))
