"""Pass marks and test-out questions of a module: only where they can apply."""

from collections.abc import Iterator

from awareness.bank.authored import GUESS_MODEL, GeneratedQuestion
from awareness.content.parsed_content import Content, Definition
from awareness.content.problems import Problem, problem
from awareness.content.schema_course import CheckStep, CommitStep, ModuleFile


def check_pass_marks(module: Definition[ModuleFile], content: Content) -> Iterator[Problem]:
    """A pass mark without anything that is checked, and test-out questions out of place."""
    shape = module.shape
    checks = [step for step in shape.steps if isinstance(step, CheckStep)]
    if shape.pass_mark and not checks and not shape.test_out:
        message = "a pass mark, and nothing that is checked"
        yield problem(
            module.location_of("pass_mark"), message, "add a check, or take the mark away"
        )
    if shape.test_out:
        yield from _test_out_problems(module, content, checks)


def _test_out_problems(
    module: Definition[ModuleFile], content: Content, checks: list[CheckStep]
) -> Iterator[Problem]:
    """`test_out` is for a module without decisions, or with a pass mark and not mandatory:
    whoever has to decide right does so in the situation. Its questions have keys, stand once, and
    in no check of the module."""
    shape = module.shape
    if shape.decisions and (shape.mandatory or not shape.pass_mark):
        message = "`test_out` in a module whose decisions have to be made right"
        fix = "take it away: nobody is spared a decision by knowing about it"
        yield problem(module.location_of("test_out"), message, fix)
    if any(isinstance(step, CommitStep) for step in shape.steps[:-1]):
        message = "`test_out`, and the contact is not the last step"
        yield problem(module.location_of("test_out"), message, "put the step of kind commit last")
    checked_keys = {key for step in checks for key in step.questions}
    guesses = {
        f"{question.report}/{question.shape.key}"
        for question in content.questions
        if isinstance(question.shape, GeneratedQuestion) and question.shape.generate == GUESS_MODEL
    }
    for index, key in enumerate(shape.test_out):
        if key in checked_keys:
            message = f"`{key}` is asked in a check of this module too"
            yield problem(
                module.location_of("test_out", index), message, "name a parallel question"
            )
        if key in guesses:
            message = f"`{key}` asks for a guess, which is never right or wrong"
            yield problem(
                module.location_of("test_out", index), message, "name a question with a key"
            )
        if key in shape.test_out[:index]:
            message = f"`{key}` stands twice in `test_out`"
            yield problem(module.location_of("test_out", index), message, "ask each question once")
