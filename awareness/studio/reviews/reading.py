"""A review as both of its people read it: its drafts, their changed passages, what was said."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from awareness.content.cell_values import SPAN_TEXT
from awareness.content.writing import ObjectKind
from awareness.studio.draft_kinds import DraftKind, kind_of, wording_form
from awareness.studio.draft_kinds.base import DraftForm
from awareness.studio.draft_kinds.confirmed import Origin
from awareness.studio.drafts.drafting import newest_revision_by_draft_id
from awareness.studio.models import (
    Draft,
    DraftReview,
    DraftRevision,
    PassageMark,
    ReviewComment,
    ReviewedRevision,
)
from awareness.studio.published import diff
from awareness.studio.publishing.checks import PinnedDraft
from awareness.studio.reviews.passages import Passage, changed_passages, say_same

PAGE_SETTINGS = ("insight", "order", "audience")  # of a page: no text
DECISION_ANCHOR = "end"  # where a review is approved or returned on its page
# What others rest on is read before them.
READING_ORDER = (
    ObjectKind.SUBJECT, ObjectKind.REPORT, ObjectKind.FIGURE, ObjectKind.TABLE, ObjectKind.CHART,
    ObjectKind.PAGE, ObjectKind.QUESTION, ObjectKind.SITUATION, ObjectKind.MODULE,
    ObjectKind.DISCREPANCY, ObjectKind.FILE,
)  # fmt: skip


@dataclass(frozen=True)
class PassageInWords:
    """A passage as its form says it: `label` is what the form calls the field, `before` and `after`
    the two sides in its words. `origin` is what the value was proposed from."""

    label: str
    passage: Passage
    before: str
    after: str
    origin: Origin | None
    before_with_figures: str  # each reference to a figure replaced by the number
    after_with_figures: str

    @property
    def pieces(self) -> tuple[diff.Piece, ...]:
        """What differs, with figures written out; as it is written where that reads alike."""
        if self.after_with_figures == self.before_with_figures:
            return diff.word_pieces(self.before, self.after)
        return diff.word_pieces(self.before_with_figures, self.after_with_figures)


@dataclass
class Card:
    """Passages that are read and found right as one, under one name."""

    name: str
    passages: list[Passage]
    is_right: bool
    # Filled by `ReviewedDraft.cards_in_words`.
    in_words: list[PassageInWords] = field(default_factory=list)
    figures: list[Any] = field(default_factory=list)  # review_lines.FigureLines
    comments: list[ReviewComment] = field(default_factory=list)
    whole: Mapping[str, Any] | None = None  # of something wholly new: as learners will see it

    @property
    def beside_whole(self) -> list[PassageInWords]:
        """The passages that `whole` does not show."""
        field_names = (self.whole or {}).get("beside", PAGE_SETTINGS)
        return [in_words for in_words in self.in_words if in_words.passage.field in field_names]

    @property
    def anchor(self) -> str:
        """The id of the element where it stands on the page of a review."""
        return self.passages[0].anchor

    @property
    def first_words(self) -> str:
        """The text of its first passage, for those who hear the page."""
        return next((in_words.after or in_words.before for in_words in self.in_words), "")


@dataclass
class ReviewedDraft:
    """One draft in a review, by the newest revision that was sent."""

    draft: Draft
    revision: DraftRevision
    before: Mapping[str, Any]  # the fields that were published when it was sent, {} for none
    newest_number: int  # of the newest revision that there is
    right_digests: set[str] = field(default_factory=set)  # of passages that were found right
    comments: list[ReviewComment] = field(default_factory=list)  # first ones, with their replies
    titles: dict[str, str] = field(default_factory=dict)  # of the review's drafts, by report/key
    text_file: UUID | None = None  # of a report: the file whose text is published with it
    # Given by review_lines.py.
    figures: dict[str, list[Any]] = field(default_factory=dict)  # FigureLines by passage's digest
    origins: dict[str, Origin] = field(default_factory=dict)  # by name of the field
    own_figures: list[Any] = field(default_factory=list)  # FigureLines of a figure's own draft
    write_figures_out: Callable[[str], str] = str  # in a text of the revision
    write_published_figures_out: Callable[[str], str] = str  # in a text of `before`
    # What learners will see of something wholly new, by the name of its card; None for nothing.
    show_whole: Callable[[str], Mapping[str, Any] | None] | None = None

    @property
    def kind(self) -> DraftKind:
        return kind_of(self.draft)

    @property
    def has_newer(self) -> bool:
        """Whether it was written on after it was sent."""
        return self.draft.closed_at is None and self.newest_number != self.revision.number

    @cached_property
    def passages(self) -> list[Passage]:
        """The passages in which the revision differs from what is published, without fields that no
        author writes."""
        form = self.kind.form_class
        all_passages = self.kind.passages_of(self.before, self.revision.body, form.base_fields)
        return [passage for passage in all_passages if not form.is_derived(passage.field)]

    @property
    def is_unseen(self) -> bool:
        """Whether it shows nothing to read, and yet is not what is published."""
        is_published = bool(self.before) and say_same(self.before, self.revision.body)
        return not self.passages and not is_published

    @property
    def cards(self) -> list[Card]:
        """The passages as they are read together, in their order; `cards_in_words` fills them."""
        passages_by_name: dict[str, list[Passage]] = {}
        for passage in self.passages:
            name = self.kind.form_class.card_name_of(passage.field) or self._whole_of(passage)
            passages_by_name.setdefault(name or passage.digest, []).append(passage)
        return [
            Card("" if name == card_passages[0].digest else name, card_passages,
                 all(passage.digest in self.right_digests for passage in card_passages))
            for name, card_passages in passages_by_name.items()
        ]  # fmt: skip

    def _whole_of(self, passage: Passage) -> str:
        """The name of the card on which something wholly new is read as learners will see it, of
        which this passage is a part; "" where it is read by itself, as it is once a part of the
        same was found right and another one changed."""
        name_of_whole = partial(self.kind.form_class.whole_name_of, fields=self.revision.body)
        if self.before or not (name := name_of_whole(passage.field)):
            return ""
        parts = [part for part in self.passages if name_of_whole(part.field) == name]
        right_parts = [part for part in parts if part.digest in self.right_digests]
        return name if len(right_parts) in (0, len(parts)) else ""

    @property
    def waiting_cards(self) -> list[Card]:
        """The cards that are not found right yet."""
        return [card for card in self.cards if not card.is_right]

    @cached_property
    def cards_in_words(self) -> list[Card]:
        """Each card with its passages in the words of the form and in its order, the figures that
        they name, and the comments on them."""
        form = wording_form(self.draft, self.before, self.revision.body, title_by_key=self.titles)
        position_by_field = {name: position for position, name in enumerate(form.fields)}
        last_position = len(position_by_field)  # of a field that the form does not have
        cards = self.cards
        for card in cards:
            card.passages.sort(
                key=lambda passage: position_by_field.get(passage.field, last_position)
            )
            card.in_words = [self._in_words(form, passage) for passage in card.passages]
            if len(card.in_words) == 1 and not self._whole_of(card.passages[0]):
                card.name = card.in_words[0].label
            card.in_words = [
                replace(in_words, label=in_words.label.removeprefix(f"{card.name}: "))
                for in_words in card.in_words
            ]
            named_figures = [figure for passage in card.passages
                             for figure in self.figures.get(passage.digest, ())]  # fmt: skip
            card.figures = list(
                {figure.key: figure for figure in [*self.own_figures, *named_figures]}.values()
            )
            digests = {passage.digest for passage in card.passages}
            card.comments = [comment for comment in self.comments if comment.passage in digests]
            if card.name and self.show_whole and card.name == self._whole_of(card.passages[0]):
                card.whole = self.show_whole(card.name)
        return cards

    def _in_words(self, form: DraftForm, passage: Passage) -> PassageInWords:
        name = passage.field
        before = form.value_in_words(name, self.before.get(name))
        after = form.value_in_words(name, self.revision.body.get(name))
        is_sentence = before is None and after is None  # the form has no words: it is a text
        # A kind that compares by itself says numbered fields in words already.
        is_said = self.kind.passages_of is not changed_passages and name not in form.base_fields
        is_alike = (before or "") == (after or "")  # as two figures of one label are
        if is_sentence or is_said or is_alike:
            before, after = passage.before, passage.after
        before, after = before or "", after or ""
        return PassageInWords(
            label=form.label_of(name, form.saved_fields), passage=passage,
            before=before, after=after, origin=self.origins.get(name),
            before_with_figures=self.write_published_figures_out(before),
            after_with_figures=self.write_figures_out(after),
        )  # fmt: skip

    @property
    def comments_on_changed(self) -> list[ReviewComment]:
        """Comments on passages that have changed since."""
        return [comment for comment in self.comments if not self.has_passage(comment.passage)]

    def has_passage(self, digest: str) -> bool:
        return any(passage.digest == digest for passage in self.passages)

    def passage_in_words(self, digest: str) -> str | None:
        """A passage as "label: text"; None where there is none of that digest."""
        form = wording_form(self.draft, self.before, self.revision.body, title_by_key=self.titles)
        for passage in self.passages:
            if passage.digest == digest:
                in_words = self._in_words(form, passage)
                return f"{in_words.label}: {in_words.after or in_words.before}"
        return None


@dataclass(frozen=True)
class Reading:
    """A whole review as both of its people read it."""

    review: DraftReview
    drafts: list[ReviewedDraft]

    @property
    def card_count(self) -> int:
        return sum(len(reviewed_draft.cards) for reviewed_draft in self.drafts)

    @property
    def waiting_count(self) -> int:
        """How many cards are not found right yet."""
        return sum(len(reviewed_draft.waiting_cards) for reviewed_draft in self.drafts)

    @property
    def right_count(self) -> int:
        return self.card_count - self.waiting_count

    def anchor_after(self, digest: str) -> str:
        """The anchor of the next card that is not found right after the one with this passage, from
        the top again after the last; of the decision when none is left. A passage that the review
        has no more counts as one of the first card."""
        cards = [card for reviewed_draft in self.drafts for card in reviewed_draft.cards_in_words]
        index = next((index for index, card in enumerate(cards)
                      if digest in [passage.digest for passage in card.passages]), 0)  # fmt: skip
        other_cards = [*cards[index + 1 :], *cards[:index]]
        return next((card.anchor for card in other_cards if not card.is_right), DECISION_ANCHOR)

    @property
    def open_comment_count(self) -> int:
        """How many first comments are not closed."""
        return sum(
            not comment.is_closed
            for reviewed_draft in self.drafts
            for comment in reviewed_draft.comments
        )

    @property
    def has_newer(self) -> bool:
        """Whether a draft was written on after it was sent."""
        return any(reviewed_draft.has_newer for reviewed_draft in self.drafts)

    @property
    def only_small_passage(self) -> Passage | None:
        """The only passage, where it can be read at a glance and nothing else is open."""
        all_passages = [passage for draft in self.drafts for passage in draft.passages]
        if len(all_passages) != 1 or self.has_newer or self.open_comment_count:
            return None
        return all_passages[0] if all_passages[0].is_small else None


def pinned_as_sent(reading: Reading) -> list[PinnedDraft]:
    """The drafts of a review at the revisions that its approval would publish."""
    return [
        PinnedDraft(reviewed_draft.draft, reviewed_draft.revision)
        for reviewed_draft in reading.drafts
    ]


def pinned_at_newest(reading: Reading) -> list[PinnedDraft]:
    """The open drafts of a review at their newest revisions, as sending again would send them. One
    query."""
    drafts = [
        reviewed_draft.draft
        for reviewed_draft in reading.drafts
        if reviewed_draft.draft.closed_at is None
    ]
    revision_by_draft_id = newest_revision_by_draft_id(drafts)
    return [PinnedDraft(draft, revision_by_draft_id[draft.pk]) for draft in drafts]


def open_reviews() -> QuerySet[DraftReview]:
    """Reviews that have not ended."""
    return DraftReview.objects.filter(outcome=None)


def sent_by_draft_id(review: DraftReview) -> dict[UUID, ReviewedRevision]:
    """The newest revision that was sent of each draft, by the draft's id. One query."""
    rows = ReviewedRevision.objects.filter(review=review).select_related("revision", "draft")
    return {row.draft_id: row for row in rows.order_by("id")}


