"""Q10: match descriptions with their terms. The words are an author's; the ledger says what holds.

`from` names figures that define something; `pairs` gives each, in the same order, its term, a
description in revised words and feedback; `spare` has at least one term that fits none of them.
"""

from __future__ import annotations

from awareness.bank.guards import (
    RefusedItem,
    definitions_apart_guard,
    never_ranked_guard,
    require_all,
    usable_guard,
)
from awareness.bank.guards.base import Guard, new_guard
from awareness.bank.guards.text import word_count
from awareness.bank.item_models.base import ItemModel, QuestionRequest, draft_of
from awareness.bank.resolve import QuestionDraft
from awareness.insights.ledger import Figure, Ledger

MOST_TERM_WORDS = 5  # a term is chosen from a list, which cuts long lines off


def draft_terms(
    ledger: Ledger, figures: list[Figure], question_request: QuestionRequest
) -> QuestionDraft:
    """A matching of descriptions (stems) with terms (targets), one target or more to spare."""
    guards = require_all([never_ranked_guard(ledger, figure, Q10.task) for figure in figures])
    guards += require_all(
        [check for f in figures for check in (usable_guard(ledger, f), _definition_guard(f))]
    )
    pairs, spare_terms = (
        question_request.family_fields.get("pairs") or (),
        question_request.family_fields.get("spare") or (),
    )
    if len(pairs) != len(figures) or not 3 <= len(pairs) <= 5 or not spare_terms:
        numbers = {"figures": len(figures), "pairs": len(pairs), "spare": len(spare_terms)}
        raise RefusedItem(
            "G15", "needs a pair for each figure, three to five, and a spare term", numbers
        )
    terms = [*(pair["term"] for pair in pairs), *spare_terms]
    distinct_terms = {term.lower() for term in terms}
    is_distinct = len(distinct_terms) == len(terms)
    most_words = max(map(word_count, terms))
    guards += require_all(
        [
            new_guard("G15", is_distinct, "a term stands twice", terms=len(terms)),
            new_guard("G16", most_words <= MOST_TERM_WORDS,
                       f"a term has at most {MOST_TERM_WORDS} words", words=most_words),
            definitions_apart_guard(
                {pair["term"]: pair["text"] for pair in pairs},
                ledger.rules(figures[0].report).empty,
            ),
        ]
    )  # fmt: skip
    title = ledger.reports[figures[0].report].title
    ask = question_request.ask or f"{title} tells several things apart. Which word belongs to each?"
    stems = [
        {
            "key": f"s{n}",
            "text": pair["text"],
            "target": f"t{n}",
            "feedback": pair["feedback"],
            "figures": [figure.full_key],
        }
        for n, (figure, pair) in enumerate(zip(figures, pairs, strict=True))
    ]
    targets = [{"key": f"t{n}", "text": term} for n, term in enumerate(terms)]
    return draft_of(
        figures,
        question_request,
        kind="matching",
        stem=ask,
        stems=stems,
        targets=targets,
        guards=guards,
    )


def _definition_guard(figure: Figure) -> Guard:
    """G8: the figure says what a word means; it counts nothing."""
    message = f"{figure.full_key} is no definition"
    return new_guard("G8", figure.measure == "definition", message, measure=figure.measure)


Q10 = ItemModel("Q10", 1, "define", draft_terms, "figures")
