"""Asked again after finishing: a new way through on the live version, with a completion of its own;
a module that has another name, or is no longer used."""

from datetime import date, timedelta

import pytest
import time_machine

from awareness.journal.models import Event
from awareness.learning import access, actions, audience, certificates
from awareness.learning.adoption import adopt
from awareness.learning.errors import PublishError
from awareness.learning.models import Completion, Enrolment, FormerName, Module, Opened
from awareness.learning.open_modules import open_for_reading
from awareness.learning.publish import publish_module, retire_modules_not_in
from awareness.learning.queries import ModuleState, modules_for
from quizzes.models import Attempt

from .conftest import NOW, TEXTS, definition

LATER = NOW + timedelta(days=400)


@pytest.fixture
def asked(monkeypatch):
    """`asked[user.pk] = {module: day}`: what people are asked to take, and have not done since."""
    asked: dict[int, dict[int, date]] = {}
    monkeypatch.setattr(audience, "_asked_days_finders", [lambda user: asked.get(user.pk, {})])
    return asked


@pytest.fixture
def again(module, alice, walk, asked):
    """Alice finished the first version, and is asked again a year later, on the second."""
    walk(alice, module).finish()
    publish_module(definition(major=2, about="Another text."), TEXTS)
    asked[alice.pk] = {module.pk: LATER.date()}
    return module


def mine(user, module, **kwargs):
    return next(each for each in modules_for(user, **kwargs) if each.module_id == module.pk)


def test_it_begins_anew_and_what_was_done_stays(again, alice, walk, client_for, asked):
    first = Completion.objects.get(learner=alice, module_version__module=again)
    with time_machine.travel(LATER, tick=False):
        client = client_for(alice)
        page = client.get("/learn/topic/").content.decode()
        assert "You finished it on" in page
        assert "Another text." in page
        assert "Begin it again" in client.get("/learn/topic/done/").content.decode()
        assert mine(alice, again).state == ModuleState.OPEN
        assert mine(alice, again).last_done == first.day
        answer = client.post("/learn/topic/choose/", {"route": "begin"})
        assert answer["Location"] == "/learn/topic/decide/"
        client.post("/learn/topic/choose/", {"route": "begin"})
    enrolments = Enrolment.objects.filter(learner=alice, module=again).order_by("id")
    assert [(e.number, e.module_version.label, e.state) for e in enrolments] == [
        (1, "1.0", "finished"),
        (2, "2.0", "open"),
    ]
    walk(alice, again, LATER).finish()
    asked.clear()
    days = [
        (row.day, row.module_version.label)
        for row in Completion.objects.filter(learner=alice, module_version__module=again)
    ]
    assert days == [(NOW.date(), "1.0"), (LATER.date(), "2.0")]
    assert [(each.version, each.day) for each in certificates.own_certificates(alice)][:2] == [
        ("2.0", LATER.date()),
        ("1.0", NOW.date()),
    ]
    assert mine(alice, again).done_on == LATER.date()


def test_every_question_is_asked_anew(module, alice, walk, asked):
    """On the same version too: answers of the year before are no answers of this one."""
    walk(alice, module).finish()
    before = Attempt.objects.filter(learner=alice).count()
    actions.begin(alice, module, LATER, LATER.date())
    place = access.begun_place(alice, module)
    assert (place.enrolment.number, place.done) == (2, 0)
    walk(alice, module, LATER).finish()
    assert Attempt.objects.filter(learner=alice).count() == 2 * before


def test_without_a_later_day_nothing_begins_anew(module, alice, walk, asked, client_for):
    walk(alice, module).finish()
    done = actions.begin(alice, module, LATER)
    assert actions.begin(alice, module, LATER, NOW.date() - timedelta(days=1)) == done
    asked[alice.pk] = {module.pk: NOW.date() - timedelta(days=1)}
    assert client_for(alice).get("/learn/topic/")["Location"] == "/learn/topic/done/"
    assert mine(alice, module).state == ModuleState.DONE


def test_a_new_name_is_the_same_module(module, alice, walk, client_for):
    """Whoever is in the middle goes on where they stopped, with their answers."""
    on = walk(alice, module)
    on.begin()
    on.open_first()
    client = client_for(alice)
    page = client.get("/learn/topic/decide/").content
    attempt = Attempt.objects.get(learner=alice, context="module:topic:1.0:decide")
    publish_module(definition(slug="matter", was=["topic"], about="Renamed."), TEXTS)
    module.refresh_from_db()
    assert (module.slug, Module.objects.count()) == ("matter", 2)
    moved = client.get("/learn/topic/decide/")
    assert (moved.status_code, moved["Location"]) == (308, "/learn/matter/decide/")
    assert client.post("/learn/topic/choose/", {"route": "begin"}).status_code == 308
    assert client.get("/learn/matter/decide/").status_code == 200
    assert Attempt.objects.filter(learner=alice, context__contains="decide").get() == attempt
    assert page
    publish_module(definition(slug="matter", was=["topic"], about="Renamed."), TEXTS)
    assert [(each.slug, each.module) for each in FormerName.objects.all()] == [("topic", module)]


