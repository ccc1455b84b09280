"""Questions that belong to a module, beside its texts: fixtures/modules/<slug>/questions.yaml."""

from awareness.studio.checks import check
from awareness.studio.reader import read_content

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


def write(planted, text):
    path = planted.folder / "modules/what-to-do/questions.yaml"
    path.write_text(text, encoding="utf-8")


def errors(planted):
    content = read_content([planted.folder])
    return content, [str(found) for found in check(content) if not found.warning]


def test_a_modules_question_has_the_modules_name(planted):
    write(planted, QUESTION)
    content, found = errors(planted)
    assert found == []
    assert "what-to-do/whom-first" in {f"{q.report}/{q.data['key']}" for q in content.questions}


def test_what_it_names_is_looked_up_with_its_pack(planted):
    said = "  explainers: [netclean-2018/workplace]\n  caveats: [netclean-2018:NOBODY, NOWHERE]\n"
    write(planted, QUESTION + said)
    _, found = errors(planted)
    assert len([each for each in found if "unknown caveat" in each]) == 2
    assert not [each for each in found if "unknown explainer" in each]
