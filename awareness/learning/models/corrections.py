"""A key of ours was wrong: who answered by it is told, once and in plain words."""

from django.db import models
from django.db.models import F, Q

from awareness.people.append_only import AppendOnly
from awareness.people.models import User


class Correction(AppendOnly):
    """An answer of somebody's counts otherwise since its question's key was mended.

    The learner's own; no employer page, export or log may show it. What they finished stays so.
    """

    learner = models.ForeignKey(User, models.PROTECT, related_name="corrections")
    question = models.CharField(max_length=200)  # its key
    stem = models.TextField()  # as they were asked
    number = models.PositiveIntegerField()  # of the version whose key counts now
    was = models.FloatField()
    now = models.FloatField()
    on = models.DateField()

    class Meta:
        ordering = ("id",)
        constraints = [
            # Regrading twice tells nobody twice.
            models.UniqueConstraint(
                fields=["learner", "question", "number"], name="learning_correction_once"
            ),
            # Somebody whose answer counts as before is told nothing.
            models.CheckConstraint(
                condition=~Q(was=F("now")), name="learning_correction_something_changed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.question}"

    @property
    def better(self) -> bool:
        return self.now > self.was


class CorrectionRead(AppendOnly):
    """Whoever it is about has read it; it is not shown again on the way."""

    correction = models.OneToOneField(Correction, models.PROTECT, related_name="read")
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.correction_id}, {self.on}"
