"""A check with a mark: what is not right needs another look, as often as one likes."""

import pytest
import time_machine
from bs4 import BeautifulSoup

from awareness.learning import access, attempts, rules
from awareness.learning.models import StepKind
from awareness.learning.publish import publish_module
from awareness.learning.rules import StepAnswers
from quizzes.actions import publish

from .conftest import NOW, TEXTS, definition, single
from .test_answer import HTMX, form

KEYS = [f"rep/c{number}" for number in range(4)]
PAGE = "/learn/topic/check/"


@pytest.fixture(autouse=True)
def on_friday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def make(opening, explainer, questions):
    def publish_it(percent: int | None = 75):
        for key in KEYS:
            publish(key, "single", single(f"{key}?"))
        steps = definition()["steps"]
        steps[3] = steps[3] | {"questions": KEYS}
        mark = {"percent": percent, "why": "Most of it has to be there when it is needed."}
        changes = {"pass_mark": mark} if percent else {}
        return publish_module(definition(steps=steps, **changes), TEXTS).module

    return publish_it


@pytest.fixture
def at_check(alice, walk, client_for):
    def go(module):
        on = walk(alice, module)
        on.begin()
        on.open_first()
        for step in ("decide", "text", "guess"):
            on.do(step)
        return client_for(alice)

    return go


def text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").text.split())


def answer_all(client, right: dict[str, bool], *, htmx=False):
    """Answer what is asked, by stem; the last response and the stems in the order asked."""
    page, order = client.get(PAGE), []
    while b'name="token"' in page.content:
        asked = form(page.content)
        stem = BeautifulSoup(page.content, "html.parser").find("form", action=asked["url"])
        stem = stem.legend.find(class_="aw-h2").text
        order.append(stem)
        word = "Right" if right.get(stem, True) else "Other"
        data = asked["hidden"] | {"answer": asked["texts"][word]}
        page = client.post(asked["url"], data, **(HTMX if htmx else {"follow": True}))
    return page, order


def is_done(alice, module) -> bool:
    return access.own_place_at_step(alice, module, "check").is_done


@pytest.mark.parametrize("htmx", [False, True])
def test_below_the_mark_it_names_what_needs_another_look(make, at_check, alice, htmx):
    module = make()
    client = at_check(module)
    page, _ = answer_all(client, {"rep/c1?": False, "rep/c3?": False}, htmx=htmx)
    said = text(page)
    assert "2 questions need another look" in said
    assert "Most of it has to be there" in said
    soup = BeautifulSoup(page.content, "html.parser")
    named = soup.find("section", attrs={"aria-labelledby": "again"}).find_all("li")
    assert [each.text for each in named] == ["rep/c1?", "rep/c3?"]
    # Each wrong answer has its feedback on the page, in sight.
    assert soup.text.count("Said of other.") >= 2
    assert soup.find("details", class_="aw-more").has_attr("open")
    # The foot of every page asks whether something is wrong with the page.
    said_here = said.replace("Something wrong with this page?", "").casefold()
    for word in ("fail", "score", "wrong", "%", "2 of 4"):
        assert word not in said_here
    assert not is_done(alice, module)
    assert client.get("/learn/topic/contact/").status_code == 302


def test_those_alone_are_asked_again_in_another_order_until_they_are_right(make, at_check, alice):
    module = make(100)
    client = at_check(module)
    wrong = {"rep/c0?": False, "rep/c1?": False, "rep/c3?": False}
    answer_all(client, wrong)
    client.post(f"{PAGE}retry/")
    _, order = answer_all(client, {"rep/c0?": False, "rep/c3?": False})
    assert order == ["rep/c1?", "rep/c3?", "rep/c0?"]
    assert not is_done(alice, module)
    client.post(f"{PAGE}retry/")
    page, order = answer_all(client, {})
    assert order == ["rep/c0?", "rep/c3?"]
    assert "another look" not in text(page)
    assert is_done(alice, module)
    # The whole check can be read again, each question as it was answered last.
    again = BeautifulSoup(client.get(PAGE).content, "html.parser").main
    assert [again.text.count(f"{key}?") for key in KEYS] == [1, 1, 1, 1]
    assert again.text.count("Said of right.") == 4
    assert "Said of other." not in again.select_one("details.aw-more").text


def test_the_share_counts_what_was_right_before(make, at_check, alice):
    """Two of four are missing; one of them right the second time is three of four."""
    module = make(75)
    client = at_check(module)
    answer_all(client, {"rep/c1?": False, "rep/c3?": False})
    client.post(f"{PAGE}retry/")
    answer_all(client, {"rep/c1?": False})
    assert is_done(alice, module)


