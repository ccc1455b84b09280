"""Reviews of drafts: asked of somebody by a day, read, spoken about, returned or approved.

Every function that ends or changes a review locks its row first; drafts are locked after it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from awareness.content.writing import ObjectKind
from awareness.people.accounts_by import one_controls_others_account
from awareness.people.models import Role, User
from awareness.studio.draft_kinds.confirmed import unconfirmed
from awareness.studio.drafting import TWICE, DraftError, locked, newest_revisions, note_each
from awareness.studio.models import (
    CommentClosed,
    Draft,
    DraftCode,
    DraftReview,
    DraftRevision,
    DraftState,
    DraftVerdict,
    PassageMark,
    ReviewComment,
    ReviewedRevision,
    ReviewOutcome,
)
from awareness.studio.passages import stays
from awareness.studio.publishing import publish, writers_of
from awareness.studio.review_reading import Reading, ReviewedDraft, read_review

MOST_DRAFTS = 500  # asking takes seconds for a few hundred; a form has at most 1,000 fields
# Codes of DraftError in the words of a review.
REFUSED_AS = {"stale": "newer", "own_words": "own_work", "approved": "closed"}


class DraftReviewError(Exception):
    """Codes: nothing (no draft is chosen), too_many (more than MOST_DRAFTS), closed (a draft was
    deleted or published), in_review (a draft is in another review), no_author, same_person,
    own_work (who is to approve wrote some of it), account (of them and whoever asks or wrote, one
    made or reset the account of the other), same_name (both would stand under one name in a
    module's record), unconfirmed (a field is only proposed), past (the day is over), written (a
    draft was written on since it was checked), ended, not_yours, newer (a draft was changed after
    it was sent), waiting (passages or comments are open), unseen (a draft shows nothing to read),
    no_passage, no_comment, no_text, no_reason (it is returned, and no comment is open)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def why_not_reviewer(person: User, asker: User, drafts: Sequence[Draft]) -> str:
    """A code: why somebody cannot be the second person for these drafts; "" when they can.

    A draft ends when it is published, and publishing takes two; so whoever wrote in it has
    touched it since the last adoption.
    """
    if Role.AUTHOR not in person.roles:
        return "no_author"
    if person.pk == asker.pk:
        return "same_person"
    wrote = writers_of(drafts)
    if person in wrote:
        return "own_work"
    if one_controls_others_account(person, {asker, *wrote}):
        return "account"
    # A module is adopted under both names (learning/adoption.py).
    modules = any(draft.kind == ObjectKind.MODULE for draft in drafts)
    return "same_name" if modules and _as_written(person) == _as_written(asker) else ""


def _as_written(person: User) -> str:
    return " ".join(person.name.split()).casefold()


def why_not_asked(
    drafts: Sequence[Draft], reviewer: User, by: User, by_day: date, now: datetime
) -> str:
    """A code: why a review of these, read with their states, cannot be asked of somebody; "" when
    it can. Eight queries."""
    if by_day < by.today(now):
        return "past"
    if not drafts:
        return "nothing"
    if len(drafts) > MOST_DRAFTS:
        return "too_many"
    for draft in drafts:
        if draft.closed_at or draft.state == DraftState.APPROVED:
            return "closed"
        if draft.state == DraftState.IN_REVIEW:
            return "in_review"
    if unconfirmed(drafts):
        return "unconfirmed"
    # One that was deleted and taken back is being written, and in the review that it was in.
    if ReviewedRevision.objects.filter(draft__in=drafts, review__outcome=None).exists():
        return "in_review"
    return why_not_reviewer(reviewer, by, drafts)


@transaction.atomic
def ask(
    revisions: Mapping[UUID, int], reviewer: User, by: User, by_day: date, now: datetime,
    site_url: str, before: dict[UUID, dict[str, Any]],
) -> DraftReview:  # fmt: skip
    """Ask somebody to read drafts as they stand. `revisions`: the number of the newest one of each
    that was checked (`publish_checks`); `before`: what is published of each, by draft."""
    drafts = locked(revisions)
    if why := why_not_asked(drafts, reviewer, by, by_day, now):
        raise DraftReviewError(why)
    newest = newest_revisions(drafts)
    if any(newest[draft.pk].number != revisions[draft.pk] for draft in drafts):
        raise DraftReviewError("written")
    review = DraftReview.objects.create(
        asked_by=by, asked_name=by.name, reviewer=reviewer, reviewer_name=reviewer.name, at=now,
        by_day=by_day, site_url=site_url,
    )  # fmt: skip
    _send(review, {draft: newest[draft.pk] for draft in drafts}, before, by, now)
    _refuse_unseen(read_review(review))
    return review


