"""One mistake is told once: what was written and refused is not missing from all that names it."""

import shutil

import pytest

from awareness.content.checks import examine
from awareness.content.reader import read_content
from tests.studio.content import write_tiny

PACK = "reports/tiny-2020/"
FIGURES, REPORT, QUESTIONS = (f"{PACK}{name}" for name in
                              ("figures.csv", "report.yaml", "questions.yaml"))  # fmt: skip
TABLES, CELLS = f"{PACK}tables/tables.yaml", f"{PACK}tables/where.csv"
PAGE = f"{PACK}insights/01-lost-property.md"
MODULE, OWN, RULE = (f"modules/{name}" for name in
                     ("lost.yaml", "lost/questions.yaml", "lost/rule.md"))  # fmt: skip
SITUATION, RECORD = "scenarios/own.yaml", "discrepancies.yaml"

# What names nearly everything of the tiny pack: a module, a situation, a page of the library, a
# drawing, a generated question, a disagreement.
MORE = {
    MODULE: """code: T1
slug: lost
title: What is found
say: What becomes of lost things, in one line.
about: What somebody reads before they begin.
track: basics
major: 1
mandatory: false
minutes: 3
order: 1
needs: []
objectives: {whom: You can say for whom a survey stands.}
decisions: {stop: Nothing is thrown away.}
learnt: [Answers stand for those who were asked.]
steps:
  - {slug: read, kind: read, explainer: tiny-2020/lost-property, title: Page, preview: A page.}
  - {slug: rule, kind: read, text: lost/rule.md, title: The rule, preview: A text of its own.}
  - {slug: check, kind: check, questions: [tiny-2020/whom-it-stands-for, lost/own], title: Check,
     preview: Questions.}
  - {slug: desk, kind: scenario, scenario: own, title: At the desk, preview: A situation.}
  - {slug: whom, kind: commit, title: Whom to turn to, preview: Whom to ask.}
""",
    OWN: """- key: own
  kind: single
  objective: whom
  explainers: [tiny-2020/lost-property]
  stem: For whom do these answers stand?
  options:
    - key: b
      text: For the managers of all shops.
      feedback: It is easily read that way.
      figures: ["tiny-2020:with-rule"]
    - key: a
      text: For those who chose to answer.
      correct: true
      feedback: They chose to take part.
      figures: ["tiny-2020:with-rule"]
    - key: c
      text: For everybody who loses something.
      feedback: Nobody asked them.
      figures: ["tiny-2020:with-rule"]
  caveats: ["tiny-2020:CHOSE"]
""",
    RULE: "Ask whoever lost it what it looks like.\n",
    "modules/lost/rule.plain.md": "Ask what it looks like.\n",
    SITUATION: """key: own
decision: stop
title: At the desk
forms:
  a:
    title: At the desk
    start: one
    caveats: ["tiny-2020:CHOSE"]
    nodes:
      one:
        text: "{figure:tiny-2020:with-rule|about} of the managers have a rule. A bag is found."
        choices:
          - {key: a, text: Go on., best: true, goto: end, feedback: So it goes.}
          - {key: b, text: Go by., best: false, goto: two, feedback: So it goes too.}
      two:
        text: The bag is still there.
        choices:
          - {key: a, text: Take it in., best: true, goto: end, feedback: So it goes.}
          - {key: b, text: Leave it., best: false, goto: end, feedback: So it goes too.}
      end: {text: That is all., end: true}
""",
    "library/01-words.md": """---
title: Words
lead: Words of the library.
order: 1
---
{figure:tiny-2020:managers} managers answered.
""",
    "library/01-words.plain.md": """---
title: Words
lead: Words of the library.
---
{figure:tiny-2020:managers} answered.
""",
    RECORD: """sources: {"2020": tiny.txt}
discrepancies:
  - {key: D-1, title: Written rules, where: "2020:5", what: It is printed in one place.,
     treatment: We take the line., learn: true}
""",
}
ADDED = {
    QUESTIONS: """- generate: Q9
  key: a-guess
  from: where/city/share
  seed: 1
  objective: library
  explainers: [lost-property]
""",
    REPORT: """charts:
  - key: both
    kind: bars
    title: Managers and rules
    sub: Share of the managers who answered, in per cent
    rows: [with-rule, where/city/share]
""",
    PAGE: "\n{chart:both}\n",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A content folder without a problem, not to be changed."""
    root = write_tiny(tmp_path_factory.mktemp("whole"))
    for name, text in MORE.items():
        (root / "tiny" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "tiny" / name).write_text(text, encoding="utf-8")
    for name, text in ADDED.items():
        with (root / "tiny" / name).open("a", encoding="utf-8") as file:
            file.write(text)
    put(root / "tiny" / QUESTIONS, "objective: library", "objective: whom")
    put(root / "tiny" / FIGURES, "CAVEAT,,CHOSE,,", "CAVEAT,,CHOSE,D-1,")
    return root


@pytest.fixture
def content(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "content")


def put(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, (path.name, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def told(root) -> list[str]:
    """Errors and warnings, each from its file on."""
    problems = examine(read_content([root]), root / "sources").problems
    return [str(problem).removeprefix(f"{root}/tiny/") for problem in problems]


def test_the_content_that_is_broken_here_is_whole(whole):
    assert told(whole) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (TABLES, "exclusive: true", "exclusive: maybe"),
        (TABLES, "exclusive: true", "exclusiv: true"),
        (TABLES, "key: where", "key: Where"),
        (TABLES, "title: Where", "title: [Where"),
        (TABLES, "- key: where", "key: where"),
        (CELLS, "city,9,60", "city,9,sixty"),
        (CELLS, "city,9,60", "town,9,60"),
        (CELLS, "city,9,60", "city,x,60"),
        (CELLS, "city,9,60", "city,9"),
        (CELLS, "row,line,share", "row,line,part"),
        (FIGURES, ",75,,about", ",x75,,about"),
        (FIGURES, ",120,,,managers,120", ",x120,,,managers,120"),
        (FIGURES, "2020:5,", "2021:5,"),
        (FIGURES, "with-rule,01,", "with-rule,"),
        (FIGURES, "with-rule,01,", "With rule,01,"),
        (FIGURES, "measure,population,", "measure,"),
        (FIGURES, "rules,01,", "rules,1x,"),
        (FIGURES, "{with-rule} *", "{with-rule *"),
        (FIGURES, "{with-rule} *", "{with-rul} *"),
        (FIGURES, "{with-rule} *", "{rules} *"),
        (REPORT, "year: 2020", "year: x"),
        (REPORT, "title: The", "title: [The"),
        (REPORT, "kind: bars", "kind: barz"),
        (REPORT, "  CHOSE:", "  chose:"),
        (PAGE, "order: 1", "order: x"),
        (PAGE, "---\n", ""),
        (PAGE.replace(".md", ".plain.md"), "title:", "titel:"),
        (QUESTIONS, "kind: single", "kind: singel"),
        (QUESTIONS, "  explainers:", "  explainer:"),
        (QUESTIONS, "key: a-guess", "key: whom-it-stands-for"),
        (QUESTIONS, "  stem: For", "  stem: [For"),
        (OWN, "kind: single", "kind: singel"),
        (MODULE, "major: 1", "major: x"),
        (MODULE, "kind: check", "kind: chek"),
        (SITUATION, "goto: end", "goto: away"),
        (SITUATION, "title: At", "title: [At"),
        (RECORD, "learn: true", "learn: maybe"),
        (RECORD, "title: Written", "title: [Written"),
        ("library/01-words.md", "order: 1", "order: x"),
        ("subject.yaml", "order: 1", "order: x"),
    ],
)  # fmt: skip
def test_what_hangs_on_a_refused_thing_is_not_to_blame(content, name, old, new):
    put(content / "tiny" / name, old, new)
    if old == "measure,population,":  # the column is not there at all
        path = content / "tiny" / FIGURES
        path.write_text(path.read_text("utf-8").replace(",Shop managers who chose to answer", ""))

    found = told(content)

    assert len(found) == 1, found
    assert found[0].startswith(f"{name}:")


@pytest.mark.parametrize("name", [FIGURES, CELLS, TABLES, REPORT, PAGE, QUESTIONS, MODULE, OWN,
                                  RULE, SITUATION, RECORD])  # fmt: skip
def test_nor_on_a_file_that_is_no_text(content, name):
    path = content / "tiny" / name
    path.write_bytes(path.read_bytes() + "ä\n".encode("latin-1"))

    found = told(content)

    assert len(found) == 1, found
    assert found[0].startswith(f"{name}:")


def test_a_report_that_stands_twice_is_told_once(content):
    shutil.copytree(content / "tiny" / PACK, content / "tiny/reports/tiny-again")

    [found] = told(content)

    assert "the report `tiny-2020` stands twice" in found


def test_a_base_that_a_refused_row_prints_is_no_mistake_of_others(content):
    put(content / "tiny" / TABLES, "base_n: 120", "base_n: null")
    put(content / "tiny" / FIGURES, ",120,,,managers,120", ",x120,,,managers,120")

    [found] = told(content)

    assert "'x120' is no number" in found


def test_what_is_wrong_beside_it_is_told_all_the_same(content):
    put(content / "tiny" / FIGURES, "rules,01,", "rules,1x,")
    put(content / "tiny" / PAGE, "{figure:managers}", "{figure:manager}")

    refused, misspelt = told(content)

    assert refused.startswith(f"{FIGURES}:4: `insight` '1x'")
    assert misspelt.startswith(f"{PAGE}:7: there is no figure 'manager'")


def test_what_is_wrong_with_a_drawing_is_told_where_it_is_written(content):
    put(content / "tiny" / REPORT, "rows: [with-rule,", "rows: [with-rul,")

    [found] = told(content)

    assert found.startswith(f"{REPORT}:")
    assert "there is no figure `with-rul`; write `with-rule`" in found
