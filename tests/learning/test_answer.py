"""answer: one answer, one grade and the same page, by script or without, from one tab or two."""

import inspect
import re
from itertools import groupby

import pytest
from bs4 import BeautifulSoup
from django.db.models.signals import post_save

from awareness.learning import step_views
from awareness.learning.models import Completion, StepDone
from quizzes.kinds.scenario import Scenario
from quizzes.models import Attempt, Grade, Response

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def on(module, alice, walk):
    """Alice has begun and is at the module's first step."""
    on = walk(alice, module)
    on.begin()
    on.open_first()
    return on


def form(html) -> dict:
    """The answer form of a page: its address, hidden fields, and the tokens by their text."""
    soup = BeautifulSoup(html, "html.parser")
    found = soup.select_one('form:has(input[name="token"])')
    hidden = {each["name"]: each["value"] for each in found.select("input[type=hidden]")}
    texts = {each.get_text(strip=True): each["value"] for each in found.select("button.aw-answer")}
    for each in found.select(".form-check"):
        texts[each.label.get_text(strip=True)] = each.input["value"]
    for of_every_form in ("csrfmiddlewaretoken", "owner"):
        hidden.pop(of_every_form, None)
    return {"url": found["action"], "hidden": hidden, "texts": texts}


def send(client, page: str, choice: str = "", **more):
    asked = form(client.get(page).content)
    data = asked["hidden"] | ({"answer": asked["texts"][choice]} if choice else {})
    extra = {key: more.pop(key) for key in list(more) if key.startswith("HTTP_")}
    return asked["url"], data | more, client.post(asked["url"], data | more, **extra)


def modules_from_the_view() -> list[str]:
    """The site's modules that the stack enters one from the other, the view's first."""
    names = [frame.frame.f_globals["__name__"] for frame in reversed(inspect.stack(0)[2:])]
    names = names[names.index(step_views.__name__) :]
    return [name for name, _frames in groupby(names) if name.startswith(("awareness.", "quizzes."))]


def test_from_the_view_to_the_grade_and_to_a_step_done_it_is_three_modules(
    on, client_for, alice, monkeypatch
):
    ways = {}

    def grade(spec, answer, really=Scenario.grade):
        ways.setdefault("grade", modules_from_the_view())
        return really(spec, answer)

    def saved(**_sent):
        ways["done"] = modules_from_the_view()

    monkeypatch.setattr(Scenario, "grade", grade)
    post_save.connect(saved, StepDone)
    send(client_for(alice), "/learn/topic/decide/", "Do good")
    post_save.disconnect(saved, StepDone)
    assert ways["grade"] == [f"awareness.learning.{name}" for name in ("step_views", "sitting")] + [
        "quizzes.actions"  # which calls the kind's own
    ]
    # `finish` of a sitting stands beside its view.
    assert [name.removeprefix("awareness.learning.") for name in ways["done"]] == [
        "step_views", "sitting", "step_views", "actions", "awareness.people.append_only",
    ]  # fmt: skip


def test_without_script_an_answer_leads_back_to_the_same_page(on, client_for, alice):
    client = client_for(alice)
    _url, _data, answer = send(client, "/learn/topic/decide/", "Do good")
    assert answer["Location"] == "/learn/topic/decide/#feedback"
    page = client.get("/learn/topic/decide/").content.decode()
    assert "Said of good." in page
    assert 'href="/learn/topic/text/"' in page
    assert StepDone.objects.filter(enrolment__module=on.module).count() == 1


def test_with_script_the_response_is_the_feedback_and_the_next_question(on, client_for, alice):
    for slug in ("decide", "text", "guess"):
        on.do(slug)
    client = client_for(alice)
    _url, _data, answer = send(client, "/learn/topic/check/", "Right", **HTMX)
    part = answer.content.decode()
    assert part.lstrip().startswith('<div id="ask"')
    assert "<html" not in part
    assert "Said of right." in part
    assert "data-focus" in part
    assert "data-announce" in part
    # The next question is there, to be answered at once.
    again = form(part)
    answer = client.post(
        again["url"], again["hidden"] | {"answer": again["texts"]["Other"]}, **HTMX
    )
    part = answer.content.decode()
    assert "Said of other." in part
    assert 'href="/learn/topic/contact/"' in part


def test_both_ways_show_the_same(on, client_for, alice):
    for slug in ("decide", "text", "guess"):
        on.do(slug)
    client = client_for(alice)
    _url, _data, answer = send(client, "/learn/topic/check/", "Right", **HTMX)
    page = client.get("/learn/topic/check/")

    def ask(html):
        found = BeautifulSoup(html, "html.parser").select_one("#ask")
        marks = r'(csrfmiddlewaretoken|owner)" type="hidden" value="[\w.-]+"|value="\w{64}"'
        return re.sub(marks, "", str(found))

    assert ask(answer.content) == ask(page.content)


def test_a_double_click_and_a_replay_are_one_answer(on, client_for, alice):
    client = client_for(alice)
    url, data, _answer = send(client, "/learn/topic/decide/", "Do good")
    for _again in range(3):
        assert client.post(url, data)["Location"] == "/learn/topic/decide/#feedback"
    assert Response.objects.count() == Grade.objects.count() == 1
    assert StepDone.objects.filter(enrolment__module=on.module).count() == 1


