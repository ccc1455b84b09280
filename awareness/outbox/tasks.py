"""What the worker does for the outbox. Each may run twice."""

from datetime import UTC, timedelta

from django.tasks import task
from django.utils import timezone

from awareness.outbox import sending
from awareness.outbox.kinds import private_kinds
from awareness.outbox.models import Mail, State

KEPT_FOR = timedelta(days=30)


# Behind everything else: with a mail server that hangs, mails would take every place there is.
@task(queue_name="mail", priority=-10)
def send_waiting() -> None:
    """Send what waits; where there is more than one run sends, the next begins at once."""
    if sending.send_waiting():
        send_waiting.enqueue()


@task
def forget_private() -> None:
    """Take away what is for nobody to know, a month after it went: that somebody asked for a new
    password."""
    last = (timezone.now() - KEPT_FOR).astimezone(UTC).date()
    old = Mail.objects.filter(kind__in=private_kinds(), settled_on__lte=last)
    old.exclude(state=State.SENDING).delete()