def sent_in_review_or_404(
    review_id: str, draft: Draft
) -> tuple[DraftReview, dict[UUID, ReviewedRevision]]:
    """(the review that an address names, `sent_by_draft_id` of it); 404 where this draft is not in
    it."""
    try:
        review = get_object_or_404(DraftReview, pk=UUID(review_id))
    except ValueError:
        raise Http404 from None
    sent = sent_by_draft_id(review)
    if draft.pk not in sent:
        raise Http404
    return review, sent


def read_review(review: DraftReview) -> Reading:
    """Six queries."""
    return read_reviews([review])[0]


def read_reviews(reviews: Sequence[DraftReview]) -> list[Reading]:
    """The readings of reviews, in their order. Six queries however many they are."""
    rows = ReviewedRevision.objects.filter(review__in=reviews).select_related("revision", "draft")
    newest_sent = {(row.review_id, row.draft_id): row for row in rows.order_by("id")}
    draft_ids = {draft_id for _review_id, draft_id in newest_sent}
    draft_by_id = Draft.objects.filter(pk__in=draft_ids).with_state().in_bulk()
    titles = _titles(draft_by_id, newest_sent.values())
    reviewed_drafts = {
        (review_id, draft_id): ReviewedDraft(
            draft_by_id[draft_id], sent.revision, sent.before,
            newest_number=draft_by_id[draft_id].newest_number, titles=titles,
        )
        for (review_id, draft_id), sent in newest_sent.items()
    }  # fmt: skip
    for mark in PassageMark.objects.filter(review__in=reviews).order_by("id"):
        right_digests = reviewed_drafts[mark.review_id, mark.draft_id].right_digests
        (right_digests.add if mark.right else right_digests.discard)(mark.passage)
    comments = ReviewComment.objects.filter(review__in=reviews, answers=None)
    for comment in comments.select_related("closed").prefetch_related("replies"):
        reviewed_drafts[comment.review_id, comment.draft_id].comments.append(comment)
    drafts_by_review_id: dict[UUID, list[ReviewedDraft]] = {review.pk: [] for review in reviews}
    for (review_id, _draft_id), reviewed_draft in reviewed_drafts.items():
        drafts_by_review_id[review_id].append(reviewed_draft)
    return [
        Reading(review, sorted(drafts_by_review_id[review.pk], key=_order_in_review))
        for review in reviews
    ]


