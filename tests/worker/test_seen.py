"""Whether a worker runs, and where it is said when none does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from awareness.people.models import User
from awareness.worker import health
from awareness.worker.models import WorkerSeen
from awareness.worker.seen import is_silent, last_seen, note_seen, warning
from tests.conftest import in_background

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SAID = "No background worker has been seen"


@pytest.mark.parametrize(
    ("seen", "silent"),
    [
        (None, True),
        (NOW, False),
        (NOW - timedelta(minutes=10), False),
        (NOW - timedelta(minutes=10, seconds=1), True),
        (NOW + timedelta(minutes=1), False),  # a machine whose clock is ahead
    ],
)
def test_ten_minutes_are_silence(seen, silent):
    assert is_silent(seen, NOW) is silent


@pytest.mark.django_db
def test_it_is_one_row_and_one_statement(django_assert_num_queries):
    assert last_seen() is None
    for minute in range(2):
        with django_assert_num_queries(1):
            note_seen(NOW + timedelta(minutes=minute))
    assert WorkerSeen.objects.count() == 1
    with django_assert_num_queries(1):
        assert last_seen() == NOW + timedelta(minutes=1)
    assert warning(NOW) == ""


@pytest.mark.django_db
def test_the_engine_is_seen_when_it_looks_for_tasks(settings):
    from awareness.worker.process import SiteWorker

    in_background(settings)
    SiteWorker().reap()
    assert not is_silent(last_seen(), timezone.now())


@pytest.fixture
def places(eva, site, client_for):
    """The pages on which it is said, each as somebody opens it who may."""
    root = User.objects.create_user(email="root@example.com", name="Root", site=site)
    root.is_superuser = root.is_staff = True
    root.save()
    hr, structure = client_for(eva), client_for(root)
    return {
        "hr": lambda: hr.get(reverse("assignments:today")).content.decode(),
        "structure": lambda: structure.get("/structure/").content.decode(),
    }


@pytest.mark.parametrize("place", ["hr", "structure"])
def test_pages_say_it_and_stop_saying_it(place, places):
    assert SAID in places[place]()
    note_seen(timezone.now())
    assert SAID not in places[place]()


@pytest.mark.parametrize("who", ["bob", "mallory", "alice"])
def test_nobody_else_is_told(who, request, client_for):
    client = client_for(request.getfixturevalue(who))
    for name in ("home:learn", "home:me", "assignments:team"):
        assert SAID not in client.get(reverse(name)).content.decode()


@pytest.mark.django_db
def test_the_terminal_says_it():
    with pytest.raises(SystemExit, match=SAID):
        call_command("worker_seen")
    note_seen(timezone.now())
    call_command("worker_seen")


def test_livez_touches_nothing(client):
    """No mark for the database: a query would fail the test."""
    response = client.get("/livez")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_names_each_part(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(health, "_migrated", False)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content.decode() == "database ok\nmigrations ok\nworker not ok\n"
    note_seen(timezone.now())
    with django_assert_num_queries(2):  # what is migrated was read once
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.content.decode() == "database ok\nmigrations ok\nworker ok\n"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_a_migration_that_waits_is_said_until_it_is_done(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    note_seen(timezone.now())
    with monkeypatch.context() as patch:
        patch.setattr(
            "django.db.migrations.recorder.MigrationRecorder.applied_migrations", lambda self: {}
        )
        assert "migrations not ok" in client.get("/readyz").content.decode()
    assert "migrations ok" in client.get("/readyz").content.decode()


@pytest.mark.django_db
def test_without_a_database_readyz_says_so_and_no_more(client, monkeypatch):
    def refuse():
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(health.connection, "cursor", refuse)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content.decode() == "database not ok\nmigrations not ok\nworker not ok\n"


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.django_db
def test_they_answer_by_http_to_a_known_host_alone(path, client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path).status_code in (200, 503)
    assert client.get("/account/login/").status_code == 301
    assert client.get(path, headers={"host": "elsewhere.example"}).status_code == 400
    assert client.post(path).status_code == 405
