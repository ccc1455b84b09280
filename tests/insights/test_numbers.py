"""Numbers in words: tables of cases, and what holds for every number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.insights import numbers

WORDS = [
    ("0", "nought"),
    ("2", "two"),
    ("11", "eleven"),
    ("40", "forty"),
    ("54.4", "fifty-four point four"),
    ("0.95", "nought point nine five"),
    ("100", "one hundred"),
    ("513", "five hundred and thirteen"),
    ("1005", "one thousand and five"),
    ("20000", "twenty thousand"),
    (
        "269370",
        "two hundred and sixty-nine thousand three hundred and seventy",
    ),
    ("2000001", "two million and one"),
]
SHARES = [
    ("75", "", "three quarters"),
    ("50", "", "half"),
    ("66.7", "", "two thirds"),
    ("90", "", "nine in ten"),
    ("91.4", "more than", "nine in ten"),
    ("54.4", "more than", "half"),
    ("47.6", "almost", "half"),
    ("34.7", "more than", "a third"),
    ("17", "about", "one in six"),
    ("12.5", "about", "one in eight"),
    ("20", "", "a fifth"),
    ("2.4", "about", "two in a hundred"),
    ("3", "", "three in a hundred"),
    ("0.3", "fewer than", "one in a hundred"),
    ("97", "", "ninety-seven in a hundred"),
    ("99.5", "more than", "ninety-nine in a hundred"),
    ("100", "", "all"),
    ("0", "", "none"),
]
COUNTS = [
    ("30", "", "thirty"),
    ("272", "about", "270"),
    ("500", "", "five hundred"),
    ("513", "about", "510"),
    ("269370", "about", "270,000"),
    ("20000", "", "twenty thousand"),
    ("0.95", "", "nought point nine five"),
]


@pytest.mark.parametrize(("value", "words"), WORDS)
def test_in_words(value, words):
    assert numbers.number_in_words(Decimal(value)) == words


@pytest.mark.parametrize(("value", "side", "words"), SHARES)
def test_share_about(value, side, words):
    assert numbers.rough_share(Decimal(value)) == (side, words)


@pytest.mark.parametrize(("value", "side", "words"), COUNTS)
def test_count_about(value, side, words):
    assert numbers.rough_count(Decimal(value)) == (side, words)


@pytest.mark.parametrize(
    ("value", "text", "machine"),
    [
        ("269370", "269,370", "269370"),
        ("0.95", "0.95", "0.95"),
        ("3.50", "3.5", "3.5"),
        ("1000", "1,000", "1000"),
        ("0", "0", "0"),
        ("1E+3", "1,000", "1000"),
    ],
)
def test_numeral(value, text, machine):
    assert numbers.grouped_digits(Decimal(value)) == text
    assert numbers.plain_digits(Decimal(value)) == machine


def read_words(words: str) -> int:
    """The inverse of in_words for whole numbers, written separately."""
    total = part = 0
    for word in words.replace("-", " ").split():
        if word == "and":
            continue
        if word == "hundred":
            part *= 100
        elif word in ("thousand", "million", "billion"):
            total += part * {"thousand": 10**3, "million": 10**6, "billion": 10**9}[word]
            part = 0
        else:
            part += (
                numbers.WORDS_TO_NINETEEN.index(word)
                if word in numbers.WORDS_TO_NINETEEN
                else numbers.WORDS_OF_TENS.index(word) * 10
            )
    return total + part


@given(st.integers(0, 10**12 - 1))
def test_words_say_the_number(n):
    assert read_words(numbers.number_in_words(Decimal(n))) == n


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_different_numbers_have_different_words(a, b):
    assert (numbers.number_in_words(Decimal(a)) == numbers.number_in_words(Decimal(b))) == (a == b)


@given(st.decimals(0, 10**9, places=4, allow_nan=False))
def test_digits_lead_back_to_the_number(value):
    assert Decimal(numbers.plain_digits(value)) == value
    assert Decimal(numbers.grouped_digits(value).replace(",", "")) == value


@given(st.decimals(0, 100, places=1, allow_nan=False))
def test_a_rough_share_lies_near_and_on_the_side_it_says(value):
    side, words = numbers.rough_share(value)
    sizes = {name: size for size, name in (*numbers.FRACTION_WORDS, *numbers.CLOSE_FRACTION_WORDS)}
    if words not in sizes:
        assert words.endswith("in a hundred")
        return
    away = value - sizes[words]
    assert abs(away) <= 5
    assert {"more than": away > 0, "almost": away < 0}.get(side, abs(away) <= 1)
