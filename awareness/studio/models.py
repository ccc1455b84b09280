"""What authors did here: when a version came, what was edited, reviewed and proposed.

Rows are added and never changed. The content itself is files; nothing here is needed to load it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from awareness.content.models import StaleMark
from awareness.learning.models import ModuleVersion
from awareness.people.append_only import AppendOnly, AppendOnlyQuerySet
from awareness.studio.disagreement_models import (
    PairCode,
    PairDecision,
    PairReason,
)
from awareness.studio.draft_models import (
    Draft,
    DraftCode,
    DraftEvent,
    DraftRevision,
    DraftState,
)
from awareness.studio.draft_review_models import (
    CommentClosed,
    DraftReview,
    DraftVerdict,
    PassageMark,
    ReviewComment,
    ReviewedRevision,
    ReviewOutcome,
)
from awareness.studio.import_models import ZipImport
from awareness.studio.offer_models import (
    OfferCode,
    OfferDecision,
    RefusalReason,
)
from awareness.studio.pick_models import (
    Confirmation,
    PageTables,
    Picked,
)
from awareness.studio.report_models import FileState, FoundNumber, ReportFile
from quizzes.models import QuestionVersion

__all__ = [
    "AdoptionProposal",
    "CommentClosed",
    "Confirmation",
    "ContentEdit",
    "Draft",
    "DraftCode",
    "DraftEvent",
    "DraftReview",
    "DraftRevision",
    "DraftState",
    "DraftVerdict",
    "FileState",
    "FolderChange",
    "FoundNumber",
    "Job",
    "JobDropped",
    "JobKind",
    "JobOutcome",
    "JobQuerySet",
    "JobState",
    "Looked",
    "OfferCode",
    "OfferDecision",
    "PageRemark",
    "PageTables",
    "PairCode",
    "PairDecision",
    "PairReason",
    "PassageMark",
    "Picked",
    "RefusalReason",
    "ReportFile",
    "ReturnReason",
    "ReviewComment",
    "ReviewNote",
    "ReviewOutcome",
    "ReviewedRevision",
    "Trouble",
    "Verdict",
    "ZipImport",
]


class ContentEdit(AppendOnly):
    """One edit in the browser: which block of which file, its text before and after, what came.

    `touched` is a list of {kind, key, title, number} of the versions that the edit made live.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()
    pack = models.SlugField(max_length=80)
    file = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    before = models.TextField()
    after = models.TextField()
    touched = models.JSONField(default=list)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.pack}/{self.file}: {self.key}"


class JobKind(models.TextChoices):
    """What an author asks for that is checked and done in the background."""

    FIGURE = "figure", _("an edit of a figure")
    QUESTION = "question", _("an edit of a question")
    PAGE = "page", _("an edit of a page")
    KEEP = "keep", _("keeping what was edited here")
    TAKE = "take", _("taking what ships")
    CORRECT = "correct", _("grading answers again")
    PUBLISH = "publish", _("publishing drafts")

    @property
    def is_edit(self) -> bool:
        """Whether a block of a file is written anew, as an author typed it."""
        return self in (JobKind.FIGURE, JobKind.QUESTION, JobKind.PAGE)


class JobState(models.TextChoices):
    """How a job ended. All but TAKEN leave it open: its author mends it, or lets it go."""

    TAKEN = "taken", _("done")
    REFUSED = "refused", _("refused by a check")
    CHANGED = "changed", _("somebody else was first")
    SAME = "same", _("nothing was different")
    GONE = "gone", _("what it changes is no longer there")
    KEY = "key", _("a key was changed")
    BROKEN = "broken", _("the program met an error")


class JobQuerySet(AppendOnlyQuerySet["Job"]):
    def waiting(self) -> "JobQuerySet":
        """Those that nobody has tried yet, the oldest first."""
        return self.filter(outcome=None, dropped=None).order_by("id")

    def open(self) -> "JobQuerySet":
        """Those of which something is left to do: they wait, or were not taken."""
        mended = self.model.objects.filter(follows=OuterRef("pk"))
        return self.filter(~Exists(mended), dropped=None).exclude(outcome__state=JobState.TAKEN)


class Job(AppendOnly):
    """What an author asked for, with every word as it was typed, before anything is checked.

    `place` names it as its form does: [report, key], [key], [report, slug, edition], [shelf, name]
    or [key, number]. `started` names the text or the state that the author had in sight; `before`
    and `after` are the block's text then and as it is to be, `typed` the fields of the form.
    """

    once = models.UUIDField()  # a form sends it: pressing twice asks once
    kind = models.CharField(max_length=8, choices=JobKind)
    place = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()
    what = models.CharField(max_length=300)  # as a list says it
    started = models.CharField(max_length=64)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    typed = models.JSONField(default=dict)
    follows = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="mended"
    )

    objects = JobQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["once"], name="studio_job_once"),
            # A kind that no code knows would wait for ever.
            models.CheckConstraint(
                condition=Q(kind__in=JobKind.values), name="studio_job_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


class JobOutcome(AppendOnly):
    """How a job ended, once. `problems` are lines `file:line: what is wrong; what would be right`.

    How many people a correction affects is not kept: nobody is told.
    """

    job = models.OneToOneField(Job, models.CASCADE, related_name="outcome")
    state = models.CharField(max_length=8, choices=JobState)
    problems = models.JSONField(default=list)
    at = models.DateTimeField()
    edit = models.OneToOneField(ContentEdit, models.CASCADE, null=True, related_name="outcome")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="studio_job_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.state}"


class JobDropped(AppendOnly):
    """Its author let a job go. What was typed stays on record."""

    job = models.OneToOneField(Job, models.CASCADE, related_name="dropped")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.job_id}"


