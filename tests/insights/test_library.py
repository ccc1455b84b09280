"""The library's front."""

import pytest
from bs4 import BeautifulSoup

from awareness.insights.publish import publish_ledger
from tests.insights.ledgers import make_library, make_page, publish_pages
from tests.pages import text_of

pytestmark = pytest.mark.django_db
URL = "/library/"


def test_it_works(library, client_for, alice, bob, charlie):
    for person in (alice, bob, charlie):
        response = client_for(person).get(URL)
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        assert [h.text for h in page.find_all("h1")] == ["What would you like to know?"]
        door = page.select_one(".aw-doors a")
        assert text_of(door.b) == "Question 0?"
        assert door["href"] == "/library/themes/theme-0/"
        row = page.select_one(".aw-plainlist li")
        assert text_of(row) == "The Tiny Report 2018 1 page"
        assert row.a["href"] == "/library/reports/tiny-2018/"


def test_it_requires_login(library, client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_it_rejects_post(library, client_for, alice):
    assert client_for(alice).post(URL).status_code == 405


def test_a_figure_is_one_line_and_its_small_print_opens_under_it(library, client_for, alice):
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    figure = page.select_one(".aw-six details")
    assert text_of(figure.summary) == "513 alerts in all the years"
    assert figure.summary.find("a") is None  # pressing the line opens it, and nothing else
    assert not figure.has_attr("open")
    small_print = text_of(figure.select_one(".aw-six__in"))
    assert "It counts alerts, over 2 to 11 years." in small_print
    assert "The Tiny Report 2018, insight 7, line 12" in small_print
    assert figure.select_one('a[href="/library/disagreements/#D-04"]')
    assert figure.select_one('a[href="/library/tiny-2018/workplace/"]')
    note = page.find(id=figure.select_one("a.aw-fig")["href"].removeprefix("#"))
    assert note.find("q").text == "513"
    assert note.find_parent("details")


def test_a_note_stands_once_on_the_page(ledger, client_for, alice):
    publish_ledger(ledger)
    publish_pages(ledger, [make_page(ledger)], make_library(ledger, highlights=3))
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(page.select(".aw-six > li")) == 3
    assert len(ids) == len(set(ids))


def test_it_leads_to_questions_and_texts(library, client_for, alice):
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    for address in ("themes/theme-0/", "how-to-read/", "disagreements/"):
        assert page.select_one(f'a[href="/library/{address}"]')
    assert page.find("form", role="search")["action"] == "/library/search/"


def test_it_is_calm_when_there_is_nothing(db, client_for, alice):
    assert "There is nothing here yet." in client_for(alice).get(URL).content.decode()


def test_queries_do_not_grow(ledger, library, client_for, alice, django_assert_max_num_queries):
    client = client_for(alice)
    client.get(URL)
    for size in (1, 8):
        pages = [make_page(ledger), *(make_page(ledger, slug=f"p{n}") for n in range(size))]
        publish_pages(ledger, pages, make_library(ledger, themes=size, highlights=size))
        with django_assert_max_num_queries(7):  # one: which subjects are on, as nobody is named
            assert client.get(URL).status_code == 200
