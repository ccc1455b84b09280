"""What authors said of what is live: of a question, of a module, of what a changed figure marked.

Rows are added and never changed.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awareness.content.models import StaleMark
from awareness.learning.models import ModuleVersion
from awareness.people.append_only import AppendOnly
from quizzes.models import QuestionVersion


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


class Looked(AppendOnly):
    """Somebody has looked at what a change marked. One pair of eyes is enough to take it off."""

    mark = models.OneToOneField(StaleMark, models.CASCADE, related_name="looked")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.mark_id}: {self.name}"
