"""Q3: two or more neighbours on an ordinal scale, added up: "common or very common"."""

from __future__ import annotations

from decimal import Decimal

from awareness.bank import distractors
from awareness.bank.frames import places
from awareness.bank.guards import (
    Refused,
    adds_up,
    adjacent,
    measure_named,
    one_key,
    printed_in_digits,
    require,
    same_population,
)
from awareness.bank.guards.base import guard
from awareness.bank.item_models.base import (
    ItemModel,
    Request,
    all_fit,
    draft_of,
    reference,
    row_words,
)
from awareness.bank.resolve import Draft
from awareness.bank.wording import base_words, lower_first, shown, who_was_asked
from awareness.insights.ledger import Figure, Ledger


def draft(ledger: Ledger, figures: list[Figure], request: Request) -> Draft:
    """A single choice of three numbers; the key is the sum at the printed precision."""
    guards = [*all_fit(ledger, figures, Q3.task), *require([same_population(figures)])]
    beside, table, line = adjacent(ledger, figures)
    guards += require([beside])
    guards += require([adds_up(table, line, Q3.task), *map(printed_in_digits, figures)])
    if any(f.unit != "percent" or f.value is None or f.value_to is not None for f in figures):
        raise Refused("G13", "adds up single shares", {"units": [f.unit for f in figures]})
    total = sum((figure.value for figure in figures), Decimal())
    never = distractors.misprinted(ledger, figures[0].report, share=True) - {total}
    for figure in figures:
        never |= set(distractors.forbidden(ledger, figure, total, share=True))
        never.add(figure.value)
    numbers, spread = distractors.choose(
        total, tuple(sorted(never)), points=True, seed=request.seed
    )
    named = dict(zip("abc", numbers, strict=True))
    right = next(name for name, number in named.items() if number == total)
    guards += require(
        [spread, _rounds(figures, total), one_key(named, lambda n: n == total, right)]
    )
    words = [lower_first(text) for text in row_words(ledger, figures)]
    ask = request.ask or f"What share of them said “{' or '.join(words)}”?"
    stem = f"{who_was_asked(ledger, figures[0])} {base_words(figures[0])} {ask}"
    guards += require([measure_named(figures[0], stem)])
    parts = " and ".join(reference(figure) for figure in figures)
    options = [
        {
            "key": name,
            "text": shown(number, total, percent=True),
            "correct": number == total,
            "feedback": _feedback(number, total, parts),
            "figures": [figure.full_key for figure in figures],
        }
        for name, number in named.items()
    ]
    return draft_of(
        figures, request, kind="single", stem=stem, options=options, guards=guards,
    )  # fmt: skip


def _rounds(figures: list[Figure], total: Decimal):
    """G13: the parts have one precision, and the sum stays true as a whole number."""
    exact = {places(figure.value) for figure in figures}
    message = "the parts are printed at different precisions"
    return guard("G13", len(exact) == 1 and 0 < total < 100, message, total=total,
                 places=sorted(exact))  # fmt: skip


def _feedback(number: Decimal, total: Decimal, parts: str) -> str:
    if number == total:
        return f"The report prints {parts}. Nobody gave two of these answers, so they add up."
    side = "higher" if number < total else "lower"
    return f"The share is {side} than that. The report prints {parts}, and the two add up."


Q3 = ItemModel("Q3", 1, "sum", draft, "figures")
