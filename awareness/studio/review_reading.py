"""A review as both of its people read it: its drafts, their changed passages, what was said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from awareness.content.cell_values import SPAN_TEXT
from awareness.content.writing import ObjectKind
from awareness.studio import diff
from awareness.studio.draft_kinds import DraftKind, kind_of, wording
from awareness.studio.draft_kinds.base import DraftForm
from awareness.studio.draft_kinds.confirmed import Origin
from awareness.studio.drafting import newest_revisions
from awareness.studio.models import (
    Draft,
    DraftReview,
    DraftRevision,
    PassageMark,
    ReviewComment,
    ReviewedRevision,
)
from awareness.studio.passages import Passage, passages, same
from awareness.studio.publish_checks import PinnedDraft

SETTINGS = ("insight", "order", "audience")  # of a page: no text
DECIDED_AT = "end"  # where a review is approved or returned on its page
# What others rest on is read before them.
READ_IN_TURN = (
    ObjectKind.SUBJECT, ObjectKind.REPORT, ObjectKind.FIGURE, ObjectKind.TABLE, ObjectKind.CHART,
    ObjectKind.PAGE, ObjectKind.QUESTION, ObjectKind.SITUATION, ObjectKind.MODULE,
    ObjectKind.DISCREPANCY, ObjectKind.FILE,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A passage in the words of its form. `origin` is what its value was proposed from; `read` and
    `was_read` are both sides with their figures written out."""

    label: str
    passage: Passage
    before: str
    after: str
    origin: Origin | None = None
    read: str = ""
    was_read: str = ""

    @property
    def pieces(self) -> tuple[diff.Piece, ...]:
        """What differs, as it is read; as it is written where it reads alike."""
        if self.read == self.was_read:
            return diff.words(self.before, self.after)
        return diff.words(self.was_read, self.read)


@dataclass
class Card:
    """Passages that are read and found right as one, under one name."""

    name: str
    passages: list[Passage]
    is_right: bool
    lines: list[Line] = field(default_factory=list)
    figures: list[Any] = field(default_factory=list)  # review_lines.FigureLines
    comments: list[ReviewComment] = field(default_factory=list)
    whole: Mapping[str, Any] | None = None  # of something wholly new: as learners will see it

    @property
    def beside(self) -> list[Line]:
        """What is no text of something that is shown whole."""
        names = (self.whole or {}).get("beside", SETTINGS)
        return [line for line in self.lines if line.passage.field in names]

    @property
    def anchor(self) -> str:
        """Where it stands on the page of a review."""
        return self.passages[0].anchor

    @property
    def begins(self) -> str:
        """Its first words, for those who hear the page."""
        return next((line.after or line.before for line in self.lines), "")


