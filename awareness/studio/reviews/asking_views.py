"""The page on which an author asks another one for a review: which drafts, whom, by when."""

from collections import Counter
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from awareness.content.staging import current_content
from awareness.content.writing import ObjectKind
from awareness.people.access import UserRequest
from awareness.people.models import User
from awareness.studio.author_views import author_only
from awareness.studio.authors import authors_at_work
from awareness.studio.draft_kinds.confirmed import unconfirmed_drafts
from awareness.studio.draft_kinds.field_problems import FieldProblem
from awareness.studio.drafts.drafting import newest_revision_by_draft_id
from awareness.studio.models import Draft, DraftReview, DraftState
from awareness.studio.published import content_lists
from awareness.studio.publishing.check_views import waits_for_check
from awareness.studio.publishing.checks import (
    PinnedDraft,
    Refusal,
    cached_refusals,
    refusals_beside_reviews,
)
from awareness.studio.reviews import asking as draft_reviews
from awareness.studio.reviews import mail as review_mail
from awareness.studio.reviews.asking import MOST_DRAFTS, DraftReviewError
from awareness.studio.reviews.forms import USUAL_TIME, AskForReviewForm
from awareness.studio.reviews.reading import open_reviews, reading_order
from awareness.studio.reviews.views import (
    MESSAGES,
    number_by_draft_id,
    published_by_draft_id,
    refusals_by_draft,
)

# The field of the form at which the message of a code stands; of all others at the reviewer.
FIELD_BY_CODE = {
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
@require_http_methods(["GET", "HEAD", "POST"])
@waits_for_check
def ask_for_review(request: UserRequest) -> HttpResponse:
    """A form: which drafts, whom, by when. `draft` in the address chooses one and what it belongs
    together with, `report` all of one; whoever was asked last is proposed."""
    now = timezone.now()
    writable_drafts = Draft.objects.in_states(DraftState.WRITTEN, DraftState.RETURNED).open()
    drafts = sorted(writable_drafts[:MOST_DRAFTS], key=reading_order)
    author_by_id = {str(author.public_id): author for author in _other_authors(request.user)}
    initial = {
        "drafts": _ids_chosen_at_first(request.GET, drafts),
        "by_day": request.user.today(now) + USUAL_TIME,
        "reviewer": _proposed_reviewer_id(request.user, list(author_by_id)),
    }
    form = AskForReviewForm(
        request.POST or None,
        drafts=drafts,
        reviewers=list(author_by_id.values()),
        initial=initial,
    )
    refusals: list[Refusal] = []
    if request.method == "POST" and form.is_valid():
        chosen = [draft for draft in drafts if str(draft.pk) in form.cleaned_data["drafts"]]
        reviewer = author_by_id[form.cleaned_data["reviewer"]]
        review, refusals = _ask(request, form, chosen, reviewer, now)
        if review is not None:
            return redirect("studio:draft_review", review.pk)
    if form.errors and (review := _review_asked_already(request)):
        return redirect("studio:draft_review", review.pk)
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form, "drafts": drafts, "reviewers": author_by_id,
        "refused": refusals_by_draft(refusals), "wholes": _links_to_whole_reports(drafts),
    }  # fmt: skip
    return render(request, "studio/reviews/ask.html", context, status=status)


