import pytest
from django.contrib.auth import get_user_model
from django.http import QueryDict

from quizzes.actions import answer, answer_own, finish_attempt, publish, start_attempt
from quizzes.errors import AnswerError, QuizError
from quizzes.models import Grade, Response
from quizzes.queries import first_decision_right, items_of_attempt
from tests.quizzes import specs
from tests.quizzes.conftest import token_of


def say(item, key, token="t", **more):  # noqa: S107  (a submission token)
    return answer(item, token=token, raw={"answer": token_of(item, key)} | more, now=specs.NOW)


def test_it_works(ask):
    item = ask(specs.single())[0]
    response = say(item, "key-two")
    assert response.answer == {"choice": "key-two"}
    assert (response.sequence, response.is_final, response.at) == (1, True, specs.NOW)
    grade = response.grades.get()
    assert (grade.fraction, grade.grader, grade.version) == (1.0, "single-1", item.version)
    assert grade.parts == {"choice": {"class": "key-two", "fraction": 1.0}}


def test_it_takes_what_a_browser_posts(ask):
    item = ask(specs.multiple())[0]
    raw = QueryDict(mutable=True)
    raw.setlist("answer", [token_of(item, key) for key in ("key-r1", "key-w0", "key-r0")])
    response = answer(item, token="t", raw=raw, now=specs.NOW)
    assert response.answer == {"choices": ["key-r0", "key-r1", "key-w0"]}
    assert response.grades.get().fraction == 0.5


def test_an_estimate_is_not_scored(ask):
    item = ask(specs.numeric())[0]
    response = answer(item, token="t", raw={"guess": "1 in 1,050"}, now=specs.NOW)
    grade = response.grades.get()
    assert (response.answer, grade.fraction) == ({"guess": "1050"}, None)
    assert grade.parts == {"guess": {"class": "near", "fraction": None, "gap": 1.0}}


def test_double_click_and_replay_give_the_same_response(ask):
    item = ask(specs.single())[0]
    first = say(item, "key-one")
    assert say(item, "key-one") == first
    assert say(item, "key-two") == first  # the same token with another answer
    assert (Response.objects.count(), Grade.objects.count()) == (1, 1)


def test_another_tab_and_the_back_button_meet_the_answer_given(ask):
    item = ask(specs.single())[0]
    first = say(item, "key-one")
    second = say(item, "key-two", token="another tab")
    assert second == first
    assert second.item.newest.answer == {"choice": "key-one"}
    assert Response.objects.count() == 1


def test_posted_scores_and_owners_are_ignored(ask, charlie):
    item = ask(specs.single())[0]
    extra = {"fraction": "1", "score": "1", "is_final": "", "sequence": "9", "learner": charlie.pk}
    response = say(item, "key-one", **extra)
    assert (response.sequence, response.is_final) == (1, True)
    assert response.grades.get().fraction == 0.0


def test_a_scenario_is_answered_decision_by_decision(ask):
    item = ask(specs.scenario())[0]
    first = say(item, "node-found/key-open", token="1")
    assert (first.sequence, first.is_final, first.grades.count()) == (1, False, 0)
    assert first_decision_right(first.item) is False
    say(item, "node-opened/key-stop", token="2")
    last = say(item, "node-told/key-wait", token="3")
    assert (last.sequence, last.is_final) == (3, True)
    path = [["node-found", "key-open"], ["node-opened", "key-stop"], ["node-told", "key-wait"]]
    assert last.answer == {"path": path}
    assert last.grades.get().fraction == 0.0  # the first decision alone is scored
    assert first_decision_right(items_of_attempt(item.attempt)[0]) is False


def test_the_best_line_of_a_scenario_is_worth_all(ask):
    item = ask(specs.scenario())[0]
    assert first_decision_right(item) is None
    say(item, "node-found/key-leave", token="1")
    last = say(item, "node-told/key-ask", token="2")
    assert last.is_final
    assert last.grades.get().fraction == 1.0
    assert first_decision_right(items_of_attempt(item.attempt)[0]) is True


def test_a_decision_is_made_once(ask):
    item = ask(specs.scenario())[0]
    first = say(item, "node-found/key-open", token="1")
    # The back button, and another choice under a token of its own: what was said stands.
    assert say(item, "node-found/key-leave", token="other") == first
    second = say(item, "node-opened/key-stop", token="2")
    late = say(item, "node-found/key-open", token="1")
    assert late == first
    assert late.item.newest.sequence == second.sequence  # and the page shows where one is
    assert Response.objects.count() == 2


