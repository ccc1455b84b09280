"""A frozen release with rows that are hard to bring along, upgraded once a run on SQLite."""

import fcntl
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.upgrade import doubtful
from tests.upgrade.freeze import ROOT
from tests.upgrade.releases import RELEASES, frozen

# Without all that was imported, collections of garbage are a fifth of the work less.
MIGRATE = """
import gc, django
from django.core.management import call_command
django.setup()
gc.freeze()
call_command("migrate", verbosity=0)
"""


@dataclass(frozen=True)
class Upgraded:
    """`people` and `asked`: rows of the two tables before; `messages`: what migrating wrote."""

    file: Path
    people: int
    asked: int
    messages: str


@pytest.fixture(scope="session")
def upgraded(request, tmp_path_factory) -> Upgraded:
    """The first release with the rows of doubtful.py, as it is today. Nobody writes into its file;
    whichever process of the tests comes first makes it for all of them."""
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent
    file, messages = folder / "upgraded.sqlite3", folder / "upgraded.txt"
    with (folder / "upgraded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not messages.exists():
            file.write_bytes(frozen(RELEASES[0], "awareness.sqlite3"))
            with closing(sqlite3.connect(file)) as old, old:
                doubtful.write(old)
                counts = [
                    old.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
                    for table in ("people_user", "assignments_assignedperson")
                ]
            done = subprocess.run(
                [sys.executable, "-c", MIGRATE],
                cwd=ROOT,
                env=os.environ | {
                    "DATABASE_URL": f"sqlite:///{file}",
                    "DJANGO_SETTINGS_MODULE": "awareness.settings",
                },
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            messages.write_text("\n".join([*map(str, counts), done.stderr]), encoding="utf-8")
    people, asked, said = messages.read_text(encoding="utf-8").split("\n", 2)
    return Upgraded(file, int(people), int(asked), said)
