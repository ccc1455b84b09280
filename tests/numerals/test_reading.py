"""The reader of numbers: what a text says is what it means, in digits and in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from awareness.insights import numbers
from awareness.letters import small_letters
from awareness.numerals.languages import UnknownLanguageError, format_of
from awareness.numerals.reading import direction, mentions, mentions_to_prove, qualifiers

COUNTS = st.integers(min_value=0, max_value=999_999_999)


def read(text: str) -> list[Decimal | None]:
    return [mention.value for mention in mentions(text)]


@given(COUNTS)
def test_number_words_say_what_they_were_written_from(n):
    assert read(numbers.number_in_words(Decimal(n))) == [n]
    assert read(f"Of {numbers.number_in_words(Decimal(n))} people, nobody.") == [n]


@given(COUNTS, st.sampled_from([",", "\u00a0", "\u2009", "\u202f", ""]))
def test_digits_with_any_separator(n, separator):
    text = f"{n:,}".replace(",", separator)

    assert read(f"It was {text}.") == [n]


def test_an_ordinary_space_keeps_columns_apart():
    assert read("City 60 120") == [60, 120]
    assert read("City 18 120 340") == [18, 120, 340]


@given(st.decimals(min_value=0, max_value=1000, places=2))
def test_decimals(value):
    assert read(f"{value} per cent") == [value]


@given(COUNTS, COUNTS)
def test_both_ends_of_a_range(first, last):
    assert read(f"{first:,}–{last:,}") == [first, last]
    assert read(f"from {numbers.number_in_words(Decimal(first))} to {last}") == [first, last]


@given(st.text(max_size=80))
def test_any_text_can_be_read(text):
    for mention in mentions(text):
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize("code", ["en", "sv", "de"])
@given(
    text=st.text(alphabet=st.sampled_from("siİıſkK\N{KELVIN SIGN}ßeExtTwoOnnr 1,.$"), max_size=12)
)
def test_letters_of_either_case_are_read_alike(code, text):
    assert [each.value for each in mentions(text, code)] == [
        each.value for each in mentions(small_letters(text), code)
    ]


def test_a_number_is_shown_as_it_stands_and_read_in_any_letters():
    (six,) = mentions("ſix of them")
    (price,) = mentions("US$ 16.6 BILLION")

    assert (six.text, six.value) == ("ſix", 6)
    assert (price.text, price.value, price.currency) == ("US$ 16.6 BILLION", 16_600_000_000, "US$")


@given(st.integers(min_value=2, max_value=999_999))
def test_no_typed_number_gets_past_the_gate(n):
    for text in (str(n), f"{n:,}", numbers.number_in_words(Decimal(n))):
        assert mentions_to_prove(f"There are {text} of them.")


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
    assert [mention.text for mention in mentions_to_prove(f"It was {sign}.")] == [sign]


def test_one_is_free_in_words_and_not_in_digits():
    assert mentions_to_prove("one person") == []
    assert [mention.text for mention in mentions_to_prove("1 person")] == ["1"]


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


@pytest.mark.parametrize("code", ["en", "sv", "de"])
@given(n=st.integers(min_value=2, max_value=2_999_999))
def test_words_that_another_library_writes_say_their_number(code, n):
    words = num2words(n, lang=code).replace("förtio", "fyrtio")  # which it misspells

    assert [mention.value for mention in mentions(words.replace(",", ""), code)] == [n]


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("en", "rests on 1.86 million reports", 1_860_000), ("en", "$16.6 billion", 16_600_000_000),
        ("en", "£3.2m", 3_200_000), ("en", "12,5", None), ("en", "9,2 procent", None),
        ("sv", "59,5 %", "59.5"), ("sv", "1\u00a0248,5 fall", "1248.5"),
        ("sv", "1 248,5 fall", "1248.5"), ("sv", "var tionde", 10), ("sv", "varannan", 50),
        ("sv", "tre fjärdedelar", 75), ("sv", "nio av tio", 90), ("sv", "hälften", 50),
        ("sv", "fjorton procent", 14), ("sv", "9,2 procent", "9.2"), ("sv", "1.248", None),
        ("sv", "16,6 mkr", 16_600_000), ("sv", "fem sex", None),
        ("de", "1.248 Fälle", 1248), ("de", "1,5 Mio. Euro", 1_500_000), ("de", "2.5", None),
        ("de", "drei Viertel", 75), ("de", "jeder Zehnte", 10), ("de", "einundzwanzig", 21),
        ("en", "five six", None), ("en", "five and twenty", None), ("sv", "fem och tjugo", None),
        ("en", "one twenty-year-old", None), ("en", "two and three quarters", None),
        ("sv", "tjugofem hundradelar", 25), ("de", "0.123", None), ("en", "0,123", None),
    ],
)  # fmt: skip
def test_what_a_language_prints(code, text, value):
    assert mentions(text, code)[0].value == (None if value is None else Decimal(value))


def test_columns_in_a_language_that_groups_by_spaces():
    assert [mention.value for mention in mentions("Stad 60 120", "sv")] == [60, 120]


def test_a_report_may_write_numbers_otherwise_than_its_language():
    assert mentions("1\u202f248,5", "en", format_of("en", "1 234,5"))[0].value == Decimal("1248.5")


def test_both_ends_of_a_range_have_its_scale_and_currency():
    low, high = mentions("from $1 to $10 million")
    assert (low.value, high.value, low.currency) == (1_000_000, 10_000_000, "$")
    assert [mention.value for mention in mentions("1-10 million images")] == [10**6, 10**7]
    assert [mention.value for mention in mentions("900 to 1 million")] == [900, 10**6]


@pytest.mark.parametrize(
    ("text", "unit", "minus"),
    [("-3.4 per cent", "percent", True), ("2.5 percentage points", "points", False),
     ("2018-19", "", False), ("1 in 500", "", False), ("5%-10%", "percent", False),
     ("5€-10€", "", False), ("−$5 million", "", True), ("(-EUR 5)", "", True)],
)  # fmt: skip
def test_unit_and_sign(text, unit, minus):
    mention = mentions(text)[-1]
    assert (mention.unit, mention.minus) == (unit, minus)


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "two and a half million"), ("en", "a quarter of a million"),
     ("sv", "en och en halv miljon"), ("de", "anderthalb Millionen"),
     ("de", "zweieinhalb Millionen")],
)  # fmt: skip
def test_a_part_of_a_million_is_no_million(code, text):
    assert mentions(text, code)[-1].value is None


def test_which_way_words_say_that_it_went():
    assert direction("fell by 12 per cent") == -1
    assert direction("ökade med 12 procent", "sv") == 1
    assert direction("12 per cent") == 0


def test_another_language_is_refused_by_its_name():
    with pytest.raises(UnknownLanguageError, match="'fi' are not read; known are en"):
        mentions("kaksi", "fi")


@pytest.mark.parametrize("code", ["sv", "de"])
@given(text=st.text(max_size=80))
def test_any_text_can_be_read_in_each_language(code, text):
    for mention in mentions(text, code):
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(("text", "value"), [("4½ months", "4.5"), ("1¼", "1.25"), ("2¾ million",
    "2750000")])  # fmt: skip
def test_a_number_and_a_part_are_one(text, value):
    [mention] = mentions(text)
    assert mention.value == Decimal(value)
    assert [other.value for other in mentions("½ of 4")] == [50, 4]
