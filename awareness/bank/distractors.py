"""Wrong numbers that are honest: far from the key, and no number that is true of something else.

A learner who remembers a true number with the wrong label has been mis-taught. So the numbers that
stand near a key in the report are forbidden, and what is forbidden is an input: it is kept in the
item's guards and so in its hash, and loading another report changes no item.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from awareness.bank.canonical import seed_number
from awareness.bank.frames import figures_frame, places, table_parts
from awareness.bank.guards import Guard, Refused, apart, numbers_apart
from awareness.bank.guards.base import guard
from awareness.insights.ledger import Figure, Ledger

# What people guess when they misjudge a share or a count, as factors of the true number.
FACTORS = tuple(map(Decimal, ("0.4", "0.6", "1.6", "2.2")))
# More of the same, for a key whose neighbours in the report leave no pair of those four.
SPARE_FACTORS = tuple(map(Decimal, ("0.3", "0.5", "0.7", "1.4", "1.8", "2", "2.5")))


def forbidden(
    ledger: Ledger, figure: Figure, value: Decimal | None = None, *, share: bool | None = None
) -> tuple[Decimal, ...]:
    """Numbers no wrong answer may equal: those of the same table or insight, the report's numbers
    on HOLD, misprints, and the complement of a share. Ascending, without the key itself.

    `value` is the key, when it is not the figure's own number: a question about its base, or, with
    `share`, a sum of shares.
    """
    key = figure.value if value is None else value
    frame = figures_frame(ledger, figure.report)
    if share is None:
        share = figure.unit == "percent" and value is None
    same_unit = (frame["unit"] == "percent") == share
    near = (frame["insight"] == figure.insight) | (
        (frame["table"] != "") & (frame["table"] == table_parts(figure)[0])
    )
    held = frame["use"] == "HOLD"
    numbers = {Decimal(str(number)) for number in frame.loc[same_unit & (near | held), "value"]}
    numbers |= misprinted(ledger, figure.report, share=share)
    if share and key is not None:
        numbers.add(100 - key)
    return tuple(sorted(numbers - {key}))


def misprinted(ledger: Ledger, report: str, *, share: bool) -> set[Decimal]:
    """Printed numbers that are misprints or loose headings: refused in all reports of a subject."""
    misprints = ledger.rules(report).misprints
    return set(map(Decimal, misprints.percent if share else misprints.counts))


def candidates(key: Decimal, points: bool, factors: Sequence[Decimal] = FACTORS) -> list[Decimal]:
    """Wrong numbers in the rounding of the key and in the range that is possible; ascending."""
    step = Decimal(1).scaleb(-places(key))
    made = {(key * factor).quantize(step, ROUND_HALF_UP) for factor in factors}
    most = Decimal(99) if points else key * 3
    return sorted(number for number in made if 1 <= number <= most and number != key)


def is_forbidden(number: Decimal, never: Sequence[Decimal]) -> bool:
    """Whether a number equals a forbidden one, as shown or as a whole number."""
    step = Decimal(1).scaleb(-places(number))
    return any(
        number == other.quantize(step, ROUND_HALF_UP)
        or number.quantize(Decimal(1), ROUND_HALF_UP) == other.quantize(Decimal(1), ROUND_HALF_UP)
        for other in never
    )


def choose(
    key: Decimal, never: Sequence[Decimal], *, points: bool, seed: int
) -> tuple[list[Decimal], Guard]:
    """Two wrong numbers with the key, ascending, and the guard that says what was kept away from.

    Refused (G17) when no honest pair is left. `points` says that the numbers are shares.
    """
    for factors in (FACTORS, FACTORS + SPARE_FACTORS):
        open_ = [
            number
            for number in candidates(key, points, factors)
            if not is_forbidden(number, never) and apart(number, key, points)
        ]
        pairs = [pair for pair in combinations(open_, 2) if apart(*pair, points)]
        if pairs:
            break
    seen = {"key": key, "candidates": open_, "forbidden": list(never)}
    if not pairs:
        refused = guard("G17", False, f"no two honest wrong numbers are left beside {key}", **seen)
        raise Refused("G17", refused.message, refused.numbers)
    pair = pairs[seed_number(seed, key) % len(pairs)]
    numbers = sorted((*pair, key))
    checked = numbers_apart(numbers, points)
    return numbers, guard("G17", checked.passed, checked.message, numbers=numbers, **seen)
