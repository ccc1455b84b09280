"""The library's contents page."""

import pytest
from bs4 import BeautifulSoup

from awareness.insights.publish import publish_explainers
from tests.insights.conftest import NOW, make_figure, make_ledger, make_page

pytestmark = pytest.mark.django_db
URL = "/library/"


def test_it_works(library, client_for, alice, bob, charlie):
    for person in (alice, bob, charlie):
        response = client_for(person).get(URL)
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        assert [h.text for h in page.find_all("h1")] == ["Library"]
        assert page.select_one(".aw-contents__title").text == "What 513 alerts tell us"
        assert page.select_one(".aw-contents__row")["href"] == "/library/tiny-2018/workplace/"


def test_it_requires_login(library, client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_it_rejects_post(library, client_for, alice):
    assert client_for(alice).post(URL).status_code == 405


def test_it_says_what_to_read_first_and_what_is_to_come(ledger, client_for, alice):
    from awareness.insights.publish import publish_ledger

    ledger = make_ledger(
        make_figure("x", 1, insight="03"),
        make_figure("y", 1, insight="08"),
        make_figure("z", 1, insight="02"),
    )
    publish_ledger(ledger)
    about = make_page(ledger, slug="about-this-report", title="About", insight="about", body="x")
    publish_explainers([make_page(ledger), about], NOW)
    page = BeautifulSoup(client_for(alice).get(URL).content, "html.parser")
    assert "Tiny sells such software." in page.aside.text
    assert page.aside.a["href"] == "/library/tiny-2018/about-this-report/"
    assert "Insights 2–3, 8 of this report are not written up yet." in page.text
    assert len(page.select(".aw-contents__row")) == 1


def test_it_is_calm_when_there_is_nothing(db, client_for, alice):
    assert "There is nothing here yet." in client_for(alice).get(URL).content.decode()


def test_queries_do_not_grow(ledger, library, client_for, alice, django_assert_max_num_queries):
    client = client_for(alice)
    client.get(URL)
    for size in (1, 8):
        pages = [make_page(ledger, slug=f"p{n}") for n in range(size)]
        publish_explainers(pages, NOW)
        with django_assert_max_num_queries(6):
            assert client.get(URL).status_code == 200
