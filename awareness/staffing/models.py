"""A list of people on its way in, and the receipt that is left of it.

Of the file only the cells of columns that are taken are kept, for a day; what was done, row by row,
for thirty (actions.forget).
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awareness.people.append_only import AppendOnly
from awareness.staffing.planning.kinds import Kind
from awareness.staffing.reading.heads import FIELDS_OF_PEOPLE, LABELS


class ColumnName(models.Model):
    """What HR took a column for when it last said so: the name bare (heads.bare_name), the field;
    no field where the column is left out."""

    bare = models.CharField(max_length=80, unique=True)
    field = models.CharField(
        max_length=12, blank=True, choices=[(f.value, LABELS[f]) for f in FIELDS_OF_PEOPLE]
    )

    def __str__(self) -> str:
        return f"{self.bare}: {self.field or '-'}"


class State(models.TextChoices):
    ARRIVING = "arriving", _("being read")  # not all of it is staged
    REFUSED = "refused", _("not taken")
    PLANNING = "planning", _("being compared")
    PLANNED = "planned", _("not yet imported")
    IMPORTING = "importing", _("being imported")
    IMPORTED = "imported", _("imported")
    TAKING_BACK = "taking_back", _("being taken back")
    TAKEN_BACK = "taken_back", _("taken back")


class Import(models.Model):
    """One file, from being chosen to its receipt. `by` is empty where a command brought it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.ARRIVING)
    rows = models.PositiveIntegerField(default=0)  # of the file, as they were staged
    columns = models.JSONField(default=dict)  # {"taken": [[name, field], …], "left": [name, …]}
    mapping = models.JSONField(default=dict)  # field by bare name of a column, as HR said it
    # Why the file is not taken: {"code", "params", "head", "taken"}; no contents.
    refused = models.JSONField(null=True)
    whole = models.BooleanField(default=False)  # HR says that everybody stands in it
    # HR says that nobody is written to about what they are asked by it.
    without_mail = models.BooleanField(default=False)
    # What HR said: cells by row and field, and what unknown sites and teams are.
    cells = models.JSONField(default=dict)
    sites = models.JSONField(default=dict)  # by folded name: {"is": 3}, {"make": "SE"}, {}
    teams = models.JSONField(default=list)  # [folded path, the same] pairs
    answers = models.PositiveIntegerField(default=0)  # how often HR said something
    # What the last plan came to; `planned` is the number of answers that it knew of.
    planned = models.IntegerField(default=-1)
    planner = models.UUIDField(null=True)  # whoever plans it: an older one stops
    counts = models.JSONField(default=dict)
    proposals = models.JSONField(default=list)
    grants = models.JSONField(default=list)
    brake = models.JSONField(null=True)
    absent = models.PositiveIntegerField(default=0)
    sites_absent = models.JSONField(default=list)
    # Importing and taking back: how many rows are done, of how many.
    done = models.PositiveIntegerField(default=0)
    to_do = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    made_sites = models.JSONField(default=list)  # ids of what was made by it, for taking it back
    made_teams = models.JSONField(default=list)
    made_grants = models.JSONField(default=list)  # [person, team, given] of what really changed

    class Meta:
        ordering = ("-at",)
        indexes = [
            # What is forgotten: files after a day, receipts after thirty.
            models.Index(fields=["at"], name="staffing_import_at"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.at}"


class FilePart(models.Model):
    """A piece of a file that waits to be read, unreadable without SECRET_KEY (sent_files.py)."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "position"], name="staffing_part_once_each"
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.position}"


class StagedRows(models.Model):
    """Some hundred rows of a file: [[number, {field: cell}, beyond], …], until it is planned and
    imported, for a day at most."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="staged")
    position = models.PositiveIntegerField()
    rows = models.JSONField()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "position"], name="staffing_staged_once_each"
            ),
        ]

    def __str__(self) -> str:
        return f"rows from {self.position}"


class Outcome(models.TextChoices):
    """What became of a row."""

    WAITS = "", _("waits")
    DONE = "done", _("imported")
    LEFT = "left", _("left")  # it waited for an answer, or somebody changed the person meanwhile
    BACK = "back", _("taken back")
    KEPT = "kept", _("cannot be taken back")


class PlannedRow(models.Model):
    """What one row of the file does to one person, and whether it was done: the receipt. `row` is 0
    for somebody who is not in the file; `position` is the place in the plan."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="planned_rows")
    position = models.PositiveIntegerField()
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(max_length=254)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    waits = models.BooleanField(default=False)
    outcome = models.CharField(max_length=4, choices=Outcome, blank=True, default=Outcome.WAITS)
    why = models.CharField(max_length=20, blank=True, default="")  # of LEFT: key of LEFT_WORDS

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "position"], name="staffing_planned_once_each"
            ),
        ]
        indexes = [
            # The next rows to import; those of one kind on the page.
            models.Index(fields=["imported", "outcome", "position"], name="staffing_planned_next"),
            models.Index(fields=["imported", "kind", "position"], name="staffing_planned_kind"),
        ]

    def __str__(self) -> str:
        return f"row {self.row}: {self.kind}"


class NeededRow(models.Model):
    """One cell that needs somebody. `value` is "" where it is not kept
    (planning/row_problems.py)."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="needed_rows")
    position = models.PositiveIntegerField()
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=12, blank=True)
    value = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=24)
    params = models.JSONField(default=dict)
    mends = models.JSONField(default=list)
    name = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "position"], name="staffing_needed_once_each"
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.row}: {self.code}"


class EarlierBatch(models.Model):
    """A list of what people finished in another system, from its rehearsal on. What is planned and
    what needs somebody is kept until it is imported, for a day at most."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    source = models.CharField(max_length=80)  # the other system, as HR names it
    planned = models.JSONField(default=list)  # [person, title, day] each
    needs = models.JSONField(default=list)  # [row, column, value, code, params, mends] each
    repeated = models.PositiveIntegerField(default=0)  # rows that were here already, or stood twice
    imported_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ("-at",)
        constraints = [
            # Only what was imported can be taken back.
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(imported_at__isnull=False),
                name="staffing_earlier_back_after_import",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.at}"


class EarlierCompletion(AppendOnly):
    """That somebody finished something in another system, as that system has it: shown as such, and
    read by no rule. It stays when its batch is taken back, and is no longer shown."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="earlier_completions"
    )
    title = models.CharField(max_length=200)
    day = models.DateField()
    source = models.CharField(max_length=80)
    batch = models.ForeignKey(EarlierBatch, models.PROTECT, related_name="completions")

    class Meta:
        constraints = [
            # Once each. A batch that was taken back may be imported anew: between batches
            # earlier.import_batch leaves out what is shown, one batch of a source at a time.
            models.UniqueConstraint(
                fields=["person", "title", "day", "source", "batch"],
                name="staffing_earlier_once_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.title}, {self.day}"
