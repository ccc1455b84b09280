from random import Random

import pytest
from django.contrib.auth import get_user_model

from quizzes.actions import answer, finish_attempt, publish, start_attempt
from quizzes.errors import QuizError
from quizzes.models import Attempt, AttemptItem, QuestionVersion
from quizzes.queries import latest_attempt, open_attempt
from tests.quizzes import specs
from tests.quizzes.conftest import token_of


@pytest.fixture
def versions(db):
    return [publish(kind, kind, spec()) for kind, spec in specs.ALL.items()]


def test_it_works(alice, versions):
    attempt = start_attempt(alice, "c", versions, now=specs.NOW)
    assert (attempt.number, attempt.state, attempt.length) == (1, "open", len(versions))
    assert attempt.started_at == specs.NOW
    assert [item.version for item in attempt.items.all()] == versions


def test_it_returns_the_open_one(alice, versions):
    first = start_attempt(alice, "c", versions, now=specs.NOW)
    again = start_attempt(alice, "c", versions[:1], now=specs.NOW)
    assert again == first
    assert AttemptItem.objects.count() == len(versions)


def test_finished_attempts_are_followed_by_the_next(ask, alice):
    item = ask(specs.single())[0]
    answer(item, token="t", raw={"answer": token_of(item, "key-one")}, now=specs.NOW)
    finish_attempt(item.attempt, specs.NOW)
    assert open_attempt(alice, "here") is None
    following = start_attempt(alice, "here", [item.version], now=specs.NOW)
    assert following.number == 2
    assert latest_attempt(alice, "here") == open_attempt(alice, "here") == following


def test_what_is_asked_is_frozen(ask):
    item = ask(specs.single())[0]
    publish("single-0", "single", specs.single("Changed?"))
    item.refresh_from_db()
    assert item.version.spec.stem == "Which one?"


def test_orders_follow_the_random_source_and_tokens_do_not(alice, charlie, versions):
    one, two = (
        start_attempt(who, "c", versions, rng=Random(5), now=specs.NOW)  # noqa: S311
        for who in (alice, charlie)
    )
    layouts = [[item.layout for item in attempt.items.all()] for attempt in (one, two)]
    assert [each["order"] for each in layouts[0]] == [each["order"] for each in layouts[1]]
    tokens = [{token for layout in of for token in layout["tokens"]} for of in layouts]
    assert tokens[0].isdisjoint(tokens[1])


def test_it_refuses(alice, versions):
    QuestionVersion.objects.filter(pk=versions[0].pk).update(status="draft")
    versions[0].refresh_from_db()
    for asked, code in [([], "nothing_to_ask"), (versions, "draft_version")]:
        with pytest.raises(QuizError) as error:
            start_attempt(alice, "c", asked, now=specs.NOW)
        assert error.value.code == code
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("size", [10, 40])
def test_queries(alice, django_assert_num_queries, size):
    versions = [publish(f"q{n}", "single", specs.single(f"Which {n}?")) for n in range(size)]
    # newest attempt, savepoint, attempt, items, release
    with django_assert_num_queries(5):
        start_attempt(alice, "c", versions, now=specs.NOW)


def test_fifty_starts_at_once_make_one_attempt(threads):
    learner = get_user_model().objects.create_user(email="learner@example.com", name="Learner")
    versions = [publish("q", "single", specs.single())]
    results = threads(
        [lambda: start_attempt(learner, "c", versions, now=specs.NOW) for _ in range(50)]
    )
    assert {attempt.pk for attempt in results} == {Attempt.objects.get().pk}
    assert AttemptItem.objects.count() == 1
