"""Finding people and putting them in order, as people write names; the same on both databases."""

from datetime import date

import pytest
from django.db import connection

from awareness.people.folding import fold
from awareness.people.models import Membership, Team, User
from awareness.people.searching import search_people

DAY = date(2026, 11, 27)
PEOPLE = {
    "Åsa Öberg": ("asa@example.com", "4701"),
    "Émile Zola": ("ez@example.com", "4702"),
    "Jürgen Groß": ("jg@example.com", "4703"),
    "O’Brien Ann": ("ob@example.com", "4704"),
    "Anna Berg": ("ab@example.com", "NF-4711"),
    "Søren Ægir": ("sa@example.com", "4706"),
    "Łukasz Żak": ("lz@example.com", "4707"),
    "Anna-Karin Ek": ("ak@example.com", "QX 12"),
    "İpek Çelik": ("ic@example.com", "4709"),
    "Мария Орлова": ("mo@example.com", "4710"),
    "山田太郎": ("taro.yamada@example.com", "SE-0042"),
}


@pytest.fixture
def everybody(site):
    people = {
        name: User.objects.create_user(email=email, employee_number=number, name=name, site=site)
        for name, (email, number) in PEOPLE.items()
    }
    team = Team.objects.create(slug="cold", name="Kühlhaus Nord")
    Membership.objects.create(user=people["Anna Berg"], team=team, since=date(2026, 1, 1))
    old = Team.objects.create(slug="old", name="Früher")
    Membership.objects.create(
        user=people["Anna Berg"], team=old, since=date(2025, 1, 1), until=date(2026, 1, 1)
    )
    return people


def found(text: str, **more) -> set[str]:
    return {person.name for person in search_people(User.objects.all(), text, DAY, **more)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("åsa", ["Åsa Öberg"]), ("ASA", ["Åsa Öberg"]), ("A\u030asa", ["Åsa Öberg"]),
        ("emile", ["Émile Zola"]), ("GROSS", ["Jürgen Groß"]), ("jurgen groß", ["Jürgen Groß"]),
        ("o'brien", ["O’Brien Ann"]), ("obrien", ["O’Brien Ann"]), ("O`Brien", ["O’Brien Ann"]),
        ("Berg Anna", ["Anna Berg"]), ("anna", ["Anna Berg", "Anna-Karin Ek"]),
        ("anna karin", ["Anna-Karin Ek"]), ("anna‑karin", ["Anna-Karin Ek"]),
        ("soren aegir", ["Søren Ægir"]), ("lukasz zak", ["Łukasz Żak"]),
        ("ipek celik", ["İpek Çelik"]), ("мария", ["Мария Орлова"]),
        ("4711", ["Anna Berg"]), ("nf\u20114711", ["Anna Berg"]), ("４７０４", ["O’Brien Ann"]),
        ("qx 12", ["Anna-Karin Ek"]), ("AB@example.com", ["Anna Berg"]),
        ("\u200bab@example", ["Anna Berg"]),
        ("yamada@example.com", ["山田太郎"]), ("kuhlhaus", ["Anna Berg"]),
        ("berg nord 4711", ["Anna Berg"]), ("früher", []), ("berg groß", []), ("100%", []),
        ("_", []), ("example", []), ("'", []), ("brien", ["O’Brien Ann"]),
        ("Berg, Anna", ["Anna Berg"]),
        ("bri", ["O’Brien Ann"]), ("rien", []), ("711", []), ("an be", ["Anna Berg"]),
        ("@example.com", []), ("орл", ["Мария Орлова"]), ("太郎", ["山田太郎"]),
        ("42", ["山田太郎"]), ("0042", ["山田太郎"]),
    ],
)  # fmt: skip
def test_who_is_found(text, names, everybody):
    assert found(text) == set(names)


def test_without_words_everybody_is(everybody):
    assert found(" \u00a0 ") == set(PEOPLE)


