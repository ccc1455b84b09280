"""Errors planted in scenarios, modules and the shape of the files."""

import re

import pytest
from pydantic import BaseModel

from awareness.content.schema_validation import WORDS_BY_PATTERN
from tests.studio.conftest import LAPTOP, MODULE, PACK, QUESTIONS, WORKPLACE, tells


def test_a_way_to_nowhere(planted):
    place = planted.put(LAPTOP, "goto: touched", "goto: nowhere")

    [problem] = planted.problems()

    assert tells(problem, place, "nodes.found.choices.0.goto", "'nowhere'")


@pytest.fixture
def walk(planted):
    """A scenario of one form in a file of its own; its nodes are given by the test."""

    def write(nodes: str) -> str:
        path = planted.folder / "scenarios" / "own.yaml"
        head = (
            "key: own\ndecision: stop\ntitle: Own\nforms:\n  a:\n    title: Own\n    start: one\n"
        )
        path.write_text(f"{head}    nodes:\n{nodes}", encoding="utf-8")
        return str(path)

    return write


def node(key: str, *ways: str) -> str:
    """A node of four lines and five more for each way; the first way is the best."""
    lines = [f"      {key}:", "        text: You decide.", "        choices:"]
    for number, way in enumerate(ways):
        lines += [
            f"          - key: way-{number}",
            "            text: Go on.",
            f"            best: {'true' if number == 0 else 'false'}",
            f"            goto: {way}",
            "            feedback: So it goes.",
        ]
    return "\n".join(lines) + "\n"


END = "      end: {text: That is all., end: true}\n"


@pytest.mark.parametrize(
    ("nodes", "line", "message"),
    [
        (node("one", "end", "two") + node("two", "end", "away") + END, 33, "no node 'away'"),
        (node("one", "end", "two") + node("two", "one", "end") + END, 8, "go round in a circle"),
        (
            node("one", "two", "two")
            + node("two", "three", "three")
            + node("three", "four", "four")
            + node("four", "end", "end")
            + END,
            8,
            "4 decisions in a row; at most 3",
        ),
        (node("one", "two", "two") + node("two", "end", "end"), 28, "no node 'end'"),
        (
            node("one", "two", "two") + node("two", "end", "end") + node("off", "end", "end") + END,
            35,
            "is never reached from the start",
        ),
        (node("one", "two", "end") + node("two", "end", "end") + END, 20, "recover"),
    ],
)
def test_a_scenario_that_leads_astray(planted, walk, nodes, line, message):
    path = walk(nodes)

    problems = [problem for problem in planted.problems() if message in problem]

    assert problems
    assert problems[0].startswith(f"{path}:{line}: ")


def test_a_scenario_that_can_be_walked(planted, walk):
    walk(node("one", "two", "two") + node("two", "end", "end") + END)

    assert planted.problems() == []


def test_a_decision_of_no_module(planted):
    place = planted.put(LAPTOP, "decision: stop", "decision: stay")

    assert any(
        problem.startswith(f"{place}: no module has the decision `stay`; write ")
        for problem in planted.problems()
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("text: what-to-do/the-rule.md", "text: what-to-do/the-rules.md", "unknown text"),
        ("scenario: s18", "scenario: s81", "unknown scenario"),
        ("form: b", "form: c", "unknown form"),
        ("opens_with: before-you-start", "opens_with: before-it", "unknown module"),
        ("kind: commit", "kind: promise", "`kind` 'promise' is not known"),
        ("major: 2", "major: one", "`major` 'one' is no whole number"),
        ("mandatory: true", "mandatory: yes", "`mandatory` 'yes' is neither true nor false"),
        (
            "steps:\n",
            "steps:\n  - {slug: odd, kind: commit, title: Odd, preview: One thing, and another}\n",
            "the text goes on after a comma: `and another`; put a text with commas",
        ),
        ("track: all-staff", "trak: all-staff", "unknown key `trak`; did you mean `track`?"),
        ("slug: your-contact", "slug: time-matters", "the step `time-matters` stands twice"),
        ("slug: your-contact", "slug: done", "the step `done` stands twice or is a page"),
    ],
)
def test_a_module_that_names_what_is_not_there(planted, old, new, message):
    place = planted.put(MODULE, old, new)

    problems = planted.problems()

    assert any(problem.startswith(f"{place}: ") and message in problem for problem in problems), (
        problems
    )


