"""What HR has decided about mail."""

from datetime import date

from awareness.assignments.models.asks import Ask, AskQuerySet
from awareness.mailing.models import ManagerMail, OptionalMail, Switch
from awareness.people.models import User
from awareness.subjects.queries import keys_of_subjects_off


def asks_of_subjects_on() -> AskQuerySet:
    """What people are asked now, of subjects that are on: else the mail would lead nowhere."""
    return Ask.objects.current().exclude(module__subject__in=keys_of_subjects_off())


def newest_switch() -> Switch | None:
    """The row that counts; None: nobody has turned mail on yet."""
    return Switch.objects.order_by("-pk").first()


def on_since() -> date | None:
    """From which day on people are written to; None: they are not."""
    newest = newest_switch()
    return newest.day if newest and newest.on else None


def manager_mail_by_country() -> dict[str, ManagerMail]:
    """By country: where managers are told, or will be."""
    return {
        manager_mail.country: manager_mail
        for manager_mail in ManagerMail.objects.filter(ended_on=None)
    }


def wants_optional(person: User) -> bool:
    choice = OptionalMail.objects.filter(person=person).first()
    return choice is None or choice.wanted
