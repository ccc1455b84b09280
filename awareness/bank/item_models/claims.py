"""Q12: which statement do these figures support. Q13: mend the headline.

An author may write the claims; where there are none, both are made from the ledger alone.
"""

from __future__ import annotations

from awareness.bank import phrases
from awareness.bank.guards import Guard, Refused, measure_named, one_claim, require, same_population
from awareness.bank.item_models import mending, supports
from awareness.bank.item_models.base import (
    ItemModel,
    QuestionRequest,
    all_fit,
    draft_of,
    shuffled,
)
from awareness.bank.resolve import QuestionDraft
from awareness.bank.wording import base_words, openings
from awareness.insights.ledger import Figure, Ledger

GOALS = {
    "beyond": "{say:Two} of these conclusions hold. Which one goes beyond the data?",
    "allowed": "Which conclusion do the data allow?",
}


def draft_conclude(
    ledger: Ledger, figures: list[Figure], question_request: QuestionRequest
) -> QuestionDraft:
    """One conclusion of three that goes beyond the data, or the one that they allow; without claims
    the statement that the figures support."""
    if "claims" not in question_request.more:
        fit = all_fit(ledger, figures, Q12.task)
        return supports.draft(ledger, figures, question_request, fit)
    goal = question_request.more.get("goal", "beyond")
    wanted = goal == "allowed"
    sort = "hold" if wanted else "go beyond the data"
    return _authored(ledger, figures, question_request, Q12, wanted, sort, GOALS[goal])


def draft_headline(
    ledger: Ledger, figures: list[Figure], question_request: QuestionRequest
) -> QuestionDraft:
    """One honest headline of three; without claims a headline with one fault, to be mended."""
    if "claims" in question_request.more:
        return _authored(
            ledger,
            figures,
            question_request,
            Q13,
            wanted=True,
            sort="are honest",
            closing_question=phrases.WHICH_HEADLINE,
        )
    if len(figures) != 1:
        raise Refused("G15", "mends a headline on one figure", {"figures": len(figures)})
    return mending.draft_mend(
        ledger, figures[0], question_request, all_fit(ledger, figures, Q13.task)
    )


def _authored(
    ledger: Ledger,
    figures: list[Figure],
    question_request: QuestionRequest,
    model: ItemModel,
    wanted: bool,
    sort: str,
    closing_question: str,
) -> QuestionDraft:
    """A single choice of an author's claims, in an order of the seed's; the key is the one that is
    `wanted`."""
    claims = question_request.more["claims"]
    guards: list[Guard] = require([one_claim([bool(c.get("holds")) for c in claims], wanted, sort)])
    guards = [*guards, *all_fit(ledger, figures, model.task)]
    if model is Q13:  # Q12 may set two populations side by side: that is its lesson
        guards += require([same_population(figures)])
    by_text = {claim["text"]: claim for claim in claims}
    if len(by_text) != len(claims):
        raise Refused("G17", "two claims are the same", {"claims": len(claims)})
    named = dict(zip("abc", shuffled(list(by_text), question_request), strict=True))
    holds = {name: bool(by_text[text].get("holds")) for name, text in named.items()}
    right = next(name for name, true in holds.items() if true is wanted)
    sentences = [
        openings(ledger, figures),
        base_words(figures[0]) * (figures[0].unit == "percent"),
        question_request.ask,
        closing_question,
    ]
    stem = " ".join(filter(None, sentences))
    guards += require([measure_named(figures[0], f"{stem} {' '.join(by_text)}")])
    options = [
        {
            "key": name,
            "text": text,
            "correct": name == right,
            "feedback": by_text[text]["feedback"],
            "figures": [
                ledger.figure(key, question_request.report).full_key
                for key in by_text[text].get("figures") or [figures[0].full_key]
            ],
        }
        for name, text in named.items()
    ]
    return draft_of(
        figures, question_request, kind="single", stem=stem, options=options, guards=guards
    )


Q12 = ItemModel("Q12", 3, "conclude", draft_conclude, "figures")
Q13 = ItemModel("Q13", 2, "headline", draft_headline, "figures")