def test_a_former_name_is_not_that_of_a_module_there_is(planted):
    planted.put(MODULE, "major: 2", "major: 2\nwas: [what-it-was, before-you-start]")

    [problem] = planted.problems()

    assert "`before-you-start` is a module that there is" in problem


def test_a_check_that_asks_what_is_not_there(planted):
    place = planted.put(
        "modules/why-this-is-a-workplace-topic.yaml", "netclean-2018/no-report-here",
        "netclean-2018/no-report-there",
    )  # fmt: skip

    assert [problem.split("; ")[0] for problem in planted.problems()] == [
        f"{place}: unknown question `netclean-2018/no-report-there`"
    ]


def test_an_unknown_explainer(planted):
    place = planted.put(
        "modules/why-this-is-a-workplace-topic.yaml", "explainer: netclean-2018/workplace",
        "explainer: netclean-2018/workshop",
    )  # fmt: skip

    assert [problem.split("; ")[0] for problem in planted.problems()] == [
        f"{place}: unknown explainer `netclean-2018/workshop`"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (QUESTIONS, "objective: say-what-alerts-mean", "objectiv: x", "unknown key `objectiv`"),
        (QUESTIONS, "kind: single", "kind: double", "`kind` 'double' is not known"),
        (QUESTIONS, "key: guess-share-us", "key: guess-computers-per-alert", "stands twice"),
        (QUESTIONS, "explainers: [workplace]", "explainers: [workshop]", "unknown explainer"),
        (f"{PACK}/report.yaml", "publisher:", "publishers:", "unknown key `publishers`"),
        (f"{PACK}/report.yaml", "year: 2018", "year: last", "`year` 'last' is no whole number"),
        (f"{PACK}/report.yaml", "from: 2018-05-02", "from: 2 May", "`from` '2 May' is no day"),
        (f"{PACK}/report.yaml", "IMPRESSION: >-", "ALERTS_2018: >-", "`ALERTS_2018` stands twice"),
        (f"{PACK}/report.yaml", "selfgen-common,", "selfgen-usual,", "no figure `selfgen-usual`"),
        (f"{PACK}/report.yaml", "marks: computers-per-alert", "marks: none", "no figure `none`"),
        (f"{PACK}/tables/respondents.csv", "usa,162", "us,162", "unknown row `us`"),
        (f"{PACK}/tables/respondents.csv", "54.4", "54.4x", "`share` '54.4x' is no number"),
        (f"{PACK}/tables/respondents.csv", "row,line,share", "row,line,part", "the columns are"),
        (f"{PACK}/tables/respondents.csv", "canada,166", "canada,c66", "`line` 'c66' is no line"),
        (WORKPLACE, 'insight: "07"', "insight: 7th", "`insight` '7th' is not of the right form"),
        (WORKPLACE, "lead: Some", "led: Some", "unknown key `led`; did you mean `lead`?"),
        (LAPTOP, "title: The shared laptop", "title: ''", "`title` is empty; write something"),
        (LAPTOP, "\n  b:\n", "\n  calm:\n", "'calm' is not of the right form; write one small let"),
        ("support.yaml", "need: report", "need: help", "`need` 'help' is not known"),
        ("discrepancies.yaml", "learn: false", "learn: no", "`learn` 'no' is neither true nor"),
    ],
)
def test_a_file_that_does_not_fit(planted, file, old, new, message):
    place = planted.put(file, old, new)

    problems = planted.problems()

    path, _, line = place.rpartition(":")
    near = [f"{path}:{n}: " for n in range(int(line) - 3, int(line) + 2)]
    assert any(problem.startswith(tuple(near)) and message in problem for problem in problems), (
        problems
    )


def test_yaml_that_cannot_be_read_says_where_and_nothing_more(planted):
    place = planted.put(MODULE, "title: What to do", "title: [What to do")

    problems = planted.problems()

    assert len(problems) == 1
    assert problems[0].startswith(f"{place.rpartition(':')[0]}:")
    assert "cannot be read" in problems[0]


