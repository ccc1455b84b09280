"""Item models: a figure of the ledger becomes a question with a computed key, or a named refusal.

The same ledger, model version and seed give the same bytes.
"""

from __future__ import annotations

from dataclasses import replace

from awareness.bank.guards import (
    Guard,
    caveats_shown,
    require,
    short_enough,
    texts_apart,
    words_allowed,
    year_and_place,
)
from awareness.bank.guards.base import Refused
from awareness.bank.item_models.base import ItemModel, QuestionRequest
from awareness.bank.item_models.claims import Q12, Q13
from awareness.bank.item_models.counted import COUNTS, OF_WHOM
from awareness.bank.item_models.drawing import Q2
from awareness.bank.item_models.estimate import Q9
from awareness.bank.item_models.mending import FOR_US
from awareness.bank.item_models.terms import Q10
from awareness.bank.resolve import QuestionDraft, resolve
from awareness.insights.ledger import Ledger
from quizzes.kinds import Numeric, Spec

FAMILIES = (Q2, Q9, Q10, COUNTS, OF_WHOM, Q12, Q13, FOR_US)
MODELS: dict[str, ItemModel] = {model.name: model for model in FAMILIES}

__all__ = ["MODELS", "ItemModel", "QuestionRequest", "Refused", "draft", "generate"]


def draft(ledger: Ledger, question_request: QuestionRequest) -> QuestionDraft:
    """The question a line stands for, references in place, every guard passed; or Refused."""
    model = MODELS[question_request.model]
    draft = model.draft(ledger, model.subject(ledger, question_request), question_request)
    guards = (*draft.guards, *_read_over(ledger, question_request, draft))
    return replace(draft, guards=guards, item_model=model.label)


def generate(ledger: Ledger, question_request: QuestionRequest) -> Spec:
    """The resolved spec of an item; Refused names the guard and the numbers."""
    return resolve(ledger, question_request.report, draft(ledger, question_request))


def _read_over(
    ledger: Ledger, question_request: QuestionRequest, draft: QuestionDraft
) -> list[Guard]:
    """The guards that read the finished words."""
    figures = [ledger.figures[key] for key in draft.question.figures]
    spec = resolve(ledger, question_request.report, draft)
    options = [row.text for row in spec.rows]
    further = spec.numeric.words() if isinstance(spec, Numeric) else []
    everything = [spec.stem, *options, *spec.row_feedback, *further]
    guards = [
        year_and_place(ledger, figures, " ".join([spec.stem, *options])),
        caveats_shown(figures, ledger.reports, set(draft.question.caveats)),
        words_allowed(ledger.rules(figures[0].report), *everything),
        short_enough(spec.stem, options),
    ]
    if options and not options[0][:1].isdigit():
        guards.append(texts_apart(options))
    return require(guards)
