"""The lock for writing content: one edit or load at a time, on however many machines."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from awareness.content import swap
from awareness.content.before_subjects import move_into_subjects
from awareness.content.written_folders import write_dir
from awareness.studio.models import FolderChange

LOCK = 0x0C0_17E47  # any number that nothing else locks by


class Busy(Exception):
    """Somebody else holds the lock."""


@contextmanager
def write_lock(wait: bool = True) -> Iterator[str]:
    """Hold the lock, after finishing or undoing an edit that a killed process left half done.

    Yields a sentence on that edit and on each folder that was carried into a subject, a line each;
    "" when there was none. A process that dies releases the lock:
    the file's lock ends with the process, PostgreSQL's with its connection. Without `wait` Busy is
    raised when somebody else holds it.
    """
    root = settings.CONTENT_WRITE_DIR
    with _file_lock(root, wait), _database_lock(wait):
        yield "\n".join(filter(None, [_repair(root), *move_into_subjects(root)])) if root else ""


def repair() -> None:
    """Bring files to what the database says; call it with the lock held."""
    _repair(write_dir())


def _repair(root: Path) -> str:
    mended = swap.repair(root, lambda act: FolderChange.objects.filter(act=act).exists())
    if mended is None:
        return ""
    plan, done = mended
    if done:
        return (
            f"An edit of {plan.targets} was broken off after it was saved: its files are in place"
        )
    return f"An edit of {plan.targets} was broken off before it was saved: its files are as before"


@contextmanager
def _file_lock(root: Path | None, wait: bool) -> Iterator[None]:
    if root is None:
        yield
        return
    root.mkdir(parents=True, exist_ok=True)
    # A lock needs only reading: the other processes may run as another user than the file's owner.
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
def _database_lock(wait: bool) -> Iterator[None]:
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