def _send(
    review: DraftReview, newest: Mapping[Draft, DraftRevision], before: dict[UUID, dict[str, Any]],
    by: User, now: datetime,
) -> None:  # fmt: skip
    """Two queries."""
    ReviewedRevision.objects.bulk_create(
        ReviewedRevision(
            review=review, draft=draft, revision=revision, before=before.get(draft.pk, {}), at=now
        )
        for draft, revision in newest.items()
    )
    numbers = {draft: revision.number for draft, revision in newest.items()}
    note_each(numbers, DraftCode.SENT, by, now)


@transaction.atomic
def send_again(
    pk: UUID, revisions: Mapping[UUID, int], by: User, now: datetime,
    before: dict[UUID, dict[str, Any]],
) -> int:  # fmt: skip
    """Whoever asked sends what was written since; how many drafts that were. The rest as `ask`."""
    review = _open(pk)
    if review.asked_by_id != by.pk:
        raise DraftReviewError("not_yours")
    newer = [draft_read for draft_read in read_review(review).drafts if draft_read.newer]
    newest = newest_revisions(draft_read.draft for draft_read in newer)
    if any(revision.number != revisions.get(pk) for pk, revision in newest.items()):
        raise DraftReviewError("written")
    by_draft = {draft_read.draft: newest[draft_read.draft.pk] for draft_read in newer}
    _send(review, by_draft, before, by, now)
    reading = read_review(review)
    _refuse_unseen(reading)
    now_read = {draft_read.draft: draft_read for draft_read in reading.drafts}
    marks = [(draft_read.draft, digest) for draft_read in newer
             for digest in _still_right(draft_read, now_read[draft_read.draft])]  # fmt: skip
    _note_marks(review, marks, right=True, now=now)
    return len(newer)


def _still_right(earlier: ReviewedDraft, now_read: ReviewedDraft) -> list[str]:
    """Passages that were found right in the revision before and did not change in this one, though
    what they follow did."""
    right_before = [passage for passage in earlier.passages if passage.digest in earlier.right]
    bodies = earlier.revision.body, now_read.revision.body
    return [
        passage.digest
        for passage in now_read.passages
        if passage.digest not in now_read.right
        and any(stays(passage_before, passage, *bodies) for passage_before in right_before)
    ]


@transaction.atomic
def mark(
    pk: UUID, draft: UUID, digests: Collection[str], right: bool, by: User, now: datetime
) -> None:
    """The reviewer finds passages right, or takes that back. The same again adds nothing."""
    review = _of_reviewer(pk, by)
    reviewed = _reviewed(review, draft)
    if not digests or not all(reviewed.has(digest) for digest in digests):
        raise DraftReviewError("no_passage")
    marks = [(reviewed.draft, digest) for digest in dict.fromkeys(digests)
             if (digest in reviewed.right) != right]  # fmt: skip
    _note_marks(review, marks, right, now)


def _note_marks(
    review: DraftReview, marks: Sequence[tuple[Draft, str]], right: bool, now: datetime
) -> None:
    """One query."""
    PassageMark.objects.bulk_create(
        PassageMark(review=review, draft=draft, passage=digest, right=right, at=now)
        for draft, digest in marks
    )


@transaction.atomic
def comment(
    pk: UUID, draft: UUID, passage: str, text: str, by: User, now: datetime, answers: int = 0
) -> ReviewComment:
    """The reviewer says something of a passage; both answer. `answers` names a comment."""
    review = _open(pk)
    if by.pk not in (review.reviewer_id, review.asked_by_id):
        raise DraftReviewError("not_yours")
    words = text.strip()[:2000]
    if not words:
        raise DraftReviewError("no_text")
    if answers:
        first = review.comments.filter(pk=answers, answers=None, closed=None).first()
        if first is None:
            raise DraftReviewError("no_comment")
        place = {"draft_id": first.draft_id, "passage": first.passage, "about": first.about}
    else:
        reviewed, first = _reviewed(review, draft), None
        about = reviewed.says(passage)
        if about is None:
            raise DraftReviewError("no_passage")
        place = {"draft_id": reviewed.draft.pk, "passage": passage, "about": about}
    said = {"answers": first, "by": by, "text": words, **place}
    pressed_twice = review.comments.filter(at__gt=now - TWICE, closed=None, **said).first()
    return pressed_twice or ReviewComment.objects.create(
        review=review, name=by.name, at=now, **said
    )


@transaction.atomic
def close_comment(pk: UUID, number: int, by: User, now: datetime) -> None:
    """Dealt with. Whoever reviews closes it: they said what was missing."""
    review = _of_reviewer(pk, by)
    row = review.comments.filter(pk=number, answers=None).first()
    if row is None:
        raise DraftReviewError("no_comment")
    if not CommentClosed.objects.filter(comment=row).exists():
        CommentClosed.objects.create(comment=row, by=by, name=by.name, at=now)


