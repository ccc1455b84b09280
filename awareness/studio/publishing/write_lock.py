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

LOCK_NUMBER = 0x0C0_17E47  # any number that nothing else locks by


class LockBusy(Exception):
    """Somebody else holds the lock."""


@contextmanager
def write_lock(wait: bool = True) -> Iterator[str]:
    """Hold the lock, after finishing or undoing an edit that a killed process left half done.

    Yields a sentence on that edit and on each folder that was carried into a subject, a line each;
    "" when there was none. A process that dies releases the lock: the file's lock ends with the
    process, PostgreSQL's with its connection. Without `wait` LockBusy is raised when somebody else
    holds it.
    """
    write_root = settings.CONTENT_WRITE_DIR
    with _file_lock(write_root, wait), _database_lock(wait):
        sentences = []
        if write_root:
            sentences = [_repair_in_words(write_root), *move_into_subjects(write_root)]
        yield "\n".join(filter(None, sentences))


def repair() -> None:
    """Bring files to what the database says; call it with the lock held."""
    _repair_in_words(write_dir())


def _repair_in_words(write_root: Path) -> str:
    """Finishes or undoes an edit that was broken off; a sentence that says which, "" for none."""

    def is_committed(act_id: str) -> bool:
        return FolderChange.objects.filter(act=act_id).exists()

    repaired = swap.repair(write_root, is_committed)
    if repaired is None:
        return ""
    plan, is_done = repaired
    if is_done:
        return (
            f"An edit of {plan.targets} was broken off after it was saved: its files are in place"
        )
    return f"An edit of {plan.targets} was broken off before it was saved: its files are as before"


@contextmanager
def _file_lock(write_root: Path | None, wait: bool) -> Iterator[None]:
    """Holds the lock of the folder that is written; nothing where none is set. LockBusy."""
    if write_root is None:
        yield
        return
    write_root.mkdir(parents=True, exist_ok=True)
    # A lock needs only reading: the other processes may run as another user than the file's owner.
    lock_file = os.open(write_root / ".lock", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock_file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        os.close(lock_file)
        raise LockBusy from error
    try:
        yield
    finally:
        os.close(lock_file)


@contextmanager
def _database_lock(wait: bool) -> Iterator[None]:
    """Holds the lock of a PostgreSQL database, which machines that share the folder share; with
    SQLite there is one machine, and nothing to hold. LockBusy."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_NUMBER])
            if not cursor.fetchone()[0]:
                raise LockBusy
    try:
        yield
    finally:
        # A connection that is gone has given it back already.
        if connection.connection and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