def test_what_the_role_may_not_see_finds_nobody(everybody):
    assert found("4711", kinds=["email"]) == found("4711", kinds=[]) == set()
    assert found("ab@example.com", kinds=["employee_number"]) == set()
    assert found("kuhlhaus", team_ids=[]) == set()
    cold = Team.objects.get(slug="cold")
    assert found("kuhlhaus", team_ids=[cold.pk], kinds=[]) == {"Anna Berg"}


def test_a_manager_finds_by_names_and_own_teams(alice, bob, sales, client_for):
    alice.employee_number = "4711"
    alice.save()
    Membership.objects.create(user=alice, team=sales, since=date(2026, 1, 1))
    client = client_for(bob)

    def listed(text):
        return [row.name for row in client.get("/team/", {"q": text}).context["people"]]

    assert listed("LIND alice") == listed("packing lind") == ["Alice Lind"]
    assert listed("4711") == listed("alice.lind@example.com") == listed("sales") == []


def test_hr_finds_by_all_of_it_and_an_auditor_by_the_number(alice, eva, auditor, client_for):
    alice.employee_number = "4711"
    alice.save()
    for who, text, names in (
        (eva, "4711", ["Alice Lind"]), (eva, "alice.lind@", ["Alice Lind"]),
        (auditor, "4711", ["Alice Lind"]), (auditor, "alice.lind@", []),
    ):  # fmt: skip
        rows = client_for(who).get("/hr/people/", {"q": text}).context["people"]
        assert [row.name for row in rows] == names


IN_ORDER = [
    "Anna Berg", "Anna Berger", "Anna-Karin Ek", "Åsa Öberg", "Bo 2", "Bo 10", "Émile Zola",
    "O’Brien Ann", "Obst Bo", "Søren Ægir", "Zoë Ek",
]  # fmt: skip


def test_lists_are_in_the_order_in_which_people_look(site, eva, client_for):
    for name in reversed(IN_ORDER):
        User.objects.create_user(employee_number=name, name=name, site=site)
    in_order = User.objects.exclude(pk=eva.pk).order_by("sort_key").values_list("name", flat=True)
    assert list(in_order) == IN_ORDER
    rows = client_for(eva).get("/hr/people/").context["people"]
    assert [row.name for row in rows if row.name != eva.name] == IN_ORDER


def test_a_new_name_is_found_at_once(alice, db):
    alice.name = "Ålice Ek"
    alice.save(update_fields=["name"])
    assert found("alice ek") == {"Ålice Ek"}
    assert fold("  Ålice   EK ") == User.objects.get(pk=alice.pk).search_text
    assert found("lind", kinds=[]) == set()


def test_whoever_has_another_number_is_not_found_by_the_one_before(alice):
    for number in ("4711", "4712"):
        alice.employee_number = number
        alice.save()
    assert found("4712") == {alice.name}
    assert found("4711") == set()
    kept = alice.identifiers.get(kind="employee_number")
    kept.typed = "4713"
    kept.save()
    assert found("4713") == {alice.name}
    assert found("4712") == set()
    kept.delete()
    assert found("4713") == set()


def test_people_made_together_are_found_like_those_made_alone(site):
    made = User(name="Nina-Maria O’Neil", site=site)
    made.employee_number = "B-0042"
    User.objects.bulk_create([made])
    for text in ("nina", "maria", "neil", "42", "b-0042"):
        assert found(text) == {made.name}, text


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans by the size of its tables")
def test_a_search_reads_words_from_an_index(everybody):
    """However many people there are."""
    queries = []

    def note(execute, sql, params, many, context):
        queries.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        found("berg 4711")
    with connection.cursor() as cursor:
        plans = [cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
                 for sql, params in queries if "_nameword" in sql]  # fmt: skip
    assert len(plans) == 2
    for plan in map(str, plans):
        assert "people_nameword_begins" in plan
        assert "people_idword_begins" in plan
        assert "SCAN people_" not in plan, plan


def test_structure_finds_them_too(structure, everybody):
    for text, name in (("öberg åsa", "Åsa Öberg"), ("nf-4711", "Anna Berg"), ("nord", "Anna Berg")):
        page = structure.get("/structure/people/user/", {"q": text})
        assert [person.name for person in page.context["cl"].result_list] == [name]
