"""The kinds of question there are: name → module. A new kind is a new module and a line here."""

from collections.abc import Mapping

from quizzes.errors import SpecError, SpecProblem
from quizzes.kinds import matching, multiple, numeric, ordering, scenario, single
from quizzes.kinds.base import Answer, Kind, Layout, Outcome, Remark, Spec

KINDS: dict[str, Kind] = {
    "single": single,
    "multiple": multiple,
    "numeric": numeric,
    "ordering": ordering,
    "matching": matching,
    "scenario": scenario,
}

__all__ = ["KINDS", "Answer", "Kind", "Layout", "Outcome", "Remark", "Spec", "check_spec", "of"]


def of(spec: Spec) -> Kind:
    """The kind of a stored spec."""
    return KINDS[spec["kind"]]


def check_spec(spec: object) -> Spec:
    """The spec, if its kind accepts it; otherwise SpecError with all that is wrong."""
    if not isinstance(spec, Mapping):
        raise SpecError([SpecProblem("spec", "is not an object")])
    kind = KINDS.get(spec.get("kind"))
    if kind is None:
        raise SpecError([SpecProblem("kind", f"is one of {', '.join(KINDS)}")])
    return kind.parse_spec(spec)
