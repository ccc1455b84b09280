"""Item models: a figure of the ledger becomes a question with a computed key, or a named refusal.

The same ledger, model version and seed give the same bytes.
"""

from __future__ import annotations

from dataclasses import replace

from awareness.bank.guards import (
    Guard,
    caveats_guard,
    length_guard,
    require_all,
    texts_apart_guard,
    words_allowed_guard,
    year_and_place_guard,
)
from awareness.bank.guards.base import RefusedItem
from awareness.bank.item_models.base import ItemModel, QuestionRequest
from awareness.bank.item_models.claims import Q12, Q13
from awareness.bank.item_models.counted import Q11_COUNTS, Q11_OF_WHOM
from awareness.bank.item_models.drawing import Q2
from awareness.bank.item_models.estimate import Q9
from awareness.bank.item_models.mending import Q14
from awareness.bank.item_models.terms import Q10
from awareness.bank.resolve import QuestionDraft, resolve_spec
from awareness.insights.ledger import Ledger
from quizzes.kinds import Numeric, Spec

ITEM_MODELS = (Q2, Q9, Q10, Q11_COUNTS, Q11_OF_WHOM, Q12, Q13, Q14)
MODELS: dict[str, ItemModel] = {model.name: model for model in ITEM_MODELS}

__all__ = [
    "MODELS",
    "ItemModel",
    "QuestionRequest",
    "RefusedItem",
    "draft_question",
    "generate_spec",
]


def draft_question(ledger: Ledger, question_request: QuestionRequest) -> QuestionDraft:
    """The question a line stands for, references in place, every guard passed; or RefusedItem."""
    model = MODELS[question_request.model]
    question_draft = model.draft(ledger, model.subject(ledger, question_request), question_request)
    guards = (
        *question_draft.guards,
        *_finished_text_guards(ledger, question_request, question_draft),
    )
    return replace(question_draft, guards=guards, item_model=model.label)


def generate_spec(ledger: Ledger, question_request: QuestionRequest) -> Spec:
    """The resolved spec of an item; RefusedItem names the guard and the numbers."""
    return resolve_spec(ledger, question_request.report, draft_question(ledger, question_request))


def _finished_text_guards(
    ledger: Ledger, question_request: QuestionRequest, draft: QuestionDraft
) -> list[Guard]:
    """The guards that read the finished words."""
    figures = [ledger.figures[key] for key in draft.question.figures]
    spec = resolve_spec(ledger, question_request.report, draft)
    options = [row.text for row in spec.rows]
    estimate_texts = spec.numeric.words() if isinstance(spec, Numeric) else []
    all_texts = [spec.stem, *options, *spec.row_feedback, *estimate_texts]
    guards = [
        year_and_place_guard(ledger, figures, " ".join([spec.stem, *options])),
        caveats_guard(figures, ledger.reports, set(draft.question.caveats)),
        words_allowed_guard(ledger.rules(figures[0].report), *all_texts),
        length_guard(spec.stem, options),
    ]
    if options and not options[0][:1].isdigit():
        guards.append(texts_apart_guard(options))
    return require_all(guards)
