"""`vary:` of a situation passes the gates: its words, and every text they can make."""

import pytest
import yaml

from awareness.content.checks import examine
from awareness.content.reader import read_content
from tests.studio.conftest import LAPTOP

LIST = "      occasion: [a meeting, a presentation, a talk with a customer]"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("[a meeting, a pervert]", "is a word we do not use"),
        ("[a meeting, a talk with twelve people]", "the number “twelve” is typed"),
        ("[a meeting]", "needs at least 2 different words"),
        ('[a meeting, "{figure:netclean-2018:alerts}"]', "its words are plain"),
    ],
)
def test_words_that_do_not_hold(planted, words, message):
    place = planted.put(LAPTOP, LIST, f"      occasion: {words}")
    line = int(place.rpartition(":")[2])
    problems = planted.problems()
    assert any(
        f"shared-laptop.yaml:{line}" in problem and message in problem for problem in problems
    ), problems


def test_a_text_that_only_one_word_makes_wrong(planted):
    planted.put(LAPTOP, LIST, "      occasion: [a meeting, stars]")
    planted.put(LAPTOP, "for {vary:occasion}. While", "for child {vary:occasion}. While")
    assert any("“child stars” is a word we do not use" in problem for problem in planted.problems())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{vary:occasion}", "{vary:moment}", "`vary` has no such list"),
        ("{vary:occasion}", "a meeting", "no text uses"),
        ("title: The shared laptop", 'title: "For {vary:occasion}"', "nothing varies here"),
    ],
)
def test_placeholders_and_lists_belong_together(planted, old, new, message):
    planted.put(LAPTOP, old, new)
    problems = planted.problems()
    assert any(message in problem for problem in problems), problems


def test_the_question_keeps_the_lists_and_the_places(planted):
    content = read_content([planted.root])
    built = {question.key: question for question in examine(content).built_questions}
    scenario = yaml.safe_load((planted.folder / LAPTOP).read_text(encoding="utf-8"))
    block = built["scenario/s1-a"].spec.stored()["scenario"]
    assert block["vary"] == scenario["forms"]["a"]["vary"]
    assert "{vary:occasion}" in block["nodes"]["found"]["text"]