def test_a_page_without_its_plain_edition(planted):
    (planted.folder / PACK / "insights" / "07-workplace.plain.md").unlink()
    path = planted.folder / WORKPLACE

    [problem] = planted.problems()

    assert tells(problem, f"{path}:1", "no plain edition", "07-workplace.plain.md")


def test_a_choice_without_its_plain_text(planted):
    plain = "            plain: Put things back, phone the contact, and say so.\n"
    planted.put(LAPTOP, plain, "")

    [problem] = planted.problems()

    path = planted.folder / LAPTOP
    line = path.read_text(encoding="utf-8").partition("text: Put things back")[0].count("\n") + 1
    said = ("nodes.touched.choices.1.text has no plain text", "write it beside it")
    assert tells(problem, f"{path}:{line}", *said)


def test_a_situation_whose_plain_edition_is_hardly_shorter(planted):
    many = "word " * 200
    planted.put(LAPTOP, "plain: The contact asks you for a short note.", f"plain: {many}")

    [problem] = planted.problems()

    assert tells(problem, f"{planted.folder / LAPTOP}:9", "the plain edition has", "a quarter")


def test_turns_alone_may_have_plain_texts_and_it_is_a_warning(planted):
    """So situations could be written before choices had them; they go on loading."""
    path = planted.folder / LAPTOP
    text = path.read_text(encoding="utf-8")
    of_choices = r"^ {12}plain(?:_feedback)?: .*\n(?: {14}.*\n)*"
    path.write_text(re.sub(of_choices, "", text, flags=re.MULTILINE), encoding="utf-8")

    problems = planted.problems()

    assert len(problems) == 2  # one a form
    assert all("choices.0.text has no plain text" in problem for problem in problems)
    assert all(problem.endswith("(warning)") for problem in problems)


def test_all_errors_at_once_in_order_of_place(planted, sources):
    """One of each kind in six files; every one is told, sorted by file and line."""
    places = [
        planted.put(LAPTOP, "goto: touched", "goto: nowhere"),
        planted.put(MODULE, "scenario: s18", "scenario: s81"),
        planted.put(WORKPLACE, "office.", "office. There are twelve."),
        planted.put(WORKPLACE, "{chart:alerts-dots}", "{chart:alerts-pie}"),
        planted.put(QUESTIONS, "from: computers-per-alert", "from: groups-more"),
        planted.put(f"{PACK}/tables/respondents.csv", "163,12.1", "163,1.21"),
        planted.put_cell("alerts", "value", "531"),
        planted.put(f"{PACK}/report.yaml", "publisher:", "publishers:"),
    ]
    del places[-1]  # the report itself does not fit, so its pack is told of that first

    planted.put(f"{PACK}/report.yaml", "publishers:", "publisher:")
    problems = planted.problems(sources)

    reported = [problem.split(": ")[0] for problem in problems]
    assert set(places) <= set(reported)
    keyed = [(place.rpartition(":")[0], int(place.rpartition(":")[2])) for place in reported]
    assert keyed == sorted(keyed)


def test_a_pack_that_cannot_be_read_blames_nobody_who_names_it(planted):
    place = planted.put(f"{PACK}/report.yaml", "publisher:", "publischer:")

    problems = planted.problems()

    assert any(problem.startswith(f"{place}: unknown key `publischer`") for problem in problems)
    assert not [
        problem for problem in problems if "unknown question" in problem or "no figure" in problem
    ]


def patterns_in(schema) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(patterns_in, schema))
    if not isinstance(schema, dict):
        return set()
    own = {value for value in [schema.get("pattern")] if isinstance(value, str)}
    return own.union(schema.get("patternProperties", ()), *map(patterns_in, schema.values()))


def test_every_set_form_is_said_in_words():
    def below(cls):
        return {cls}.union(*map(below, cls.__subclasses__()))

    ours = {cls for cls in below(BaseModel) if cls.__module__.startswith("awareness.")}
    patterns = set().union(*(patterns_in(cls.model_json_schema()) for cls in ours))
    assert len(patterns) > 10
    assert patterns == set(WORDS_BY_PATTERN)
