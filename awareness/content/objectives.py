"""What of a module teaches each of its objectives, and which of its questions check it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from awareness.content.parsed_content import Content
from awareness.content.schema_course import CheckStep, EstimateStep, ModuleFile, ReadStep


@dataclass(frozen=True)
class ObjectiveCoverage:
    """What serves one objective: pages that teach it (`report/slug`) and questions that check it
    (`report/key`)."""

    pages: tuple[str, ...]
    questions: tuple[str, ...]


def keys_used_by(module: ModuleFile) -> set[str]:
    """The questions that a module's steps ask, the pages that they read, and those that tell more
    once all is answered."""
    asking_steps = [step for step in module.steps if isinstance(step, CheckStep | EstimateStep)]
    reading_steps = [step for step in module.steps if isinstance(step, ReadStep)]
    pages = {step.explainer for step in reading_steps if step.explainer}
    pages |= {page for step in asking_steps for page in step.more}
    return pages | {key for step in asking_steps for key in step.question_keys({})}


def coverage_by_objective(
    objectives: Iterable[str], used_keys: Collection[str], content: Content
) -> dict[str, ObjectiveCoverage]:
    """By objective what serves it among the pages and questions that a module uses. A question
    names its objective, and the pages that it checks."""
    by_objective: dict[str, tuple[set[str], list[str]]] = {key: (set(), []) for key in objectives}
    for question in content.questions:
        key, shape = f"{question.report}/{question.shape.key}", question.shape
        if key in used_keys and shape.objective in by_objective:
            pages, checks = by_objective[shape.objective]
            pages |= {page if "/" in page else f"{question.report}/{page}"
                      for page in shape.explainers}.intersection(used_keys)  # fmt: skip
            checks.append(key)
    return {key: ObjectiveCoverage(tuple(sorted(pages)), tuple(checks))
            for key, (pages, checks) in by_objective.items()}  # fmt: skip
