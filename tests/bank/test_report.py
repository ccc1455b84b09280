"""What the report on the bank measures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.bank.reading import school_grade, syllable_count
from awareness.bank.report import (
    bank_measures,
    bank_report,
    key_positions,
    key_ratio,
    longest_keys,
    question_text,
)
from tests.bank.ledgers import a_definition, a_figure, a_ledger, build_questions, resolved
from tests.bank.test_shipped import asked
from tests.content import reading_level


def built(*definitions):
    found, problems = build_questions(a_ledger(a_figure()), definitions)
    assert {problem.rule for problem in problems} <= {"key positions are balanced"}
    return found


def test_keys_are_counted_by_the_place_they_stand_at():
    seen = key_positions(built(*(a_definition(key=key) for key in ("one", "two", "three"))))

    assert seen["by_position"] == {"1": 0, "2": 3}
    assert not seen["within"]  # three keys, all at the second place
    assert "position 2" in seen["what"]


def test_measures_name_the_question_that_is_longest():
    long = "On a shared computer at work you see something that worries you. Whom do you tell?"
    both = built(a_definition(), a_definition(key="long", stem=long))
    found = {measure.name: measure for measure in bank_measures(both)}

    stem = found["words in a stem"]
    assert (stem.items, stem.most, stem.worst) == (2, 16.0, "tiny-2018/long")
    assert found["words in a sentence of a stem"].most == 12.0
    assert all(measure.within for measure in found.values())


def in_words(key, right):
    """A question whose key is `right`, beside answers of seventeen letters."""
    texts = {"a": right, "b": "I tell the police.", "c": "I leave it there."}
    options = [
        {"key": name, "text": text, "feedback": "So.", "correct": name == "a"}
        for name, text in texts.items()
    ]
    return a_definition(key=key, options=options)


def test_keys_that_are_the_longest_answer_are_counted():
    short, long = "I ask nobody now.", "I ask nobody right now."
    one = longest_keys(built(*(in_words(*pair) for pair in (("one", short), ("two", long)))))
    both = built(in_words("one", long), in_words("two", long))

    assert (one["counted"], one["longest"], one["within"]) == (2, 1, True)
    assert not longest_keys(both)["within"]
    assert (
        "the key is the longest answer in 2 of 2; in at most 1" in bank_report(both, [])["outside"]
    )


def test_nothing_is_outside_of_an_empty_bank():
    told = bank_report([], [])

    assert told["items"]["live"] == 0
    assert told["outside"] == []


@pytest.mark.parametrize(
    ("texts", "ratio"),
    [(("Yes", "No", "Sweden"), None), (("I tell a friend.", "I go on now."), 1.33)],
)
def test_names_are_as_long_as_they_are(texts, ratio):
    options = [
        {"key": key, "text": text, "feedback": "So.", "correct": key == "a"}
        for key, text in zip("abc", texts, strict=False)
    ]
    found = key_ratio(resolved(a_definition(options=options)))

    assert found == (ratio and pytest.approx(ratio, abs=0.01))


@pytest.mark.parametrize(
    ("word", "count"),
    [("police", 2), ("named", 1), ("computers", 3), ("said", 1), ("272", 1), ("officer’s", 3)],
)
def test_syllables_are_counted_by_rule(word, count):
    assert syllable_count(word) == count


@given(st.text(max_size=200))
def test_any_text_has_a_grade(text):
    assert school_grade(text) >= -3.4


def test_the_rule_agrees_with_the_dictionary():
    """A grade by rule stays near the one that the tests take from a dictionary of syllables."""
    found = {
        q.key: (school_grade(question_text(q.spec)), reading_level.grade(question_text(q.spec)))
        for q in asked()
    }
    far = {key: both for key, both in found.items() if abs(both[0] - both[1]) > 3}
    assert far == {}
