"""Before each step one line of preview in concrete words; at the end a question to keep."""

from itertools import pairwise

import pytest
import time_machine
from bs4 import BeautifulSoup

from awareness.learning.publish import publish_module
from quizzes.models import Response
from tests.pages import text_of

from .conftest import NOW, TEXTS, definition, opening_definition

PREVIEWS = {
    "decide": "A situation at a desk.",
    "text": "A page with a drawing.",
    "guess": "One number to guess.",
    "check": "Two short questions.",
    "contact": "The person at your site.",
}


@pytest.fixture(autouse=True)
def on_friday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def module(explainer, questions):
    first = opening_definition()
    first["steps"][0]["preview"] = "Who sees what, in short."
    publish_module(first, TEXTS)
    steps = [step | {"preview": PREVIEWS[step["slug"]]} for step in definition()["steps"]]
    reflection = "Whom could somebody here turn to?"
    return publish_module(definition(steps=steps, reflection=reflection), TEXTS).module


def main(response):
    return BeautifulSoup(response.content, "html.parser").main


def test_every_step_page_shows_its_line(module, alice, walk, client_for):
    on, client = walk(alice, module), client_for(alice)
    on.begin()
    assert "Who sees what, in short." in main(client.get("/learn/first/who-sees/")).text
    on.open_first()
    for slug, preview in PREVIEWS.items():
        page = main(client.get(f"/learn/topic/{slug}/"))
        [line] = [p for p in page.find_all("p") if p.text.strip() == preview]
        assert page.h1.find_next("p") == line  # under the heading, before all that follows
        on.do(slug)


def test_the_step_before_tells_it_too(module, alice, walk, client_for):
    """Whoever goes on knows to what, before it stands on the page."""
    on, client = walk(alice, module), client_for(alice)
    on.begin()
    on.open_first()
    slugs = list(PREVIEWS)
    for slug, following in pairwise(slugs):
        before = main(client.get(f"/learn/topic/{slug}/")).text
        assert (f"Next: {PREVIEWS[following]}" in before) is (slug == "text")  # nothing asked there
        on.do(slug)
        page = main(client.get(f"/learn/topic/{slug}/"))
        [line] = [p for p in page.find_all("p") if text_of(p) == f"Next: {PREVIEWS[following]}"]
        assert line.find_next("a")["href"] == f"/learn/topic/{following}/"
    on.do("contact")
    assert "Next:" not in main(client.get("/learn/topic/contact/")).text


def test_the_opening_page_says_what_has_to_be_right(module, explainer, questions, bob, client_for):
    told = main(client_for(bob).get("/learn/topic/")).text
    assert "your first decision in it" in told
    assert "has no mark to reach" in told
    mark = {"percent": 80, "why": "It is a usual one."}
    publish_module(definition(major=2, pass_mark=mark), TEXTS)
    told = main(client_for(bob).get("/learn/topic/")).text
    assert "has no mark to reach" not in told
    assert "80 per cent are to be right. It is a usual one." in told
    assert "to be" not in main(client_for(bob).get("/learn/first/")).text


def test_the_opening_page_shows_all_of_them(module, alice, bob, charlie, client_for):
    for person in (alice, bob, charlie):
        page = main(client_for(person).get("/learn/topic/"))
        told = page.find("section", attrs={"aria-labelledby": "steps"}).find_all("li")
        assert [each.span.text for each in told] == list(PREVIEWS.values())
        assert [each.b.text for each in told[:1]] == ["Decide"]


def test_the_last_page_has_a_question_to_keep_and_no_field(module, alice, walk, client_for):
    walk(alice, module).finish()
    answers = Response.objects.count()
    page = main(client_for(alice).get("/learn/topic/done/"))
    aside = page.find("aside", attrs={"aria-labelledby": "keep"})
    assert "Whom could somebody here turn to?" in aside.text
    assert not aside.find_all(["textarea", "input", "form"])
    # Elsewhere on the page refreshers are offered: buttons, and nowhere to write.
    assert not page.find_all("textarea")
    assert {each["type"] for each in page.find_all("input")} <= {"hidden"}
    assert Response.objects.count() == answers


def test_a_module_without_one_asks_nothing(explainer, questions, opening, alice, walk, client_for):
    module = publish_module(definition(), TEXTS).module
    walk(alice, module).finish()
    assert "A question to keep" not in main(client_for(alice).get("/learn/topic/done/")).text
