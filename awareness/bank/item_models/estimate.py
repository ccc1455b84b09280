"""Q9: guess first, then see. Never scored; closeness is words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from awareness.bank.canonical import plain
from awareness.bank.guards import (
    Guard,
    Refused,
    measure_named,
    printed_number,
    require,
    rounding,
)
from awareness.bank.guards.base import guard
from awareness.bank.item_models.base import ItemModel, Request, draft_of, fit_to_ask
from awareness.bank.resolve import Draft
from awareness.bank.wording import (
    TELLS_NOT_OTHERWISE,
    base_words,
    lower_first,
    who_was_asked,
)
from awareness.insights.ledger import Figure, Ledger
from awareness.subjects.registry import measure

# How far a rounding may lie from the number and still be met: 500 counts as 525, 300 not as 272.
MET = Decimal("0.05")


def draft(ledger: Ledger, figure: Figure, request: Request) -> Draft:
    """A numeric question: percentage points for shares, doublings for counts and rates."""
    guards = [*fit_to_ask(ledger, figure, Q9.task), *require([printed_number(ledger, figure)])]
    if figure.value_to is not None or figure.value <= 0:
        raise Refused("G13", f"{figure.full_key} is no single number above 0", {})
    percent = figure.unit == "percent"
    low, high = bounds(figure.value, percent)
    guards += require([rounding(figure, figure.value), _within(figure.value, low, high)])
    prefix, unit, ask = _words(figure)
    stem = f"{who_was_asked(ledger, figure)} {request.ask or ask}"
    if percent:
        stem = f"{who_was_asked(ledger, figure)} {base_words(figure)} {request.ask or ask}"
    guards += require([measure_named(figure, f"{stem} {prefix} {unit}")])
    answer = " ".join(
        filter(
            None, (lower_first(prefix), "{figure:" + figure.full_key + "}", unit * (not percent))
        )
    )
    source = "worked out from the report, it is" if figure.formula else "the report prints"
    return draft_of(
        [figure],
        request,
        kind="numeric",
        stem=stem,
        numeric={
            "value": plain(figure.value),
            "low": plain(low),
            "high": plain(high),
            "unit": unit,
            "scale": "points" if percent else "ratio",
            "min": "0" if percent else "1",
            "max": "100" if percent else plain(largest(figure.value)),
            "prefix": prefix,
            "close": f"Very close: {source} {answer}.",
            "near": f"In the area: {source} {answer}.",
            "far": f"Some way off, and a surprise is easy to remember: {source} {answer}.",
            "tells_not": measure(figure.measure).tells_not or TELLS_NOT_OTHERWISE,
        },
        guards=guards,
    )


def bounds(value: Decimal, percent: bool) -> tuple[Decimal, Decimal]:
    """The guesses that count as met: the number and its first rounding that is near enough."""
    if percent:
        near = value.quantize(Decimal(1), ROUND_HALF_UP)
    else:
        near = next(
            r for d in (1, 2, 3, 12) if abs((r := round_to(value, d)) - value) <= MET * value
        )
    return min(value, near), max(value, near)


def round_to(value: Decimal, digits: int) -> Decimal:
    """A number rounded to so many leading digits: 525 to one is 500."""
    step = Decimal(1).scaleb(value.adjusted() - digits + 1)
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def largest(value: Decimal) -> Decimal:
    """The end of the slider: a power of ten at least a hundred times the number."""
    return Decimal(10) ** (value.adjusted() + 3)


def _within(value: Decimal, low: Decimal, high: Decimal) -> Guard:
    """G13: the band that counts as met holds the number and is narrow."""
    passed = low <= value <= high and high - low <= max(MET * value, Decimal("0.5"))
    return guard("G13", passed, f"{low} to {high} is no rounding of {value}", low=low, high=high)


def _words(figure: Figure) -> tuple[str, str, str]:
    """(prefix, unit, question). A label "X for every Y" is a rate: "One y for every … x"."""
    if figure.unit == "percent":
        return "", "percent", f"What share of them stands for this: {figure.label}?"
    things, rate, one = figure.label.partition(" for every ")
    if rate:
        things = lower_first(things)
        return f"One {one} for every", things, f"How many {things} were there for every {one}?"
    return "", figure.unit, f"What do you think was this number: {lower_first(figure.label)}?"


Q9 = ItemModel("Q9", 1, "estimate", draft)