class FolderChange(AppendOnly):
    """Folders and files of written content took the place of others, in one act. Its row is what
    makes it count: files whose act has no row here go back to what they were (swap.py).

    `target` names them, with commas between. `kept` is where the folder that went stays, below
    CONTENT_WRITE_DIR; "" when it does not.
    """

    act = models.UUIDField()
    job = models.OneToOneField(Job, models.CASCADE, related_name="folder_change")
    target = models.TextField()
    kept = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = [
            # Whoever repairs asks for an act by its id.
            models.UniqueConstraint(fields=["act"], name="studio_folder_change_act"),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.at}"


class Verdict(models.TextChoices):
    """What somebody says of a version of a question."""

    APPROVE = "approve", _("approve")
    RETURN = "return", _("return")


class ReturnReason(models.TextChoices):
    """Why a question goes back to its author."""

    FACT = "fact", _("the fact, its year or its base is not right")
    KEY = "key", _("more than one answer is right, or none")
    OPTIONS = "options", _("a wrong answer is not plausible, or gives itself away")
    LANGUAGE = "language", _("it is hard to read")
    CARE = "care", _("it could hurt or alarm a reader")
    OTHER = "other", _("something else")


class ReviewNote(AppendOnly):
    """What one person said of one version of a question."""

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="review_notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    day = models.DateField()
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.CharField(max_length=10, choices=ReturnReason, blank=True)
    comment = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            # Four eyes: one person approves a version once.
            models.UniqueConstraint(
                fields=["version", "by"],
                condition=Q(verdict="approve"),
                name="studio_review_one_approval_each",
            ),
            # Who returns a question says why; an approval needs no reason.
            models.CheckConstraint(
                condition=Q(verdict="approve", reason="") | (Q(verdict="return") & ~Q(reason="")),
                name="studio_review_return_has_reason",
            ),
            # A verdict that no code knows would count as nothing.
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="studio_review_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.verdict}"


class AdoptionProposal(AppendOnly):
    """The first of two people has read a version of a module and proposes to take it on."""

    module_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="proposals")
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    day = models.DateField()

    class Meta:
        constraints = [
            # A text is proposed once; the next person confirms.
            models.UniqueConstraint(
                fields=["module_version"], name="studio_proposal_once_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_version_id}: {self.name}"


class Trouble(models.TextChoices):
    """What somebody can say of a page, without a word of their own."""

    NUMBER = "number", _("A number is wrong")
    LANGUAGE = "language", _("It is hard to understand")
    UPSET = "upset", _("It upset me")
    BROKEN = "broken", _("A link or a button does not work")
    OTHER = "other", _("Something else")


class PageRemark(models.Model):
    """How often something was said of a page on a day. Nobody is named: not who said it, from
    where, or at what time. A row is counted up until an author has dealt with it; then it stays.
    """

    page = models.CharField(max_length=200)  # its address
    trouble = models.CharField(max_length=10, choices=Trouble)
    figure = models.CharField(max_length=200, blank=True)  # full key of the number that is wrong
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)
    dealt_on = models.DateField(null=True, blank=True)
    dealt_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dealt_name = models.CharField(max_length=120, blank=True)  # the author's, as it was then

    class Meta:
        ordering = ("-day", "page", "trouble", "id")
        constraints = [
            # Said twice on a day is one row that counts two; also serves finding it.
            models.UniqueConstraint(
                fields=["page", "trouble", "figure", "day"],
                condition=Q(dealt_on=None),
                name="studio_remark_one_open_a_day",
            ),
            models.CheckConstraint(
                condition=Q(trouble__in=Trouble.values), name="studio_remark_trouble_known"
            ),
            # Who dealt with it is named, and nobody before.
            models.CheckConstraint(
                condition=Q(dealt_on=None, dealt_name="")
                | (Q(dealt_on__isnull=False) & ~Q(dealt_name="")),
                name="studio_remark_dealt_by_name",
            ),
        ]
        indexes = [
            # The authors' queue, and what was dealt with last.
            models.Index(fields=["dealt_on", "page", "trouble"], name="studio_remark_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.trouble}"


class Looked(AppendOnly):
    """Somebody has looked at what a change marked. One pair of eyes is enough to take it off."""

    mark = models.OneToOneField(StaleMark, models.CASCADE, related_name="looked")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.mark_id}: {self.name}"
