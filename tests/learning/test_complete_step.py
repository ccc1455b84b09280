"""complete_step: in order, once, by its own person; the last one completes the module."""

from datetime import UTC, date, datetime

import pytest

from awareness.learning import access, actions
from awareness.learning.errors import StepError
from awareness.learning.models import Acknowledgement, Completion, Enrolment, StepDone


def test_all_steps_done_complete_the_module(module, alice, walk):
    walk(alice, module).finish()
    done = Completion.objects.get(learner=alice, module_version__module=module)
    assert done.day == date(2026, 11, 20)
    assert done.module_version.label == "1.0"
    assert done.enrolment.state == Enrolment.State.FINISHED
    assert StepDone.objects.filter(enrolment=done.enrolment).count() == 5


def test_the_day_is_the_learners_own(module, alice, charlie, walk):
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # past midnight in Gothenburg, not in Leeds
    walk(alice, module, late).finish()
    walk(charlie, module, late).finish()
    assert Completion.objects.filter(learner=alice).first().day == date(2026, 11, 21)
    assert Completion.objects.filter(learner=charlie).first().day == date(2026, 11, 20)


def test_no_step_is_skipped(module, alice, walk, now):
    on = walk(alice, module)
    own = on.begin()
    with pytest.raises(StepError) as refused:
        actions.complete_step(on.at("text"), now)
    assert refused.value.code == "not_next"
    with pytest.raises(StepError) as refused:
        actions.complete_step(on.at("decide"), now)
    assert refused.value.code == "opens_first"
    on.open_first()
    with pytest.raises(StepError) as refused:
        actions.complete_step(on.at("decide"), now)
    assert refused.value.code == "not_fulfilled"
    assert not StepDone.objects.filter(enrolment=own).exists()


def test_a_step_is_done_once(module, alice, walk, now):
    on = walk(alice, module)
    own = on.begin()
    on.open_first()
    on.do("decide")
    on.do("text")
    actions.complete_step(on.at("text"), now)
    assert StepDone.objects.filter(enrolment=own).count() == 2


def test_a_commit_step_keeps_the_policy_and_the_person_chosen(module, alice, walk, now):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    for slug in ("decide", "text", "guess", "check"):
        on.do(slug)
    with pytest.raises(StepError) as refused:
        actions.complete_step(on.at("contact"), now)
    assert refused.value.code == "choose_contact"
    actions.complete_step(on.at("contact"), now, actions.Confirmation(3, "Karin"))
    kept = Acknowledgement.objects.get()
    assert (kept.policy_number, kept.contact) == (3, "Karin")


def test_what_was_done_is_never_changed_or_removed(module, alice, walk):
    walk(alice, module).finish()
    done = Completion.objects.first()
    done.day = date(2020, 1, 1)
    for refused in (done.save, done.delete, Completion.objects.all().delete):
        with pytest.raises(TypeError):
            refused()
    with pytest.raises(TypeError):
        StepDone.objects.update(on=date(2020, 1, 1))


def test_a_later_step_leads_back_to_the_open_one(module, alice, walk, client_for):
    on = walk(alice, module)
    on.begin()
    client = client_for(alice)
    # Before the opening module is done, every step leads there.
    for slug in ("decide", "contact", "done"):
        assert client.get(f"/learn/topic/{slug}/")["Location"] == "/learn/first/who-sees/"
    on.open_first()
    on.do("decide")
    for slug in ("guess", "check", "contact", "done"):
        assert client.get(f"/learn/topic/{slug}/")["Location"] == "/learn/topic/text/"
        if slug != "done":
            answer = client.post(f"/learn/topic/{slug}/go-on/")
            assert answer["Location"] == "/learn/topic/text/"
    assert StepDone.objects.filter(enrolment__module=module).count() == 1


def test_nobody_reaches_another_persons_steps(module, alice, bob, charlie, walk, client_for):
    walk(alice, module).finish()
    for other in (bob, charlie):
        assert access.own_place(other, module) is None
        client = client_for(other)
        for slug in ("decide", "text", "contact", "done"):
            assert client.get(f"/learn/topic/{slug}/")["Location"] == "/learn/topic/"
        assert client.post("/learn/topic/text/go-on/")["Location"] == "/learn/topic/"
    assert client_for(alice).get("/learn/topic/nothing/").status_code == 404


def test_go_on_writes_the_step_down_and_leads_to_the_next(module, alice, walk, client_for):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    on.do("decide")
    client = client_for(alice)
    assert b"The full text." in client.get("/learn/topic/text/").content
    assert client.post("/learn/topic/text/go-on/")["Location"] == "/learn/topic/guess/"
    assert client.post("/learn/topic/text/go-on/")["Location"] == "/learn/topic/guess/"
    assert client.get("/learn/topic/text/go-on/").status_code == 405
    # A question is not done by going on.
    assert client.post("/learn/topic/guess/go-on/")["Location"] == "/learn/topic/guess/"
    assert StepDone.objects.filter(enrolment__module=module).count() == 2
