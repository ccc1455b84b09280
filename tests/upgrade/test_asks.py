"""An upgrade of who is asked: each once a module, by the earliest day they were told, with every
assignment that asks them; what was withdrawn stays, and what was done is done (decision 26)."""

import sqlite3
from contextlib import closing

import pytest

from tests.upgrade.doubtful import DONE, LEFT

ASK = (
    "SELECT a.asked_on, a.first_due_on, a.due_on, a.done_on, a.ended_on, a.ended_reason,"
    " (SELECT count(*) FROM assignments_asksource s WHERE s.ask_id = a.id),"
    " (SELECT group_concat(kind, ' ') FROM"
    "  (SELECT kind FROM assignments_askchange c WHERE c.ask_id = a.id ORDER BY id))"
    " FROM assignments_ask a WHERE a.person_id = ? AND a.module_id = 2 ORDER BY a.id"
)


@pytest.fixture(scope="module")
def asks(upgraded) -> dict[int, list[tuple]]:
    """By person: the asks of module 2."""
    with closing(sqlite3.connect(upgraded.file)) as new:
        # Two of those that were asked of one person are one ask with all its reasons.
        count = new.execute("SELECT count(*) FROM assignments_ask").fetchone()[0]
        sources = new.execute("SELECT count(*) FROM assignments_asksource").fetchone()[0]
        assert (count, sources) == (upgraded.asked - 2, upgraded.asked)
        return {person: new.execute(ASK, (person,)).fetchall() for person in (LEFT, DONE)}


def test_whoever_was_asked_three_times_is_asked_once_by_the_earliest_day(asks):
    day = "2026-06-20"
    assert asks[LEFT] == [("2026-06-02", day, day, None, None, "", 3, "asked")]


def test_what_was_withdrawn_stays_and_what_was_done_is_done(asks):
    current, early, late = asks[DONE]
    assert current[3:] == ("2026-06-11", None, "", 1, "asked done")
    assert early[3:] == (None, "2026-05-20", "youth", 1, "asked ended")
    assert late[3:] == ("2026-06-11", "2026-06-30", "youth", 1, "asked done ended")
