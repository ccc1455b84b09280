"""A review as both of its people read it: its drafts, their changed passages, what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from awareness.studio.draft_kinds import DraftKind, kind_of
from awareness.studio.models import (
    Draft,
    DraftReview,
    DraftRevision,
    PassageMark,
    ReviewComment,
    ReviewedRevision,
)
from awareness.studio.passages import Passage, same
from awareness.studio.publish_checks import Pinned


@dataclass
class ReviewedDraft:
    """One draft in a review, by the newest revision that was sent."""

    draft: Draft
    revision: DraftRevision
    before: Mapping[str, Any]
    newest: int  # number of the newest revision that there is
    right: set[str] = field(default_factory=set)  # digests of passages that were found right
    comments: list[ReviewComment] = field(default_factory=list)  # first ones, with their replies
    figures: dict[str, list[Any]] = field(default_factory=dict)  # by digest: review_lines
    text_file: UUID | None = None  # of a report: the file whose text is published with it

    @property
    def kind(self) -> DraftKind:
        return kind_of(self.draft)

    @property
    def newer(self) -> bool:
        """It was written on after it was sent."""
        return self.draft.closed_at is None and self.newest != self.revision.number

    @cached_property
    def passages(self) -> list[Passage]:
        order = kind_of(self.draft).form.base_fields
        return kind_of(self.draft).passages(self.before, self.revision.body, order)

    @property
    def is_unseen(self) -> bool:
        """It shows nothing to read, and yet is not what is published."""
        is_published = bool(self.before) and same(self.before, self.revision.body)
        return not self.passages and not is_published

    @property
    def waiting(self) -> list[Passage]:
        return [passage for passage in self.passages if passage.digest not in self.right]

    @property
    def rows(self) -> list[tuple[str, Passage, list[Any], list[ReviewComment]]]:
        """Each passage under its field's name, with the figures that it names, and what was said
        of it."""
        form = kind_of(self.draft).form
        return [
            (
                form.name_of(passage.field, self.revision.body),
                passage,
                self.figures.get(passage.digest, []),
                [comment for comment in self.comments if comment.passage == passage.digest],
            )
            for passage in self.passages
        ]

    @property
    def left_comments(self) -> list[ReviewComment]:
        """Comments on passages that have changed since."""
        return [comment for comment in self.comments if not self.has(comment.passage)]

    def has(self, digest: str) -> bool:
        return any(passage.digest == digest for passage in self.passages)

    def says(self, digest: str) -> str | None:
        """A passage as it reads now, None where there is none of that digest."""
        for passage in self.passages:
            if passage.digest == digest:
                return passage.after or passage.before
        return None


@dataclass(frozen=True)
class Reading:
    """A whole review; six queries whatever its size."""

    review: DraftReview
    drafts: list[ReviewedDraft]

    @property
    def passages(self) -> int:
        return sum(len(draft_read.passages) for draft_read in self.drafts)

    @property
    def waiting(self) -> int:
        return sum(len(draft_read.waiting) for draft_read in self.drafts)

    @property
    def looked_at(self) -> int:
        return self.passages - self.waiting

    @property
    def open_comments(self) -> int:
        every = [comment for draft_read in self.drafts for comment in draft_read.comments]
        return sum(not hasattr(comment, "closed") for comment in every)

    @property
    def newer(self) -> bool:
        return any(draft_read.newer for draft_read in self.drafts)

    @property
    def small(self) -> Passage | None:
        """The only passage, where it can be read at a glance and nothing else is open."""
        passages = [passage for each in self.drafts for passage in each.passages]
        if len(passages) != 1 or self.newer or self.open_comments:
            return None
        return passages[0] if passages[0].is_small else None


def pinned_in(reading: Reading) -> list[Pinned]:
    """What its approval would publish."""
    return [Pinned(each.draft, each.revision) for each in reading.drafts]


def newest_in(reading: Reading) -> list[Pinned]:
    """What would be read in it once the newest text was sent."""
    return [Pinned(each.draft, each.draft.newest_revision()) for each in reading.drafts
            if each.draft.closed_at is None]  # fmt: skip


def open_reviews() -> QuerySet[DraftReview]:
    return DraftReview.objects.filter(outcome=None)


def sent_in(review: DraftReview) -> dict[UUID, ReviewedRevision]:
    """By draft the newest revision that was sent. One query."""
    sent = ReviewedRevision.objects.filter(review=review).select_related("revision", "draft")
    return {row.draft_id: row for row in sent.order_by("id")}


def sent_in_named(named: str, draft: Draft) -> tuple[DraftReview, dict[UUID, ReviewedRevision]]:
    """The review of an address, and what was sent in it; 404 where this draft is not in it."""
    try:
        review = get_object_or_404(DraftReview, pk=UUID(named))
    except ValueError:
        raise Http404 from None
    sent = sent_in(review)
    if draft.pk not in sent:
        raise Http404
    return review, sent


def read_review(review: DraftReview) -> Reading:
    return read_reviews([review])[0]


def read_reviews(reviews: Sequence[DraftReview]) -> list[Reading]:
    """Several, in their order, with the queries of one."""
    rows = ReviewedRevision.objects.filter(review__in=reviews).select_related("revision", "draft")
    newest = {(row.review_id, row.draft_id): row for row in rows.order_by("id")}
    ids = {draft for _review, draft in newest}
    drafts = Draft.objects.filter(pk__in=ids).with_state().in_bulk()
    reading: dict[tuple[UUID, UUID], ReviewedDraft] = {}
    for (review, pk), row in newest.items():
        draft = drafts[pk]
        number = getattr(draft, "newest", 0)
        reading[review, pk] = ReviewedDraft(draft, row.revision, row.before, number)
    for mark in PassageMark.objects.filter(review__in=reviews).order_by("id"):
        marks = reading[mark.review_id, mark.draft_id].right
        (marks.add if mark.right else marks.discard)(mark.passage)
    comments = ReviewComment.objects.filter(review__in=reviews, answers=None)
    for comment in comments.select_related("closed").prefetch_related("replies"):
        reading[comment.review_id, comment.draft_id].comments.append(comment)
    return [
        Reading(each, [read for (review, _draft), read in reading.items() if review == each.pk])
        for each in reviews
    ]
