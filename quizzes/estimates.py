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

MOST_CHARACTERS = 60
# Digits after the point: of "12.345 %" as typed; of "2 in 3" worked out.
DIGITS_AS_TYPED, DIGITS_WORKED_OUT = 12, 2
type Token = str | Decimal


class Quantity(Enum):
    """What a question asks for, and so what the same words mean."""

    SHARE = "share"  # per cent: "1 in 5" is 20
    RATE = "rate"  # the N of "1 in N": "5 %" is 20
    COUNT = "count"  # a number of things: neither "1 in 5" nor "5 %" is one


class EstimateError(ValueError):
    """What was typed is no number of the kind asked for, or could be two."""


HEDGE_WORDS = {"about", "around", "roughly", "approximately", "approx", "nearly", "almost", "maybe",
          "perhaps", "probably", "circa", "ca", "some", "~", "≈"}  # fmt: skip
MULTIPLIER_BY_WORD: dict[Token, int] = {
    "hundred": 100, "k": 1000, "thousand": 1000, "thousands": 1000,
    "m": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6, "millions": 10**6,
    "bn": 10**9, "billion": 10**9, "billions": 10**9,
}  # fmt: skip
DIGIT_WORDS: dict[Token, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
}  # fmt: skip
NUMBER_WORDS: dict[Token, int] = {
    **DIGIT_WORDS, "a": 1, "an": 1, "zero": 0, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS_WORDS: dict[Token, int] = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
DENOMINATOR_BY_WORD: dict[Token, int] = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
# Half to half: as a fraction it would be the whole.
FIFTY_FIFTY_PHRASES: tuple[list[Token], ...] = (
    [Decimal(50), "/", Decimal(50)],
    [Decimal(50), ":", Decimal(50)],
    ["fifty", "fifty"],
)
PERCENT_PHRASES = (["%"], ["percent"], ["per", "cent"], ["pct"])
OUT_OF_PHRASES = (["out", "of"], ["in"], ["of"], ["per"], ["for"], [":"], ["/"], ["⁄"])

EVERY_WORDS = {"every", "each"}
JOINING_WORDS = EVERY_WORDS.union(*OUT_OF_PHRASES)

# Groups of three digits between one and the same sign, perhaps with decimals after another sign;
# or digits without groups. A nought begins no group: "0,125" has decimals.
GROUPED_DIGITS = r"(?!0)\d{1,3}(?P<sign>[ .,'’])\d{3}(?:(?P=sign)\d{3})*(?:(?!(?P=sign))[.,]\d+)?"
NUMBER_PATTERN = re.compile(rf"(?:(?P<grouped>{GROUPED_DIGITS})|\d+(?:[.,]\d+)?)(?!\d|[.,'’]\d)")
WORD_PATTERN = re.compile(r"[^\W\d_]+|[%~≈:/⁄]")


def read_estimate(text: str, quantity: Quantity, own_words: str = "") -> Decimal:
    """The number that was typed, in the unit of the question: per cent, N of "1 in N", or things.

    `own_words` are words of the question itself (its unit and what stands before the number), which
    may be repeated. EstimateError where it is no number of that kind, or could be two.
    """
    reader = _TokenReader(text)
    repeatable = {word.lower() for word in WORD_PATTERN.findall(own_words)} - JOINING_WORDS
    reader.skip_words(HEDGE_WORDS)
    if reader.take_phrase(FIFTY_FIFTY_PHRASES):
        reader.tokens.insert(0, "half")
    # "half" is one half; "half a million" is a number with a multiplier.
    is_bare_part = reader.next_token in DENOMINATOR_BY_WORD and reader.tokens[1:2] != ["a"]
    number = Decimal(1) if is_bare_part else reader.take_number()
    share, decimal_places = None, DIGITS_WORKED_OUT
    if reader.take_phrase(PERCENT_PHRASES):
        share, decimal_places = number / 100, DIGITS_AS_TYPED
    elif reader.next_token in DENOMINATOR_BY_WORD:
        share = number / DENOMINATOR_BY_WORD[reader.take_token()]
    else:
        reader.skip_words(repeatable)
        if reader.take_phrase(OUT_OF_PHRASES):
            reader.skip_words(EVERY_WORDS)
            whole = reader.take_number()
            share = number / whole if whole else reader.refuse()
    if not reader.is_at_end(repeatable):
        reader.refuse()
    return number if share is None else _share_in_unit(share, quantity, decimal_places)


def _share_in_unit(share: Decimal, quantity: Quantity, decimal_places: int) -> Decimal:
    """A share (0 to 1) in the unit of the question, to so many digits after the point;
    EstimateError for a count, or above one."""
    if quantity is Quantity.COUNT or not 0 <= share <= 1:
        raise EstimateError(share)
    if quantity is Quantity.SHARE:
        return round(share * 100, decimal_places).normalize()
    if share == 0:
        raise EstimateError(share)
    return round(1 / share, DIGITS_WORKED_OUT).normalize()


class _TokenReader:
    """What was typed, read from left to right: numbers as Decimal, words in lower case."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens = text, _split_into_tokens(text)

    @property
    def next_token(self) -> Token | None:
        return self.tokens[0] if self.tokens else None

    def take_token(self) -> Token:
        return self.tokens.pop(0)

    def skip_words(self, words: Collection[str]) -> None:
        """Take all tokens that come next and are among the words."""
        while self.next_token in words:
            self.take_token()

    def take_phrase(self, phrases: Collection[Sequence[Token]]) -> bool:
        """Whether one of the phrases comes next; it is taken."""
        for phrase in phrases:
            if self.tokens[: len(phrase)] == list(phrase):
                del self.tokens[: len(phrase)]
                return True
        return False

    def take_number(self) -> Decimal:
        """The number that comes next, with its multipliers; EstimateError if none does."""
        halved = self.take_phrase([["half", "a"]])  # "half a million"
        token = self.take_token() if self.tokens else self.refuse()
        if halved:
            number = Decimal(MULTIPLIER_BY_WORD.get(token) or self.refuse()) / 2
        elif isinstance(token, Decimal):
            number = token
        elif token in TENS_WORDS:
            digit = DIGIT_WORDS[self.take_token()] if self.next_token in DIGIT_WORDS else 0
            number = Decimal(TENS_WORDS[token] + digit)
        elif token in NUMBER_WORDS:
            number = Decimal(NUMBER_WORDS[token])
        else:
            self.refuse()
        while self.next_token in MULTIPLIER_BY_WORD:
            number *= MULTIPLIER_BY_WORD[self.take_token()]
        return number

    def is_at_end(self, repeatable: Collection[str]) -> bool:
        """Whether nothing is left but words that may be repeated; those are taken."""
        self.skip_words(repeatable)
        return not self.tokens

    def refuse(self) -> NoReturn:
        raise EstimateError(self.text)


def _split_into_tokens(text: str) -> list[Token]:
    """The numbers (as Decimal) and words (in lower case) of a text, in order. EstimateError for a
    text that is too long, and for any sign that belongs to no number and no word."""
    if len(text) > MOST_CHARACTERS:
        raise EstimateError(text)
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    # NFKC makes "½" three signs: the gap keeps "2½" from being read as 21/2.
    spaced = re.sub(r"(\d)([¼-¾⅐-⅞])", r"\1 \2", visible)
    line = " ".join(unicodedata.normalize("NFKC", spaced).lower().split()).rstrip(" .?!")
    line = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", line)  # "two-thirds", "thirty-three"
    tokens: list[Token] = []
    position = 0
    while position < len(line):
        number, word = NUMBER_PATTERN.match(line, position), WORD_PATTERN.match(line, position)
        match = number or word
        if match is None:
            raise EstimateError(text)
        tokens.append(_decimal_of(number) if number else match[0])
        position = match.end()
        has_full_stop = word and word[0] in HEDGE_WORDS and line[position : position + 1] == "."
        position += bool(has_full_stop)
        position += line[position : position + 1] == " "
    return tokens


def _decimal_of(match: re.Match[str]) -> Decimal:
    digits = match[0]
    if match["grouped"]:
        digits = digits.replace(match["sign"], "")
    return Decimal(digits.replace(",", "."))
