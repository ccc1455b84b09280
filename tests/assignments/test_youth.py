"""youth: HR sets a day; managers, auditors and everybody else learn nothing of it."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from awareness.learning.models import Module
from awareness.people.models import RoleGrant

from .conftest import MONDAY, NOW

UNTIL = date(2027, 6, 30)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def at(person) -> str:
    return reverse("assignments:youth", args=[person.pk])


def test_hr_sets_the_day_and_takes_it_back(alice, eva, client_for):
    client = client_for(eva)
    page = BeautifulSoup(client.get(at(alice)).content, "html.parser")
    assert page.find("input", attrs={"name": "until"})["type"] == "date"
    assert len(page.main.form.find_all("input", attrs={"type": ["date", "text"]})) == 1
    client.post(at(alice), {"until": "2027-06-30"})
    alice.refresh_from_db()
    assert alice.youth_until == UNTIL
    assert "2027-06-30" in client.get(at(alice)).content.decode()
    client.post(at(alice), {"until": ""})
    alice.refresh_from_db()
    assert alice.youth_until is None


def test_a_day_that_is_none_is_said_beside_the_field(alice, eva, client_for):
    response = client_for(eva).post(at(alice), {"until": "soon"})
    assert response.status_code == 422
    assert "Write a day" in response.content.decode()
    alice.refresh_from_db()
    assert alice.youth_until is None


@pytest.mark.parametrize("who", ["alice", "bob", "mallory", "charlie", "auditor", "author"])
def test_nobody_else_comes_near_it(who, alice, request, client_for):
    client = client_for(request.getfixturevalue(who))
    assert client.get(at(alice)).status_code == 404
    assert client.post(at(alice), {"until": "2027-06-30"}).status_code == 404
    alice.refresh_from_db()
    assert alice.youth_until is None


def test_leavers_and_nobody_have_no_page(alice, eva, client_for):
    client = client_for(eva)
    assert client.get(reverse("assignments:youth", args=[999])).status_code == 404
    alice.is_active = False
    alice.save()
    assert client.get(at(alice)).status_code == 404


def test_hr_alone_sees_it_on_a_list_and_no_sheet_has_it(
    alice, bob, eva, auditor, module, site, assign, client_for
):
    assign(module, [site], MONDAY)
    pages = {
        eva: ["today", "people", "export"],
        auditor: ["today", "people", "export"],
        bob: ["team", "team_export"],
    }

    def seen() -> dict:
        found = {}
        for who, names in pages.items():
            for name in names:
                response = client_for(who).get(reverse(f"assignments:{name}"))
                found[who.name, name] = response.getvalue().decode()
        return found

    before = seen()
    alice.youth_until = UNTIL
    alice.save()
    assert seen().keys() == before.keys()
    told = [text for text in seen().values() if "30 June 2027" in text or "2027-06-30" in text]
    assert not told
    assert not [text for text in seen().values() if "outh" in text]


@pytest.mark.parametrize(("open_to", "stays"), [("it", 0), ("case-handlers", 0), ("everyone", 1)])
def test_what_is_not_for_the_youngest_is_no_longer_asked(
    open_to, stays, alice, eva, module, site, assign, client_for
):
    for role in ("it", "handler"):
        RoleGrant.objects.create(user=alice, role=role)
    Module.objects.filter(pk=module.pk).update(open_to=open_to)
    assign(module, [site], MONDAY + timedelta(days=7))
    client_for(eva).post(at(alice), {"until": "2026-11-23"})
    assert alice.asks.current().count() == stays


def test_a_day_that_has_passed_changes_nothing_that_is_asked(
    alice, eva, module, site, assign, client_for
):
    RoleGrant.objects.create(user=alice, role="it")
    Module.objects.filter(pk=module.pk).update(open_to="it")
    assign(module, [site], MONDAY + timedelta(days=7))
    client_for(eva).post(at(alice), {"until": "2026-11-22"})
    assert alice.asks.current().count() == 1


def test_ones_own_page_says_it(alice, client_for):
    assert b"Youth edition" not in client_for(alice).get("/me/").content
    alice.youth_until = UNTIL
    alice.save()
    assert b"ntil 30 June 2027" in client_for(alice).get("/me/").content
