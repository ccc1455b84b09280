"""Sites and teams that end: what it does is said first, nothing is lost, and it can be undone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awareness.journal.models import Event
from awareness.people.models import Membership, RoleGrant, Site, Team, User
from awareness.people.reach import sites_of_hr
from awareness.staffing import closing
from awareness.staffing.closing import ClosingError
from awareness.staffing.known import staff_known, team_paths
from awareness.staffing.people_actions import bring_back, end, move
from tests.conftest import make_person
from tests.staffing.test_people_pages import main_of


def at(verb: str, place) -> str:
    return reverse(f"places:{verb}", args=[place.kind, place.slug])


def refusal(call, *args) -> str:
    with pytest.raises(ClosingError) as refused:
        call(*args)
    return refused.value.code


def teams_of(person) -> list[str]:
    held = Membership.objects.on(person.today()).filter(user=person)
    return sorted(held.values_list("team__slug", flat=True))


@pytest.mark.parametrize("who", ["alice", "bob", "auditor", "local"])
def test_hr_of_all_places_alone_comes_in(who, request, client_for, site, packing):
    client = client_for(request.getfixturevalue(who))
    for verb in ("close", "merge", "reopen"):
        for place in (site, packing):
            assert client.get(at(verb, place)).status_code == 404
            assert client.post(at(verb, place)).status_code == 404
    assert client_for(request.getfixturevalue("eva")).get(
        reverse("places:close", args=["people", "x"])
    ).status_code == 404  # fmt: skip


def test_a_site_is_closed_once_nobody_is_there(client_for, eva, site, other_site, mallory):
    client, close = client_for(eva), at("close", other_site)
    assert "People are there, or will be: 1" in main_of(client.get(close))
    assert client.post(close).status_code == 422
    mallory.end_day = date(2026, 1, 1)
    mallory.save()
    assert "nothing is missing there" in main_of(client.get(close))
    client.post(close, follow=True)
    # Offered nowhere, and nothing is missing there; it stays written down, and opens again.
    assert other_site not in sites_of_hr(eva)
    assert other_site.pk not in staff_known(date(2026, 11, 30)).sites
    assert "Leeds" not in main_of(client.get(reverse("workplace:ready")))
    assert mallory.site == other_site
    client.post(at("reopen", other_site))
    assert other_site in sites_of_hr(eva)
    kinds = Event.objects.filter(kind__startswith="site.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["site.closed", "site.reopened"]


def test_merging_sites_says_what_it_does_and_can_be_taken_back(
    client_for, eva, site, other_site, mallory, charlie
):
    grant = make_person("Lena Local", site, role="hr").role_grants.get()
    grant.limited = True
    grant.save()
    grant.sites.add(other_site)
    client, merge = client_for(eva), at("merge", other_site)
    said = main_of(client.get(merge, {"into": site.slug}))
    assert "2 people move to Gothenburg" in said
    assert "Lena Local, HR of Leeds, no longer" in said
    assert "Charlie Webb, Leeds" in said
    assert mallory.site == other_site  # reading it does nothing
    done = main_of(client.post(merge, {"into": site.slug}, follow=True))
    assert "2 people are at Gothenburg now." in done
    assert "Leeds is closed." in done
    mallory.refresh_from_db()
    assert mallory.site == site
    # One of the two is moved by hand, and stays where they are then.
    third = Site.objects.create(slug="cork", name="Cork", country="IE")
    move([charlie], third, None, eva, timezone.now())
    said = main_of(client.get(at("reopen", other_site)))
    assert "1 person, whom the merge had moved" in said
    assert "Charlie Webb stays" in said
    client.post(at("reopen", other_site))
    for person, place in ((mallory, other_site), (charlie, third)):
        person.refresh_from_db()
        assert person.site == place


def test_merging_teams_keeps_other_teams_and_gives_nobody_a_lead(
    client_for, eva, alice, bob, packing
):
    sales = Team.objects.create(slug="sales", name="Sales")
    night = Team.objects.create(slug="night", name="Night", parent=packing)
    first = Team.objects.create(slug="first-aid", name="First aid")
    Membership.objects.create(user=alice, team=first, since=date(2024, 1, 1))
    Membership.objects.create(user=bob, team=sales, since=date(2024, 1, 1))
    client, merge = client_for(eva), at("merge", packing)
    said = main_of(client.get(merge, {"into": "sales"}))
    assert "Bob Ek leads it now" in said
    assert "does not lead Sales" in said
    assert "Night hangs below Sales." in said
    client.post(merge, {"into": "sales"})
    assert (teams_of(alice), teams_of(bob)) == (["first-aid", "sales"], ["sales"])
    night.refresh_from_db()
    assert night.parent == sales
    assert not RoleGrant.objects.filter(team=sales).exists()
    assert packing.pk not in team_paths()
    # Who was where when stays written down.
    assert Membership.objects.filter(user=alice, team=packing, until__isnull=False).exists()
    client.post(at("reopen", packing))
    assert teams_of(alice) == ["first-aid", "packing"]


def test_who_was_in_both_teams_stays_in_both(eva, alice, bob, charlie, packing, time_machine):
    """And what was to end, or to begin later, does so again."""
    night = Team.objects.create(slug="night", name="Night")
    begun, end, later = date(2024, 1, 1), date(2027, 6, 1), date(2027, 3, 1)
    Membership.objects.all().delete()
    for person, team, since, until in (
        (alice, packing, begun, end), (alice, night, begun, None),
        (bob, packing, begun, None), (charlie, packing, later, None),
    ):  # fmt: skip
        Membership.objects.create(user=person, team=team, since=since, until=until)
    time_machine.move_to(datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert closing.merge(packing, night, eva, timezone.now()) == 3
    time_machine.move_to(datetime(2026, 12, 8, 9, tzinfo=UTC))
    day = date(2026, 12, 8)
    assert closing.reopen(packing, eva, timezone.now()) == 3
    held = Membership.objects.ending_after(day).values_list("user", "team", "since", "until")
    assert set(held) == {
        (alice.pk, packing.pk, day, end), (alice.pk, night.pk, begun, None),
        (bob.pk, packing.pk, day, None), (charlie.pk, packing.pk, later, None),
    }  # fmt: skip


def test_what_somebody_else_did_meanwhile_is_said(client_for, eva, alice, monkeypatch):
    """Between the look at a place and what is written to it: somebody came, somebody opened it."""
    client, empty = client_for(eva), Site.objects.create(slug="cork", name="Cork", country="IE")

    def after_another(verb):
        act = getattr(closing, verb)

        def late(*args):
            Site.objects.filter(pk=empty.pk).update(closed_on=None)
            User.objects.filter(pk=alice.pk).update(site=empty)
            return act(*args)

        monkeypatch.setattr(closing, verb, late)

    after_another("close")
    after_another("reopen")
    refused = client.post(at("close", empty))
    assert refused.status_code == 422
    assert "People are there, or will be: 1." in main_of(refused)
    Site.objects.filter(pk=empty.pk).update(closed_on=date(2026, 1, 1))
    refused = client.post(at("reopen", empty))
    assert refused.status_code == 422
    assert "It is open." in main_of(refused)


def test_what_cannot_be(eva, site, other_site, packing, alice, monkeypatch):
    now = timezone.now()
    below = Team.objects.create(slug="below", name="Below", parent=packing)
    assert refusal(closing.merge, packing, packing, eva, now) == "itself"
    assert refusal(closing.merge, packing, below, eva, now) == "itself"
    assert refusal(closing.close, packing, eva, now) == "below"
    assert refusal(closing.close, site, eva, now) == "people"
    assert refusal(closing.reopen, site, eva, now) == "open"
    monkeypatch.setattr(closing, "MOST_PEOPLE", 0)
    assert refusal(closing.merge, site, other_site, eva, now) == "too_many"
    monkeypatch.undo()
    closing.close(other_site, eva, now)
    assert refusal(closing.merge, site, other_site, eva, now) == "closed"
    assert refusal(closing.close, other_site, eva, now) == "closed"


def test_more_people_cost_no_more_queries(eva, site, other_site):
    counts = []
    for size in (3, 12):
        place = Site.objects.create(slug=f"s{size}", name=f"S{size}", country="SE")
        for number in range(size):
            make_person(f"Person {size} {number}", place)
        with CaptureQueriesContext(connection) as queries:
            assert closing.merge(place, site, eva, timezone.now()) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_merge_that_is_undone_on_its_day_has_ended_nothing(eva, alice, packing, sales):
    before = list(alice.memberships.values_list("team", "since", "until"))
    for _twice in range(2):
        closing.merge(packing, sales, eva, timezone.now())
        closing.reopen(packing, eva, timezone.now())
        assert list(alice.memberships.values_list("team", "since", "until")) == before


def test_whoever_comes_back_is_in_no_team_that_was_closed_meanwhile(eva, alice, packing, sales):
    Membership.objects.create(user=alice, team=sales, since=date(2024, 1, 1))
    Membership.objects.exclude(user=alice).delete()
    end([alice], timezone.localdate() - timedelta(days=1), eva, timezone.now())
    closing.close(packing, eva, timezone.now())
    bring_back(alice, eva, timezone.now())
    assert teams_of(alice) == ["sales"]
