"""Q9: guess first, then see. Never scored; closeness is words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from awareness.bank import phrases
from awareness.bank.canonical import plain
from awareness.bank.guards import (
    Guard,
    Refused,
    large_enough,
    measure_named,
    printed_number,
    require,
    rounding,
)
from awareness.bank.guards.base import guard
from awareness.bank.item_models.base import ItemModel, QuestionRequest, draft_of, fit_to_ask
from awareness.bank.resolve import QuestionDraft
from awareness.bank.wording import (
    base_words,
    given,
    is_survey,
    lower_first,
    question_words,
    reference,
    tells_not,
    unit_words,
    who_was_asked,
)
from awareness.insights.ledger import Figure, Kind, Ledger

# How far a rounding may lie from the number and still be met: 500 counts as 525, 300 not as 272.
MET = Decimal("0.05")
LEAST, MOST = 1, 10**10  # a guess is typed as a number of one or more; the slider goes further
RATE = " for every "  # a label “X for every Y” is guessed as “one y for every … x”


@dataclass(frozen=True)
class _GuessedFigure:
    """What is guessed of a figure: the number without its sign, and the words around it."""

    value: Decimal
    points: bool  # in percentage points, else in doublings
    unit: str
    ask: str
    prefix: str = ""

    def answer(self, figure: Figure) -> str:
        """The number as the feedback writes it."""
        number = reference(figure, "size" if figure.kind is Kind.CHANGE else "")
        parts = (lower_first(self.prefix), number, self.unit if self.prefix else "")
        return " ".join(filter(None, parts))


def draft(ledger: Ledger, figure: Figure, question_request: QuestionRequest) -> QuestionDraft:
    """A numeric question: percentage points for shares, doublings for counts, sums and rates."""
    guards = [*fit_to_ask(ledger, figure, Q9.task), *require([printed_number(ledger, figure)])]
    guards += require([large_enough(figure)])
    asks = _asked_of(figure)
    low, high = bounds(asks.value, asks.points)
    guards += require([rounding(figure, figure.value or Decimal()), _within(asks.value, low, high)])
    share = figure.kind is Kind.SHARE or figure.unit == "percent"
    base = base_words(figure) if share and figure.kind is not Kind.CHANGE else ""
    ask = question_request.ask or " ".join(filter(None, [question_words(figure), asks.ask]))
    stem = " ".join(filter(None, [who_was_asked(ledger, figure), base, ask]))
    guards += require([measure_named(figure, f"{stem} {asks.prefix} {asks.unit}")])
    words = {"source": given(figure), "answer": asks.answer(figure)}
    return draft_of(
        [figure],
        question_request,
        kind="numeric",
        stem=stem,
        numeric={
            "value": plain(asks.value),
            "low": plain(low),
            "high": plain(high),
            "unit": asks.unit,
            "scale": "points" if asks.points else "ratio",
            "min": "0" if asks.points else "1",
            "max": "100" if asks.points else plain(largest(asks.value)),
            "prefix": asks.prefix,
            "close": phrases.CLOSE.format(**words),
            "near": phrases.NEAR.format(**words),
            "far": phrases.FAR.format(**words),
            "tells_not": tells_not(figure),
        },
        guards=guards,
    )


def _asked_of(figure: Figure) -> _GuessedFigure:
    """What is guessed; Refused (G13) for what is no single number of a size that is guessed."""
    value = figure.value
    if value is None or figure.value_to is not None or figure.day is not None:
        raise Refused("G13", f"{figure.full_key} is no single number", {})
    size = abs(value)
    if figure.kind is Kind.COUNT and is_survey(figure) and not figure.insight.isdigit():
        raise Refused("G8", f"{figure.full_key} tells how many answered; that is looked up", {})
    points = figure.unit in ("percent", "points")
    if size == 0 or (points and size > 100) or (not points and not LEAST <= size <= MOST):
        raise Refused("G13", f"{figure.full_key} is too small or too large to guess", {})
    if figure.kind is Kind.CHANGE:
        ask = phrases.ASK_RISE if value > 0 else phrases.ASK_FALL
        if len(figure.between) != 2:
            raise Refused("G13", f"{figure.full_key} does not say from what to what", {})
        old, new = figure.between
        words = ask.format(label=figure.label, old=old, new=new)
        return _GuessedFigure(size, points, unit_words(figure), words)
    if value < 0:
        raise Refused("G13", f"{figure.full_key} is below nought", {})
    if points:
        return _GuessedFigure(
            size,
            points=True,
            unit=unit_words(figure),
            ask=phrases.ASK_SHARE.format(label=figure.label),
        )
    things, rate, one = figure.label.partition(RATE)
    if rate:
        things = lower_first(things)
        ask = phrases.ASK_RATE.format(things=things, one=one)
        return _GuessedFigure(
            size, points=False, unit=things, ask=ask, prefix=f"One {one}{RATE.rstrip()}"
        )
    words = unit_words(figure)
    ask = phrases.ASK_MANY if figure.kind is Kind.COUNT and words else phrases.ASK_NUMBER
    if figure.kind is Kind.INDEX and figure.between:
        ask = phrases.ASK_INDEX
    base = figure.between[0] if figure.between else ""
    return _GuessedFigure(
        size, points=False, unit=words, ask=ask.format(label=figure.label, unit=words, base=base)
    )


def bounds(value: Decimal, points: bool) -> tuple[Decimal, Decimal]:
    """The guesses that count as met: the number and its first rounding that is near enough."""
    if points:
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


Q9 = ItemModel("Q9", 2, "estimate", draft)