@transaction.atomic
def give_back(pk: UUID, by: User, now: datetime) -> DraftReview:
    """The reviewer returns the drafts; whoever wrote them reads why, goes on, and asks anew. Where
    there is nothing left that could be spoken about, it is returned without a word."""
    review = _of_reviewer(pk, by)
    reading = read_review(review)
    is_read = any(
        reviewed.passages for reviewed in reading.drafts if reviewed.draft.closed_at is None
    )
    if is_read and not reading.open_comments:
        raise DraftReviewError("no_reason")
    return _end(review, reading, DraftVerdict.RETURNED, DraftCode.RETURNED, by, now)


@transaction.atomic
def withdraw(pk: UUID, by: User, now: datetime) -> DraftReview:
    """Whoever asked for the review takes it back; once its day has passed every author can, for
    whoever asked and whoever was asked may have left."""
    review = _open(pk)
    if review.asked_by_id != by.pk and not review.late(by.today(now)):
        raise DraftReviewError("not_yours")
    reading = read_review(review)
    return _end(review, reading, DraftVerdict.WITHDRAWN, DraftCode.WITHDRAWN, by, now)


@transaction.atomic
def approve(pk: UUID, by: User, now: datetime) -> DraftReview:
    """The second person's yes to the very revisions that were looked at: they are published."""
    review = _of_reviewer(pk, by)
    reading = read_review(review)
    drafts = [draft_read.draft for draft_read in reading.drafts]
    if any(draft.closed_at for draft in locked([draft.pk for draft in drafts])):
        raise DraftReviewError("closed")
    if any(draft_read.newer for draft_read in reading.drafts):
        raise DraftReviewError("newer")
    if reading.waiting or reading.open_comments:
        raise DraftReviewError("waiting")
    _refuse_unseen(reading)
    if unconfirmed(drafts):
        raise DraftReviewError("unconfirmed")
    if review.asked_by is None:
        raise DraftReviewError("not_yours")
    if why := why_not_reviewer(by, review.asked_by, drafts):
        raise DraftReviewError(why)
    ReviewOutcome.objects.create(
        review=review, verdict=DraftVerdict.APPROVED, by=by, name=by.name, at=now
    )
    pinned = [(draft_read.draft.pk, draft_read.revision.number) for draft_read in reading.drafts]
    try:
        publish(pinned, review.asked_by, by, review.pk, now)
    except DraftError as error:  # somebody wrote between the reading above and the lock
        raise DraftReviewError(REFUSED_AS.get(error.code, error.code)) from error
    return review


@transaction.atomic
def approve_small(pk: UUID, passage: str, by: User, now: datetime) -> DraftReview:
    """Finds the only passage of a review right and approves it, as somebody does who reads both on
    one page. Every rule of both holds; DraftReviewError waiting where there is more to read."""
    reading = read_review(_of_reviewer(pk, by))
    small = reading.small
    if small is None:
        raise DraftReviewError("newer" if reading.newer else "waiting")
    if small.digest != passage:
        raise DraftReviewError("no_passage")
    draft = next(reviewed.draft for reviewed in reading.drafts if reviewed.has(passage))
    mark(pk, draft.pk, [passage], right=True, by=by, now=now)
    return approve(pk, by, now)


def _open(pk: UUID) -> DraftReview:
    review = DraftReview.objects.select_for_update().get(pk=pk)
    if ReviewOutcome.objects.filter(review=review).exists():
        raise DraftReviewError("ended")
    return review


def _of_reviewer(pk: UUID, by: User) -> DraftReview:
    review = _open(pk)
    if review.reviewer_id != by.pk:
        raise DraftReviewError("not_yours")
    return review


def _refuse_unseen(reading: Reading) -> None:
    """What shows no passage is approved unread, and so has to be what is published already."""
    if any(draft_read.is_unseen for draft_read in reading.drafts):
        raise DraftReviewError("unseen")


def _reviewed(review: DraftReview, draft: UUID) -> ReviewedDraft:
    for draft_read in read_review(review).drafts:
        if draft_read.draft.pk == draft:
            return draft_read
    raise DraftReviewError("no_passage")


def _end(
    review: DraftReview, reading: Reading, verdict: DraftVerdict, code: DraftCode, by: User,
    now: datetime,
) -> DraftReview:  # fmt: skip
    ReviewOutcome.objects.create(review=review, verdict=verdict, by=by, name=by.name, at=now)
    open_drafts = (reviewed for reviewed in reading.drafts if reviewed.draft.closed_at is None)
    note_each({reviewed.draft: reviewed.revision.number for reviewed in open_drafts}, code, by, now)
    return review
