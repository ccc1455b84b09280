"""rehearse: what is done can be tried again, from its first sentence, and no row is written."""

import re

import pytest
from bs4 import BeautifulSoup
from django.apps import apps

from awareness.learning import access
from awareness.learning.models import Enrolment, StepDone
from awareness.learning.publish import publish_module
from quizzes.actions import publish
from quizzes.models import Attempt, QuestionVersion, Response
from quizzes.rehearsal import Rehearsal

from .conftest import TEXTS, definition, single
from .test_answer import HTMX

DECIDE, GUESS, CHECK = (f"/learn/topic/{step}/rehearse/" for step in ("decide", "guess", "check"))


def rows() -> dict[str, int]:
    """How many rows every table has, but for sessions: signing in is none of it."""
    models = [model for model in apps.get_models() if model._meta.label != "sessions.Session"]
    return {model._meta.label: model._default_manager.count() for model in models}


@pytest.fixture
def client(module, alice, walk, client_for):
    walk(alice, module).finish()
    return client_for(alice)


def main(page) -> BeautifulSoup:
    soup = BeautifulSoup(page.content, "html.parser")
    return soup.main or soup


def words(page) -> str:
    return " ".join(main(page).text.split())


def press(client, page, button: str = "", /, typed: dict | None = None, **more):
    """Press a button of the page's forms by its words; choose an option by its words first."""
    asked = main(page)
    form = next(
        each
        for each in asked.select("form")
        if button in each.text and "/rehearse/" in each["action"]
    )
    sent = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
    sent.pop("csrfmiddlewaretoken")
    for pressed in form.select("button[name]"):
        if button in pressed.text:
            sent[pressed["name"]] = pressed["value"]
    for label in form.select(".form-check"):
        if label.get_text(strip=True) == button:
            sent["answer"] = label.input["value"]
    return client.post(form["action"], sent | (typed or {}), **more)


def test_a_situation_is_tried_again_to_its_end_and_no_row_is_written(client):
    before = rows()
    page = client.get(DECIDE)
    assert "Form A: what now?" in words(page)
    assert "Nothing of this is written down" in words(page)
    page = press(client, page, "Do poor")
    assert "Said of poor." in words(page)
    assert "that moment comes again at once" in words(page)
    again = press(client, page, "That moment again")
    assert "What do you do first?" in words(again)
    page = press(client, page, "See what follows first")
    assert "You stop there." in words(page)
    page = press(client, page, "Do back")
    told = ["Form A: what now?", "Do poor", "You stop there.", "Do back", "The right person knows."]
    places = [words(page).index(each) for each in told]
    assert places == sorted(places)
    page = press(client, again, "Do good")
    assert "Said of good." in words(page)
    assert "What do you do first?" in words(press(client, page, "Once more"))
    assert rows() == before


def test_a_check_and_a_guess_are_tried_again_and_no_row_is_written(client):
    before = rows()
    page = press(client, client.get(CHECK), "Other")
    assert "Said of other." in words(page)
    assert "Question 2 of 2" in words(page)
    page = press(client, page, "Right")
    assert "The questions before" in words(page)
    assert "Once more" in words(page)
    page = press(client, client.get(GUESS), "See what was found", {"guess": "a lot"})
    assert page.status_code == 422
    assert main(page).select_one("input[name=guess]")["value"] == "a lot"
    page = press(client, page, "See what was found", {"guess": "700"})
    assert "1 in 525 computers" in words(page)
    for step in ("decide", "text", "guess", "check", "contact"):
        client.get(f"/learn/topic/{step}/")
    assert rows() == before


def test_with_script_the_part_comes_back(client):
    page = press(client, client.get(DECIDE), "Do poor", **HTMX)
    assert page["X-Fragment"] == "yes"
    assert page.content.decode().lstrip().startswith('<div id="ask"')
    refused = press(client, client.get(CHECK), "", **HTMX)
    assert refused.status_code == 200
    assert "Choose an answer first." in refused.content.decode()


