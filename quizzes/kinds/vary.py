"""Surface details of a situation that differ from person to person: which device, which room.

A text says `{vary:device}`, the situation lists the words for it, and one is drawn when somebody
meets it and is kept in the layout. Pure. Nothing but words for reading is ever filled in: keys,
ways and what is best are the same whatever is drawn.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from random import Random
from typing import Any

from quizzes.kinds.base import Checker

PLACEHOLDER = re.compile(r"\{vary:([^{}]*)\}")
# Where a detail may differ. A title names the situation for everybody, and a source is what it is.
FIELDS = ("text", "plain", "youth", "feedback")
LEAST = 2
UNKNOWN = "…"

type Lists = Mapping[str, list[str]]
type Drawn = Mapping[str, str]


def lists(spec: Mapping[str, Any]) -> Lists:
    """The words that a spec offers, by name; nothing for all that is no situation."""
    return (spec.get("scenario") or {}).get("vary") or {}


def draw(spec: Mapping[str, Any], rng: Random) -> dict[str, str]:
    """One word for each name, in the order of the names: the same seed, the same words."""
    offered = lists(spec)
    return {name: rng.choice(offered[name]) for name in sorted(offered)}


def filled(spec: Mapping[str, Any], drawn: Drawn) -> Mapping[str, Any]:
    """The spec with the words drawn in its texts; the spec given is not changed."""
    if not lists(spec):
        return spec
    nodes = {key: _said(node, drawn) for key, node in spec["scenario"]["nodes"].items()}
    return {**spec, "scenario": {**spec["scenario"], "nodes": nodes}}


def _said(part: Mapping[str, Any], drawn: Drawn) -> dict[str, Any]:
    said = {**part, **{name: fill(part[name], drawn) for name in FIELDS if part.get(name)}}
    if "choices" in part:
        said["choices"] = [_said(choice, drawn) for choice in part["choices"]]
    return said


def fill(text: str, drawn: Drawn) -> str:
    return PLACEHOLDER.sub(lambda match: drawn.get(match[1], UNKNOWN), text)


def fillings(text: str, offered: Lists) -> Iterator[str]:
    """Every text that somebody may be given: what passes a gate has to pass it in all of them."""
    names = sorted({match[1] for match in PLACEHOLDER.finditer(text)} & set(offered))
    for words in product(*(offered[name] for name in names)):
        yield fill(text, dict(zip(names, words, strict=True)))


def check(checker: Checker, block: Mapping[str, Any]) -> None:
    """Refuse lists that are too short, not used or not known, and details where none may stand."""
    offered = block.get("vary")
    if offered is None:
        offered = {}
    if not isinstance(offered, Mapping):
        checker.refuse("scenario.vary", "needs a list of words for each name")
        return
    for name, words in offered.items():
        _check_words(checker, f"scenario.vary.{name}", words)
    used: set[str] = set()
    for path, field, text in _texts(block):
        for match in PLACEHOLDER.finditer(text):
            used.add(match[1])
            if field not in FIELDS:
                checker.refuse(path, f"has {match[0]}, and nothing varies here")
            elif match[1] not in offered:
                checker.refuse(path, f"has {match[0]}, and `vary` has no such list")
    for name in sorted(offered.keys() - used):
        checker.refuse(f"scenario.vary.{name}", "is a list of `vary` that no text uses")


def _check_words(checker: Checker, path: str, words: object) -> None:
    if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
        checker.refuse(path, "is a list of `vary`, of words alone")
        return
    if len(set(words)) < LEAST:
        checker.refuse(path, f"is a list of `vary` and needs at least {LEAST} different words")
    if any("{" in word or "}" in word for word in words):
        checker.refuse(path, "is a list of `vary`; its words are plain and refer to nothing")


def _texts(block: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(path, field, text) of every string of a situation, keys and ways too."""
    for name in ("title", "start", "decision"):
        yield f"scenario.{name}", name, str(block.get(name) or "")
    for key, node in block["nodes"].items():
        at = f"scenario.nodes.{key}"
        yield at, "key", str(key)
        yield from _strings(at, node)
        for number, choice in enumerate(node.get("choices") or ()):
            yield from _strings(f"{at}.choices.{number}", choice)


def _strings(at: str, part: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for field, text in part.items():
        if isinstance(text, str):
            yield f"{at}.{field}", field, text
