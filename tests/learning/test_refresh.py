"""refresh: a few questions never met before, for oneself alone, only when asked for."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from awareness.bank.models import QuestionExplainer
from awareness.learning import refreshers
from awareness.learning.models import (
    Completion,
    Enrolment,
    Module,
    RefresherChoice,
    StepDone,
)
from awareness.learning.publish import publish_module
from quizzes.actions import publish
from quizzes.models import Attempt, AttemptItem, Response

from .conftest import NOW, TEXTS, definition, single, situation
from .test_answer import HTMX, form, send
from .test_read_as import URL as READ_AS
from .test_read_as import button

PAGE, CHOOSE = "/learn/refreshers/topic/", "/learn/refreshers/"


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text(response) -> str:
    return soup(response).main.get_text(" ")


@pytest.fixture(autouse=True)
def sessions_that_last(settings):
    """Months pass in these tests, and somebody is still signed in."""
    settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 60 * 60


def after(days: int):
    return time_machine.travel(NOW + timedelta(days=days), tick=False)


@pytest.fixture
def library(explainer):
    """Three questions under the page the module reads, and one on something else."""
    for position in range(3):
        version = publish(f"rep/p{position}", "single", single(f"Library {position}?"))
        QuestionExplainer.objects.create(
            question=version.question, explainer="rep/page", position=position
        )
    publish("rep/other", "single", single("Something else?") | {"objective": "elsewhere"})


@pytest.fixture
def on(module, library, alice, walk, client_for) -> Client:
    """Alice has finished the module and switched refreshers on."""
    walk(alice, module).finish()
    client = client_for(alice)
    assert client.post(CHOOSE, {"refreshers": "on", "back": "/me/"})["Location"] == "/me/"
    return client


def asked(context_part: str = "refresher:") -> list[str]:
    items = AttemptItem.objects.filter(attempt__context__startswith=context_part)
    return list(items.order_by("id").values_list("version__question__key", flat=True))


def offered(client) -> bool:
    return "A short refresher, if you like" in text(client.get("/learn/"))


def test_nothing_comes_to_whoever_did_not_ask(module, library, alice, walk, client_for):
    walk(alice, module).finish()
    client = client_for(alice)
    with after(20):
        assert not offered(client)
        assert "switched off" in text(client.get(PAGE))
    assert asked() == []


def test_it_comes_after_two_weeks_and_goes_when_taken(on):
    for days, there in ((0, False), (13, False), (14, True)):
        with after(days):
            assert offered(on) is there
    with after(13):
        assert "on 4 December 2026" in text(on.get(PAGE))
    with after(14):
        _take(on)
        assert not offered(on)
        assert soup(on.get(PAGE)).select("#feedback")
    with after(56):
        assert offered(on)


def test_it_can_be_read_in_the_plain_version(on):
    with after(14):
        assert "in short" not in on.get(PAGE).content.decode()
        on.post(READ_AS, {"route": "plain", "back": PAGE})
        assert "in short" in on.get(PAGE).content.decode()
        assert button(on, PAGE).button["value"] == "full"


def _take(client, address: str = PAGE) -> int:
    """Answer all of it; returns how many answers it took."""
    count = 0
    while (page := soup(client.get(f"{address}?seen=9"))).select('input[name="token"]'):
        found = form(str(page))
        choice = next(iter(found["texts"].values()))
        client.post(found["url"], found["hidden"] | {"answer": choice})
        count += 1
        assert count < 20
    return count


def test_it_asks_what_was_never_met(on, alice):
    met = set(AttemptItem.objects.values_list("version__question__key", flat=True))
    other_form = ({"scenario/t1-a", "scenario/t1-b"} - met).pop()
    with after(14):
        on.get(PAGE)
    keys = asked()
    assert keys[0] == other_form
    assert len(keys) == 3
    assert set(keys[1:]) < {"rep/p0", "rep/p1", "rep/p2"}
    assert not set(keys) & met


def test_a_new_wording_of_a_question_met_is_no_new_question(on, alice):
    publish("rep/q1", "single", single("Question 1, said otherwise?"))
    with after(14):
        on.get(PAGE)
    assert "rep/q1" not in asked()


def test_what_serves_the_same_objective_belongs_to_it(module, alice, walk):
    publish_module(definition(objectives={"elsewhere": "x"}, major=2), TEXTS)
    publish("rep/other", "single", single("Something else?") | {"objective": "elsewhere"})
    walk(alice, module).finish()
    completion = Completion.objects.get(learner=alice, module_version__major=2)
    keys = [version.question.key for version in refreshers.unmet_questions(alice, completion)]
    assert "rep/other" in keys


def test_a_situation_of_another_module_is_not_asked_for_its_objective(module, alice, walk):
    """It is first met in its own module, which may be of another subject or for another role."""
    publish_module(definition(objectives={"elsewhere": "x"}, major=2), TEXTS)
    publish("scenario/t2-a", "scenario", situation("Theirs") | {"objective": "elsewhere"})
    walk(alice, module).finish()
    completion = Completion.objects.get(learner=alice, module_version__major=2)
    keys = [version.question.key for version in refreshers.unmet_questions(alice, completion)]
    assert "scenario/t2-a" not in keys


def test_none_comes_of_a_module_that_is_closed_to_the_youngest(on, alice):
    Module.objects.filter(slug="topic").update(open_to="it", mandatory=False)
    for until, there in ((NOW.date() + timedelta(days=14), False), (NOW.date(), True)):
        alice.youth_until = until
        alice.save()
        with after(14):
            assert offered(on) is there
            assert (on.get(PAGE).status_code == 200) is there


@pytest.fixture
def second(module, on, alice, walk):
    """Alice has finished another module, of seven situations, with eight facts she has not met."""
    names = [f"u{number}" for number in range(7)]
    for name in names:
        for form_of in "ab":
            publish(f"scenario/{name}-{form_of}", "scenario", situation(f"Second {name} {form_of}"))
    for number in range(10):
        publish(f"rep/s{number}", "single", single(f"Second {number}?") | {"objective": "more"})
    steps = [
        {"slug": name, "kind": "scenario", "scenario": name, "title": "Decide",
         "preview": "Two people at a door."}
        for name in names
    ]  # fmt: skip
    steps.append(
        {"slug": "check", "kind": "check", "questions": ["rep/s0", "rep/s1"], "title": "C"}
    )
    second = definition(slug="second", code="A2", steps=steps, objectives={"more": "x"})
    walk(alice, publish_module(second, TEXTS).module).finish()


def kinds(keys: list[str]) -> list[str]:
    """`scenario/t1-a` is t, `rep/p0` is p."""
    return [key.partition("/")[2][0] for key in keys]


def test_what_the_module_has_no_more_of_comes_from_others_one_finished(on, second, alice):
    met = set(AttemptItem.objects.values_list("version__question__key", flat=True))
    taken: list[str] = []
    for days, wanted in ((14, "tupp"), (56, "uups"), (182, "uuss")):  # its own before others
        with after(days):
            _take(on)
        new = asked()[len(taken) :]
        assert "".join(kinds(new)) == wanted
        taken += new
    assert len(taken) == len({key.rpartition("-")[0] or key for key in taken}) == 12
    assert not set(taken) & met


def test_others_keep_what_their_own_refreshers_need(on, second, alice):
    """Whichever is taken first, the other module still has two and two each time."""
    for days in (14, 56, 182):
        with after(days):
            _take(on)
            before = len(asked())
            _take(on, "/learn/refreshers/second/")
        assert "".join(kinds(asked()[before:])) == "uuss"
    assert len(asked()) == len(set(asked()))


def test_what_one_has_not_finished_is_not_asked(on, module, alice, bob, walk):
    publish("scenario/t2-a", "scenario", situation("Second a"))
    steps = [{"slug": "decide", "kind": "scenario", "scenario": "t2", "title": "Decide"}]
    other = publish_module(definition(slug="second", code="A2", steps=steps), TEXTS).module
    walk(alice, other).begin()
    walk(bob, other).finish()
    with after(14):
        _take(on)
    assert "scenario/t2-a" not in asked()


def test_a_situation_has_its_line_before_it(on, second, alice):
    with after(14):
        page = soup(on.get(PAGE))
        while "Two people at a door." not in page.main.text:  # the first has none
            found = form(str(page))
            wanted = found["texts"].get("Do good")
            assert wanted, "the line never came"
            on.post(found["url"], found["hidden"] | {"answer": wanted})
            page = soup(on.get(f"{PAGE}?seen=9"))
        line = page.find("p", string="Two people at a door.")
        assert "Second" in line.find_next("p").text


def test_when_all_was_met_it_says_so(on, alice):
    with after(14):
        _take(on)
    with after(56):
        _take(on)
    with after(182):
        assert "every question there is" in text(on.get(PAGE))
    keys = asked()
    assert len(keys) == len(set(keys)) == 4


def test_one_that_was_not_taken_makes_room_for_the_next(on):
    with after(60):
        on.get(PAGE)
        assert len(soup(on.get("/learn/")).select('a[href="/learn/refreshers/topic/"]')) == 1
    assert Attempt.objects.get(context__startswith="refresher:").context.endswith(":2")


def test_feedback_comes_at_once_and_it_can_be_left(on):
    with after(14):
        _url, _data, answer = send(on, PAGE, "Do poor", **HTMX)
        assert answer.content.decode().lstrip().startswith('<div id="ask"')
        assert "Said of poor." in answer.content.decode()
        page = soup(on.get(PAGE))
        assert page.select('a[href="/learn/away/"]')
        assert page.select(f'form[action="{CHOOSE}"] button[value="off"]')
        assert offered(on)
        again = on.get(f"{PAGE}?seen=1").content
        assert set(form(again)["texts"]) == {"Do back", "Do on"}


def test_that_moment_comes_again_at_once_and_is_not_written_down(on, alice):
    moment = f"{PAGE}rehearse/"
    with after(14):
        assert on.get(moment)["Location"] == PAGE
        _url, _data, _answer = send(on, PAGE, "Do poor")
        page = soup(on.get(PAGE)).main
        assert page.select_one(f"form[action='{moment}'] button").get_text(strip=True) == (
            "That moment again"
        )
        assert page.select_one(f"a[href='{PAGE}?seen=1']")
        before = Response.objects.count()
        again = soup(on.post(moment)).main
        assert "What do you do first?" in again.text
        # What was decided is left where it was: one response, and nothing of the moment itself.
        assert Response.objects.count() == before + 1
        found = again.select_one("form:has(button.aw-answer)")
        good = next(each for each in found.select("button") if "Do good" in each.text)
        carried = found.select_one("[name=carried]")["value"]
        end = soup(on.post(moment, {"carried": carried, "answer": good["value"]})).main
        assert "Said of good." in end.text
        assert end.select_one(f"a.btn-primary[href='{PAGE}']")
        assert on.post(moment).status_code == 200
        assert Response.objects.count() == before + 1
        page = soup(on.get(PAGE)).main  # the next question, and what was said before it
        assert "Said of poor." in page.text
        assert "You stop there." not in page.text
        assert page.select("input[name=token]")


def test_an_earlier_moment_again_leaves_a_situation_under_way_as_it_is(on, second):
    """From another tab, or by the button Back: of the later one the first decision was right."""
    for form_of in (f"u{number}-{letter}" for number in range(7) for letter in "ab"):
        spec = situation(f"Longer {form_of}")
        spec["scenario"]["nodes"]["start"]["choices"][0]["goto"] = "again"
        publish(f"scenario/{form_of}", "scenario", spec)
    with after(14):
        send(on, PAGE, "Do poor")
        on.post(f"{PAGE}rehearse/")
        send(on, PAGE, "Do good")
        answered = Response.objects.count()
        assert on.post(f"{PAGE}rehearse/").status_code == 200
        assert Response.objects.count() == answered
        assert set(form(on.get(f"{PAGE}?seen=1").content)["texts"]) == {"Do back", "Do on"}


@pytest.mark.parametrize(("extra", "status"), [(HTMX, 200), ({}, 422)])
def test_no_answer_is_said_kindly(on, extra, status):
    with after(14):
        _url, _data, answer = send(on, PAGE, **extra)
    assert answer.status_code == status
    assert "Choose an answer first." in answer.content.decode()


def test_it_is_switched_off_at_any_time(on):
    with after(14):
        found = form(on.get(PAGE).content)
        on.post(CHOOSE, {"refreshers": "off"})
        assert not offered(on)
        assert "switched off" in text(on.get(PAGE))
        choice = next(iter(found["texts"].values()))
        refused = on.post(found["url"], found["hidden"] | {"answer": choice})
        assert refused.status_code == 404
    assert RefresherChoice.objects.count() == 1


def test_the_end_of_a_module_offers_it_until_it_is_answered(module, alice, walk, client_for):
    walk(alice, module).finish()
    client = client_for(alice)
    done = "/learn/topic/done/"
    assert soup(client.get(done)).select(f'form[action="{CHOOSE}"]')
    assert not soup(client.get("/learn/first/done/")).select(f'form[action="{CHOOSE}"]')
    back = client.post(CHOOSE, {"refreshers": "off", "back": done})
    assert back["Location"] == done
    assert not soup(client.get(done)).select(f'form[action="{CHOOSE}"]')
    assert RefresherChoice.objects.get().is_on is False


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_it_leads_nowhere_else(back, alice, client_for):
    response = client_for(alice).post(CHOOSE, {"refreshers": "on", "back": back})
    assert response["Location"] == "/"
    assert client_for(alice).post(CHOOSE, {"refreshers": "maybe"}).status_code == 302
    assert RefresherChoice.objects.get().is_on is True


def test_it_is_ones_own(on, bob, charlie, eva, auditor, client):
    with after(14):
        url, data, _answer = send(on, PAGE, "Do good")
        for other in (bob, charlie, eva, auditor):
            theirs = Client()
            theirs.force_login(other)
            assert theirs.get(PAGE).status_code == 404
            assert theirs.post(url, data).status_code == 404
            assert not offered(theirs)
    assert client.get(PAGE)["Location"].startswith("/account/login/")
    assert client.post(url, data).status_code == 401
    assert client.post(CHOOSE, {}).status_code == 401
    assert on.get(CHOOSE).status_code == 405
    assert on.get(url).status_code == 405
    assert on.post(PAGE).status_code == 405
    assert on.get("/learn/refreshers/first/").status_code == 404  # it asks nothing
    assert on.get("/learn/refreshers/nowhere/").status_code == 404


def test_no_module_knows_of_it(on, alice):
    kept = [(model, model.objects.count()) for model in (Enrolment, StepDone, Completion)]
    with after(14):
        _take(on)
    assert kept == [(model, model.objects.count()) for model, _count in kept]


def test_what_it_costs_on_learn(on, alice, module):
    """Nobody else pays more than one query; two modules cost what one does."""
    counts = {}
    completion = Completion.objects.get(learner=alice, module_version__module=module)
    with after(20):
        for name in ("one", "several"):
            with CaptureQueriesContext(connection) as found:
                assert offered(on)
            counts[name] = len(found)
            for number in range(3):
                _another(alice, completion, number)
        on.post(CHOOSE, {"refreshers": "off"})
        with CaptureQueriesContext(connection) as found:
            on.get("/learn/")
        counts["off"] = len(found)
    assert counts["one"] == counts["several"] == counts["off"] + 1


def _another(alice, completion, number: int) -> None:
    version = publish_module(definition(slug=f"more{number}", code=f"B{number}"), TEXTS)
    enrolment = Enrolment.objects.create(
        learner=alice, module=version.module, module_version=version, state="finished", begun_at=NOW
    )
    Completion.objects.create(
        enrolment=enrolment, learner=alice, module_version=version, day=completion.day, at=NOW
    )
