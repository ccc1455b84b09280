"""A text of the library's own."""

import pytest
from bs4 import BeautifulSoup

from awareness.insights.library_parts import Library
from awareness.insights.markdown_passages import words_on_one_line
from awareness.insights.publish import resolved_page as make_text
from tests.insights.ledgers import make_page, publish_pages

pytestmark = pytest.mark.django_db
URL = "/library/how-to-read/"


def read(client, url=URL) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_it_works(library, client_for, alice, bob, charlie):
    for person in (alice, bob, charlie):
        page = read(client_for(person))
        assert [h.text for h in page.find_all("h1")] == ["How to read"]
        figure = page.select_one("a.aw-fig")
        assert figure.text == "272"
        assert page.find(id=figure["href"].removeprefix("#")).find_parent("details")


def test_it_requires_login(library, client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_it_rejects_post(library, client_for, alice):
    assert client_for(alice).post(URL).status_code == 405


@pytest.mark.parametrize("url", ["/library/nothing/", "/library/themes/", "/library/theme-0/"])
def test_an_unknown_text_is_not_found(library, client_for, alice, url):
    assert client_for(alice).get(url).status_code == 404


def test_the_plain_edition_is_a_link_away_and_back(library, client_for, alice):
    client = client_for(alice)
    there = read(client).select_one('a[href$="?edition=plain"]')
    plain = read(client, there["href"])
    assert "Take your time" not in plain.text
    assert plain.select_one(f'a[href="{URL}"]')


def test_a_new_text_is_shown_at_once(ledger, library, client_for, alice):
    client = client_for(alice)
    read(client)
    text = make_text(ledger, "", "how-to-read", title="New", lead="x", body="Quite new.")
    publish_pages(ledger, [make_page(ledger)], Library(texts=(text,)))
    assert "Quite new." in read(client).text


def test_queries_do_not_grow(ledger, library, client_for, alice, django_assert_max_num_queries):
    client = client_for(alice)
    for size in (1, 6):
        body = "\n\n".join(["{figure:tiny-2018:alerts} here.\n\n## Next"] * size)
        text = make_text(ledger, "", "how-to-read", title="T", lead="x", body=body)
        publish_pages(ledger, [make_page(ledger)], Library(texts=(text,)))
        with django_assert_max_num_queries(7):  # one: which subjects are on, as nobody is named
            read(client)


def test_the_words_of_a_text_in_several_lines_keep_their_spaces():
    assert (
        words_on_one_line("One [41 %](/f).\n\nTwo.\nThree  \nfour.")
        == "One 41 %.  Two. Three four."
    )
