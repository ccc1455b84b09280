"""Q8: which of two lines does the report print? The other has the same numbers, labels swapped."""

from __future__ import annotations

from awareness.bank.guards import (
    Refused,
    in_order,
    measure_named,
    one_key,
    printed_in_digits,
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
    shuffled,
)
from awareness.bank.resolve import Draft
from awareness.bank.wording import base_words, who_was_asked
from awareness.insights.ledger import Figure, Ledger


def draft(ledger: Ledger, figures: list[Figure], request: Request) -> Draft:
    """A single choice with two options, of numbers that all stand in the report."""
    guards = [*all_fit(ledger, figures, Q8.task), *require([same_population(figures)])]
    if len(figures) != 2:
        raise Refused("G15", "swaps the labels of two figures", {"figures": len(figures)})
    if any(f.unit != "percent" or f.value is None or f.value_to is not None for f in figures):
        raise Refused("G13", "swaps single shares", {"units": [f.unit for f in figures]})
    guards += require([*map(printed_in_digits, figures)])
    values = {figure.key: figure.value for figure in figures}
    guards += require(in_order(values, figures[0].base_n))
    first, second = row_words(ledger, figures)
    lines = {
        "printed": (figures[0], figures[1]),
        "swapped": (figures[1], figures[0]),
    }
    named = dict(zip("ab", shuffled(list(lines), request), strict=True))
    right = next(name for name, line in named.items() if line == "printed")
    guards += require(
        [one_key(named, lambda line: lines[line][0].value == figures[0].value, right)]
    )
    ask = f"{request.ask} " if request.ask else ""
    stem = (
        f"{who_was_asked(ledger, figures[0])} {base_words(figures[0])} {ask}"
        "Which of these does the report print?"
    )
    guards += require([measure_named(figures[0], stem)])
    printed = f"{first}: {reference(figures[0])}. {second}: {reference(figures[1])}."
    reasons = {
        "printed": f"That is what the report prints. {printed}",
        "swapped": f"The two numbers are there, and the other way round. {printed}",
    }
    options = [
        {
            "key": name,
            "text": f"{first}: {reference(lines[line][0])}. {second}: {reference(lines[line][1])}.",
            "correct": line == "printed",
            "feedback": reasons[line],
            "figures": [figure.full_key for figure in figures],
        }
        for name, line in named.items()
    ]
    return draft_of(figures, request, kind="single", stem=stem, options=options, guards=guards)


Q8 = ItemModel("Q8", 1, "swap", draft, "figures")
