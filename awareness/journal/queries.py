"""Reading the journal."""

from uuid import UUID

from django.db.models import QuerySet

from awareness.journal.models import Event


def events_about(subject_id: UUID) -> QuerySet[Event]:
    """What was done about somebody, the first first."""
    return Event.objects.filter(subject=subject_id).order_by("pk")
