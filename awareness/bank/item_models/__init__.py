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


def draft(ledger: Ledger, request: QuestionRequest) -> QuestionDraft:
    """The question a line stands for, references in place, every guard passed; or Refused."""
    model = MODELS[request.model]
    made = model.draft(ledger, model.subject(ledger, request), request)
    guards = (*made.guards, *_read_over(ledger, request, made))
    return replace(made, guards=guards, item_model=model.label)


def generate(ledger: Ledger, request: QuestionRequest) -> Spec:
    """The resolved spec of an item; Refused names the guard and the numbers."""
    return resolve(ledger, request.report, draft(ledger, request))


def _read_over(ledger: Ledger, request: QuestionRequest, made: QuestionDraft) -> list[Guard]:
    """The guards that read the finished words."""
    figures = [ledger.figures[key] for key in made.question.figures]
    spec = resolve(ledger, request.report, made)
    options = [row.text for row in spec.rows]
    further = spec.numeric.words() if isinstance(spec, Numeric) else []
    everything = [spec.stem, *options, *spec.row_feedback, *further]
    guards = [
        year_and_place(ledger, figures, " ".join([spec.stem, *options])),
        caveats_shown(figures, ledger.reports, set(made.question.caveats)),
        words_allowed(ledger.rules(figures[0].report), *everything),
        short_enough(spec.stem, options),
    ]
    if options and not options[0][:1].isdigit():
        guards.append(texts_apart(options))
    return require(guards)
