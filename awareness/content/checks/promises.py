"""What a module promises and does not hold: its minutes, and its objectives. Warnings."""

from collections.abc import Iterator

from awareness.content.objectives import coverage_by_objective, keys_used_by
from awareness.content.pace import pace_of
from awareness.content.parsed_content import Content, Definition
from awareness.content.problems import Problem, problem
from awareness.content.schema_course import (
    AskingStep,
    CheckStep,
    EstimateStep,
    ModuleFile,
    ReadStep,
    ScenarioStep,
)

MAX_MINUTES_OFF = 1  # minutes that what a module says may be off from what its steps add up to


def check_promises(content: Content) -> Iterator[Problem]:
    """Modules whose minutes or objectives are not what their steps add up to."""
    if content.unread:
        return  # what could not be read looks missing, and is not
    pace = pace_of(content)
    for module in content.modules:
        if not content.is_in_scope(module.location, str(module.data)):
            continue
        try:
            minutes = sum(map(pace.minutes, module.data["steps"]))
        except (KeyError, StopIteration):
            continue  # it leads through something that is not there, which is reported
        yield from _minutes_problems(module, minutes)
        yield from _objective_problems(module, content)


def _minutes_problems(module: Definition[ModuleFile], minutes: float) -> Iterator[Problem]:
    """A warning where a module says other minutes than its steps take."""
    if abs(module.shape.minutes - minutes) > MAX_MINUTES_OFF:
        message = f"`minutes` says {module.shape.minutes}, and its steps add up to {minutes:.1f}"
        fix = f"write {max(1, round(minutes))}, or change how much there is to read and do"
        yield problem(module.location_of("minutes"), message, fix, warning=True)


def _objective_problems(module: Definition[ModuleFile], content: Content) -> Iterator[Problem]:
    """Each is checked by a question and taught by something that is read. What a situation or a
    text of the module's own is about no file says, so a module with them is taken at its word."""
    shape = module.shape
    asking_steps = [step for step in shape.steps if isinstance(step, CheckStep | EstimateStep)]
    plays_situation = any(isinstance(step, ScenarioStep) for step in shape.steps)
    has_own_text = any(step.text for step in shape.steps if isinstance(step, ReadStep | AskingStep))
    for key, coverage in coverage_by_objective(
        shape.objectives, keys_used_by(shape), content
    ).items():
        location = module.location_of("objectives", key)
        if asking_steps and not plays_situation and not coverage.questions:
            fix = "ask a question that names it, or leave the objective out"
            yield problem(location, f"no question checks the objective `{key}`", fix, warning=True)
        elif coverage.questions and not plays_situation and not has_own_text and not coverage.pages:
            question_names = ", ".join(coverage.questions)
            message = f"no page of the module teaches the objective `{key}`"
            fix = f"read a page that its questions name under `explainers` ({question_names})"
            yield problem(location, message, fix, warning=True)
    objectives = {f"{q.report}/{q.shape.key}": q.shape.objective for q in content.questions}
    for index, step in enumerate(shape.steps):
        if not isinstance(step, CheckStep):
            continue
        for number, question in enumerate(step.questions):
            objective = objectives.get(question, "")
            if objective and objective not in shape.objectives:
                message = f"`{question}` checks `{objective}`, which is no objective of this module"
                fix = f"name one of it in the question: {', '.join(shape.objectives)}"
                location = module.location_of("steps", index, "questions", number)
                yield problem(location, message, fix, warning=True)
