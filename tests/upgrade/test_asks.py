"""An upgrade of who is asked: each once a module, by the earliest day they were told, with every
assignment that asks them; what was withdrawn stays, and what was done is done (decision 26)."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.upgrade.freeze import ROOT
from tests.upgrade.test_upgrade import RELEASES, frozen

ASSIGNMENT = (
    "INSERT INTO assignments_assignment (id, audience, due_on, content_hash, token, created_at,"
    " created_by_id, module_id) VALUES (?, 'sites', ?, 'x', ?, '2026-08-01 09:00:00', 2, 2)"
)
ASKED = (
    "INSERT INTO assignments_assignedperson (assigned_on, due_on, withdrawn_on, module_id,"
    " person_id, assignment_id) VALUES (?, ?, ?, 2, ?, ?)"
)
ASK = (
    "SELECT a.asked_on, a.first_due_on, a.due_on, a.done_on, a.ended_on, a.ended_reason,"
    " (SELECT count(*) FROM assignments_asksource s WHERE s.ask_id = a.id),"
    " (SELECT group_concat(kind, ' ') FROM"
    "  (SELECT kind FROM assignments_askchange c WHERE c.ask_id = a.id ORDER BY id))"
    " FROM assignments_ask a WHERE a.person_id = ? AND a.module_id = 2 ORDER BY a.id"
)
LEFT, DONE = 3, 9  # asked and not done; done on 11 June


@pytest.fixture(scope="module")
def asks(tmp_path_factory):
    """By person: the asks of module 2, of a release in which two more assignments ask LEFT, and
    one that asked DONE was withdrawn of them, twice, before and after they were done."""
    file = tmp_path_factory.mktemp("asks") / "awareness.sqlite3"
    file.write_bytes(frozen(RELEASES[0], file.name))
    with closing(sqlite3.connect(file)) as old, old:
        for number, due in ((7, "2026-06-20"), (8, "2026-09-30")):
            old.execute(ASSIGNMENT, (number, due, f"{number:032}"))
            old.execute(ASKED, ("2026-06-10", due, None, LEFT, number))
        old.execute(ASKED, ("2026-05-01", "2026-05-29", "2026-05-20", DONE, 7))
        old.execute(ASKED, ("2026-06-01", "2026-06-29", "2026-06-30", DONE, 8))
        old.execute("UPDATE people_user SET is_active = 0 WHERE id = ?", (LEFT,))
        rows = old.execute("SELECT count(*) FROM assignments_assignedperson").fetchone()[0]
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "assignments", "--verbosity", "0"],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": f"sqlite:///{file}"}, check=True,
    )  # fmt: skip
    with closing(sqlite3.connect(file)) as new:
        # Two of those that were asked of one person are one ask with all its reasons.
        count = new.execute("SELECT count(*) FROM assignments_ask").fetchone()[0]
        sources = new.execute("SELECT count(*) FROM assignments_asksource").fetchone()[0]
        assert (count, sources) == (rows - 2, rows)
        return {person: new.execute(ASK, (person,)).fetchall() for person in (LEFT, DONE)}


def test_whoever_was_asked_three_times_is_asked_once_by_the_earliest_day(asks):
    day = "2026-06-20"
    assert asks[LEFT] == [("2026-06-02", day, day, None, None, "", 3, "asked")]


def test_what_was_withdrawn_stays_and_what_was_done_is_done(asks):
    current, early, late = asks[DONE]
    assert current[3:] == ("2026-06-11", None, "", 1, "asked done")
    assert early[3:] == (None, "2026-05-20", "youth", 1, "asked ended")
    assert late[3:] == ("2026-06-11", "2026-06-30", "youth", 1, "asked done ended")
