"""A migrated database for the tests, made once for all processes; SQLite's also for later runs.

Django still migrates each copy, so one that lacks a migration is brought up to date.
"""

import fcntl
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".pytest_cache" / "d" / "migrated"  # as pytest's own cache names its folders
SOURCES = (
    "uv.lock",
    *("*/migrations/*.py", "*/*/migrations/*.py"),
    # contenttypes and permissions follow from these
    *("*/models.py", "*/models/*.py", "*/*/models.py", "*/*/models/*.py"),
)


def name() -> str:
    """Another one when any migration, model or library is another."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return f"migrated_{digest.hexdigest()[:16]}"


def kept_file() -> Path:
    """Where a migrated SQLite database of the code as it is would be."""
    return KEPT / f"{name()}.sqlite3"


def migrated_file(path: Path) -> Path:
    """The file at that path, for the SQLite database of another process: a copy of the migrated one
    where other tests have made it, otherwise not there yet. Either way that process migrates it."""
    if (kept := kept_file()).exists():
        shutil.copy(kept, path)
    return path


@contextmanager
def begun_migrated() -> Iterator[None]:
    """The test database that is created within the block is a copy of the migrated one; where there
    is none yet, a copy of it is kept. One process at a time."""
    kept = {"sqlite": _kept_file, "postgresql": _kept_template}[connection.vendor]
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with kept():
            yield


@contextmanager
def _kept_file() -> Iterator[None]:
    """SQLite's database in memory is shared within the process, so it is filled before Django opens
    it, and lives as long as a connection to it is open."""
    path, memory = kept_file(), connection.creation._get_test_db_name()
    with closing(sqlite3.connect(memory, uri=True)) as ours:
        if path.exists():
            with closing(sqlite3.connect(path)) as file:
                file.backup(ours)
        yield
        if not path.exists():
            for old in KEPT.glob("*.sqlite3"):
                old.unlink()
            part = path.with_suffix(".part")
            part.unlink(missing_ok=True)
            ours.execute("VACUUM INTO ?", [str(part)])
            part.rename(path)


@contextmanager
def _kept_template() -> Iterator[None]:
    """A database on PostgreSQL's server, which copies it itself."""
    template = name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [template])
        exists = cursor.rowcount
    if exists:
        connection.settings_dict["TEST"]["TEMPLATE"] = template
    yield
    if not exists:
        connection.close()  # a database with connections to it cannot be copied
        with connection._nodb_cursor() as cursor:
            cursor.execute(
                f'CREATE DATABASE "{template}" TEMPLATE "{connection.settings_dict["NAME"]}"'
            )
