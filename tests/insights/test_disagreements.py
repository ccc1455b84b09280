"""Where the sources disagree."""

import dataclasses

import pytest
from bs4 import BeautifulSoup

from awareness.insights.ledger import Discrepancy, Span, Use
from awareness.insights.models import Discrepancy as Kept
from awareness.insights.publish import publish_ledger
from tests.insights.ledgers import make_figure, make_ledger, make_library, make_page, publish_pages
from tests.pages import text_of

pytestmark = pytest.mark.django_db
URL = "/library/disagreements/"


def read(client) -> BeautifulSoup:
    response = client.get(URL)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def held_back(db):
    """A ledger with a disagreement that nobody learns from, named by a figure of the page."""
    found = Discrepancy("D-09", (Span("2018", 30, 31),), "It prints 47.", "Not shown.", False)
    ledger = make_ledger(make_figure("told", 5, discrepancies=("D-09",)))
    ledger = dataclasses.replace(ledger, discrepancies=ledger.discrepancies | {"D-09": found})
    publish_ledger(ledger)
    body = "There are {figure:told} and {figure:alerts}."
    publish_pages(ledger, [make_page(ledger, body=body)], make_library(ledger))
    return ledger


def test_it_works(library, client_for, alice, bob, charlie):
    for person in (alice, bob, charlie):
        page = read(client_for(person))
        assert [h.text for h in page.find_all("h1")] == ["Where the sources disagree"]
        entry = page.find(id="D-04")
        assert "It says employees." in entry.text
        assert text_of(entry.h3) == "Computers called people"
        assert "We do not." in entry.text
        said = {text_of(dt): text_of(dt.find_next_sibling("dd")) for dt in entry.find_all("dt")}
        assert said["Where it stands"] == "The Tiny Report 2018, line 12"


def test_it_requires_login(library, client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_it_rejects_post(library, client_for, alice):
    assert client_for(alice).post(URL).status_code == 405


def test_an_entry_leads_to_the_pages_and_figures_it_touches(library, client_for, alice):
    client = client_for(alice)
    links = [a["href"] for a in read(client).find(id="D-04").find_all("a")]
    assert links == [
        "/library/tiny-2018/workplace/",
        "/library/themes/theme-0/",
        "/library/tiny-2018/workplace/#source-tiny-2018-alerts",
    ]
    there = BeautifulSoup(client.get("/library/tiny-2018/workplace/").content, "html.parser")
    assert there.find(id="source-tiny-2018-alerts")


def test_what_nobody_learns_from_is_not_repeated_anywhere(held_back, client_for, alice):
    client = client_for(alice)
    entry = read(client).find(id="D-09")
    assert "Not shown." in entry.text
    assert "The Tiny Report 2018, lines 30–31" in entry.text
    for url in (URL, "/library/tiny-2018/workplace/", "/library/search/?q=prints"):
        assert "It prints 47." not in client.get(url).content.decode()
    note = client.get("/library/tiny-2018/workplace/").content.decode()
    assert "/library/disagreements/#D-09" in note


def test_two_levels(held_back, client_for, alice):
    page = read(client_for(alice))
    levels = {text_of(h2): h2.find_parent("section") for h2 in page.main.find_all("h2")}
    assert levels["Worth knowing"].find(id="D-04")
    assert levels["For authors"].find(id="D-09")
    assert not levels["Worth knowing"].find(id="D-09")


def test_those_of_one_report(ledger, client_for, alice):
    elsewhere = Discrepancy("D-60", (Span("blog", 3, 3),), "It says 360.", "Not used.", True)
    publish_ledger(
        dataclasses.replace(ledger, discrepancies=ledger.discrepancies | {"D-60": elsewhere})
    )
    client = client_for(alice)
    ways = {text_of(a): a["href"] for a in read(client).main.nav.find_all("a")}
    assert ways == {
        "All (2)": URL,
        "blog (1)": f"{URL}?report=blog",
        "The Tiny Report 2018 (1)": f"{URL}?report=tiny-2018",
    }
    page = BeautifulSoup(client.get(f"{URL}?report=tiny-2018").content, "html.parser")
    assert page.find(id="D-04")
    assert page.find(id="D-60") is None
    assert text_of(page.main.nav.find("a", attrs={"aria-current": True})).startswith("The Tiny")
    page = BeautifulSoup(client.get(f"{URL}?report=no-such").content, "html.parser")
    assert page.find(id="D-60")  # a name that nobody knows keeps all of them


def test_a_figure_that_is_held_back_is_not_named(db, client_for, alice):
    ledger = make_ledger(make_figure("secret", 9, discrepancies=("D-04",), use=Use.HOLD))
    publish_ledger(ledger)
    publish_pages(ledger, [make_page(ledger)])
    assert "Label of secret" not in read(client_for(alice)).text


def test_what_is_withdrawn_is_gone(library, client_for, alice):
    Kept.objects.update(withdrawn=True)
    page = read(client_for(alice))
    assert page.find(id="D-04") is None
    assert "There is nothing here yet." in page.text


def test_queries_do_not_grow(library, ledger, client_for, alice, django_assert_max_num_queries):
    client = client_for(alice)
    for size in (1, 8):
        more = {
            f"D-1{n}": Discrepancy(f"D-1{n}", (Span("2018", 12, 12),), "W.", "T.", bool(n % 2))
            for n in range(size)
        }
        publish_ledger(dataclasses.replace(ledger, discrepancies=ledger.discrepancies | more))
        with django_assert_max_num_queries(7):  # one: which subjects are on, as nobody is named
            read(client)
