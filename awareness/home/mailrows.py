"""One's mails and one's choice of them, as rows of one's own record."""

from datetime import date

from django.utils.translation import gettext_lazy

from awareness.home.recordrows import Row
from awareness.mailing.managers import TEAM_MAIL
from awareness.mailing.models import OptionalMail
from awareness.mailing.occasions import Occasion
from awareness.outbox.kinds import DIGEST
from awareness.outbox.models import State
from awareness.outbox.queries import mails_of, quiet_days
from awareness.people.mail import INVITATION_MAIL, OLD_ADDRESS_MAIL, PASSWORD_MAIL
from awareness.people.models import User

MAIL_WORDS = {
    DIGEST: gettext_lazy("about what you are asked"),
    TEAM_MAIL: gettext_lazy("about your team"),
    INVITATION_MAIL: gettext_lazy("your way in"),
    PASSWORD_MAIL: gettext_lazy("a link to a new password"),
    OLD_ADDRESS_MAIL: gettext_lazy("word to your old address"),
}


def mails(user: User, _today: date) -> list[Row]:
    """Every mail that went or was to go, and what became of it, and the days on which HR chose that
    none goes; three queries."""
    quiet = sorted(quiet_days([user.public_id]).get(user.public_id, ()))
    return [
        {
            "day": day,
            "mail": str(MAIL_WORDS[DIGEST]),
            "about": str(Occasion.ASKED.label),
            "state": str(State.NOT_SENT.label),
            "why": "brought in without mail",
            "sha256": None,
        }
        for day in quiet
    ] + [
        {
            "day": mail.day,
            "mail": str(MAIL_WORDS.get(mail.kind, mail.kind)),
            "about": ", ".join(
                sorted(
                    str(Occasion(occasion.kind).label)
                    for occasion in mail.occasions.all()
                    if occasion.kind in Occasion.values
                )
            )
            or None,
            "state": str(mail.get_state_display()),
            "why": mail.why or None,
            "sha256": mail.text_hash or None,
        }
        for mail in mails_of(user.public_id).prefetch_related("occasions")
    ]


def mail_choice(user: User, _today: date) -> list[Row]:
    """Whether one wants the mails that are one's own choice; [] where nobody chose."""
    choices = OptionalMail.objects.filter(person=user)
    return [{"wanted": choice.wanted, "chosen_on": choice.chosen_on} for choice in choices]
