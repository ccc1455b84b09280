"""What changed about people goes to the journal, with who did it and without a name."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from awareness.journal.models import Event
from awareness.people import changes
from awareness.people.models import Leave, Membership, RoleGrant, User
from tests.conftest import make_person
from tests.people.test_admin import PASSWORD, inlines
from tests.people.test_constraints import grants


def told(person) -> list[tuple]:
    events = Event.objects.filter(subject=person.public_id).order_by("pk")
    return [(event.kind, event.facts) for event in events]


def test_what_a_superuser_enters(structure, root, site, sales):
    said = {"name": "Ann Roe", "employee_number": "NF-7", "site": site.pk, "language": "sv"}
    word = {"password1": PASSWORD, "password2": PASSWORD}
    rows = inlines() | grants({"role": "hr", "countries": "se"})
    structure.post("/structure/people/user/add/", said | word | rows)
    ann = User.objects.signing_in_with("nf-7").get()
    (made, facts), granted = told(ann)
    assert made == "account.made"
    assert facts["signs_in_with"] == ["employee_number"]
    assert (facts["site"], facts["language"]) == ("gothenburg", "sv")
    assert granted == (
        "role.granted", {"role": "hr", "team": None, "sites": [], "countries": ["SE"]},
    )  # fmt: skip
    assert {event.actor for event in Event.objects.filter(subject=ann.public_id)} == {
        root.public_id
    }


def test_what_a_superuser_changes(structure, alice, other_site):
    grant = RoleGrant.objects.create(user=alice, role="hr")
    row = alice.memberships.get()
    page = f"/structure/people/user/{alice.pk}/change/"
    said = {"name": "Alice Ek", "email": "alice.ek@example.com", "site": other_site.pk}
    rows = inlines(1, 1) | {
        "memberships-INITIAL_FORMS": 1, "memberships-0-id": row.pk, "memberships-0-user": alice.pk,
        "memberships-0-team": row.team_id, "memberships-0-since": "2020-01-01",
        "role_grants-INITIAL_FORMS": 1, "role_grants-0-id": grant.pk,
        "role_grants-0-user": alice.pk, "role_grants-0-role": "hr", "role_grants-0-DELETE": "on",
    }  # fmt: skip
    assert structure.post(page, said | rows | {"end_day": "2026-12-31"}).status_code == 302
    assert told(alice) == [
        ("account.shut", {}),
        ("person.changed", {"what": "site", "was": "gothenburg", "now": "leeds"}),
        ("person.changed", {"what": "end_day", "was": None, "now": "2026-12-31"}),
        ("person.changed", {"what": "name"}),
        ("identifier.changed", {"kind": "email", "has_one": True}),
        ("role.taken", {"role": "hr", "team": None}),
    ]
    structure.post(page, said | rows | {"end_day": "2026-12-31", "name": ""})  # refused
    assert len(told(alice)) == 6


def test_a_password_that_somebody_else_sets(structure, alice):
    page = f"/structure/people/user/{alice.pk}/password/"
    said = {"password1": "another-winter-walk", "password2": "another-winter-walk"}
    structure.get(page)
    structure.post(page, said | {"password2": "not-the-same"})
    assert told(alice) == []
    structure.post(page, said)
    assert told(alice) == [("password.set", {})]
    assert structure.get("/structure/people/user/x/password/").status_code in (302, 404)


def test_the_first_superuser_is_made_by_the_server(root):
    [event] = Event.objects.all()
    assert (event.kind, event.subject, event.actor) == ("account.made", root.public_id, None)
    assert event.facts["is_superuser"]


def test_no_name_address_or_number_stands_in_it(structure, alice, site):
    said = {"name": "Zebedee", "email": "zz@example.com", "employee_number": "ZZ-99"}
    page = f"/structure/people/user/{alice.pk}/change/"
    structure.post(page, said | inlines() | {"site": site.pk, "is_active": "on"})
    assert told(alice)
    everything = json.dumps(list(Event.objects.values("kind", "facts"))).lower()
    for secret in ("zebedee", "zz@example.com", "zz-99", "alice", "argon2"):
        assert secret not in everything


def test_many_people_cost_as_many_queries(site, packing, django_assert_num_queries):
    def grow(size):
        people = [make_person(f"P {size} {n}", site, packing, role="hr") for n in range(size)]
        for person in people:
            Leave.objects.create(person=person, first_day=date(2026, 1, 1))
            Membership.objects.create(user=person, team=packing, since=date(2019, 1, 1),
                                      until=date(2020, 1, 1))  # fmt: skip
        return [person.pk for person in people]

    for size in (2, 8):
        ids = grow(size)
        with django_assert_num_queries(6):
            states = changes.read_states(ids)
        assert len(states) == size
        [state, *_others] = states.values()
        assert [days[0] for days in state.open["teams"]] == ["packing", "packing"]
        assert state.open["leave"] == [["2026-01-01", None]]


def test_nothing_changed_says_nothing(alice):
    state = changes.read_states([alice.pk])
    changes.note_changes(state, changes.read_states([alice.pk]), alice, date(2026, 1, 1))
    assert not Event.objects.exists()


@pytest.mark.parametrize("who", ["eva", "auditor", "bob"])
def test_who_took_which_list_away(who, request, alice, site, packing, client_for):
    person = request.getfixturevalue(who)
    page, one = ("/team/export.csv", "team=packing") if who == "bob" else (
        "/hr/export.csv", "site=gothenburg")  # fmt: skip
    for url in (page, f"{page}?{one}"):
        assert client_for(person).get(url).status_code == 200
    assert client_for(alice).get(page).status_code == 404
    events = list(Event.objects.order_by("pk"))
    assert {(e.kind, e.actor, e.subject) for e in events} == {
        ("list.exported", person.public_id, None)
    }
    role = {"eva": "hr", "auditor": "auditor", "bob": "manager"}[who]
    key, value = one.split("=")
    whole = {"list": "states", "role": role, "site": None, "team": None}
    assert [event.facts for event in events] == [whole, whole | {key: value}]


def test_hr_sets_a_day_and_one_reads_who_did(alice, eva, client_for):
    client_for(eva).post(f"/hr/people/{alice.pk}/youth/", {"until": "2026-12-31"})
    [(kind, facts)] = told(alice)
    assert kind == "person.changed"
    assert facts == {"what": "youth_until", "was": None, "now": "2026-12-31"}
    page = client_for(alice).get("/me/").content.decode()
    assert "the youth edition is yours, by Eva Holm" in page


def test_the_command_refuses_what_somebody_has(root, monkeypatch):
    from django.core.management import CommandError

    with pytest.raises(CommandError, match="signs in with this already"):
        call_command("createsuperuser", interactive=False, sign_in="ROOT@example.com", name="R")
    with pytest.raises(CommandError, match="Give an e-mail address"):
        call_command("createsuperuser", interactive=False, sign_in="\u200b", name="R")
