"""A worker that is killed again and again while it sends: nothing goes twice, nothing is lost."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.migrated import migrated_file
from tests.outbox.servers import Server, smtp_server

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).resolve().parents[2]
MAILS, KILLS = 120, 6
BEGIN = """
import django; django.setup()
from datetime import timedelta
from awareness.outbox import sending
from awareness.outbox.kinds import Kind, register
from tests.outbox.conftest import say, whom, MONDAY
from awareness.outbox.actions import put
register(Kind("test", say))
"""
MIGRATE = "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
PUT = BEGIN + MIGRATE + f"[put('test', whom(n), 'a', MONDAY) for n in range(1, {MAILS} + 1)]"
# The only worker there is: what it finds "sending" was left by one that was killed.
SEND = BEGIN + "sending.BROKEN_AFTER = timedelta(0)\nsending.send_waiting()"


def test_each_mail_goes_once_or_is_said_to_be_of_unknown_outcome(tmp_path):
    """SIGKILL at random moments. At most one mail a kill is unknown; no other is missing."""
    file, server, chance = tmp_path / "killed.sqlite3", Server(), random.Random(12)  # noqa: S311
    with smtp_server(server):
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{migrated_file(file)}",
            "DJANGO_SETTINGS_MODULE": "awareness.settings",
            "AWARENESS_MODE": "demo",
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        }

        def start(script: str) -> subprocess.Popen:
            return subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environment)

        assert start(PUT).wait() == 0
        for _kill in range(KILLS):
            before, worker = len(server.taken), start(SEND)
            while len(server.taken) == before and worker.poll() is None:
                time.sleep(0.005)
            time.sleep(chance.random() * 0.05)
            worker.kill()
            worker.wait()
        assert len(server.taken) < MAILS  # else no kill met a worker at its work
        assert start(SEND).wait() == 0
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute("SELECT person, state FROM outbox_mail").fetchall()
    state_of = {f"Number {int(person, 16)}": state for person, state in rows}
    arrived = Counter(sent["Subject"] for sent in server.taken)
    counted = Counter(state_of.values())
    assert len(state_of) == MAILS
    assert set(arrived.values()) == {1}
    assert set(counted) <= {"sent", "unknown"}
    assert counted["unknown"] <= KILLS
    assert {number for number, state in state_of.items() if state == "sent"} <= set(arrived)
    assert {number for number in state_of if number not in arrived} <= {
        number for number, state in state_of.items() if state == "unknown"
    }
