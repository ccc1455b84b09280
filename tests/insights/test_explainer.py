"""A page of the library."""

import re

import pytest
from bs4 import BeautifulSoup

from awareness.insights.publish import publish_explainer, publish_ledger
from tests.conftest import make_person
from tests.insights.ledgers import NOW, make_figure, make_ledger, make_page, publish_pages
from tests.pages import text_of

pytestmark = pytest.mark.django_db
URL = "/library/tiny-2018/workplace/"


def read(client, url=URL) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_it_works(library, client_for, alice, bob, charlie):
    for person in (alice, bob, charlie):
        page = read(client_for(person))
        assert [h.text for h in page.find_all("h1")] == ["What 513 alerts tell us"]
        assert page.select_one(".aw-lead").text == "A lead & no more."
        assert len(page.select("figure.aw-chart")) == 2


def test_it_requires_login(library, client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_it_rejects_post(library, client_for, alice):
    assert client_for(alice).post(URL).status_code == 405


@pytest.mark.parametrize("url", ["/library/tiny-2018/nothing/", "/library/nothing/workplace/"])
def test_an_unknown_page_is_not_found(library, client_for, alice, url):
    assert client_for(alice).get(url).status_code == 404


def test_a_retired_page_is_not_found(library, client_for, alice):
    version = library["tiny-2018", "workplace"]
    version.status = "retired"
    version.save(update_fields=["status"])
    assert client_for(alice).get(URL).status_code == 404


def test_a_page_that_moved_leads_to_the_one_that_took_its_place(ledger, client_for, alice):
    publish_ledger(ledger)
    replaced = (("tiny-2018", "old", "02"),)
    new = make_page(ledger, slug="new", insight="across", replaces=replaced)
    publish_pages(ledger, [new])
    client = client_for(alice)
    assert client.get("/library/tiny-2018/old/")["Location"] == "/library/tiny-2018/new/"
    asked = client.get("/library/tiny-2018/old/?edition=plain")
    assert asked["Location"] == "/library/tiny-2018/new/?edition=plain"
    page = read(client, asked["Location"])
    assert text_of(page.select_one(".aw-kicker")) == "Library, across reports"
    contents = read(client, "/library/reports/tiny-2018/")
    said = contents.find(string=re.compile("Insight 2 of this report is told"))
    assert said.find_parent("p").a["href"] == "/library/tiny-2018/new/"


def test_a_page_for_some_is_nobody_elses(ledger, client_for, site, sales, alice):
    """Not its address, not in a list, not by a word, not from a disagreement."""
    publish_ledger(ledger)
    everybodys = make_page(ledger, slug="everybodys", body="There are {figure:clients}.")
    some = make_page(ledger, slug="some", audience=("H", "I"), body="Zebras: {figure:alerts}.")
    publish_pages(ledger, [everybodys, some])
    ida = make_person("Ida", site, role="it")
    hanna = make_person("Hanna", site, role="handler")
    eva = make_person("Eva", site, role="hr")
    manager = make_person("Mia", site, role="manager", of=sales)
    for person, status in ((ida, 200), (hanna, 200), (eva, 200), (manager, 404), (alice, 404)):
        client = client_for(person)
        assert client.get("/library/tiny-2018/some/").status_code == status
        contents = client.get("/library/reports/tiny-2018/").content.decode()
        found = client.get("/library/search/?q=zebras").content.decode()
        for text in (contents, found):
            assert ("/library/tiny-2018/some/" in text) is (status == 200)
        assert "/some/" not in client.get("/library/disagreements/").content.decode()
        counted = read(client, "/library/").select_one(".aw-plainlist li").text
        assert ("2 pages" in counted) is (status == 200)


def test_every_figure_leads_to_one_note_inside_a_details(library, client_for, alice):
    page = read(client_for(alice))
    links = page.select("a.aw-fig")
    assert [link.text for link in links] == ["513", "269,370", "513", "two to eleven"]
    for link in links:
        target = page.select(f'[id="{link["href"].removeprefix("#")}"]')
        assert len(target) == 1
        assert target[0].find_parent("details")["class"] == ["aw-source"]
    assert len(page.select("details.aw-source")) == 3
    # A note stands beside the passage that first uses its figure.
    passage = page.select_one(".aw-passage")
    assert len(passage.select("a.aw-fig")) == len(passage.select("details.aw-source")) == 2


def test_a_note_says_everything(library, client_for, alice):
    note = read(client_for(alice)).find(id="source-tiny-2018-alerts")
    said = {text_of(dt): text_of(dt.find_next_sibling("dd")) for dt in note.find_all("dt")}
    assert said == {
        "Report": "The Tiny Report 2018, insight 7, line 12",
        "As printed": "513",
        "What it says": "What alerts states.",
        "Who was asked": "Employers who use one product",
        "The question": "How many?",
        "Keep in mind": "It counts alerts, over 2 to 11 years.",
        "Where the sources disagree": "It says employees. We do not. Disagreement D-04",
        "As of": "13 August 2018",
    }


def test_a_note_leads_to_the_disagreement(library, client_for, alice):
    note = read(client_for(alice)).find(id="source-tiny-2018-alerts")
    assert note.select_one('a[href="/library/disagreements/#D-04"]')


def test_the_plain_edition_is_a_link_away_and_back(library, client_for, alice):
    client = client_for(alice)
    there = read(client).select_one('a[href$="?edition=plain"]')
    plain = read(client, there["href"])
    assert "Short: 513 alerts." in plain.select_one(".aw-prose").text
    assert not plain.select("figure")
    assert plain.select_one(f'a[href="{URL}"]')


def test_a_page_without_a_plain_edition_shows_the_ordinary_one(ledger, library, client_for, alice):
    publish_explainer(make_page(ledger, plain=None), NOW)
    page = read(client_for(alice), f"{URL}?edition=plain")
    assert not page.select('a[href$="?edition=plain"]')
    assert page.select("figure")


def test_what_content_says_is_escaped(db, client_for, alice):
    ledger = make_ledger(
        make_figure("alerts", 513, statement='<script>x</script> "quoted"', as_printed="<b>513</b>")
    )
    publish_ledger(ledger)
    publish_explainer(make_page(ledger, title="<i>T</i>", lead="<script>x</script>"), NOW)
    page = read(client_for(alice))
    main = page.find("main")
    assert not main.find_all(["script", "i", "b"])
    assert "<b>513</b>" in main.text
    assert main.h1.text == "<i>T</i>"


def test_it_ends_in_practice(library, client_for, alice):
    page = read(client_for(alice))
    assert page.select_one('a[href="/learn/check/tiny-2018/workplace/"]')


def test_a_new_version_is_shown_at_once(ledger, library, client_for, alice):
    client = client_for(alice)
    read(client)
    publish_explainer(make_page(ledger, body="Quite new."), NOW)
    assert "Quite new." in read(client).text


def test_queries_do_not_grow(ledger, library, client_for, alice, django_assert_max_num_queries):
    client = client_for(alice)
    for size in (1, 4):
        body = "\n\n".join(["{figure:alerts} and {figure:clients}.\n\n## Next"] * size)
        publish_explainer(make_page(ledger, body=body), NOW)
        with django_assert_max_num_queries(
            8
        ):  # is there a number to guess first? which subjects are on?
            read(client)
