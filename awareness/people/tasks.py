"""What the background worker does about people: mail to a person, and forgetting.

Mails are put into the outbox, which sends each once and says what became of it (people/mail.py).
"""

import time

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from awareness import giving_way
from awareness.outbox.sending import SECONDS_OF_A_RUN, send_waiting
from awareness.people import mail, tries
from awareness.people.models import Door, User, WayIn

LINKS_PER_TRANSACTION = 500  # links put in by one transaction


# Behind everything else: with a mail server that hangs, mails would take every place there is.
@task(queue_name="mail", priority=-10)
def send_password_mail(person: int | None, site_url: str, request: str = "") -> None:
    """Mail a link for a new password to the address that the person has now.

    `person`: an id; None where nobody could be meant, so that both leave the same trace.
    `site_url`: where the site was asked, such as https://awareness.example; `request` names the
    asking (mail.new_request), so that it is answered once, however often this runs; without a name
    it is one asking a day.
    """
    now = timezone.now()
    user = User.objects.select_related("site").filter(pk__in=[person] if person else []).first()
    if user is not None:
        mail.put_password_mail(user, site_url, request, user.today(now))
        send_waiting()


@task(queue_name="mail", priority=-10)
def tell_old_address(person: int, address: str, request: str = "") -> None:
    """Tell the address that somebody had so far that they have another, or none, now."""
    user = User.objects.select_related("site").filter(pk=person).first()
    if user is not None:
        mail.put_old_address_mail(user, address, request, user.today(timezone.now()))
        send_waiting()


@task(queue_name="mail", priority=-10)
def send_invitations() -> None:
    """Put the links that wait into the outbox, of joiners on their first day, and send them for as
    long as a task of this queue has; the others go within a minute (outbox/tasks.py)."""
    end = time.monotonic() + SECONDS_OF_A_RUN
    waiting = WayIn.objects.filter(door=Door.LINK, sent_at=None, used_at=None, ended_at=None)
    pks = list(waiting.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), LINKS_PER_TRANSACTION):
        _put_invitations(pks[start : start + LINKS_PER_TRANSACTION])
        giving_way.let_others_write()
    send_waiting(seconds=max(0, end - time.monotonic()))


@transaction.atomic
def _put_invitations(pks: list[int]) -> None:
    # Locked before the look at what is in the outbox already; what another task holds is its to do.
    free = WayIn.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=pks)
    ways_in = free.select_related("person__site").prefetch_related("person__identifiers")
    mail.put_invitations(ways_in.order_by("pk"), timezone.now())


@task
def forget_tries() -> None:
    """Take away the counts of tries at passwords whose time is over. It may run twice."""
    tries.forget_old_counts(timezone.now())
