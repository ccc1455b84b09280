from datetime import timedelta

import pytest

from quizzes.actions import answer, finish_attempt, publish, regrade
from quizzes.errors import QuizError
from quizzes.models import QuestionVersion
from quizzes.player import item_view
from quizzes.queries import first_decision_right, items_of_attempt
from tests.quizzes import specs
from tests.quizzes.conftest import token_of

LATER = specs.NOW + timedelta(days=1)


def corrected(right: str) -> dict:
    options = [option | {"correct": option["key"] == right} for option in specs.single()["options"]]
    return specs.single(options=options)


@pytest.fixture
def finished(ask):
    item = ask(specs.single())[0]
    answer(item, token="t", raw={"answer": token_of(item, "key-one")}, now=specs.NOW)
    finish_attempt(item.attempt, specs.NOW)
    return item


def test_it_works(finished):
    under = publish("single-0", "single", corrected("key-one"))
    assert regrade(finished.version, under, LATER) == 1
    finished.attempt.refresh_from_db()
    assert finished.attempt.fraction == 1.0
    grades = finished.responses.get().grades.order_by("id")
    assert [grade.fraction for grade in grades] == [0.0, 1.0]  # nothing is overwritten
    [item] = items_of_attempt(finished.attempt)
    assert (item.newest.fraction, item.fraction) == (1.0, 1.0)


def test_its_page_tells_the_key_that_counts_now(finished):
    """Whoever was told that their answer counts finds it right there, and no wrong key."""
    [before] = items_of_attempt(finished.attempt)
    assert not item_view(before).went_well
    regrade(finished.version, publish("single-0", "single", corrected("key-one")), LATER)
    [item] = items_of_attempt(finished.attempt)
    view = item_view(item)
    assert view.went_well
    assert view.remark.right
    assert not any(other.right for other in view.others)


def test_a_situation_goes_by_the_key_that_counts_now(ask):
    """It is done by its first decision: the one that is the right one now."""
    item = ask(specs.scenario())[0]
    path = specs.scenario()["scenario"]["nodes"]["node-found"]["choices"]
    poor = next(choice for choice in path if not choice["best"])
    answer(item, token="t", raw={"answer": token_of(item, f"node-found/{poor['key']}")},
           now=specs.NOW)  # fmt: skip
    answer(item, token="u", raw={"leave": "yes"}, now=specs.NOW)
    mended = specs.scenario()
    for choice in mended["scenario"]["nodes"]["node-found"]["choices"]:
        choice["best"] = choice["key"] == poor["key"]
    [before] = items_of_attempt(item.attempt)
    assert first_decision_right(before) is False
    version = QuestionVersion.objects.create(
        question=item.version.question, number=2, spec=mended, spec_hash="mended"
    )
    version.refresh_from_db()
    regrade(item.version, version, LATER)
    [after] = items_of_attempt(item.attempt)
    assert first_decision_right(after) is True


def test_an_open_attempt_counts_nothing_yet(ask):
    item, _other = ask(specs.single("Which of two?"), specs.single())
    answer(item, token="t", raw={"answer": token_of(item, "key-one")}, now=specs.NOW)
    under = publish("single-0", "single", corrected("key-one") | {"stem": "Which of two?"})
    assert regrade(item.version, under, LATER) == 1
    item.refresh_from_db()
    assert item.fraction is None


@pytest.mark.parametrize("mended", [True, False])
def test_an_answer_that_comes_later_counts_by_the_mended_key(mended, ask, bob, finished):
    """Whoever had begun before is neither failed by the key that was wrong nor told it; where
    nobody said that it was wrong, the key of what they read counts."""
    [item] = ask(specs.single(), learner=bob)
    under = publish("single-0", "single", corrected("key-one"))
    if mended:
        regrade(finished.version, under, LATER)
    [item] = items_of_attempt(item.attempt)
    token = token_of(item, "key-one")
    response = answer(item, token="t", raw={"answer": token}, now=LATER)
    assert response.grades.get().fraction == mended
    assert item_view(response.item).went_well == mended
    [item] = items_of_attempt(item.attempt)
    assert (item.version, item_view(item).went_well) == (
        (under, True) if mended else (finished.version, False)
    )
    assert regrade(finished.version, under, LATER) == (0 if mended else 2)


def test_it_changes_nothing_the_second_time(finished):
    under = publish("single-0", "single", corrected("key-one"))
    regrade(finished.version, under, LATER)
    assert regrade(finished.version, under, LATER) == 0


def test_what_is_drawn_for_somebody_does_not_make_two_versions_differ(ask):
    item = ask(specs.situation_with_pool(6))[0]
    answer(item, token="t", raw={"answer": token_of(item, "node-found/key-leave")}, now=specs.NOW)
    answer(item, token="u", raw={"answer": token_of(item, "node-told/key-wait")}, now=specs.NOW)
    under = publish("scenario-0", "scenario", specs.situation_with_pool(6) | {"stem": "Again"})
    assert regrade(item.version, under, LATER) == 1


def test_it_refuses(finished):
    other = publish("other", "single", specs.single())
    fewer = publish("single-0", "single", specs.single(options=specs.single()["options"][:2]))
    for under, code in [(other, "other_question"), (fewer, "other_choices")]:
        with pytest.raises(QuizError) as error:
            regrade(finished.version, under, LATER)
        assert error.value.code == code