def test_a_name_of_another_module_is_refused(module):
    with pytest.raises(PublishError) as caught:
        publish_module(definition(was=["first"]), TEXTS)
    assert caught.value.code == "two_modules"


def test_a_name_that_a_module_had_is_no_others(module):
    """What people did is filed under it: in another module they would find their old answers."""
    publish_module(definition(slug="matter", was=["topic"]), TEXTS)
    with pytest.raises(PublishError) as caught:
        publish_module(definition(title="Another"), TEXTS)
    assert caught.value.code == "two_modules"
    assert publish_module(definition(was=["matter"]), TEXTS).module == module  # its own again


def test_the_edition_of_a_finished_step_begins_nothing_anew(again, alice, client_for):
    with time_machine.travel(LATER, tick=False):
        answer = client_for(alice).post("/learn/topic/choose/", {"route": "plain", "step": "text"})
    assert answer["Location"] == "/learn/topic/text/"
    assert Enrolment.objects.filter(learner=alice, module=again).count() == 1


def test_what_was_finished_stands_on_ones_page_when_it_is_no_longer_used(
    module, alice, walk, client_for, asked
):
    walk(alice, module).finish()
    asked[alice.pk] = {module.pk: LATER.date()}
    retire_modules_not_in([])
    assert mine(alice, module).state == ModuleState.DONE
    page = client_for(alice).get("/me/").content.decode()
    assert "Nothing yet." not in page
    assert "/learn/topic/" in page


def test_what_is_no_longer_used_says_so(module, alice, charlie, walk, client_for):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    retire_modules_not_in(["first"])
    stopped = mine(alice, module)
    assert (stopped.state, stopped.retired) == (ModuleState.STARTED, True)
    page = client_for(alice).get("/learn/").content.decode()
    assert "No longer used" in page
    assert "/learn/topic/" in page
    for address in ("/learn/topic/", "/learn/topic/decide/", "/learn/topic/done/"):
        gone = client_for(charlie).get(address)
        assert gone.status_code == 410
        assert "no longer used" in gone.content.decode()
    assert "/learn/topic/" not in client_for(charlie).get("/learn/").content.decode()
    Module.objects.filter(pk=module.pk).update(open_to="it")
    assert client_for(charlie).get("/learn/topic/").status_code == 404
    assert client_for(charlie).get("/learn/never-there/").status_code == 404
    on.finish()
    assert mine(alice, module).state == ModuleState.DONE
    assert "No longer used" not in client_for(alice).get("/learn/").content.decode()


def test_only_what_the_employer_took_on_is_shown(
    module, opening, alice, charlie, eva, client_for, settings, asked
):
    """Outside the demo, as far as HR opened it; whoever is asked, or has begun, finds it, and what
    comes before it."""
    settings.DEMO = False
    client = client_for(alice)
    assert modules_for(alice) == []
    assert client.get("/learn/topic/").status_code == 404
    asked[alice.pk] = {module.pk: NOW.date()}
    assert [each.slug for each in modules_for(alice)] == ["first", "topic"]
    assert client.get("/learn/topic/").status_code == client.get("/learn/first/").status_code == 200
    asked.clear()
    actions.begin(alice, module, NOW)
    assert [each.slug for each in modules_for(alice)] == ["first", "topic"]
    adopt(module.versions.live().get(), ["Karin Sandell", "Tomas Bergvall"], NOW.date())
    assert modules_for(charlie) == []
    assert client_for(charlie).get("/learn/topic/").status_code == 404
    open_for_reading(module, True, eva, NOW)
    assert [each.slug for each in modules_for(charlie)] == ["topic"]
    assert client_for(charlie).get("/learn/topic/").status_code == 200
    open_for_reading(module, False, eva, NOW)
    assert modules_for(charlie) == []
    assert [each.slug for each in modules_for(alice)] == ["first", "topic"]  # she has begun


def test_in_the_demo_everything_is_open_until_hr_closes_it(module, charlie, eva):
    assert "topic" in [each.slug for each in modules_for(charlie)]
    assert open_for_reading(module, False, eva, NOW)
    assert not open_for_reading(module, False, eva, NOW)
    assert "topic" not in [each.slug for each in modules_for(charlie)]
    assert [(row.is_open, row.by) for row in Opened.objects.all()] == [(False, eva)]
    assert Event.objects.get(kind="module.closed").facts == {"module": "topic"}