@dataclass
class ReviewedDraft:
    """One draft in a review, by the newest revision that was sent."""

    draft: Draft
    revision: DraftRevision
    before: Mapping[str, Any]
    newest: int  # number of the newest revision that there is
    right: set[str] = field(default_factory=set)  # digests of passages that were found right
    comments: list[ReviewComment] = field(default_factory=list)  # first ones, with their replies
    titles: dict[str, str] = field(default_factory=dict)  # of the review's drafts, by report/key
    figures: dict[str, list[Any]] = field(default_factory=dict)  # by digest: review_lines
    origins: dict[str, Origin] = field(default_factory=dict)  # by field: review_lines
    own: list[Any] = field(default_factory=list)  # of a published figure: review_lines
    resolve: Callable[[str], str] = str  # figures written out; review_lines
    resolve_before: Callable[[str], str] = str
    see_whole: Callable[[str], Mapping[str, Any] | None] | None = (
        None  # by name of a card; review_lines
    )
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
        return self.passages_of(self.before, self.revision.body)

    def passages_of(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Passage]:
        """Without names that no author writes."""
        form = self.kind.form
        every = self.kind.passages(before, after, form.base_fields)
        return [passage for passage in every if not form.is_made(passage.field)]

    @property
    def is_unseen(self) -> bool:
        """It shows nothing to read, and yet is not what is published."""
        is_published = bool(self.before) and same(self.before, self.revision.body)
        return not self.passages and not is_published

    @property
    def cards(self) -> list[Card]:
        """The passages as they are read, in their order; what they say comes with `read_cards`."""
        together: dict[str, list[Passage]] = {}
        for passage in self.passages:
            name = self.kind.form.card_of(passage.field) or self._whole_of(passage)
            together.setdefault(name or passage.digest, []).append(passage)
        return [
            Card("" if name == passages[0].digest else name, passages,
                 all(passage.digest in self.right for passage in passages))
            for name, passages in together.items()
        ]  # fmt: skip

    def _whole_of(self, passage: Passage) -> str:
        """What a part of something wholly new is read as; once some of it was found right and the
        rest has changed, the rest is read by itself."""
        whole_of = partial(self.kind.form.whole_of, fields=self.revision.body)
        if self.before or not (name := whole_of(passage.field)):
            return ""
        found_right = {part.digest in self.right for part in self.passages
                       if whole_of(part.field) == name}  # fmt: skip
        return name if len(found_right) == 1 else ""

    @property
    def waiting(self) -> list[Card]:
        return [card for card in self.cards if not card.is_right]

    @cached_property
    def read_cards(self) -> list[Card]:
        """Each card with its passages in the words of the form, the figures that they name, and
        what was said of it."""
        form = wording(self.draft, self.before, self.revision.body, titles=self.titles)
        places = {name: place for place, name in enumerate(form.fields)}
        cards = self.cards
        for card in cards:
            card.passages.sort(key=lambda passage: places.get(passage.field, len(places)))
            card.lines = [self._line(form, passage) for passage in card.passages]
            if len(card.lines) == 1 and not self._whole_of(card.passages[0]):
                card.name = card.lines[0].label
            card.lines = [replace(line, label=line.label.removeprefix(f"{card.name}: "))
                          for line in card.lines]  # fmt: skip
            named = [figure for passage in card.passages
                     for figure in self.figures.get(passage.digest, ())]  # fmt: skip
            card.figures = list({figure.key: figure for figure in [*self.own, *named]}.values())
            digests = {passage.digest for passage in card.passages}
            card.comments = [comment for comment in self.comments if comment.passage in digests]
            if card.name and self.see_whole and card.name == self._whole_of(card.passages[0]):
                card.whole = self.see_whole(card.name)
        return cards

    def _line(self, form: DraftForm, passage: Passage) -> Line:
        name, label = passage.field, form.name_of(passage.field, form.before)
        was, now = self.before.get(name), self.revision.body.get(name)
        text_before, text_after = form.in_words(name, was), form.in_words(name, now)
        is_text = text_before is None and text_after is None  # of which this is a sentence
        # A kind that compares by itself says numbered fields in words already.
        if is_text or (self.kind.passages is not passages and name not in form.base_fields):
            text_before, text_after = passage.before, passage.after
        if (text_before or "") == (
            text_after or ""
        ):  # in its words alike, as two figures of one label are
            text_before, text_after = passage.before, passage.after
        origin, text_before, text_after = (
            self.origins.get(name),
            text_before or "",
            text_after or "",
        )
        read, was_read = self.resolve(text_after), self.resolve_before(text_before)
        return Line(label, passage, text_before, text_after, origin, read, was_read)

    @property
    def left_comments(self) -> list[ReviewComment]:
        """Comments on passages that have changed since."""
        return [comment for comment in self.comments if not self.has(comment.passage)]

    def has(self, digest: str) -> bool:
        return any(passage.digest == digest for passage in self.passages)

    def says(self, digest: str) -> str | None:
        """A passage as it reads now, None where there is none of that digest."""
        form = wording(self.draft, self.before, self.revision.body, titles=self.titles)
        for passage in self.passages:
            if passage.digest == digest:
                line = self._line(form, passage)
                return f"{line.label}: {line.after or line.before}"
        return None


