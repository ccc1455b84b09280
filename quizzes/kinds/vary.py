"""Surface details of a situation that differ from person to person: which device, which room.

A text says `{vary:device}`, the situation lists the words for it, and one is drawn when somebody
meets it and is kept in the layout. Pure. Nothing but words for reading is ever filled in: keys,
ways and what is best are the same whatever is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from random import Random
from typing import TYPE_CHECKING

from quizzes.errors import SpecProblem

if TYPE_CHECKING:
    from quizzes.kinds.base import Part
    from quizzes.kinds.scenario import Situation

PLACEHOLDER = re.compile(r"\{vary:([^{}]*)\}")
# Where a detail may differ. A title names the situation for everybody, and a source is what it is.
VARYING_FIELDS = ("text", "plain", "youth", "feedback", "plain_feedback")
LEAST_WORDS = 2
UNKNOWN_WORD = "…"

type WordLists = Mapping[str, Sequence[str]]  # the words that a situation offers, by name
type WordByName = Mapping[str, str]


def read_lists(value: object) -> object:
    """What may be `vary` of a situation; ValueError for what holds no words."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError("needs a list of words for each name")
    return value


def draw_words(word_lists: WordLists, rng: Random) -> dict[str, str]:
    """One word for each name, in the order of the names: the same seed, the same words."""
    return {name: rng.choice(word_lists[name]) for name in sorted(word_lists)}


def with_words_filled_in[P: Part](part: P, word_by_name: WordByName) -> P:
    """A node or choice with the words drawn in its texts, and so its choices."""
    new_values: dict[str, object] = {
        name: fill_placeholders(text, word_by_name)
        for name in VARYING_FIELDS
        if "{" in (text := getattr(part, name, ""))
    }
    if choices := getattr(part, "choices", ()):
        new_values["choices"] = tuple(
            with_words_filled_in(choice, word_by_name) for choice in choices
        )
    return part.changed(**new_values) if new_values else part


def fill_placeholders(text: str, word_by_name: WordByName) -> str:
    return PLACEHOLDER.sub(lambda match: word_by_name.get(match[1], UNKNOWN_WORD), text)


def possible_texts(text: str, word_lists: WordLists) -> Iterator[str]:
    """Every text that somebody may be given: what passes a gate has to pass it in all of them."""
    if "{" not in text:
        yield text
        return
    names = sorted({match[1] for match in PLACEHOLDER.finditer(text)} & set(word_lists))
    for words in product(*(word_lists[name] for name in names)):
        yield fill_placeholders(text, dict(zip(names, words, strict=True)))


def vary_problems(situation: Situation) -> Iterator[SpecProblem]:
    """Lists that are too short, not used or not known, and details where none may stand."""
    word_lists = situation.vary
    for name, words in word_lists.items():
        yield from _word_problems(f"scenario.vary.{name}", words)
    used_names: set[str] = set()
    for path, field, text in _located_texts(situation):
        for match in PLACEHOLDER.finditer(text):
            used_names.add(match[1])
            if field not in VARYING_FIELDS:
                yield SpecProblem(path, f"has {match[0]}, and nothing varies here")
            elif match[1] not in word_lists:
                yield SpecProblem(path, f"has {match[0]}, and `vary` has no such list")
    for name in sorted(word_lists.keys() - used_names):
        yield SpecProblem(f"scenario.vary.{name}", "is a list of `vary` that no text uses")


def _word_problems(path: str, words: Sequence[str]) -> Iterator[SpecProblem]:
    if not all(word.strip() for word in words):
        yield SpecProblem(path, "is a list of `vary`, of words alone")
        return
    if len(set(words)) < LEAST_WORDS:
        message = f"is a list of `vary` and needs at least {LEAST_WORDS} different words"
        yield SpecProblem(path, message)
    if any("{" in word or "}" in word for word in words):
        yield SpecProblem(path, "is a list of `vary`; its words are plain and refer to nothing")


def _located_texts(situation: Situation) -> Iterator[tuple[str, str, str]]:
    """(path, field, text) of every string of a situation, keys and ways too."""
    for name in ("title", "start", "decision"):
        yield f"scenario.{name}", name, getattr(situation, name)
    for key, node in situation.nodes.items():
        path = f"scenario.nodes.{key}"
        yield path, "key", key
        yield from _located_strings(path, node)
        for n, choice in enumerate(node.choices):
            yield from _located_strings(f"{path}.choices.{n}", choice)


def _located_strings(path: str, part: Part) -> Iterator[tuple[str, str, str]]:
    for field, text in part:
        if isinstance(text, str):
            yield f"{path}.{field}", field, text
