"""Reviews that have ended: what a reviewer returned and why, and what was read before."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from awareness.studio.models import (
    Draft,
    DraftCode,
    DraftReview,
    DraftState,
    DraftVerdict,
    ReviewComment,
    ReviewedRevision,
)
from awareness.studio.models.drafts import STATE_BY_CODE

MOST_EARLIER = 5  # earlier reviews of the same drafts that the page of a review names


@dataclass(frozen=True)
class EndedReview:
    """A review with its outcome, the titles of its drafts, and how many comments are open."""

    review: DraftReview
    titles: list[str]
    open_comment_count: int


@dataclass(frozen=True)
class ReturnedDraft:
    """Why a draft was returned: the review, and its open comments on this draft."""

    review: DraftReview
    comments: list[ReviewComment]


def titles_in(review: DraftReview) -> list[str]:
    """The titles of the drafts of a review, each once; without a query where `revisions__draft` was
    prefetched."""
    sent_revisions = review.revisions.all()
    return list(
        dict.fromkeys(revision.draft.title or revision.draft.key for revision in sent_revisions)
    )


def with_titles(reviews: QuerySet[DraftReview]) -> list[EndedReview]:
    """Reviews that have ended, with what lists say of each. Three queries."""
    is_open = Q(comments__answers=None, comments__closed=None)
    annotated_reviews = reviews.select_related("outcome").prefetch_related("revisions__draft")
    annotated_reviews = annotated_reviews.annotate(
        open_comment_count=Count("comments", filter=is_open)
    )
    return [
        EndedReview(review, titles_in(review), review.open_comment_count)
        for review in annotated_reviews
    ]


def reviews_of(draft_ids: Iterable[UUID]) -> QuerySet[DraftReview]:
    """The reviews in which any of these drafts was read; what ended last comes first."""
    sent_revisions = ReviewedRevision.objects.filter(draft__in=list(draft_ids))
    return DraftReview.objects.filter(pk__in=sent_revisions.values("review")).order_by(
        "-outcome__at", "id"
    )


def why_returned(draft: Draft) -> ReturnedDraft | None:
    """Why a draft was returned; None where it is not open again because a reviewer returned it.
    Three queries, none of a draft that was not returned."""
    if draft.state != DraftState.RETURNED:
        return None
    deciding_events = draft.events.filter(code__in=STATE_BY_CODE).order_by("-id")
    if deciding_events.values_list("code", flat=True).first() != DraftCode.RETURNED:
        return None  # publishing refused it
    reviews = reviews_of([draft.pk]).filter(outcome__verdict=DraftVerdict.RETURNED)
    review = reviews.select_related("outcome").first()
    if review is None:
        return None
    comments = review.comments.filter(draft=draft, answers=None, closed=None)
    return ReturnedDraft(review, list(comments))


def returned_reviews() -> list[EndedReview]:
    """The newest review of each draft that was returned and not sent again yet, each once. Four
    queries."""
    returned_drafts = Draft.objects.in_states(DraftState.RETURNED).open()
    # Others were refused by publishing.
    returned_drafts = returned_drafts.filter(**{"newest_code": DraftCode.RETURNED})
    remaining_ids = set(returned_drafts.values_list("pk", flat=True))
    reviews_that_returned = reviews_of(remaining_ids).filter(outcome__verdict=DraftVerdict.RETURNED)
    reviews = []
    for ended_review in with_titles(reviews_that_returned):
        draft_ids = {sent.draft_id for sent in ended_review.review.revisions.all()}
        if remaining_ids & draft_ids:  # else it was returned again since, in another review
            reviews.append(ended_review)
            remaining_ids -= draft_ids
    return reviews


def earlier_reviews(review: DraftReview, drafts: Iterable[Draft]) -> list[EndedReview]:
    """The newest MOST_EARLIER ended reviews of any of these drafts that were asked for before
    `review`. Three queries."""
    reviews_before = reviews_of(draft.pk for draft in drafts).filter(at__lte=review.at)
    return with_titles(reviews_before.exclude(pk=review.pk).exclude(outcome=None))[:MOST_EARLIER]
