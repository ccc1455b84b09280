"""choose: the plain edition has the same facts and the same check, and leaves nothing behind."""

from random import Random

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from awareness.learning.models import Completion
from quizzes import actions as quizzes

from .conftest import NOW
from .test_answer import send


def walk_through(client, route: str) -> None:
    """A whole module by its pages, as somebody with a browser takes it."""
    client.post("/learn/topic/choose/", {"route": route})
    client.post("/learn/first/who-sees/go-on/")
    send(client, "/learn/topic/decide/", "Do good")
    client.post("/learn/topic/text/go-on/")
    send(client, "/learn/topic/guess/", guess="300")
    send(client, "/learn/topic/check/", "Right")
    send(client, "/learn/topic/check/", "Right")
    client.post("/learn/topic/contact/go-on/")


# What differs from person to person: whose a row is, and the tokens drawn for them.
OWN = {"id", "learner_id", "enrolment_id", "attempt_id", "item_id", "response_id"}
OWN |= {"token", "layout"}


def rows(person) -> dict[str, list]:
    """Every row of learning and quizzes about somebody, without what must differ by person."""
    found = {}
    about = {
        "Enrolment": "learner",
        "StepDone": "enrolment__learner",
        "Completion": "learner",
        "Acknowledgement": "enrolment__learner",
        "Attempt": "learner",
        "AttemptItem": "attempt__learner",
        "Response": "item__attempt__learner",
        "Grade": "response__item__attempt__learner",
    }
    for label in ("learning", "quizzes"):
        for model in apps.get_app_config(label).get_models():
            if model.__name__ not in about:
                continue
            mine = model.objects.filter(**{about[model.__name__]: person}).order_by("id").values()
            found[model.__name__] = [
                {key: value for key, value in row.items() if key not in OWN} for row in mine
            ]
    return found


@pytest.fixture
def same_chance(monkeypatch):
    """Orders and the clock are the same for both, so that whole rows can be compared."""
    monkeypatch.setattr(quizzes, "SystemRandom", lambda: Random(7))  # noqa: S311
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_both_routes_leave_the_same_rows(module, alice, bob, client_for, same_chance):
    ordinary, plain = client_for(alice), client_for(bob)
    walk_through(ordinary, "begin")
    walk_through(plain, "plain")
    mine, theirs = rows(alice), rows(bob)
    assert mine == theirs
    assert len(mine["Completion"]) == 2
    assert len(mine["Response"]) == 4


def test_the_plain_edition_is_shorter_and_asks_the_same(module, alice, client_for):
    client = client_for(alice)
    client.post("/learn/topic/choose/", {"route": "plain"})
    assert b"Plain words." in client.get("/learn/first/who-sees/").content
    client.post("/learn/first/who-sees/go-on/")
    page = client.get("/learn/topic/decide/").content.decode()
    assert "Form A, in short." in page
    send(client, "/learn/topic/decide/", "Do good")
    assert b"The short text." in client.get("/learn/topic/text/").content
    client.post("/learn/topic/text/go-on/")
    send(client, "/learn/topic/guess/", skip="1")
    assert b"Question 1? (plain)" in client.get("/learn/topic/check/").content


def test_every_step_can_change_the_edition(module, alice, walk, client_for):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    on.do("decide")
    client = client_for(alice)
    for route, words in (("plain", b"The short text."), ("full", b"The full text.")):
        answer = client.post("/learn/topic/choose/", {"route": route, "step": "text"})
        assert answer["Location"] == "/learn/topic/text/"
        assert words in client.get("/learn/topic/text/").content


def test_the_route_is_kept_in_the_browser_and_nowhere_else(module, alice, client_for, caplog):
    client = client_for(alice)
    before = client.session.items()
    with caplog.at_level("DEBUG", logger="django.request"):
        answer = client.post("/learn/topic/choose/", {"route": "plain"})
    assert "plain" not in answer["Location"]
    assert "plain" not in caplog.text
    kept = answer.cookies["reading"]
    assert (kept["max-age"], kept["expires"], kept["httponly"]) == ("", "", True)
    assert "plain" not in kept.value
    assert client.session.items() == before
    client.post("/learn/topic/choose/", {"route": "full", "step": ""})
    assert not client.cookies["reading"].value
    assert Session.objects.count() == 1
    assert not Completion.objects.exists()


def test_the_next_person_at_a_device_reads_their_own_edition(module, alice, bob, client_for):
    client = client_for(alice)
    client.post("/learn/topic/choose/", {"route": "plain"})
    client.force_login(bob)
    client.post("/learn/topic/choose/", {"route": "later"})
    assert b"Plain words." not in client.get("/learn/first/who-sees/").content
    assert client.cookies["reading"].value  # there, and of no use to anybody


def test_choose_refuses_a_step_that_is_not_there(module, alice, client_for, walk):
    walk(alice, module).begin()
    data = {"route": "plain", "step": "https://elsewhere.example/"}
    assert client_for(alice).post("/learn/topic/choose/", data).status_code == 404
