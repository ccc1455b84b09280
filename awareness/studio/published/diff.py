"""What changed from one text, or one version of a question, to the next, in words. Pure."""

import json
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from quizzes.kinds import Spec

PIECE_PATTERN = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
# Pairs of equal items, one of each sequence, up to which SequenceMatcher takes a second at most.
MOST_PAIRS = 30_000
MOST_ITEMS = 4_000  # of both sequences together, where they are compared whole
# Parts of a spec that a reader of the history is told of by name alone.
PARTS_BY_NAME_ALONE = (
    "kind", "plain", "numeric", "scenario", "matching", "ordering", "headline", "objective",
    "figures", "sources", "caveats", "audience", "item_model", "seed", "guards",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A run of words; `how` is "same" (they stayed), "new" (they came) or "gone" (they went)."""

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
    """One text of a question in two versions: its name ("stem", "option a") and its words."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class VersionChange:
    """What a version changed against the one before: texts by their words, other parts of the spec
    by their names. The first version changes nothing."""

    texts: tuple[ChangedText, ...]
    part_names: tuple[str, ...]


# As of SequenceMatcher: (tag, start and end before, start and end after), with the tag "equal",
# "replace", "delete" or "insert".
type Opcode = tuple[str, int, int, int, int]


class Match(NamedTuple):
    """A run of items that stand in both sequences: where it starts in each, and how many."""

    before: int
    after: int
    length: int


def opcodes(before: Sequence[str], after: Sequence[str]) -> Sequence[Opcode]:
    """What leads from one sequence to the other, as SequenceMatcher says it and without its
    quadratic time: where equal items come often, what stands between items that each side has once
    is compared by itself, and as a whole where even that is too much."""
    if _is_quick(before, after):
        return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    codes: list[Opcode] = []
    done_before = done_after = 0
    for match in _sure_matches(before, after):
        codes += [
            (tag, done_before + start, done_before + end,
             done_after + start_after, done_after + end_after)
            for tag, start, end, start_after, end_after in _coarse_opcodes(
                before[done_before : match.before], after[done_after : match.after]
            )
        ]  # fmt: skip
        done_before, done_after = match.before + match.length, match.after + match.length
        if match.length:
            codes.append(("equal", match.before, done_before, match.after, done_after))
    return codes


def _is_quick(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether SequenceMatcher compares two sequences within a second."""
    count_after = Counter(after)
    pairs = sum(count * count_after[item] for item, count in Counter(before).items())
    return pairs <= MOST_PAIRS and len(before) + len(after) <= MOST_ITEMS


def _coarse_opcodes(before: Sequence[str], after: Sequence[str]) -> Sequence[Opcode]:
    """What leads from one sequence to the other; one "replace" where that takes too long."""
    if _is_quick(before, after):
        return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [("replace", 0, len(before), 0, len(after))]


def _sure_matches(before: Sequence[str], after: Sequence[str]) -> Iterator[Match]:
    """What surely stayed, in order: the beginning, items that each side has once, the end. The
    first and the last have the length 0 where the sequences begin or end differently."""
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    yield Match(0, 0, start)
    middle_before = before[start : len(before) - end]
    middle_after = after[start : len(after) - end]
    count_before, count_after = Counter(middle_before), Counter(middle_after)
    place_after = {item: n for n, item in enumerate(middle_after) if count_after[item] == 1}
    places_of_single_items = [
        (n, place_after[item])
        for n, item in enumerate(middle_before)
        if count_before[item] == 1 and item in place_after
    ]
    for in_before, in_after in _longest_rising_run(places_of_single_items):
        yield Match(start + in_before, start + in_after, 1)
    yield Match(len(before) - end, len(after) - end, end)


def _longest_rising_run(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of places in order of their first number the most that are in order of their second one,
    too."""
    # By the length of a run, less one: the lowest second number that ends one, and its place.
    lowest_ends: list[int] = []
    index_of_end: list[int] = []
    index_before: list[int] = []  # of each place the one before it in its run, -1 for none
    for index, (_first, second) in enumerate(places):
        length = bisect(lowest_ends, second)
        lowest_ends[length : length + 1] = [second]
        index_of_end[length : length + 1] = [index]
        index_before.append(index_of_end[length - 1] if length else -1)
    run: list[tuple[int, int]] = []
    index = index_of_end[-1] if index_of_end else -1
    while index >= 0:
        run.append(places[index])
        index = index_before[index]
    return run[::-1]


def word_pieces(text_before: str, text_after: str) -> tuple[Piece, ...]:
    """What leads from one text to the other, as runs of words that stayed, went and came; blanks
    belong to the runs."""
    before, after = PIECE_PATTERN.findall(text_before), PIECE_PATTERN.findall(text_after)
    pieces: list[Piece] = []
    for tag, start_before, end_before, start_after, end_after in opcodes(before, after):
        went, came = before[start_before:end_before], after[start_after:end_after]
        if tag == "equal":
            pieces.append(Piece("same", "".join(went)))
            continue
        pieces += [Piece("gone", "".join(went))] if went else []
        pieces += [Piece("new", "".join(came))] if came else []
    return tuple(pieces)


def version_change(earlier: Spec, later: Spec) -> VersionChange:
    """What differs between two specs: stem, options and their feedback by words, else by name."""
    texts_before, texts_after = _text_by_name(earlier), _text_by_name(later)
    changed_texts = [
        ChangedText(name, word_pieces(texts_before.get(name, ""), texts_after.get(name, "")))
        for name in dict.fromkeys([*texts_before, *texts_after])
        if texts_before.get(name) != texts_after.get(name)
    ]
    changed_parts = [
        name
        for name in PARTS_BY_NAME_ALONE
        if getattr(earlier, name, None) != getattr(later, name, None)
    ]
    return VersionChange(tuple(changed_texts), tuple(changed_parts))


def version_changes(specs: Sequence[Spec]) -> list[VersionChange]:
    """Of versions in their order what each changed, for each of them."""
    if not specs:
        return []
    changes = [version_change(earlier, later) for earlier, later in pairwise(specs)]
    return [VersionChange(texts=(), part_names=()), *changes]


def _text_by_name(spec: Spec) -> dict[str, str]:
    """The texts of a spec by a name that stays from version to version."""
    texts = {"stem": spec.stem}
    for row in spec.rows:
        texts[f"option {row.key}"] = row.text
        if feedback := getattr(row, "feedback", ""):
            texts[f"feedback {row.key}"] = feedback
    return texts


def texts_of_values(before: Any, after: Any) -> tuple[str, str]:
    """Two values of a field as texts, which differ where lists or mappings do: ["a, b"] and
    ["a", "b"] are written as JSON, for both would read a, b."""
    texts = value_as_text(before), value_as_text(after)
    if texts[0] != texts[1] or before == after or not isinstance(after, list | dict):
        return texts
    return json.dumps(before, ensure_ascii=False), json.dumps(after, ensure_ascii=False)


def value_as_text(value: Any) -> str:
    """The value of a draft's field, whatever it holds, as one text; "" for None."""
    if isinstance(value, list):
        return ", ".join(map(value_as_text, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {value_as_text(part)}" for name, part in value.items())
    return "" if value is None else str(value)
