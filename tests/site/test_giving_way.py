"""A long run leaves SQLite's write lock to others; that each one does is in the tests of the runs
(the fixture `turns`)."""

import sqlite3
import threading
import time
from contextlib import closing
from types import SimpleNamespace

import pytest

from awareness import giving_way
from awareness.giving_way import (
    BUSY_SECONDS,
    FREE_SECONDS,
    LONG_PAUSE_SECONDS,
    SECONDS_TO_LONG_PAUSE,
    let_others_write,
)


@pytest.fixture
def connection(monkeypatch):
    """The connection that is looked at, in every thread: SQLite's, in no transaction."""
    connection = SimpleNamespace(vendor="sqlite", in_atomic_block=False)
    monkeypatch.setattr(giving_way, "connections", {"default": connection})
    monkeypatch.setattr(giving_way, "_last_pause", threading.local())
    return connection


class Clock:
    """It goes on by sleeping, and by what it is told to."""

    def __init__(self) -> None:
        self.now, self.pauses = 1000.0, []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.pauses.append(seconds)


def test_others_have_a_turn_after_a_while_and_a_longer_one_once_a_second(connection, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(giving_way, "time", clock)
    for _transaction in range(200):  # short ones: not after each
        let_others_write()
        clock.now += BUSY_SECONDS / 8
    busy = 200 * BUSY_SECONDS / 8
    assert set(clock.pauses) == {FREE_SECONDS, LONG_PAUSE_SECONDS}
    assert clock.pauses.count(LONG_PAUSE_SECONDS) == pytest.approx(
        busy / SECONDS_TO_LONG_PAUSE, abs=1
    )
    assert sum(clock.pauses) < 0.4 * busy


@pytest.mark.parametrize("state", [{"in_atomic_block": True}, {"vendor": "postgresql"}])
def test_nobody_waits_where_it_would_help_nobody(state, connection, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(giving_way, "time", clock)
    vars(connection).update(state)
    let_others_write()
    assert clock.pauses == []


def test_whoever_asks_for_the_lock_gets_it_by_the_next_longer_turn(connection, tmp_path):
    """Real locks: one that takes it again at once each time, and one that asks for it as Django's
    connections do."""
    file, over = tmp_path / "locked.sqlite3", threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as database:
            while not over.is_set():
                database.execute("BEGIN IMMEDIATE")
                time.sleep(BUSY_SECONDS)
                database.execute("COMMIT")
                let_others_write()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as database:
            for _time in range(3):
                began = time.monotonic()
                database.execute("BEGIN IMMEDIATE")
                assert time.monotonic() - began < 10 * SECONDS_TO_LONG_PAUSE  # on a busy machine
                database.execute("COMMIT")
    finally:
        over.set()
        holder.join()
