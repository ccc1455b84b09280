"""A question across reports."""

import pytest
from bs4 import BeautifulSoup

from tests.insights.ledgers import make_library, make_page, publish_pages

pytestmark = pytest.mark.django_db
URL = "/library/themes/theme-0/"


def test_it_works(library, client_for, alice, bob, charlie):
    for person in (alice, bob, charlie):
        response = client_for(person).get(URL)
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        assert [h.text for h in page.find_all("h1")] == ["Question 0?"]
        assert page.h2.text == "The Tiny Report 2018"
        assert page.h3.a["href"] == "/library/tiny-2018/workplace/"
        assert "Of 269,370 computers, 513 were alerts." in page.select_one(".aw-prose").text


def test_it_requires_login(library, client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_it_rejects_post(library, client_for, alice):
    assert client_for(alice).post(URL).status_code == 405


@pytest.mark.parametrize("url", ["/library/themes/nothing/", "/library/themes/how-to-read/"])
def test_an_unknown_question_is_not_found(library, client_for, alice, url):
    assert client_for(alice).get(url).status_code == 404


def test_what_to_keep_in_mind_is_never_behind_a_click(library, client_for, alice):
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    for note in page.select("details"):
        note.decompose()
    assert "It counts alerts, over 2 to 11 years." in page.main.text


def test_every_figure_leads_to_its_note(library, client_for, alice):
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    links = page.select("a.aw-fig")
    assert [link.text for link in links] == ["269,370 computers", "513"]
    for link in links:
        assert page.find(id=link["href"].removeprefix("#")).find_parent("details")


def test_queries_do_not_grow(ledger, library, client_for, alice, django_assert_max_num_queries):
    client = client_for(alice)
    for size in (1, 8):
        shelf = make_library(ledger, themes=size)
        publish_pages(ledger, [make_page(ledger)], shelf)
        with django_assert_max_num_queries(7):  # one: which subjects are on, as nobody is named
            assert client.get(URL).status_code == 200
