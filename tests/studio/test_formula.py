"""Formulas are sums over figures: exact, and nothing else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.content.formula import FormulaError, compute, figure_keys, typed_numbers

VALUES = {"a": Decimal("269370"), "b": Decimal("513"), "t/r/c": Decimal("0.1")}


def test_sums():
    assert compute("round({a} / {b}, 0)", VALUES.get) == 525
    assert compute("{b} - 3 * ({t/r/c} + 1)", VALUES.get) == Decimal("509.7")
    assert compute("-{b}", VALUES.get) == -513
    assert str(compute("round({b} / {a} * 500, 2)", VALUES.get)) == "0.95"


def test_halves_are_rounded_up():
    assert compute("round(2.5, 0)", VALUES.get) == 3


def test_keys_in_order():
    assert figure_keys("round({a} / {pack:b}, 0) + {t/r/c}") == ["a", "pack:b", "t/r/c"]


@pytest.mark.parametrize(
    ("formula", "numbers"),
    [("round({a} / {b} * 1000, 1)", []), ("{a} / 100", []), ("{a} / {b} + 5", ["5"]),
     ("{a} * 500", ["500"]), ("{a} + 100", ["100"]), ("{a} /", [])],
)  # fmt: skip
def test_numbers_that_the_ledger_ought_to_hold(formula, numbers):
    assert typed_numbers(formula) == numbers


@given(st.decimals(-(10**6), 10**6, places=3), st.decimals(-(10**6), 10**6, places=3))
def test_decimals_stay_exact(a, b):
    assert compute("{x} + {y} - {x}", {"x": a, "y": b}.get) == b


@pytest.mark.parametrize(
    "formula",
    ["", "{a} /", "{a} ** 9", "open('x')", "{a}.real", "[{a}]", "lambda: 1", "a", "{a} if 1 else 2",
     "round({a})", "round({a}, 2.5)", "round({a}, 99)", "{a} / 0", "True", "'x'", "1 < 2", "_9"],
)  # fmt: skip
def test_everything_else_is_refused(formula):
    with pytest.raises(FormulaError):
        compute(formula, VALUES.get)
