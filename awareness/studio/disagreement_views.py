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
from awareness.studio import disagreements
from awareness.studio.author_views import author_only
from awareness.studio.deciding_views import (
    RefusalForm,
    add_refusals,
    back_to,
    decide,
    shown_refused,
)
from awareness.studio.disagreements import Pair, SubjectPairs
from awareness.studio.models import PairDecision, PairReason

CARDS = 8  # on a page
LONGEST_NAME = 80  # letters of a subject's key
WHY = {
    Reason.SAME_CELL: gettext_lazy("One row and one column, in two tables"),
    Reason.SAME_WORDS: gettext_lazy("Nearly the same words, and another number"),
    Reason.TWICE: gettext_lazy("Said twice in one sentence"),
    Reason.ROW: gettext_lazy("The words of a row, and another number"),
    Reason.FIGURES: gettext_lazy("Two figures of one measure, about the same people"),
}
MESSAGES = {
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
    return _page(request, _of(subject), request.GET.get("report", ""), request.GET.get("page", ""))


@author_only
@require_POST
def take_disagreement(request: UserRequest, subject: str) -> HttpResponse:
    """A draft of it, with the places and what they print; on to that."""
    subject_pairs = _of(subject)
    draft = decide(request, partial(disagreements.take, subject_pairs), MESSAGES)
    if draft is None:
        return _back(request, subject_pairs)
    messages.success(request, _("Taken: it is a draft now. Say why they may differ."))
    return redirect("studio:draft", draft.pk)


@never_cache
@author_only
@require_POST
def refuse_disagreement(request: UserRequest, subject: str) -> HttpResponse:
    """It is not proposed again; without a reason the card asks for one."""
    subject_pairs, form = _of(subject), RefusalForm(PairReason, request.POST)
    if not form.is_valid():
        if form.names(pair.name for pair in subject_pairs.pairs):
            report_slug, page = request.POST.get("report", ""), request.POST.get("page", "")
            return _page(request, subject_pairs, report_slug, page, form)
        messages.warning(request, MESSAGES["gone"])
        return _back(request, subject_pairs)
    reason = PairReason(form.cleaned_data["reason"])

    def refuse(name: str, by: User, now: datetime) -> PairDecision:
        return disagreements.refuse(subject_pairs, name, reason, by, now)

    if decide(request, refuse, MESSAGES):
        messages.success(request, _("Refused. It is not proposed again; you can bring it back."))
    return _back(request, subject_pairs)


@author_only
@require_POST
def bring_back_disagreement(request: UserRequest, subject: str) -> HttpResponse:
    """A refused pair is proposed again."""
    subject_pairs = _of(subject)
    if decide(request, partial(disagreements.bring_back, subject), MESSAGES):
        messages.success(request, _("It is proposed again."))
    return _back(request, subject_pairs)


def _of(subject: str) -> SubjectPairs:
    subject_pairs = disagreements.pairs_of(subject) if len(subject) <= LONGEST_NAME else None
    if subject_pairs is None:
        raise Http404
    return subject_pairs


def _back(request: UserRequest, subject_pairs: SubjectPairs) -> HttpResponse:
    address = reverse("studio:possible_disagreements", args=[subject_pairs.subject])
    return back_to(request, address, {"report": subject_pairs.reports})


def _page(
    request: UserRequest, subject_pairs: SubjectPairs, report: str, page: str,
    refusal: RefusalForm | None = None,
) -> HttpResponse:  # fmt: skip
    report = report if report in subject_pairs.reports else ""
    counts = Counter(
        slug for pair in subject_pairs.pairs for slug in {side.report.slug for side in pair.sides}
    )
    pairs = disagreements.of_report(subject_pairs, report)
    shown: Page[Pair] = Paginator(pairs, CARDS).get_page(page)
    cards: list[dict[str, Any]] = [
        {"name": pair.name, "pair": pair, "why": WHY[pair.possible.reason]} for pair in shown
    ]
    add_refusals(cards, PairReason, refusal)
    refused = shown_refused(request, subject_pairs.refused)
    context = {
        "of": subject_pairs, "page": shown, "cards": cards, "report": report,
        "reports": [(slug, title, counts[slug]) for slug, title in subject_pairs.reports.items()
                    if counts[slug] or slug == report],
        "refused": refused,
        "refusals": [
            {"name": disagreements.name_of(decision.names), "decision": decision,
             "kicker": "", "words": decision.words}
            for decision in refused
        ],
        "here": reverse("studio:possible_disagreements", args=[subject_pairs.subject]),
        "filters": {"report": report},
        "verbs": {verb: reverse(f"studio:{verb}_disagreement", args=[subject_pairs.subject])
                  for verb in ("take", "refuse", "bring_back")},
    }  # fmt: skip
    status = 422 if refusal else 200
    return render(request, "studio/possible_disagreements.html", context, status=status)
