"""Reports and what they state. Written by `publish_ledger` alone; the files are the truth."""

from django.db import models
from django.db.models import Q

from awareness.insights.ledger import Gathered
from awareness.subjects.models import SubjectKeyField


class Withdrawable(models.Model):
    """A row that the files no longer hold is deleted, or marked when a page rests on it."""

    withdrawn = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Report(Withdrawable):
    """A published source. `charts` holds the resolved data of every drawing of it, by key."""

    slug = models.SlugField(unique=True)
    subject = SubjectKeyField()
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    interests = models.TextField(blank=True)
    licence = models.TextField(blank=True)
    credit = models.TextField(blank=True)
    internal = models.BooleanField(default=False)  # no stranger is told that it is there
    asked = models.TextField(blank=True)
    how = models.TextField(blank=True)
    fieldwork_from = models.DateField(null=True, blank=True)
    fieldwork_to = models.DateField(null=True, blank=True)
    sources = models.JSONField(default=dict)  # name used in spans -> file name
    caveats = models.JSONField(default=dict)  # key -> text, references resolved
    charts = models.JSONField(default=dict)  # key -> see charts.data
    numbers = models.CharField(max_length=40, blank=True)  # how it writes 1234.5, if not as usual
    gathered = models.CharField(max_length=8, default="survey")  # ledger.Gathered
    part = models.CharField(max_length=30, blank=True)  # what it calls a numbered part

    class Meta:
        ordering = ("-year", "slug")

    def __str__(self) -> str:
        return self.title


class Figure(Withdrawable):
    """One fact, with all a reader may ask about it. A table's cell has the key table/row/col."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures")
    key = models.CharField(max_length=120)
    insight = models.CharField(max_length=20, blank=True)
    label = models.TextField(blank=True)
    statement = models.TextField(blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=8, null=True, blank=True)
    value_to = models.DecimalField(max_digits=24, decimal_places=8, null=True, blank=True)
    qualifier = models.CharField(max_length=12, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    as_printed = models.TextField(blank=True)
    formula = models.TextField(blank=True)
    measure = models.CharField(max_length=60, blank=True)
    population = models.TextField(blank=True)
    question = models.TextField(blank=True)
    base_n = models.PositiveIntegerField(null=True, blank=True)
    base_inferred = models.BooleanField(default=False)
    multi_answer = models.BooleanField(default=False)
    where = models.JSONField(default=list)  # spans as text: "2018:1012-1014"
    # Of a pack of kind external, where no machine can compare: the page, and the day it was read.
    address = models.URLField(max_length=300, blank=True)
    read_on = models.DateField(null=True, blank=True)
    use = models.CharField(max_length=6)  # ledger.Use
    reason = models.TextField(blank=True)
    no_key = models.TextField(
        blank=True
    )  # why no answer may rest on it, although its use allows it
    caveats = models.JSONField(default=list)  # keys of Report.caveats
    discrepancies = models.JSONField(default=list)  # keys of Discrepancy
    as_of = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    audience = models.JSONField(default=list)
    # What sort of number it is (ledger.Kind), and what some sorts need.
    kind = models.CharField(max_length=8, default="count")
    scale = models.BigIntegerField(default=1)  # 1,000,000 where “million” is printed after digits
    per = models.PositiveIntegerField(null=True, blank=True)
    between = models.JSONField(default=list)
    gathered = models.CharField(max_length=8, default="survey")  # ledger.Gathered
    day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("report", "key")
        constraints = [
            # A reference in a text names one figure: `report:key`.
            models.UniqueConstraint(fields=["report", "key"], name="insights_figure_key_once"),
            # A range has two ends.
            models.CheckConstraint(
                condition=Q(value_to__isnull=True) | Q(value__isnull=False),
                name="insights_figure_range_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}:{self.key}"

    @property
    def is_counted(self) -> bool:
        """Whether it comes from records, and nobody was asked."""
        return self.gathered == Gathered.RECORDS


class Table(Withdrawable):
    """A printed table; its cells are figures. `spec` holds kinds, labels in order, what sums up."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="tables")
    key = models.CharField(max_length=80)
    insight = models.CharField(max_length=20, blank=True)
    title = models.TextField()
    spec = models.JSONField(default=dict)

    class Meta:
        ordering = ("report", "key")
        constraints = [
            # A chart's name in a text finds one table.
            models.UniqueConstraint(fields=["report", "key"], name="insights_table_key_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Discrepancy(Withdrawable):
    """Where sources disagree with themselves or each other, and how we treat it."""

    key = models.CharField(max_length=20, unique=True)
    subject = SubjectKeyField()
    title = models.TextField(blank=True)
    where = models.JSONField(default=list)
    what = models.TextField()
    treatment = models.TextField()
    learn = models.BooleanField(default=False)  # worth knowing; otherwise `what` is not shown
    places = models.JSONField(default=list)  # [{slug, report, lines}], ready to read
    # {pages: [{address, title, report}], figures: the same}: what is live and names it.
    touches = models.JSONField(default=dict)

    class Meta:
        ordering = ("key",)
        verbose_name_plural = "discrepancies"

    def __str__(self) -> str:
        return self.key
