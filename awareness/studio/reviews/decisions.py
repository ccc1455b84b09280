"""What is said and decided in a review: passages found right, comments, and how it ends.

Every function locks the review's row first; drafts are locked after it. `by` is who does it, `now`
when. What is refused is a DraftReviewError; docstrings name its codes.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from awareness.people.models import User
from awareness.studio.draft_kinds.confirmed import unconfirmed_drafts
from awareness.studio.drafts.drafting import DOUBLE_PRESS, DraftError, lock_drafts, note_events
from awareness.studio.models import (
    CommentClosed,
    DraftCode,
    DraftReview,
    DraftVerdict,
    ReviewComment,
    ReviewOutcome,
)
from awareness.studio.publishing.publish import publish
from awareness.studio.reviews.asking import (
    DraftReviewError,
    add_marks,
    lock_for_reviewer,
    lock_open_review,
    refuse_unseen,
    why_not_reviewer,
)
from awareness.studio.reviews.reading import Reading, ReviewedDraft, read_review

# Codes of DraftError in the words of a review.
REVIEW_CODE_BY_DRAFT_CODE = {"stale": "newer", "own_words": "own_work", "approved": "closed"}


@transaction.atomic
def mark_passages(
    review_id: UUID,
    draft_id: UUID,
    digests: Collection[str],
    is_right: bool,
    by: User,
    now: datetime,
) -> None:
    """The reviewer finds passages of a draft right, or takes that back; one that stands so already
    is not marked again. Codes: ended, not_yours, no_passage."""
    review = lock_for_reviewer(review_id, by)
    reviewed_draft = _reviewed_draft(review, draft_id)
    if not digests or not all(reviewed_draft.has_passage(digest) for digest in digests):
        raise DraftReviewError("no_passage")
    marks = [(reviewed_draft.draft, digest) for digest in dict.fromkeys(digests)
             if (digest in reviewed_draft.right_digests) != is_right]  # fmt: skip
    add_marks(review, marks, is_right, now)


@transaction.atomic
def add_comment(
    review_id: UUID,
    draft_id: UUID,
    digest: str,
    typed: str,
    by: User,
    now: datetime,
    answered_id: int = 0,
) -> ReviewComment:
    """What the reviewer or whoever asked says of a passage, or answers to the comment `answered_id`
    (0: none); the row of before where a button was pressed twice.

    Codes: ended, not_yours, no_text, no_comment, no_passage.
    """
    review = lock_open_review(review_id)
    if by.pk not in (review.reviewer_id, review.asked_by_id):
        raise DraftReviewError("not_yours")
    text = typed.strip()[:2000]
    if not text:
        raise DraftReviewError("no_text")
    if answered_id:
        answered = review.comments.filter(pk=answered_id, answers=None, closed=None).first()
        if answered is None:
            raise DraftReviewError("no_comment")
        passage_fields = {
            "draft_id": answered.draft_id,
            "passage": answered.passage,
            "about": answered.about,
        }
    else:
        reviewed_draft, answered = _reviewed_draft(review, draft_id), None
        about = reviewed_draft.passage_in_words(digest)
        if about is None:
            raise DraftReviewError("no_passage")
        passage_fields = {"draft_id": reviewed_draft.draft.pk, "passage": digest, "about": about}
    comment_fields = {"answers": answered, "by": by, "text": text, **passage_fields}
    pressed_twice = review.comments.filter(
        at__gt=now - DOUBLE_PRESS, closed=None, **comment_fields
    ).first()
    return pressed_twice or ReviewComment.objects.create(
        review=review, name=by.name, at=now, **comment_fields
    )


@transaction.atomic
def close_comment(review_id: UUID, comment_id: int, by: User, now: datetime) -> None:
    """The reviewer closes a comment, of which they said what was missing. Codes: ended, not_yours,
    no_comment."""
    review = lock_for_reviewer(review_id, by)
    comment = review.comments.filter(pk=comment_id, answers=None).first()
    if comment is None:
        raise DraftReviewError("no_comment")
    if not CommentClosed.objects.filter(comment=comment).exists():
        CommentClosed.objects.create(comment=comment, by=by, name=by.name, at=now)


@transaction.atomic
def return_review(review_id: UUID, by: User, now: datetime) -> DraftReview:
    """Ends a review: its drafts are returned, and can be written on. Codes: ended, not_yours;
    no_reason where no comment is open, unless no open draft shows a passage to comment on."""
    review = lock_for_reviewer(review_id, by)
    reading = read_review(review)
    has_something_to_read = any(
        reviewed_draft.passages
        for reviewed_draft in reading.drafts
        if reviewed_draft.draft.closed_at is None
    )
    if has_something_to_read and not reading.open_comment_count:
        raise DraftReviewError("no_reason")
    return _end_review(review, reading, DraftVerdict.RETURNED, DraftCode.RETURNED, by, now)


@transaction.atomic
def withdraw_review(review_id: UUID, by: User, now: datetime) -> DraftReview:
    """Ends a review that whoever asked for it takes back; once its day has passed every author can,
    for both of its people may have left. Codes: ended, not_yours."""
    review = lock_open_review(review_id)
    if review.asked_by_id != by.pk and not review.is_late_on(by.today(now)):
        raise DraftReviewError("not_yours")
    reading = read_review(review)
    return _end_review(review, reading, DraftVerdict.WITHDRAWN, DraftCode.WITHDRAWN, by, now)


@transaction.atomic
def approve_review(review_id: UUID, by: User, now: datetime) -> DraftReview:
    """Ends a review: the reviewer approves the very revisions that they read, and these are
    published.

    Codes: ended, not_yours, closed, newer, waiting, unseen, unconfirmed, those of
    `why_not_reviewer`.
    """
    review = lock_for_reviewer(review_id, by)
    reading = read_review(review)
    drafts = [reviewed_draft.draft for reviewed_draft in reading.drafts]
    if any(draft.closed_at for draft in lock_drafts([draft.pk for draft in drafts])):
        raise DraftReviewError("closed")
    if any(reviewed_draft.has_newer for reviewed_draft in reading.drafts):
        raise DraftReviewError("newer")
    if reading.waiting_count or reading.open_comment_count:
        raise DraftReviewError("waiting")
    refuse_unseen(reading)
    if unconfirmed_drafts(drafts):
        raise DraftReviewError("unconfirmed")
    if review.asked_by is None:
        raise DraftReviewError("not_yours")
    if code := why_not_reviewer(by, review.asked_by, drafts):
        raise DraftReviewError(code)
    ReviewOutcome.objects.create(
        review=review, verdict=DraftVerdict.APPROVED, by=by, name=by.name, at=now
    )
    numbered_drafts = [
        (reviewed_draft.draft.pk, reviewed_draft.revision.number)
        for reviewed_draft in reading.drafts
    ]
    try:
        publish(numbered_drafts, review.asked_by, by, review.pk, now)
    except DraftError as error:  # somebody wrote between the reading above and the lock
        raise DraftReviewError(REVIEW_CODE_BY_DRAFT_CODE.get(error.code, error.code)) from error
    return review


@transaction.atomic
def approve_small_review(review_id: UUID, digest: str, by: User, now: datetime) -> DraftReview:
    """Marks the only passage of a small review as right and approves the review. Codes: those of
    `mark_passages` and `approve_review`; waiting where there is more to read."""
    reading = read_review(lock_for_reviewer(review_id, by))
    only_passage = reading.only_small_passage
    if only_passage is None:
        raise DraftReviewError("newer" if reading.has_newer else "waiting")
    if only_passage.digest != digest:
        raise DraftReviewError("no_passage")
    draft = next(
        reviewed_draft.draft
        for reviewed_draft in reading.drafts
        if reviewed_draft.has_passage(digest)
    )
    mark_passages(review_id, draft.pk, [digest], is_right=True, by=by, now=now)
    return approve_review(review_id, by, now)


def _reviewed_draft(review: DraftReview, draft_id: UUID) -> ReviewedDraft:
    """A draft as it is read in a review. Code: no_passage where it is not in it."""
    for reviewed_draft in read_review(review).drafts:
        if reviewed_draft.draft.pk == draft_id:
            return reviewed_draft
    raise DraftReviewError("no_passage")


def _end_review(
    review: DraftReview, reading: Reading, verdict: DraftVerdict, code: DraftCode, by: User,
    now: datetime,
) -> DraftReview:  # fmt: skip
    """The review with an outcome; `code` is the event of each of its drafts that is not closed."""
    ReviewOutcome.objects.create(review=review, verdict=verdict, by=by, name=by.name, at=now)
    open_drafts = (
        reviewed_draft
        for reviewed_draft in reading.drafts
        if reviewed_draft.draft.closed_at is None
    )
    note_events(
        {reviewed_draft.draft: reviewed_draft.revision.number for reviewed_draft in open_drafts},
        code,
        by,
        now,
    )
    return review
