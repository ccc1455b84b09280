"""A live question as the row that `export_questions` prints. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from awareness.bank.resolve import answers_of
from quizzes.models import QuestionVersion

# The fields of an exported question, in their order.
FIELDS = (
    "key", "kind", "version", "lang", "stem", "options", "answer", "objective", "modules",
    "figures", "item_model", "seed", "guards", "caveats", "audience",
)  # fmt: skip


def question_row(version: QuestionVersion, modules: Sequence[str]) -> dict[str, Any]:
    """Everything about one live question; options and nodes in stored order, texts resolved."""
    spec = version.spec
    row = {
        "key": version.question.key,
        "kind": version.question.kind,
        "version": version.number,
        "lang": version.lang,
        "stem": spec.get("stem", ""),
        "options": [_option(option) for option in answers_of(spec)],
        "answer": answer(spec),
        "objective": spec.get("objective", ""),
        "modules": list(modules),
        "figures": list(spec.get("figures", ())),
        "item_model": spec.get("item_model"),
        "seed": spec.get("seed"),
        "guards": [dict(guard) for guard in spec.get("guards", ())],
        "caveats": list(spec.get("caveats", ())),
        "audience": list(spec.get("audience", ())),
    }
    return {field: row[field] for field in FIELDS}


def _option(option: Mapping) -> dict[str, Any]:
    return {
        "key": option["key"],
        "text": option["text"],
        "correct": bool(option.get("correct")),
        "feedback": option.get("feedback", ""),  # a matching's targets have none
    }


def answer(spec: Mapping) -> dict[str, Any]:
    """What is right, by kind: keys of options, a number and its band, the nodes of a scenario, the
    keys of an ordering in their order, the pairs of a matching."""
    match spec["kind"]:
        case "single" | "multiple":
            return {"correct": [o["key"] for o in spec["options"] if o.get("correct")]}
        case "numeric":
            told = spec["numeric"]
            numbers = {name: _number(told.get(name)) for name in ("value", "low", "high")}
            return numbers | {"unit": told.get("unit")}
        case "scenario":
            parts = ("start", "nodes", "vary")
            return {name: spec["scenario"][name] for name in parts if name in spec["scenario"]}
        case kind:
            return {name: spec[kind][name] for name in ("keys", "pairs") if name in spec[kind]}


def _number(told: str | None) -> int | float | None:
    """A plain decimal as JSON writes it, as the figures' export does."""
    return None if told is None else float(told) if "." in told else int(told)
