"""A prepared queryset gives what the plain one gives, at each call anew."""

import pytest
from django.db import IntegrityError, connection, transaction

from awareness.people.models import User
from prepared import insert, prepared
from quizzes.models import Question, QuestionVersion

pytestmark = pytest.mark.django_db


@prepared
def people_at(site, name):
    return User.objects.filter(site=site, name__startswith=name).select_related("site")


@prepared
def names_at(site):
    return User.objects.filter(site=site).order_by("name").values_list("name", "site__slug")


def test_it_gives_the_instances_of_the_plain_queryset(alice, bob, site, django_assert_num_queries):
    with django_assert_num_queries(1):
        [found] = people_at(site=site.pk, name="Ali")
        assert (found, found.site) == (alice, site)
    assert people_at(site=site.pk, name="Nobody") == []
    assert people_at(site=0, name="Ali") == []


def test_it_gives_rows_where_the_queryset_does(alice, site):
    assert (alice.name, site.slug) in names_at(site=site.pk)


def test_the_sql_is_built_once_and_each_call_asks_the_database(alice, site):
    built = []

    @prepared
    def people(site):
        built.append(site)
        return User.objects.filter(site=site)

    before = people(site=site.pk)
    User.objects.filter(pk=alice.pk).update(name="Another name")
    after = people(site=site.pk)
    assert len(built) == 1
    assert {u.name for u in before} ^ {u.name for u in after} == {alice.name, "Another name"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps its plans by itself")
def test_postgresql_plans_the_sql_once_whatever_the_values():
    def planned() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements")
            return {statement for (statement,) in cursor.fetchall()}

    @prepared
    def people(site, name):
        return User.objects.filter(site=site, name__startswith=name).order_by("pk")[:7]

    before = planned()
    people(site=1, name="Ali")
    people(site=2, name="Bob")
    [new] = planned() - before
    assert "people_user" in new
    assert "LIMIT 7" in new


def test_values_are_values_and_never_sql(alice, site):
    assert people_at(site=site.pk, name="' OR 1=1 --") == []


@pytest.mark.parametrize("values", [{"site": None}, {"site": 1.5}, {}, {"site": 1, "other": 2}])
def test_what_a_slot_does_not_take_is_refused(values):
    with pytest.raises(TypeError, match="names_at"):
        names_at(**values)


def test_an_insert_adds_a_row_like_save(django_assert_num_queries):
    question = Question(key="q", kind="single")
    with django_assert_num_queries(1):
        insert(question)
    assert Question.objects.get() == question
    spec = {"kind": "single", "stem": "a", "options": []}
    version = QuestionVersion(question=question, number=1, spec_hash="h", spec=spec)
    insert(version)
    version.refresh_from_db()
    assert version.spec.stored() == spec
    assert (version.status, version.lang) == ("draft", "en")
    question.kind = "multiple"
    question.save()  # it is known to be stored
    assert Question.objects.get().kind == "multiple"


def test_an_insert_meets_the_constraints():
    insert(Question(key="q", kind="single"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Question(key="q", kind="single"))
