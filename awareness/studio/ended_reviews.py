"""Reviews that have ended: what a reviewer returned and why, and what was read before."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from awareness.studio.draft_models import STATE_AFTER
from awareness.studio.models import (
    Draft,
    DraftCode,
    DraftReview,
    DraftState,
    DraftVerdict,
    ReviewComment,
    ReviewedRevision,
)

EARLIER = 5  # reviews of the same drafts that a review names


@dataclass(frozen=True)
class EndedReview:
    """A review with its outcome, the names of its drafts, and how many comments are open."""

    review: DraftReview
    titles: list[str]
    comments: int


@dataclass(frozen=True)
class ReturnedDraft:
    """Why a draft was returned: the review, and its open comments on this draft."""

    review: DraftReview
    comments: list[ReviewComment]


def titles_in(review: DraftReview) -> list[str]:
    """What is read in it, each once; of reviews with `revisions__draft` at hand without a query."""
    sent_revisions = review.revisions.all()
    return list(
        dict.fromkeys(revision.draft.title or revision.draft.key for revision in sent_revisions)
    )


def ended(reviews: QuerySet[DraftReview]) -> list[EndedReview]:
    """Reviews that have ended, with what lists say of them. Three queries."""
    is_open = Q(comments__answers=None, comments__closed=None)
    rows = reviews.select_related("outcome").prefetch_related("revisions__draft")
    rows = rows.annotate(left=Count("comments", filter=is_open))
    return [EndedReview(row, titles_in(row), row.left) for row in rows]


def reviews_of(drafts: Iterable[UUID]) -> QuerySet[DraftReview]:
    """In which any of them was read; what ended last comes first."""
    sent_revisions = ReviewedRevision.objects.filter(draft__in=list(drafts))
    return DraftReview.objects.filter(pk__in=sent_revisions.values("review")).order_by(
        "-outcome__at", "id"
    )


def returned_of(draft: Draft) -> ReturnedDraft | None:
    """None where it is not open again because a reviewer returned it. Three queries, none of a
    draft that was not returned."""
    if draft.state != DraftState.RETURNED:
        return None
    deciding = draft.events.filter(code__in=STATE_AFTER).order_by("-id")
    if deciding.values_list("code", flat=True).first() != DraftCode.RETURNED:
        return None  # publishing refused it
    reviews = reviews_of([draft.pk]).filter(outcome__verdict=DraftVerdict.RETURNED)
    review = reviews.select_related("outcome").first()
    if review is None:
        return None
    comments = review.comments.filter(draft=draft, answers=None, closed=None)
    return ReturnedDraft(review, list(comments))


def waiting() -> list[EndedReview]:
    """Reviews that were returned, of which a draft was not sent again yet. Four queries."""
    drafts = Draft.objects.in_states(DraftState.RETURNED).open()
    drafts = drafts.filter(**{"newest_code": DraftCode.RETURNED})  # not refused by publishing
    left, reviews = set(drafts.values_list("pk", flat=True)), []
    for ended_review in ended(reviews_of(left).filter(outcome__verdict=DraftVerdict.RETURNED)):
        drafts_of_it = {reviewed.draft_id for reviewed in ended_review.review.revisions.all()}
        if left & drafts_of_it:  # else it was returned again since, in another review
            reviews.append(ended_review)
            left -= drafts_of_it
    return reviews


def earlier(review: DraftReview, drafts: Iterable[Draft]) -> list[EndedReview]:
    """The reviews before it of any of these drafts. Three queries."""
    earlier_reviews = reviews_of(draft.pk for draft in drafts).filter(at__lte=review.at)
    return ended(earlier_reviews.exclude(pk=review.pk).exclude(outcome=None))[:EARLIER]
