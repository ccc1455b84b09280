"""Q12: which statement do these figures support. Q13: mend the headline.

An author may write the claims; where there are none, both are made from the ledger alone.
"""

from __future__ import annotations

from awareness.bank import phrases
from awareness.bank.guards import (
    Guard,
    RefusedItem,
    measure_named_guard,
    one_claim_guard,
    require_all,
    same_population_guard,
)
from awareness.bank.item_models import mending, supports
from awareness.bank.item_models.base import (
    ItemModel,
    QuestionRequest,
    draft_of,
    fit_guards_of_all,
    in_seed_order,
)
from awareness.bank.resolve import QuestionDraft
from awareness.bank.wording import base_sentence_of, who_was_asked_by_group
from awareness.insights.ledger import Figure, Ledger

QUESTION_BY_GOAL = {
    "beyond": "{say:Two} of these conclusions hold. Which one goes beyond the data?",
    "allowed": "Which conclusion do the data allow?",
}


def draft_conclude(
    ledger: Ledger, figures: list[Figure], question_request: QuestionRequest
) -> QuestionDraft:
    """A single choice of three conclusions an author wrote: the one that goes beyond the data, or
    (`goal` allowed) the one that they allow. Without claims, of statements that the figures support
    or not."""
    if "claims" not in question_request.family_fields:
        guards = fit_guards_of_all(ledger, figures, Q12.task)
        return supports.draft_supports(ledger, figures, question_request, guards)
    goal = question_request.family_fields.get("goal", "beyond")
    key_holds = goal == "allowed"
    what_claims_do = "hold" if key_holds else "go beyond the data"
    return _draft_of_claims(
        ledger, figures, question_request, Q12, key_holds, what_claims_do, QUESTION_BY_GOAL[goal]
    )


def draft_headline(
    ledger: Ledger, figures: list[Figure], question_request: QuestionRequest
) -> QuestionDraft:
    """One honest headline of three; without claims a headline with one fault, to be mended."""
    if "claims" in question_request.family_fields:
        return _draft_of_claims(
            ledger,
            figures,
            question_request,
            Q13,
            key_holds=True,
            what_claims_do="are honest",
            closing_question=phrases.WHICH_HEADLINE,
        )
    if len(figures) != 1:
        raise RefusedItem("G15", "mends a headline on one figure", {"figures": len(figures)})
    return mending.draft_mend(
        ledger, figures[0], question_request, fit_guards_of_all(ledger, figures, Q13.task)
    )


def _draft_of_claims(
    ledger: Ledger,
    figures: list[Figure],
    question_request: QuestionRequest,
    model: ItemModel,
    key_holds: bool,
    what_claims_do: str,
    closing_question: str,
) -> QuestionDraft:
    """A single choice of an author's claims, in an order of the seed's; the key is the one that is
    `key_holds`."""
    claims = question_request.family_fields["claims"]
    guards: list[Guard] = require_all(
        [one_claim_guard([bool(c.get("holds")) for c in claims], key_holds, what_claims_do)]
    )
    guards = [*guards, *fit_guards_of_all(ledger, figures, model.task)]
    if model is Q13:  # Q12 may set two populations side by side: that is its lesson
        guards += require_all([same_population_guard(figures)])
    by_text = {claim["text"]: claim for claim in claims}
    if len(by_text) != len(claims):
        raise RefusedItem("G17", "two claims are the same", {"claims": len(claims)})
    text_by_letter = dict(zip("abc", in_seed_order(list(by_text), question_request), strict=True))
    holds_by_letter = {
        name: bool(by_text[text].get("holds")) for name, text in text_by_letter.items()
    }
    right_letter = next(name for name, true in holds_by_letter.items() if true is key_holds)
    sentences = [
        who_was_asked_by_group(ledger, figures),
        base_sentence_of(figures[0]) * (figures[0].unit == "percent"),
        question_request.ask,
        closing_question,
    ]
    stem = " ".join(filter(None, sentences))
    guards += require_all([measure_named_guard(figures[0], f"{stem} {' '.join(by_text)}")])
    options = [
        {
            "key": name,
            "text": text,
            "correct": name == right_letter,
            "feedback": by_text[text]["feedback"],
            "figures": [
                ledger.figure(key, question_request.report).full_key
                for key in by_text[text].get("figures") or [figures[0].full_key]
            ],
        }
        for name, text in text_by_letter.items()
    ]
    return draft_of(
        figures, question_request, kind="single", stem=stem, options=options, guards=guards
    )


Q12 = ItemModel("Q12", 3, "conclude", draft_conclude, "figures")
Q13 = ItemModel("Q13", 2, "headline", draft_headline, "figures")
