"""What a page is given: all of it after the answer, none of it before."""

import pytest

from quizzes.actions import answer, finish_attempt, publish
from quizzes.display import ItemState
from quizzes.errors import AnswerError
from quizzes.player import item_view, page_after_answer, page_of_attempt, page_of_refusal
from quizzes.queries import items_of_attempt
from tests.quizzes import specs
from tests.quizzes.conftest import token_of


def say(item, key, n=1):
    return answer(item, token=f"t{n}", raw={"answer": token_of(item, key)}, now=specs.NOW).item


def test_before_the_answer(ask):
    shown = item_view(ask(specs.single())[0])
    assert (shown.number, shown.count, shown.stem) == (1, 1, "Which one?")
    assert {option.text for option in shown.options} == {"Text one", "Text two", "Text six"}
    assert not shown.answered
    assert (shown.given, shown.remark, shown.others, shown.solution) == ((), None, (), "")
    assert (shown.sources, shown.caveats) == ((), ())


def test_after_a_right_answer(ask):
    shown = item_view(say(ask(specs.single())[0], "key-two"))
    assert shown.answered
    assert shown.went_well
    assert shown.given == ("Text two",)
    assert shown.remark.feedback == "Feedback two"
    assert [note["key"] for note in shown.sources] == ["report:alerts"]
    assert shown.keep_in_mind == ["caveat-of-the-question", "caveat-of-the-figure"]


def test_after_another_answer(ask):
    shown = item_view(say(ask(specs.single())[0], "key-one"))
    assert shown.heading == "A common first thought"
    assert shown.remark.feedback == "Feedback one"
    assert shown.solution == "Text two"
    assert shown.sources  # those of what was right
    assert [said.key for said in shown.wrong_others] == ["key-six"]


def test_the_words_after_a_choice_are_named_by_content_edition_and_choice(ask):
    asked = ask(specs.single())[0]
    assert item_view(asked).told_key == ""
    said = say(asked, "key-one")
    named = {
        item_view(said).told_key,
        item_view(said, edition="plain").told_key,
        item_view(say(ask(specs.single(), context="again")[0], "key-two")).told_key,
    }
    assert len(named) == 3
    assert all(said.version.spec_hash in key for key in named)


def test_after_several(ask):
    item = ask(specs.multiple())[0]
    shown = item_view(say(item, "key-r0"))
    assert shown.state is ItemState.PARTIAL
    assert shown.heading == "Partly so"
    assert [(said.key, said.chosen, said.right) for said in shown.others][:2] == [
        ("key-r0", True, True),
        ("key-r1", False, True),
    ]


@pytest.mark.parametrize(
    ("raw", "given", "feedback"),
    [
        ({"guess": "510"}, ("1 in 510 computers",), "Feedback close"),
        ({"guess": "2000"}, ("1 in 2,000 computers",), "Feedback far"),
        ({"skip": "1"}, (), None),
    ],
)
def test_after_a_guess(ask, raw, given, feedback):
    item = ask(specs.numeric())[0]
    shown = item_view(answer(item, token="t", raw=raw, now=specs.NOW).item)
    assert shown.answered
    assert shown.given == given
    assert (shown.remark and shown.remark.feedback) == feedback
    assert (shown.heading, shown.tells_not) == ("1 in 525 computers", "It does not say who.")
    assert bool(shown.line) == bool(given)
    assert shown.sources


def test_a_scenario_goes_on_once_its_feedback_is_read(ask):
    item = ask(specs.scenario())[0]
    assert item_view(item).stem == "Situation found"
    item = say(item, "node-found/key-open")
    came_back = item_view(item)
    assert came_back.answered
    assert came_back.goes_on
    assert came_back.heading == "A common first reaction"
    assert (came_back.stem, came_back.remark.source) == ("Situation found", "A guideline")
    assert came_back.options == ()
    on = item_view(item, seen=came_back.decision)
    assert (on.stem, on.decision, on.answered) == ("Situation opened", 2, False)
    assert {option.text for option in on.options} == {"Choice stop", "Choice search"}
    item = say(item, "node-opened/key-stop", 2)
    item = say(item, "node-told/key-wait", 3)
    end = item_view(item)
    assert (end.goes_on, end.end, end.first_right) == (False, "Situation end", False)


