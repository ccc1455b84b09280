"""Who writes content here now, and who may take away what another author sent."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from awareness.people.models import Role, User, holder_ids

SENDER_TAKES_AWAY = gettext_lazy(
    "%(name)s sent this, and takes it away. Every author can once %(name)s writes here no more."
)


def authors_at_work(day: date) -> QuerySet[User]:
    """Those with the role of an author who work here on that day."""
    return User.objects.at_work(day).filter(pk__in=holder_ids(Role.AUTHOR))


def may_take_away(sender: User | None, author: User, day: date) -> bool:
    """Whether an author may take away a report's file or a zip that `sender` sent (None: the
    account is gone): their own, and any whose sender is no author at work on that day."""
    if sender is None or sender == author:
        return True
    return not authors_at_work(day).filter(pk=sender.pk).exists()
