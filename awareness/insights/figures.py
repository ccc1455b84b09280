"""How one figure of the ledger is worded in a running text. Pure."""

import re
from decimal import Decimal

from awareness.insights import numbers
from awareness.insights.ledger import Figure, Kind
from awareness.numerals.languages import language
from awareness.numerals.money import amount_of_money, currency_name, is_currency
from awareness.numerals.nouns import singular

# "" digits with scale and unit, a qualifier before and a sign · number: the same without the unit ·
# size: of a change, without sign and unit's direction (“fell by …”) · words: exact, in words ·
# about: in words as people say them · statement: the whole sentence.
# "as …" (for a figure without a number): the words that follow.
STYLES = ("", "number", "size", "words", "about", "statement")
DURATIONS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
# How a text goes on that writes a unit itself.
UNIT_IN_TEXT_AFTER = {
    "percent": re.compile(r"\s*(?:%|per\s?cent\b|percent\b|in (?:100|a hundred)\b|out of 100\b)"),
    "points": re.compile(r"\s*(?:percentage |per cent )?points?\b"),
    "times": re.compile(r"\s*times\b"),
    "to_one": re.compile(r"\s*to (?:1|one)\b"),
    "index": re.compile(r""),
    "one_in": re.compile(r""),
    **{unit: re.compile(rf"[\s-]*{unit[:-1]}s?\b") for unit in DURATIONS},
}
# What is counted stands in the text after the number; where nothing follows the unit is written.
TEXT_GOES_ON = re.compile(r"[\s\u00a0]*[\w{(\[*_“‘]|-")
QUALIFIER_BEFORE = re.compile(
    r"\b(?:about|around|roughly|some|over|more than|under|less than|fewer than|almost|nearly|"
    r"up to|at least|close to|slightly (?:more|less) than|just (?:over|under)|above|below|"
    r"no more than)\s+$",
    re.IGNORECASE,
)


class NoNumberError(Exception):
    """A figure without a number cannot be written as one, and one with a number not otherwise."""


def figure_in_text(figure: Figure, style: str = "", *, before: str = "", after: str = "") -> str:
    """The figure in words or digits, as `style` asks. `before` and `after` are the text around it.

    A unit is left out where the text goes on with it ("per cent", "years"), and a qualifier where
    the text already has one.
    """
    if style == "statement":
        sentence = figure.statement
        return sentence.removesuffix(".") if after[:1] in tuple(".,;:!?") else sentence
    if style.startswith("as "):
        if figure.value is not None:
            raise NoNumberError(f"{figure.key!r} has a number; write it as number, words or about")
        return style.removeprefix("as ").strip()
    if figure.day is not None:
        return f"{figure.day.day} {language('en').months[figure.day.month - 1]} {figure.day.year}"
    if figure.value is None:
        raise NoNumberError(
            f"{figure.key!r} has no number; write {{figure:{figure.key}|statement}} or "
            f"{{figure:{figure.key}|as the words that it stands behind}}"
        )
    if style == "size" and figure.kind is not Kind.CHANGE:
        raise NoNumberError(f"{figure.key!r} is no change; |size is a change without its sign")
    has_qualifier = bool(QUALIFIER_BEFORE.search(before))
    if style == "about":
        words = _rough_words(figure, figure.value, has_qualifier)
    else:
        words = _ends_in_words(figure, style)
        if not has_qualifier:
            words = f"{numbers.QUALIFIER_WORDS.get(figure.qualifier, '')} {words}".strip()
    if style == "number" or _says_unit(figure, after):
        return words
    return words + _unit_words(figure, style)


def figure_in_digits(figure: Figure) -> str:
    """The figure in digits for notes and tables, or its label where it has no number.

    A unit that is a word of its own (managers, months) stands beside it there, in the label.
    """
    if figure.value is None and figure.day is None:
        return figure.label
    in_label = _is_noun(figure.unit) or figure.unit in ("times", *DURATIONS[1:])
    style = "number" if in_label and not figure.per else ""
    words = figure_in_text(
        figure, style, before="about "
    )  # what is printed stands beside it as well
    if figure.kind is Kind.INDEX and figure.between:
        words += f" ({figure.between[0]} = 100)"
    return words


