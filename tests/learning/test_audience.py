"""Whom a module is for: what stands on one's list, and which addresses lead anywhere."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from awareness.learning import audience
from awareness.learning.models import Module
from awareness.learning.publish import publish_module
from awareness.learning.queries import assignable_modules, modules_for
from awareness.people.models import RoleGrant

from .conftest import NOW, TEXTS, definition

PAGES = ["/learn/{}/", "/learn/{}/done/", "/learn/{}/decide/"]


@pytest.fixture(autouse=True)
def on_friday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def make(opening, explainer, questions):
    def publish(slug: str, **changes) -> Module:
        changes = {"mandatory": False} | changes
        return publish_module(definition(slug=slug, **changes), TEXTS).module

    return publish


@pytest.fixture
def handler(alice):
    RoleGrant.objects.create(user=alice, role="handler")
    return alice


def listed(user) -> set[str]:
    return {each.slug for each in modules_for(user)}


@pytest.mark.parametrize(
    ("open_to", "whose"),
    [("everyone", "alice bob charlie"), ("managers", "bob"), ("case-handlers", ""), ("it", "")],
)
def test_a_module_is_listed_and_opens_for_those_it_is_open_to(
    open_to, whose, make, alice, bob, charlie, client_for
):
    make("some", open_to=open_to)
    for person in (alice, bob, charlie):
        theirs = person.name.split()[0].lower() in whose.split()
        assert ("some" in listed(person)) is theirs
        client = client_for(person)
        assert client.get("/learn/some/").status_code == (200 if theirs else 404)
        page = client.get("/learn/").content
        assert (b"/learn/some/" in page) is theirs


@pytest.mark.parametrize(("open_to", "role"), [("case-handlers", "handler"), ("it", "it")])
def test_the_role_opens_it_and_no_other_does(open_to, role, make, alice, charlie, client_for):
    make("some", open_to=open_to)
    RoleGrant.objects.create(user=alice, role=role)
    RoleGrant.objects.create(user=charlie, role={"handler": "it", "it": "handler"}[role])
    assert listed(alice) == {"first", "some"}
    assert listed(charlie) == {"first"}


def test_no_address_of_a_closed_module_leads_anywhere(make, alice, client_for):
    make("closed", open_to="managers")
    client = client_for(alice)
    for page in PAGES:
        assert client.get(page.format("closed")).status_code == 404
    for route in ("begin", "plain", "later", "full"):
        sent = client.post("/learn/closed/choose/", {"route": route})
        assert sent.status_code == 404 or sent.url == "/learn/away/"
    assert alice.enrolments.count() == 0


def test_authors_open_every_module_to_read_it(make, author, client_for):
    for open_to in ("managers", "case-handlers", "it"):
        make(f"for-{open_to}", open_to=open_to)
        assert client_for(author).get(f"/learn/for-{open_to}/").status_code == 200
    assert listed(author) == {"first"}


def test_who_has_begun_keeps_it(make, bob, walk, client_for):
    module = make("leading", open_to="managers")
    walk(bob, module).begin()
    RoleGrant.objects.filter(user=bob).delete()
    assert "leading" in listed(bob)
    assert client_for(bob).get("/learn/leading/").status_code == 200


def test_who_is_asked_finds_it_open(make, alice, charlie, monkeypatch):
    module = make("leading", open_to="managers")
    monkeypatch.setattr(
        audience,
        "_asked_days_finders",
        [lambda user: {module.pk: date.min} if user == alice else {}],
    )
    assert "leading" in listed(alice)
    assert "leading" not in listed(charlie)
    assert audience.may_read(module, alice)
    assert not audience.may_read(module, charlie)


@pytest.mark.parametrize(
    "changes", [{"opt_in": True}, {"open_to": "case-handlers"}, {"open_to": "it"}]
)
def test_some_modules_are_not_for_the_youngest(changes, make, handler, walk, client_for):
    RoleGrant.objects.create(user=handler, role="it")
    module = make("grown-up", **changes)
    walk(handler, module).begin()
    client = client_for(handler)
    assert "grown-up" in listed(handler)
    handler.youth_until = date(2026, 11, 20)
    handler.save()
    assert "grown-up" not in listed(handler)
    assert b"/learn/grown-up/" not in client.get("/learn/").content
    for page in PAGES:
        assert client.get(page.format("grown-up")).status_code == 404
    handler.youth_until = date(2026, 11, 19)  # it ended yesterday
    handler.save()
    assert "grown-up" in listed(handler)
    assert client.get("/learn/grown-up/").status_code == 200


def test_all_else_stays_open_to_the_youngest(make, bob):
    make("leading", open_to="managers")
    make("topic")
    bob.youth_until = date(2027, 6, 30)
    assert listed(bob) == {"first", "leading", "topic"}


def test_what_is_of_ones_own_choice_cannot_be_assigned(make):
    make("home", opt_in=True)
    make("topic")
    assert [each.slug for each in assignable_modules()] == ["first", "topic"]


def test_the_newest_text_decides_whom_it_is_for(make):
    make("topic", open_to="managers")
    module = make("topic", open_to="it", opt_in=True)
    assert (module.open_to, module.opt_in) == ("it", True)
    module = make("topic")
    assert (module.open_to, module.opt_in) == ("everyone", False)


def test_unknown_audiences_and_choices_that_are_duties_are_refused(opening):
    for wrong in ({"open_to": "friends"}, {"mandatory": True, "opt_in": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Module.objects.filter(pk=opening.pk).update(**wrong)


def test_what_is_of_ones_own_choice_says_that_nobody_sees_it(make, alice, walk, client_for):
    module = make("home", opt_in=True)
    client = client_for(alice)
    page = client.get("/learn/home/").content.decode()
    assert "sees nothing of this module" in page
    assert "adopted" not in page
    walk(alice, module).finish()
    for step in module.versions.get().spec.steps:
        page = client.get(reverse("learning:step", args=["home", step.slug])).content.decode()
        assert "That you finished this module" not in page, step.slug
    assert "not even that day" in client.get("/learn/home/done/").content.decode()


def test_hr_is_asked_to_adopt_no_module_of_peoples_own_choice(make, eva, author, client_for):
    version = make("home", opt_in=True, title="At home").versions.get()
    assert "At home" not in client_for(eva).get("/studio/modules/").content.decode()
    assert "At home" in client_for(author).get("/studio/modules/").content.decode()
    for act in ("propose", "confirm"):
        url = reverse(f"studio:{act}", args=[version.pk])
        assert client_for(eva).post(url).status_code == 404


@pytest.mark.parametrize("demo", [False, True])
@pytest.mark.parametrize("open_to", ["everyone", "case-handlers"])
def test_hr_can_read_what_it_is_asked_to_adopt(open_to, demo, make, eva, client_for, settings):
    settings.DEMO = demo
    make("handling", open_to=open_to)
    client = client_for(eva)
    assert "/learn/handling/" in client.get("/studio/modules/").content.decode()
    assert client.get("/learn/handling/").status_code == 200
    begun = client.post("/learn/handling/choose/", {"route": "begin"}, follow=True)
    assert begun.status_code == 200