@dataclass(frozen=True)
class Reading:
    """A whole review; six queries whatever its size."""

    review: DraftReview
    drafts: list[ReviewedDraft]

    @property
    def cards(self) -> int:
        return sum(len(draft_read.cards) for draft_read in self.drafts)

    @property
    def waiting(self) -> int:
        return sum(len(draft_read.waiting) for draft_read in self.drafts)

    @property
    def looked_at(self) -> int:
        return self.cards - self.waiting

    def place_after(self, digest: str) -> str:
        """The anchor of the next card that is not found right after the one with this passage, from
        the top again after the last; of the decision when none is left. A passage that the review
        has no more counts as one of the first card."""
        cards = [card for draft_read in self.drafts for card in draft_read.read_cards]
        index = next((index for index, card in enumerate(cards)
                      if digest in [passage.digest for passage in card.passages]), 0)  # fmt: skip
        other_cards = [*cards[index + 1 :], *cards[:index]]
        return next((card.anchor for card in other_cards if not card.is_right), DECIDED_AT)

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
        passages = [passage for reviewed in self.drafts for passage in reviewed.passages]
        if len(passages) != 1 or self.newer or self.open_comments:
            return None
        return passages[0] if passages[0].is_small else None


def pinned_in(reading: Reading) -> list[PinnedDraft]:
    """What its approval would publish."""
    return [PinnedDraft(reviewed.draft, reviewed.revision) for reviewed in reading.drafts]


def newest_in(reading: Reading) -> list[PinnedDraft]:
    """What would be read in it once the newest text was sent. One query."""
    drafts = [reviewed.draft for reviewed in reading.drafts if reviewed.draft.closed_at is None]
    newest = newest_revisions(drafts)
    return [PinnedDraft(draft, newest[draft.pk]) for draft in drafts]


def open_reviews() -> QuerySet[DraftReview]:
    return DraftReview.objects.filter(outcome=None)


def sent_in(review: DraftReview) -> dict[UUID, ReviewedRevision]:
    """By draft the newest revision that was sent. One query."""
    sent_revisions = ReviewedRevision.objects.filter(review=review).select_related(
        "revision", "draft"
    )
    return {reviewed.draft_id: reviewed for reviewed in sent_revisions.order_by("id")}


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
    newest = {(reviewed.review_id, reviewed.draft_id): reviewed for reviewed in rows.order_by("id")}
    ids = {draft for _review, draft in newest}
    drafts = Draft.objects.filter(pk__in=ids).with_state().in_bulk()
    titles = {
        f"{draft.report}/{draft.key}": draft.title for draft in drafts.values() if draft.title
    }
    for reviewed in newest.values():
        if drafts[reviewed.draft_id].kind == ObjectKind.REPORT:
            titles |= {f"{drafts[reviewed.draft_id].report}:{name}": words
                       for name, words in reviewed.revision.body.get("caveats", ())}  # fmt: skip
    reading: dict[tuple[UUID, UUID], ReviewedDraft] = {}
    for (review, pk), reviewed in newest.items():
        draft = drafts[pk]
        number = getattr(draft, "newest", 0)
        reading[review, pk] = ReviewedDraft(
            draft, reviewed.revision, reviewed.before, number, titles=titles
        )
    for mark in PassageMark.objects.filter(review__in=reviews).order_by("id"):
        marks = reading[mark.review_id, mark.draft_id].right
        (marks.add if mark.right else marks.discard)(mark.passage)
    comments = ReviewComment.objects.filter(review__in=reviews, answers=None)
    for comment in comments.select_related("closed").prefetch_related("replies"):
        reading[comment.review_id, comment.draft_id].comments.append(comment)
    by_review: dict[UUID, list[ReviewedDraft]] = {reviewed.pk: [] for reviewed in reviews}
    for (review, _pk), draft_read in reading.items():
        by_review[review].append(draft_read)
    return [
        Reading(reviewed, sorted(by_review[reviewed.pk], key=_order_in_review))
        for reviewed in reviews
    ]


def reading_order(draft: Draft) -> tuple[str, int, str, str]:
    """A key that sorts drafts that are read together: by subject, by kind, then by their
    reports."""
    kind = READ_IN_TURN.index(ObjectKind(draft.kind))
    return draft.subject, kind, draft.report, draft.title or draft.key


def _order_in_review(draft_read: ReviewedDraft) -> tuple[str, int, str, int, str]:
    """`reading_order`, in which figures of a report stand by their lines, pages and modules by
    their `order`."""
    fields = draft_read.revision.body
    span = SPAN_TEXT.match(str(fields.get("where") or "").partition(";")[0])
    number = int(span[2]) if span else fields.get("order")
    position = number if isinstance(number, int) else 0
    subject, kind, report_slug, title = reading_order(draft_read.draft)
    return subject, kind, report_slug, position, title
