"""What changed from one version of a question to the next, in words. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from quizzes.kinds import Spec

PIECES = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
LINES = re.compile(r"[^\n]*\n+|[^\n]+")
MOST_PAIRS = 36_000_000  # pieces of one text times those of the other: some ten seconds
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


def _cut(old: str, new: str) -> tuple[list[str], list[str]]:
    """Both in pieces: words; of texts that are too long to compare so lines, or the whole."""
    for pattern in (PIECES, LINES):
        before, after = pattern.findall(old), pattern.findall(new)
        if len(before) * len(after) <= MOST_PAIRS:
            return before, after
    return [old], [new]


def words(old: str, new: str) -> tuple[Piece, ...]:
    """A text as runs of words that stayed, went and came; spaces belong to the runs. Of very long
    texts whole lines stay, go and come."""
    before, after = _cut(old, new)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
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
        [VersionChange((), ()), *(version_change(old, new) for old, new in pairwise(specs))]
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
