"""An upgrade of a staff list in which two would sign in with the same: it says so, and merges
nobody (decision 24)."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.upgrade.freeze import ROOT
from tests.upgrade.test_upgrade import RELEASES, frozen

OLD = (
    "INSERT INTO people_user (password, is_superuser, sign_in, email, employee_number, name,"
    " is_active, is_staff, is_demo, date_joined, reading_size, reading_contrast, reading_motion,"
    " reading_language) VALUES ('!', 0, ?, ?, ?, ?, ?, 0, 0, '2026-01-01', '', '', '', '')"
)
# sign_in, e-mail, number, name, still here. Each pair was two people to a lower case.
PEOPLE = [
    ("zz\u201110", None, "ZZ\u201110", "Odd Hyphen", 1),
    ("zz-10", None, "ZZ-10", "Plain Hyphen", 1),
    ("０７", None, "０７", "Full Width", 0),
    ("g@example.com", "g@example.com", "07", "Still Here", 1),
    ("h@example.com", "h@example.com", None, "By Mail", 1),
    ("h@example.com\u200b", None, "h@example.com\u200b", "Unseen Sign", 1),
    ("åk 1", None, "A\u030ak 1", "Nobody Else", 1),
]


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """(what migrate said, {name: (kind, typed, normal)} of those who were there twice)."""
    file = tmp_path_factory.mktemp("collisions") / "awareness.sqlite3"
    file.write_bytes(frozen(RELEASES[0], file.name))
    with closing(sqlite3.connect(file)) as old, old:
        before = old.execute("SELECT count(*) FROM people_user").fetchone()[0]
        old.executemany(OLD, PEOPLE)
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "people", "--verbosity", "0"],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": f"sqlite:///{file}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    with closing(sqlite3.connect(file)) as new:
        count = new.execute("SELECT count(*) FROM people_user").fetchone()[0]
        assert count == before + len(PEOPLE)
        ids = new.execute("SELECT count(DISTINCT public_id) FROM people_user").fetchone()[0]
        assert ids == count
        rows = new.execute(
            "SELECT u.name, i.kind, i.typed, i.normal FROM people_identifier i"
            " JOIN people_user u ON u.id = i.person_id ORDER BY i.kind"
        ).fetchall()
    held = {}
    for name, *row in rows:
        held.setdefault(name, []).append(tuple(row))
    return done.stderr, held


def test_one_keeps_it_and_the_others_stays_written_down(upgraded):
    _said, held = upgraded
    assert held["Plain Hyphen"] == [("employee_number", "ZZ-10", "zz-10")]
    assert held["Odd Hyphen"] == [("employee_number", "ZZ\u201110", None)]
    assert held["Full Width"] == [("employee_number", "０７", None)]
    assert held["Still Here"] == [
        ("email", "g@example.com", "g@example.com"), ("employee_number", "07", "07"),
    ]  # fmt: skip
    assert held["By Mail"] == [("email", "h@example.com", "h@example.com")]
    assert held["Unseen Sign"] == [("employee_number", "h@example.com", None)]
    assert held["Nobody Else"] == [("employee_number", "A\u030ak 1", "åk 1")]


def test_both_are_named_in_words(upgraded):
    said, _held = upgraded
    lines = [line for line in said.splitlines() if "Nobody was merged" in line]
    assert len(lines) == 3
    for first, second in (
        ("Odd Hyphen", "Plain Hyphen"), ("Full Width", "Still Here"), ("Unseen Sign", "By Mail"),
    ):  # fmt: skip
        [line] = [line for line in lines if first in line]
        assert second in line
        assert f"{first} cannot sign in with it until a superuser" in line
    assert "Nobody Else" not in said
