"""Guards that look at the ledger before a word is written (ITEM-GENERATION §5.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import hypot

from awareness.bank.cells import decimal_places, table_of
from awareness.bank.guards.base import Guard, new_guard
from awareness.insights.ledger import Figure, Kind, Ledger
from awareness.numerals.languages import format_of
from awareness.numerals.reading import mentions
from awareness.subjects.wording import never_ranked_in

# The smallest gap in points that may decide "the largest"; below it, two rows count as a tie.
LEAST_GAP = 8.0
FEW_COUNTED = 30  # a count below it moves by a third and more by chance alone


def tie_guard(
    values: Mapping[str, Decimal | float], n: int | None, *, largest: bool = True
) -> Guard:
    """G1: the first and the second are further apart than chance and than eight points.

    `values` are percentages by row, `n` how many answered (None when unknown).
    """
    ordered = sorted(values.items(), key=lambda pair: pair[1], reverse=largest)
    if len(ordered) < 2:
        return new_guard("G1", False, "there is nothing to compare with", rows=len(ordered))
    (one, first), (other, second) = [(row, float(value)) for row, value in ordered[:2]]
    gap, needed = abs(first - second), max(LEAST_GAP, chance_points_between(first, second, n, n))
    message = f"{one} and {other} are {gap:.1f} apart; {needed:.1f} needed"
    return new_guard(
        "G1", gap >= needed, message, first=first, second=second, gap=gap, needed=needed
    )


def chance_points(share: float, n: int | None) -> float:
    """How far, in points, chance alone may move a share of so many answers; 0 if unknown."""
    part = share / 100
    return 200 * (part * (1 - part) / n) ** 0.5 if n and 0 <= part <= 1 else 0.0


def chance_points_between(large: float, small: float, n: int | None, others: int | None) -> float:
    """How far apart, in points, chance alone may set two shares; 0 if unknown. Of one base as where
    the same people gave one answer each: what one of them gains another loses."""
    if n and n == others:
        p, q = large / 100, small / 100
        return 200 * (max(p + q - (p - q) ** 2, 0) / n) ** 0.5
    return hypot(chance_points(large, n), chance_points(small, others))


def base_guard(figure: Figure) -> Guard:
    """G5: a share says of whom. An inferred base is shown as "about", a missing one as missing."""
    if figure.unit != "percent":
        return new_guard("G5", True, "no share", base_n=figure.base_n)
    message = f"{figure.key} is a share without a population; say who was asked"
    return new_guard(
        "G5", bool(figure.population), message,
        base_n=figure.base_n, inferred=figure.base_inferred,
    )  # fmt: skip


def same_population_guard(figures: Sequence[Figure]) -> Guard:
    """G6: only what was asked of the same people in the same question may be compared."""
    populations = sorted({(f.report, f.population, f.question, f.measure) for f in figures})
    message = "compares across reports, questions or groups: " + " / ".join(
        sorted({f.full_key for f in figures})
    )
    return new_guard("G6", len(populations) <= 1, message, groups=len(populations))


def usable_guard(ledger: Ledger, figure: Figure) -> Guard:
    """G7: a key never rests on HOLD, VOICE or NEVER, nor on a discrepancy nobody has treated."""
    untreated = [
        key
        for key in figure.discrepancies
        if key not in ledger.discrepancies or not ledger.discrepancies[key].treatment.strip()
    ]
    if not figure.use.may_be_key:
        message = f"{figure.full_key} is {figure.use.value}; a key needs TEACH or CAVEAT"
    elif figure.no_key:
        message = f"{figure.full_key} may be told and never be a key: {figure.no_key}"
    else:
        message = f"{figure.full_key}: discrepancy without a treatment: {', '.join(untreated)}"
    numbers = {"figure": figure.full_key, "use": figure.use.value, "open": untreated}
    return new_guard("G7", figure.may_be_key and not untreated, message, **numbers)


def never_ranked_guard(ledger: Ledger, figure: Figure, task: str) -> Guard:
    """G12: what its subject never ranks is never a key.

    What a term means may be asked: a definition has no number to rank by.
    """
    meaning = task == "define" and figure.measure == "definition" and figure.value is None
    subject = "" if meaning else never_ranked_subject(ledger, figure)
    message = f"{figure.full_key} is about {subject}, which no question ranks or asks for"
    return new_guard("G12", not subject, message, subject=subject, task=task)


def never_ranked_subject(ledger: Ledger, figure: Figure) -> str:
    """Which of the things that are never ranked a table or figure is about; "" for none."""
    table = table_of(ledger, figure)
    labels = list(table.row_labels.values()) if table else []
    printed = list(table.row_printed.values()) if table else []
    return never_ranked_in(labels, (*printed, figure.label), ledger.rules(figure.report))


def counts_differ(large: float, small: float) -> bool:
    """Whether two counts lie further apart than chance moves a count: 193,407 and 86,415 do, ten
    and three do not."""
    return large - small > 2 * max(large + small, 0) ** 0.5


def count_size_guard(figure: Figure) -> Guard:
    """G1: a count of a few things moves by chance alone, and nothing is drawn from it."""
    few = figure.kind is Kind.COUNT and figure.value is not None and abs(figure.value) < FEW_COUNTED
    message = f"{figure.full_key} counts fewer than {FEW_COUNTED}: a few more or less are chance"
    return new_guard("G1", not few, message, value=figure.value, least=FEW_COUNTED)


def rounding_guard(figure: Figure, shown: Decimal) -> Guard:
    """G13: what is shown is the figure as printed, and stays true as a whole number."""
    if figure.value is None:
        return new_guard("G13", False, f"{figure.full_key} has no number", shown=shown)
    at_precision = figure.value.quantize(Decimal(1).scaleb(-decimal_places(shown)), ROUND_HALF_UP)
    passed = at_precision == shown and abs(nearest_whole(shown) - figure.value) <= Decimal("0.5")
    message = f"{figure.full_key} is {figure.value}; {shown} is not its rounding"
    return new_guard(
        "G13", passed, message, value=figure.value, shown=shown, whole=nearest_whole(shown)
    )


def nearest_whole(value: Decimal) -> Decimal:
    """The nearest whole number, halves away from zero, as people round."""
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def printed_number_guard(ledger: Ledger, figure: Figure) -> Guard:
    """G14: the source prints the number, in digits or in words that have a value of their own.

    “Three quarters” is a number; “almost half” is one only with its qualifier, which is shown with
    it; “most” is none. What was computed counts as printed.
    """
    has_digits = bool(figure.formula) or bool(re.search(r"\d", figure.as_printed))
    message = f"{figure.full_key} is printed as {figure.as_printed!r}, without a number"
    is_quantity = figure.value is not None and figure.measure != "definition"
    passed = is_quantity and (
        has_digits or _words_name_value(ledger, figure, figure.value or Decimal())
    )
    return new_guard("G14", passed, message, value=figure.value)


def _words_name_value(ledger: Ledger, figure: Figure, value: Decimal) -> bool:
    """Whether the printed words name the value, in the language of the report."""
    report = ledger.reports[figure.report]
    last_digit = Decimal(1).scaleb(-decimal_places(value))
    number_mentions = mentions(
        figure.as_printed, report.language, format_of(report.language, report.numbers)
    )
    return any(
        mention.value is not None and mention.value.quantize(last_digit, ROUND_HALF_UP) == value
        for mention in number_mentions
    )
