"""An import whose process is killed, again and again, ends as one that nobody killed."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.migrated import migrated_file
from tests.staffing.files import csv_bytes

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 1500
CARRY_ON = """
import django; django.setup()
from awareness.staffing import importing
from awareness.staffing.models import Import
for pk in Import.objects.values_list("pk", flat=True):
    importing.carry_on(pk)
"""
COUNTS = """
    SELECT (SELECT count(*) FROM people_user), (SELECT count(*) FROM people_identifier),
        (SELECT count(*) FROM people_membership),
        (SELECT count(*) FROM staffing_plannedrow WHERE outcome = 'done'),
        (SELECT count(*) FROM journal_event WHERE kind = 'account.made'),
        (SELECT count(*) FROM staffing_import WHERE state = 'imported')
"""


def test_people_are_whole_after_each_kill_and_all_there_in_the_end(tmp_path):
    """SIGKILL at random moments; each time as many people as rows that are done."""
    base = tmp_path / "killed.sqlite3"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{migrated_file(base)}",
        "DJANGO_SETTINGS_MODULE": "awareness.settings",
        "AWARENESS_MODE": "demo",
    }

    def process(*command: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )

    def counts() -> tuple[int, ...]:
        with closing(sqlite3.connect(base, timeout=30)) as database:
            return database.execute(COUNTS).fetchone()

    assert process("manage.py", "migrate", "-v0").wait() == 0
    rows = [f"{n:05};p{n}@example.com;Anna Berg;Packing" for n in range(PEOPLE)]
    file = tmp_path / "staff.csv"
    file.write_bytes(csv_bytes("Nr;E-mail;Name;Team", *rows))
    chance = random.Random(29)  # noqa: S311  (moments, no secrets)
    running = process("manage.py", "import_people", str(file), "--new-teams")
    kills, done, ended = 0, 0, False
    while not ended:
        began = done
        while counts()[3] == began and running.poll() is None:
            time.sleep(0.02)
        time.sleep(chance.random() * 0.15)
        running.kill()
        running.wait()
        kills += 1
        people, identifiers, memberships, done, made, finished = counts()
        assert people == memberships == done == made
        assert identifiers == 2 * people
        ended = bool(finished)
        if kills >= 3 and not ended:  # enough: what is left may go on to its end
            assert process("-c", CARRY_ON).wait() == 0
            ended = bool(counts()[5])
        elif not ended:
            running = process("-c", CARRY_ON)
    assert kills >= 2
    assert counts() == (PEOPLE, 2 * PEOPLE, PEOPLE, PEOPLE, PEOPLE, 1)
