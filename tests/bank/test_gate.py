"""The item gate: one test a rule, each with the rule's name."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from awareness.bank import gate, guards
from quizzes.kinds import rule_problems
from tests.bank.ledgers import RULES, a_definition, resolved


def spec(**parts):
    return resolved(a_definition(**parts))


def rules(**parts) -> list[str]:
    return [broken.rule for broken in gate.broken_rules(spec(**parts), RULES)]


def option(key: str, text: str, correct=False, feedback="It is said so.") -> dict:
    return {"key": key, "text": text, "correct": correct, "feedback": feedback}


def options(*texts: str, key: int = 0) -> list[dict]:
    return [option("abcdefg"[n], text, n == key) for n, text in enumerate(texts)]


def test_it_passes_a_good_question():
    assert gate.broken_rules(spec()) == []


@pytest.mark.parametrize("texts", [("I call.", "I wait."), ("I", "You", "He", "She")])
def test_a_single_choice_has_three_options(texts):
    assert "number of options" in rules(options=options(*texts))


def test_multiple_response_has_four_to_six():
    assert "number of options" in rules(kind="multiple", options=options("I", "You", "He"))
    assert not rules(kind="multiple", options=options("I", "You", "He", "She"))


def test_multiple_response_has_something_wrong():
    all_right = [option(key, text, True) for key, text in zip("abcd", "IJKL", strict=True)]

    found = rule_problems(spec(kind="multiple", options=all_right))
    [problem] = map(str, found)
    assert problem.startswith("options: at least one is wrong")


def test_a_single_choice_has_one_key():
    two = [option("a", "I", True), option("b", "You", True), option("c", "He")]

    found = rule_problems(spec(options=two))
    [problem] = map(str, found)
    assert problem.startswith("options: needs one key")
    assert "not 2" in problem


@pytest.mark.parametrize(
    "text", ["All of the above", "None of the above", "Both of these", "A and B", "None of them"]
)
def test_no_all_or_none_of_the_above(text):
    assert "no all or none of the above" in rules(options=options("I call.", "I wait.", text))


@pytest.mark.parametrize("word", ["not", "except", "cannot", "doesn't"])
def test_no_negative_stem(word):
    assert "no negative stem" in rules(stem=f"Which of these {word} fits?")


@pytest.mark.parametrize("word", ["always", "Never", "usually"])
def test_no_absolutes(word):
    judged = gate.broken_rules(spec(options=options("I call.", "I wait.", f"{word} so.")))
    found = [broken for broken in judged if broken.rule == "no absolutes"]

    assert found[0].at == ("options", 2)
    assert "no absolutes" in rules(stem=f"Who {word} calls?")


def test_the_key_is_not_far_the_longest():
    long = "I call the police at once, and after that I tell the contact too."

    assert "the key does not stand out" in rules(options=options(long, "I wait.", "I ask."))
    assert not rules(options=options(long, long.replace("at once", "tomorrow"), "I wait."))


def test_numbers_ascend():
    assert "numbers ascend" in rules(options=options("30 %", "20 %", "40 %"))
    assert not rules(options=options("20 %", "30 %", "40 %"))
    assert not rules(options=options("90", "272", "1,200"))


def test_feedback_stands_on_every_option():
    bare = [option("a", "I call.", True), option("b", "I wait.", feedback=" "), option("c", "Hm.")]

    with pytest.raises(ValidationError, match=r"options\.1\.feedback\s+Value error, is empty"):
        spec(options=bare)


@pytest.mark.parametrize("text", ["Wrong!", "That is incorrect.", "Of course it is."])
def test_feedback_is_calm(text):
    shaming = options("I call.", "I wait.", "I ask.")
    shaming[1]["feedback"] = text

    assert "calm feedback" in rules(options=shaming)


def test_words_we_do_not_use_are_refused():
    assert "G11" in rules(options=options("I call.", "I wait.", "They are monsters."))


def test_long_stems_are_refused():
    assert "G16" in rules(stem="word " * 40 + "?")


def test_key_positions_are_balanced_over_the_bank():
    assert gate.out_of_balance([0, 1, 2, 0, 1, 2, 0]) is None
    assert gate.out_of_balance([0]) is None
    assert gate.out_of_balance([0, 0, 1]) is None  # two tiny subjects with a question each, or two
    assert gate.out_of_balance([0, 0, 0]) is not None
    broken = gate.out_of_balance([1, 1, 1, 1, 0, 2, 0, 2, 1])
    assert broken.rule == "key positions are balanced"
    assert "position 2" in broken.what


def test_key_positions_are_balanced_in_a_module():
    assert gate.out_of_balance_in_module("m", [0, 0]) is None
    assert gate.out_of_balance_in_module("m", [0, 0, 0]) is not None


def test_sorted_numbers_have_no_free_position():
    assert gate.key_position(spec(options=options("20 %", "30 %", "40 %"))) is None
    assert gate.key_position(spec()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It was her own fault.",
        "The child asked for it.",
        "They should have known.",
        "It is only a picture.",
        "It is harmless.",
        "Nobody is hurt by it.",
        "She led him on.",
        "She shares the blame with him.",
        "I let it be, since nobody was harmed.",
    ],
)
def test_no_option_blames_or_makes_it_small(text):
    found = [b for b in gate.broken_rules(spec(options=options("I call.", "I wait.", text)))
             if b.rule == "nobody is blamed"]  # fmt: skip

    assert [each.at for each in found] == [("options", 2)]
    assert found[0].right


def test_what_somebody_says_may_be_quoted_in_a_stem():
    assert "nobody is blamed" not in rules(stem="Someone says: “It is just a picture.” Now what?")
    assert "nobody is blamed" in rules(stem="It is just a picture. Now what?")


def test_options_are_of_one_kind():
    assert "options of one kind" in rules(options=options("20", "30", "Many of them"))


def test_numbers_are_of_one_precision():
    assert "numbers of one precision" in rules(options=options("20 %", "30.5 %", "40 %"))
    assert "numbers of one precision" not in rules(options=options("20.0 %", "30.5 %", "40.1 %"))


def test_options_end_alike():
    assert "options end alike" in rules(options=options("I call.", "I wait", "I ask."))
    assert "options end alike" not in rules(options=options("“I call.”", "I wait.", "I ask?"))


def test_a_question_reads_easily():
    hard = (
        "Institutional responsibilities necessitate immediate organisational notification. "
        "Subsequently, documentation responsibilities become administratively indispensable."
    )
    [broken] = [b for b in gate.broken_rules(spec(stem=hard)) if b.rule == "easy to read"]

    assert "at most 9" in broken.what
    assert "shorter" in broken.right


def test_every_guard_says_how_to_mend_what_it_refuses():
    """Each that the code has: nobody is sent to read a whole document instead."""
    folder = Path(guards.__file__).parent
    named = {
        name
        for path in folder.glob("*.py")
        for name in re.findall(r'guard\(\s*"(G\d+)"', path.read_text())
    }

    assert len(named) > 12
    assert named <= guards.MEND_BY_GUARD.keys()


def test_every_rule_says_how_to_mend_it():
    wrong = options("It is harmless", "All of the above.", "Never 3")
    wrong[1]["feedback"] = "Wrong!"
    found = gate.broken_rules(spec(options=wrong, stem="Which does not fit?"))

    assert len({each.rule for each in found}) >= 6
    assert all(each.what and each.right for each in found)
