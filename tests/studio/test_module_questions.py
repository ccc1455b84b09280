"""Questions that belong to a module, beside its texts: fixtures/modules/<slug>/questions.yaml."""

from awareness.content.checks import check
from awareness.content.reader import read_content

QUESTION = """\
- key: whom-first
  kind: single
  objective: police-or-contact
  stem: A colleague says that a child is in danger at this moment. Whom do you call first?
  options:
    - {key: a, text: My manager., feedback: It feels right to ask. The police come first.}
    - {key: b, text: The police., correct: true, feedback: You never need to ask anyone before.}
    - {key: c, text: The contact., feedback: The contact comes next. The police come first.}
"""


def write(planted, text, module="what-to-do"):
    path = planted.folder / "modules" / module / "questions.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def errors(planted):
    content = read_content([planted.root])
    return content, [str(problem) for problem in check(content) if not problem.warning]


def test_a_modules_question_has_the_modules_name(planted):
    write(planted, QUESTION)
    content, problems = errors(planted)
    assert problems == []
    assert "what-to-do/whom-first" in {f"{q.report}/{q.shape.key}" for q in content.questions}


def test_what_it_names_is_looked_up_with_its_pack(planted):
    lines = "  explainers: [netclean-2018/workplace]\n  caveats: [netclean-2018:NOBODY, NOWHERE]\n"
    write(planted, QUESTION + lines)
    _, problems = errors(planted)
    assert len([problem for problem in problems if "unknown caveat" in problem]) == 2
    assert not [problem for problem in problems if "unknown explainer" in problem]


def test_of_a_module_that_is_not_there_they_are_of_nothing(planted):
    write(planted, QUESTION, "no-module")
    _, problems = errors(planted)
    [problem] = problems
    assert "modules/no-module/questions.yaml:1: there is no module and no report `no-mod" in problem
    # Of one that could not be read nobody knows how it is called.
    module = planted.folder / "modules/what-to-do.yaml"
    module.write_text(module.read_text().replace("slug: what-to-do", "slug: no-module", 1) + "x:\n")
    _, problems = errors(planted)
    assert problems
    assert not [problem for problem in problems if "there is no module" in problem]