def _ask(
    request: UserRequest,
    form: AskForReviewForm,
    drafts: list[Draft],
    reviewer: User,
    now: datetime,
) -> tuple[DraftReview | None, list[Refusal]]:
    """(the review that was asked for, no refusals); (None, what publishing the drafts would refuse)
    where it was not, with the errors added to the form. NotChecked."""
    by_day = form.cleaned_data["by_day"]
    revision_by_draft_id = newest_revision_by_draft_id(drafts)
    pinned = [PinnedDraft(draft, revision_by_draft_id[draft.pk]) for draft in drafts]
    code = draft_reviews.why_not_asked(drafts, reviewer, request.user, by_day, now)
    if code:
        refusals = _refusals_of_unconfirmed(drafts) if code == "unconfirmed" else []
    else:
        refusals = refusals_beside_reviews(pinned, cached_refusals)
    if refusals:
        message = _("Nothing was sent. What has to be mended stands above.")
        form.add_error("drafts", ValidationError(message, code="not_ready"))
        return None, refusals
    published, site_url = published_by_draft_id(drafts), f"{request.scheme}://{request.get_host()}"
    try:
        with transaction.atomic():
            review = draft_reviews.ask_for_review(
                number_by_draft_id(pinned), reviewer, request.user, by_day, now, site_url, published
            )
            review_mail.put_asked(review)
    except DraftReviewError as error:
        refused = ValidationError(MESSAGES[error.code], code=error.code)
        form.add_error(FIELD_BY_CODE.get(error.code, "reviewer"), refused)
        return None, []
    return review, []


def _review_asked_already(request: UserRequest) -> DraftReview | None:
    """The open review that the same person asked for with the same drafts: they sent the form
    twice, or came back to it. None for none. Two queries."""
    draft_ids = set(request.POST.getlist("drafts"))
    asked_for = open_reviews().filter(asked_by=request.user).prefetch_related("revisions")
    return next(
        (
            review
            for review in asked_for
            if draft_ids == {str(sent.draft_id) for sent in review.revisions.all()}
        ),
        None,
    )


def _refusals_of_unconfirmed(drafts: list[Draft]) -> list[Refusal]:
    """A refusal of each draft with a field that is proposed and not confirmed."""
    message = _("a field is proposed and nobody has confirmed it")
    fix = _("read its line and say so")
    return [
        Refusal(FieldProblem(message=str(message), fix=str(fix)), draft)
        for draft in unconfirmed_drafts(drafts)
    ]


def _other_authors(person: User) -> list[User]:
    """All authors at work but one person, by name."""
    authors = authors_at_work(timezone.localdate())
    return list(authors.exclude(pk=person.pk).order_by("sort_key", "pk"))


def _proposed_reviewer_id(person: User, author_ids: list[str]) -> str:
    """The public id of the only other author; of several that of whoever this person asked last. ""
    for nobody. One query."""
    if len(author_ids) < 2:
        return next(iter(author_ids), "")
    asked_before = DraftReview.objects.filter(asked_by=person).order_by("-at")
    last_id = asked_before.values_list("reviewer__public_id", flat=True).first()
    return str(last_id) if str(last_id) in author_ids else ""


def _ids_chosen_at_first(query: QueryDict, drafts: list[Draft]) -> list[str]:
    """The ids of drafts that are ticked when the page is opened. The page of a draft chooses the
    draft, and what belongs together with it: all of its report, or of a subject that nobody has
    published yet. With what is of such a subject comes its draft."""
    named_draft = next((draft for draft in drafts if str(draft.pk) == query.get("draft")), None)
    report_slug = named_draft.report if named_draft else query.get("report", "")
    together = [
        draft
        for draft in drafts
        if draft == named_draft or (report_slug and draft.report == report_slug)
    ]
    subject = together[0].subject if together else ""
    if together and subject not in current_content().subjects:
        together += [
            draft for draft in drafts
            if draft.subject == subject and draft not in together
            and (not report_slug or draft.kind == ObjectKind.SUBJECT)
        ]  # fmt: skip
    return [str(draft.pk) for draft in together]


def _links_to_whole_reports(drafts: list[Draft]) -> list[tuple[str, str]]:
    """(query of an address, title) of each report of which several drafts can be chosen."""
    names = content_lists.title_by_folder()
    draft_count_by_report = Counter(draft.report for draft in drafts)
    return [
        (urlencode({"report": report_slug}), names.get(report_slug, report_slug))
        for report_slug, draft_count in draft_count_by_report.items()
        if report_slug and draft_count > 1
    ]
