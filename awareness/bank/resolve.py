"""A definition becomes the spec that people answer: references written out, sources named.

A definition has the shape of questions.yaml; item models make the same shape. The result is the
JSON of quizzes.QuestionVersion.spec: immutable, and complete without the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from awareness.insights.comparable import told
from awareness.insights.ledger import Figure, Ledger
from awareness.insights.prose import ProseError, problems, resolve_text
from awareness.insights.sources import caveat, source_note
from quizzes.kinds import Spec, read_spec

AUDIENCES = ("S", "M", "H", "I")


type Path = tuple[str | int, ...]  # keys and positions that lead to a part of a definition


def texts(definition: Mapping) -> Iterator[tuple[Path, str]]:
    """(path, text) of every text with references in a definition, in reading order."""
    for field in ("stem", "ask"):
        if definition.get(field):
            yield (field,), definition[field]
    plain = definition.get("plain") or {}
    if plain.get("stem"):
        yield ("plain", "stem"), plain["stem"]
    for key, text in (plain.get("options") or {}).items():
        yield ("plain", "options", key), text
    for n, option in enumerate(definition.get("options") or ()):
        yield ("options", n, "text"), option["text"]
        yield ("options", n, "feedback"), option.get("feedback", "")
    for field in ("stems", "pairs", "claims"):
        for n, line in enumerate(definition.get(field) or ()):
            for part in ("term", "text", "feedback"):
                if line.get(part):
                    yield (field, n, part), line[part]
    for n, target in enumerate(definition.get("targets") or ()):
        yield ("targets", n, "text"), target["text"]
    for n, term in enumerate(definition.get("spare") or ()):
        yield ("spare", n), term
    for field in ("says", "side_by_side"):
        if definition.get(field):
            yield (field,), definition[field]
    for field in ("prefix", "close", "near", "far", "tells_not"):
        if (definition.get("numeric") or {}).get(field):
            yield ("numeric", field), definition["numeric"][field]


def unresolved(ledger: Ledger, report: str, definition: Mapping) -> list[tuple[Path, ProseError]]:
    """Everything that is wrong with the references of a definition: (path, what)."""
    return [
        (where, error)
        for where, text in texts(definition)
        for error in problems(ledger, report, text)
    ]


def caveat_keys(report: str, definition: Mapping) -> list[str]:
    """The caveats a definition shows, as `report:KEY`, in its order."""
    return [key if ":" in key else f"{report}:{key}" for key in definition.get("caveats") or ()]


def figures_of(ledger: Ledger, report: str, definition: Mapping) -> list[Figure]:
    """Every figure a definition names or cites, each once, in reading order."""
    keys: list[str] = []
    for _, text in texts(definition):
        keys += resolve_text(ledger, report, text)[1]
    keys += definition.get("figures") or ()
    for name in ("options", "stems", "claims"):
        for line in definition.get(name) or ():
            keys += line.get("figures") or ()
    return list({(found := ledger.figure(key, report)).full_key: found for key in keys}.values())


def behind_key(ledger: Ledger, report: str, definition: Mapping) -> list[Figure]:
    """The figures that the right answers rest on: cited by them, or written out in their text."""
    keys = list(definition.get("key_figures") or ())
    every = definition.get("kind") == "ordering"  # the order rests on all of them
    for option in [*(definition.get("options") or ()), *(definition.get("stems") or ())]:
        if option.get("correct") or every or option.get("target"):
            keys += resolve_text(ledger, report, option["text"])[1]
            keys += option.get("figures") or ()
    return list({(found := ledger.figure(key, report)).full_key: found for key in keys}.values())


def resolve(ledger: Ledger, report: str, definition: Mapping) -> Spec:
    """The spec of a question; ProseError, KeyError or SpecError if it cannot be made.

    An ordering's options are written in the right order. A matching's stems name their targets.
    Keys are those of the contract with quizzes; `guards` and `item_model` are taken over as given.
    """

    def say(text: str) -> str:
        return resolve_text(ledger, report, one_line(text))[0]

    found = figures_of(ledger, report, definition)
    spec: dict[str, Any] = {
        "kind": definition["kind"],
        "lang": "en",
        "stem": say(definition["stem"]),
    }
    plain = definition.get("plain") or {}
    if plain:
        spec["plain"] = {"stem": say(plain["stem"])} if plain.get("stem") else {}
        if plain.get("options"):
            spec["plain"]["options"] = {key: say(t) for key, t in plain["options"].items()}
    if definition.get("options"):
        spec["options"] = [_option(ledger, report, o, say) for o in definition["options"]]
    if definition["kind"] == "ordering":
        for option in spec["options"]:
            del option["correct"]
        spec["ordering"] = {"keys": [option["key"] for option in spec["options"]]}
    if definition["kind"] == "matching":
        spec["matching"] = _matching(ledger, report, definition, say)
    if definition.get("numeric"):
        spec["numeric"] = {key: say(str(v)) for key, v in definition["numeric"].items()}
    spec |= {
        "objective": definition.get("objective", ""),
        "figures": [figure.full_key for figure in found],
        "sources": [source_note(ledger, figure) for figure in found],
        "caveats": [
            caveat(ledger, ledger.reports[key.partition(":")[0]], key.partition(":")[2])
            for key in caveat_keys(report, definition)
        ]
        + told(ledger, found, say(definition.get("side_by_side") or "")),
        "audience": list(definition.get("audience") or audience(found)),
        "item_model": definition.get("item_model"),
        "seed": definition.get("seed"),
        "guards": [guard.spec() for guard in definition.get("guards") or ()],
    }
    return read_spec(spec)


def one_line(text: str) -> str:
    """A text without the line breaks of its file. Narrow spaces before a per cent sign stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _option(ledger: Ledger, report: str, option: Mapping, say) -> dict[str, Any]:
    cited = [ledger.figure(key, report).full_key for key in option.get("figures") or ()]
    named = resolve_text(ledger, report, f"{option['text']} {option['feedback']}")[1]
    return {
        "key": option["key"],
        "text": say(option["text"]),
        "correct": bool(option.get("correct")),
        "feedback": say(option["feedback"]),
        "sources": list(dict.fromkeys([*cited, *named])),
    }


def _matching(ledger: Ledger, report: str, definition: Mapping, say) -> dict[str, Any]:
    stems = [_option(ledger, report, stem, say) for stem in definition["stems"]]
    for stem in stems:
        del stem["correct"]
    return {
        "stems": stems,
        "targets": [{"key": t["key"], "text": say(t["text"])} for t in definition["targets"]],
        "pairs": {stem["key"]: stem["target"] for stem in definition["stems"]},
    }


def audience(figures: list[Figure]) -> list[str]:
    """Whom all figures of a question are meant for; everyone, when they say nothing."""
    allowed = [set(figure.audience) for figure in figures if figure.audience]
    return [who for who in AUDIENCES if all(who in group for group in allowed)]
