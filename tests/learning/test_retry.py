"""retry: a new attempt on the form not just answered, unlimited and uncounted."""

import pytest
from bs4 import BeautifulSoup

from awareness.learning import actions
from awareness.learning.errors import StepError
from awareness.learning.publish import publish_module
from quizzes.models import Attempt, Response

from .conftest import TEXTS, definition
from .test_answer import form, send


@pytest.fixture
def on(module, alice, walk):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    return on


def forms(on) -> list[str]:
    attempts = Attempt.objects.filter(context="module:topic:1.0:decide").order_by("number")
    return [each.items.get().version.question.key[-1] for each in attempts]


def test_every_retry_meets_the_other_form(on, now):
    for _again in range(3):
        assert on.answer("decide", right=False) is False
        actions.retry(on.at("decide"), now)
    assert forms(on) == ["a", "b", "a", "b"]
    assert on.answer("decide") is True
    with pytest.raises(StepError) as refused:
        actions.retry(on.at("decide"), now)
    assert refused.value.code == "nothing_to_retry"
    assert on.at("text").may_open


def test_a_situation_still_open_is_not_retried(on, now):
    with pytest.raises(StepError) as refused:
        actions.retry(on.at("decide"), now)
    assert refused.value.code == "nothing_to_retry"


def test_the_walk_to_the_end_and_the_quiet_way_round(on, client_for, alice):
    client, page = client_for(alice), "/learn/topic/decide/"
    send(client, page, "Do poor")
    html = client.get(page).content.decode()
    assert "Said of poor." in html
    assert f'href="{page}?seen=1"' in html
    send(client, f"{page}?seen=1", "Do on")
    html = client.get(page).content.decode()
    assert "The right person knows." in html
    assert 'action="/learn/topic/decide/retry/"' in html
    main = html[html.index("<main") : html.index("</main>")].lower()  # the foot asks of the page
    for word in ("attempt", "score", "wrong", "incorrect", "1 of", "failed"):
        assert word not in main.replace("step 1 of 5", "")
    # No way on past the decision; twice that moment again is one new attempt.
    assert client.get("/learn/topic/text/")["Location"] == page
    assert client.post(f"{page}retry/")["Location"] == page
    assert client.post(f"{page}retry/")["Location"] == page
    assert forms(on) == ["a", "b"]
    assert "Form B" in client.get(page).content.decode()


def test_that_moment_comes_again_at_once_and_what_follows_is_a_choice(on, client_for, alice):
    client, page = client_for(alice), "/learn/topic/decide/"
    send(client, page, "Do poor")
    for shown in (client.get(page), client.get(f"{page}?seen=0")):
        main = BeautifulSoup(shown.content, "html.parser").main
        assert "Said of poor." in main.text
        section = main.select_one("section[aria-labelledby=again]")
        assert "in words you have not met" in " ".join(section.text.split())
        assert section.select_one(f"form[action='{page}retry/'] .btn-primary")
        assert [link["href"] for link in main.select("a.btn")] == [f"{page}?seen=1"]
    assert "You stop there." in client.get(f"{page}?seen=1").content.decode()
    client.post(f"{page}retry/")
    assert forms(on) == ["a", "b"]
    # What was decided stays and counts as at an end; the rest of the way was never gone.
    first, second = Attempt.objects.filter(context="module:topic:1.0:decide").order_by("number")
    assert (first.state, first.fraction, second.state) == ("finished", 0.0, "open")
    said = Response.objects.filter(item__attempt=first).order_by("sequence")
    path = [["start", "poor"]]
    assert [each.answer for each in said] == [{"path": path}, {"path": path, "left": True}]
    assert [each.is_final for each in said] == [False, True]
    assert on.answer("decide") is True


def test_a_tab_left_behind_does_not_go_on_in_what_was_left(on, client_for, alice):
    client, page = client_for(alice), "/learn/topic/decide/"
    send(client, page, "Do poor")
    asked = form(client.get(f"{page}?seen=1").content)
    client.post(f"{page}retry/")
    before = Response.objects.count()
    client.post(asked["url"], asked["hidden"] | {"answer": asked["texts"]["Do back"]})
    assert Response.objects.count() == before
    assert "Form B" in client.get(page).content.decode()


