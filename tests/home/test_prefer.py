"""prefer: how somebody likes to read. It holds on every page, costs no query, and is theirs."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from awareness.people.models import User

CHOSEN = {"reading_size": "larger", "reading_contrast": "more", "reading_motion": "less"}
PAGES = ["/learn/", "/me/", "/library/", "/help/", "/recorded/", "/learn/away/", "/nowhere/"]


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def root(response) -> dict:
    return {k: v for k, v in soup(response).html.attrs.items() if k.startswith("data-")}


@pytest.mark.parametrize("path", PAGES)
def test_it_holds_on_every_page_and_for_nobody_else(path, alice, charlie, client_for, client):
    mine = client_for(alice)
    assert mine.post("/me/prefer/", CHOSEN)["Location"] == "/me/#reading"
    wanted = {"data-size": "larger", "data-contrast": "more", "data-motion": "less"}
    assert root(mine.get(path)) == wanted
    assert root(client_for(charlie).get(path)) == {}
    if path not in ("/learn/", "/me/", "/library/"):
        assert root(client.get(path)) == {}


def test_it_leads_back_to_the_page_it_stood_on(alice, client_for):
    client = client_for(alice)
    for back, to in (("/learn/", "/learn/"), ("//evil.example/", "/"), ("home:me", "/")):
        assert client.post("/me/prefer/", CHOSEN | {"back": back})["Location"] == to


def test_it_can_be_taken_back(alice, client_for):
    client = client_for(alice)
    client.post("/me/prefer/", CHOSEN)
    checked = {
        each["name"]: each["value"]
        for each in soup(client.get("/me/")).select("input[type=radio][checked]")
    }
    assert checked == CHOSEN
    client.post("/me/prefer/", dict.fromkeys(CHOSEN, ""))
    assert root(client.get("/me/")) == {}


@pytest.mark.parametrize("field", CHOSEN)
def test_what_the_style_sheet_does_not_know_is_refused(field, alice, client_for):
    response = client_for(alice).post("/me/prefer/", CHOSEN | {field: 'x" onload="y'})
    assert response.status_code == 422
    assert soup(response).select_one(f"#error-{field}")
    alice.refresh_from_db()
    assert alice.reading_size == alice.reading_contrast == alice.reading_motion == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=alice.pk).update(**{field: "x"})


def test_it_costs_no_query(alice, client_for):
    client = client_for(alice)
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/learn/")
        counts.append(len(asked))
        client.post("/me/prefer/", CHOSEN)
    assert counts[0] == counts[1]


def test_who_may(client, db, alice, client_for):
    assert client.post("/me/prefer/", CHOSEN).status_code == 401
    assert client_for(alice).get("/me/prefer/").status_code == 405
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(alice)
    assert guarded.post("/me/prefer/", CHOSEN).status_code == 403


def test_with_one_language_the_page_says_so_and_asks_nothing(alice, client_for):
    client = client_for(alice)
    page = soup(client.get("/me/"))
    assert not page.select('[name="reading_language"]')
    assert "these pages exist in English only" in page.main.get_text()
    client.post("/me/prefer/", CHOSEN | {"reading_language": "sv"})
    alice.refresh_from_db()
    assert alice.reading_language == ""


def test_with_several_languages_one_is_chosen(settings, alice, client_for):
    settings.LANGUAGES = [("en-gb", "English"), ("sv", "Svenska")]
    client = client_for(alice)
    client.post("/me/prefer/", {"reading_language": "sv"})
    page = soup(client.get("/me/"))
    assert page.html["lang"] == "sv"
    assert page.select_one('[name="reading_language"][checked]')["value"] == "sv"
    assert client.post("/me/prefer/", {"reading_language": "xx"}).status_code == 422
    # A language that is taken away leaves nobody with pages in none.
    settings.LANGUAGES = [("en-gb", "English")]
    assert soup(client.get("/me/")).html["lang"] == "en-gb"


def test_no_page_has_style_of_its_own(alice, client_for):
    client = client_for(alice)
    client.post("/me/prefer/", CHOSEN)
    page = soup(client.get("/me/"))
    assert not page.select("[style], style")
