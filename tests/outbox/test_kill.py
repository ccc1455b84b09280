"""A worker that is killed again and again while it sends: nothing goes twice, nothing is lost."""

import random
import time
from collections import Counter
from uuid import UUID

import pytest

from tests.forks import ON_POSTGRES, Site
from tests.outbox.servers import Server, smtp_server

pytestmark = pytest.mark.own_database
MAILS, KILLS = 120, 2 if ON_POSTGRES else 6
BEGIN = """
from datetime import timedelta
from django.conf import settings
from awareness.outbox import sending
from awareness.outbox.kinds import Kind, register
from tests.outbox.conftest import say, whom, MONDAY
from tests.outbox.servers import mailers
from awareness.outbox.actions import put
settings.MAILERS = mailers(port)
register(Kind("test", say))
"""
PUT = BEGIN + f"[put('test', whom(n), 'a', MONDAY) for n in range(1, {MAILS} + 1)]"
# The only worker there is: what it finds "sending" was left by one that was killed.
SEND = BEGIN + "sending.LONGEST_SENDING = timedelta(0)\nsending.send_waiting()"


def test_each_mail_goes_once_or_is_said_to_be_of_unknown_outcome(tmp_path, django_db_setup):
    """SIGKILL at random moments. At most one mail a kill is unknown; no other is missing."""
    server, chance = Server(), random.Random(12)  # noqa: S311
    with Site(tmp_path) as site, smtp_server(server):
        port = f"port = {server.port}\n"
        site.do(port, PUT)
        for _kill in range(KILLS):
            before, worker = len(server.taken), site.start(port, SEND)
            while len(server.taken) == before and worker.is_alive():
                time.sleep(0.005)
            time.sleep(chance.random() * 0.05)
            worker.kill()
            worker.join()
        assert len(server.taken) < MAILS  # else no kill met a worker at its work
        site.do(port, SEND)
        rows = site.rows("SELECT person, state FROM outbox_mail")
    state_of = {f"Number {UUID(str(person)).int}": state for person, state in rows}
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
