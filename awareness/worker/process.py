"""The process that works: the engine's own, seen by the others."""

from django.utils import timezone
from django_ox.worker import Worker

from awareness.worker.seen import note_seen


class SiteWorker(Worker):
    def reap(self) -> int:
        """Look for tasks of dead workers, as the engine does twice a minute; and be seen."""
        reclaimed = super().reap()
        note_seen(timezone.now())
        return reclaimed
