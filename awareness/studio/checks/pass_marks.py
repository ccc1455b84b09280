"""Pass marks and test-out questions of a module: only where they can apply."""

from collections.abc import Iterator

from awareness.studio.content import Content, Definition
from awareness.studio.problems import Problem, problem

UNSCORED = "Q9"  # a guess: nothing in it is right or wrong


def check_pass_marks(module: Definition, content: Content) -> Iterator[Problem]:
    data = module.data
    checks = [step for step in data["steps"] if step["kind"] == "check"]
    if data.get("pass_mark") and not checks and not data.get("test_out"):
        message = "a pass mark, and nothing that is checked"
        yield problem(module.where("pass_mark"), message, "add a check, or take the mark away")
    if data.get("test_out"):
        yield from _test_out(module, content, checks)


def _test_out(module: Definition, content: Content, checks: list[dict]) -> Iterator[Problem]:
    """`test_out` is for a module without decisions, or with a pass mark and not mandatory:
    whoever has to decide right does so in the situation. Its questions have keys, stand once, and
    in no check of the module."""
    data = module.data
    if data.get("decisions") and (data["mandatory"] or not data.get("pass_mark")):
        message = "`test_out` in a module whose decisions have to be made right"
        fix = "take it away: nobody is spared a decision by knowing about it"
        yield problem(module.where("test_out"), message, fix)
    kinds = [step["kind"] for step in data["steps"]]
    if "commit" in kinds[:-1]:
        message = "`test_out`, and the contact is not the last step"
        yield problem(module.where("test_out"), message, "put the step of kind commit last")
    checked_keys = {key for step in checks for key in step["questions"]}
    guesses = {
        f"{q.report}/{q.data['key']}"
        for q in content.questions
        if q.data.get("generate") == UNSCORED
    }
    for index, key in enumerate(data["test_out"]):
        if key in checked_keys:
            message = f"`{key}` is asked in a check of this module too"
            yield problem(module.where("test_out", index), message, "name a parallel question")
        if key in guesses:
            message = f"`{key}` asks for a guess, which is never right or wrong"
            yield problem(module.where("test_out", index), message, "name a question with a key")
        if key in data["test_out"][:index]:
            message = f"`{key}` stands twice in `test_out`"
            yield problem(module.where("test_out", index), message, "ask each question once")
