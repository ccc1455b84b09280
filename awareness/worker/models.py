"""When a background worker was last seen: one row, whatever runs and wherever."""

from django.db import models


class WorkerSeen(models.Model):
    """The one row (id 1). Written by every worker about twice a minute, read by every process."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="worker_seen_one_row"),
        ]

    def __str__(self) -> str:
        return f"seen {self.at}"
