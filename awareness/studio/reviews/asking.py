"""Reviews of drafts: whom an author can ask to read which drafts, and sending them to be read.

Every function that ends or changes a review locks its row first; drafts are locked after it. `by`
is who does it, `now` when. What is refused is a DraftReviewError; docstrings name its codes.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from awareness.content.writing import ObjectKind
from awareness.errors import CodedError
from awareness.people.accounts_by import one_controls_others_account
from awareness.people.models import Role, User
from awareness.studio.draft_kinds.confirmed import unconfirmed_drafts
from awareness.studio.drafts.drafting import (
    lock_drafts,
    newest_revision_by_draft_id,
    note_events,
)
from awareness.studio.models import (
    Draft,
    DraftCode,
    DraftReview,
    DraftRevision,
    DraftState,
    PassageMark,
    ReviewedRevision,
    ReviewOutcome,
)
from awareness.studio.publishing.publish import writers_of
from awareness.studio.reviews.passages import is_same_passage
from awareness.studio.reviews.reading import Reading, ReviewedDraft, read_review

MOST_DRAFTS = 500  # asking takes seconds for a few hundred; a form has at most 1,000 fields


class DraftReviewError(CodedError):
    """Codes: nothing (no draft is chosen), too_many (more than MOST_DRAFTS), closed (a draft was
    deleted or published), in_review (a draft is in another review), no_author, same_person,
    own_work (who is to approve wrote some of it), account (of them and whoever asks or wrote, one
    made or reset the account of the other), same_name (both would stand under one name in a
    module's record), unconfirmed (a field is only proposed), past (the day is over), written (a
    draft was written on since it was checked), ended, not_yours, newer (a draft was changed after
    it was sent), waiting (passages or comments are open), unseen (a draft shows nothing to read),
    no_passage, no_comment, no_text, no_reason (it is returned, and no comment is open)."""


def why_not_reviewer(person: User, asker: User, drafts: Sequence[Draft]) -> str:
    """The code why `person` cannot be the reviewer of drafts that `asker` sends; "" when they can.

    A draft ends when it is published, and publishing takes two; so whoever wrote in it has
    touched it since the last adoption.
    """
    if Role.AUTHOR not in person.roles:
        return "no_author"
    if person.pk == asker.pk:
        return "same_person"
    writers = writers_of(drafts)
    if person in writers:
        return "own_work"
    if one_controls_others_account(person, {asker, *writers}):
        return "account"
    # A module is adopted under both names (learning/adoption.py).
    has_module = any(draft.kind == ObjectKind.MODULE for draft in drafts)
    return "same_name" if has_module and _normal_name(person) == _normal_name(asker) else ""


def _normal_name(person: User) -> str:
    """A name without regard to case and blanks, to compare it."""
    return " ".join(person.name.split()).casefold()


def why_not_asked(
    drafts: Sequence[Draft], reviewer: User, by: User, by_day: date, now: datetime
) -> str:
    """The code why `by` cannot ask `reviewer` for a review of these drafts by a day; "" when they
    can. `drafts` were read with their states. Eight queries."""
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
    if unconfirmed_drafts(drafts):
        return "unconfirmed"
    # One that was deleted and taken back is being written, and in the review that it was in.
    if ReviewedRevision.objects.filter(draft__in=drafts, review__outcome=None).exists():
        return "in_review"
    return why_not_reviewer(reviewer, by, drafts)


@transaction.atomic
def ask_for_review(
    checked_numbers: Mapping[UUID, int], reviewer: User, by: User, by_day: date, now: datetime,
    site_url: str, published_by_draft_id: dict[UUID, dict[str, Any]],
) -> DraftReview:  # fmt: skip
    """The review that `by` asks of `reviewer` by a day, of drafts as they are now.

    `checked_numbers`: by draft's id the number of the revision that `publish_checks` has checked,
    which has to be the newest (written). `published_by_draft_id`: the fields that are published of
    each, {} for none. Other codes: those of `why_not_asked`; unseen.
    """
    drafts = lock_drafts(checked_numbers)
    if code := why_not_asked(drafts, reviewer, by, by_day, now):
        raise DraftReviewError(code)
    revision_by_draft_id = newest_revision_by_draft_id(drafts)
    if any(revision_by_draft_id[draft.pk].number != checked_numbers[draft.pk] for draft in drafts):
        raise DraftReviewError("written")
    review = DraftReview.objects.create(
        asked_by=by, asked_name=by.name, reviewer=reviewer, reviewer_name=reviewer.name, at=now,
        by_day=by_day, site_url=site_url,
    )  # fmt: skip
    _add_sent_revisions(
        review,
        {draft: revision_by_draft_id[draft.pk] for draft in drafts},
        published_by_draft_id,
        by,
        now,
    )
    refuse_unseen(read_review(review))
    return review


def _add_sent_revisions(
    review: DraftReview,
    revision_by_draft: Mapping[Draft, DraftRevision],
    published_by_draft_id: dict[UUID, dict[str, Any]],
    by: User,
    now: datetime,
) -> None:
    """Adds revisions to a review, and to each draft the event that it was sent. Two queries."""
    ReviewedRevision.objects.bulk_create(
        ReviewedRevision(
            review=review,
            draft=draft,
            revision=revision,
            before=published_by_draft_id.get(draft.pk, {}),
            at=now,
        )
        for draft, revision in revision_by_draft.items()
    )
    number_by_draft = {draft: revision.number for draft, revision in revision_by_draft.items()}
    note_events(number_by_draft, DraftCode.SENT, by, now)


@transaction.atomic
def send_again(
    review_id: UUID, checked_numbers: Mapping[UUID, int], by: User, now: datetime,
    published_by_draft_id: dict[UUID, dict[str, Any]],
) -> int:  # fmt: skip
    """Sends the newest revision of each draft of a review that was written on since; how many
    drafts that were. Passages that were found right and did not change stay so.

    `checked_numbers` and `published_by_draft_id` as in `ask_for_review`. Codes: ended, not_yours,
    written, unseen.
    """
    review = lock_open_review(review_id)
    if review.asked_by_id != by.pk:
        raise DraftReviewError("not_yours")
    drafts_written_on = [
        reviewed_draft for reviewed_draft in read_review(review).drafts if reviewed_draft.has_newer
    ]
    revision_by_draft_id = newest_revision_by_draft_id(
        reviewed_draft.draft for reviewed_draft in drafts_written_on
    )
    if any(
        revision.number != checked_numbers.get(draft_id)
        for draft_id, revision in revision_by_draft_id.items()
    ):
        raise DraftReviewError("written")
    revision_by_draft = {
        reviewed_draft.draft: revision_by_draft_id[reviewed_draft.draft.pk]
        for reviewed_draft in drafts_written_on
    }
    _add_sent_revisions(review, revision_by_draft, published_by_draft_id, by, now)
    reading = read_review(review)
    refuse_unseen(reading)
    sent_by_draft = {reviewed_draft.draft: reviewed_draft for reviewed_draft in reading.drafts}
    marks = [
        (earlier.draft, digest)
        for earlier in drafts_written_on
        for digest in _digests_still_right(earlier, sent_by_draft[earlier.draft])
    ]
    add_marks(review, marks, is_right=True, now=now)
    return len(drafts_written_on)


def _digests_still_right(earlier: ReviewedDraft, sent: ReviewedDraft) -> list[str]:
    """The digests of passages that were found right in the `earlier` revision of a draft and did
    not change in the one that was `sent`, though what they follow did."""
    right_before = [
        passage for passage in earlier.passages if passage.digest in earlier.right_digests
    ]
    bodies = earlier.revision.body, sent.revision.body
    return [
        passage.digest
        for passage in sent.passages
        if passage.digest not in sent.right_digests
        and any(
            is_same_passage(passage_before, passage, *bodies) for passage_before in right_before
        )
    ]


def add_marks(
    review: DraftReview, draft_digests: Sequence[tuple[Draft, str]], is_right: bool, now: datetime
) -> None:
    """Marks passages, each given by its draft and digest. One query."""
    PassageMark.objects.bulk_create(
        PassageMark(review=review, draft=draft, passage=digest, right=is_right, at=now)
        for draft, digest in draft_digests
    )


def lock_open_review(review_id: UUID) -> DraftReview:
    """A review that has not ended, locked. Code: ended."""
    review = DraftReview.objects.select_for_update().get(pk=review_id)
    if ReviewOutcome.objects.filter(review=review).exists():
        raise DraftReviewError("ended")
    return review


def lock_for_reviewer(review_id: UUID, by: User) -> DraftReview:
    """A review that has not ended and asks `by`, locked. Codes: ended, not_yours."""
    review = lock_open_review(review_id)
    if review.reviewer_id != by.pk:
        raise DraftReviewError("not_yours")
    return review


def refuse_unseen(reading: Reading) -> None:
    """Code unseen where a draft shows no passage and is not what is published: it would be approved
    unread."""
    if any(reviewed_draft.is_unseen for reviewed_draft in reading.drafts):
        raise DraftReviewError("unseen")
