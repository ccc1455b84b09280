"""What item models offer of a report, as cards: take, edit, refuse, bring back. Authors alone."""

from collections import Counter
from collections.abc import Sequence
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

from awareness.bank.checklist import LookKind
from awareness.bank.clues import OptionSet
from awareness.bank.offers import Offer
from awareness.people.access import UserRequest
from awareness.people.models import User
from awareness.studio.author_views import author_only
from awareness.studio.draft_kinds.families import WORDS_BY_FAMILY, guards_in_words
from awareness.studio.draft_kinds.new_question import KINDS_BY_HAND
from awareness.studio.draft_kinds.question import (
    looks_in_words,
    option_sets_of_live_questions,
    written_rows,
)
from awareness.studio.models import OfferDecision, RefusalReason
from awareness.studio.offers import item_offers
from awareness.studio.offers.deciding_views import (
    RefusalForm,
    add_refusal_forms,
    back_to_list,
    card_at,
    decide,
    page_of_refused,
)
from awareness.studio.offers.item_offers import OffersToDecide
from quizzes.kinds import Single

CARDS_A_PAGE = 8  # on a page
MOST_SLUG_LETTERS = 80  # of a report
MESSAGE_BY_CODE = {
    "gone": gettext_lazy(
        "This is not offered any more: it was taken or refused, or a figure of it changed."
    ),
    "guess": gettext_lazy("A guess is computed. Take it, and give it a question of your own."),
    "not_refused": gettext_lazy("It is offered again already."),
}


@never_cache
@author_only
@require_safe
def offers(request: UserRequest, report: str) -> HttpResponse:
    """The offers of a report, of one family or of all, and what was decided about them."""
    return _offers_page(
        request, _offers_or_404(report), request.GET.get("family", ""), request.GET.get("page", "")
    )


@author_only
@require_POST
def take_offer(request: UserRequest, report: str) -> HttpResponse:
    """Takes the offer that the form names: a draft of a question that stays generated; back to the
    list."""
    if decide(request, partial(item_offers.take, _offers_or_404(report)), MESSAGE_BY_CODE):
        messages.success(request, _("Taken: it is a draft now."))
    return _back_to_offers(request, report)


@author_only
@require_POST
def edit_offer(request: UserRequest, report: str) -> HttpResponse:
    """Takes the offer that the form names to be written by hand: a draft filled in from it; on to
    that."""
    draft = decide(request, partial(item_offers.edit, _offers_or_404(report)), MESSAGE_BY_CODE)
    if draft is None:
        return _back_to_offers(request, report)
    words = _("It is yours to write now. It does not follow its figures by itself any more.")
    messages.success(request, words)
    return redirect("studio:draft", draft.pk)


@never_cache
@author_only
@require_POST
def refuse_offer(request: UserRequest, report: str) -> HttpResponse:
    """Refuses the offer that the form names: it is not made again. Without a reason its card asks
    for one."""
    report_offers, form = _offers_or_404(report), RefusalForm(RefusalReason, request.POST)
    if not form.is_valid():
        if form.names(item_offers.offer_name(offer.asks) for offer in report_offers.offers):
            family, page_number = request.POST.get("family", ""), request.POST.get("page", "")
            return _offers_page(request, report_offers, family, page_number, form)
        messages.warning(request, MESSAGE_BY_CODE["gone"])
        return _back_to_offers(request, report)
    reason = RefusalReason(form.cleaned_data["reason"])

    def refuse(name: str, by: User, now: datetime) -> OfferDecision:
        return item_offers.refuse(report_offers, name, reason, by, now)

    if decide(request, refuse, MESSAGE_BY_CODE):
        messages.success(request, _("Refused. It is not offered again; you can bring it back."))
    return _back_to_offers(request, report)


@author_only
@require_POST
def bring_back_offer(request: UserRequest, report: str) -> HttpResponse:
    """The refused offer that the form names is made again."""
    report_offers = _offers_or_404(report)
    if decide(request, partial(item_offers.bring_back, report_offers.report_slug), MESSAGE_BY_CODE):
        messages.success(request, _("It is offered again."))
    return _back_to_offers(request, report)


