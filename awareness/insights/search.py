"""Finding words in the library: how texts are compared, and which part of one is shown. Pure.

Text and query are cut into tokens by the same function. A token has no case, accents or
apostrophes; digits have no thousands separators; "per cent", "percent" and "%" are one token. A
word of a query finds tokens that begin with it (those of one or two letters only whole ones, so
that "AI" does not find "aimed"), a quoted phrase finds its tokens in a row. What is shown is always
the text as written, marked where the tokens stand in it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MAX_QUERY_LETTERS = 100  # characters
MAX_TERMS = 8
EXCERPT_LETTERS = 110  # characters on either side of the first word that is found
MAX_WHOLE_LETTERS = 2  # letters up to which a word is only found whole

# Between groups of three digits stand signs or spaces that do not break; "in 18 513 alerts" has two
# numbers. A token is such a number, one with decimals, "per cent", a word, or "%".
GROUPED_DIGITS = r"(?<!\d)\d{1,3}(?:[.,’'\u00a0\u2009\u202f]\d{3}(?!\d))+"
TOKEN = re.compile(
    rf"{GROUPED_DIGITS}|\d+(?:[.,]\d+)*|\bper\s+cent\b|[^\W_]+(?:['’ʼ][^\W_]+)*|%+",
    re.IGNORECASE,
)
QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
GROUPED_NUMBER = re.compile(GROUPED_DIGITS)
ASCII_BY_LETTER = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


@dataclass(frozen=True)
class Token:
    """A token and where it stands in the text that it was cut from: `text[start:end]`."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Term:
    """What has to be found: one word (its beginning is enough), or the words of a phrase."""

    words: tuple[str, ...]
    whole: bool

    @property
    def pattern(self) -> str:
        """What `searchable` of a text has to contain."""
        return f" {' '.join(self.words)}{' ' if self.whole else ''}"


@dataclass(frozen=True)
class Piece:
    """A run of a text; `marked` when it is one of the words that were looked for."""

    text: str
    marked: bool = False


def tokens(text: str) -> list[Token]:
    """The tokens of a text, in order."""
    return [Token(_folded_token(match[0]), *match.span()) for match in TOKEN.finditer(text)]


@lru_cache(maxsize=16_384)  # the words of a library: a load folds them all with the database locked
def _folded_token(word: str) -> str:
    """A token as it is compared: no case, accents, apostrophes or thousands separators."""
    if GROUPED_NUMBER.fullmatch(word):
        return re.sub(r"\D", "", unicodedata.normalize("NFKC", word))
    letters = unicodedata.normalize("NFKD", word.casefold().translate(ASCII_BY_LETTER))
    folded = "".join(c for c in letters if unicodedata.category(c) != "Mn" and c not in "'’ʼ")
    return "%" if folded == "percent" or folded.split() == ["per", "cent"] else folded


def searchable(text: str) -> str:
    """A text as it is stored to be searched: its tokens, each between spaces."""
    return f" {' '.join(token.word for token in tokens(text))} "


def terms_of(query: str) -> list[Term]:
    """What somebody typed, each term once; [] when there is no word in it."""
    query = query[:MAX_QUERY_LETTERS]
    phrases = [[token.word for token in tokens(phrase)] for phrase in QUOTED.findall(query)]
    single = [token.word for token in tokens(QUOTED.sub(" ", query))]
    terms = [Term(tuple(words), whole=True) for words in phrases if words]
    terms += [Term((word,), whole=len(word) <= MAX_WHOLE_LETTERS or word == "%") for word in single]
    return list(dict.fromkeys(terms))[:MAX_TERMS]


def has_all(text: str, terms: Sequence[Term]) -> bool:
    """Whether a text has every one of the terms."""
    stored = searchable(text)
    return all(term.pattern in stored for term in terms)


def best_passage(
    passages: Sequence[dict[str, Any]], terms: Sequence[Term]
) -> dict[str, Any] | None:
    """The passage that has most of the terms, the first of those; None when none has any."""
    counts = []
    for passage in passages:
        stored = searchable(passage["text"])
        counts.append(sum(term.pattern in stored for term in terms))
    most = max(counts, default=0)
    return passages[counts.index(most)] if most else None


def marked_pieces(text: str, terms: Sequence[Term]) -> list[Piece]:
    """The whole of a text in pieces, what was looked for marked."""
    pieces, piece_start = [], 0
    for start, stop in _term_spans(text, terms):
        pieces += [Piece(text[piece_start:start])] if start > piece_start else []
        pieces.append(Piece(text[start:stop], marked=True))
        piece_start = stop
    return pieces + ([Piece(text[piece_start:])] if piece_start < len(text) else [])


def excerpt(text: str, terms: Sequence[Term]) -> list[Piece]:
    """The part of a text around the first term found in it, in pieces; whole words at both ends."""
    first, last = next(iter(_term_spans(text, terms)), (0, 0))
    start = max(0, first - EXCERPT_LETTERS)
    end = min(len(text), first + EXCERPT_LETTERS)
    if start:
        start = text.find(" ", start, first) + 1 or first
    if end < len(text):
        cut = text.rfind(" ", last, end)
        end = cut if cut > 0 else max(end, last)
    pieces = marked_pieces(text[start:end].strip(), terms)
    before = [Piece("… ")] if start else []
    return before + pieces + ([Piece(" …")] if end < len(text) else [])


def _term_spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the terms stand in a text, in order, as (start, end) that do not overlap."""
    text_tokens = tokens(text)
    spans = []
    for term in terms:
        count = len(term.words)
        for first in range(len(text_tokens) - count + 1):
            tokens_in_a_row = text_tokens[first : first + count]
            matches = (
                tuple(token.word for token in tokens_in_a_row) == term.words
                if term.whole
                else tokens_in_a_row[0].word.startswith(term.words[0])
            )
            if matches:
                spans.append((tokens_in_a_row[0].start, tokens_in_a_row[-1].end))
    merged_spans: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged_spans and start < merged_spans[-1][1]:
            merged_spans[-1] = (merged_spans[-1][0], max(end, merged_spans[-1][1]))
        else:
            merged_spans.append((start, end))
    return merged_spans
