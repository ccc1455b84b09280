"""HR that is limited to sites or countries: every page, sheet and count ends there."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awareness.assignments.actions import make_assignment
from awareness.assignments.desk_views import SITES_WITH_NAMES
from awareness.assignments.wanted_assignment import WantedAssignment
from awareness.people.models import RoleGrant, Site, User
from awareness.workplace import urls
from tests.pages import error_codes, text_of

from ..conftest import make_person
from .conftest import MONDAY, NOW, assign_from_page, form_data

LATE = MONDAY - timedelta(days=20)
HERE, THERE = "Gothenburg", "Leeds"


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def hr_of(name: str, site: Site, *, sites=(), countries=()) -> User:
    """HR of these places alone, who works at the site."""
    person = make_person(name, site, role="hr")
    grant = person.role_grants.get()
    grant.limited, grant.countries = True, list(countries)
    grant.save()
    grant.sites.set(sites)
    return person


@pytest.fixture(params=["by site", "by country"])
def leeds(request, other_site):
    """HR of Leeds, the outsider in Gothenburg."""
    if request.param == "by site":
        return hr_of("Lena Hill", other_site, sites=[other_site])
    return hr_of("Lena Hill", other_site, countries=["GB"])


@pytest.fixture
def asked(alice, bob, charlie, module, assign, site, other_site, october):
    """Everybody at both sites is asked, and overdue on MONDAY. Somebody at no site works here."""
    User.objects.create_user(employee_number="NF-1", name="Nowhere Man")
    return assign(module, [site, other_site], LATE, now=october)


def body(response) -> str:
    return b"".join(response).decode() if response.streaming else response.content.decode()


@pytest.mark.parametrize("page", ["today", "people", "export"])
def test_nobody_of_another_site_is_on_it(page, leeds, eva, asked, client_for):
    mine = body(client_for(leeds).get(reverse(f"assignments:{page}")))
    assert "Charlie Webb" in mine
    for stranger in ("Alice Lind", "Bob Ek", "Nowhere Man", HERE):
        assert stranger not in mine
    everything = body(client_for(eva).get(reverse(f"assignments:{page}")))
    assert "Alice Lind" in everything
    assert "Charlie Webb" in everything


@pytest.mark.parametrize("page", ["today", "people", "export"])
def test_another_site_is_no_site_of_theirs(page, leeds, asked, client_for):
    client, url = client_for(leeds), reverse(f"assignments:{page}")
    assert client.get(url, {"site": "gothenburg"}).status_code == 404
    assert client.get(url, {"site": "leeds"}).status_code == 200


@pytest.mark.parametrize("word", ["alice", "lind", "alice.lind@example.com", "nf-1", "packing"])
def test_searching_finds_nobody_elsewhere(word, leeds, eva, asked, client_for):
    url = reverse("assignments:people")
    found = [client_for(who).get(url, {"q": word}).context["people"] for who in (leeds, eva)]
    assert found[0] == []
    assert found[1]


def test_counts_are_of_their_people(leeds, asked, client_for):
    page = client_for(leeds).get(reverse("assignments:today"))
    sites = [(site.name, total.asked) for site, total, _address in page.context["sites"]]
    assert sites == [(THERE, 2)]  # and Lena
    assert page.context["total"].late == 2
    page = client_for(leeds).get(reverse("assignments:assign"))
    [row] = page.context["assignments"]
    assert (row.whom, row.may_change) == (THERE, False)


def test_nobody_elsewhere_is_asked_or_released(leeds, asked, alice, site, other_site, client_for):
    client = client_for(leeds)
    assert client.post(reverse("assignments:withdraw", args=[asked.pk])).status_code == 404
    youth = reverse("assignments:youth", args=[alice.pk])
    assert client.get(youth).status_code == client.post(youth, {"until": ""}).status_code == 404


def test_somebody_elsewhere_is_named_in_it(
    leeds, eva, alice, charlie, module, other_site, client_for
):
    """It is no longer theirs to withdraw; left out elsewhere nobody is asked, so it is."""
    day = MONDAY + timedelta(days=20)
    wanted = WantedAssignment(module=module, sites=[other_site], added=[alice], due_on=day)
    client, made = client_for(leeds), make_assignment(wanted, eva, NOW)
    assert client.post(reverse("assignments:withdraw", args=[made.pk])).status_code == 404
    page = client.get(reverse("assignments:assignment", args=[made.pk]))
    assert (page.context["made"].whom, page.context["asked"]) == (THERE, 2)  # and Lena
    wanted = WantedAssignment(module=module, sites=[other_site], left_out=[alice], due_on=day)
    url = reverse("assignments:withdraw", args=[make_assignment(wanted, eva, NOW).pk])
    User.objects.filter(pk=charlie.pk).update(site=alice.site)  # the worker has not looked yet
    effect = client.get(url).context["effect"]
    assert (effect.asked_no_longer, effect.asked_otherwise) == (0, 1)
    assert client.post(url).status_code == 302


def test_a_module_goes_to_their_sites_alone(
    leeds, alice, make_module, site, other_site, client_for
):
    module = make_module("another")
    client, url = client_for(leeds), reverse("assignments:assign")
    data = form_data(what=f"module:{module.slug}")
    refused = client.post(url, data | {"sites": ["gothenburg", "leeds"]})
    assert error_codes(refused) == {"sites": ["invalid_choice"]}
    assert client.post(url, data | {"whom": "everybody"}).status_code == 422
    stranger = client.post(url, data | {"sites": ["leeds"], "added": "alice.lind@example.com"})
    assert error_codes(stranger) == {"added": ["unknown_person"]}
    assign_from_page(client, data | {"sites": ["leeds"]})
    [row] = client.get(url).context["assignments"]
    assert row.may_change
    assert client.post(reverse("assignments:withdraw", args=[row.pk])).status_code == 302


OF_A_SITE = ("setting", "link", "contact", "policy", "lines", "own_line", "retire_line")
MORE = {"contact": [1], "own_line": ["crisis"], "retire_line": [1]}


@pytest.mark.parametrize("page", OF_A_SITE)
def test_what_is_set_up_for_another_site_is_not_here(page, leeds, site, client_for):
    url = reverse(f"workplace:{page}", args=["gothenburg", *MORE.get(page, [])])
    client = client_for(leeds)
    assert client.post(url, {}).status_code == 404
    if page != "retire_line":
        assert client.get(url).status_code == 404
        theirs = reverse(f"workplace:{page}", args=["leeds", *MORE.get(page, [])])
        assert client.get(theirs).status_code == 200


def test_every_address_of_a_site_is_tried():
    """A new page of a site's stands in OF_A_SITE."""
    named = {path.name for path in urls.urlpatterns if "slug" in path.pattern.converters}
    assert named == set(OF_A_SITE)


