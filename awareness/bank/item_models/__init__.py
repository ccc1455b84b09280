"""Item models: a figure of the ledger becomes a question with a computed key, or a named refusal.

The same ledger, model version and seed give the same bytes.
"""

from __future__ import annotations

from awareness.bank.guards import (
    caveats_shown,
    require,
    short_enough,
    texts_apart,
    words_allowed,
    year_and_place,
)
from awareness.bank.guards.base import Refused
from awareness.bank.item_models.base import ItemModel, Request, find
from awareness.bank.item_models.estimate import Q9
from awareness.bank.item_models.population import ANSWERED, COUNTS, OF_WHOM
from awareness.bank.item_models.share import Q5
from awareness.bank.resolve import resolve
from awareness.insights.ledger import Ledger

MODELS: dict[str, ItemModel] = {model.name: model for model in (Q5, Q9, COUNTS, OF_WHOM, ANSWERED)}

__all__ = ["MODELS", "ItemModel", "Refused", "Request", "draft", "generate"]


def draft(ledger: Ledger, request: Request) -> dict:
    """The definition a line stands for, references in place, every guard passed; or Refused."""
    model = MODELS[request.model]
    figure = find(ledger, request)
    made = model.draft(ledger, figure, request) | {"item_model": model.label}
    made.pop("shown", None)
    return made | {"guards": [*made["guards"], *_read_over(ledger, request, made)]}


def generate(ledger: Ledger, request: Request) -> dict:
    """The resolved spec of an item; Refused names the guard and the numbers."""
    return resolve(ledger, request.report, draft(ledger, request))


def _read_over(ledger: Ledger, request: Request, made: dict) -> list:
    """The guards that read the finished words."""
    figure = find(ledger, request)
    report = ledger.reports[figure.report]
    spec = resolve(ledger, request.report, made | {"guards": []})
    options = [option["text"] for option in spec.get("options", ())]
    feedback = [option["feedback"] for option in spec.get("options", ())]
    everything = [spec["stem"], *options, *feedback, *map(str, spec.get("numeric", {}).values())]
    guards = [
        year_and_place(figure, report, " ".join([spec["stem"], *options])),
        caveats_shown([figure], ledger.reports, set(made["caveats"])),
        words_allowed(*everything),
        short_enough(spec["stem"], options),
    ]
    if options and not options[0][:1].isdigit():
        guards.append(texts_apart(options))
    return require(guards)
