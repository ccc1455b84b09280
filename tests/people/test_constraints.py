"""What the database refuses, a form has said before in words; and a team is never above itself."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import BaseConstraint

from awareness.assignments.access import people_seen
from awareness.people.access import managed_team_ids
from awareness.people.models import Identifier, Membership, RoleGrant, Team, User
from tests.conftest import make_person
from tests.people.test_admin import inlines

OURS = (
    "quizzes", "people", "insights", "workplace", "bank", "learning", "assignments", "content",
    "studio",
)  # fmt: skip
OF_READING = "people_user_reads_in_a_known_way"  # no form of the structure asks for it


def names() -> set[str]:
    return {c.name for app in OURS for model in apps.get_app_config(app).get_models()
            for c in model._meta.constraints}  # fmt: skip


def edited() -> list[type]:
    """The models that have a form: those of the superusers' pages, and of the rows on them."""
    pages = admin.site._registry
    return [*pages, *(inline.model for page in pages.values() for inline in page.inlines)]


def test_every_constraint_of_a_model_with_a_form_has_words():
    for model in edited():
        for constraint in model._meta.constraints:
            words = str(constraint.violation_error_message)
            assert words != str(BaseConstraint.default_violation_error_message), constraint.name
            assert constraint.name not in words


@pytest.fixture
def person(alice):
    """The page of Alice, and what stands on it: in Packing since 2020."""
    row = alice.memberships.get()
    page = f"/structure/people/user/{alice.pk}/change/"
    said = {"name": alice.name, "email": alice.email, "is_active": "on", "site": alice.site_id}
    there = inlines(1, 0) | {
        "memberships-INITIAL_FORMS": 1, "memberships-0-id": row.pk, "memberships-0-user": alice.pk,
        "memberships-0-team": row.team_id, "memberships-0-since": "2020-01-01",
    }  # fmt: skip
    return page, said | there


def memberships(count: int, **rows) -> dict:
    return {"memberships-TOTAL_FORMS": count} | {
        f"memberships-{name.replace('__', '-')}": value for name, value in rows.items()
    }


def grants(*rows: dict) -> dict:
    total = {"role_grants-TOTAL_FORMS": len(rows), "role_grants-INITIAL_FORMS": 0}
    return total | {
        f"role_grants-{number}-{name}": value
        for number, row in enumerate(rows) for name, value in row.items()
    }  # fmt: skip


def leaves(*rows: dict) -> dict:
    return {"leaves-TOTAL_FORMS": len(rows)} | {
        f"leaves-{number}-{name}": value
        for number, row in enumerate(rows) for name, value in row.items()
    }  # fmt: skip


def refused(response, words: str) -> None:
    """A page of its own, with the words and no name of a constraint, and what was typed on it."""
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    errors = " ".join(each.get_text(" ") for each in page.select(".errorlist"))
    assert words in errors
    assert not [name for name in names() if name in response.content.decode()]


# By constraint: what is added to Alice's page, and what is said of it.
VIOLATIONS = {
    "people_identifier_one_person": ({"email": "BOB.ek@example.com"}, "Somebody else signs in"),
    "people_identifier_one_person, number": ({"employee_number": "nf\u20111"}, "Somebody else"),
    "people_user_ends_after_the_start": (
        {"start_day": "2026-02-01", "end_day": "2026-01-31"}, "the first day or later"),
    "people_leave_ends_after_it_began": (
        leaves({"first_day": "2026-02-01", "last_day": "2026-01-31"}), "its first day or later"),
    "people_leave_begins_once_a_day": (
        leaves(*[{"first_day": "2026-02-01"}] * 2), "duplicate data for first_day"),
    "people_grant_places_for_hr_only": (
        grants({"role": "it", "limited": "on"}), "Only HR is limited"),
    "people_membership_ends_after_it_began": (
        {"memberships-0-until": "2020-01-01"}, "It ends on a day after"),
    "people_membership_one_open": (
        memberships(2, **{"1__team": "packing", "1__since": "2026-01-01"}), "in this team already"),
    "people_membership_one_open, both new": (
        memberships(3, **{"1__team": "sales", "1__since": "2026-01-01",
                          "2__team": "sales", "2__since": "2026-02-01"}), "in this team already"),
    "people_grant_team_for_managers_only": (grants({"role": "manager"}), "A manager needs a team"),
    "people_grant_team_for_managers_only, other": (
        grants({"role": "hr", "team": "packing"}), "the other roles hold without one"),
    "people_grant_team_once": (
        grants({"role": "manager", "team": "sales"}, {"role": "manager", "team": "sales"}),
        "has this role already"),
    "people_grant_team_once, held": (
        grants({"role": "manager", "team": "packing"}), "has this role already"),
    "people_grant_whole_once": (grants({"role": "it"}, {"role": "it"}), "has this role already"),
    "people_grant_whole_once, held": (grants({"role": "hr"}), "has this role already"),
}  # fmt: skip


@pytest.mark.parametrize("what", VIOLATIONS)
def test_a_person_that_cannot_be(what, structure, alice, bob, packing, sales, person):
    bob.employee_number = "NF-1"
    bob.save()
    if "held" in what:
        RoleGrant.objects.create(user=alice, role="hr")
        RoleGrant.objects.create(user=alice, role="manager", team=packing)
    page, there = person
    added, words = VIOLATIONS[what]
    teams = {"packing": packing.pk, "sales": sales.pk}
    said = there | {name: teams.get(value, value) for name, value in added.items()}
    before = (Membership.objects.count(), RoleGrant.objects.count())
    refused(structure.post(page, said), words)
    assert (Membership.objects.count(), RoleGrant.objects.count()) == before