def test_ready_is_of_their_sites(leeds, site, client_for):
    page = client_for(leeds).get(reverse("workplace:ready"))
    text = text_of(BeautifulSoup(page.content, "html.parser").main)
    assert THERE in text
    assert HERE not in text


def test_a_policy_for_all_sites_is_for_theirs(leeds, site, other_site, client_for):
    said = {"text": "Tell.", "valid_from": "2026-12-01", "everywhere": "on"}
    url = reverse("workplace:policy", args=["leeds"])
    assert client_for(leeds).post(url, said).status_code == 302
    assert (site.policies.count(), other_site.policies.count()) == (0, 1)


def test_what_holds_beyond_their_sites_is_not_theirs_to_say(leeds, eva, site, client_for):
    Site.objects.create(slug="hull", name="Hull", country="GB")
    of_all = [
        reverse("workplace:state", args=["backup"]), reverse("workplace:test_mail"),
        reverse("workplace:choose", args=[1]),
        reverse("workplace:legal", args=["SE"]),
    ]  # fmt: skip
    for url in of_all:
        assert client_for(leeds).post(url, {"answer": "done"}).status_code == 404
        assert client_for(eva).post(url, {"answer": "done"}).status_code != 404
    law = reverse("workplace:legal", args=["GB"])  # Hull has it too
    whole_country = "GB" in leeds.role_grants.get().countries
    assert client_for(leeds).get(law).status_code == (200 if whole_country else 404)
    page = client_for(leeds).get(reverse("workplace:ready")).content.decode()
    assert reverse("workplace:test_mail") not in page


def test_limited_to_nothing_it_reaches_nobody(leeds, asked, client_for):
    grant = leeds.role_grants.get()
    grant.sites.clear()
    RoleGrant.objects.filter(pk=grant.pk).update(countries=[])
    client = client_for(leeds)
    assert client.get(reverse("assignments:today")).context["total"].asked == 0
    assert list(client.get(reverse("assignments:people")).context["page"]) == []


def test_it_costs_the_same_for_one_site_and_for_many(leeds, eva, asked, client_for):
    """But for a query for the first names of each of the three sites with the most."""
    grant, counts = leeds.role_grants.get(), {}
    for size in range(2):
        for who in (leeds, eva):
            for page in ("today", "people", "export", "assign"):
                with CaptureQueriesContext(connection) as queries:
                    body(client_for(who).get(reverse(f"assignments:{page}")))
                counts.setdefault(page, set()).add(len(queries))
        for n in range(4):
            grant.sites.add(
                Site.objects.create(slug=f"s{size}{n}", name=f"S {size}{n}", country="DE")
            )
    spread = {page: max(different) - min(different) for page, different in counts.items()}
    assert spread.pop("today") < SITES_WITH_NAMES
    assert not any(spread.values())
