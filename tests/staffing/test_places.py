"""HR of all places makes and renames sites and teams, and takes out what was mistyped."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awareness.journal.models import Event
from awareness.people.models import Membership, RoleGrant, Site, Team
from tests.pages import text_of
from tests.staffing.test_people_pages import main_of

PLACES, SITE, TEAM = (reverse(f"places:{name}") for name in ("places", "add_site", "add_team"))
OF_ONE = ("edit_site", "remove_site")
CORK = {"name": "Cork", "country": "IE", "language": "en", "time_zone": ""}


def at(verb: str, slug: str) -> str:
    return reverse(f"places:{verb}", args=[slug])


@pytest.mark.parametrize("who", ["alice", "bob", "author", "auditor", "local"])
def test_hr_of_all_places_alone_comes_in(who, request, client_for, site, packing):
    client = client_for(request.getfixturevalue(who))
    ones = [at(verb, site.slug) for verb in OF_ONE]
    ones += [at(verb, packing.slug) for verb in ("edit_team", "remove_team")]
    for url in (PLACES, SITE, TEAM, *ones):
        assert client.get(url).status_code == 404
        assert client.post(url, CORK).status_code == 404
    assert not Event.objects.exists()


def test_a_site_is_made_renamed_and_taken_out(client_for, eva):
    client = client_for(eva)
    assert "Saved: Cork." in main_of(client.post(SITE, CORK, follow=True))
    cork = Site.objects.get(slug="cork")
    assert (cork.country, cork.time_zone) == ("IE", "Europe/Dublin")
    client.post(at("edit_site", "cork"), CORK | {"name": "Corc", "time_zone": "Europe/Dublin"})
    cork.refresh_from_db()
    assert (cork.name, cork.slug) == ("Corc", "cork")
    client.post(at("remove_site", "cork"))
    assert not Site.objects.filter(slug="cork").exists()
    facts = Event.objects.order_by("pk").values_list("kind", "facts")
    assert list(facts) == [
        ("site.made", {"site": "cork"}),
        ("site.changed", {"site": "cork", "what": ["name"]}),
        ("site.removed", {"site": "cork"}),
    ]


def test_the_clock_goes_along_to_another_country(client_for, eva):
    client = client_for(eva)
    client.post(SITE, CORK | {"country": "SV"})
    sent = CORK | {"country": "IE", "time_zone": "America/El_Salvador"}
    client.post(at("edit_site", "cork"), sent)
    assert Site.objects.get(slug="cork").time_zone == "Europe/Dublin"
    # One that was chosen stays.
    client.post(at("edit_site", "cork"), sent | {"time_zone": "Europe/London", "country": "GB"})
    client.post(at("edit_site", "cork"), sent | {"time_zone": "Europe/Lisbon", "country": "IE"})
    assert Site.objects.get(slug="cork").time_zone == "Europe/Lisbon"


def test_what_cannot_be_is_said_and_what_was_typed_is_kept(client_for, eva, site, packing):
    client = client_for(eva)
    for url, sent, words in (
        (SITE, CORK | {"name": " GOTHENBURG "}, "There is a site of this name already."),
        (SITE, CORK | {"country": "XX"}, "not one of the available choices"),
        (SITE, CORK | {"country": ""}, "Choose the country."),
        (SITE, CORK | {"name": ""}, "Write the name."),
        (TEAM, {"name": "packing"}, "There is a team of this name here already."),
        (at("edit_team", "packing"), {"name": "P", "parent": packing.pk}, "This team is below"),
    ):
        response = client.post(url, sent)
        assert response.status_code == 422
        assert words in main_of(response)
    assert not Event.objects.exists()


def test_a_team_hangs_below_another(client_for, eva, packing):
    client = client_for(eva)
    client.post(TEAM, {"name": "Nights", "parent": packing.pk})
    assert Team.objects.get(name="Nights").parent == packing
    assert "Packing › Nights" in main_of(client.get(PLACES))
    client.post(at("edit_team", "nights"), {"name": "Late nights", "parent": ""})
    assert Team.objects.get(slug="nights").parent is None


def test_what_something_hangs_on_stays(client_for, eva, alice, site, packing, other_site):
    """People, now or once; a role that names it; a team below it."""
    client = client_for(eva)
    RoleGrant.objects.create(user=alice, role="hr", limited=True).sites.add(other_site)
    below = Team.objects.create(slug="below", name="Below", parent=packing)
    Membership.objects.all().delete()
    led = Team.objects.create(slug="led", name="Led")
    RoleGrant.objects.create(user=alice, role="manager", team=led)
    for kind, place in (("site", site), ("site", other_site), ("team", packing), ("team", led)):
        response = client.post(at(f"remove_{kind}", place.slug), follow=True)
        assert f"{place.name} stays" in main_of(response)
        assert type(place).objects.filter(pk=place.pk).exists()
    client.post(at("remove_team", below.slug))
    client.post(at("remove_team", packing.slug))
    assert set(Team.objects.all()) == {led}
    assert RoleGrant.objects.filter(team=led).exists()


def test_more_places_cost_no_more_queries(client_for, eva):
    client, counts = client_for(eva), []
    for size in (2, 9):
        for number in range(size):
            Site.objects.create(slug=f"s{size}{number}", name=f"S {size} {number}", country="SE")
            Team.objects.create(slug=f"t{size}{number}", name=f"T {size} {number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(PLACES)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_whoever_left_is_no_longer_counted_in_a_team(client_for, eva, alice, bob, packing):
    alice.end_day = date(2020, 1, 31)
    alice.save()
    main = BeautifulSoup(client_for(eva).get(PLACES).content, "html.parser").main
    link = main.find("a", href=at("edit_team", packing.slug))
    assert text_of(link.find_parent("tr").td) == "1"