def _titles(
    draft_by_id: Mapping[UUID, Draft], sent_revisions: Iterable[ReviewedRevision]
) -> dict[str, str]:
    """What references in reviewed drafts are called: the titles of drafts by "report/key", the
    caveats of reports by "report:name"."""
    drafts = draft_by_id.values()
    titles = {f"{draft.report}/{draft.key}": draft.title for draft in drafts if draft.title}
    for sent in sent_revisions:
        draft = draft_by_id[sent.draft_id]
        if draft.kind == ObjectKind.REPORT:
            titles |= {f"{draft.report}:{name}": words
                       for name, words in sent.revision.body.get("caveats", ())}  # fmt: skip
    return titles


def reading_order(draft: Draft) -> tuple[str, int, str, str]:
    """A key that sorts drafts that are read together: by subject, by kind, then by their
    reports."""
    kind_index = READING_ORDER.index(ObjectKind(draft.kind))
    return draft.subject, kind_index, draft.report, draft.title or draft.key


def _order_in_review(reviewed_draft: ReviewedDraft) -> tuple[str, int, str, int, str]:
    """A key as `reading_order`, by which figures of a report stand by their lines, pages and
    modules by their `order`."""
    fields = reviewed_draft.revision.body
    span = SPAN_TEXT.match(str(fields.get("where") or "").partition(";")[0].strip())
    number = int(span[2]) if span else fields.get("order")
    position = number if isinstance(number, int) else 0
    subject, kind_index, report_slug, title = reading_order(reviewed_draft.draft)
    return subject, kind_index, report_slug, position, title
