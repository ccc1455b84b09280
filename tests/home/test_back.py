"""The help card leads back to where somebody came from, and to nowhere else."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client

HELP, BACK = "/help/", "/back/"
STEP = "/learn/what-to-do/first-decision/"


def card(client, page="", host="testserver") -> BeautifulSoup:
    headers = {"Referer": f"http://{host}{page}"} if page else {}
    response = client.get(HELP, headers=headers)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def way_back(page: BeautifulSoup) -> str | None:
    fields = {form.find("input", {"name": "page"})["value"] for form in ways(page)}
    return fields.pop() if fields else None


def ways(page: BeautifulSoup) -> list:
    return page.find_all("form", action=BACK)


@pytest.mark.parametrize("who", ["alice", "bob", "mallory", "stranger"])
@pytest.mark.parametrize(
    "page", [STEP, "/library/?q=extortion", "/me/", "/account/login/", "/team/"]
)
def test_it_leads_to_the_page_before(who, page, request, client_for, db):
    client = Client() if who == "stranger" else client_for(request.getfixturevalue(who))
    shown = card(client, page)
    assert len(ways(shown)) == 2  # above the card, and below it
    answer = client.post(BACK, {"page": way_back(shown)})
    assert (answer.status_code, answer.url) == (302, page)


@pytest.mark.parametrize(
    ("form", "page"),
    [("/learn/what-to-do/first-decision/answer/", STEP),
     ("/learn/what-to-do/first-decision/retry/", STEP)],
)  # fmt: skip
def test_from_a_form_that_was_shown_again_it_leads_to_its_page(form, page, alice, client_for):
    client = client_for(alice)
    assert client.post(BACK, {"page": way_back(card(client, form))}).url == page


def test_it_names_no_page_and_nothing_is_kept(alice, client_for):
    client = client_for(alice)
    before = Session.objects.get().session_data
    shown = card(client, STEP)
    assert "what-to-do" not in str(shown)
    assert all(form["method"] == "post" for form in ways(shown))
    client.post(BACK, {"page": way_back(shown)})
    assert Session.objects.get().session_data == before


@pytest.mark.parametrize(
    ("page", "host"),
    [("", ""), ("/learn/", "testserver"), (HELP, "testserver"), (STEP, "evil.example"),
     ("/no/page/of/ours/", "testserver"), ("/" + "x" * 3000, "testserver")],
)  # fmt: skip
def test_without_a_page_before_it_leads_home(page, host, alice, client_for):
    shown = card(client_for(alice), page, host)
    assert ways(shown) == []
    assert [a.get_text(strip=True) for a in shown.find_all("a", href="/")] == ["Home"] * 2


def test_nobody_is_led_elsewhere(alice, client_for):
    client, other = client_for(alice), signing.dumps(STEP, salt="another")
    for sent in ("", "gossip", "https://evil.example/", STEP, signing.dumps(STEP), other):
        answer = client.post(BACK, {"page": sent})
        assert (answer.status_code, answer.url) == (302, "/learn/"), sent


def test_even_what_we_signed_leads_only_into_the_house(alice, client_for):
    for page in ("https://evil.example/", "//evil.example/", "\\\\evil.example"):
        signed = signing.dumps(page, salt="awareness.home.back")
        assert client_for(alice).post(BACK, {"page": signed}).url == "/learn/"
