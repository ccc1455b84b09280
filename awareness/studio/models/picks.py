"""What authors took out of a report's file, and what they confirmed of it, beside its lines."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from awareness.people.append_only import AppendOnly
from awareness.studio.models.drafts import Draft
from awareness.studio.models.reports import FileState, FoundNumber, ReportFile


class Picked(AppendOnly):
    """That a draft rests on a report's file: a figure on a found number, a table on a page's table,
    what is said of a report on its text.

    `proposals` by the names of the draft's fields: [value, line, whether it is inherited]. Nobody
    has confirmed them; who did, is a Confirmation.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="picks")
    report = models.ForeignKey(ReportFile, models.SET_NULL, null=True, related_name="picks")
    number = models.ForeignKey(FoundNumber, models.SET_NULL, null=True, related_name="picks")
    proposals = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Picked once, whoever presses twice; also serves the pick of a draft.
            models.UniqueConstraint(fields=["draft"], name="studio_picked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.report_id}"


class Confirmation(AppendOnly):
    """That somebody read a field's value beside its line, and that it is right."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="confirmations")
    field = models.CharField(max_length=40)
    value = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = [
            # What is confirmed of a draft, field by field.
            models.Index(fields=["draft", "field"], name="studio_confirmation_of"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.field}"


class PageTables(models.Model):
    """The tables of one page of a PDF, opened in the background because somebody asked."""

    report = models.ForeignKey(ReportFile, models.CASCADE, related_name="page_tables")
    page = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=FileState, default=FileState.WAITS)
    refused = models.CharField(max_length=20, blank=True)  # a code of reading/refused.py, or gone
    tables = models.JSONField(default=list)  # each rows of cells
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A page is opened once, whoever asks; also serves finding it.
            models.UniqueConstraint(fields=["report", "page"], name="studio_page_tables_once"),
            # Why tables were not opened is said, and of others nothing is.
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(refused=""))
                | (~Q(state="refused") & Q(refused="")),
                name="studio_page_tables_refused_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}, page {self.page}: {self.state}"
