"""What changed from one version of a question to the next, in words. Pure."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from quizzes.kinds import Spec

PIECES = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
MOST_PAIRS = 30_000  # pieces of one text that are equal to one of the other: a second at most
MOST_PIECES = 4_000  # of both texts, where they are compared whole
# Parts of a spec that a reader of the history is told of by name alone.
OTHERS = (
    "kind", "plain", "numeric", "scenario", "matching", "ordering", "headline", "objective",
    "figures", "sources", "caveats", "audience", "item_model", "seed", "guards",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed (`same`), came (`new`) or went (`gone`)."""

    how: str
    text: str

    @property
    def html(self) -> SafeString:
        """The run as a page shows it. After what went stands a blank: no word touches the next."""
        if self.how == "same":
            return conditional_escape(self.text)
        return format_html("<del>{}</del> " if self.how == "gone" else "<ins>{}</ins>", self.text)


@dataclass(frozen=True)
class ChangedText:
    """One text of a question in two versions: what it is, and its words."""

    what: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class VersionChange:
    """What a version changed against the one before; the first changes nothing."""

    texts: tuple[ChangedText, ...]
    others: tuple[str, ...]


type Opcode = tuple[str, int, int, int, int]


def opcodes(before: Sequence[str], after: Sequence[str]) -> Sequence[Opcode]:
    """What SequenceMatcher says of two sequences, without its quadratic time: where the same pieces
    come often, what stands between pieces that each side has once is compared by itself, and as a
    whole where even that is too much."""
    if _is_quick(before, after):
        return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    codes: list[Opcode] = []
    a = c = 0
    for b, d, size in _same(before, after):
        codes += [
            (tag, a + a1, a + a2, c + c1, c + c2)
            for tag, a1, a2, c1, c2 in _between(before[a:b], after[c:d])
        ]
        a, c = b + size, d + size
        if size:
            codes.append(("equal", b, a, d, c))
    return codes


def _is_quick(before: Sequence[str], after: Sequence[str]) -> bool:
    counts_after = Counter(after)
    pairs = sum(count * counts_after[piece] for piece, count in Counter(before).items())
    return pairs <= MOST_PAIRS and len(before) + len(after) <= MOST_PIECES


def _between(before: Sequence[str], after: Sequence[str]) -> Sequence[Opcode]:
    if _is_quick(before, after):
        return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [("replace", 0, len(before), 0, len(after))]


def _same(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(place before, place after, length) of what surely stayed, in order: the beginning, pieces
    that either side has once, the end; the last has no length where the ends differ."""
    least = min(len(before), len(after))
    start = next((n for n in range(least) if before[n] != after[n]), least)
    rest = least - start
    end = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    yield 0, 0, start
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    counts, others = Counter(old), Counter(new)
    places = {piece: n for n, piece in enumerate(new) if others[piece] == 1}
    once = [(n, places[piece]) for n, piece in enumerate(old)
            if counts[piece] == 1 and piece in places]  # fmt: skip
    for a, c in _rising(once):
        yield start + a, start + c, 1
    yield len(before) - end, len(after) - end, end


def _rising(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of places in order of their first number most that are in order of their second one."""
    ends: list[int] = []  # the lowest second number at which a run of each length ends
    last: list[int] = []  # which place that is
    behind: list[int] = []  # of each place the one before it in its run, -1 for none
    for index, (_first, second) in enumerate(places):
        length = bisect(ends, second)
        ends[length : length + 1] = [second]
        last[length : length + 1] = [index]
        behind.append(last[length - 1] if length else -1)
    run: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        run.append(places[index])
        index = behind[index]
    return run[::-1]


def words(old: str, new: str) -> tuple[Piece, ...]:
    """A text as runs of words that stayed, went and came; spaces belong to the runs."""
    before, after = PIECES.findall(old), PIECES.findall(new)
    pieces: list[Piece] = []
    for tag, a, b, c, d in opcodes(before, after):
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        pieces += [Piece("gone", "".join(before[a:b]))] if b > a else []
        pieces += [Piece("new", "".join(after[c:d]))] if d > c else []
    return tuple(pieces)


def version_change(old: Spec, new: Spec) -> VersionChange:
    """What differs between two specs: stem, options and their feedback by words, else by name."""
    before, after = _texts(old), _texts(new)
    texts = [
        ChangedText(text_name, words(before.get(text_name, ""), after.get(text_name, "")))
        for text_name in dict.fromkeys([*before, *after])
        if before.get(text_name) != after.get(text_name)
    ]
    others = [name for name in OTHERS if getattr(old, name, None) != getattr(new, name, None)]
    return VersionChange(tuple(texts), tuple(others))


def version_changes(specs: Sequence[Spec]) -> list[VersionChange]:
    """For versions in their order: what each changed."""
    return (
        [
            VersionChange((), ()),
            *(version_change(old_spec, new_spec) for old_spec, new_spec in pairwise(specs)),
        ]
        if specs
        else []
    )


def _texts(spec: Spec) -> dict[str, str]:
    """The texts of a spec by a name that stays from version to version."""
    texts = {"stem": spec.stem}
    for row in spec.rows:
        texts[f"option {row.key}"] = row.text
        if feedback := getattr(row, "feedback", ""):
            texts[f"feedback {row.key}"] = feedback
    return texts


def as_words(value: Any) -> str:
    """A field of a draft, whatever it holds, as one text."""
    if isinstance(value, list):
        return ", ".join(map(as_words, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {as_words(part)}" for name, part in value.items())
    return "" if value is None else str(value)
