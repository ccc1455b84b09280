"""Q6: put three rows into their order, the largest share first."""

from __future__ import annotations

from awareness.bank.guards import (
    Refused,
    in_order,
    measure_named,
    no_rest,
    one_order,
    require,
    same_population,
)
from awareness.bank.item_models.base import (
    ItemModel,
    Request,
    all_fit,
    draft_of,
    reference,
    row_words,
)
from awareness.bank.resolve import Draft
from awareness.bank.wording import base_words, who_was_asked
from awareness.insights.ledger import Figure, Ledger


def draft(ledger: Ledger, figures: list[Figure], request: Request) -> Draft:
    """An ordering whose key is the order of the figures; neighbours stand well apart."""
    guards = [*all_fit(ledger, figures, Q6.task), *require([same_population(figures)])]
    guards += require([no_rest(ledger, figures)])
    if len(figures) != 3:
        raise Refused("G15", "puts three rows into order", {"rows": len(figures)})
    if any(f.unit != "percent" or f.value is None or f.value_to is not None for f in figures):
        raise Refused("G13", "orders single shares", {"units": [f.unit for f in figures]})
    values = {figure.key: figure.value for figure in figures}
    guards += require(in_order(values, figures[0].base_n))
    ordered = sorted(figures, key=lambda figure: figure.value, reverse=True)
    named = dict(zip("abc", ordered, strict=True))
    guards += require([one_order([figure.value for figure in ordered])])
    words = row_words(ledger, ordered)
    ask = request.ask or "Which of these stands for the largest share of them?"
    stem = f"{who_was_asked(ledger, ordered[0])} {base_words(ordered[0])} {ask} Put it first."
    guards += require([measure_named(ordered[0], stem)])
    options = [
        {
            "key": name,
            "text": text,
            "feedback": f"The report prints {reference(figure)} of those who answered.",
            "figures": [figure.full_key],
        }
        for (name, figure), text in zip(named.items(), words, strict=True)
    ]
    return draft_of(ordered, request, kind="ordering", stem=stem, options=options, guards=guards)


Q6 = ItemModel("Q6", 1, "order", draft, "figures")
