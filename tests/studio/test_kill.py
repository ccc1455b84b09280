"""A kill at any step of an author's edit leaves one state: files, database and record agree."""

import json
import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings as site_settings
from django.db import connection

from tests.studio.content import load_all, write_tiny
from tests.studio.kills import POINTS

PARTS = ("USER", "PASSWORD", "HOST", "PORT", "NAME")


@pytest.fixture
def left(settings, tmp_path, transactional_db, author):
    """What the kills left, a row each: see kills.py."""
    folder, written = write_tiny(tmp_path / "content"), tmp_path / "written"
    settings.CONTENT_DIRS, settings.CONTENT_WRITE_DIR = [folder, written], written
    settings.SOURCES_DIR = folder / "sources"
    load_all()
    environ = os.environ | {"DATABASE_URL": _address(tmp_path), "AWARENESS_MODE": "demo"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.studio.kills", str(folder), str(written), str(author.pk)],
        env=environ | {"DJANGO_SETTINGS_MODULE": "awareness.settings"},
        cwd=site_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return author, json.loads(run.stdout), run.stderr


def _address(tmp_path) -> str:
    """The database of this test for another process: a copy of SQLite's, PostgreSQL's itself."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "db.sqlite3")])
        return f"sqlite:///{tmp_path / 'db.sqlite3'}"
    user, password, host, port, name = (quote(str(database[part] or ""), safe="") for part in PARTS)
    return f"postgres://{user}:{password}@{host}{port and ':'}{port}/{name}"


def test_files_database_and_record_agree_after_every_kill(left):
    author, rows, output = left
    before, edits = "Managers with a written rule", 0
    assert len(rows) == len(POINTS)
    for row in rows:
        point, mended, after = row["at"], row["mended"], row["after"]
        assert (row["killed"], row["mending"], row["working"]) == (9, 0, 0), (point, output)
        # Mended: all of it, or nothing; what was typed waits, or is on record.
        taken = mended["database"] == row["label"]
        assert mended["database"] == mended["file"] == (row["label"] if taken else before), point
        assert mended["waiting"] == (0 if taken else 1), point
        assert mended["edits"] == mended["changes"] == edits + taken, point
        assert mended["left"] == [], point
        # The next work does what is left to do, once.
        assert after["database"] == after["file"] == after["record"] == row["label"], point
        assert after["edits"] == after["changes"] == edits + 1, point
        assert after["by"] == author.pk
        assert (after["waiting"], after["left"]) == (0, []), point
        before, edits = row["label"], edits + 1
    done = [row["at"] for row in rows if row["mended"]["database"] == row["label"]]
    assert done[0].startswith("editing repair")  # all before it is undone, all after it is done
    assert len(done) == len(POINTS) - [row["at"] for row in rows].index(done[0])
