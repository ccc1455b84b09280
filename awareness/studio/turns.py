"""Who writes content takes a turn: one edit or load at a time, on however many machines."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from awareness.studio import swap
from awareness.studio.models import FolderChange

LOCK = 0x0C0_17E47  # any number that nothing else locks by


class Busy(Exception):
    """Somebody else has the turn."""


@contextmanager
def turn(wait: bool = True) -> Iterator[str]:
    """Wait for all others, and mend what one of them was broken off in; they wait until the end.

    Gives a sentence on what was mended, "" when nothing was. A process that dies gives its turn
    back: a file's lock goes with it, PostgreSQL's with its connection. Busy without `wait`.
    """
    root = settings.CONTENT_WRITE_DIR
    with _of_machine(root, wait), _of_database(wait):
        yield _repair(root) if root else ""


def repair() -> None:
    """Bring files to what the database says; within a turn."""
    _repair(settings.CONTENT_WRITE_DIR)


def _repair(root: Path) -> str:
    mended = swap.repair(root, lambda act: FolderChange.objects.filter(act=act).exists())
    if mended is None:
        return ""
    plan, done = mended
    if done:
        return f"An edit of {plan.target} was broken off after it was saved: its files are in place"
    return f"An edit of {plan.target} was broken off before it was saved: its files are as before"


@contextmanager
def _of_machine(root: Path | None, wait: bool) -> Iterator[None]:
    if root is None:
        yield
        return
    root.mkdir(parents=True, exist_ok=True)
    # To lock it is to read it: whoever made the file, the others take their turn.
    lock = os.open(root / ".lock", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        os.close(lock)
        raise Busy from error
    try:
        yield
    finally:
        os.close(lock)


@contextmanager
def _of_database(wait: bool) -> Iterator[None]:
    """Machines that share the folder share PostgreSQL; with SQLite there is one machine."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise Busy
    try:
        yield
    finally:
        # A connection that is gone has given it back already.
        if connection.connection and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
