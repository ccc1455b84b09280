"""The demo is never made among people who are not of it: nothing is written, whatever the mode."""

import gzip
import os
import subprocess
import sys
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import ConnectionHandler

from awareness.home.demo import employer
from awareness.home.management.commands import prepare
from awareness.people.models import Site, User
from tests.upgrade.freeze import HERE, ROOT

pytestmark = pytest.mark.django_db


def person(demo: bool) -> User:
    return User.objects.create_user(email=f"{demo}@example.com", name="P", is_demo=demo)


@pytest.fixture
def called(monkeypatch) -> list[str]:
    """The commands that `prepare` gives, instead of giving them."""
    given = []
    monkeypatch.setattr(prepare, "call_command", lambda name, *args, **more: given.append(name))
    return given


@pytest.fixture
def written(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    return settings.STATIC_ROOT


@pytest.mark.parametrize("command", ["create_demo", "prepare"])
@pytest.mark.parametrize("beside_the_demo", [False, True])
def test_somebody_else_is_there(command, beside_the_demo, called, written):
    person(demo=False)
    if beside_the_demo:
        person(demo=True)
    with pytest.raises(CommandError, match=r"not of the demo.*DATABASE_URL"):
        call_command(command, verbosity=0)
    assert called == []
    assert not Site.objects.exists()
    assert list(written.iterdir()) == []


@pytest.mark.parametrize("command", ["create_demo", "prepare"])
def test_in_production_no_demo_is_made_at_all(command, called, settings):
    settings.DEMO = False
    person(demo=False)
    with pytest.raises(CommandError):
        call_command(command, verbosity=0)
    assert called == []


@pytest.mark.parametrize("people", [[], [True]])
def test_an_empty_database_and_one_of_the_demo_are_prepared(people, called, written):
    for demo in people:
        person(demo)
    call_command("prepare", verbosity=0)
    assert called == ["migrate", "load_content", "collectstatic", "create_demo"]


@pytest.mark.parametrize(
    ("tables", "refused"),
    [
        ([], False),
        (["CREATE TABLE people_user (id integer, is_demo bool)"], False),
        (["CREATE TABLE people_user (id integer, is_demo bool)",
          "INSERT INTO people_user VALUES (1, true)"], False),
        (["CREATE TABLE people_user (id integer, is_demo bool)",
          "INSERT INTO people_user VALUES (1, true), (2, false)"], True),
        (["CREATE TABLE people_user (id integer)"], False),
        (["CREATE TABLE people_user (id integer)", "INSERT INTO people_user VALUES (1)"], True),
    ],
)  # fmt: skip
def test_a_database_without_tables_or_of_another_release(tables, refused, tmp_path):
    file = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "other.sqlite3"}
    other = ConnectionHandler({"default": file})["default"]
    with other.cursor() as cursor:
        for sql in tables:
            cursor.execute(sql)
    try:
        with pytest.raises(employer.DemoError) if refused else nullcontext() as error:
            employer.refuse_other_people(other)
        assert not refused or error.value.code == "not_of_the_demo"
    finally:
        other.close()


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the file of a database is SQLite's")
def test_the_file_of_a_real_employer_stays_as_it_is(tmp_path):
    """`make run`, by mistake beside the database of a release that somebody works with."""
    database = tmp_path / "awareness.sqlite3"
    frozen: Path = HERE / "0.2.0" / "awareness.sqlite3.gz"
    database.write_bytes(gzip.decompress(frozen.read_bytes()))
    before = sha256(database.read_bytes()).hexdigest()
    settings = {"DATABASE_URL": f"sqlite:///{database}", "AWARENESS_MODE": "demo"}
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT, env=os.environ | settings, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: ")
    assert "holds people" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sha256(database.read_bytes()).hexdigest() == before
    assert [path.name for path in tmp_path.iterdir()] == ["awareness.sqlite3"]
