"""What is still to be done while a record is sealed, and what goes on once it is opened."""

import time_machine
from django.urls import reverse

from awareness.learning import access, audience
from awareness.learning.models import Completion, Enrolment
from awareness.people import seals
from awareness.people.models import User
from quizzes.models import Attempt, Response
from tests.learning.conftest import NOW, Walk


def test_what_is_still_to_do_is_begun_anew_and_shows_nothing(module, alice, client_for):
    """The first steps were done before, a guess was made and a question is half answered."""
    walk = Walk(alice, module)
    walk.begin()
    walk.open_first()
    steps = [step.slug for step in access.own_place(alice, module).steps]
    for slug in steps[:3]:
        walk.do(slug)
    attempts = set(Attempt.objects.filter(learner=alice).values_list("pk", flat=True))
    items = list(Response.objects.values_list("item", flat=True))
    seals.seal_record(alice, "", later := NOW.replace(hour=20))
    alice.refresh_from_db()
    client = client_for(alice)

    page = client.get(reverse("home:learn")).content.decode()
    assert "steps" in page or "min" in page
    assert client.get(reverse("learning:open", args=["topic"])).status_code == 200
    # An answer of before is not told again, whoever knows its number.
    for item in items:
        for slug in steps:
            told = client.post(reverse("learning:answer", args=["topic", slug]), {"item": item})
            assert told.status_code in (302, 404)

    again = Walk(alice, module, now=later)
    again.begin()
    place = access.own_place(alice, module)
    assert (place.done, place.enrolment.number) == (0, 2)
    for slug in steps:
        if again.at(slug).step.kind.asks:
            asked = client.get(reverse("learning:step", args=["topic", slug]))
            assert asked.status_code == 200
            assert "checked" not in asked.content.decode()
        again.do(slug)
    assert Completion.objects.filter(learner=alice, module_version__module=module).count() == 1
    new = Attempt.objects.filter(learner=alice).exclude(pk__in=attempts)
    assert all(attempt.context.endswith("#2") for attempt in new)

    # Proved: all is hers, what was put aside stays so, for it was begun anew.
    seals.open_record(User.objects.get(pk=alice.pk), later)
    states = Enrolment.objects.filter(learner=alice, module=module).order_by("pk")
    assert [each.state for each in states] == ["sealed", "finished"]
    assert client.get("/me/record.json").status_code == 200


def test_what_is_asked_again_is_begun_anew_while_sealed(module, alice, client_for, monkeypatch):
    Walk(alice, module).finish()
    seals.seal_record(alice, "", NOW.replace(hour=20))
    client = client_for(alice)
    assert client.get("/learn/topic/").status_code == 403  # nothing left to do
    asked = {module.pk: NOW.date()}
    monkeypatch.setattr(audience, "_asked_days_finders", [lambda _user: asked])
    assert client.get("/learn/topic/").status_code == 200
    with time_machine.travel(NOW.replace(hour=21), tick=False):
        client.post("/learn/topic/choose/", {"route": "begin"})
    assert Enrolment.objects.get(learner=alice, module=module, state="open").number == 2
    assert client.get("/learn/topic/done/").status_code == 302


def test_what_was_put_aside_goes_on_where_it_was(module, alice):
    walk = Walk(alice, module)
    walk.begin()
    walk.open_first()
    first = access.own_place(alice, module).steps[0]
    walk.do(first.slug)
    seals.seal_record(alice, "", NOW)
    assert access.own_place(User.objects.get(pk=alice.pk), module) is None
    seals.open_record(User.objects.get(pk=alice.pk), NOW)
    assert access.own_place(User.objects.get(pk=alice.pk), module).done == 1