def _offers_or_404(report_slug: str) -> OffersToDecide:
    """404 where no report has this slug."""
    report_offers = (
        item_offers.offers_to_decide(report_slug) if len(report_slug) <= MOST_SLUG_LETTERS else None
    )
    if report_offers is None:
        raise Http404
    return report_offers


def _back_to_offers(request: UserRequest, report: str) -> HttpResponse:
    """To the part of the list from which a form was sent."""
    return back_to_list(
        request, reverse("studio:offers", args=[report]), {"family": WORDS_BY_FAMILY}
    )


def _offers_page(
    request: UserRequest,
    report_offers: OffersToDecide,
    family: str,
    page_number: str,
    refusal: RefusalForm | None = None,
) -> HttpResponse:
    """The offers of a family, of all for "" and for one that is none. `refusal` is a form that was
    sent and has errors: then the status is 422."""
    family = family if family in WORDS_BY_FAMILY else ""
    offer_count_by_family = Counter(offer.family for offer in report_offers.offers)
    page: Page[Offer] = Paginator(
        [offer for offer in report_offers.offers if family in ("", offer.family)], CARDS_A_PAGE
    ).get_page(page_number)
    refused_page = page_of_refused(request, report_offers.refused)
    other_option_sets = option_sets_of_live_questions()
    cards = [offer_card(report_offers, offer, other_option_sets) for offer in page]
    add_refusal_forms(cards, RefusalReason, refusal)
    context = {
        "report_offers": report_offers, "report": report_offers.report_slug,
        "offer_count": len(report_offers.offers),
        "page": page, "cards": cards, "at": card_at(request, cards),
        "family": family,
        "families": [(name, words, offer_count_by_family[name])
                     for name, words in WORDS_BY_FAMILY.items() if offer_count_by_family[name]],
        # A few are looked through as they stand; of many, those of one family.
        "sifted": family or len(report_offers.offers) > CARDS_A_PAGE,
        "refused": refused_page,
        "refusals": [refusal_card(decision) for decision in refused_page],
        "writing": report_offers.being_written,
        "here": reverse("studio:offers", args=[report_offers.report_slug]),
        "filters": {"family": family},
        "kinds_by_hand": KINDS_BY_HAND,
        "verbs": {verb: reverse(f"studio:{verb}_offer", args=[report_offers.report_slug])
                  for verb in ("take", "edit", "refuse", "bring_back")},
    }  # fmt: skip
    return render(request, "studio/offers.html", context, status=422 if refusal else 200)


def offer_card(
    report_offers: OffersToDecide, offer: Offer, other_option_sets: Sequence[OptionSet]
) -> dict[str, Any]:
    """The context of an offer's card: the question whole, and what is seen of its answers, compared
    with the choices of live questions."""
    spec = offer.spec
    looks = looks_in_words(
        report_offers.ledger,
        spec.kind,
        spec.stem,
        written_rows(spec),
        figures=[],
        other_option_sets=other_option_sets,
    )
    return {
        "name": item_offers.offer_name(offer.asks),
        "family": WORDS_BY_FAMILY[offer.family],
        "spec": spec,
        "bars": spec.drawing.bars if isinstance(spec, Single) and spec.drawing else [],
        "guards": guards_in_words(spec.guards),
        "has_written_answers": spec.kind != "numeric",  # those of a guess are computed
        # What answers alone tell of the right one, and what else may give it away.
        "options_alone_look": next(
            (look for look in looks if look["kind"] == LookKind.OPTIONS_ALONE), None
        ),
        "failed_looks": [look for look in looks if not look["passed"]],
    }


def refusal_card(decision: OfferDecision) -> dict[str, Any]:
    """A refusal in words."""
    return {"name": item_offers.offer_name(decision.asks), "decision": decision,
            "kicker": WORDS_BY_FAMILY.get(decision.family, decision.family),
            "words": decision.stem}  # fmt: skip
