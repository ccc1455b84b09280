"""Reviews of drafts: who asked whom, by when, of what, what was looked at and said, how it ended.

Rows are added and never changed. In a review a draft is read as one revision of it, beside the
text that was published when the review was asked for.
"""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awareness.people.append_only import AppendOnly
from awareness.studio.models.drafts import Draft, DraftRevision


class DraftVerdict(models.TextChoices):
    """How a review ends."""

    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")
    WITHDRAWN = "withdrawn", _("withdrawn")


class DraftReview(AppendOnly):
    """A named author is asked to read drafts by a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_name = models.CharField(max_length=120)  # as it was then
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reviewer_name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()
    by_day = models.DateField()
    site_url = models.CharField(max_length=200)  # where the asker worked, for the mail's link

    class Meta:
        ordering = ("by_day", "at")
        constraints = [
            # Two people, or it is no review.
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("reviewer")), name="studio_draft_review_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_name}, {self.by_day}"

    @property
    def outcome_or_none(self) -> "ReviewOutcome | None":
        """How it ended; None while it is open."""
        try:
            return self.outcome
        except ReviewOutcome.DoesNotExist:
            return None

    def is_late_on(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.by_day < today


class ReviewedRevision(AppendOnly):
    """A draft as it is read in a review. Of several rows of a draft the newest counts: whoever
    asked has sent a newer revision. `before` are the published fields of then, {} for none."""

    review = models.ForeignKey(DraftReview, models.CASCADE, related_name="revisions")
    revision = models.ForeignKey(DraftRevision, models.CASCADE, related_name="reviewed")
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="reviewed")
    before = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            # Sending the same twice is once.
            models.UniqueConstraint(
                fields=["review", "revision"], name="studio_reviewed_revision_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.revision_id}"


class PassageMark(AppendOnly):
    """The reviewer has found a changed passage right, or has taken that back; the newest counts.

    `passage` is the digest of what stood there before and stands there now, behind which sentence:
    when one of them changes, the passage waits again.
    """

    review = models.ForeignKey(DraftReview, models.CASCADE, related_name="marks")
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="+")
    passage = models.CharField(max_length=64)
    right = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.review_id}: {self.passage[:8]}"


class ReviewComment(AppendOnly):
    """What somebody says of a place of a draft, or answers. `about` is the passage in words, so
    that it can be read when the text has changed."""

    review = models.ForeignKey(DraftReview, models.CASCADE, related_name="comments")
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="+")
    passage = models.CharField(max_length=64)
    about = models.TextField(blank=True)
    answers = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"

    @property
    def anchor(self) -> str:
        return comment_anchor(self.pk)

    @property
    def is_closed(self) -> bool:
        """Whether it was dealt with."""
        try:
            return bool(self.closed)
        except CommentClosed.DoesNotExist:
            return False


def comment_anchor(comment_id: int) -> str:
    """The id of the element where a comment stands on the page of a review."""
    return f"c-{comment_id}"


class CommentClosed(AppendOnly):
    """A comment is dealt with; only open ones keep a review from being approved."""

    comment = models.OneToOneField(ReviewComment, models.CASCADE, related_name="closed")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.name}"


class ReviewOutcome(AppendOnly):
    """How a review ended, once."""

    review = models.OneToOneField(DraftReview, models.CASCADE, related_name="outcome")
    verdict = models.CharField(max_length=10, choices=DraftVerdict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # A verdict that no code knows would count as nothing.
            models.CheckConstraint(
                condition=Q(verdict__in=DraftVerdict.values), name="studio_draft_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.verdict}"
