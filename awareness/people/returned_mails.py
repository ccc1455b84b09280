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
from awareness.outbox.queries import trouble
from awareness.people.models import User
from awareness.people.reach import Reach

SHOWN = timedelta(days=90)
MOST = 1000  # mails that are looked at, the newest first
WHY: dict[str, str | Promise] = {
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
        return str(WHY.get(self.mail.why, _("it was not delivered")))


def returned(reach: Reach, today: date) -> list[ReturnedMail]:
    """One a person, the newest first; without those who have left, and without those to whom a
    later mail went. Four queries at any number of people."""
    newest: dict[UUID, Mail] = {}
    for mail in trouble().filter(settled_on__gte=today - SHOWN)[:MOST]:
        newest.setdefault(mail.person, mail)
    people = User.objects.filter(reach.at("site__"), public_id__in=newest).select_related("site")
    people = people.filter(is_active=True).exclude(end_day__lt=today).with_identifiers()
    hashes = {person.public_id: address_hash(person.email or "") for person in people}
    sent = Mail.objects.filter(state=State.SENT, person__in=hashes)
    sent = sent.exclude(kind__in=private_kinds())  # that there was one is nobody's to see
    arrived: dict[UUID, date] = {}  # at the address they have now
    for whom, day, kept in sent.values_list("person", "settled_on", "address_hash"):
        if day and kept == hashes[whom]:
            arrived[whom] = max(day, arrived.get(whom, day))
    by_id = {person.public_id: person for person in people}
    return [
        ReturnedMail(mail, by_id[whom], mail.address_hash != hashes[whom])
        for whom, mail in newest.items()
        if whom in by_id and arrived.get(whom, date.min) <= (mail.settled_on or mail.day)
    ]


def bounced(reach: Reach, today: date) -> int:
    """How many people it is, for the desk."""
    return len(returned(reach, today))
