"""Sentences whose numbers are right and that mislead all the same: each kind is refused."""

import pytest

from tests.studio.conftest import LAPTOP, MODULE, QUESTIONS, WORKPLACE

SENTENCE = "It is an average over many places and many years, so it cannot say what happens in one"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("That led to {figure:alerts} times as many.", "“times as many” is compared with nothing"),
        ("Where no tool looks, nothing is found.", "says that nobody could come across it"),
        ("The Wellcome Collection does so.", "what is said of the Wellcome Collection has no note"),
        ("They named locked data.", "“locked data” is a word we do not use"),
    ],
)
def test_a_misleading_sentence(planted, words, message):
    # A passage of its own: no other sentence in it has a figure.
    place = planted.put(WORKPLACE, "## What the number", f"{words}\n\n## What the number")

    problems = planted.problems()

    assert len(problems) == 1, problems
    assert problems[0].startswith(f"{place}: ")
    assert message in problems[0]


@pytest.mark.parametrize(
    "words",
    [
        "That is {figure:alerts} times as many as before.",
        "Where no tool looks, nothing is found by a tool.",
        "The Wellcome Collection says so of {figure:alerts} alerts.",
    ],
)
def test_what_says_it_in_full(planted, words):
    planted.put(WORKPLACE, "## What the number", f"{words}\n\n## What the number")

    assert planted.problems() == []


def test_a_second_notice_of_what_is_left_out(planted):
    planted.put(WORKPLACE, SENTENCE, f"We leave it out. We do not show it. {SENTENCE}")
    assert planted.problems() == []  # one section says it once, in as many words as it needs

    place = planted.put(WORKPLACE, "## What follows from it", "## What follows\n\nNot told here.")

    problems = planted.problems()
    assert len(problems) == 1, problems
    assert "a further notice" in problems[0]
    assert problems[0].startswith(place.rsplit(":", 1)[0])


def test_what_a_tool_does_not_see_is_not_for_everybody(planted):
    sentence = "No alert is no proof that there is nothing."
    place = planted.put(WORKPLACE, SENTENCE, f"{sentence} {SENTENCE}")

    problems = planted.problems()
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"{place}: ")
    assert "what a tool does not see" in problems[0]

    planted.put(WORKPLACE, 'insight: "07"', 'insight: "07"\naudience: [H, I]')
    said = planted.problems()
    assert not any("what a tool does not see" in problem for problem in said)
    # But then the module for everybody that reads this page may not.
    assert any("is not for everybody" in problem for problem in said)


def test_nor_is_it_told_in_a_question_for_everybody(planted):
    sentence = "No alert is no proof that there is nothing."
    place = planted.put(QUESTIONS, "An alert is a message", f"{sentence} An alert is a message")

    [problem] = planted.problems()

    assert problem.startswith(place.rpartition(":")[0])
    assert "what a tool does not see" in problem


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (MODULE, "You need not be sure. And you look"),  # what was learnt
        (LAPTOP, "Many people want that. But you do"),  # said of a choice in a situation
        (QUESTIONS, "Installations were"),  # of a question that stands on no page
    ],
)
def test_nor_in_what_a_module_for_everybody_plays_or_asks(planted, file, words):
    planted.put(QUESTIONS, "[about-this-report]  # asked", "[]  # asked")
    planted.put(file, words, f"No alert is no proof that there is nothing. {words}")

    problems = planted.problems()

    assert any("what a tool does not see" in problem for problem in problems)
