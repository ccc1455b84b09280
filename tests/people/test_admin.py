"""The admin: superusers shape the employer in it, and find nothing of what anybody did."""

from datetime import date

import pytest
from django.contrib import admin

from awareness.people.models import Identifier, Membership, RoleGrant, Site, Team, User

PASSWORD = "a-long-winter-walk"  # of root (conftest.py)


def inlines(memberships=0, grants=0, **rows):
    counts = {"memberships": memberships, "leaves": 0, "role_grants": grants}
    return rows | {
        f"{name}-{part}": number
        for name, count in counts.items()
        for part, number in (("TOTAL_FORMS", count), ("INITIAL_FORMS", 0))
    }


def test_the_command_makes_somebody_who_can_sign_in(root, client):
    assert root.is_superuser
    assert client.login(username="root@example.com", password=PASSWORD)


def test_only_the_structure_has_pages(db):
    assert {model for model in admin.site._registry} == {Site, Team, User}


def test_it_has_no_sign_in_of_its_own(client, db):
    response = client.get("/structure/people/user/", follow=True)
    assert response.redirect_chain == [("/account/login/", 302)]
    assert client.get("/structure/login/?next=/structure/")["Location"] == "/account/login/"


def test_it_has_no_page_of_its_own_where_a_password_is_tried(structure, root):
    words = {
        "old_password": PASSWORD,
        "new_password1": "another-one",
        "new_password2": "another-one",
    }
    for answer in (
        structure.get("/structure/password_change/"),
        structure.post("/structure/password_change/", words),
    ):
        assert answer.url == "/account/password/change/"
    root.refresh_from_db()
    assert root.check_password(PASSWORD)


@pytest.mark.parametrize("who", ["alice", "bob", "eva", "author", "auditor"])
def test_nobody_else_comes_in(who, request, client_for):
    client = client_for(request.getfixturevalue(who))
    assert client.get("/structure/", follow=True).status_code == 404


def test_being_staff_is_not_enough(alice, client_for):
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    assert client_for(alice).get("/structure/", follow=True).status_code == 404


def test_a_site_a_team_and_a_person_with_a_role(structure):
    site = {"name": "Cork", "slug": "cork", "country": "ie", "language": "en"}
    structure.post("/structure/people/site/add/", site | {"time_zone": "Europe/Dublin"})
    structure.post("/structure/people/team/add/", {"name": "Dairy", "slug": "dairy"})
    cork, dairy = Site.objects.get(country="IE"), Team.objects.get()
    person = {"name": "Ann Roe", "employee_number": "NF-7", "site": cork.pk}
    word = {"password1": PASSWORD, "password2": PASSWORD}
    structure.post("/structure/people/user/add/", person | word | inlines())
    ann = User.objects.signing_in_with("nf-7").get()
    assert ann.check_password(PASSWORD)
    rows = inlines(
        1,
        1,
        **{"memberships-0-team": dairy.pk, "memberships-0-since": "2026-01-05"},
        **{"role_grants-0-role": "manager", "role_grants-0-team": dairy.pk},
    )
    where = f"/structure/people/user/{ann.pk}/change/"
    assert structure.post(where, person | rows | {"is_active": "on"}).status_code == 302
    assert Membership.objects.get(user=ann).since == date(2026, 1, 5)
    assert RoleGrant.objects.get(user=ann).team == dairy


@pytest.mark.parametrize("field", ["", "employee_number", "email"])
def test_a_sign_in_is_needed_and_is_one_s_own(structure, alice, field):
    wrong = {field: alice.email} if field else {}
    word = {"password1": PASSWORD, "password2": PASSWORD}
    page = structure.post(
        "/structure/people/user/add/", {"name": "Ann Roe"} | word | wrong | inlines()
    )
    assert page.context["adminform"].form.errors
    assert not User.objects.filter(name="Ann Roe").exists()


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars/Base"}, {"country": "Éi"}, {"language": "Swedish"}]
)
def test_a_site_in_nowhere_is_refused(structure, wrong):
    site = {"name": "Cork", "slug": "cork", "country": "IE", "language": "en"}
    site |= {"time_zone": "Europe/Dublin"} | wrong
    assert structure.post("/structure/people/site/add/", site).status_code == 200
    assert not Site.objects.exists()


def test_nobody_is_deleted_and_no_time_is_shown(structure, alice, sales):
    for path in (f"user/{alice.pk}", f"site/{alice.site_id}", f"team/{sales.pk}"):
        assert structure.get(f"/structure/people/{path}/delete/").status_code == 403
    page = structure.get(f"/structure/people/user/{alice.pk}/change/").content.decode()
    assert "last_login" not in page
    assert "date_joined" not in page
    assert structure.get("/structure/people/user/").status_code == 200


def test_whoever_cannot_sign_in_with_theirs_is_listed_and_given_another(structure, alice, bob):
    """As an upgrade leaves it (decision 24)."""
    Identifier.objects.bulk_create(
        [Identifier(person=alice, kind="employee_number", typed="BOB.EK@example.com", normal=None)]
    )
    page = structure.get("/structure/people/user/", {"unusable": "yes"})
    assert list(page.context["cl"].result_list) == [alice]
    said = {"name": alice.name, "email": alice.email, "site": alice.site_id, "is_active": "on"}
    where = f"/structure/people/user/{alice.pk}/change/"
    taken = structure.post(where, said | inlines() | {"employee_number": "BOB.EK@example.com"})
    assert "Somebody else signs in with this." in taken.content.decode()
    structure.post(where, said | inlines() | {"employee_number": "NF-8"})
    assert User.objects.signing_in_with("nf-8").get() == alice
    page = structure.get("/structure/people/user/", {"unusable": "yes"})
    assert list(page.context["cl"].result_list) == []


def test_a_person_among_many_teams_is_no_list_of_teams(structure, alice, packing):
    """Teams and sites are looked for as somebody types, not listed in every row."""
    Team.objects.bulk_create(Team(slug=f"t{n}", name=f"Team {n}", sort_key=b"t") for n in range(60))
    page = structure.get(f"/structure/people/user/{alice.pk}/change/")
    assert page.content.decode().count("<option") < 60
    field = {"app_label": "people", "model_name": "membership", "field_name": "team"}
    found = structure.get("/structure/autocomplete/", field | {"term": "Team 59"}).json()
    assert [each["text"] for each in found["results"]] == ["Team 59"]
