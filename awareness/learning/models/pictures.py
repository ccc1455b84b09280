"""What was told of many people's answers, kept as it was told."""

from django.db import models
from django.db.models import Q

from awareness.people.append_only import AppendOnly, AppendOnlyQuerySet


class PictureKind(models.TextChoices):
    QUESTION = "question"  # about: the number of a QuestionVersion
    CHANGE = "change"  # about: the key of a situation, without its form
    GUESSES = "guesses"  # about: the number of a QuestionVersion that is an estimate


class PictureQuerySet(AppendOnlyQuerySet["Picture"]):
    def newest(self, kind: PictureKind) -> "PictureQuerySet":
        """The one picture of each `about` that is shown."""
        later = Picture.objects.filter(
            kind=models.OuterRef("kind"),
            about=models.OuterRef("about"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(later), kind=kind)


class Picture(AppendOnly):
    """Numbers over many people, as they are shown until the next picture of the same is made.

    It holds what is shown and nothing else: no person, no site, no count finer than tens. Whom it
    counted follows from `until`: those who had answered by then.
    """

    kind = models.CharField(max_length=10, choices=PictureKind)
    about = models.CharField(max_length=200)
    number = models.PositiveIntegerField()  # the first is 1
    until = models.DateTimeField()  # answers after it are not counted
    told = models.JSONField()  # as the kind's own type (pooled.py, before_after.py, guesses.py)

    objects = PictureQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        ordering = ("id",)
        constraints = [
            # Two workers that count in the same night make one picture; also serves `newest`.
            models.UniqueConstraint(
                fields=["kind", "about", "number"], name="learning_picture_number_once"
            ),
            # A kind that no code knows would never be shown, and never be made anew.
            models.CheckConstraint(
                condition=Q(kind__in=PictureKind.values), name="learning_picture_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}, no. {self.number}"
