"""What item models offer of a report, less what authors took or refused; taking and refusing.

Offers are worked out anew each time, from the figures as they are: those that are published, and
drafts of which every proposed field is confirmed. What was decided is kept (OfferDecision). Taking
one begins a draft of a question; nothing is published by it.

Working out takes long and is done first; whoever decides then looks once more, with a lock, at what
others decided meanwhile.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awareness.bank.authored import GeneratedQuestion, RetiredQuestion
from awareness.bank.guards import RefusedItem
from awareness.bank.offers import (
    AskedFigures,
    Offer,
    OutcomeByAsked,
    Refusal,
    asked_figures,
    entry_by_hand,
    outcomes_of_report,
    undecided_offers,
)
from awareness.content.staging import current_content, ledger_with
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.questions import GENERATED, form_fields_of
from awareness.insights.ledger import Figure, Ledger
from awareness.people.models import User
from awareness.studio import drafting
from awareness.studio.deciding import DecisionError, WorkedOut, newest_of_each, one_at_a_time
from awareness.studio.draft_kinds import confirmed, kind_of
from awareness.studio.draft_kinds.drafted_reports import DraftedObject, drafted, ledger_drafts
from awareness.studio.draft_kinds.new_question import free_key, new_line
from awareness.studio.models import Draft, OfferCode, OfferDecision, RefusalReason

BECAME_DRAFTS = (OfferCode.TAKEN, OfferCode.EDITED)
LIBRARY = "library"  # of bank/build.py: LIBRARY_OBJECTIVES
TOO_LONG = "G16"  # of bank/guards: what a stem, a sentence or an answer may hold
STEP = 20  # that are decided, for which as many more are worked out
LOCK = 0x0FFE25  # any number that nothing else locks a report by


class OfferError(DecisionError):
    """Codes: gone (it is not offered any more: taken, refused, or its figures changed), guess (a
    guess is computed and not written by hand), not_refused (there is nothing to bring back)."""


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
    too_long: list[Figure]  # nothing is offered of them, for the length of what is said of them

    def at(self, name: str) -> Offer:
        """The offer that a form names. OfferError gone."""
        for offer in self.offers:
            if name_of(offer.asks) == name:
                return offer
        raise OfferError("gone")


def name_of(asks: AskedFigures) -> str:
    """How a form names an offer."""
    family, figures = asks
    return " ".join([family, *sorted(figures)])


def offers_of(report_slug: str) -> ReportOffers | None:
    """None where no report has this name, published or drafted. In five queries."""
    content, drafts = current_content(), ledger_drafts(report_slug)
    unconfirmed = confirmed.waiting({draft.pk: draft.fields for draft in drafts})
    usable = [
        (draft.ref, draft.fields)
        for draft in drafts
        if draft.ref.kind == ObjectKind.REPORT or draft.pk not in unconfirmed
    ]
    decided = decided_of(report_slug)
    steps = (len(decided.taken) + len(decided.refused)) // STEP
    worked_out = _worked_out(report_slug, usable, more=steps * STEP)
    if worked_out is None:
        return None
    ledger, made_of_all = worked_out
    offers = undecided_offers(
        report_slug, made_of_all, [*decided.taken.values()], decided.refused_asks
    )
    held = content.owners.get(("report", report_slug))
    return ReportOffers(
        report=report_slug, subject=held[0] if held else drafts[0].ref.subject,
        title=ledger.reports[report_slug].title, ledger=ledger, offers=offers.offers,
        refused=decided.refused[::-1], writing=decided.writing, standing=len(decided.taken),
        too_long=_too_long(ledger, made_of_all),
        waiting=sum(draft.pk in unconfirmed for draft in drafts
                    if draft.ref.kind != ObjectKind.REPORT),
    )  # fmt: skip


def _too_long(ledger: Ledger, made: OutcomeByAsked) -> list[Figure]:
    """Figures of which nothing is asked, since a question on them would have too many words."""
    offers = [outcome for _asks, outcome in made if isinstance(outcome, Offer)]
    asked_keys = {key for offer in offers for key in offer.figures}
    keys = {
        full_key
        for (_family, full_keys), outcome in made
        if isinstance(outcome, Refusal) and outcome.guard == TOO_LONG
        for full_key in full_keys
    }
    return [ledger.figures[key] for key in sorted(keys - asked_keys) if "/" not in key]


def _worked_out(
    report_slug: str, usable: list[tuple[ObjectRef, Fields]], more: int
) -> tuple[Ledger, OutcomeByAsked] | None:
    """All figures, with these drafts of a report, and what item models make of it: of 500 figures
    that takes seconds. None where no report has this name."""

    def work() -> tuple[Ledger, OutcomeByAsked] | None:
        ledger = ledger_with(usable)
        return (
            (ledger, outcomes_of_report(ledger, report_slug, more))
            if report_slug in ledger.reports
            else None
        )

    return _kept.of(report_slug, current_content(), (usable, more), work)


_kept: WorkedOut[tuple[Ledger, OutcomeByAsked] | None] = WorkedOut()


@dataclass(frozen=True)
class Decided:
    """What authors did with the offers of a report, in the order in which they did it."""

    taken: dict[
        str, AskedFigures
    ]  # what questions of item models ask about, by key of the question
    refused: list[OfferDecision]
    writing: list[OfferDecision]

    @property
    def refused_asks(self) -> set[AskedFigures]:
        return {decision.asks for decision in self.refused}


def decided_of(report_slug: str) -> Decided:
    """In two queries."""
    questions = drafted(report_slug, [ObjectKind.QUESTION])
    decisions = list(
        OfferDecision.objects.filter(report=report_slug).select_related("draft").order_by("id")
    )
    # Of a draft that was deleted and taken back, though the offer was refused in between, too.
    became_drafts = [decision for decision in decisions if decision.code in BECAME_DRAFTS]
    open_drafts = {question.pk for question in questions}
    return Decided(
        taken=_taken(report_slug, questions, became_drafts),
        refused=_refused(decisions),
        writing=[decision for decision in became_drafts if decision.draft_id in open_drafts],
    )


def _refused(decisions: Iterable[OfferDecision]) -> list[OfferDecision]:
    """Those that are refused still: the newest decision about an offer counts."""
    newest = newest_of_each(decisions, lambda decision: decision.asks)
    return [made for made in newest if made.code == OfferCode.REFUSED]


def _taken(
    report_slug: str, questions: Sequence[DraftedObject], became_drafts: Iterable[OfferDecision]
) -> dict[str, AskedFigures]:
    """What questions of item models ask about, by key: published, being written, and those that
    somebody writes by hand since they were offered."""
    published = [
        question.shape for question in current_content().questions if question.report == report_slug
    ]
    asks_by_key = {
        line.key: asked_figures(report_slug, line.generate, line.source)
        for line in published
        if isinstance(line, GeneratedQuestion) and not isinstance(line, RetiredQuestion)
    }
    asks_by_key |= {
        question.ref.key: asked_figures(
            report_slug, question.fields["generate"], question.fields["source"]
        )
        for question in questions
        if question.fields["kind"] == GENERATED
    }
    keys_there = {shape.key for shape in published}
    keys_there |= {question.ref.key for question in questions}
    for decision in became_drafts:
        if decision.draft and decision.draft.key in keys_there:
            asks_by_key.setdefault(decision.draft.key, decision.asks)
    return asks_by_key


@contextmanager
def _one_at_a_time(report_slug: str) -> Iterator[Decided]:
    """What is decided about a report while nobody else decides about it."""
    with one_at_a_time(LOCK, report_slug):
        yield decided_of(report_slug)


@contextmanager
def _deciding(report_offers: ReportOffers, name: str) -> Iterator[Offer]:
    """An offer that nobody took or refused since they were worked out. OfferError gone."""
    offer = report_offers.at(name)
    with _one_at_a_time(report_offers.report) as decided:
        if offer.asks in {*decided.taken.values(), *decided.refused_asks}:
            raise OfferError("gone")
        yield offer


def take(report_offers: ReportOffers, name: str, by: User, now: datetime) -> Draft:
    """A draft of the line, which stays generated and follows its figures. OfferError."""
    with _deciding(report_offers, name) as offer:
        source = offer.request.source
        body = new_line(offer.family, [source] if isinstance(source, str) else source)
        body["objective"] = LIBRARY  # until it is asked in a module, and checks what that teaches
        return _begin(report_offers, offer, body, OfferCode.TAKEN, by, now)


def edit(report_offers: ReportOffers, name: str, by: User, now: datetime) -> Draft:
    """A draft of a question that is written by hand, filled in from the offer. OfferError."""
    with _deciding(report_offers, name) as offer:
        generated = GeneratedQuestion.model_validate({**offer.line, "objective": ""})
        try:
            body = form_fields_of(
                entry_by_hand(report_offers.ledger, report_offers.report, generated)
            )
        except RefusedItem as refusal:
            raise OfferError("guess" if refusal.guard == "guess" else "gone") from refusal
        return _begin(report_offers, offer, body, OfferCode.EDITED, by, now)


def _begin(
    report_offers: ReportOffers, offer: Offer, body: Mapping[str, Any], code: OfferCode, by: User,
    now: datetime,
) -> Draft:  # fmt: skip
    is_new = False
    while not is_new:  # somebody may begin another question of that key at this moment
        key = free_key(report_offers.report, offer.request.key)
        ref = ObjectRef(ObjectKind.QUESTION, report_offers.subject, report_offers.report, key)
        draft, is_new = drafting.begin(
            ref, body, kind_of(ref).title(body, ref), started="", by=by, now=now
        )
    _decide(report_offers.report, offer.asks, offer.spec.stem, code, by, now, draft=draft)
    return draft


def refuse(
    report_offers: ReportOffers, name: str, reason: RefusalReason, by: User, now: datetime
) -> OfferDecision:
    """It is not offered again, until somebody brings it back. OfferError."""
    with _deciding(report_offers, name) as offer:
        stem = offer.spec.stem
        return _decide(
            report_offers.report, offer.asks, stem, OfferCode.REFUSED, by, now, reason=reason
        )


def bring_back(report_slug: str, name: str, by: User, now: datetime) -> OfferDecision:
    """A refused offer is offered again. OfferError."""
    with _one_at_a_time(report_slug) as decided:
        refusals = (decision for decision in decided.refused if name_of(decision.asks) == name)
        refusal = next(refusals, None)
        if refusal is None:
            raise OfferError("not_refused")
        return _decide(report_slug, refusal.asks, refusal.stem, OfferCode.BROUGHT_BACK, by, now)


def _decide(
    report: str,
    asks: AskedFigures,
    stem: str,
    code: OfferCode,
    by: User,
    now: datetime,
    **more: Any,
) -> OfferDecision:
    family, figures = asks
    return OfferDecision.objects.create(
        report=report, family=family, figures=sorted(figures), code=code, stem=stem, by=by,
        name=by.name, at=now, **more,
    )  # fmt: skip
