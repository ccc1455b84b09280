"""The item card: everything a reviewer needs of one version of a question. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awareness.bank.export import right_answer
from quizzes.kinds import Scenario, Spec
from quizzes.kinds.scenario import Node

# What each guard looks at (docs/authoring.md); a card names them in words.
GUARDS = {
    "G1": "too close to call",
    "G2": "no column named",
    "G3": "shares that overlap",
    "G4": "parts that do not make a whole",
    "G5": "no base",
    "G6": "different people compared",
    "G7": "may not be a key",
    "G8": "wrong noun",
    "G9": "no year or no population in the stem",
    "G10": "a caveat missing",
    "G11": "a term",
    "G12": "never ranked",
    "G13": "rounding",
    "G14": "words instead of a number",
    "G15": "not one key",
    "G16": "too long",
    "G17": "options overlap",
    "G18": "an order that does not hold",
    "G19": "dated",
}


@dataclass(frozen=True)
class TruthRow:
    """One option: the values behind it, whether the stem holds of it, and whether it is the key."""

    key: str
    text: str
    feedback: str
    values: tuple[tuple[str, str], ...]  # (figure's label, its value as shown)
    holds: bool | None  # None where nothing was computed
    correct: bool


@dataclass(frozen=True)
class GuardRow:
    name: str
    about: str
    passed: bool
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ItemCard:
    kind: str
    stem: str
    plain: str
    model: str  # "" when somebody wrote it
    seed: Any
    objective: str
    rows: tuple[TruthRow, ...]
    answer: tuple[tuple[str, str], ...]  # for kinds without options
    computed: bool  # a guard tried the stem on every option
    guards: tuple[GuardRow, ...]
    caveats: tuple[str, ...]
    sources: tuple[Mapping[str, Any], ...]
    nodes: tuple[tuple[str, Node], ...]  # of a situation


def item_card(spec: Spec) -> ItemCard:
    """The card of a version's spec."""
    notes = {note["key"]: note for note in spec.sources}
    tried = next((guard["numbers"] for guard in spec.guards if guard["name"] == "G15"), None)
    right = tried.get("right") if tried and spec.item_model else None
    return ItemCard(
        kind=spec.kind,
        stem=spec.stem,
        plain=spec.plain.stem if spec.plain else "",
        model=spec.item_model or "",
        seed=spec.seed,
        objective=spec.objective,
        rows=tuple(
            TruthRow(
                key=row.key,
                text=row.text,
                feedback=getattr(row, "feedback", ""),
                values=tuple(
                    (notes[key]["label"], notes[key]["shown"] or notes[key]["as_printed"])
                    for key in getattr(row, "sources", ())
                    if key in notes
                ),
                holds=None if right is None else row.key in right,
                correct=getattr(row, "correct", False),
            )
            for row in spec.rows
        ),
        answer=_answer(spec),
        computed=right is not None,
        guards=tuple(_guard(guard) for guard in spec.guards),
        caveats=spec.caveats,
        sources=spec.sources,
        nodes=_nodes(spec),
    )


def _answer(spec: Spec) -> tuple[tuple[str, str], ...]:
    """What is right, where no option carries it: a number and its band, an order, the pairs."""
    if spec.kind in ("single", "multiple", "scenario"):
        return ()
    return tuple(
        (name, _as_text(value)) for name, value in right_answer(spec).items() if value is not None
    )


def _nodes(spec: Spec) -> tuple[tuple[str, Node], ...]:
    """The nodes of a situation with every word that a detail may be, one beside the other."""
    if not isinstance(spec, Scenario):
        return ()
    words = {name: " / ".join(offered) for name, offered in spec.scenario.vary.items()}
    return tuple(spec.with_details(words).nodes.items())


def _guard(guard: Mapping[str, Any]) -> GuardRow:
    numbers = tuple((name, _as_text(value)) for name, value in guard.get("numbers", {}).items())
    name = guard["name"]
    return GuardRow(name, GUARDS.get(name, ""), guard["passed"], numbers)


def _as_text(value: object) -> str:
    """A guard's number as a reader sees it; "–" for nothing."""
    match value:
        case None | "" | [] | {}:
            return "–"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_as_text, value))
        case dict():
            return "; ".join(f"{key}: {_as_text(part)}" for key, part in value.items())
    return str(value)