def test_only_another_first_decision_can_be_left(on, client_for, alice):
    client, page = client_for(alice), "/learn/topic/decide/"
    asked = form(client.get(page).content)
    assert client.post(asked["url"], asked["hidden"] | {"leave": "yes"}).status_code == 422
    send(client, page, "Do good")
    assert client.post(f"{page}retry/")["Location"] == page
    assert forms(on) == ["a"]


def test_it_says_whether_the_next_form_is_a_new_one(on, client_for, alice, now):
    client, page = client_for(alice), "/learn/topic/decide/"
    assert "in words you have not met" in wrong_once_more(client, page).get_text()
    actions.retry(on.at("decide"), now)
    assert "in all its forms by now" in wrong_once_more(client, page).get_text()


def test_a_form_met_in_another_module_is_not_met_first_again(module, alice, walk, now):
    walk(alice, module).finish()
    steps = [{"slug": "again", "kind": "scenario", "scenario": "t1", "title": "Again"}]
    other = publish_module(definition(slug="other", code="A5", steps=steps), TEXTS).module
    walk(alice, other).finish()
    attempt = Attempt.objects.get(context="module:other:1.0:again")
    assert attempt.items.get().version.question.key == "scenario/t1-b"


def test_nobody_retries_for_somebody_else(on, client_for, bob, charlie, client):
    on.answer("decide", right=False)
    for other in (bob, charlie):
        answer = client_for(other).post("/learn/topic/decide/retry/")
        assert answer["Location"] == "/learn/topic/"
    assert client.post("/learn/topic/decide/retry/").status_code == 401
    assert forms(on) == ["a"]


def wrong_once_more(client, page: str) -> BeautifulSoup:
    """Choose otherwise, walk to the end, and look at what is offered then."""
    send(client, page, "Do poor")
    send(client, f"{page}?seen=1", "Do on")
    return BeautifulSoup(client.get(page).content, "html.parser").main


def led_to(page: BeautifulSoup) -> list[tuple[str, str]]:
    """The links that come before the moment itself."""
    links = [(each.get_text(strip=True), each["href"]) for each in page.find_all("a")]
    return [(words, url) for words, url in links if words.startswith("First")]


def test_who_chose_otherwise_twice_is_led_to_the_rule(on, module, client_for, alice, walk):
    client, page = client_for(alice), "/learn/topic/decide/"
    first = wrong_once_more(client, page)
    assert "That moment again" in first.text
    assert not led_to(first)
    client.post(f"{page}retry/")
    again = wrong_once_more(client, page)
    assert led_to(again) == [("First look at the rule, on your help card", "/help/")]
    assert "That moment again" in again.text


def test_who_has_read_a_text_is_led_back_to_it(
    opening, explainer, questions, alice, walk, client_for
):
    steps = [definition()["steps"][1], definition()["steps"][0]]  # the text, then the situation
    module = publish_module(definition(steps=steps), TEXTS).module
    here = walk(alice, module)
    here.begin()
    here.open_first()
    here.do("text")
    client, page = client_for(alice), "/learn/topic/decide/"
    wrong_once_more(client, page)
    client.post(f"{page}retry/")
    again = wrong_once_more(client, page)
    assert led_to(again) == [("First read again: A text", "/learn/topic/text/")]
    assert client.get("/learn/topic/text/").status_code == 200


def test_where_no_rule_is_taught_none_is_offered(
    opening, explainer, questions, alice, walk, client_for
):
    module = publish_module(definition(mandatory=False), TEXTS).module
    here = walk(alice, module)
    here.begin()
    here.open_first()
    client, page = client_for(alice), "/learn/topic/decide/"
    wrong_once_more(client, page)
    client.post(f"{page}retry/")
    again = wrong_once_more(client, page)
    assert "That moment again" in again.text
    assert not led_to(again)
