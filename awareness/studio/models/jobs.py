"""What authors asked for, how each of it ended, and which files and folders it changed.

Rows are added and never changed.
"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from awareness.people.append_only import AppendOnly, AppendOnlyQuerySet


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

    @property
    def outcome_or_none(self) -> "JobOutcome | None":
        """How it ended; None while it waits, and of one that was let go before it was tried."""
        try:
            return self.outcome
        except JobOutcome.DoesNotExist:
            return None

    @property
    def is_dropped(self) -> bool:
        """Whether its author let it go."""
        try:
            return bool(self.dropped)
        except JobDropped.DoesNotExist:
            return False


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
