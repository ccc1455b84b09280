"""What item models offer of a report, less what authors took or refused; taking and refusing.

Offers are worked out anew each time, from the figures as they are: those that are published, and
drafts of which every proposed field is confirmed. What was decided is kept (OfferDecision). Taking
one begins a draft of a question; nothing is published by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from awareness.bank.authored import GeneratedQuestion, RetiredQuestion
from awareness.bank.guards import Refused
from awareness.bank.offers import Asks, Offer, asks, by_hand, of_report
from awareness.content.staging import current_content, ledger_with
from awareness.content.writing import ObjectKind, ObjectPlace
from awareness.content.writing.questions import GENERATED, fields_of
from awareness.insights.ledger import Ledger
from awareness.people.models import User
from awareness.studio import drafting
from awareness.studio.draft_kinds import confirmed, kind_of
from awareness.studio.draft_kinds.drafted_reports import DraftedObject, drafted, ledger_drafts
from awareness.studio.draft_kinds.new_question import free_key, new_line
from awareness.studio.models import Draft, OfferCode, OfferDecision, RefusalReason

BECAME_DRAFTS = (OfferCode.TAKEN, OfferCode.EDITED)


class OfferError(Exception):
    """Codes: gone (it is not offered any more: taken, refused, or its figures changed), guess (a
    guess is computed and not written by hand), not_refused (there is nothing to bring back)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ReportOffers:
    """What can be asked of one report, and what was decided about it."""

    report: str
    subject: str
    title: str
    ledger: Ledger
    offers: list[Offer]
    refused: list[OfferDecision]  # the newest first
    writing: list[OfferDecision]  # those taken whose draft is open
    standing: int  # questions of item models that are published or being written
    waiting: int  # drafts of figures and tables with a field that nobody has confirmed

    def at(self, name: str) -> Offer:
        """The offer that a form names. OfferError gone."""
        for offer in self.offers:
            if name_of(offer.asks) == name:
                return offer
        raise OfferError("gone")


def name_of(what: Asks) -> str:
    """How a form names an offer."""
    family, figures = what
    return " ".join([family, *sorted(figures)])


def offers_of(report: str) -> ReportOffers | None:
    """None where no report has this name, published or drafted. In five queries."""
    content, drafts = current_content(), ledger_drafts(report)
    unconfirmed = confirmed.waiting({draft.pk: draft.fields for draft in drafts})
    usable = [
        (draft.place, draft.fields)
        for draft in drafts
        if draft.place.kind == ObjectKind.REPORT or draft.pk not in unconfirmed
    ]
    ledger = ledger_with(usable)
    if report not in ledger.reports:
        return None
    questions = drafted(report, [ObjectKind.QUESTION])
    decisions = newest_decisions(report)
    writing = {question.pk for question in questions}
    taken = _taken(report, questions, decisions)
    refused = [decision for decision in decisions if decision.code == OfferCode.REFUSED]
    refused_asks = {decision.asks for decision in refused}
    made = of_report(ledger, report, [*taken.values()], refused_asks)
    held = content.held.get(("report", report))
    return ReportOffers(
        report=report, subject=held[0] if held else drafts[0].place.subject,
        title=ledger.reports[report].title, ledger=ledger, offers=made.offers,
        refused=refused[::-1],
        writing=[decision for decision in decisions
                 if decision.code in BECAME_DRAFTS and decision.draft_id in writing],
        standing=len(taken),
        waiting=sum(draft.pk in unconfirmed for draft in drafts
                    if draft.place.kind != ObjectKind.REPORT),
    )  # fmt: skip


def newest_decisions(report: str) -> list[OfferDecision]:
    """The decision that counts of each offer, in the order in which they were made."""
    decisions = OfferDecision.objects.filter(report=report).select_related("draft").order_by("id")
    newest = {decision.asks: decision for decision in decisions}
    return sorted(newest.values(), key=lambda decision: decision.pk)


def _taken(
    report: str, questions: Sequence[DraftedObject], decisions: Sequence[OfferDecision]
) -> dict[str, Asks]:
    """What questions of item models ask about, by key: published, being written, and those that
    somebody writes by hand since they were offered."""
    published = [
        question.shape for question in current_content().questions if question.report == report
    ]
    taken = {
        line.key: asks(report, line.generate, line.source)
        for line in published
        if isinstance(line, GeneratedQuestion) and not isinstance(line, RetiredQuestion)
    }
    taken |= {
        question.place.key: asks(report, question.fields["generate"], question.fields["source"])
        for question in questions
        if question.fields["kind"] == GENERATED
    }
    keys_there = {shape.key for shape in published}
    keys_there |= {question.place.key for question in questions}
    for decision in decisions:
        key = decision.draft.key if decision.code in BECAME_DRAFTS and decision.draft else ""
        if key in keys_there:
            taken.setdefault(key, decision.asks)
    return taken


@transaction.atomic
def take(of: ReportOffers, name: str, by: User, now: datetime) -> Draft:
    """A draft of the line, which stays generated and follows its figures. OfferError."""
    offer = of.at(name)
    keys = [offer.request.source] if isinstance(offer.request.source, str) else offer.request.source
    return _begin(of, offer, new_line(offer.family, keys), OfferCode.TAKEN, by, now)


@transaction.atomic
def edit(of: ReportOffers, name: str, by: User, now: datetime) -> Draft:
    """A draft of a question that is written by hand, filled in from the offer. OfferError."""
    offer = of.at(name)
    line = GeneratedQuestion.model_validate({**offer.line, "objective": ""})
    try:
        body = fields_of(by_hand(of.ledger, of.report, line))
    except Refused as refusal:
        raise OfferError(refusal.guard) from refusal
    return _begin(of, offer, body, OfferCode.EDITED, by, now)


def _begin(
    of: ReportOffers, offer: Offer, body: Mapping[str, Any], code: OfferCode, by: User,
    now: datetime,
) -> Draft:  # fmt: skip
    key = free_key(of.report, offer.request.key)
    place = ObjectPlace(ObjectKind.QUESTION, of.subject, of.report, key)
    draft, new = drafting.begin(place, body, kind_of(place).title_of(body), "", by, now)
    if new:
        _decide(of.report, offer.asks, offer.spec.stem, code, by, now, draft=draft)
    return draft


def refuse(of: ReportOffers, name: str, reason: RefusalReason, by: User, now: datetime) -> None:
    """It is not offered again, until somebody brings it back. OfferError."""
    offer = of.at(name)
    _decide(of.report, offer.asks, offer.spec.stem, OfferCode.REFUSED, by, now, reason=reason)


def bring_back(report: str, name: str, by: User, now: datetime) -> None:
    """A refused offer is offered again. OfferError."""
    for decision in newest_decisions(report):
        if name_of(decision.asks) == name and decision.code == OfferCode.REFUSED:
            _decide(report, decision.asks, decision.stem, OfferCode.BROUGHT_BACK, by, now)
            return
    raise OfferError("not_refused")


def _decide(
    report: str, what: Asks, stem: str, code: OfferCode, by: User, now: datetime, **more: Any
) -> None:
    family, figures = what
    OfferDecision.objects.create(
        report=report, family=family, figures=sorted(figures), code=code, stem=stem, by=by,
        name=by.name, at=now, **more,
    )  # fmt: skip
