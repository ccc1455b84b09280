"""The youth edition in a module: whose it is, what stands in, and that no row tells of it."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup

from awareness.insights.resolved_texts import ResolvedText
from awareness.learning import actions
from awareness.learning.models import ModuleVersion, StepDone
from awareness.learning.publish import own_text, publish_module
from quizzes.actions import publish

from .conftest import NOW, TEXTS, definition, opening_definition, situation

OWN = {
    "who.md": own_text(
        ResolvedText("Ordinary words."), ResolvedText("Plain words."), ResolvedText("Young.")
    )
}


@pytest.fixture(autouse=True)
def on_friday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def young(alice):
    alice.youth_until = date(2026, 11, 20)
    alice.save()
    return alice


def main(client, url) -> str:
    return BeautifulSoup(client.get(url).content, "html.parser").main.text


@pytest.mark.parametrize(
    ("texts", "day", "route", "read"),
    [
        (OWN, date(2026, 11, 20), "begin", "Young."),
        (OWN, date(2026, 11, 20), "plain", "Young."),
        (OWN, date(2026, 11, 19), "begin", "Ordinary words."),
        (OWN, None, "begin", "Ordinary words."),
        (TEXTS, date(2026, 11, 20), "begin", "Plain words."),  # there is none: plain stands in
    ],
)
def test_which_text_is_read(texts, day, route, read, alice, client_for, db):
    publish_module(opening_definition(), texts)
    alice.youth_until = day
    alice.save()
    client = client_for(alice)
    client.post("/learn/first/choose/", {"route": route})
    assert read in main(client, "/learn/first/who-sees/")
    for page in ("/learn/first/", "/learn/first/who-sees/"):
        offered = client.get(page).content.decode()
        assert ('value="plain"' not in offered) == (day == date(2026, 11, 20))


def test_situations_have_words_of_their_own_and_explainers_too(
    module, explainer, young, walk, client_for
):
    spec = situation("Form A")
    spec["scenario"]["nodes"]["start"]["youth"] = "Said to you."
    publish("scenario/t1-a", "scenario", spec)
    publish("scenario/t1-b", "scenario", spec | {"lang": "en", "caveats": ["b"]})
    type(explainer).objects.filter(pk=explainer.pk).update(
        youth=explainer.plain | {"body_markdown": "The young text."}, content_hash="e2"
    )
    version = publish_module(definition(), TEXTS)
    assert version.spec.editions == ("ordinary", "plain", "youth")
    on, client = walk(young, module), client_for(young)
    on.begin()
    on.open_first()
    assert "Said to you." in main(client, "/learn/topic/decide/")
    on.do("decide")
    assert "The young text." in main(client, "/learn/topic/text/")


def test_a_version_says_which_editions_it_holds(db):
    before = publish_module(opening_definition(), TEXTS)
    assert before.spec.editions == ("ordinary", "plain")
    after = publish_module(opening_definition(), OWN)
    assert after.spec.editions == ("ordinary", "plain", "youth")
    assert ModuleVersion.objects.live().get().content_hash == after.content_hash


def test_no_row_says_which_edition_was_read(alice, charlie, client_for, db):
    publish_module(opening_definition(), OWN)
    charlie.youth_until = date(2027, 1, 1)
    charlie.save()
    for person in (alice, charlie):
        client = client_for(person)
        client.post("/learn/first/choose/", {"route": "begin"})
        client.get("/learn/first/who-sees/")
        client.post("/learn/first/who-sees/go-on/")
    own = [
        StepDone.objects.filter(enrolment__learner=person).values("step", "on").get()
        for person in (alice, charlie)
    ]
    assert own[0] == own[1]
    assert charlie.completions.get().module_version == alice.completions.get().module_version


def test_the_way_goes_on_past_a_module_that_is_closed_to_the_youngest(
    module, young, walk, client_for
):
    """Begun before the day was set; it waits for the short module that comes first."""
    theirs = definition(slug="devices", code="I1", track="it", open_to="it", mandatory=False)
    actions.begin(young, publish_module(theirs, TEXTS).module, NOW)
    client = client_for(young)
    done = client.post("/learn/first/who-sees/go-on/")
    assert done["Location"] == "/learn/first/done/"
    walk(young, module).begin()
    assert client.post("/learn/first/who-sees/go-on/")["Location"] == "/learn/topic/decide/"
