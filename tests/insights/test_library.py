"""The library's contents page."""

import pytest
from bs4 import BeautifulSoup

from awareness.insights.ledger import Use
from awareness.insights.publish import publish_ledger
from tests.insights.ledgers import (
    make_figure,
    make_ledger,
    make_library,
    make_page,
    publish_pages,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db
URL = "/library/"


def test_it_works(library, client_for, alice, bob, charlie):
    for person in (alice, bob, charlie):
        response = client_for(person).get(URL)
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        assert [h.text for h in page.find_all("h1")] == ["Library"]
        row = page.select_one("ol.aw-contents .aw-contents__row")
        assert row.select_one(".aw-contents__title").text == "What 513 alerts tell us"
        assert row["href"] == "/library/tiny-2018/workplace/"


def test_it_requires_login(library, client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_it_rejects_post(library, client_for, alice):
    assert client_for(alice).post(URL).status_code == 405


def test_a_figure_on_top_has_its_limits_beside_it(library, client_for, alice):
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    top = page.select_one(".aw-top-figure")
    number = top.select_one(".aw-top-figure__number a")
    assert number.text == "513"
    limits = {
        text_of(dt): text_of(dt.find_next_sibling("dd")) for dt in top.select(".aw-limits dt")
    }
    assert limits["Who was asked"] == "Employers who use one product"
    assert limits["Its limits"] == "It counts alerts, over 2 to 11 years."
    assert limits["Source"].startswith("The Tiny Report 2018, insight 7, line 12")
    assert top.select_one('a[href="/library/disagreements/#D-04"]')
    assert top.select_one('a[href="/library/tiny-2018/workplace/"]')
    note = page.find(id=number["href"].removeprefix("#"))
    assert note.find("q").text == "513"
    assert note.find_parent("details")


def test_a_note_stands_once_on_the_page(ledger, client_for, alice):
    publish_ledger(ledger)
    publish_pages(ledger, [make_page(ledger)], make_library(ledger, highlights=3))
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(page.select(".aw-top-figure")) == 3
    assert len(ids) == len(set(ids))


def test_it_leads_to_questions_and_texts(library, client_for, alice):
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    for address in ("themes/theme-0/", "how-to-read/", "disagreements/"):
        assert page.select_one(f'a[href="/library/{address}"]')
    assert page.find("form", role="search")["action"] == "/library/search/"


def test_it_says_what_to_read_first_and_what_is_to_come(ledger, client_for, alice):
    ledger = make_ledger(
        make_figure("x", 1, insight="03"),
        make_figure("y", 1, insight="08"),
        make_figure("z", 1, insight="02"),
    )
    publish_ledger(ledger)
    about = make_page(ledger, slug="about-this-report", title="About", insight="about", body="x")
    publish_pages(ledger, [make_page(ledger), about])
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    assert "Tiny sells such software." in page.aside.text
    assert page.aside.a["href"] == "/library/tiny-2018/about-this-report/"
    assert "Insights 2–3, 8 of this report are not written up yet." in page.text
    assert "Insights 1, 4–6 of this report have no page" in page.text
    assert len(page.select(".aw-contents__row")) == 1


def test_an_insight_that_is_held_back_is_not_to_come(ledger, client_for, alice):
    ledger = make_ledger(
        *(make_figure(f"x{n}", 1, insight=f"0{n}", use=Use.HOLD) for n in (3, 9)),
        *(make_figure(f"y{n}", 1, insight=f"0{n}") for n in (1, 2, 4, 5, 6)),
    )
    publish_ledger(ledger)
    written = [make_page(ledger, slug=f"p{n}", insight=f"0{n}") for n in (1, 2, 4, 5, 6, 7)]
    publish_pages(ledger, written)
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    assert "not written up yet" not in page.text
    assert "Insight 3 of this report has no page" in page.text
    assert "9" not in page.select_one("main").text


def test_it_is_calm_when_there_is_nothing(db, client_for, alice):
    assert "There is nothing here yet." in client_for(alice).get(URL).content.decode()


def test_queries_do_not_grow(ledger, library, client_for, alice, django_assert_max_num_queries):
    client = client_for(alice)
    client.get(URL)
    for size in (1, 8):
        pages = [make_page(ledger), *(make_page(ledger, slug=f"p{n}") for n in range(size))]
        publish_pages(ledger, pages, make_library(ledger, themes=size, highlights=size))
        with django_assert_max_num_queries(6):
            assert client.get(URL).status_code == 200