def _is_noun(unit: str) -> bool:
    """Whether a unit is what is counted: computers, managers."""
    return unit not in UNIT_IN_TEXT_AFTER and not is_currency(unit)


def _says_unit(figure: Figure, after: str) -> bool:
    """Whether the text says the unit itself: with the number, or in its next words."""
    if is_currency(figure.unit):
        return True  # written with its digits
    if figure.per is not None:
        return bool(re.match(r"[^.;:!?]{0,60}\bper\b", after))
    follows = UNIT_IN_TEXT_AFTER.get(figure.unit, TEXT_GOES_ON)
    return bool(follows.match(after))


def _ends_in_words(figure: Figure, style: str) -> str:
    """The number of a figure, or both ends of its range, without the unit."""
    ends = [value for value in (figure.value, figure.value_to) if value is not None]
    # The scale word of a range stands once: 1 to 10 million.
    last = len(ends) - 1
    return " to ".join(
        _one_end(figure, value, style, scaled=place == last) for place, value in enumerate(ends)
    )


def _one_end(figure: Figure, value: Decimal, style: str, scaled: bool = True) -> str:
    """One end in digits or words, with its sign, scale and currency."""
    if style == "words":
        words = ("minus " if value < 0 else "") + numbers.number_in_words(abs(value))
        return f"{words} {currency_name(figure.unit)}" if is_currency(figure.unit) else words
    size = abs(value) / figure.scale
    words = (
        _digits_with_scale(figure, size * figure.scale) if scaled else numbers.grouped_digits(size)
    )
    if is_currency(figure.unit):
        words = amount_of_money(figure.unit, words)
    if figure.kind is not Kind.CHANGE or style == "size":
        return words
    return ("−" if value < 0 else "+" if value > 0 else "") + words


def _digits_with_scale(figure: Figure, value: Decimal) -> str:
    """Digits with the scale word that is printed: 1.86 million."""
    words = numbers.grouped_digits(value / figure.scale)
    name = f"\u00a0{language('en').scale_names[figure.scale]}" if figure.scale > 1 else ""
    return words + name


def _unit_words(figure: Figure, style: str) -> str:
    """What is written behind the number, with the space before it; "" where the unit is in it."""
    is_one = figure.value is not None and abs(figure.value) == 1 and figure.value_to is None
    if style == "about" and figure.unit == "percent" and figure.value_to is None:
        return ""  # "three quarters" has its unit in it
    match figure.unit:
        case "percent":
            words = " per cent" if style in ("words", "about") else f"{numbers.NARROW_SPACE}%"
        case "points":
            words = " percentage point" if is_one else " percentage points"
        case "to_one":
            words = " to 1"
        case "count" | "one_in" | "index" | "":
            words = ""
        case unit:
            words = unit.replace("_", " ")
            words = f" {singular(words) if is_one else words}"
    if figure.per is not None:
        words = f"{words} per {numbers.grouped_digits(Decimal(figure.per))}"
    return words


def _rough_words(figure: Figure, number: Decimal, has_qualifier: bool) -> str:
    """The number as people say it, with a qualifier where the text has none (`has_qualifier`).
    NoNumberError of a change."""
    if figure.kind is Kind.CHANGE:
        raise NoNumberError(f"{figure.key!r} is a change; write it in digits, or |words, or |size")
    if figure.value_to is not None:
        if figure.scale > 1 or is_currency(figure.unit):
            return _ends_in_words(figure, "about")
        ends = (figure.value, figure.value_to)
        return " to ".join(numbers.rough_count(end)[1] for end in ends if end is not None)
    if figure.unit == "percent":
        rounding_qualifier, words = numbers.rough_share(number)
    else:
        rounding_qualifier, words = numbers.rough_count(number)
        if figure.scale > 1:
            words = _digits_with_scale(figure, numbers.rounded_to_two_digits(number))
        if is_currency(figure.unit):
            words = amount_of_money(figure.unit, words)
    # What the report says about its own number comes before what our rounding did to it.
    printed_qualifier = numbers.QUALIFIER_WORDS.get(figure.qualifier, figure.qualifier)
    qualifier = "" if has_qualifier else printed_qualifier or rounding_qualifier
    return f"{qualifier} {words}".strip()
