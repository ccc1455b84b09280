"""What the worker does: mails of the day into the outbox. It may run twice."""

from django.tasks import task
from django.utils import timezone

from awareness.mailing import actions
from awareness.outbox.tasks import send_waiting


@task
def put_in_mails() -> None:
    """Put in what falls on today, and send it."""
    if actions.put_in_mails_of_today(timezone.now()):
        send_waiting.enqueue()
