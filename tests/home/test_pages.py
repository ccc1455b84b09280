"""The pages of this room: who gets in, what they say, and what they cost."""

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory
from django.utils.translation import override

from awareness.home import context
from tests.pages import text_of

OPEN = ["/recorded/", "/accessibility/", "/sources/"]
OWN = ["/learn/", "/me/"]


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_the_bare_address_leads_home(client):
    assert client.get("/").headers["Location"] == "/learn/"


@pytest.mark.parametrize("path", OWN)
def test_strangers_are_asked_to_sign_in(path, client, db):
    assert client.get(path).headers["Location"] == "/account/login/"


@pytest.mark.parametrize("path", OPEN)
def test_how_it_works_is_open_to_all(path, client, db):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("who", ["alice", "bob", "eva", "author", "auditor"])
@pytest.mark.parametrize("path", OPEN + OWN)
def test_everybody_has_these_pages(path, who, request, client_for):
    page = soup(client_for(request.getfixturevalue(who)).get(path))
    assert len(page("h1")) == 1
    assert page.title.get_text().endswith(" · Awareness")
    assert text_of(page.select_one('.aw-top a[href="/help/"]')) == "Someone to talk to"


def test_my_page_says_how_i_sign_in_and_where_i_work(client_for, alice):
    words = soup(client_for(alice).get("/me/")).main.get_text()
    assert "alice.lind@example.com" in words
    assert "Packing" in words
    assert "Gothenburg" in words


def test_the_head_leads_to_signing_out_by_post(client_for, alice):
    client = client_for(alice)
    page = soup(client.get(soup(client.get("/me/")).select_one(".aw-nav__out")["href"]))
    assert page.select_one('form[action="/account/logout/"]')["method"] == "post"


def test_learn_asks_nothing_of_whoever_is_asked_nothing(client_for, alice):
    page = soup(client_for(alice).get("/learn/"))
    assert page.h1.get_text() == "Nothing is asked of you today"
    assert not page.select(".aw-sheet")


@pytest.mark.parametrize("path", ["/nowhere/", "/learn/nowhere/"])
def test_what_is_not_there_says_so_in_our_words(path, client_for, alice):
    response = client_for(alice).get(path)
    assert response.status_code == 404
    assert soup(response).h1.get_text() == "This page is not here"


def test_what_every_page_has_costs_nothing_unless_shown(alice, rf: RequestFactory, settings):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    request = rf.get("/")
    request.user = alice
    with CaptureQueriesContext(
        connection,
    ) as asked:
        at_hand = context.page(request)
    assert len(asked) == 0
    assert at_hand["employer"] == settings.EMPLOYER


def test_a_broken_page_needs_neither_database_nor_session():
    from django.template import loader

    from awareness.home.trouble import WORDS_BY_STATUS

    for words in WORDS_BY_STATUS.values():
        context = {"words": words, "numbers": [("Sweden", "112")]}
        page = BeautifulSoup(loader.get_template("500.html").render(context), "html.parser")
        assert page.select_one("h1").text == str(words.heading)
        assert page.select_one('a[href="/help/"]')
        assert page.select_one('a[href="tel:112"]')


def test_a_broken_page_tells_the_language_it_is_written_in():
    """Asked of the translation that is active, without a query."""
    from django.template import loader

    from awareness.home.trouble import WORDS_BY_STATUS

    (words, *_others) = WORDS_BY_STATUS.values()
    with override("de"):
        text = loader.get_template("500.html").render({"words": words, "numbers": ()})
    assert '<html lang="de">' in text
