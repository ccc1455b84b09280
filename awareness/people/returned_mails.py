"""Mails that did not arrive, or may not have: whose, since when and why, for HR of their places.

Not which mail it was: that somebody asked for a new password is nobody's to see, and such mails are
left out altogether.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awareness.outbox.kinds import private_kinds
from awareness.outbox.letters import address_hash
from awareness.outbox.models import Mail, State
from awareness.outbox.queries import mails_in_trouble
from awareness.people.models import User
from awareness.people.reach import Reach

SHOWN_FOR = timedelta(days=90)
MOST_MAILS = 1000  # mails that are looked at, the newest first
REASON_WORDS: dict[str, str | Promise] = {
    "address": _("the mailbox is unknown"),
    "mailbox_full": _("the mailbox is full"),
    "words": _("the server does not take our mail"),
    "spam": _("their provider keeps it back"),
    "given_up": _("the server put it off for days"),
}


@dataclass(frozen=True)
class ReturnedMail:
    """The newest mail to somebody that did not arrive. `mended`: their address is another now."""

    mail: Mail
    person: User
    mended: bool

    @property
    def day(self) -> date:
        return self.mail.settled_on or self.mail.day

    @property
    def why(self) -> str:
        if self.mail.state == State.UNKNOWN:
            return str(_("it was on its way when the server stopped: it may have arrived"))
        return str(REASON_WORDS.get(self.mail.why, _("it was not delivered")))


def returned_mails(reach: Reach, today: date) -> list[ReturnedMail]:
    """One a person, the newest first; without those who have left, and without those to whom a
    later mail went. Four queries at any number of people."""
    newest_by_person: dict[UUID, Mail] = {}
    for mail in mails_in_trouble().filter(settled_on__gte=today - SHOWN_FOR)[:MOST_MAILS]:
        newest_by_person.setdefault(mail.person, mail)
    people = User.objects.filter(reach.at("site__"), public_id__in=newest_by_person).select_related(
        "site"
    )
    people = people.filter(is_active=True).exclude(end_day__lt=today).with_identifiers()
    hash_by_person = {person.public_id: address_hash(person.email or "") for person in people}
    sent_mails = Mail.objects.filter(state=State.SENT, person__in=hash_by_person)
    sent_mails = sent_mails.exclude(
        kind__in=private_kinds()
    )  # that there was one is nobody's to see
    last_arrived: dict[UUID, date] = {}  # at the address they have now
    for person_id, day, mail_hash in sent_mails.values_list("person", "settled_on", "address_hash"):
        if day and mail_hash == hash_by_person[person_id]:
            last_arrived[person_id] = max(day, last_arrived.get(person_id, day))
    by_id = {person.public_id: person for person in people}
    return [
        ReturnedMail(mail, by_id[person_id], mail.address_hash != hash_by_person[person_id])
        for person_id, mail in newest_by_person.items()
        if person_id in by_id
        and last_arrived.get(person_id, date.min) <= (mail.settled_on or mail.day)
    ]


def count_returned(reach: Reach, today: date) -> int:
    """To how many people mail did not arrive, for the desk."""
    return len(returned_mails(reach, today))
