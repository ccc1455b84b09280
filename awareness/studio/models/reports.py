"""Reports that authors sent as files: their text, and the numbers found in it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awareness.content.reading.kept import KeptText, parse_kept_text, without_private_signs

# A FoundNumber that goes on in the next line has its `end` so many columns behind its `start`: it
# is marked to the end of its first line.
NEXT_LINE_OFFSET = 10_000


class FileState(models.TextChoices):
    """How far the background is with a file that an author sent, or with a page of it."""

    WAITS = "waits", _("being read")
    READY = "ready", _("ready to work on")
    REFUSED = "refused", _("not taken")


class ReportFile(models.Model):
    """A file that an author sent. Its bytes lie under ORIGINALS_DIR by their hash, `original`.

    `text` is the kept text, whose lines never change. `about` is what the report says of itself:
    field to [value, line]; the line is 0 once somebody wrote the value.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)  # of the file, as it was sent
    original = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=FileState, default=FileState.WAITS)
    refused = models.CharField(max_length=20, blank=True)  # a code of reading/refused.py
    page = models.PositiveIntegerField(default=0)  # read so far, of `pages`
    pages = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    subject = models.SlugField(max_length=80, blank=True)  # once it is worked with
    slug = models.SlugField(max_length=80, blank=True)  # the report's name in the content
    about = models.JSONField(default=dict)
    removed = models.JSONField(default=dict)  # comments and tracked changes of a DOCX: how many
    without_text = models.JSONField(default=list)  # pages that are pictures
    personal = models.JSONField(default=list)  # [line, what, text]: addresses, names by quotes

    class Meta:
        ordering = ("-at", "id")
        constraints = [
            # A state that no code knows would wait for ever.
            models.CheckConstraint(
                condition=Q(state__in=FileState.values), name="studio_report_file_state_known"
            ),
            # Why a file was not taken is said, and of others nothing is.
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(refused=""))
                | (~Q(state="refused") & Q(refused="")),
                name="studio_report_file_refused_why",
            ),
        ]
        indexes = [
            # What of an original is still needed, and what waits or is refused since when.
            models.Index(fields=["original"], name="studio_report_file_original"),
            models.Index(fields=["state", "at"], name="studio_report_file_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"

    @property
    def kept_text(self) -> KeptText:
        return parse_kept_text(self.text)

    @property
    def title(self) -> str:
        return without_private_signs(self.about.get("title", [self.name])[0]) or self.name


class FoundNumber(models.Model):
    """A statistic that rules found in a report's text. Nobody has confirmed anything of it.

    `proposals` are {field, value, line, inherited}; `differs` is the line that prints another value
    under the same label, 0 for none.
    """

    report = models.ForeignKey(ReportFile, models.CASCADE, related_name="numbers")
    line = models.PositiveIntegerField()
    start = models.PositiveIntegerField()  # columns of the line, from 0
    end = models.PositiveIntegerField()  # NEXT_LINE_OFFSET behind `start`: in the next line
    as_printed = models.TextField()
    value = models.CharField(max_length=60)
    unit = models.TextField(blank=True)
    kind = models.CharField(max_length=12)
    qualifier = models.CharField(max_length=40, blank=True)
    in_table = models.BooleanField()
    proposals = models.JSONField(default=list)
    differs = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("line", "start")
        constraints = [
            # A place holds one number; also serves the numbers of the lines that a page shows.
            models.UniqueConstraint(
                fields=["report", "line", "start"], name="studio_found_number_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.as_printed}"

    @property
    def place(self) -> str:
        """Line and column from 1, as an address and `manage.py read_report` say it."""
        return f"{self.line}.{self.start + 1}"
