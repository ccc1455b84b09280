"""An import whose process is killed, again and again, ends as one that nobody killed."""

import random
import sqlite3
import time
from contextlib import closing

from tests.forks import Site
from tests.staffing.files import csv_bytes

PEOPLE = 1500
IMPORT = """
from django.core.management import call_command
call_command("import_people", file, new_teams=True)
"""
CARRY_ON = """
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
    site = Site(tmp_path / "killed.sqlite3")

    def counts() -> tuple[int, ...]:
        with closing(sqlite3.connect(site.file, timeout=30)) as database:
            return database.execute(COUNTS).fetchone()

    rows = [f"{n:05};p{n}@example.com;Anna Berg;Packing" for n in range(PEOPLE)]
    file = tmp_path / "staff.csv"
    file.write_bytes(csv_bytes("Nr;E-mail;Name;Team", *rows))
    chance = random.Random(29)  # noqa: S311  (moments, no secrets)
    running = site.start(f"file = {str(file)!r}\n", IMPORT)
    kills, done, ended = 0, 0, False
    while not ended:
        began = done
        while counts()[3] == began and running.is_alive():
            time.sleep(0.02)
        time.sleep(chance.random() * 0.15)
        running.kill()
        running.join()
        kills += 1
        people, identifiers, memberships, done, made, finished = counts()
        assert people == memberships == done == made
        assert identifiers == 2 * people
        ended = bool(finished)
        if kills >= 3 and not ended:  # enough: what is left may go on to its end
            site.do(CARRY_ON)
            ended = bool(counts()[5])
        elif not ended:
            running = site.start(CARRY_ON)
    assert kills >= 2
    assert counts() == (PEOPLE, 2 * PEOPLE, PEOPLE, PEOPLE, PEOPLE, 1)