def test_a_second_tab_with_another_answer_changes_nothing(on, client_for, alice):
    first, second = client_for(alice), client_for(alice)
    asked = form(second.get("/learn/topic/decide/").content)
    send(first, "/learn/topic/decide/", "Do good")
    second.post(asked["url"], asked["hidden"] | {"answer": asked["texts"]["Do poor"]})
    assert Response.objects.count() == 1
    assert b"Said of good." in second.get("/learn/topic/decide/").content


def test_another_device_finds_the_place_and_the_tokens(on, client_for, alice):
    for slug in ("decide", "text", "guess"):
        on.do(slug)
    phone, desk = client_for(alice), client_for(alice)
    before = form(phone.get("/learn/topic/check/").content)
    assert form(desk.get("/learn/topic/check/").content) == before
    send(phone, "/learn/topic/check/", "Right")
    page = desk.get("/learn/topic/check/").content.decode()
    assert "Said of right." in page
    assert "Question 2 of 2" in page


@pytest.mark.parametrize("extra", [{}, HTMX])
def test_nothing_chosen_is_said_in_place(on, client_for, alice, extra):
    client = client_for(alice)
    _url, _data, answer = send(client, "/learn/topic/decide/", **extra)
    page = answer.content.decode()
    assert answer.status_code == (200 if extra else 422)
    assert "Choose an answer first." in page
    assert form(page)["texts"].keys() == {"Do good", "Do poor"}
    assert not Response.objects.exists()


def test_a_guess_that_is_no_number_is_kept_and_explained(on, client_for, alice):
    on.do("decide")
    on.do("text")
    client = client_for(alice)
    _url, _data, answer = send(client, "/learn/topic/guess/", guess="a lot")
    page = answer.content.decode()
    assert "like 1 in 300" in page
    assert 'value="a lot"' in page
    _url, _data, answer = send(client, "/learn/topic/guess/", skip="1")
    assert answer.status_code == 302
    assert StepDone.objects.filter(step__slug="guess").exists()


def test_the_key_is_in_no_page_before_the_answer(on, client_for, alice):
    for slug in ("decide", "text", "guess"):
        on.do(slug)
    page = client_for(alice).get("/learn/topic/check/").content.decode()
    for secret in ("Said of", "correct", "525"):
        assert secret not in page


def test_what_is_sent_besides_the_answer_is_ignored(on, client_for, alice):
    client = client_for(alice)
    more = {"fraction": "1", "learner": "1", "is_final": "1", "module_version": "9"}
    send(client, "/learn/topic/decide/", "Do poor", **more)
    assert Grade.objects.count() == 0  # the situation goes on
    assert not Completion.objects.filter(module_version__module=on.module).exists()


def test_nobody_answers_for_somebody_else(on, client_for, alice, bob, charlie, walk):
    asked = form(client_for(alice).get("/learn/topic/decide/").content)
    data = asked["hidden"] | {"answer": asked["texts"]["Do good"]}
    other = walk(charlie, on.module)
    other.begin()
    other.open_first()
    # Enrolled as well, but the item is not theirs; not enrolled at all: the module's first page.
    assert client_for(charlie).post(asked["url"], data).status_code == 404
    assert client_for(bob).post(asked["url"], data)["Location"] == "/learn/topic/"
    assert not Response.objects.exists()


def test_an_item_of_another_step_is_not_answered_here(on, client_for, alice):
    client = client_for(alice)
    asked = form(client.get("/learn/topic/decide/").content)
    on.do("decide")
    on.do("text")
    data = asked["hidden"] | {"guess": "3"}
    assert client.post("/learn/topic/guess/answer/", data).status_code == 404
    assert client.post("/learn/topic/text/answer/", data)["Location"] == "/learn/topic/text/"
    for item in ("", "x", "-1", "99999999999999999999", "1\x00"):
        data["item"] = item
        assert client.post("/learn/topic/guess/answer/", data).status_code == 404


def test_answering_needs_a_sign_in_and_a_post(on, client, client_for, alice):
    assert client.post("/learn/topic/decide/answer/").status_code == 401
    assert client_for(alice).get("/learn/topic/decide/answer/").status_code == 405
    assert not Attempt.objects.filter(context__contains="decide").exists()


def test_a_page_that_lost_its_last_write_goes_on(on, client_for, alice):
    """The answer was saved and the server stopped before the step was: Go on heals it."""
    from awareness.learning import attempts
    from quizzes.actions import answer
    from quizzes.queries import next_item

    from .conftest import sent

    here = on.at("decide")
    item = next_item(attempts.attempt_at_step(here.enrolment, here.step, on.now))
    answer(item, token=f"{item.pk}-1", raw=sent(item), now=on.now)
    client = client_for(alice)
    assert (
        'action="/learn/topic/decide/go-on/"' in client.get("/learn/topic/decide/").content.decode()
    )
    assert client.post("/learn/topic/decide/go-on/")["Location"] == "/learn/topic/text/"
