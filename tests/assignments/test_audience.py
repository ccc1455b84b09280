"""Whom an assignment reaches: everybody at its sites, or those whom the module is for."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from awareness.assignments import actions
from awareness.assignments.actions import AssignError
from awareness.assignments.evaluation import evaluate
from awareness.assignments.models import Ask
from awareness.assignments.queries import asked_days, own_ask_by_module
from awareness.learning.models import Module, ModuleVersion
from awareness.people.models import RoleGrant, User

from .conftest import MONDAY, NOW, form_data

LATER = MONDAY + timedelta(days=28)
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(alice, bob, charlie, mallory, eva):
    RoleGrant.objects.create(user=alice, role="handler")
    RoleGrant.objects.create(user=charlie, role="it")
    return {"alice": alice, "bob": bob, "charlie": charlie, "mallory": mallory, "eva": eva}


def open_to(module, kind: str, **more):
    Module.objects.filter(pk=module.pk).update(open_to=kind, **more)
    module.refresh_from_db()


def asked(assignment) -> set[str]:
    rows = assignment.asks.current()
    return {name.split()[0].lower() for name in rows.values_list("ask__person__name", flat=True)}


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        ("everyone", {"alice", "bob", "eva"}, {"charlie", "mallory"}),
        ("managers", {"bob"}, {"mallory"}),
        ("case-handlers", {"alice"}, set()),
        ("it", set(), {"charlie"}),
    ],
)
def test_only_those_whom_it_is_for_are_asked(
    kind, here, there, people, module, site, other_site, assign
):
    open_to(module, kind)
    assert asked(assign(module, [site], LATER)) == here
    assert asked(assign(module, [other_site], LATER)) == there


def test_a_new_manager_is_asked(people, module, site, assign):
    open_to(module, "managers")
    assignment = assign(module, [site], LATER)
    User.objects.create_user(email="new@example.com", name="New Learner", site=site)
    RoleGrant.objects.create(user=people["alice"], role="auditor")
    assert evaluate(TOMORROW) == 0
    RoleGrant.objects.create(
        user=people["eva"], role="manager", team=people["bob"].memberships.get().team
    )
    assert evaluate(TOMORROW) == 1
    assert asked(assignment) == {"bob", "eva"}


def test_somebody_with_the_role_in_two_teams_is_asked_once(people, module, site, sales, assign):
    RoleGrant.objects.create(user=people["bob"], role="manager", team=sales)
    open_to(module, "managers")
    assert assign(module, [site], LATER).asks.count() == 1


@pytest.mark.parametrize("kind", ["case-handlers", "it"])
def test_the_youngest_are_not_asked_to_handle_cases(kind, people, module, site, other_site, assign):
    open_to(module, kind)
    User.objects.update(youth_until=MONDAY)
    assignment = assign(module, [site, other_site], LATER)
    assert asked(assignment) == set()
    assert evaluate(NOW) == 0
    assert evaluate(TOMORROW) == 1


def test_a_module_of_ones_own_choice_is_never_assigned(people, module, site):
    open_to(module, "everyone", opt_in=True, mandatory=False)
    with pytest.raises(AssignError) as caught:
        actions.assign(module, [site], LATER, people["eva"], NOW)
    assert caught.value.code == "own_choice"
    assert Ask.objects.count() == 0


def test_what_became_ones_own_choice_is_asked_of_nobody_any_more(people, module, site, assign):
    assign(module, [site], LATER)
    assert asked_days(people["alice"]) == {module.pk: MONDAY}
    open_to(module, "everyone", opt_in=True, mandatory=False)
    User.objects.create_user(email="new@example.com", name="New Learner", site=site)
    assert asked_days(people["alice"]) == {}
    assert own_ask_by_module(people["alice"], MONDAY) == {}
    evaluate(NOW)
    assert not Ask.objects.filter(ended_on=None).exists()


def page(client, data=None) -> BeautifulSoup:
    url = reverse("assignments:assign")
    response = client.post(url, data) if data else client.get(url)
    return BeautifulSoup(response.content, "html.parser")


def words(node) -> str:
    return " ".join(node.get_text(" ").split())


def test_the_page_says_whom_it_will_reach(people, make_module, client_for):
    open_to(make_module(), "everyone")
    open_to(make_module("leading", title="Leading"), "managers", mandatory=False)
    open_to(make_module("home", title="At home"), "everyone", opt_in=True, mandatory=False)
    form = words(page(client_for(people["eva"])).main.form)
    assert "What to do (version 1.0, 12 minutes)" in form
    assert "Leading (version 1.0, 12 minutes, for managers)" in form
    assert "Gothenburg 3 people, of these 1" in form
    assert "Leeds 2 people, of these 1 manager" in form
    assert "At home" not in form


def test_a_module_of_ones_own_choice_cannot_be_sent_in(people, make_module, site, client_for):
    open_to(make_module("home", title="At home"), "everyone", opt_in=True, mandatory=False)
    make_module()
    told = page(client_for(people["eva"]), form_data(what="module:home"))
    assert "Choose a module." in words(told.main)
    assert Ask.objects.count() == 0


def test_who_is_asked_may_open_it_whatever_the_roles_are_by_now(
    people, module, site, assign, client_for
):
    spec = {"slug": "what-to-do", "title": "Leading", "about": "What it is.", "minutes": 5}
    ModuleVersion.objects.filter(module=module).update(
        spec=spec | {"needs": [], "steps": [{"slug": "one", "kind": "read", "title": "One"}]}
    )
    open_to(module, "managers")
    assign(module, [site], LATER)
    RoleGrant.objects.filter(user=people["bob"]).delete()
    assert client_for(people["bob"]).get("/learn/what-to-do/").status_code == 200
    assert client_for(people["alice"]).get("/learn/what-to-do/").status_code == 404
    assert b"/learn/what-to-do/" in client_for(people["bob"]).get("/learn/").content


def test_the_page_costs_the_same_for_four_times_the_sites(
    people, make_module, client_for, django_assert_max_num_queries
):
    from awareness.people.models import Site

    client, counts = client_for(people["eva"]), []
    for kind in ("everyone", "managers", "case-handlers", "it"):
        open_to(make_module(f"for-{kind}", title=kind), kind, mandatory=False)
    for size in (2, 8):
        while Site.objects.count() < size:
            name = f"Site {Site.objects.count()}"
            Site.objects.create(slug=name.lower().replace(" ", "-"), name=name, country="SE")
        with django_assert_max_num_queries(40) as seen:
            page(client)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_days_are_days(people):
    assert not people["alice"].is_youth_on(MONDAY)
    people["alice"].youth_until = date(2026, 11, 23)
    assert people["alice"].is_youth_on(MONDAY)
    assert not people["alice"].is_youth_on(MONDAY + timedelta(days=1))
