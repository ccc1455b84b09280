"""What a module says of itself is held to what it contains: its minutes, its objectives."""

import pytest

from awareness.content.checks import examine
from awareness.content.reader import read_content
from tests.studio.content import write_tiny

HEAD = """code: T1
slug: lost
title: What is found
say: What becomes of lost things, in one line.
about: What somebody reads before they begin.
track: basics
major: 1
mandatory: false
minutes: 2
order: 1
objectives:
  whom: You can say for whom a survey stands.
learnt: [Answers stand for those who were asked.]
steps:
"""
READ = (
    "  - {slug: read, kind: read, explainer: tiny-2020/lost-property, title: A, preview: A page.}\n"
)
TEXT = "  - {slug: rule, kind: read, text: lost/rule.md, title: The rule, preview: A text.}\n"
CHECK = (
    "  - {slug: check, kind: check, questions: [tiny-2020/whom-it-stands-for], title: Check,"
    " preview: One.}\n"
)
WHOM = "  - {slug: whom, kind: commit, title: Whom to turn to, preview: Whom to ask.}\n"


@pytest.fixture
def said(tmp_path):
    """Writes a module into the tiny content; what is said of it, and no error."""
    write_tiny(tmp_path)
    questions = tmp_path / "tiny/reports/tiny-2020/questions.yaml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace("objective: library", "objective: whom"), encoding="utf-8")
    module = tmp_path / "tiny/modules/lost.yaml"
    (module.parent / "lost").mkdir(parents=True)
    for name in ("rule.md", "rule.plain.md"):
        (module.parent / "lost" / name).write_text("Ask whoever lost it.\n", encoding="utf-8")

    def write(*steps: str, head: str = HEAD) -> list[str]:
        module.write_text(head + "".join(steps), encoding="utf-8")
        checked = examine(read_content([tmp_path]))
        assert checked.errors == []
        return [str(each).removeprefix(f"{module}:") for each in checked.warnings
                if each.path == str(module)]  # fmt: skip

    return write


def test_a_module_that_holds_what_it_says(said):
    assert said(READ, CHECK, WHOM) == []


def test_minutes_that_are_far_from_what_the_steps_add_up_to(said):
    [told] = said(READ, CHECK, WHOM, head=HEAD.replace("minutes: 2", "minutes: 5"))

    problem, _, mend = told.partition("; ")
    assert problem.startswith("9: `minutes` says 5")
    assert problem.endswith(" 1.5")
    assert mend.startswith("write 2")


@pytest.mark.parametrize("minutes", [1, 2])
def test_a_minute_more_or_less_is_not_far(said, minutes):
    assert said(READ, CHECK, WHOM, head=HEAD.replace("minutes: 2", f"minutes: {minutes}")) == []


def test_an_objective_that_no_question_checks(said):
    more = HEAD.replace("learnt:", "  rest: You can say who else was asked.\nlearnt:")

    [told] = said(READ, CHECK, WHOM, head=more)

    assert told.startswith("13: no question checks the objective `rest`")


def test_an_objective_that_nothing_teaches(said):
    [told] = said(CHECK, WHOM)

    assert told.startswith("12: no page of the module")
    assert "`whom`" in told
    assert "(tiny-2020/whom-it-stands-for)" in told


def test_a_text_of_its_own_may_teach_it(said):
    assert said(TEXT, CHECK, WHOM) == []


def test_a_question_that_checks_something_else(said, tmp_path):
    questions = tmp_path / "tiny/reports/tiny-2020/questions.yaml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace("objective: whom", "objective: library"), encoding="utf-8")

    unchecked, other = said(READ, CHECK, WHOM)

    assert unchecked.startswith("12: no question checks the objective `whom`")
    assert other.startswith("16: `tiny-2020/whom-it-stands-for` checks `library`")


def test_a_module_that_only_tells_is_asked_for_no_question(said):
    assert said(READ, head=HEAD.replace("minutes: 2", "minutes: 1")) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sums: column", "sums: ''", True),
        ("multi_answer: false\n  sums: column", "multi_answer: true\n  sums: ''", False),
        ("base_n: 120", "base_n: null", False),
    ],
)
def test_one_base_for_rows_that_may_be_groups_is_asked_about(tmp_path, old, new, told):
    tables = write_tiny(tmp_path) / "tiny/reports/tiny-2020/tables/tables.yaml"
    tables.write_text(tables.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = [str(each) for each in examine(read_content([tmp_path])).warnings
             if each.path == str(tables)]  # fmt: skip
    assert len(found) == told, found
    assert all("`base_n` 120 is told of each row" in each for each in found)
