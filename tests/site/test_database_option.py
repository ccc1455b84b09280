"""`pytest --database` (scripts/test, PostgreSQL) leaves out what cannot reach a database, and
nothing else: pytest-django fails a test that would reach it another way."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.conftest import pytest_collection_modifyitems, runs_again, touches_database

ASKS = re.compile(r'connection\.vendor|environ(?:\.get\(|\[)"DATABASE_URL"')


class _Away(list):
    """Stands in for pytest's hooks, and keeps what was left out."""

    def pytest_deselected(self, items):
        self += items


@pytest.fixture
def through_another(site):
    return site


def test_a_test_without_a_database(request):
    assert not touches_database(request.node)
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()


@pytest.mark.django_db
def test_a_marked_test(request):
    assert touches_database(request.node)


def test_a_fixture_of_a_fixture(request, through_another):
    assert touches_database(request.node)


@pytest.mark.django_db
@pytest.mark.once
def test_one_of_many_who_are_refused(request):
    assert touches_database(request.node)
    assert not runs_again(request.node)


@pytest.mark.own_database
def test_a_database_of_its_own(request):
    assert touches_database(request.node)


def test_whoever_asks_for_the_engine_runs_on_both(request):
    """A test that asks which database there is and is left out would run on SQLite alone."""
    left_out = {i.path for i in request.session.items if not touches_database(i)}
    left_out.discard(request.node.path)
    assert [path for path in left_out if ASKS.search(path.read_text(encoding="utf-8"))] == []


def test_the_option_keeps_those_alone(request, pytestconfig):
    if pytestconfig.getoption("database"):
        pytest.fail("this test touches no database, so the option should have left it out")
    mine = [item for item in request.session.items if item.path == request.node.path]
    away = _Away()
    asked = SimpleNamespace(getoption=lambda name: name == "database", hook=away)
    kept = list(mine)

    pytest_collection_modifyitems(asked, kept)

    assert [item.name for item in kept] == [
        "test_a_marked_test",
        "test_a_fixture_of_a_fixture",
        "test_a_database_of_its_own",
    ]
    assert {*kept, *away} == set(mine)
