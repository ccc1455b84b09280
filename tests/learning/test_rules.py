"""The rules, without a database."""

import pytest

from awareness.learning import rules
from awareness.learning.models import StepKind
from awareness.learning.rules import StepAnswers


@pytest.mark.parametrize(
    ("kind", "answered", "done"),
    [
        (StepKind.READ, StepAnswers(), True),
        (StepKind.COMMIT, StepAnswers(), True),
        (StepKind.CHECK, StepAnswers(), False),
        (StepKind.CHECK, StepAnswers(3, 2), False),
        (StepKind.CHECK, StepAnswers(3, 3), True),
        (StepKind.ESTIMATE, StepAnswers(1, 1), True),
        (StepKind.SCENARIO, StepAnswers(1, 1, False), False),
        (StepKind.SCENARIO, StepAnswers(1, 0, True), False),
        (StepKind.SCENARIO, StepAnswers(1, 1, True), True),
    ],
)
def test_a_step_is_fulfilled_as_its_kind_asks(kind, answered, done):
    assert rules.is_fulfilled(kind, answered) is done


def test_a_situation_may_be_retried_at_once_and_only_after_another_decision():
    assert rules.may_retry(StepKind.SCENARIO, StepAnswers(1, 1, False))
    assert rules.may_retry(StepKind.SCENARIO, StepAnswers(1, 0, False))
    assert not rules.may_retry(StepKind.SCENARIO, StepAnswers(1, 0, None))
    assert not rules.may_retry(StepKind.SCENARIO, StepAnswers(1, 0, True))
    assert not rules.may_retry(StepKind.SCENARIO, StepAnswers(1, 1, True))
    assert not rules.may_retry(StepKind.CHECK, StepAnswers(1, 1, False))


def test_steps_open_in_order():
    assert rules.next_open_number(3, 0) == 1
    assert rules.next_open_number(3, 3) is None
    assert [rules.may_open(number, 1) for number in (1, 2, 3)] == [True, True, False]


def test_the_other_form_goes_round():
    assert rules.next_form(["a", "b"], []) == "a"
    assert rules.next_form(["a", "b"], ["a"]) == "b"
    assert rules.next_form(["a", "b"], ["b", "a"]) == "a"
    assert rules.next_form(["a"], ["a"]) == "a"


def test_a_form_not_met_comes_before_one_that_was():
    forms = ["a", "b", "c", "d"]
    assert rules.next_form(forms, ["b"]) == "c"
    assert rules.next_form(forms, ["a", "b", "a"]) == "c"
    assert rules.next_form(forms, ["d", "c", "a"]) == "b"
    assert rules.next_form(forms, ["b", "a", "d", "c"]) == "c"


def test_minutes_left_are_rounded_up():
    assert rules.minutes_left(12, 7, 0) == 12
    assert rules.minutes_left(12, 7, 6) == 2
    assert rules.minutes_left(12, 7, 7) == 0


def test_sittings_go_round_all_questions():
    assert rules.practice_positions(4, 6, 0) == [0, 1, 2, 3]
    assert rules.practice_positions(8, 6, 0) == [0, 1, 2, 3, 4, 5]
    assert rules.practice_positions(8, 6, 1) == [6, 7, 0, 1, 2, 3]


def test_a_step_says_which_form_comes_first():
    assert rules.next_form(["a", "b"], [], first="b") == "b"
    assert rules.next_form(["a", "b"], ["b"], first="b") == "a"


def test_each_form_comes_first_for_as_many_people():
    forms = ["a", "b", "c", "d"]
    drawn = [rules.first_form(forms, "c", f"{person}:7") for person in range(1000)]
    assert all(200 <= drawn.count(form) <= 300 for form in forms)


def test_each_of_two_forms_comes_first_for_half_of_the_people():
    forms = ["a", "b"]
    drawn = [rules.first_form(forms, "b", f"{person}:7") for person in range(1000)]
    assert 450 <= drawn.count("a") <= 550
    assert drawn == [rules.first_form(forms, "b", f"{person}:7") for person in range(1000)]
    assert rules.first_form(["a"], "a", "1:7") == "a"
    assert rules.first_form(forms, None, "1:7") is None
