"""A migrated database for the tests, made once for all processes; SQLite's also for later runs.

Django still migrates each copy, so one that lacks a migration is brought up to date.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

SOURCES = (
    "uv.lock",
    *("*/migrations/*.py", "*/*/migrations/*.py"),
    *("*/models.py", "*/*/models.py"),  # contenttypes and permissions follow from them
)


def fingerprint() -> str:
    """A name that changes with any migration, model or library."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def begun_with(folder: Path) -> Iterator[None]:
    """The test database that is created within the block is a copy of the migrated one; where there
    is none yet, a copy of it is kept. One process at a time. `folder` holds SQLite's copy."""
    kept = {"sqlite": _kept_file, "postgresql": _kept_template}[connection.vendor]
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with kept(folder, f"migrated_{fingerprint()}"):
            yield


@contextmanager
def _kept_file(folder: Path, name: str) -> Iterator[None]:
    """SQLite's database in memory is shared within the process, so it is filled before Django opens
    it, and lives as long as a connection to it is open."""
    path, memory = folder / f"{name}.sqlite3", connection.creation._get_test_db_name()
    with closing(sqlite3.connect(memory, uri=True)) as ours:
        if path.exists():
            with closing(sqlite3.connect(path)) as file:
                file.backup(ours)
        yield
        if not path.exists():
            for old in folder.glob("*.sqlite3"):
                old.unlink()
            part = path.with_suffix(".part")
            part.unlink(missing_ok=True)
            ours.execute("VACUUM INTO ?", [str(part)])
            part.rename(path)


@contextmanager
def _kept_template(_folder: Path, name: str) -> Iterator[None]:
    """A database on PostgreSQL's server, which copies it itself."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        exists = cursor.rowcount
    if exists:
        connection.settings_dict["TEST"]["TEMPLATE"] = name
    yield
    if not exists:
        connection.close()  # a database with connections to it cannot be copied
        with connection._nodb_cursor() as cursor:
            cursor.execute(
                f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"'
            )
