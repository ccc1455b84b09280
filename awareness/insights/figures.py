"""How one figure of the ledger is worded in a running text. Pure."""

import re
from collections.abc import Callable
from decimal import Decimal

from awareness.insights import numbers
from awareness.insights.ledger import Figure

# "" digits, with "%" or "years" where the unit needs it · number: digits alone · words: exact, in
# words · about: in words as people say them · statement: the whole sentence.
# "as …" (for a figure without a number): the words that follow.
STYLES = ("", "number", "words", "about", "statement")
# A unit that a number needs, and how a text that writes it itself goes on.
UNIT_FOLLOWS = {
    "percent": re.compile(r"\s*(?:%|per\s?cent\b|percent\b|in (?:100|a hundred)\b|out of 100\b)"),
    "years": re.compile(r"[\s-]*years?\b"),
}
QUALIFIED = re.compile(
    r"\b(?:about|around|roughly|some|over|more than|under|less than|fewer than|almost|nearly|"
    r"up to|at least|close to|slightly (?:more|less) than|just (?:over|under))\s+$",
    re.IGNORECASE,
)


class NoNumberError(Exception):
    """A figure without a number cannot be written as one, and one with a number not otherwise."""


def wording(figure: Figure, style: str = "", *, before: str = "", after: str = "") -> str:
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
    if figure.value is None:
        raise NoNumberError(
            f"{figure.key!r} has no number; write {{figure:{figure.key}|statement}} or "
            f"{{figure:{figure.key}|as the words that it stands behind}}"
        )
    if style == "about":
        words = _about(figure, figure.value, bool(QUALIFIED.search(before)))
    else:
        words = _ends(figure, numbers.in_words if style == "words" else numbers.numeral)
    follows = UNIT_FOLLOWS.get(figure.unit)
    if style == "number" or not follows or follows.match(after):
        return words
    return words + _unit(figure, style)


def shown(figure: Figure) -> str:
    """The figure in digits for notes and tables, or its label where it has no number."""
    return figure.label if figure.value is None else wording(figure)


def _ends(figure: Figure, write: Callable[[Decimal], str]) -> str:
    ends = [value for value in (figure.value, figure.value_to) if value is not None]
    return " to ".join(map(write, ends))


def _unit(figure: Figure, style: str) -> str:
    if figure.unit == "years":
        return " year" if figure.value == 1 and figure.value_to is None else " years"
    if style == "about" and figure.value_to is None:
        return ""  # "three quarters" has its unit in it
    return f"{numbers.NARROW_SPACE}%" if style == "" else " per cent"


def _about(figure: Figure, number: Decimal, qualified: bool) -> str:
    if figure.value_to is not None:
        return _ends(figure, lambda value: numbers.count_about(value)[1])
    if figure.unit == "percent":
        side, words = numbers.share_about(number)
    else:
        side, words = numbers.count_about(number)
    # What the report says about its own number comes before what our rounding did to it.
    printed_qualifier = numbers.QUALIFIERS.get(figure.qualifier, figure.qualifier)
    qualifier = "" if qualified else printed_qualifier or side
    return f"{qualifier} {words}".strip()
