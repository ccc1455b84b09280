"""Estimates as people write them."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.estimates import EstimateError, Quantity, read_estimate

SHARE, RATE, COUNT = Quantity.SHARE, Quantity.RATE, Quantity.COUNT
UNDERSTOOD = [
    (SHARE, "30", "30"), (SHARE, "30 %", "30"), (SHARE, "30%.", "30"), (SHARE, "33,3", "33.3"),
    (SHARE, "0,125 %", "0.125"), (SHARE, "33.33 %", "33.33"), (SHARE, "1 in 5", "20"),
    (SHARE, "1/5", "20"),
    (SHARE, "one out of five", "20"), (SHARE, "2 in 3", "66.67"), (SHARE, "½", "50"),
    (SHARE, "a quarter", "25"), (SHARE, "three quarters", "75"), (SHARE, "about half", "50"),
    (SHARE, "３０", "30"), (SHARE, "\u200b30", "30"), (SHARE, "30\u202f%", "30"),
    (SHARE, "ca. 30 per cent", "30"), (SHARE, "thirty", "30"), (SHARE, "100", "100"),
    (SHARE, "thirty-three percent", "33"), (SHARE, "two-thirds", "66.67"), (SHARE, "30 %?", "30"),
    (SHARE, "50/50", "50"), (SHARE, "50:50", "50"), (SHARE, "fifty-fifty", "50"),
    (SHARE, "nineteen per cent!", "19"), (RATE, "fifty-fifty", "2"), (SHARE, "40/50", "80"),
    (RATE, "300", "300"), (RATE, "1 in 300", "300"), (RATE, "1 in 300 computers", "300"),
    (RATE, "1 computer in 300", "300"), (RATE, "One computer for every 1,250", "1250"),
    (RATE, "1:300", "300"), (RATE, "1/300", "300"), (RATE, "5%", "20"), (RATE, "5 percent", "20"),
    (RATE, "0.5 %", "200"), (RATE, "1.000", "1000"), (RATE, "1\u202f000", "1000"),
    (RATE, "1'250", "1250"), (RATE, "2m", "2000000"), (RATE, "2 in 5", "2.5"),
    (RATE, "1,234.5", "1234.5"), (RATE, "1.234,5", "1234.5"), (RATE, "1 in 2 million", "2000000"),
    (COUNT, "3bn", "3000000000"), (COUNT, "5 hundred thousand", "500000"),
    (COUNT, "2.5 million", "2500000"), (COUNT, "1,5 million computers", "1500000"),
    (COUNT, "half a million", "500000"), (COUNT, "twenty-five thousand", "25000"),
    (COUNT, "12k", "12000"), (COUNT, "269370", "269370"), (COUNT, "269,370", "269370"),
]  # fmt: skip
REFUSED = [
    (RATE, "300-400"), (RATE, "-5"), (RATE, "300 or 400"), (RATE, "300 to 400"), (RATE, "1 in"),
    (RATE, "0 %"), (RATE, "1 in 0"), (RATE, "12,34,567"), (RATE, "1.000.00"), (RATE, "5e3"),
    (RATE, "many"), (RATE, ""), (RATE, "300 dozen"), (RATE, "a few"), (RATE, "2½"), (RATE, "$5"),
    (COUNT, "5 %"), (COUNT, "1 in 5"), (COUNT, "half"), (SHARE, "6 in 5"), (SHARE, "110 %"),
    (SHARE, "30 % to 40 %"), (SHARE, "not 30"), (SHARE, "30 kilos"), (SHARE, "3" * 61),
    (SHARE, "ten-twenty"), (SHARE, "half a percent or two"), (COUNT, "fifty-fifty"),
    (SHARE, "half a"), (COUNT, "half a 30"), (SHARE, "-"), (SHARE, "30 ? 40"),
    (SHARE, "30 % or so"), (SHARE, "1 in 5 in 6"), (SHARE, "2018-19"), (SHARE, "33.333 %"),
]  # fmt: skip


@pytest.mark.parametrize(("quantity", "typed", "number"), UNDERSTOOD)
def test_what_is_understood(quantity, typed, number):
    assert read_estimate(typed, quantity, "One computer for every … computers") == Decimal(number)


@pytest.mark.parametrize(("quantity", "typed"), REFUSED)
def test_what_is_refused(quantity, typed):
    with pytest.raises(EstimateError):
        read_estimate(typed, quantity, "computers")


@given(st.text(max_size=40), st.sampled_from(Quantity))
def test_any_text_is_a_number_or_refused(typed, quantity):
    try:
        number = read_estimate(typed, quantity)
    except EstimateError:
        return
    assert number.is_finite()
    assert number >= 0


@given(st.integers(1, 10**12), st.sampled_from([",", ".", " ", "\u202f", "'"]))
def test_a_whole_number_is_read_with_any_sign_between_its_groups(number, sign):
    assert read_estimate(f"{number:,}".replace(",", sign), COUNT) == number


CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "estimates.tsv"


@pytest.mark.skipif(not CASES.exists(), reason="the collected cases are not beside this checkout")
def test_the_collected_cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            quantity = SHARE if row["scale"] == "points" else RATE
            typed = re.sub(r"\\u(.{4})", lambda code: chr(int(code[1], 16)), row["typed"])
            try:
                number = read_estimate(typed, quantity)
                result = "!" if quantity is SHARE and number > 100 else f"{number.normalize():f}"
            except EstimateError:
                result = "!"
            assert result in row["right"].split("|"), row
