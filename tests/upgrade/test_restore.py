"""A backup and a restore by the lines of docs/operating.md, as they stand there.

Between the two somebody signs out, HR renews a help link, an author's text changes and the disk is
lost. Runs on the database that the tests run on: SQLite, or PostgreSQL by DATABASE_URL.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection

from tests.upgrade.freeze import HERE, ROOT
from tests.upgrade.releases import RELEASES, as_it_ships_now, frozen
from tests.upgrade.story import SUBJECT

pytestmark = pytest.mark.own_database
DOC = ROOT / "docs" / "operating.md"
BLOCK = re.compile(r"<!-- drill: (.+?) -->\n```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The guide is followed as root, who is nobody to PostgreSQL and whose files the site cannot write.
AS_SOMEBODY = r"^runuser -u (?:awareness|postgres) -- "
# What needs nobody: services that the drill has not, and the shell's own.
ROOTS_OWN = ("scripts/manage ", "systemctl stop ", "now=$(date ")
POSTGRES = connection.vendor == "postgresql"
ENGINE = "PostgreSQL" if POSTGRES else "SQLite"
AFTER_BACKUP = (
    "DELETE FROM django_session",
    "UPDATE workplace_helplink SET ended_on = '2026-11-29' WHERE ended_on IS NULL",
)
KEPT = ("people_user", "quizzes_response", "learning_completion", "learning_certificate")
OPEN_LINKS = "SELECT count(*) FROM workplace_helplink WHERE ended_on IS NULL"
SESSION = "INSERT INTO django_session VALUES ('of-somebody', 'x', '2099-01-01')"
REPORT = f"originals/{'0' * 64}"  # a file that an author sent
EDITED = "modules/lost-property/questions.yaml"  # the load carries it into its subject


def blocks() -> dict[str, str]:
    """The lines of the guide that are drilled, by name."""
    return dict(BLOCK.findall(DOC.read_text(encoding="utf-8")))


@dataclass
class Machine:
    """The folder that stands for /srv/awareness, and the database beside it."""

    folder: Path
    url: str
    restores: int = 0

    def follow(self, *names: str) -> str:
        """Run the lines of those names, in one shell, as whoever runs the tests; their output."""
        text = "".join(blocks()[name] for name in names)
        lines = re.sub(AS_SOMEBODY, "", text, flags=re.MULTILINE)
        lines = re.sub(r"^systemctl .*\n", "", lines, flags=re.MULTILINE)
        self.restores += "put aside" in names
        for there, here in (
            ("$(date +%Y%m%d_%H%M%S)", f"20261201_{self.restores}"),  # two within a second
            ("/srv/awareness", str(self.folder)),
            (".venv/bin/python", sys.executable),
            ("scripts/manage", f"{sys.executable} manage.py"),
        ):
            lines = lines.replace(there, here)
        done = subprocess.run(
            ["sh", "-eu", "-c", lines],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "ENV_FILE")}
        kept["DJANGO_SETTINGS_MODULE"] = "tests.upgrade.restoresettings"
        kept["ENV_FILE"] = str(self.folder / "awareness.env")
        kept["SHIPPED_BY_RELEASE"] = str(self.folder / "shipped")
        if POSTGRES:
            server = urlsplit(self.url)
            kept |= {
                "PGHOST": unquote(server.hostname or ""),
                "PGPORT": str(server.port or ""),
                "PGUSER": server.username or "",
                "PGDATABASE": "postgres",
            }
        return kept

    def write(self, *statements: str) -> None:
        if POSTGRES:
            import psycopg

            with psycopg.connect(self.url, autocommit=True) as there:
                for statement in statements:
                    there.execute(statement)
        else:
            with closing(sqlite3.connect(self.folder / "db.sqlite3")) as there, there:
                for statement in statements:
                    there.execute(statement)

    def count(self, query: str) -> int:
        if POSTGRES:
            import psycopg

            with psycopg.connect(self.url) as there:
                return there.execute(query).fetchone()[0]
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as there:
            return there.execute(query).fetchone()[0]

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {
            table: self.count(f"SELECT count(*) FROM {table}")  # noqa: S608  (names of ours)
            for table in KEPT
        }

    def lose(self) -> None:
        """The disk is gone: of the database nothing is left that anybody could read."""
        if POSTGRES:
            self.write("DROP SCHEMA public CASCADE")
        else:
            for file in self.folder.glob("db.sqlite3*"):
                file.write_bytes(b"lost")
        shutil.rmtree(self.folder / "content" / "modules")
        (self.folder / REPORT).unlink()


@contextmanager
def database(folder: Path, release: str) -> Iterator[str]:
    """The release as frozen on PostgreSQL, under the name of the guide; its address."""
    import psycopg

    server = urlsplit(os.environ["DATABASE_URL"])
    mine = server._replace(path="/awareness").geturl()
    with psycopg.connect(server.geturl(), autocommit=True) as admin:
        admin.execute("CREATE DATABASE awareness")
        try:
            with psycopg.connect(mine, autocommit=True) as empty:
                empty.execute(frozen(release, "postgres.sql"))
            yield mine
        finally:
            ours = "SELECT datname FROM pg_database WHERE datname ~ '^awareness(_[0-9_]+)?$'"
            for (name,) in admin.execute(ours).fetchall():
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def upgraded_file(folder: Path, file: Path) -> Iterator[str]:
    """That database of SQLite under the name of the guide; its address."""
    shutil.copy(file, folder / "db.sqlite3")
    yield f"sqlite:///{folder / 'db.sqlite3'}"


@pytest.fixture
def machine(request, tmp_path) -> Iterator[Machine]:
    """Of the last release on PostgreSQL, where restoring goes on to migrate; on SQLite its upgraded
    database, since nothing is left to try there but the file."""
    release = RELEASES[-1]
    shutil.copytree(HERE / release / "content", tmp_path / "shipped")
    as_it_ships_now(tmp_path / "shipped")
    shutil.copytree(HERE / release / "written", tmp_path / "content")
    (tmp_path / "backup").mkdir()
    (tmp_path / REPORT).parent.mkdir()
    (tmp_path / REPORT).write_bytes(b"%PDF-1.7")
    if POSTGRES:
        there = database(tmp_path, release)
    else:
        there = upgraded_file(tmp_path, request.getfixturevalue("upgraded").file)
    with there as url:
        settings = {"DATABASE_URL": url, "CONTENT_WRITE_DIR": str(tmp_path / "content")}
        lines = "".join(f"{name}={value}\n" for name, value in settings.items())
        (tmp_path / "awareness.env").write_text(lines, encoding="utf-8")
        yield Machine(tmp_path, url)


def test_what_was_backed_up_is_there_again_and_nothing_else(machine):
    machine.write(SESSION)
    text = (machine.folder / "content" / EDITED).read_text(encoding="utf-8")
    links = machine.count(OPEN_LINKS)
    before = machine.counts()
    machine.follow(f"backup on {ENGINE}")

    machine.write(*AFTER_BACKUP)
    (machine.folder / "content" / EDITED).write_text("changed since", encoding="utf-8")
    machine.lose()

    restore = ("put aside", f"restore on {ENGINE}", "restore the content")
    machine.follow(*restore)
    machine.follow(*restore)  # as often as it takes: what was put aside before stays
    aside = sorted((machine.folder / "aside").iterdir())
    assert [(folder / "content" / EDITED).exists() for folder in aside] == [False, True]
    signed_in = machine.count("SELECT count(*) FROM django_session")
    assert signed_in, "who had signed out is signed in again"
    report = machine.follow("after the restore")

    carried = machine.folder / "content" / SUBJECT / EDITED
    assert carried.read_text(encoding="utf-8") == text
    assert (machine.folder / REPORT).read_bytes() == b"%PDF-1.7"
    assert machine.counts() == before
    assert all(before.values())
    assert machine.count("SELECT count(*) FROM django_session") == 0
    assert links
    assert machine.count(OPEN_LINKS) == links
    assert f"Sessions ended: {signed_in}." in report
    assert "Help links that open." in report
    assert "Invitations and codes ended: " in report


def test_every_block_of_the_guide_is_drilled():
    assert sorted(blocks()) == [
        "after the restore",
        "backup on PostgreSQL",
        "backup on SQLite",
        "put aside",
        "restore on PostgreSQL",
        "restore on SQLite",
        "restore the content",
    ]


@pytest.mark.parametrize(
    "line", [line for lines in blocks().values() for line in lines.splitlines()]
)
def test_every_line_says_whose_it_is(line):
    assert re.match(AS_SOMEBODY, line) or line.startswith(ROOTS_OWN)
