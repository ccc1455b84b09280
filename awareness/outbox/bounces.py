"""What a provider tells of a mail after it took it: django-anymail's signal, if it is installed."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from awareness.outbox.models import Mail, State

# Event types of django-anymail. That somebody called a mail unwanted is theirs to know alone.
BOUNCE_EVENTS = {"bounced", "rejected", "failed"}
CODE_BY_REASON = {"bounced": "address", "invalid": "address", "spam": "spam", "blocked": "words"}


def listen() -> None:
    try:
        from anymail.signals import tracking
    except ImportError:
        return
    tracking.connect(note_tracking, dispatch_uid="awareness.outbox.bounces")


def note_tracking(sender: Any, event: Any, **kwargs: Any) -> None:
    """Only what did not arrive: that a mail was opened, or a link in it, is not written down."""
    if event.event_type in BOUNCE_EVENTS and event.message_id:
        why = CODE_BY_REASON.get(event.reject_reason or "", event.event_type)
        note_bounce(event.message_id, why, timezone.now())


def note_bounce(message_id: str, why: str, now: datetime) -> int:
    """The mail came back. Told twice, the day of the first stays."""
    gone = Mail.objects.filter(message_id=message_id, state__in=(State.SENT, State.UNKNOWN))
    return gone.update(state=State.BOUNCED, why=why[:24], settled_on=now.astimezone(UTC).date())
