from datetime import timedelta

import pytest

from quizzes.actions import answer, finish_attempt
from quizzes.errors import QuizError
from quizzes.kinds import parse_spec
from tests.quizzes import specs
from tests.quizzes.conftest import token_of

LATER = specs.NOW + timedelta(minutes=5)


def say(item, *keys, **raw):
    raw = raw or {"answer": [token_of(item, key) for key in keys]}
    return answer(item, token=f"t{item.pk}", raw=raw, now=specs.NOW)


def test_it_works(ask):
    one, several, guess = ask(specs.single(), specs.multiple(), specs.numeric())
    say(one, "key-two")
    say(several, "key-r0")
    say(guess, guess="300")
    attempt = finish_attempt(one.attempt, LATER)
    assert (attempt.state, attempt.finished_at) == ("finished", LATER)
    assert attempt.fraction == 0.75  # the estimate is not scored
    assert [item.fraction for item in attempt.items.all()] == [1.0, 0.5, None]


def test_weights_count(ask):
    one, several = ask(specs.single(), specs.multiple())
    type(one).objects.filter(pk=one.pk).update(weight=3)
    say(one, "key-two")
    say(several, "key-w0")
    assert finish_attempt(one.attempt, LATER).fraction == 0.75


def test_nothing_scored_has_no_fraction(ask):
    guess = ask(specs.numeric())[0]
    say(guess, skip="1")
    assert finish_attempt(guess.attempt, LATER).fraction is None


def test_it_changes_nothing_the_second_time(ask):
    item = ask(specs.single())[0]
    say(item, "key-two")
    finish_attempt(item.attempt, specs.NOW)
    assert finish_attempt(item.attempt, LATER).finished_at == specs.NOW


def test_it_refuses_while_something_is_unanswered(ask):
    one, situation = ask(specs.single(), specs.scenario())
    say(one, "key-two")
    say(situation, "node-found/key-leave")  # under way, not at its end
    with pytest.raises(QuizError) as error:
        finish_attempt(one.attempt, LATER)
    assert error.value.code == "unanswered"
    one.refresh_from_db()
    assert one.fraction is None  # nothing counts before all is answered


@pytest.mark.parametrize("kind", specs.ALL)
def test_the_solution_earns_everything(kind):
    spec = specs.ALL[kind]()
    spec = parse_spec(spec)
    outcome = spec.grade(spec.solution())
    assert outcome.fraction == (None if kind == "numeric" else 1.0)


@pytest.mark.parametrize("size", [10, 40])
def test_queries(ask, django_assert_num_queries, size):
    asked = ask(*[specs.single(f"Which {n}?") for n in range(size)])
    for item in asked:
        say(item, "key-two")
    # savepoint, lock, items, update of the attempt and of its items, release
    with django_assert_num_queries(6):
        finish_attempt(asked[0].attempt, LATER)
