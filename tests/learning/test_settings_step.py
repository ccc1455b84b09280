"""A step that asks first how somebody likes to read: their own choice, and not needed to go on."""

import pytest
from bs4 import BeautifulSoup

from awareness.learning.models import StepDone
from awareness.learning.publish import publish_module

from .conftest import TEXTS, opening_definition

PAGE = "/learn/first/who-sees/"


@pytest.fixture
def on(alice, walk, client_for):
    first = opening_definition()
    first["steps"] = [
        first["steps"][0] | {"settings": True},
        {"slug": "more", "kind": "read", "text": "who.md", "title": "More"},
    ]
    module = publish_module(first, TEXTS).module
    walk(alice, module).begin()
    return client_for(alice)


def page(client, address=PAGE) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def test_it_asks_before_its_text_and_comes_back(on, alice):
    asked = page(on).select_one('form[action="/me/prefer/"]')
    names = {each["name"] for each in asked.select("input[type=radio]")}
    assert names == {"reading_size", "reading_contrast", "reading_motion"}
    assert "Ordinary words." in asked.find_next(string=lambda words: "Ordinary" in words)
    sent = {"reading_size": "large", "back": asked.select_one("[name=back]")["value"]}
    answer = on.post("/me/prefer/", sent, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    shown = BeautifulSoup(answer.content, "html.parser")
    assert shown.html["data-size"] == "large"
    assert "Saved." in shown.main.text
    assert shown.select_one("input[name=reading_size][checked]")["value"] == "large"
    assert not StepDone.objects.exists()


def test_nothing_has_to_be_chosen_to_go_on(on, alice):
    assert on.post(f"{PAGE}go-on/")["Location"] == "/learn/first/more/"
    alice.refresh_from_db()
    assert alice.reading_size == ""
    assert not page(on, "/learn/first/more/").select('form[action="/me/prefer/"]')


def test_it_is_ones_own(on, alice, bob, client_for, client):
    on.post("/me/prefer/", {"reading_size": "large", "back": PAGE})
    assert "data-size" not in page(client_for(bob), "/learn/").html.attrs
    assert client.get(PAGE)["Location"].startswith("/account/login/")
