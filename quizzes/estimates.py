"""Reading an estimate as people write it: the one parser of numbers that learners type. Pure.

It understands plain numbers (`1,250` `1 250` `33,3` `2.5 million` `3bn`), shares (`12.5 %`
`5 per cent` `1/5` `½` `a quarter`) and rates (`1 in 300` `one out of 20` `1:300`), each with a
word such as "about" before it and the question's own words beside it ("1 in 300 computers").
Whatever else is typed is refused: no part of it is dropped, since "5 to 10" read as 5 would be
another guess than the person's.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from decimal import Decimal
from enum import Enum
from typing import NoReturn

LONGEST = 60  # characters
EXACT, ROUNDED = 12, 2  # digits after the point: of "12.345 %" as typed; of "2 in 3" worked out
type Token = str | Decimal


class Quantity(Enum):
    """What a question asks for, and so what the same words mean."""

    SHARE = "share"  # per cent: "1 in 5" is 20
    RATE = "rate"  # the N of "1 in N": "5 %" is 20
    COUNT = "count"  # a number of things: neither "1 in 5" nor "5 %" is one


class EstimateError(ValueError):
    """What was typed is no number of the kind asked for, or could be two."""


HEDGES = {"about", "around", "roughly", "approximately", "approx", "nearly", "almost", "maybe",
          "perhaps", "probably", "circa", "ca", "some", "~", "≈"}  # fmt: skip
MULTIPLIERS: dict[Token, int] = {
    "hundred": 100, "k": 1000, "thousand": 1000, "thousands": 1000,
    "m": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6, "millions": 10**6,
    "bn": 10**9, "billion": 10**9, "billions": 10**9,
}  # fmt: skip
UNITS: dict[Token, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
}  # fmt: skip
NUMBER_WORDS: dict[Token, int] = {
    **UNITS, "a": 1, "an": 1, "zero": 0, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS: dict[Token, int] = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
PARTS: dict[Token, int] = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
# Half to half: as a fraction it would be the whole.
EVEN: tuple[list[Token], ...] = (
    [Decimal(50), "/", Decimal(50)],
    [Decimal(50), ":", Decimal(50)],
    ["fifty", "fifty"],
)
PERCENT = (["%"], ["percent"], ["per", "cent"], ["pct"])
OUT_OF = (["out", "of"], ["in"], ["of"], ["per"], ["for"], [":"], ["/"], ["⁄"])

EVERY = {"every", "each"}
JOINING = EVERY.union(*OUT_OF)

# Groups of three digits between one and the same sign, perhaps with decimals after another sign;
# or digits without groups. A nought begins no group: "0,125" has decimals.
GROUPED = r"(?!0)\d{1,3}(?P<sign>[ .,'’])\d{3}(?:(?P=sign)\d{3})*(?:(?!(?P=sign))[.,]\d+)?"
NUMBER = re.compile(rf"(?:(?P<grouped>{GROUPED})|\d+(?:[.,]\d+)?)(?!\d|[.,'’]\d)")
WORD = re.compile(r"[^\W\d_]+|[%~≈:/⁄]")


def read_estimate(text: str, quantity: Quantity, own_words: str = "") -> Decimal:
    """The number that was typed, in the unit of the question: per cent, N of "1 in N", or things.

    `own_words` are words of the question itself (its unit and what stands before the number), which
    may be repeated. EstimateError where it is no number of that kind, or could be two.
    """
    words = _Words(text)
    repeatable = {word.lower() for word in WORD.findall(own_words)} - JOINING
    words.skip(HEDGES)
    if words.follow(EVEN):
        words.tokens.insert(0, "half")
    one_part = words.next in PARTS and words.tokens[1:2] != ["a"]  # "half" is one half
    number = Decimal(1) if one_part else words.number()
    share, digits = None, ROUNDED
    if words.follow(PERCENT):
        share, digits = number / 100, EXACT
    elif words.next in PARTS:
        share = number / PARTS[words.take()]
    else:
        words.skip(repeatable)
        if words.follow(OUT_OF):
            words.skip(EVERY)
            whole = words.number()
            share = number / whole if whole else words.refuse()
    if not words.are_over(repeatable):
        words.refuse()
    return number if share is None else _share_as(share, quantity, digits)


def _share_as(share: Decimal, quantity: Quantity, digits: int) -> Decimal:
    """A share (0 to 1) in the unit of the question, to so many digits after the point;
    EstimateError for a count, or above one."""
    if quantity is Quantity.COUNT or not 0 <= share <= 1:
        raise EstimateError(share)
    if quantity is Quantity.SHARE:
        return round(share * 100, digits).normalize()
    if share == 0:
        raise EstimateError(share)
    return round(1 / share, ROUNDED).normalize()


class _Words:
    """What was typed, read from left to right: numbers as Decimal, words in lower case."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens = text, _tokens(text)

    @property
    def next(self) -> Token | None:
        return self.tokens[0] if self.tokens else None

    def take(self) -> Token:
        return self.tokens.pop(0)

    def skip(self, words: Collection[str]) -> None:
        while self.next in words:
            self.take()

    def follow(self, phrases: Collection[Sequence[Token]]) -> bool:
        """Whether one of the phrases comes next; it is taken."""
        for phrase in phrases:
            if self.tokens[: len(phrase)] == list(phrase):
                del self.tokens[: len(phrase)]
                return True
        return False

    def number(self) -> Decimal:
        """The number that comes next, with its multipliers; EstimateError if none does."""
        halved = self.follow([["half", "a"]])  # "half a million"
        token = self.take() if self.tokens else self.refuse()
        if halved:
            number = Decimal(MULTIPLIERS.get(token) or self.refuse()) / 2
        elif isinstance(token, Decimal):
            number = token
        elif token in TENS:
            number = Decimal(TENS[token] + (UNITS[self.take()] if self.next in UNITS else 0))
        elif token in NUMBER_WORDS:
            number = Decimal(NUMBER_WORDS[token])
        else:
            self.refuse()
        while self.next in MULTIPLIERS:
            number *= MULTIPLIERS[self.take()]
        return number

    def are_over(self, repeatable: Collection[str]) -> bool:
        self.skip(repeatable)
        return not self.tokens

    def refuse(self) -> NoReturn:
        raise EstimateError(self.text)


def _tokens(text: str) -> list[Token]:
    """EstimateError for any sign that belongs to no number and no word."""
    if len(text) > LONGEST:
        raise EstimateError(text)
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    # NFKC makes "½" three signs: the gap keeps "2½" from being read as 21/2.
    apart = re.sub(r"(\d)([¼-¾⅐-⅞])", r"\1 \2", visible)
    line = " ".join(unicodedata.normalize("NFKC", apart).lower().split()).rstrip(" .?!")
    line = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", line)  # "two-thirds", "thirty-three"
    tokens: list[Token] = []
    end = 0
    while end < len(line):
        number, word = NUMBER.match(line, end), WORD.match(line, end)
        match = number or word
        if match is None:
            raise EstimateError(text)
        tokens.append(_value(number) if number else match[0])
        end = match.end()
        abbreviated = word and word[0] in HEDGES and line[end : end + 1] == "."
        end += bool(abbreviated)
        end += line[end : end + 1] == " "
    return tokens


def _value(match: re.Match[str]) -> Decimal:
    digits = match[0]
    if match["grouped"]:
        digits = digits.replace(match["sign"], "")
    return Decimal(digits.replace(",", "."))