def test_what_the_page_carries_tells_no_key_and_cannot_be_changed(client):
    page = client.get(CHECK)
    [carried] = {each["value"] for each in main(page).select("input[name=carried]")}
    tokens = [each["value"] for each in main(page).select("input[name=answer]")]
    assert len(set(tokens)) == 2
    assert not any(re.fullmatch("[ab]", token) for token in tokens)
    other = [each["value"] for each in main(client.get(CHECK)).select("input[name=answer]")]
    assert not set(tokens) & set(other)
    changed = client.post(CHECK, {"carried": carried[:-1] + "x", "answer": tokens[0]})
    assert changed.status_code == 422  # it begins, and nothing of it was chosen there
    assert "Question 1 of 2" in words(changed)
    # Another step's, and one of other versions: each begins.
    assert "What do you do first?" in words(client.post(DECIDE, {"carried": carried, "seen": "0"}))
    for seen in ("-1", "x", "9" * 40):
        assert client.post(CHECK, {"carried": carried, "seen": seen}).status_code == 422


def test_only_what_is_done_is_tried_again_and_each_their_own(
    module, alice, bob, charlie, walk, client_for, client
):
    on = walk(bob, module)
    on.begin()
    on.open_first()
    assert client_for(bob).get(DECIDE)["Location"] == "/learn/topic/decide/"
    assert client_for(bob).post(CHECK)["Location"] == "/learn/topic/decide/"
    assert client_for(charlie).get(DECIDE)["Location"] == "/learn/topic/"
    assert client.get("/learn/topic/text/rehearse/")["Location"] == "/learn/topic/text/"
    assert client.get("/learn/topic/nothing/rehearse/").status_code == 404
    # What Alice's page carries says nothing of her: Charlie, who is done too, begins with it.
    walk(charlie, module).finish()
    [carried] = {each["value"] for each in main(client.get(CHECK)).select("[name=carried]")}
    assert client_for(charlie).post(CHECK, {"carried": carried, "seen": "0"}).status_code == 200


def test_who_showed_that_they_know_it_tries_what_they_skipped_and_no_row_is_written(
    opening, explainer, questions, alice, walk, client_for
):
    publish("rep/k1", "single", single("k1?"))
    module = publish_module(definition(test_out=["rep/k1"]), TEXTS).module
    walk(alice, module).open_first()
    client = client_for(alice)
    client.post("/learn/topic/choose/", {"route": "known"})
    item = Attempt.objects.get(context="test-out:topic:1.0").items.get()
    right = next(token for token, key in item.layout["tokens"].items() if key == "a")
    sent = {"item": item.pk, "token": "t", "answer": right}
    client.post("/learn/topic/test-out/answer/", sent)
    assert access.own_place(alice, module).next_open.slug == "contact"
    before = rows()
    assert client.get("/learn/topic/decide/")["Location"] == DECIDE
    page = press(client, client.get(DECIDE), "Do good")
    assert "Said of good." in words(page)
    assert "As you answered it before" not in words(page)
    assert client.post("/learn/topic/decide/go-on/")["Location"] == "/learn/topic/text/"
    assert client.post("/learn/topic/decide/answer/", sent)["Location"] == "/learn/topic/decide/"
    assert rows() == before
    assert Enrolment.objects.count() == 2
    assert StepDone.objects.filter(enrolment__module=module).count() == 4
    assert Response.objects.count() == 1


def test_the_text_that_a_question_stands_beside_is_there_too(
    opening, explainer, questions, alice, walk, client_for
):
    steps = [definition()["steps"][3] | {"text": "who.md"}]
    module = publish_module(definition(steps=steps), TEXTS).module
    walk(alice, module).finish()
    assert "Ordinary words." in words(client_for(alice).get(CHECK))


def test_a_done_step_leads_to_it_and_one_under_way_does_not(module, alice, walk, client_for):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    client = client_for(alice)
    assert b"/rehearse/" not in client.get("/learn/topic/decide/").content
    on.do("decide")
    assert main(client.get("/learn/topic/decide/")).select_one(f"a[href='{DECIDE}']")


def test_it_begins_where_it_carries_nothing_of_these_questions(questions):
    versions = list(QuestionVersion.objects.filter(question__key__in=["rep/q1", "rep/q2"]))
    begun = Rehearsal.begin(versions)
    assert Rehearsal.read(begun.sign(), versions) == begun
    for signed, asked in (("", versions), ("x:y", versions), (begun.sign(), versions[:1])):
        assert Rehearsal.read(signed, asked).answers == ()
        assert Rehearsal.read(signed, asked).seed != begun.seed
    assert [item.layout for item in Rehearsal.read(begun.sign(), versions).items] == [
        item.layout for item in begun.items
    ]
