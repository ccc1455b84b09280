"""Orderings and matchings on a page of the library: plain form posts, with nothing lost."""

import pytest
from bs4 import BeautifulSoup

from awareness.bank.models import QuestionExplainer
from quizzes.actions import publish
from quizzes.models import Response
from tests.pages import text_of
from tests.quizzes import specs

from .test_answer import HTMX

PAGE = "/learn/check/rep/page/"


@pytest.fixture
def asked(explainer):
    for position, kind in enumerate(("ordering", "matching")):
        version = publish(f"rep/{kind}", kind, specs.ALL[kind]())
        QuestionExplainer.objects.create(
            question=version.question, explainer="rep/page", position=position
        )


def read(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def fields(page: BeautifulSoup) -> tuple[str, dict[str, str], dict[str, str]]:
    """(where to, hidden fields, {the line's text: its field}) of the question on a page."""
    form = page.select_one("form:has(select)")
    hidden = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}
    lines = {
        form.select_one(f"label[for='{select['id']}']").text: select["name"]
        for select in form.select("select")
    }
    return form["action"], hidden, lines


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_place_given_twice_comes_back_with_all_that_was_chosen(asked, alice, client_for, headers):
    client = client_for(alice)
    url, data, lines = fields(read(client.get(PAGE)))
    places = dict(zip(lines.values(), ("1", "2", "2", "3"), strict=True))
    answer = client.post(url, data | places, **headers)
    again = read(answer)
    assert answer.status_code == (200 if headers else 422)
    assert "Two lines share place 2." in again.text
    chosen = {s["name"]: s.select_one("[selected]")["value"] for s in again.select("select")}
    assert chosen == places
    assert not Response.objects.exists()


def test_both_kinds_are_answered_by_plain_posts(asked, alice, client_for):
    client = client_for(alice)
    url, data, lines = fields(read(client.get(PAGE)))
    right = {"Text ten": "1", "Text six": "2", "Text two": "3", "Text one": "4"}
    places = {lines[text]: place for text, place in right.items()}
    assert client.post(url, data | places)["Location"] == f"{PAGE}#feedback"
    assert client.post(url, data | places)["Location"] == f"{PAGE}#feedback"  # a second click
    page = read(client.get(PAGE))
    assert "Yes, that is right" in page.text
    url, data, lines = fields(page)
    offered = {text_of(o): o["value"] for o in page.select_one("select").select("option")}
    pairs = {"Text one": "Target sky", "Text two": "Target elm", "Text six": "Target sea"}
    client.post(url, data | {lines[text]: offered[target] for text, target in pairs.items()})
    page = read(client.get(PAGE))
    assert "“Target red” belongs" in text_of(page)
    assert "chose “Target sea”" in text_of(page)
    # The ordering, answered before it, keeps what there is to say about each of its lines.
    before = page.select_one("details.aw-more")
    feedback = [option["feedback"] for option in specs.ALL["ordering"]()["options"]]
    assert all(words in text_of(before) for words in feedback)
    assert page.select(f'form[action="{PAGE}again/"]')
    assert [r.is_final for r in Response.objects.all()] == [True, True]
