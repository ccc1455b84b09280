"""away: one tap from every page, saved already, and a page that says nothing of the topic."""

import pytest
from bs4 import BeautifulSoup

from .test_answer import send


def test_away_says_saved_and_nothing_else(alice, client_for, client):
    page = client_for(alice).get("/learn/away/").content.decode()
    soup = BeautifulSoup(page, "html.parser")
    assert soup.title.string.strip() == "Saved"
    assert soup.h1.string == "Saved."
    ways = ["Home", "Someone to talk to", "Sign out"]
    assert [a.get_text(strip=True) for a in soup.select("main a")] == ways
    assert "Sign out" not in client.get("/learn/away/").content.decode()
    assert "A neutral title" not in page
    assert not soup.select("nav, form")


def test_every_page_of_a_module_has_it_in_reach(module, alice, walk, client_for):
    on = walk(alice, module)
    on.begin()
    client = client_for(alice)
    pages = ["/learn/first/who-sees/"]
    on.open_first()
    for slug in ("decide", "text", "guess", "check", "contact"):
        pages.append(f"/learn/topic/{slug}/")
    for page in pages:
        soup = BeautifulSoup(client.get(page).content, "html.parser")
        ways = soup.select('header a[href="/learn/away/"][data-replace]')
        assert len(ways) == 1, page
        assert soup.select('header a[href="/help/"]'), page
        assert len(soup.select("h1")) == 1, page
        if page != "/learn/first/who-sees/":
            on.do(page.split("/")[3])


def test_titles_name_the_module_and_a_number_alone(module, alice, walk, client_for):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    title = BeautifulSoup(
        client_for(alice).get("/learn/topic/decide/").content, "html.parser"
    ).title
    assert " ".join(title.string.split()) == "A neutral title, step 1 of 5 · Awareness"


def test_what_was_answered_is_there_after_coming_back(module, alice, walk, client_for):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    first = client_for(alice)
    send(first, "/learn/topic/decide/", "Do poor")
    first.get("/learn/away/")
    assert b"Said of poor." in client_for(alice).get("/learn/topic/decide/").content


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_away_is_a_plain_link(client, method):
    assert client.get("/learn/away/").status_code == 200
    assert getattr(client, method)("/learn/away/").status_code == 405
