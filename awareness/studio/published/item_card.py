"""The item card: everything a reviewer needs of one version of a question. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awareness.bank.export import right_answer
from quizzes.kinds import Scenario, Spec
from quizzes.kinds.scenario import Node

# What each guard refuses, by its name (docs/authoring.md).
REFUSAL_WORDS_BY_GUARD = {
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
    "G20": "the number in the question",
}


ONE_KEY_GUARD = "G15"  # it tries the stem on every option
# Kinds of question whose options or choices say themselves whether they are right.
KINDS_WITH_KEYS = ("single", "multiple", "scenario")


@dataclass(frozen=True)
class OptionRow:
    """One option: the values behind it, whether the stem holds of it, and whether it is the key."""

    key: str
    text: str
    feedback: str
    values: tuple[tuple[str, str], ...]  # (figure's label, its value as shown)
    stem_holds: bool | None  # None where nothing was computed
    is_key: bool


@dataclass(frozen=True)
class GuardRow:
    """What a guard made of the question."""

    name: str
    refuses: str  # in words, "" for a guard that has none
    passed: bool
    numbers: tuple[tuple[str, str], ...]  # (name, value as a reader sees it)


@dataclass(frozen=True)
class ItemCard:
    kind: str
    stem: str
    plain_stem: str  # of the plain edition, "" without one
    item_model: str  # "" when somebody wrote it
    seed: Any
    objective: str
    option_rows: tuple[OptionRow, ...]
    solution: tuple[tuple[str, str], ...]  # (name, value), for kinds without options
    is_computed: bool  # a guard tried the stem on every option
    guard_rows: tuple[GuardRow, ...]
    caveats: tuple[str, ...]
    sources: tuple[Mapping[str, Any], ...]
    nodes: tuple[tuple[str, Node], ...]  # of a situation: (key, turn)


def item_card(spec: Spec) -> ItemCard:
    """The card of a version's spec."""
    note_by_figure_key = {note["key"]: note for note in spec.sources}
    right_keys = _computed_right_keys(spec)
    return ItemCard(
        kind=spec.kind,
        stem=spec.stem,
        plain_stem=spec.plain.stem if spec.plain else "",
        item_model=spec.item_model or "",
        seed=spec.seed,
        objective=spec.objective,
        option_rows=tuple(
            OptionRow(
                key=row.key,
                text=row.text,
                feedback=getattr(row, "feedback", ""),
                values=tuple(
                    (note["label"], note["shown"] or note["as_printed"])
                    for figure_key in getattr(row, "sources", ())
                    if (note := note_by_figure_key.get(figure_key)) is not None
                ),
                stem_holds=None if right_keys is None else row.key in right_keys,
                is_key=getattr(row, "correct", False),
            )
            for row in spec.rows
        ),
        solution=_solution(spec),
        is_computed=right_keys is not None,
        guard_rows=tuple(_guard_row(guard) for guard in spec.guards),
        caveats=spec.caveats,
        sources=spec.sources,
        nodes=_nodes(spec),
    )


def _computed_right_keys(spec: Spec) -> list[str] | None:
    """The keys of the options of which the stem holds, as the guard computed it; None for what
    somebody wrote, and where no guard tried it."""
    one_key_numbers = next(
        (guard["numbers"] for guard in spec.guards if guard["name"] == ONE_KEY_GUARD), None
    )
    return one_key_numbers.get("right") if one_key_numbers and spec.item_model else None


def _solution(spec: Spec) -> tuple[tuple[str, str], ...]:
    """What is right, where no option carries it: a number and its band, an order, the pairs."""
    if spec.kind in KINDS_WITH_KEYS:
        return ()
    return tuple(
        (name, _as_text(value)) for name, value in right_answer(spec).items() if value is not None
    )


def _nodes(spec: Spec) -> tuple[tuple[str, Node], ...]:
    """The turns of a situation, with every word that a detail may be, one beside the other."""
    if not isinstance(spec, Scenario):
        return ()
    words_by_detail = {name: " / ".join(words) for name, words in spec.scenario.vary.items()}
    return tuple(spec.with_details(words_by_detail).nodes.items())


def _guard_row(guard: Mapping[str, Any]) -> GuardRow:
    numbers = tuple((name, _as_text(value)) for name, value in guard.get("numbers", {}).items())
    name = guard["name"]
    return GuardRow(name, REFUSAL_WORDS_BY_GUARD.get(name, ""), guard["passed"], numbers)


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
