"""A step that asks beside a text, what is read on, and the words of the help card it lights."""

import pytest
from bs4 import BeautifulSoup

from awareness.learning.errors import PublishError
from awareness.learning.models import Completion
from awareness.learning.publish import publish_module
from awareness.learning.queries import ModuleState, modules_for

from .conftest import TEXTS, definition

PAGE = "/learn/topic/guess/"


def beside(**more) -> dict:
    """The small module; its guess stands under a text and lights a word of the card."""
    changed = definition(opens_with=None, major=2)
    changed["steps"] = [
        step | {"text": "who.md", "more": ["rep/page"], "lights": ["tell"]} | more
        if step["slug"] == "guess"
        else step
        for step in changed["steps"]
    ]
    return changed


@pytest.fixture
def on(module, alice, walk, client_for):
    """Alice's browser, at the guess."""
    version = publish_module(beside(), TEXTS)
    version.module.subject = "child-protection"  # whose help card has the word that is lit
    version.module.save()
    way = walk(alice, version.module)
    way.begin()
    for slug in ("decide", "text"):
        way.do(slug)
    return client_for(alice)


def main(client) -> BeautifulSoup:
    return BeautifulSoup(client.get(PAGE).content, "html.parser").main


def test_its_text_stands_above_and_what_is_read_on_comes_with_the_answer(
    on, alice, bob, client_for
):
    asked = main(on)
    assert "Ordinary words." in asked.text
    assert not asked.select("a[href='/library/rep/page/'], .aw-strip")
    form = asked.select_one("#ask form")
    sent = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    on.post(form["action"], sent | {"guess": "300"})
    told = main(on)
    assert told.select_one("a[href='/library/rep/page/']")
    assert [word.b.text for word in told.select(".aw-strip li.is-lit")] == ["Tell"]
    assert len(told.select(".aw-strip svg.aw-sign")) == 5
    on.post("/learn/read-as/", {"route": "plain", "back": PAGE})
    assert "Plain words." in main(on).text
    assert client_for(bob).get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"more": ["rep/nowhere"]}, "unknown_explainer"), ({"text": "no.md"}, "unknown_text")],
)
def test_what_it_names_is_there(module, wrong, code):
    with pytest.raises(PublishError) as error:
        publish_module(beside(**wrong), TEXTS)
    assert error.value.code == code


def test_a_major_version_leaves_open_and_finished_ways_as_they_are(module, alice, bob, walk):
    """Whoever began finishes the old text; whoever finished is asked nothing."""
    begun, finished = walk(alice, module), walk(bob, module)
    begun.begin()
    finished.finish()
    version = publish_module(beside(), TEXTS)
    assert begun.at("decide").version.label == "1.0"
    begun.open_first()
    for slug in ("decide", "text", "guess", "check", "contact"):
        begun.do(slug)
    done = Completion.objects.filter(module_version__module=version.module)
    assert {row.module_version.label for row in done} == {"1.0"}
    for person in (alice, bob):
        [state] = [row.state for row in modules_for(person) if row.slug == "topic"]
        assert state == ModuleState.DONE
