"""`open_to`, `opt_in`, `pass_mark`, `test_out` and `reflection` of a module's file."""

import re

import pytest

from awareness.content.checks import examine
from awareness.content.load import load
from awareness.content.reader import read_content
from tests.studio.conftest import MODULE

TOPIC = "modules/why-this-is-a-workplace-topic.yaml"
SURVEYS = "modules/what-surveys-tell.yaml"
ASKED = "netclean-2018/share-is-not-where"  # by the check of SURVEYS


def add(planted, file: str, lines: str) -> str:
    """Write the lines into a module, in place of what it says under the same keys."""
    path = planted.folder / file
    text = path.read_text(encoding="utf-8")
    for key in re.findall(r"(?m)^(\w+):", lines):
        text = re.sub(rf"(?m)^{key}:.*\n(?:[ -].*\n)*", "", text)
    path.write_text(text, encoding="utf-8")
    return planted.put(file, "objectives:", f"{lines}\nobjectives:")


@pytest.fixture
def another(planted) -> str:
    """A question that the module SURVEYS does not ask in a check."""
    content = read_content([planted.root])
    module = next(m for m in content.modules if m.shape.slug == "what-surveys-tell")
    checked_keys = {key for step in module.shape.steps for key in getattr(step, "questions", ())}
    return next(
        f"{q.report}/{q.shape.key}"
        for q in content.questions
        if q.report == "netclean-2018"
        and getattr(q.shape, "generate", "") != "Q9"
        and f"{q.report}/{q.shape.key}" not in checked_keys
    )


@pytest.mark.parametrize(
    ("file", "lines", "message"),
    [
        (MODULE, f"test_out: [{ASKED}]", "whose decisions have to be made right"),
        (SURVEYS, f"test_out: [{ASKED}]", "is asked in a check of this module too"),
        (SURVEYS, "test_out: [netclean-2018/nothing-here]", "unknown question"),
        (MODULE, "opt_in: true", "a module of one's own choice is nobody's duty"),
        (SURVEYS, "open_to: friends", "open_to"),
        (SURVEYS, "pass_mark: {percent: 120, why: It is so.}", "percent"),
        (SURVEYS, "reflection: What would twelve people do?", "the number “twelve” is typed"),
        (SURVEYS, "pass_mark: {percent: 80, why: For minors.}", "is a word we do not use"),
    ],
)
def test_what_does_not_hold_is_said_at_its_line(planted, file, lines, message):
    place = add(planted, file, lines)
    problems = planted.problems()
    assert any(problem.startswith(f"{place}:") and message in problem for problem in problems), (
        problems
    )


def test_guesses_and_repeats_show_nothing(planted, another):
    content = read_content([planted.root])
    guess = next(
        f"{q.report}/{q.shape.key}"
        for q in content.questions
        if getattr(q.shape, "generate", "") == "Q9"
    )
    add(planted, SURVEYS, f"test_out: [{guess}, {another}, {another}]")
    problems = planted.problems()
    assert any("asks for a guess" in problem for problem in problems), problems
    assert any("stands twice in `test_out`" in problem for problem in problems), problems


def test_a_contact_in_the_middle_cannot_be_skipped_over(planted, another):
    add(planted, SURVEYS, f"test_out: [{another}]")
    planted.put(SURVEYS, "steps:", "steps:\n  - {slug: who, kind: commit, title: T, preview: P.}")
    problems = planted.problems()
    assert any("the contact is not the last step" in problem for problem in problems), problems


def test_a_mark_for_nothing(planted):
    place = add(
        planted, "modules/before-you-start.yaml", "pass_mark: {percent: 80, why: It is so.}"
    )
    assert any(
        problem.startswith(f"{place}:") and "nothing that is checked" in problem
        for problem in planted.problems()
    )


def test_all_of_it_reaches_the_version(planted, another, db):
    from awareness.learning.models import ModuleVersion

    add(
        planted,
        SURVEYS,
        f"test_out: [{another}]\nopen_to: managers\nreflection: Whom would you ask?\n"
        "pass_mark: {percent: 80, why: '{figure:netclean-2018:respondents} officers.'}",
    )
    assert planted.problems() == []
    content = read_content([planted.root])
    load(content, examine(content).built_questions)
    version = ModuleVersion.objects.live().get(module__slug="what-surveys-tell")
    assert version.module.open_to == "managers"
    assert version.spec.reflection == "Whom would you ask?"
    assert version.mark == 80
    assert "272 officers" in version.spec.pass_mark.why
    assert [known.question_version.question.key for known in version.known.all()] == [another]
    hashes = set(ModuleVersion.objects.values_list("content_hash", flat=True))
    load(content, examine(content).built_questions)
    assert set(ModuleVersion.objects.values_list("content_hash", flat=True)) == hashes
