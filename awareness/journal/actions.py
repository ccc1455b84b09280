"""Adding events, and sealing the journal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from awareness.journal.models import Event, Seal

EVENTS_AT_ONCE = 1000  # rows of one statement


def append(
    kind: str,
    *,
    now: datetime,
    subject: UUID | None = None,
    actor: UUID | None = None,
    **facts: Any,
) -> None:
    """Add one event. The facts are what JSON can say: codes, days as texts, numbers, lists."""
    Event.objects.create(at=now, kind=kind, subject=subject, actor=actor, facts=facts)


def append_all(events: Iterable[Event]) -> None:
    """Add many, in this order."""
    Event.objects.bulk_create(events, batch_size=EVENTS_AT_ONCE)


@transaction.atomic
def seal() -> None:
    """From here on the database refuses to change an event. It cannot be undone; twice is once."""
    if not Seal.objects.exists():
        Seal.objects.create(at=timezone.now())
