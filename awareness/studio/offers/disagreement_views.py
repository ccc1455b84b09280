"""Pairs of numbers that may disagree, as cards: take, refuse, bring back. Authors alone."""

from collections import Counter
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.content.reading.disagreements import Reason
from awareness.people.access import UserRequest
from awareness.people.models import User
from awareness.studio.author_views import author_only
from awareness.studio.models import PairDecision, PairReason
from awareness.studio.offers import disagreement_actions, disagreements
from awareness.studio.offers.deciding_views import (
    RefusalForm,
    add_refusal_forms,
    back_to_list,
    card_at,
    decide,
    page_of_refused,
)
from awareness.studio.offers.disagreements import Pair, SubjectPairs

CARDS_A_PAGE = 8  # on a page
MOST_KEY_LETTERS = 80  # letters of a subject's key
WORDS_BY_REASON = {
    Reason.SAME_CELL: gettext_lazy("One row and one column, in two tables"),
    Reason.SAME_WORDS: gettext_lazy("Nearly the same words, and another number"),
    Reason.TWICE: gettext_lazy("Said twice in one sentence"),
    Reason.ROW: gettext_lazy("The words of a row, and another number"),
    Reason.FIGURES: gettext_lazy("Two figures of one measure, about the same people"),
}
MESSAGE_BY_CODE = {
    "gone": gettext_lazy(
        "This is not proposed any more: it was taken or refused, or a number of it changed."
    ),
    "not_refused": gettext_lazy("It is proposed again already."),
}


@never_cache
@author_only
@require_safe
def possible_disagreements(request: UserRequest, subject: str) -> HttpResponse:
    """The pairs of a subject, of one report or of all, and what was decided about them."""
    return _pairs_page(
        request,
        _subject_pairs_or_404(subject),
        request.GET.get("report", ""),
        request.GET.get("page", ""),
    )


@author_only
@require_POST
def take_disagreement(request: UserRequest, subject: str) -> HttpResponse:
    """Takes the pair that the form names: a draft of a disagreement, with the places and what they
    print; on to that."""
    subject_pairs = _subject_pairs_or_404(subject)
    draft = decide(request, partial(disagreement_actions.take, subject_pairs), MESSAGE_BY_CODE)
    if draft is None:
        return _back_to_pairs(request, subject_pairs)
    messages.success(request, _("Taken: it is a draft now. Say why they may differ."))
    return redirect("studio:draft", draft.pk)


@never_cache
@author_only
@require_POST
def refuse_disagreement(request: UserRequest, subject: str) -> HttpResponse:
    """Refuses the pair that the form names: it is not proposed again. Without a reason its card
    asks for one."""
    subject_pairs, form = _subject_pairs_or_404(subject), RefusalForm(PairReason, request.POST)
    if not form.is_valid():
        if form.names(pair.name for pair in subject_pairs.pairs):
            report_slug, page_number = request.POST.get("report", ""), request.POST.get("page", "")
            return _pairs_page(request, subject_pairs, report_slug, page_number, form)
        messages.warning(request, MESSAGE_BY_CODE["gone"])
        return _back_to_pairs(request, subject_pairs)
    reason = PairReason(form.cleaned_data["reason"])

    def refuse(name: str, by: User, now: datetime) -> PairDecision:
        return disagreement_actions.refuse(subject_pairs, name, reason, by, now)

    if decide(request, refuse, MESSAGE_BY_CODE):
        messages.success(request, _("Refused. It is not proposed again; you can bring it back."))
    return _back_to_pairs(request, subject_pairs)


@author_only
@require_POST
def bring_back_disagreement(request: UserRequest, subject: str) -> HttpResponse:
    """The refused pair that the form names is proposed again."""
    subject_pairs = _subject_pairs_or_404(subject)
    if decide(request, partial(disagreement_actions.bring_back, subject), MESSAGE_BY_CODE):
        messages.success(request, _("It is proposed again."))
    return _back_to_pairs(request, subject_pairs)


def _subject_pairs_or_404(subject: str) -> SubjectPairs:
    """404 where no subject has this key."""
    is_key = len(subject) <= MOST_KEY_LETTERS
    subject_pairs = disagreements.pairs_of_subject(subject) if is_key else None
    if subject_pairs is None:
        raise Http404
    return subject_pairs


def _back_to_pairs(request: UserRequest, subject_pairs: SubjectPairs) -> HttpResponse:
    """To the part of the list from which a form was sent."""
    address = reverse("studio:possible_disagreements", args=[subject_pairs.subject])
    return back_to_list(request, address, {"report": subject_pairs.title_by_report_slug})


def _pairs_page(
    request: UserRequest, subject_pairs: SubjectPairs, report_slug: str, page_number: str,
    refusal: RefusalForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The pairs of a report, or of all: for "" and for a report of another subject. `refusal` is a
    form that was sent and has errors: then the status is 422."""
    title_by_slug = subject_pairs.title_by_report_slug
    report_slug = report_slug if report_slug in title_by_slug else ""
    pair_count_by_slug = Counter(
        slug for pair in subject_pairs.pairs for slug in {side.report.slug for side in pair.sides}
    )
    pairs = disagreements.pairs_with_report(subject_pairs, report_slug)
    page: Page[Pair] = Paginator(pairs, CARDS_A_PAGE).get_page(page_number)
    cards: list[dict[str, Any]] = [
        {"name": pair.name, "pair": pair,
         "why": WORDS_BY_REASON[pair.possible_disagreement.reason]}
        for pair in page
    ]  # fmt: skip
    add_refusal_forms(cards, PairReason, refusal)
    refused_page = page_of_refused(request, subject_pairs.refused)
    context = {
        "subject_pairs": subject_pairs, "pair_count": len(subject_pairs.pairs),
        "page": page, "cards": cards, "at": card_at(request, cards),
        "report": report_slug,
        "reports": [(slug, title, pair_count_by_slug[slug])
                    for slug, title in title_by_slug.items()
                    if pair_count_by_slug[slug] or slug == report_slug],
        "refused": refused_page,
        "refusals": [
            {"name": disagreements.pair_name(decision.names), "decision": decision,
             "kicker": "", "words": decision.words}
            for decision in refused_page
        ],
        "here": reverse("studio:possible_disagreements", args=[subject_pairs.subject]),
        "filters": {"report": report_slug},
        "verbs": {verb: reverse(f"studio:{verb}_disagreement", args=[subject_pairs.subject])
                  for verb in ("take", "refuse", "bring_back")},
    }  # fmt: skip
    status = 422 if refusal else 200
    return render(request, "studio/possible_disagreements.html", context, status=status)
