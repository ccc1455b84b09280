"""A live question as the row that `export_questions` prints. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from quizzes.kinds import Matching, Multiple, Numeric, Ordering, Scenario, Single, Spec
from quizzes.kinds.base import Row, Target
from quizzes.kinds.options import Option
from quizzes.models import QuestionVersion

# The fields of an exported question, in their order.
EXPORTED_FIELDS = (
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
        "stem": spec.stem,
        "options": [_option_row(row) for row in spec.rows],
        "answer": right_answer(spec),
        "objective": spec.objective,
        "modules": list(modules),
        "figures": list(spec.figures),
        "item_model": spec.item_model,
        "seed": spec.seed,
        "guards": list(spec.guards),
        "caveats": list(spec.caveats),
        "audience": list(spec.audience),
    }
    return {field: row[field] for field in EXPORTED_FIELDS}


def _option_row(row: Target) -> dict[str, Any]:
    return {
        "key": row.key,
        "text": row.text,
        "correct": isinstance(row, Option) and row.correct,
        "feedback": row.feedback if isinstance(row, Option | Row) else "",  # targets have none
    }


def right_answer(spec: Spec) -> dict[str, Any]:
    """What is right, by kind: keys of options, a number and its band, the nodes of a scenario, the
    keys of an ordering in their order, the pairs of a matching."""
    match spec:
        case Single() | Multiple():
            return {"correct": [option.key for option in spec.options if option.correct]}
        case Numeric(numeric=numbers):
            band = {name: _json_number(getattr(numbers, name)) for name in ("value", "low", "high")}
            return band | {"unit": numbers.unit}
        case Scenario():
            parts = spec.stored()["scenario"]
            return {name: parts[name] for name in ("start", "nodes", "vary") if name in parts}
        case Ordering():
            return {"keys": list(spec.ordering.keys)}
        case Matching():
            return {"pairs": dict(spec.matching.pairs)}
    raise TypeError(f"no way to say what is right in {spec.kind}")


def _json_number(number: Decimal | None) -> int | float | None:
    """A decimal as JSON writes it, as the figures' export does."""
    if number is None:
        return None
    return float(number) if "." in str(number) else int(number)