def test_the_submission_token_changes_with_each_step_only(ask):
    item = ask(specs.scenario())[0]
    before = item_view(item).submit_token
    assert item_view(item).submit_token == before
    assert item_view(say(item, "node-found/key-open")).submit_token != before


def test_layout_stays_and_differs_between_people(ask, charlie):
    item = ask(specs.multiple())[0]
    assert item_view(item).options == item_view(items_of_attempt(item.attempt)[0]).options
    other = ask(specs.multiple(), learner=charlie)[0]
    tokens = {option.token for option in item_view(item).options}
    assert tokens.isdisjoint(option.token for option in item_view(other).options)


def test_an_assessment_says_nothing_until_it_is_finished(ask):
    first, second = ask(specs.single(), specs.multiple(), behaviour="assessment")
    shown = item_view(say(first, "key-one"))
    assert (shown.answered, shown.remark, shown.solution) == (True, None, "")
    assert (shown.sources, shown.caveats, shown.others) == ((), (), ())
    say(second, "key-w0")
    attempt = finish_attempt(first.attempt, specs.NOW)
    shown = item_view(items_of_attempt(attempt)[0])
    assert (shown.remark.feedback, shown.solution) == ("Feedback one", "Text two")


def test_the_plain_edition_is_the_same_question(ask):
    plain = {"stem": "Short?", "options": {"key-one": "One"}}
    item = ask(specs.single(plain=plain))[0]
    ordinary, short = item_view(item), item_view(item, edition="plain")
    assert (ordinary.stem, short.stem) == ("Which one?", "Short?")
    assert {option.text for option in short.options} == {"One", "Text two", "Text six"}
    assert [o.token for o in ordinary.options] == [o.token for o in short.options]
    with pytest.raises(ValueError, match="edition"):
        item_view(item, edition="braille")


def test_the_plain_edition_of_a_situation(ask):
    item = ask(specs.scenario())[0]
    ordinary, plain = item_view(item), item_view(item, edition="plain")
    assert plain.stem == "Plain found"
    texts = {"Choice open", "Plain leave", "Choice delete"}  # where it is silent, the ordinary text
    assert {option.text for option in plain.options} == texts
    assert [o.token for o in ordinary.options] == [o.token for o in plain.options]
    item = say(item, "node-found/key-leave")
    assert item_view(item).remark.feedback == "Feedback leave"
    for edition in ("plain", "youth"):  # which has no words of its own for choices
        told = item_view(item, edition=edition)
        assert (told.given, told.remark.feedback) == (("Plain leave",), "Plainly said of leave")
    assert item_view(item, edition="plain", seen=1).stem == "Situation told"


def test_page_and_after_are_the_same_page(ask):
    asked = ask(specs.single(), specs.scenario(), specs.multiple())
    attempt = asked[0].attempt
    assert page_of_attempt(attempt).last is None
    keys = ["key-one", "node-found/key-leave", "node-told/key-ask", "key-r0"]
    where = [asked[0], asked[1], asked[1], asked[2]]
    for n, (item, key) in enumerate(zip(where, keys, strict=True)):
        answered = say(item, key, n)
        assert page_after_answer(answered).current == page_of_attempt(attempt).current
        if answered.newest.is_final:
            assert page_after_answer(answered) == page_of_attempt(attempt)
    assert page_of_attempt(attempt).done
    assert page_of_attempt(attempt).count == 3


def test_a_refused_answer_shows_the_question_again(ask):
    item = items_of_attempt(ask(specs.numeric())[0].attempt)[0]
    error = AnswerError("not_a_number", example="300")
    again = page_of_refusal(item, error, {"guess": "many"})
    assert again.last is None
    assert (again.current.error, again.current.raw) == (error.words, "many")


@pytest.mark.parametrize("size", [10, 40])
def test_queries(ask, django_assert_num_queries, size):
    first = ask(*[specs.single(f"Which {n}?") for n in range(size)])[0]
    item = say(first, "key-two")
    with django_assert_num_queries(1):
        page_after_answer(item)
    with django_assert_num_queries(1):
        page_of_attempt(first.attempt)
    with django_assert_num_queries(1):
        assert [i.newest.fraction for i in items_of_attempt(first.attempt)] == [1.0] + [None] * (
            size - 1
        )


def test_a_version_published_meanwhile_changes_nothing(ask):
    item = ask(specs.single())[0]
    publish("single-0", "single", specs.single("Changed?"))
    assert page_of_attempt(item.attempt).current.stem == "Which one?"
