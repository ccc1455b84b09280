"""The reader of numbers: what a text says is what it means, in digits and in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.insights import numbers
from awareness.studio.numberwords import mentions, named, qualifiers

COUNTS = st.integers(min_value=0, max_value=999_999_999)


def read(text: str) -> list[Decimal | None]:
    return [mention.value for mention in mentions(text)]


@given(COUNTS)
def test_number_words_say_what_they_were_written_from(n):
    assert read(numbers.in_words(Decimal(n))) == [n]
    assert read(f"Of {numbers.in_words(Decimal(n))} people, nobody.") == [n]


@given(COUNTS, st.sampled_from([",", " ", "\u202f", ""]))
def test_digits_with_any_separator(n, separator):
    text = f"{n:,}".replace(",", separator)

    assert read(f"It was {text}.") == [n]


@given(st.decimals(min_value=0, max_value=1000, places=2))
def test_decimals(value):
    assert read(f"{value} per cent") == [value]


@given(COUNTS, COUNTS)
def test_both_ends_of_a_range(first, last):
    assert read(f"{first:,}–{last:,}") == [first, last]
    assert read(f"from {numbers.in_words(Decimal(first))} to {last}") == [first, last]


@given(st.text(max_size=80))
def test_any_text_can_be_read(text):
    for mention in mentions(text):
        assert text[mention.start : mention.end] == mention.text


@given(st.integers(min_value=2, max_value=999_999))
def test_no_typed_number_gets_past_the_gate(n):
    for text in (str(n), f"{n:,}", numbers.in_words(Decimal(n))):
        assert named(f"There are {text} of them.")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Three quarters", 75), ("a quarter", 25), ("The quarter who", 25), ("half", 50),
        ("one in ten", 10), ("One in five", 20), ("nine in ten", 90), ("1 in 500", Decimal("0.2")),
        ("one fifth", 20), ("A fifth of the", 20), ("two-thirds", Decimal(200) / 3), ("¾", 75),
        ("A third report that", Decimal(100) / 3), ("a dozen thousand", None),
    ],
)  # fmt: skip
def test_shares(text, value):
    assert mentions(text)[0].value == value


@pytest.mark.parametrize(
    "text",
    ["a third colleague", "the third of May", "first, second", "twenty-first century", "2nd",
     "someone", "everyone", "often", "the tenth employee"],
)  # fmt: skip
def test_ordinals_are_no_numbers(text):
    assert mentions(text) == ()


@pytest.mark.parametrize("sign", "⑤Ⅳ⅖⁵₅❷")
def test_a_number_of_one_sign_is_named(sign):
    assert [mention.text for mention in named(f"It was {sign}.")] == [sign]


def test_one_is_free_in_words_and_not_in_digits():
    assert named("one person") == []
    assert [mention.text for mention in named("1 person")] == ["1"]


@pytest.mark.parametrize(
    ("printed", "allowed"),
    [
        ("More than 90 percent", {"over"}), ("Just over one fifth", {"over"}),
        ("Almost two thirds", {"about", "under"}), ("Fewer than one fifth", {"under"}),
        ("up to fifty", {"up_to"}), ("no more than 2–5", {"up_to"}), ("Roughly half", {"about"}),
        ("at least ten", {"at_least"}), ("513", None), ("Three quarters", None),
    ],
)  # fmt: skip
def test_qualifiers(printed, allowed):
    assert qualifiers(printed) == allowed
