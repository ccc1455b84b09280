"""Whether two printed values can be of one thing: both true, or one the other miswritten. Pure."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from awareness.content.reading.statements import Statement

MAX_RELATIVE_DISTANCE = Decimal("0.25")  # of the larger of two values, that they are apart at most
ABOUT_SHARE = Decimal("0.05")  # about 60: 57 to 63
BOUND_FACTOR = 4  # times as far: “over 60” is no more than 72
ABOUT_POINTS = Decimal("2.5")  # about 10 per cent: 7.5 to 12.5


def may_be_miswritten(one: Statement, other: Statement) -> bool:
    """Whether one value may be the other, miswritten: not far apart, or a digit more or less."""
    low, high = sorted((abs(one.value), abs(other.value)))
    return high - low <= MAX_RELATIVE_DISTANCE * high or (
        low > 0 and high in (low * 10, low * 100, low * 1000)
    )


def can_both_be_true(one: Statement, other: Statement) -> bool:
    """Whether the values are equal, one the other rounded, or within what “about”, “over” and
    “under” leave open."""
    if (one.value, one.high) == (other.value, other.high):
        # Fewer than a fifth is not a fifth.
        return not any(
            {"under", "over"} & side.qualifiers and "about" not in side.qualifiers
            and not beside.qualifiers for side, beside in ((one, other), (other, one))
        )  # fmt: skip
    if one.high is not None and other.high is not None:
        return False
    return _includes(one, other) or _includes(other, one)


def _includes(rough: Statement, exact: Statement) -> bool:
    """Whether the first says less exactly what the second says."""
    low, high = rough.value, rough.value if rough.high is None else rough.high
    least, most = exact.value, exact.value if exact.high is None else exact.high
    if low <= least and most <= high:
        return True
    leeway = ABOUT_POINTS if rough.unit == "percent" else ABOUT_SHARE * abs(rough.value)
    digits = _significant_digits(rough)
    if rough.qualifiers and "about" not in rough.qualifiers:
        is_at_least = not rough.qualifiers.isdisjoint({"over", "at_least"})
        return (
            low <= least <= low + BOUND_FACTOR * leeway
            if is_at_least
            else high - BOUND_FACTOR * leeway <= most <= high
        )
    if rough.qualifiers or not digits:  # a quarter is seldom exactly one
        return abs(exact.value - rough.value) <= leeway
    if digits >= _significant_digits(exact) or not exact.value:
        return False
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).plus(exact.value)
    return rounded == rough.value


def _significant_digits(statement: Statement) -> int:
    return len(re.sub(r"\D", "", statement.as_printed).lstrip("0"))
