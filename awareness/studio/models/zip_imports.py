"""Zips of a subject or a report that authors sent: their texts, until drafts are made of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from awareness.studio.models.reports import FileState


class ZipImport(models.Model):
    """A zip that somebody sent. `files` holds texts by path below the folder of the subject, none
    once it is refused; `problems` are lines `file:line: what is wrong; what would be right`.

    The row goes when drafts are made of it, when somebody lets it go, or by itself after a while.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)  # of the zip, as it was sent
    subject = models.SlugField(max_length=80)
    files = models.JSONField()
    state = models.CharField(max_length=8, choices=FileState, default=FileState.WAITS)
    problems = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "id")
        constraints = [
            # A state that no code knows would wait for ever.
            models.CheckConstraint(
                condition=Q(state__in=FileState.values), name="studio_zip_import_state_known"
            ),
        ]
        indexes = [
            # What waits or is done with since when.
            models.Index(fields=["state", "at"], name="studio_zip_import_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"
