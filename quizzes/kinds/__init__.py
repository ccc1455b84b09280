"""The kinds of question there are: name → model. A new kind is a new module and a line here."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Union

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from quizzes.errors import SpecError, SpecProblem
from quizzes.kinds.base import Answer, Layout, Outcome, Remark, Spec, blank_text_problems
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple import Multiple
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.scenario import Scenario
from quizzes.kinds.single import Single

KINDS: dict[str, type[Spec]] = {
    "single": Single,
    "multiple": Multiple,
    "numeric": Numeric,
    "ordering": Ordering,
    "matching": Matching,
    "scenario": Scenario,
}

__all__ = [
    "KINDS", "Answer", "Layout", "Matching", "Multiple", "Numeric", "Ordering", "Outcome",
    "Remark", "Scenario", "Single", "Spec", "parse_spec", "read_spec",
    "rule_problems",
    "stored_spec",
]  # fmt: skip


def parse_spec(data: object) -> Spec:
    """The spec as the model of its kind; SpecError with all that is wrong with it.

    Its rules are only looked at where its shape is right.
    """
    spec = read_spec(data)
    if problems := rule_problems(spec):
        raise SpecError(problems)
    return spec


def rule_problems(spec: Spec) -> list[SpecProblem]:
    """What is wrong with a spec of the right shape: blank texts, and the rules of its kind."""
    return [*blank_text_problems(spec), *spec.problems()]


def read_spec(data: object) -> Spec:
    """The spec as the model of its kind, if its shape is right: SpecError if it is not. Its rules
    (`rule_problems`) are not looked at."""
    if not isinstance(data, Mapping):
        raise SpecError([SpecProblem("spec", "is not an object")])
    kind = data.get("kind")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise SpecError([SpecProblem("kind", f"is one of {', '.join(KINDS)}")])
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise SpecError([_problem_of_error(details) for details in error.errors()]) from None


# A union of the values of a table is no type to mypy.
_any_spec: Any = TypeAdapter(
    Annotated[Union[tuple(KINDS.values())], Field(discriminator="kind")]  # type: ignore[arg-type]  # noqa: UP007
)


@lru_cache(maxsize=1000)  # a whole site's questions are some hundreds
def stored_spec(text: str) -> Spec:
    """The spec of a version, from its JSON: it was checked when it was published."""
    return _any_spec.validate_json(text)


PROBLEM_WORDS = {
    "missing": "is missing",
    "string_type": "needs a text",
    "bool_type": "is true or false",
    "tuple_type": "needs a list",
    "list_type": "needs a list",
    "dict_type": "needs a key for each of its lines",
    "model_type": "needs keys of its own",
    "decimal_type": "needs a number",
    "decimal_parsing": "needs a number",
    "finite_number": "needs a number",
}


def _problem_of_error(error: ErrorDetails) -> SpecProblem:
    """One of pydantic's errors in the words of a spec."""
    path = ".".join(str(part) for part in error["loc"])
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            return SpecProblem(path, f"is one of {context['expected']}")
        case name if name in PROBLEM_WORDS:
            return SpecProblem(path, PROBLEM_WORDS[name])
    return SpecProblem(path, error["msg"].removeprefix("Value error, "))
