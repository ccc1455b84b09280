"""What item models offer of a report, less what authors took or refused; taking and refusing.

Offers are worked out from the figures as they are: those that are published, and drafts of which
every proposed field is confirmed. What was decided is kept (OfferDecision). Taking one begins a
draft of a question; nothing is published by it.

Working out takes seconds and is done first; whoever decides then looks once more, with a lock, at
what others decided meanwhile.
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
from awareness.studio.draft_kinds import confirmed, kind_of
from awareness.studio.draft_kinds.drafted_reports import (
    DraftedObject,
    drafts_of_report,
    ledger_drafts,
)
from awareness.studio.draft_kinds.new_question import free_question_key, new_line
from awareness.studio.drafts import drafting
from awareness.studio.models import Draft, OfferCode, OfferDecision, RefusalReason
from awareness.studio.offers.deciding import (
    DecisionError,
    ValueCache,
    decision_lock,
    newest_decisions,
)

CODES_WITH_DRAFT = (OfferCode.TAKEN, OfferCode.EDITED)
LIBRARY_OBJECTIVE = "library"  # one of bank/build.py: LIBRARY_OBJECTIVES
TOO_LONG_GUARD = "G16"  # the guard of bank/guards that counts words and letters
DECISIONS_A_STEP = 20  # for so many decisions, so many more requests are tried
LOCK_NUMBER = 0x0FFE25  # any number that nothing else locks a report by


class OfferError(DecisionError):
    """Codes: gone (it is not offered any more: taken, refused, or its figures changed), guess (a
    guess is computed and not written by hand), not_refused (there is nothing to bring back)."""


@dataclass(frozen=True)
class OffersToDecide:
    """What can be asked of one report, and what was decided about it."""

    report_slug: str
    subject: str
    title: str
    ledger: Ledger  # with the confirmed drafts of the report
    offers: list[Offer]
    refused: list[OfferDecision]  # the newest first
    being_written: list[OfferDecision]  # those taken or edited whose draft is open
    question_count: int  # of item models, published or being written
    unconfirmed_count: int  # drafts of figures and tables with a field that nobody has confirmed
    too_long_figures: list[Figure]  # what is said of them is too long for a question

    def offer_named(self, name: str) -> Offer:
        """The offer that a form names. OfferError gone."""
        for offer in self.offers:
            if offer_name(offer.asks) == name:
                return offer
        raise OfferError("gone")


def offer_name(asks: AskedFigures) -> str:
    """How a form names an offer: by its family and the full keys of its figures."""
    family, figure_keys = asks
    return " ".join([family, *sorted(figure_keys)])


def offers_to_decide(report_slug: str) -> OffersToDecide | None:
    """None where no report has this slug, published or drafted. In five queries."""
    content, drafts = current_content(), ledger_drafts(report_slug)
    unconfirmed_ids = confirmed.ids_with_unconfirmed_field(
        {draft.pk: draft.fields for draft in drafts}
    )
    usable_objects = [
        (draft.ref, draft.fields)
        for draft in drafts
        if draft.ref.kind == ObjectKind.REPORT or draft.pk not in unconfirmed_ids
    ]
    decided = decisions_of_report(report_slug)
    decision_count = len(decided.asks_by_question_key) + len(decided.refused)
    # In steps, so that not every decision has all of it worked out anew.
    more_tries = decision_count // DECISIONS_A_STEP * DECISIONS_A_STEP
    ledger_and_outcomes = _ledger_and_outcomes(report_slug, usable_objects, more_tries)
    if ledger_and_outcomes is None:
        return None
    ledger, outcomes = ledger_and_outcomes
    undecided = undecided_offers(
        report_slug, outcomes, [*decided.asks_by_question_key.values()], decided.refused_asks
    )
    owner = content.owners.get(("report", report_slug))
    return OffersToDecide(
        report_slug=report_slug, subject=owner[0] if owner else drafts[0].ref.subject,
        title=ledger.reports[report_slug].title, ledger=ledger, offers=undecided.offers,
        refused=decided.refused[::-1], being_written=decided.being_written,
        question_count=len(decided.asks_by_question_key),
        too_long_figures=_too_long_figures(ledger, outcomes),
        unconfirmed_count=sum(draft.pk in unconfirmed_ids for draft in drafts
                              if draft.ref.kind != ObjectKind.REPORT),
    )  # fmt: skip


def _too_long_figures(ledger: Ledger, outcomes: OutcomeByAsked) -> list[Figure]:
    """Figures of which nothing is asked, since a question on them would have too many words. Cells
    of tables are left out."""
    offers = [outcome for _asks, outcome in outcomes if isinstance(outcome, Offer)]
    asked_keys = {key for offer in offers for key in offer.figures}
    too_long_keys = {
        full_key
        for (_family, full_keys), outcome in outcomes
        if isinstance(outcome, Refusal) and outcome.guard == TOO_LONG_GUARD
        for full_key in full_keys
    }
    return [ledger.figures[key] for key in sorted(too_long_keys - asked_keys) if "/" not in key]


def _ledger_and_outcomes(
    report_slug: str, drafted_objects: list[tuple[ObjectRef, Fields]], more_tries: int
) -> tuple[Ledger, OutcomeByAsked] | None:
    """All figures, with these drafts of a report, and what item models make of it, from the cache
    where nothing changed: of 500 figures that takes seconds. None where no report has this slug.
    `more_tries`: see outcomes_of_report."""

    def compute() -> tuple[Ledger, OutcomeByAsked] | None:
        ledger = ledger_with(drafted_objects)
        return (
            (ledger, outcomes_of_report(ledger, report_slug, more_tries))
            if report_slug in ledger.reports
            else None
        )

    made_of = drafted_objects, more_tries
    return _outcomes_by_report.get(report_slug, current_content(), made_of, compute)


_outcomes_by_report: ValueCache[tuple[Ledger, OutcomeByAsked] | None] = ValueCache()


@dataclass(frozen=True)
class ReportDecisions:
    """What authors did with the offers of a report, in the order in which they did it."""

    # What questions of item models ask about: published, being written, or by hand since an offer.
    asks_by_question_key: dict[str, AskedFigures]
    refused: list[OfferDecision]  # and not brought back since
    being_written: list[OfferDecision]  # those taken or edited whose draft is open

    @property
    def refused_asks(self) -> set[AskedFigures]:
        return {decision.asks for decision in self.refused}


def decisions_of_report(report_slug: str) -> ReportDecisions:
    """In two queries."""
    drafted_questions = drafts_of_report(report_slug, [ObjectKind.QUESTION])
    decisions = list(
        OfferDecision.objects.filter(report=report_slug).select_related("draft").order_by("id")
    )
    # Of a draft that was deleted and taken back, though the offer was refused in between, too.
    takings = [decision for decision in decisions if decision.code in CODES_WITH_DRAFT]
    open_draft_ids = {question.pk for question in drafted_questions}
    return ReportDecisions(
        asks_by_question_key=_asks_by_question_key(report_slug, drafted_questions, takings),
        refused=_refused_decisions(decisions),
        being_written=[decision for decision in takings if decision.draft_id in open_draft_ids],
    )


def _refused_decisions(decisions: Iterable[OfferDecision]) -> list[OfferDecision]:
    """Those that are refused still: the newest decision about an offer counts."""
    newest = newest_decisions(decisions, lambda decision: decision.asks)
    return [decision for decision in newest if decision.code == OfferCode.REFUSED]


def _asks_by_question_key(
    report_slug: str, drafted_questions: Sequence[DraftedObject], takings: Iterable[OfferDecision]
) -> dict[str, AskedFigures]:
    """What questions of item models ask about, by key: published, being written, and those that
    somebody writes by hand since they were offered. `takings`: the decisions that began a draft."""
    published_shapes = [
        question.shape for question in current_content().questions if question.report == report_slug
    ]
    asks_by_key = {
        shape.key: asked_figures(report_slug, shape.generate, shape.source)
        for shape in published_shapes
        if isinstance(shape, GeneratedQuestion) and not isinstance(shape, RetiredQuestion)
    }
    asks_by_key |= {
        question.ref.key: asked_figures(
            report_slug, question.fields["generate"], question.fields["source"]
        )
        for question in drafted_questions
        if question.fields["kind"] == GENERATED
    }
    existing_keys = {shape.key for shape in published_shapes}
    existing_keys |= {question.ref.key for question in drafted_questions}
    for decision in takings:
        if decision.draft and decision.draft.key in existing_keys:
            asks_by_key.setdefault(decision.draft.key, decision.asks)
    return asks_by_key


@contextmanager
def _locked_decisions(report_slug: str) -> Iterator[ReportDecisions]:
    """What is decided about a report, in a transaction in which nobody else decides about it."""
    with decision_lock(LOCK_NUMBER, report_slug):
        yield decisions_of_report(report_slug)


@contextmanager
def _undecided_offer(report_offers: OffersToDecide, name: str) -> Iterator[Offer]:
    """The offer of this name, if nobody took or refused it since the offers were worked out, in a
    transaction in which nobody else decides about the report. OfferError gone."""
    offer = report_offers.offer_named(name)
    with _locked_decisions(report_offers.report_slug) as decided:
        if offer.asks in {*decided.asks_by_question_key.values(), *decided.refused_asks}:
            raise OfferError("gone")
        yield offer


def take(report_offers: OffersToDecide, name: str, by: User, now: datetime) -> Draft:
    """The draft of a generated question, which follows its figures. OfferError gone."""
    with _undecided_offer(report_offers, name) as offer:
        source = offer.request.source
        fields = new_line(offer.family, [source] if isinstance(source, str) else source)
        # Until it is asked in a module, and checks what that teaches.
        fields["objective"] = LIBRARY_OBJECTIVE
        return _begin_question(report_offers, offer, fields, OfferCode.TAKEN, by, now)


def edit(report_offers: OffersToDecide, name: str, by: User, now: datetime) -> Draft:
    """The draft of a question that is written by hand, filled in from the offer. OfferError gone or
    guess."""
    with _undecided_offer(report_offers, name) as offer:
        generated_question = GeneratedQuestion.model_validate({**offer.line, "objective": ""})
        try:
            fields = form_fields_of(
                entry_by_hand(report_offers.ledger, report_offers.report_slug, generated_question)
            )
        except RefusedItem as refusal:
            raise OfferError("guess" if refusal.guard == "guess" else "gone") from refusal
        return _begin_question(report_offers, offer, fields, OfferCode.EDITED, by, now)


def _begin_question(
    report_offers: OffersToDecide, offer: Offer, fields: Mapping[str, Any], code: OfferCode,
    by: User, now: datetime,
) -> Draft:  # fmt: skip
    """The draft of a question that an offer becomes, under a free key, and the decision kept."""
    is_new = False
    while not is_new:  # somebody may begin another question of that key at this moment
        key = free_question_key(report_offers.report_slug, offer.request.key)
        ref = ObjectRef(ObjectKind.QUESTION, report_offers.subject, report_offers.report_slug, key)
        draft, is_new = drafting.begin(
            ref, fields, kind_of(ref).title(fields, ref), published_digest="", by=by, now=now
        )
    _record_decision(
        report_offers.report_slug, offer.asks, offer.spec.stem, code, by, now, draft=draft
    )
    return draft


def refuse(
    report_offers: OffersToDecide, name: str, reason: RefusalReason, by: User, now: datetime
) -> OfferDecision:
    """It is not offered again, until somebody brings it back. OfferError gone."""
    with _undecided_offer(report_offers, name) as offer:
        stem = offer.spec.stem
        return _record_decision(
            report_offers.report_slug, offer.asks, stem, OfferCode.REFUSED, by, now, reason=reason
        )


def bring_back(report_slug: str, name: str, by: User, now: datetime) -> OfferDecision:
    """A refused offer is offered again. OfferError not_refused."""
    with _locked_decisions(report_slug) as decided:
        matching = (decision for decision in decided.refused if offer_name(decision.asks) == name)
        refusal = next(matching, None)
        if refusal is None:
            raise OfferError("not_refused")
        return _record_decision(
            report_slug, refusal.asks, refusal.stem, OfferCode.BROUGHT_BACK, by, now
        )


def _record_decision(
    report_slug: str,
    asks: AskedFigures,
    stem: str,
    code: OfferCode,
    by: User,
    now: datetime,
    **other_columns: Any,
) -> OfferDecision:
    family, figure_keys = asks
    return OfferDecision.objects.create(
        report=report_slug, family=family, figures=sorted(figure_keys), code=code, stem=stem, by=by,
        name=by.name, at=now, **other_columns,
    )  # fmt: skip