def test_at_the_mark_it_goes_on(make, at_check, alice):
    module = make(75)
    page, _ = answer_all(at_check(module), {"rep/c2?": False})
    assert is_done(alice, module)
    assert "another look" not in text(page)


def test_without_a_mark_any_answer_will_do(make, at_check, alice):
    module = make(None)
    page, _ = answer_all(at_check(module), dict.fromkeys([f"{key}?" for key in KEYS], False))
    assert is_done(alice, module)
    assert "another look" not in text(page)


def test_a_second_click_asks_once_more_and_no_more(make, at_check, alice):
    module = make(100)
    client = at_check(module)
    answer_all(client, {"rep/c1?": False})
    for _twice in range(2):
        assert client.post(f"{PAGE}retry/").url == PAGE
    here = access.own_place_at_step(alice, module, "check")
    assert attempts.attempt_at_step(here.enrolment, here.step, NOW).number == 2
    answer_all(client, {})
    client.post(f"{PAGE}retry/")  # nothing is left to ask
    assert attempts.attempt_at_step(here.enrolment, here.step, NOW).number == 2


def test_going_on_below_the_mark_leads_back_to_the_check(make, at_check, alice):
    module = make(100)
    client = at_check(module)
    answer_all(client, {"rep/c1?": False})
    assert client.post(f"{PAGE}go-on/").url == PAGE
    assert not is_done(alice, module)


def test_others_have_nothing_to_ask_again(make, at_check, alice, bob, charlie, client_for):
    module = make(100)
    answer_all(at_check(module), {"rep/c1?": False})
    for person in (bob, charlie):
        assert client_for(person).post(f"{PAGE}retry/").url == "/learn/topic/"


def test_the_opening_page_says_the_mark_and_why(make, alice, client_for):
    make(75)
    said = text(client_for(alice).get("/learn/topic/"))
    assert "75 per cent" in said
    assert "when it is needed." in said  # what the module says of it


def test_a_module_without_a_mark_says_none(make, alice, client_for):
    make(None)
    assert "are to be right" not in text(client_for(alice).get("/learn/topic/"))


def test_the_last_answer_costs_as_ever(make, at_check):
    from .test_queries import queries

    client = at_check(make(100))
    page = client.get(PAGE)
    taken = []
    while b'name="token"' in page.content:
        asked, said = form(page.content), []
        data = asked["hidden"] | {"answer": asked["texts"]["Other"]}
        taken.append(
            queries(
                lambda url=asked["url"], data=data, said=said: said.append(
                    client.post(url, data, **HTMX)
                )
            )
        )
        [page] = said
    assert max(taken[:-1]) <= 8
    assert taken[-1] <= 20


@pytest.mark.parametrize(
    ("wrong", "asked", "percent", "reached"),
    [(0, 3, 100, True), (1, 3, 66, True), (1, 3, 67, False), (3, 3, 1, False), (2, 4, 50, True)],
)
def test_a_share_is_reached_in_whole_numbers(wrong, asked, percent, reached):
    answered = StepAnswers(asked, asked, None, wrong, asked)
    assert answered.reaches(percent) is reached
    assert rules.is_fulfilled(StepKind.CHECK, answered, percent) is reached
    assert rules.may_retry(StepKind.CHECK, answered, percent) is not reached
    assert rules.has_tested_out(answered, percent) is reached


def test_nothing_is_decided_while_questions_are_open():
    half = StepAnswers(4, 2, None, 0, 4)
    assert not rules.is_fulfilled(StepKind.CHECK, half, 10)
    assert not rules.may_retry(StepKind.CHECK, half, 100)
    assert not rules.has_tested_out(half, 10)
    assert not rules.has_tested_out(StepAnswers(), None)


def test_another_order_begins_elsewhere():
    assert rules.rotated_by_one([1, 2, 3]) == [2, 3, 1]
    assert rules.rotated_by_one([1]) == [1]


def test_a_key_that_was_put_right_counts_at_once(make, at_check, alice):
    """Whoever was told too little is not kept: the page offers the way on."""
    from quizzes.actions import regrade

    module = make(100)
    client = at_check(module)
    answer_all(client, {"rep/c1?": False})
    spec = single("rep/c1?")
    for option in spec["options"]:
        option["correct"] = not option["correct"]
    wrong = module.versions.get().steps.get(slug="check").questions.get(position=2)
    regrade(wrong.question_version, publish("rep/c1", "single", spec), NOW)
    page = client.get(PAGE)
    assert "another look" not in text(page)
    assert client.post(f"{PAGE}go-on/").url == "/learn/topic/contact/"
    assert is_done(alice, module)
