"""What PostgreSQL's planner is told: for how long, to whom, and that it hurts nobody."""

import os
import re
import runpy

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from awareness.people.models import Site, User
from prepared import Slot, prepared
from prepared.planning import refresh_statistics, whole_tables

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.usefixtures("postgresql")


@pytest.fixture
def postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such settings")


@prepared
def person(pk: Slot):
    return User.objects.filter(pk=pk)


def joins_row_by_row() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        return cursor.fetchone()[0]


@on_postgresql
def test_whole_tables_holds_inside_and_not_after():
    with whole_tables():
        with whole_tables():
            assert joins_row_by_row() == "off"
        assert joins_row_by_row() == "off"
    assert joins_row_by_row() == "on"


@on_postgresql
def test_whole_tables_does_not_outlive_an_error():
    with pytest.raises(ZeroDivisionError), transaction.atomic(), whole_tables():
        raise ZeroDivisionError
    assert joins_row_by_row() == "on"


@on_postgresql
def test_a_prepared_query_is_refused_inside(alice):
    with whole_tables(), pytest.raises(RuntimeError):
        person(pk=alice.pk)
    assert person(pk=alice.pk) == [alice]


def test_it_asks_nothing_more(django_assert_num_queries):
    with django_assert_num_queries(1), whole_tables():
        list(User.objects.all())


def test_statistics_are_of_what_was_written(site):
    refresh_statistics([Site])
    refresh_statistics([])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'people_site'")
            assert cursor.fetchone() == (1,)


@on_postgresql
def test_whoever_may_not_analyse_is_no_error(site):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE reader")
        cursor.execute("SET LOCAL ROLE reader")
        refresh_statistics([Site])
        cursor.execute("RESET ROLE")


@on_postgresql
def test_what_fails_is_logged_and_undoes_nothing(site, caplog):
    class Missing:
        class _meta:
            db_table = "nowhere"

    refresh_statistics([Missing])
    assert "were not refreshed" in caplog.text
    assert Site.objects.get() == site


@on_postgresql
def test_a_query_that_is_ended_is_named():
    """tests/conftest.py: what hung stands in the report."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20ms'")
        with pytest.raises(OperationalError) as ended:
            cursor.execute("SELECT pg_sleep(%s)", [9])
        assert "pg_sleep" in ended.value.__notes__[0]
        transaction.set_rollback(True)


def test_the_database_ends_a_statement_before_the_server_ends_its_worker(monkeypatch):
    monkeypatch.setattr(os, "environ", {})
    served = runpy.run_path(str(settings.BASE_DIR / "scripts" / "gunicorn.conf.py"))
    options = dict(re.findall(r"-c (\w+)=(\w+)", os.environ["PGOPTIONS"]))
    assert int(options.pop("statement_timeout").removesuffix("s")) < served["timeout"]
    assert options == {"max_parallel_workers_per_gather": "0"}  # one process for a statement
