"""A new major version asks whoever finished an earlier one for what changed; a newcomer for all."""

from datetime import timedelta

import pytest
import time_machine

from awareness.insights.resolved_texts import ResolvedText
from awareness.learning import access, actions, audience, rules
from awareness.learning.models import Completion, Enrolment, StepDone
from awareness.learning.publish import own_text, publish_module

from .conftest import NOW, TEXTS, definition

LATER = NOW + timedelta(days=400)
STEPS = definition()["steps"]


def changed(slug: str, **fields) -> dict:
    """The module in a second major version, in which one step is another one."""
    steps = [{**step, **fields} if step["slug"] == slug else dict(step) for step in STEPS]
    return definition(major=2, steps=steps)


def publish(new: dict) -> None:
    publish_module(
        new, TEXTS | {"new.md": own_text(ResolvedText("New."), ResolvedText("New, plain."))}
    )


@pytest.fixture
def asked(monkeypatch, module):
    """Everybody is asked for the module by its new version."""
    monkeypatch.setattr(audience, "_asked_days_finders", [lambda user: {module.pk: LATER.date()}])
    monkeypatch.setattr(audience, "_changes_alone_finders", [lambda user, pk: pk == module.pk])


def begin(user, module, *, changes_alone=True) -> Enrolment:
    return actions.begin(user, module, LATER, LATER.date(), changes_alone=changes_alone)


def carried(enrolment: Enrolment) -> list[str]:
    rows = StepDone.objects.filter(enrolment=enrolment, carried_from__isnull=False)
    return list(rows.order_by("step__position").values_list("step__slug", flat=True))


def test_whoever_is_done_does_what_changed_and_the_contact(module, alice, walk, asked):
    walk(alice, module).finish()
    publish(changed("text", explainer=None, text="new.md"))
    enrolment = begin(alice, module)
    assert carried(enrolment) == ["decide"]
    assert access.own_place(alice, module).next_open.slug == "text"
    assert walk(alice, module, LATER).do("text") is None
    assert carried(enrolment) == ["decide", "guess", "check"]
    assert access.own_place_at_step(alice, module, "text").after.slug == "contact"
    completion = walk(alice, module, LATER).do("contact")
    assert (completion.module_version.label, completion.day) == ("2.0", LATER.date())
    assert Completion.objects.filter(learner=alice, module_version__module=module).count() == 2
    first = Enrolment.objects.get(learner=alice, module=module, number=1)
    assert enrolment.carries_from == first
    of_it = StepDone.objects.filter(enrolment=enrolment, carried_from__isnull=False)
    assert {row.carried_from.enrolment for row in of_it} == {first}


def test_questions_that_changed_are_asked_and_lead_past_what_did_not(module, alice, walk, asked):
    walk(alice, module).finish()
    publish(changed("decide", title="Decide anew"))
    enrolment = begin(alice, module)
    assert carried(enrolment) == []
    assert walk(alice, module, LATER).answer("decide")
    assert carried(enrolment) == ["text", "guess", "check"]
    assert access.own_place(alice, module).next_open.slug == "contact"


def test_another_mark_asks_the_check_again(module, alice, walk, asked):
    walk(alice, module).finish()
    new = definition(major=2) | {"pass_mark": {"percent": 80, "why": "Most of it."}}
    publish(new)
    enrolment = begin(alice, module)
    assert carried(enrolment) == ["decide", "text", "guess"]


def test_where_nothing_changed_there_is_the_contact_to_confirm(module, alice, walk, asked):
    walk(alice, module).finish()
    publish(definition(major=2, about="Said otherwise."))
    begin(alice, module)
    assert access.own_place(alice, module).next_open.slug == "contact"


@pytest.mark.parametrize("asks_for", ["newcomer", "all", "same major"])
def test_everybody_else_does_the_whole(asks_for, module, alice, bob, walk, asked):
    """Who never did it, who is asked for all of it (a renewal), and within one major version."""
    walk(alice, module).finish()
    major = 1 if asks_for == "same major" else 2
    publish(changed("text", explainer=None, text="new.md") | {"major": major})
    who = bob if asks_for == "newcomer" else alice
    enrolment = begin(who, module, changes_alone=asks_for != "all")
    assert enrolment.carries_from is None
    assert carried(enrolment) == []


def test_the_first_page_says_so_and_the_way_goes_past_what_is_carried(
    module, alice, walk, asked, client_for
):
    walk(alice, module).finish()
    publish(changed("text", explainer=None, text="new.md"))
    with time_machine.travel(LATER, tick=False):
        client = client_for(alice)
        page = " ".join(client.get("/learn/topic/").content.decode().split())
        assert "2 steps are asked of you" in page
        assert "About 4 minutes." in page
        begun = client.post("/learn/topic/choose/", {"route": "begin"})
        assert begun["Location"] == "/learn/topic/text/"
        onwards = client.post("/learn/topic/text/go-on/")
        assert onwards["Location"] == "/learn/topic/contact/"
        assert client.get("/learn/topic/check/")["Location"] == "/learn/topic/check/rehearse/"


def test_what_stands_around_a_step_is_no_change(module, walk, alice):
    spec = module.versions.live().get().spec
    more = [step.model_copy(update={"preview": "Soon."}) for step in spec.steps]
    new = spec.model_copy(update={"steps": tuple(more)})
    assert [step.slug for step in rules.steps_to_do_again(new, spec)] == ["contact"]