def test_every_constraint_of_people_is_tried():
    tried = {name.partition(",")[0] for name in VIOLATIONS} | {
        "people_team_not_own_parent", OF_READING,
    }  # fmt: skip
    models = [*edited(), Identifier]  # two fields of a person's form
    never = {"people_identifier_one_of_a_kind"}  # there is one field for each kind
    assert tried == {c.name for model in models for c in model._meta.constraints} - never


def test_several_teams_and_roles_can_be_entered_at_once(structure, alice, packing, sales, person):
    page, there = person
    said = there | memberships(2, **{"1__team": sales.pk, "1__since": "2026-01-01"})
    said |= grants({"role": "hr"}, {"role": "manager", "team": sales.pk},
                   {"role": "manager", "team": packing.pk})  # fmt: skip
    assert structure.post(page, said).status_code == 302
    assert alice.memberships.count() == 2
    assert alice.role_grants.count() == 3


def test_addresses_of_sites_and_teams_are_their_own(structure, site, packing):
    said = {"name": "N", "slug": packing.slug}
    refused(structure.post("/structure/people/team/add/", said), "already exists")
    said = {"name": "N", "slug": site.slug, "country": "SE", "language": "en", "time_zone": "UTC"}
    refused(structure.post("/structure/people/site/add/", said), "already exists")


def test_two_who_enter_the_same_at_once(threads, site, packing, sales, client_for):
    """One is saved; the other is told, whichever came first. No third answer."""
    head = User.objects.create_superuser("head@example.com", name="Head")
    ann = make_person("Ann Roe", site)
    page = f"/structure/people/user/{ann.pk}/change/"
    said = {"name": ann.name, "email": ann.email, "is_active": "on", "site": site.pk}
    said |= inlines() | memberships(1, **{"0__team": sales.pk, "0__since": "2026-01-01"})
    said |= grants({"role": "hr"}, {"role": "manager", "team": packing.pk})
    clients = [client_for(head) for _ in range(6)]
    answers = threads([lambda c=client: c.post(page, said) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [302]
    for answer in answers:
        if answer.status_code == 200:
            refused(answer, "already")
    assert ann.memberships.count() == 1
    assert ann.role_grants.count() == 2


def test_the_loser_of_a_race_is_told_in_the_form(structure, alice, person, monkeypatch):
    """The checks were passed before the other had saved: they are made once more."""
    from awareness.people.admin import PersonAdmin

    save_related, calls = PersonAdmin.save_related, []

    def slower(self, *args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            raise IntegrityError("people_grant_whole_once")
        return save_related(self, *args, **kwargs)

    monkeypatch.setattr(PersonAdmin, "save_related", slower)
    page, there = person
    assert structure.post(page, there | grants({"role": "hr"})).status_code == 302
    assert len(calls) == 2
    assert RoleGrant.objects.get(user=alice).role == "hr"


# Teams


@pytest.fixture
def tree(db) -> list[Team]:
    """Five teams, each below the one before."""
    above, teams = None, []
    for number in range(5):
        above = Team.objects.create(slug=f"t{number}", name=f"Team {number}", parent=above)
        teams.append(above)
    return teams


@pytest.mark.parametrize("below", [0, 1, 2, 4])
def test_a_team_is_not_put_below_itself(below, structure, tree):
    page = f"/structure/people/team/{tree[0].pk}/change/"
    said = {"name": "Team 0", "slug": "t0", "parent": tree[below].pk}
    refused(structure.post(page, said), "This team is below Team 0.")
    tree[0].parent = tree[below]
    with pytest.raises(ValidationError) as caught:
        tree[0].full_clean()
    assert caught.value.error_dict["parent"][0].code == "above_itself"
    tree[0].refresh_from_db()
    assert tree[0].parent is None


def test_a_team_may_move_elsewhere(structure, tree, sales):
    page = f"/structure/people/team/{tree[2].pk}/change/"
    for parent in (sales.pk, tree[0].pk, ""):
        said = {"name": "Team 2", "slug": "t2", "parent": parent}
        assert structure.post(page, said).status_code == 302


def test_two_who_hang_teams_below_each_other(threads, client_for):
    head = User.objects.create_superuser("head@example.com", name="Head")
    one, two = (Team.objects.create(slug=slug, name=slug) for slug in ("one", "two"))
    said = [(one, two), (two, one)]
    clients = [client_for(head) for _ in said]
    answers = threads([
        lambda c=client, t=team, p=parent: c.post(
            f"/structure/people/team/{t.pk}/change/",
            {"name": t.name, "slug": t.slug, "parent": p.pk},
        )
        for client, (team, parent) in zip(clients, said, strict=True)
    ])  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert Team.objects.exclude(parent=None).count() == 1


def test_a_planted_circle_is_walked_once(tree, site, client_for):
    """Rows that no form let in: every page that walks the tree ends, and shows each team once."""
    Team.objects.filter(pk=tree[0].pk).update(parent=tree[4])
    boss = make_person("Boss", site, role="manager", of=tree[3])
    make_person("Ann Roe", site, tree[1])
    assert managed_team_ids(boss) == {team.pk for team in tree}
    assert [p.name for p in people_seen(boss, "manager", date(2026, 11, 27))] == ["Ann Roe"]
    client = client_for(boss)
    for path in ("/team/", "/team/?team=t2", "/team/export.csv"):
        assert client.get(path).status_code == 200


def test_a_circle_can_be_mended_by_its_form(structure, tree):
    Team.objects.filter(pk=tree[0].pk).update(parent=tree[4])
    said = {"name": "Team 0", "slug": "t0", "parent": ""}
    assert structure.post(f"/structure/people/team/{tree[0].pk}/change/", said).status_code == 302
    assert Team.objects.get(slug="t0").parent is None
