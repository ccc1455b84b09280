"""Before each step one line of preview in concrete words; at the end a question to keep."""

import pytest
import time_machine
from bs4 import BeautifulSoup

from awareness.learning.publish import publish_module
from quizzes.models import Response

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
