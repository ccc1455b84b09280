"""Q9: guess first, then see. Never scored; closeness is words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from awareness.bank import phrases
from awareness.bank.canonical import plain_decimal
from awareness.bank.guards import (
    Guard,
    RefusedItem,
    count_size_guard,
    measure_named_guard,
    printed_number_guard,
    require_all,
    rounding_guard,
)
from awareness.bank.guards.base import new_guard
from awareness.bank.item_models.base import ItemModel, QuestionRequest, draft_of, fit_guards
from awareness.bank.resolve import QuestionDraft
from awareness.bank.wording import (
    base_sentence_of,
    figure_reference,
    is_survey,
    lower_first,
    question_sentence,
    tells_not_sentence,
    unit_words,
    where_number_is_from,
    who_was_asked,
)
from awareness.insights.ledger import Figure, Kind, Ledger
from awareness.insights.resolved_texts import resolve_text

# How far a rounding may lie from the number and still be met: 500 counts as 525, 300 not as 272.
MOST_ROUNDING = Decimal("0.05")
# A guess is typed as a number of one or more; the slider goes further.
LEAST_GUESSED, MOST_GUESSED = 1, 10**10
REACHES = ("close_within", "near_within")
RATE_SEPARATOR = " for every "  # a label “X for every Y” is guessed as “one y for every … x”


@dataclass(frozen=True)
class _EstimateParts:
    """What an estimate asks of a figure: the number without its sign, and the words around it."""

    value: Decimal
    points: bool  # in percentage points, else in doublings
    unit: str
    ask: str
    prefix: str = ""

    def answer(self, figure: Figure) -> str:
        """The number as the feedback writes it: by reference, and between prefix and unit where
        there is a prefix ("one computer for every 300 computers")."""
        number = figure_reference(figure, "size" if figure.kind is Kind.CHANGE else "")
        parts = (lower_first(self.prefix), number, self.unit if self.prefix else "")
        return " ".join(filter(None, parts))


def draft_estimate(
    ledger: Ledger, figure: Figure, question_request: QuestionRequest
) -> QuestionDraft:
    """A number to guess, with the words for a close, a near and a far guess: in percentage points
    for shares, in doublings for counts, sums and rates. RefusedItem where a guard does not pass, or
    the question names the number (G20)."""
    guards = [
        *fit_guards(ledger, figure, Q9.task),
        *require_all([printed_number_guard(ledger, figure)]),
    ]
    guards += require_all([count_size_guard(figure)])
    parts = _estimate_parts(figure)
    low, high = accepted_range(parts.value, parts.points)
    guards += require_all(
        [
            rounding_guard(figure, figure.value or Decimal()),
            _narrow_range_guard(parts.value, low, high),
        ]
    )
    is_share = figure.kind is Kind.SHARE or figure.unit == "percent"
    base = base_sentence_of(figure) if is_share and figure.kind is not Kind.CHANGE else ""
    ask = question_request.ask or " ".join(filter(None, [question_sentence(figure), parts.ask]))
    stem = " ".join(filter(None, [who_was_asked(ledger, figure), base, ask]))
    guards += require_all([measure_named_guard(figure, f"{stem} {parts.prefix} {parts.unit}")])
    named_keys = resolve_text(ledger, question_request.report, question_request.ask).figure_keys
    if figure.full_key in named_keys:
        raise RefusedItem("G20", "the question names the number that is guessed")
    authored = question_request.family_fields
    words = {"source": where_number_is_from(figure), "answer": parts.answer(figure)}
    return draft_of(
        [figure],
        question_request,
        kind="numeric",
        stem=stem,
        numeric={
            "value": plain_decimal(parts.value),
            "low": plain_decimal(low),
            "high": plain_decimal(high),
            "unit": parts.unit,
            "scale": "points" if parts.points else "ratio",
            "min": "0" if parts.points else "1",
            "max": "100" if parts.points else plain_decimal(slider_end(parts.value)),
            "prefix": parts.prefix,
            "close": authored.get("close") or phrases.CLOSE_FEEDBACK.format(**words),
            "near": authored.get("near") or phrases.NEAR_FEEDBACK.format(**words),
            "far": authored.get("far") or phrases.FAR_FEEDBACK.format(**words),
            "tells_not": tells_not_sentence(figure),
            **{name: authored[name] for name in REACHES if authored.get(name) is not None},
        },
        guards=guards,
    )


def _estimate_parts(figure: Figure) -> _EstimateParts:
    """What an estimate asks of this figure; RefusedItem (G13, G8) for what is no single number of a
    size that can be guessed."""
    value = figure.value
    if value is None or figure.value_to is not None or figure.day is not None:
        raise RefusedItem("G13", f"{figure.full_key} is no single number", {})
    size = abs(value)
    if figure.kind is Kind.COUNT and is_survey(figure) and not figure.insight.isdigit():
        raise RefusedItem("G8", f"{figure.full_key} tells how many answered; that is looked up", {})
    points = figure.unit in ("percent", "points")
    if (
        size == 0
        or (points and size > 100)
        or (not points and not LEAST_GUESSED <= size <= MOST_GUESSED)
    ):
        raise RefusedItem("G13", f"{figure.full_key} is too small or too large to guess", {})
    if figure.kind is Kind.CHANGE:
        ask = phrases.ASK_RISE if value > 0 else phrases.ASK_FALL
        if len(figure.between) != 2:
            raise RefusedItem("G13", f"{figure.full_key} does not say from what to what", {})
        old, new = figure.between
        words = ask.format(label=figure.label, old=old, new=new)
        return _EstimateParts(size, points, unit_words(figure), words)
    if value < 0:
        raise RefusedItem("G13", f"{figure.full_key} is below nought", {})
    if points:
        return _EstimateParts(
            size,
            points=True,
            unit=unit_words(figure),
            ask=phrases.ASK_SHARE.format(label=figure.label),
        )
    things, rate_separator, unit_of_rate = figure.label.partition(RATE_SEPARATOR)
    if rate_separator:
        things = lower_first(things)
        ask = phrases.ASK_RATE.format(things=things, one=unit_of_rate)
        return _EstimateParts(
            size,
            points=False,
            unit=things,
            ask=ask,
            prefix=f"One {unit_of_rate}{RATE_SEPARATOR.rstrip()}",
        )
    words = unit_words(figure)
    ask = phrases.ASK_MANY if figure.kind is Kind.COUNT and words else phrases.ASK_NUMBER
    if figure.kind is Kind.INDEX and figure.between:
        ask = phrases.ASK_INDEX
    base = figure.between[0] if figure.between else ""
    return _EstimateParts(
        size, points=False, unit=words, ask=ask.format(label=figure.label, unit=words, base=base)
    )


def accepted_range(value: Decimal, points: bool) -> tuple[Decimal, Decimal]:
    """The guesses that count as met: the number and its first rounding that is near enough."""
    if points:
        rounded = value.quantize(Decimal(1), ROUND_HALF_UP)
    else:
        rounded = next(
            r
            for d in (1, 2, 3, 12)
            if abs((r := round_to(value, d)) - value) <= MOST_ROUNDING * value
        )
    return min(value, rounded), max(value, rounded)


def round_to(value: Decimal, digits: int) -> Decimal:
    """A number rounded to so many leading digits: 525 to one is 500."""
    step = Decimal(1).scaleb(value.adjusted() - digits + 1)
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def slider_end(value: Decimal) -> Decimal:
    """The end of the slider: a power of ten at least a hundred times the number."""
    return Decimal(10) ** (value.adjusted() + 3)


def _narrow_range_guard(value: Decimal, low: Decimal, high: Decimal) -> Guard:
    """G13: the band that counts as met holds the number and is narrow."""
    passed = low <= value <= high and high - low <= max(MOST_ROUNDING * value, Decimal("0.5"))
    return new_guard(
        "G13", passed, f"{low} to {high} is no rounding of {value}", low=low, high=high
    )


Q9 = ItemModel("Q9", 2, "estimate", draft_estimate)