@pytest.mark.parametrize(
    ("spec", "raw", "code"),
    [
        (specs.single(), {}, "nothing_chosen"),
        (specs.multiple(), {}, "nothing_chosen"),
        (specs.scenario(), {}, "nothing_chosen"),
        (specs.single(), {"answer": "key-two"}, "unknown_choice"),  # a key is no token
        (specs.single(), {"answer": [["x"]]}, "unknown_choice"),
        (specs.numeric(), {}, "not_a_number"),
        (specs.numeric(), {"guess": "many"}, "not_a_number"),
        (specs.numeric(), {"guess": "0"}, "out_of_range"),
        (specs.share(), {"guess": "101"}, "out_of_range"),
    ],
)
def test_it_refuses(ask, spec, raw, code):
    item = ask(spec)[0]
    with pytest.raises(AnswerError) as error:
        answer(item, token="t", raw=raw, now=specs.NOW)
    assert error.value.code == code
    assert str(error.value.words)
    assert Response.objects.count() == 0


def test_words_say_what_to_do(ask):
    item = ask(specs.numeric())[0]
    with pytest.raises(AnswerError) as error:
        answer(item, token="t", raw={"guess": "lots"}, now=specs.NOW)
    assert error.value.code == "not_a_number"
    assert str(error.value.words).endswith("1 in 300.")


def test_a_refused_answer_leaves_its_token_free(ask):
    item = ask(specs.single())[0]
    with pytest.raises(AnswerError):
        answer(item, token="t", raw={}, now=specs.NOW)
    assert say(item, "key-two").is_final


def test_one_of_several_for_single_choice(ask):
    item = ask(specs.single())[0]
    both = [token_of(item, "key-one"), token_of(item, "key-two")]
    with pytest.raises(AnswerError) as error:
        answer(item, token="t", raw={"answer": both}, now=specs.NOW)
    assert error.value.code == "too_many"


@pytest.mark.parametrize("token", ["", "x" * 65, None, "a\0b"])
def test_it_refuses_a_broken_token(ask, token):
    item = ask(specs.single())[0]
    with pytest.raises(AnswerError) as error:
        say(item, "key-two", token=token)
    assert error.value.code == "bad_token"


def test_a_decision_further_on_is_out_of_step(ask):
    item = ask(specs.scenario())[0]
    with pytest.raises(AnswerError) as error:
        say(item, "node-told/key-wait")
    assert error.value.code == "out_of_step"


def test_it_refuses_tokens_of_somebody_else(ask, alice, charlie):
    mine, theirs = ask(specs.single())[0], ask(specs.single(), learner=charlie)[0]
    with pytest.raises(AnswerError) as error:
        answer(mine, token="t", raw={"answer": token_of(theirs, "key-two")}, now=specs.NOW)
    assert error.value.code == "unknown_choice"


def test_it_refuses_items_of_somebody_else(ask, alice, charlie):
    item = ask(specs.single())[0]
    raw = {"answer": token_of(item, "key-two")}
    for learner, context in [(charlie, "here"), (alice, "elsewhere")]:
        with pytest.raises(QuizError) as error:
            answer_own(learner, context, item.pk, token="t", raw=raw, now=specs.NOW)
        assert error.value.code == "unknown_item"
    assert answer_own(alice, "here", item.pk, token="t", raw=raw, now=specs.NOW).is_final


@pytest.mark.parametrize("size", [10, 40])
def test_queries(ask, alice, django_assert_num_queries, size):
    first = ask(*[specs.single(f"Which {n}?") for n in range(size)])[0]
    raw = {"answer": token_of(first, "key-two")}
    # the item with its responses, savepoint, response, grade, release
    with django_assert_num_queries(5):
        answer_own(alice, "here", first.pk, token="t", raw=raw, now=specs.NOW)


@pytest.mark.parametrize("same_token", [True, False])
def test_twenty_posts_at_once_are_one_answer(threads, same_token):
    learner = get_user_model().objects.create_user(email="learner@example.com", name="Learner")
    version = publish("q", "single", specs.single())
    attempt = start_attempt(learner, "c", [version], now=specs.NOW)
    item = attempt.items.get()
    keys = ["key-one", "key-two"] * 10
    results = threads(
        [
            lambda n=n, key=key: say(item, key, token="t" if same_token else f"t{n}")
            for n, key in enumerate(keys)
        ]
    )
    assert {response.pk for response in results} == {Response.objects.get().pk}
    assert Grade.objects.count() == 1
    assert finish_attempt(attempt, specs.NOW).fraction in (0.0, 1.0)


def test_two_decisions_at_once_are_one(threads):
    learner = get_user_model().objects.create_user(email="learner@example.com", name="Learner")
    version = publish("q", "scenario", specs.scenario())
    item = start_attempt(learner, "c", [version], now=specs.NOW).items.get()
    keys = ["node-found/key-open", "node-found/key-leave", "node-found/key-delete"] * 4
    results = threads(
        [lambda n=n, key=key: say(item, key, token=f"t{n}") for n, key in enumerate(keys)]
    )
    assert {response.pk for response in results} == {Response.objects.get().pk}
