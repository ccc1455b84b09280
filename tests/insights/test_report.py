"""A report's contents page."""

import re

import pytest
from bs4 import BeautifulSoup

from awareness.insights.ledger import Use
from awareness.insights.publish import publish_ledger
from tests.insights.ledgers import make_figure, make_ledger, make_page, publish_pages
from tests.pages import text_of

pytestmark = pytest.mark.django_db
URL = "/library/reports/tiny-2018/"


def test_it_works(library, client_for, alice, bob, charlie):
    for person in (alice, bob, charlie):
        response = client_for(person).get(URL)
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        assert [h.text for h in page.find_all("h1")] == ["The Tiny Report 2018"]
        row = page.select_one("ol.aw-contents .aw-contents__row")
        assert text_of(row.select_one(".aw-contents__title")) == "What 513 alerts tell us"
        assert row["href"] == "/library/tiny-2018/workplace/"


def test_it_requires_login(library, client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_it_rejects_post(library, client_for, alice):
    assert client_for(alice).post(URL).status_code == 405


def test_an_unknown_report_is_not_found(library, client_for, alice):
    assert client_for(alice).get("/library/reports/no-such/").status_code == 404


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
    assert "Tiny sells such software." in page.main.aside.text
    assert page.main.aside.a["href"] == "/library/tiny-2018/about-this-report/"
    assert re.search(r"Insights 2–3, 8 of .* not written up", page.text)
    assert re.search(r"Insights 1, 4–6 of .* no page", page.text)
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
    assert re.search(r"Insight 3 of .* no page", page.text)
    assert "9" not in page.select_one("main").text


def test_queries_do_not_grow(ledger, library, client_for, alice, django_assert_max_num_queries):
    client = client_for(alice)
    client.get(URL)
    for size in (1, 8):
        publish_pages(ledger, [make_page(ledger, slug=f"p{n}") for n in range(size)])
        with django_assert_max_num_queries(7):  # one: which subjects are on, as nobody is named
            assert client.get(URL).status_code == 200
