"""Pages of reviews: asking for one, reading what changed, speaking about it, deciding."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.content.staging import current_content, published_by_ref
from awareness.content.writing import ObjectKind
from awareness.people.access import UserRequest
from awareness.people.models import Role, User, holder_ids
from awareness.studio import content_lists, draft_reviews, ended_reviews, review_lines, review_mail
from awareness.studio.author_views import author_only
from awareness.studio.check_views import waits_for_check
from awareness.studio.draft_kinds.base import FieldProblem
from awareness.studio.draft_kinds.confirmed import unconfirmed
from awareness.studio.draft_review_forms import (
    USUAL,
    AskForReviewForm,
    CommentForm,
    PassagesForm,
)
from awareness.studio.draft_reviews import MOST_DRAFTS, DraftReviewError
from awareness.studio.drafting import newest_revisions
from awareness.studio.models import Draft, DraftReview, DraftState, DraftVerdict, Job, JobKind
from awareness.studio.publish_checks import (
    PinnedDraft,
    Refusal,
    found_refusals,
    refusals_beside,
)
from awareness.studio.review_reading import (
    Reading,
    newest_in,
    open_reviews,
    pinned_in,
    read_review,
    read_reviews,
    reading_order,
)

ENDED_SHOWN = 50
SMALL_SHOWN = 30  # reviews whose change is looked at for the list; others are a click away
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
FIELD_OF = {
    "nothing": "drafts",
    "too_many": "drafts",
    "closed": "drafts",
    "in_review": "drafts",
    "unconfirmed": "drafts",
    "unseen": "drafts",
    "written": "drafts",
    "past": "by_day",
}


@never_cache
@author_only
@require_safe
def reviews(request: UserRequest) -> HttpResponse:
    """What waits for this person, what they asked for, what others read, and what has ended."""
    rows = list(open_reviews().prefetch_related("revisions__draft"))
    ended = DraftReview.objects.exclude(outcome=None).order_by("-outcome__at")
    today = timezone.localdate()
    for row in rows:
        row.is_late = row.late(today)  # type: ignore[attr-defined]
        row.titles = ended_reviews.titles_in(row)  # type: ignore[attr-defined]
    mine = request.user.pk
    for_me = [row for row in rows if row.reviewer_id == mine]
    small = _small(for_me)
    context = {
        "small": small,
        "for_me": [row for row in for_me if row not in [reading.review for reading in small]],
        "asked": [row for row in rows if row.asked_by_id == mine],
        "others": [row for row in rows if mine not in (row.reviewer_id, row.asked_by_id)],
        "ended": ended_reviews.ended(ended[:ENDED_SHOWN]),
    }
    return render(request, "studio/reviews/list.html", context)


def _small(rows: list[DraftReview]) -> list[Reading]:
    """Of what waits for somebody the small changes, with the lines of their figures; nine queries
    however many they are."""
    of_one = [
        row for row in rows if len({reviewed.draft_id for reviewed in row.revisions.all()}) == 1
    ]
    small = [reading for reading in read_reviews(of_one[:SMALL_SHOWN]) if reading.small]
    review_lines.add_lines(small)
    return small


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
@waits_for_check
def ask_for_review(request: UserRequest) -> HttpResponse:
    """A form: which drafts, whom, by when. `draft` in the address chooses one and what it belongs
    together with, `report` all of one; whoever was asked last is proposed."""
    now = timezone.now()
    asked_for = Draft.objects.in_states(DraftState.WRITTEN, DraftState.RETURNED).open()
    drafts = sorted(asked_for[:MOST_DRAFTS], key=reading_order)
    by_id = {str(person.public_id): person for person in _authors_beside(request.user)}
    form = AskForReviewForm(
        request.POST or None, drafts=drafts, reviewers=list(by_id.values()),
        initial={"drafts": _chosen(request.GET, drafts), "by_day": request.user.today(now) + USUAL,
                 "reviewer": _usual_reviewer(request.user, list(by_id))},
    )  # fmt: skip
    refused: list[Refusal] = []
    if request.method == "POST" and form.is_valid():
        chosen = [draft for draft in drafts if str(draft.pk) in form.cleaned_data["drafts"]]
        reviewer, by_day = by_id[form.cleaned_data["reviewer"]], form.cleaned_data["by_day"]
        newest = newest_revisions(chosen)
        pinned = [PinnedDraft(draft, newest[draft.pk]) for draft in chosen]
        why = draft_reviews.why_not_asked(chosen, reviewer, request.user, by_day, now)
        refused = _not_confirmed(chosen) if why == "unconfirmed" else []
        refused = refused if why else refusals_beside(pinned, found_refusals)
        if refused:
            words = _("Nothing was sent. What has to be mended stands above.")
            form.add_error("drafts", ValidationError(words, code="not_ready"))
        else:
            before, site_url = _published(chosen), f"{request.scheme}://{request.get_host()}"
            try:
                with transaction.atomic():
                    review = draft_reviews.ask(
                        _numbers(pinned), reviewer, request.user, by_day, now, site_url, before
                    )
                    review_mail.put_asked(review)
                return redirect("studio:draft_review", review.pk)
            except DraftReviewError as error:
                refusal = ValidationError(MESSAGES[error.code], code=error.code)
                form.add_error(FIELD_OF.get(error.code, "reviewer"), refusal)
    if form.errors and (asked := _asked_already(request)):
        return redirect("studio:draft_review", asked.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "drafts": drafts, "reviewers": by_id, "refused": by_draft(refused),
               "wholes": _wholes(drafts)}  # fmt: skip
    return render(request, "studio/reviews/ask.html", context, status=status)


def _asked_already(request: UserRequest) -> DraftReview | None:
    """The open review that the same person asked for with the same drafts: they sent the form
    twice, or came back to it. In two queries."""
    sent = set(request.POST.getlist("drafts"))
    asked = open_reviews().filter(asked_by=request.user).prefetch_related("revisions")
    return next(
        (row for row in asked if sent == {str(pinned.draft_id) for pinned in row.revisions.all()}),
        None,
    )


def _not_confirmed(drafts: list[Draft]) -> list[Refusal]:
    words, fix = _("a field is proposed and nobody has confirmed it"), _("read its line and say so")
    return [
        Refusal(FieldProblem(message=str(words), fix=str(fix)), draft)
        for draft in unconfirmed(drafts)
    ]


def _numbers(pinned: list[PinnedDraft]) -> dict[UUID, int]:
    return {pin.draft.pk: pin.revision.number for pin in pinned}


def by_draft(refused: Sequence[Refusal]) -> list[tuple[Draft | None, list[Refusal]]]:
    """Each draft with what is refused of it, in their order; None for what is of none of them."""
    refusals: dict[UUID | None, tuple[Draft | None, list[Refusal]]] = {}
    for refusal in refused:
        pk = refusal.draft.pk if refusal.draft else None
        refusals.setdefault(pk, (refusal.draft, []))[1].append(refusal)
    return list(refusals.values())


def _authors_beside(person: User) -> list[User]:
    authors = User.objects.at_work(timezone.localdate()).filter(pk__in=holder_ids(Role.AUTHOR))
    return list(authors.exclude(pk=person.pk).order_by("sort_key", "pk"))


def _usual_reviewer(person: User, there: list[str]) -> str:
    """The only other author; of several whoever was asked last. "" for nobody. One query."""
    if len(there) < 2:
        return next(iter(there), "")
    asked_before = DraftReview.objects.filter(asked_by=person).order_by("-at")
    last = asked_before.values_list("reviewer__public_id", flat=True).first()
    return str(last) if str(last) in there else ""


def _chosen(query: QueryDict, drafts: list[Draft]) -> list[str]:
    """A draft's page chooses the draft, and what belongs together with it: all of its report, or of
    a subject that nobody has published yet. With what is of such a subject comes its draft."""
    first = next((draft for draft in drafts if str(draft.pk) == query.get("draft")), None)
    report_slug = first.report if first else query.get("report", "")
    together = [draft for draft in drafts
                if draft == first or (report_slug and draft.report == report_slug)]  # fmt: skip
    subject = together[0].subject if together else ""
    if together and subject not in current_content().subjects:
        together += [
            draft for draft in drafts
            if draft.subject == subject and draft not in together
            and (not report_slug or draft.kind == ObjectKind.SUBJECT)
        ]  # fmt: skip
    return [str(draft.pk) for draft in together]


def _wholes(drafts: list[Draft]) -> list[tuple[str, str]]:
    """(query, title) of each report of which several drafts can be chosen together."""
    names, counts = content_lists.title_by_folder(), Counter(draft.report for draft in drafts)
    return [(urlencode({"report": report}), names.get(report, report))
            for report, count in counts.items() if report and count > 1]  # fmt: skip


def _published(drafts: list[Draft]) -> dict[UUID, dict[str, Any]]:
    there = published_by_ref(draft.ref for draft in drafts)
    return {draft.pk: dict(there[draft.ref].fields or {}) for draft in drafts}


@never_cache
@author_only
@require_safe
def draft_review(request: UserRequest, pk: UUID) -> HttpResponse:
    """What changed, sentence by sentence, with the lines that its figures come from."""
    return _page(request, get_object_or_404(DraftReview, pk=pk))


def _page(
    request: UserRequest, review: DraftReview, comment: CommentForm | None = None,
    anchor: str = "", refused: Sequence[Refusal] = (),
) -> HttpResponse:  # fmt: skip
    reading = read_review(review)
    review_lines.add_lines([reading])
    review_lines.add_texts(reading)
    # A comment on one field of a card is written in the card's form.
    cards = (card for reviewed in reading.drafts for card in reviewed.read_cards)
    about = next((card for card in cards if anchor in [p.anchor for p in card.passages]), None)
    drafts = [reviewed.draft for reviewed in reading.drafts]
    context = {
        "review": review,
        "reading": reading,
        "outcome": getattr(review, "outcome", None),
        "is_reviewer": review.reviewer_id == request.user.pk,
        "is_asker": review.asked_by_id == request.user.pk,
        "is_late": review.late(request.user.today(timezone.now())),
        "comment": comment or CommentForm(),
        "at": about.anchor if about else anchor,
        "about": anchor,
        "refused": by_draft(refused),
        "earlier": ended_reviews.earlier(review, drafts),
    } | _published_of(review, drafts)
    status = 422 if comment is not None or refused else 200
    return render(request, "studio/reviews/review.html", context, status=status)


def _published_of(review: DraftReview, drafts: Sequence[Draft]) -> dict[str, Any]:
    """Of an approved review the job that publishes it, and what was published: (draft, where it is
    read)."""
    outcome = getattr(review, "outcome", None)
    if outcome is None or outcome.verdict != DraftVerdict.APPROVED:
        return {}
    job = Job.objects.filter(once=review.pk, kind=JobKind.PUBLISH).first()
    done = [draft for draft in drafts if draft.state == DraftState.PUBLISHED]
    addresses = content_lists.address_by_draft(done)
    waits = any(draft.state == DraftState.APPROVED for draft in drafts)
    return {"job": job if waits else None,
            "published": [(draft, addresses[draft.pk]) for draft in done]}  # fmt: skip


@author_only
@require_POST
def mark_passage(request: UserRequest, pk: UUID) -> HttpResponse:
    """The reviewer finds the passages of a card right, which leads on to the next one that waits,
    or takes that back."""
    review = get_object_or_404(DraftReview, pk=pk)
    marked = PassagesForm.read(request.POST)
    try:
        draft_reviews.mark(
            pk, marked.draft, marked.passages, marked.right, request.user, timezone.now()
        )
    except DraftReviewError as error:
        messages.warning(request, MESSAGES[error.code])
        return redirect("studio:draft_review", pk)
    if marked.right:
        place = read_review(review).place_after(marked.passage)
    else:
        place = f"p-{marked.passage[:12]}"
    return redirect(f"{_address(pk)}#{place}")


@author_only
@require_POST
def comment_passage(request: UserRequest, pk: UUID) -> HttpResponse:
    """Says something of a passage, or answers a comment; what cannot be taken stays in the form."""
    review = get_object_or_404(DraftReview, pk=pk)
    form, about = CommentForm(request.POST), PassagesForm.read(request.POST)
    anchor = f"c-{about.answers}" if about.answers else f"p-{about.passage[:12]}"
    if not form.is_valid():
        return _page(request, review, form, anchor)
    try:
        said = draft_reviews.comment(
            pk, about.draft, about.passage, form.cleaned_data["text"], request.user,
            timezone.now(), about.answers,
        )  # fmt: skip
    except DraftReviewError as error:
        form.add_error("text", ValidationError(MESSAGES[error.code], code=error.code))
        return _page(request, review, form, anchor)
    return redirect(f"{_address(pk)}#c-{about.answers or said.pk}")


@author_only
@require_POST
def close_comment(request: UserRequest, pk: UUID, number: int) -> HttpResponse:
    return _do(
        request, pk, anchor=f"c-{number}",
        act=lambda: draft_reviews.close_comment(pk, number, request.user, timezone.now()),
    )  # fmt: skip


@author_only
@require_POST
@waits_for_check
def send_again(request: UserRequest, pk: UUID) -> HttpResponse:
    """Whoever asked sends what was written since."""
    review = get_object_or_404(DraftReview, pk=pk)
    reading = read_review(review)
    pinned = newest_in(reading)
    newer = [draft_read.draft for draft_read in reading.drafts if draft_read.newer]
    asks = review.asked_by_id == request.user.pk
    if newer and asks and (refused := refusals_beside(pinned, found_refusals)):
        return _page(request, review, refused=refused)
    before = _published(newer)
    return _do(
        request, pk, anchor="",
        act=lambda: draft_reviews.send_again(
            pk, _numbers(pinned), request.user, timezone.now(), before
        ),
    )  # fmt: skip


@author_only
@require_POST
def return_review(request: UserRequest, pk: UUID) -> HttpResponse:
    return _end(request, pk, draft_reviews.give_back, _("Returned. They can go on writing."))


@author_only
@require_POST
@waits_for_check
def approve_review(request: UserRequest, pk: UUID) -> HttpResponse:
    """`passage` names the only passage of a small change, found right by the same press. What
    publishing would refuse now is said here, and the review goes on."""
    passage = PassagesForm.read(request.POST).passage
    review = get_object_or_404(DraftReview, pk=pk)
    reading = read_review(review)
    may = review.reviewer_id == request.user.pk and not getattr(review, "outcome", None)
    if may and not reading.newer and (refused := found_refusals(pinned_in(reading))):
        return _page(request, review, refused=refused)

    def act(pk: UUID, by: User, now: datetime) -> DraftReview:
        if passage:
            return draft_reviews.approve_small(pk, passage, by, now)
        return draft_reviews.approve(pk, by, now)

    return _end(request, pk, act, _("Approved. It is being published."))


@author_only
@require_POST
def withdraw_review(request: UserRequest, pk: UUID) -> HttpResponse:
    return _end(request, pk, draft_reviews.withdraw, _("Taken back. Nobody is asked any more."))


def _end(
    request: UserRequest, pk: UUID, act: Callable[..., DraftReview], done: Any
) -> HttpResponse:
    @transaction.atomic
    def end() -> None:
        review_mail.put_ended(act(pk, request.user, timezone.now()))
        messages.success(request, done)

    return _do(request, pk, anchor="", act=end)


def _do(request: UserRequest, pk: UUID, anchor: str, act: Callable[[], object]) -> HttpResponse:
    """Does it and leads back to the place; what cannot be done is said there."""
    get_object_or_404(DraftReview, pk=pk)
    try:
        act()
    except DraftReviewError as error:
        messages.warning(request, MESSAGES[error.code])
        anchor = ""
    return redirect(f"{_address(pk)}#{anchor}" if anchor else _address(pk))


def _address(pk: UUID) -> str:
    return reverse("studio:draft_review", args=[pk])
