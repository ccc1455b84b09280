"""What the database itself refuses about people, and what memberships and the team tree answer."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from awareness.people.access import managed_team_ids, people_in_teams
from awareness.people.models import Membership, RoleGrant, Team, User


def refused(name: str):
    """The database refuses, and names the constraint (SQLite names columns of unique ones)."""
    return pytest.raises(IntegrityError, match=name)


def test_nobody_without_something_to_sign_in_with(db):
    with pytest.raises(ValueError, match="address or an employee number"):
        User.objects.create_user(name="Nobody")


def test_an_address_belongs_to_one_person_whatever_its_case(alice):
    with refused("unique|UNIQUE|duplicate"), transaction.atomic():
        User.objects.create_user(email="ALICE.LIND@EXAMPLE.COM", name="Another Alice")


def test_a_number_belongs_to_one_person_whatever_its_case(site):
    User.objects.create_user(employee_number="NF-7", name="One")
    with refused("unique|UNIQUE|duplicate"), transaction.atomic():
        User.objects.create_user(email="two@example.com", employee_number="nf-7", name="Two")


def test_a_membership_ends_after_it_began(alice, sales):
    with refused("people_membership_ends_after_it_began"), transaction.atomic():
        Membership.objects.create(
            user=alice, team=sales, since=date(2026, 5, 1), until=date(2026, 5, 1)
        )


def test_a_team_is_not_its_own_parent(packing):
    with refused("people_team_not_own_parent"), transaction.atomic():
        Team.objects.filter(pk=packing.pk).update(parent=packing)


@pytest.mark.parametrize("again", [{"role": "hr"}, {"role": "manager"}])
def test_a_role_is_held_once(eva, bob, packing, again):
    holder, team = (eva, None) if again["role"] == "hr" else (bob, packing)
    with refused("unique|UNIQUE|duplicate"), transaction.atomic():
        RoleGrant.objects.create(user=holder, role=again["role"], team=team)


def test_only_managers_have_a_team_in_their_grant(alice, packing):
    for role, team in (("manager", None), ("hr", packing)):
        with refused("people_grant_team_for_managers_only"), transaction.atomic():
            RoleGrant.objects.create(user=alice, role=role, team=team)


def test_a_manager_manages_what_stands_below_their_team(bob, packing, sales, mallory):
    night = Team.objects.create(slug="night", name="Night", parent=packing)
    deeper = Team.objects.create(slug="deeper", name="Deeper", parent=night)
    assert managed_team_ids(bob) == {packing.id, night.id, deeper.id}
    assert managed_team_ids(mallory) == {sales.id}


def test_somebody_who_manages_nothing_manages_nothing(alice, eva):
    assert managed_team_ids(alice) == managed_team_ids(eva) == set()


def test_people_are_in_a_team_from_since_until_the_day_before_until(alice, packing, sales):
    alice.memberships.update(until=date(2026, 6, 1))
    Membership.objects.create(user=alice, team=sales, since=date(2026, 6, 1))
    assert list(people_in_teams({packing.id}, date(2026, 5, 31))) == [alice]
    assert list(people_in_teams({packing.id}, date(2026, 6, 1))) == []
    assert list(people_in_teams({sales.id}, date(2026, 6, 1))) == [alice]


def test_leavers_are_in_no_team(alice, packing):
    alice.is_active = False
    alice.save(update_fields=["is_active"])
    assert list(people_in_teams({packing.id}, date(2026, 6, 1))) == []


def test_an_address_that_was_given_up_is_nobodys(alice, site):
    alice.email = "Alice.New@example.com"
    alice.save()
    assert User.objects.get(pk=alice.pk).email == "Alice.New@example.com"
    again = User.objects.create_user(email="alice.lind@example.com", name="Alice Lind", site=site)
    assert User.objects.signing_in_with("ALICE.LIND@example.com").get() == again


def test_an_identifier_of_somebody_else_leaves_everything_as_it_was(alice, bob):
    alice.name, alice.employee_number = "Alice Ek", " BOB.EK@example.com"
    with refused("unique|UNIQUE|duplicate"), transaction.atomic():
        alice.save()
    alice.refresh_from_db()
    assert (alice.name, alice.email, alice.employee_number) == (
        "Alice Lind", "alice.lind@example.com", None,
    )  # fmt: skip
