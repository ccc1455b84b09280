"""The journal: in production its events are there for good, on both databases; a demo can be
emptied."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from awareness.journal import actions
from awareness.journal.apps import seal_in_production
from awareness.journal.models import Event, Seal

TABLES = import_module("awareness.journal.migrations.0001_events").TABLES


@pytest.fixture
def event(db):
    actions.append("list.exported", now=timezone.now(), list="states")
    return Event.objects.get()


@pytest.fixture
def sealed(event):
    actions.seal()
    actions.seal()
    return event


def refused():
    return pytest.raises(DatabaseError, match="never changed")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_event SET kind = 'x'", "DELETE FROM journal_event",
        "UPDATE journal_seal SET id = 99", "DELETE FROM journal_seal",
    ],
)  # fmt: skip
def test_the_database_refuses(sql, sealed):
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Event.objects.get().kind == "list.exported"
    assert Seal.objects.count() == 1


def test_no_other_way_replaces_or_empties_it(sealed):
    if connection.vendor == "sqlite":
        sql = (
            "INSERT OR REPLACE INTO journal_event (id, at, kind, facts)"
            " SELECT id, at, 'x', '{}' FROM journal_event"
        )
    else:
        sql = "TRUNCATE journal_event"
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Event.objects.get().kind == "list.exported"


def test_the_orm_is_refused_too(sealed):
    sealed.kind = "x"
    with refused(), transaction.atomic():
        sealed.save()
    with refused(), transaction.atomic():
        Event.objects.all().delete()


def test_events_are_added_after_it_as_before(sealed):
    actions.append("list.exported", now=timezone.now(), list="states")
    actions.append_all([Event(at=timezone.now(), kind="role.granted") for _n in range(3)])
    assert Event.objects.count() == 5


def test_a_demo_and_a_test_can_be_emptied(event):
    seal_in_production()  # DEMO is on
    Event.objects.update(kind="x")
    Event.objects.all().delete()
    assert not Event.objects.exists()


def test_migrating_in_production_seals_it(event, settings):
    settings.DEMO = False
    call_command("migrate", "journal", verbosity=0)
    with refused(), transaction.atomic():
        Event.objects.all().delete()


def test_every_table_of_the_journal_is_guarded(db):
    """After all migrations: one that makes a table of SQLite anew takes its triggers with it."""
    assert set(TABLES) == {m._meta.db_table for m in apps.get_app_config("journal").get_models()}
    catalogue = {
        "sqlite": "SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY 1",
        "postgresql": "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger"
        " WHERE NOT tgisinternal GROUP BY 1",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        guarded = dict(cursor.fetchall())
    assert {table: guarded.get(table) for table in TABLES} == dict.fromkeys(
        TABLES, 3 if connection.vendor == "sqlite" else 2
    )
