"""Finding words in the library: how texts are compared, and which part of one is shown. Pure.

SQLite folds the case of ASCII letters alone, so texts are kept folded, and a query is folded the
same way. What is shown is always the text as written, cut where the words stand in it.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_QUERY = 100  # characters
MOST_WORDS = 8
AROUND = 110  # characters on either side of the first word that is found
ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "‑": "-"})


@dataclass(frozen=True)
class Piece:
    """A run of a text; `marked` when it is one of the words that were looked for."""

    text: str
    marked: bool = False


def fold(text: str) -> str:
    """A text as it is compared: no case, no typographic quotes, spaces of one kind."""
    return "".join(_fold_letter(letter) for letter in unicodedata.normalize("NFC", text))


def _fold_letter(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter.translate(ALIKE)).casefold()


def words_of(query: str) -> list[str]:
    """The folded words of what somebody typed, each once; [] when there is none."""
    kept = "".join(" " if unicodedata.category(c) == "Cc" else c for c in query[:LONGEST_QUERY])
    return list(dict.fromkeys(fold(kept).split()))[:MOST_WORDS]


def best(passages: Sequence[dict], words: Sequence[str]) -> dict | None:
    """The passage that has most of the words, the first of those; None when none has any."""
    counted = [(sum(word in fold(each["text"]) for word in words), each) for each in passages]
    most = max((count for count, _ in counted), default=0)
    return next((each for count, each in counted if count == most), None) if most else None


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """The whole of a text in pieces, the words in it marked."""
    text = unicodedata.normalize("NFC", text)
    pieces, at = [], 0
    for start, end in _found(text, words):
        pieces += [Piece(text[at:start])] if start > at else []
        pieces.append(Piece(text[start:end], True))
        at = end
    return pieces + ([Piece(text[at:])] if at < len(text) else [])


def excerpt(text: str, words: Sequence[str]) -> list[Piece]:
    """The part of a text around the first of the words, in pieces; whole words at both ends."""
    text = unicodedata.normalize("NFC", text)
    found = _found(text, words)
    start = max(0, found[0][0] - AROUND) if found else 0
    end = min(len(text), (found[0][1] if found else 0) + AROUND)
    if start:
        start = text.find(" ", start, found[0][0]) + 1 or found[0][0]
    if end < len(text):
        cut = text.rfind(" ", found[0][1] if found else 0, end)
        end = cut if cut > 0 else end
    pieces = marked(text[start:end].strip(), words)
    before = [Piece("… ")] if start else []
    return before + pieces + ([Piece(" …")] if end < len(text) else [])


def _found(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in a text (NFC), as spans of its letters that do not overlap."""
    folded, origin = "", []
    for place, letter in enumerate(text):
        piece = _fold_letter(letter)
        folded += piece
        origin += [place] * len(piece)
    spans = []
    for word in words:
        spans += [(origin[at], origin[at + len(word) - 1] + 1) for at in _places_of(word, folded)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _places_of(word: str, text: str) -> list[int]:
    """Where a word begins a word of the text; where it does so nowhere, wherever it stands. So “in”
    is not marked in “businesses”, and “phone” still is in “smartphone”."""
    places, at = [], text.find(word)
    while at >= 0:
        places.append(at)
        at = text.find(word, at + len(word))
    begin = [at for at in places if at == 0 or not text[at - 1].isalnum()]
    return begin or places
