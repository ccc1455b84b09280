"""What loads wrote down: when, from what, and what they changed. None is needed to load again.

The tables are called after the room that held them up to release 0.2.0.
"""

from django.db import models

from awareness.people.append_only import AppendOnly
from quizzes.models import QuestionVersion


class FirstLoaded(AppendOnly):
    """The day on which a version of a question came into this database."""

    version = models.OneToOneField(QuestionVersion, models.CASCADE, related_name="first_loaded")
    day = models.DateField()

    class Meta:
        db_table = "studio_firstloaded"  # of earlier releases

    def __str__(self) -> str:
        return f"{self.version_id}: {self.day}"


class ContentLoaded(AppendOnly):
    """A load of the content, and the fingerprint of what it was made from.

    "" where that cannot be said: single packs were put in the place of shipped ones.
    """

    fingerprint = models.CharField(max_length=64, blank=True)
    day = models.DateField()
    # Digests of the files by what they are (held.LoadUnit); {} of a load by an earlier release.
    units = models.JSONField(default=dict)
    # Of each that was held up, the problems in words; [] where nothing was.
    held = models.JSONField(default=list)

    class Meta:
        db_table = "studio_contentloaded"  # of earlier releases
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.day}: {self.fingerprint[:8]}"


class FigureChange(AppendOnly):
    """A load found that a figure says something else than before.

    `changes` is a list of {name, before, after}, one for each field that differs.
    """

    figure = models.CharField(max_length=200)  # its full key, report:key
    label = models.TextField(blank=True)  # as it was after the change
    changes = models.JSONField()
    day = models.DateField()

    class Meta:
        db_table = "studio_figurechange"  # of earlier releases
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.figure}: {self.day}"


class StaleMark(AppendOnly):
    """Something that rests on a changed figure: to be looked at by somebody.

    `kind` is one of dependants.KINDS. `home` is the page or module in which a drawing or text is
    read.
    """

    change = models.ForeignKey(FigureChange, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    title = models.TextField(blank=True)
    home = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "studio_stalemark"  # of earlier releases
        constraints = [
            # A change marks a thing once, by however many ways it rests on the figure.
            models.UniqueConstraint(
                fields=["change", "kind", "key"], name="studio_stale_mark_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
