"""Pages of reviews: their list, and one in which what changed is read and decided about."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.content.staging import published_by_ref
from awareness.people.access import UserRequest
from awareness.people.models import User
from awareness.studio.author_views import author_only
from awareness.studio.models import Draft, DraftReview, DraftState, DraftVerdict, Job, JobKind
from awareness.studio.models.reviews import comment_anchor
from awareness.studio.published import content_lists
from awareness.studio.publishing.check_views import waits_for_check
from awareness.studio.publishing.checks import (
    PinnedDraft,
    Refusal,
    cached_refusals,
    refusals_beside_reviews,
)
from awareness.studio.reviews import asking as draft_reviews
from awareness.studio.reviews import decisions as review_decisions
from awareness.studio.reviews import ended as ended_reviews
from awareness.studio.reviews import lines as review_lines
from awareness.studio.reviews import mail as review_mail
from awareness.studio.reviews.asking import DraftReviewError
from awareness.studio.reviews.forms import CommentForm, PassagesForm
from awareness.studio.reviews.passages import passage_anchor
from awareness.studio.reviews.reading import (
    Reading,
    open_reviews,
    pinned_as_sent,
    pinned_at_newest,
    read_review,
    read_reviews,
)

MOST_ENDED = 50
MOST_SMALL = 30  # reviews whose passages are looked at for the list; others are a click away
MESSAGES = {
    "nothing": _("Choose at least one draft that is being written."),
    "too_many": _("One review takes up to 500 drafts. Choose fewer, and ask again for the rest."),
    "closed": _("One of the drafts was deleted or published meanwhile. Choose again."),
    "in_review": _("One of the drafts is in review already. It is read there first."),
    "unconfirmed": _(
        "In one of the drafts a field is proposed and nobody has confirmed it beside its line."
    ),
    "written": _("One of the drafts was written on while this was checked. Send it once more."),
    "no_author": _("Choose an author: nobody else can see drafts."),
    "same_person": _("A second person reads it. Choose somebody else."),
    "own_work": _(
        "Whoever reads it must have written and confirmed none of it. Choose somebody else."
    ),
    "account": _(
        "Between whoever reads and whoever asks or wrote, one made or reset the account of the "
        "other, or gave it its e-mail address. That would be one person in two places. Choose "
        "somebody else."
    ),
    "same_name": _(
        "Both of you would stand in the module's record under one name. Choose somebody else."
    ),
    "past": _("Choose today or a later day."),
    "ended": _("This review has ended meanwhile. Nothing was changed."),
    "not_yours": _("Only the person whom this review asks can do that. Nothing was changed."),
    "newer": _(
        "Something was written after this was sent to you. Nothing is approved that nobody has "
        "read: ask for the newest text first."
    ),
    "waiting": _("Some sentences or comments are open still. Nothing was approved."),
    "unseen": _(
        "One of the drafts shows nothing that could be read: it is empty, or differs from what is "
        "published in something that no page shows. Delete it, or write on."
    ),
    "no_passage": _("That sentence has changed meanwhile. Read it again below."),
    "no_comment": _("That comment was closed meanwhile."),
    "no_text": _("Write what you want to say."),
    "no_reason": _(
        "Nothing was returned. Comment first at the place that needs work: whoever wrote it has to "
        "know what is missing."
    ),
}


@never_cache
@author_only
@require_safe
def reviews(request: UserRequest) -> HttpResponse:
    """What waits for this person, what they asked for, what others read, and what has ended."""
    all_open = list(open_reviews().prefetch_related("revisions__draft"))
    newest_ended = DraftReview.objects.exclude(outcome=None).order_by("-outcome__at")[:MOST_ENDED]
    today = timezone.localdate()
    for review in all_open:
        review.is_late = review.is_late_on(today)  # type: ignore[attr-defined]
        review.titles = ended_reviews.titles_in(review)  # type: ignore[attr-defined]
    person_id = request.user.pk
    for_person = [review for review in all_open if review.reviewer_id == person_id]
    small_readings = _small_readings(for_person)
    small_reviews = [reading.review for reading in small_readings]
    context = {
        "small": small_readings,
        "for_me": [review for review in for_person if review not in small_reviews],
        "asked": [review for review in all_open if review.asked_by_id == person_id],
        "others": [review for review in all_open
                   if person_id not in (review.reviewer_id, review.asked_by_id)],
        "ended": ended_reviews.with_titles(newest_ended),
    }  # fmt: skip
    return render(request, "studio/reviews/list.html", context)


def _small_readings(waiting_reviews: list[DraftReview]) -> list[Reading]:
    """The readings of those reviews that have a single small passage, with the lines of its
    figures; of the first MOST_SMALL that have a single draft. Nine queries however many they
    are."""
    of_one_draft = [
        review for review in waiting_reviews
        if len({sent.draft_id for sent in review.revisions.all()}) == 1
    ]  # fmt: skip
    readings = read_reviews(of_one_draft[:MOST_SMALL])
    small_readings = [reading for reading in readings if reading.only_small_passage]
    review_lines.add_lines(small_readings)
    return small_readings


@never_cache
@author_only
@require_safe
def draft_review(request: UserRequest, pk: UUID) -> HttpResponse:
    """What changed, sentence by sentence, with the lines that its figures come from."""
    return _review_page(request, get_object_or_404(DraftReview, pk=pk))


def _review_page(
    request: UserRequest,
    review: DraftReview,
    comment_form: CommentForm | None = None,
    anchor: str = "",
    refusals: Sequence[Refusal] = (),
) -> HttpResponse:
    """The page of a review; with an invalid `comment_form` at the passage or comment whose element
    has the id `anchor`, or with what publishing would refuse."""
    reading = read_review(review)
    review_lines.add_lines([reading])
    review_lines.add_text_files(reading)
    # A comment on one field of a card is written in the card's form.
    cards = [card for draft in reading.drafts for card in draft.cards_in_words]
    commented_cards = [
        card for card in cards if anchor in [passage.anchor for passage in card.passages]
    ]
    drafts = [reviewed_draft.draft for reviewed_draft in reading.drafts]
    context = {
        "review": review,
        "reading": reading,
        "outcome": review.outcome_or_none,
        "is_reviewer": review.reviewer_id == request.user.pk,
        "is_asker": review.asked_by_id == request.user.pk,
        "is_late": review.is_late_on(request.user.today(timezone.now())),
        "comment": comment_form or CommentForm(),
        "at": commented_cards[0].anchor if commented_cards else anchor,
        "about": anchor,
        "refused": refusals_by_draft(refusals),
        "earlier": ended_reviews.earlier_reviews(review, drafts),
    } | _publishing_context(review, drafts)
    status = 422 if comment_form is not None or refusals else 200
    return render(request, "studio/reviews/review.html", context, status=status)


def _publishing_context(review: DraftReview, drafts: Sequence[Draft]) -> dict[str, Any]:
    """Of an approved review `job`, which publishes it (None once it is done), and `published`:
    (draft, address where it is read) of each of its drafts that is; {} of any other review."""
    outcome = review.outcome_or_none
    if outcome is None or outcome.verdict != DraftVerdict.APPROVED:
        return {}
    job = Job.objects.filter(once=review.pk, kind=JobKind.PUBLISH).first()
    published_drafts = [draft for draft in drafts if draft.state == DraftState.PUBLISHED]
    address_by_draft_id = content_lists.address_by_draft(published_drafts)
    is_waiting = any(draft.state == DraftState.APPROVED for draft in drafts)
    return {
        "job": job if is_waiting else None,
        "published": [(draft, address_by_draft_id[draft.pk]) for draft in published_drafts],
    }


def refusals_by_draft(
    refusals: Sequence[Refusal],
) -> list[tuple[Draft | None, list[Refusal]]]:
    """(draft, its refusals) of each draft, in the order in which they come; None stands for what is
    about none of them."""
    by_draft_id: dict[UUID | None, tuple[Draft | None, list[Refusal]]] = {}
    for refusal in refusals:
        draft_id = refusal.draft.pk if refusal.draft else None
        by_draft_id.setdefault(draft_id, (refusal.draft, []))[1].append(refusal)
    return list(by_draft_id.values())


def number_by_draft_id(pinned: list[PinnedDraft]) -> dict[UUID, int]:
    """The number of the revision of each draft."""
    return {pin.draft.pk: pin.revision.number for pin in pinned}


def published_by_draft_id(drafts: list[Draft]) -> dict[UUID, dict[str, Any]]:
    """The fields that are published now of the object of each draft; {} for nothing."""
    published_by_object = published_by_ref(draft.ref for draft in drafts)
    return {draft.pk: dict(published_by_object[draft.ref].fields or {}) for draft in drafts}


@author_only
@require_POST
def mark_passage(request: UserRequest, pk: UUID) -> HttpResponse:
    """The reviewer finds the passages of a card right, which leads on to the next one that waits,
    or takes that back."""
    review = get_object_or_404(DraftReview, pk=pk)
    button = PassagesForm.read(request.POST)
    try:
        review_decisions.mark_passages(
            pk, button.draft_id, button.digests, button.is_right, request.user, timezone.now()
        )
    except DraftReviewError as error:
        messages.warning(request, MESSAGES[error.code])
        return redirect("studio:draft_review", pk)
    if button.is_right:
        anchor = read_review(review).anchor_after(button.first_digest)
    else:
        anchor = passage_anchor(button.first_digest)
    return redirect(f"{_review_address(pk)}#{anchor}")


@author_only
@require_POST
def comment_passage(request: UserRequest, pk: UUID) -> HttpResponse:
    """Says something of a passage, or answers a comment; what cannot be taken stays in the form."""
    review = get_object_or_404(DraftReview, pk=pk)
    form, button = CommentForm(request.POST), PassagesForm.read(request.POST)
    if button.answered_id:
        anchor = comment_anchor(button.answered_id)
    else:
        anchor = passage_anchor(button.first_digest)
    if not form.is_valid():
        return _review_page(request, review, form, anchor)
    try:
        comment = review_decisions.add_comment(
            pk, button.draft_id, button.first_digest, form.cleaned_data["text"], request.user,
            timezone.now(), button.answered_id,
        )  # fmt: skip
    except DraftReviewError as error:
        form.add_error("text", ValidationError(MESSAGES[error.code], code=error.code))
        return _review_page(request, review, form, anchor)
    return redirect(f"{_review_address(pk)}#{comment_anchor(button.answered_id or comment.pk)}")


@author_only
@require_POST
def close_comment(request: UserRequest, pk: UUID, number: int) -> HttpResponse:
    """The reviewer closes the comment whose id is `number`."""
    return _act_on_review(
        request,
        pk,
        lambda: review_decisions.close_comment(pk, number, request.user, timezone.now()),
        anchor=comment_anchor(number),
    )


@author_only
@require_POST
@waits_for_check
def send_again(request: UserRequest, pk: UUID) -> HttpResponse:
    """Whoever asked sends what was written since."""
    review = get_object_or_404(DraftReview, pk=pk)
    reading = read_review(review)
    pinned = pinned_at_newest(reading)
    drafts_written_on = [
        reviewed_draft.draft for reviewed_draft in reading.drafts if reviewed_draft.has_newer
    ]
    is_asker = review.asked_by_id == request.user.pk
    is_checked = drafts_written_on and is_asker
    if is_checked and (refusals := refusals_beside_reviews(pinned, cached_refusals)):
        return _review_page(request, review, refusals=refusals)
    published = published_by_draft_id(drafts_written_on)
    return _act_on_review(
        request,
        pk,
        lambda: draft_reviews.send_again(
            pk, number_by_draft_id(pinned), request.user, timezone.now(), published
        ),
    )


@author_only
@require_POST
def return_review(request: UserRequest, pk: UUID) -> HttpResponse:
    """The reviewer returns the drafts of a review, which ends it."""
    return _end_review(
        request, pk, review_decisions.return_review, _("Returned. They can go on writing.")
    )


@author_only
@require_POST
@waits_for_check
def approve_review(request: UserRequest, pk: UUID) -> HttpResponse:
    """The reviewer approves a review, which ends it. `passage` is the digest of the only passage of
    a small change, found right by the same press. What publishing would refuse now is said here,
    and the review goes on."""
    digest = PassagesForm.read(request.POST).first_digest
    review = get_object_or_404(DraftReview, pk=pk)
    reading = read_review(review)
    may_approve = review.reviewer_id == request.user.pk and not review.outcome_or_none
    is_checked = may_approve and not reading.has_newer
    if is_checked and (refusals := cached_refusals(pinned_as_sent(reading))):
        return _review_page(request, review, refusals=refusals)

    def approve(review_id: UUID, by: User, now: datetime) -> DraftReview:
        if digest:
            return review_decisions.approve_small_review(review_id, digest, by, now)
        return review_decisions.approve_review(review_id, by, now)

    return _end_review(request, pk, approve, _("Approved. It is being published."))


@author_only
@require_POST
def withdraw_review(request: UserRequest, pk: UUID) -> HttpResponse:
    """Whoever asked for a review takes it back, which ends it."""
    return _end_review(
        request, pk, review_decisions.withdraw_review, _("Taken back. Nobody is asked any more.")
    )


def _end_review(
    request: UserRequest,
    pk: UUID,
    end: Callable[[UUID, User, datetime], DraftReview],
    success: Promise,
) -> HttpResponse:
    """Ends a review by `end`, writes to whoever did not end it, and says `success`."""

    @transaction.atomic
    def end_and_tell() -> None:
        review_mail.put_ended(end(pk, request.user, timezone.now()))
        messages.success(request, str(success))

    return _act_on_review(request, pk, end_and_tell)


def _act_on_review(
    request: UserRequest, pk: UUID, act: Callable[[], object], anchor: str = ""
) -> HttpResponse:
    """Calls `act` and leads back to the review, at the element whose id is `anchor`; to its top,
    with the message, where a DraftReviewError was raised."""
    get_object_or_404(DraftReview, pk=pk)
    try:
        act()
    except DraftReviewError as error:
        messages.warning(request, MESSAGES[error.code])
        anchor = ""
    return redirect(f"{_review_address(pk)}#{anchor}" if anchor else _review_address(pk))


def _review_address(pk: UUID) -> str:
    return reverse("studio:draft_review", args=[pk])
