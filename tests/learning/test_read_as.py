"""read_as: the plain version on the pages of questions that are no step of a module; of refreshers
see test_refresh.py."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from awareness.bank.models import QuestionExplainer
from awareness.learning.publish import publish_module
from quizzes.actions import publish

from .conftest import TEXTS, definition, single
from .test_answer import form

URL, PRACTICE, KNOWN = "/learn/read-as/", "/learn/check/rep/page/", "/learn/topic/test-out/"


@pytest.fixture
def practice(explainer, alice, client_for):
    version = publish("rep/p0", "single", single("Practice?"))
    QuestionExplainer.objects.create(question=version.question, explainer="rep/page", position=0)
    return client_for(alice)


@pytest.fixture
def known(opening, explainer, questions, alice, walk, client_for):
    publish("rep/k1", "single", single("Known?"))
    module = publish_module(definition(test_out=["rep/k1"]), TEXTS).module
    alone = walk(alice, module)
    alone.open_first()
    client = client_for(alice)
    client.post("/learn/topic/choose/", {"route": "known"})
    return client


def button(client, page: str):
    """The form that changes the edition, of a page as it is shown now."""
    soup = BeautifulSoup(client.get(page).content, "html.parser")
    [found] = soup.select(f'form[action="{URL}"]')
    return found


def there_and_back(client, page: str) -> None:
    assert b"(plain)" not in client.get(page).content
    for route, words in (("plain", "Plain version"), ("full", "Full version")):
        found = button(client, page)
        assert (found.button["value"], found.button.text.strip()) == (route, words)
        assert found.select_one('[name="back"]')["value"] == page
        assert client.post(URL, {"route": route, "back": page})["Location"] == page
        assert (b"(plain)" in client.get(page).content) is (route == "plain")


def test_it_is_there_when_one_shows_what_one_knows(known):
    there_and_back(known, KNOWN)


def test_it_is_there_when_one_checks_what_one_read(practice):
    there_and_back(practice, PRACTICE)


def test_a_refused_answer_leads_back_to_the_page_too(known):
    asked = form(known.get(KNOWN).content)
    page = BeautifulSoup(known.post(asked["url"], asked["hidden"]).content, "html.parser")
    assert page.select_one(f'form[action="{URL}"] [name="back"]')["value"] == KNOWN


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "home:me", ""])
def test_it_leads_nowhere_else(back, alice, client_for):
    assert client_for(alice).post(URL, {"route": "plain", "back": back})["Location"] == "/"


def test_it_is_ones_own_browser_alone(practice, charlie, client_for, client):
    practice.post(URL, {"route": "plain", "back": PRACTICE})
    assert b"(plain)" in practice.get(PRACTICE).content
    assert b"(plain)" not in client_for(charlie).get(PRACTICE).content
    assert client.post(URL, {"route": "plain"}).status_code == 401


def test_it_needs_a_post_and_its_token(alice):
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(alice)
    assert guarded.get(URL).status_code == 405
    assert guarded.post(URL, {"route": "plain"}).status_code == 403
