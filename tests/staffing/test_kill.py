"""An import whose process is killed, again and again, ends as one that nobody killed."""

import random
import time

import pytest

from tests.forks import ON_POSTGRES, Site
from tests.staffing.files import csv_bytes

pytestmark = pytest.mark.own_database
PEOPLE, MOST_KILLS = 1500, 2 if ON_POSTGRES else 3
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


def test_people_are_whole_after_each_kill_and_all_there_in_the_end(tmp_path, django_db_setup):
    """SIGKILL at random moments; each time as many people as rows that are done."""
    rows = [f"{n:05};p{n}@example.com;Anna Berg;Packing" for n in range(PEOPLE)]
    file = tmp_path / "staff.csv"
    file.write_bytes(csv_bytes("Nr;E-mail;Name;Team", *rows))
    chance = random.Random(29)  # noqa: S311  (moments, no secrets)
    with Site(tmp_path) as site:
        running = site.start(f"file = {str(file)!r}\n", IMPORT)
        kills, done, ended = 0, 0, False
        while not ended:
            began = done
            while site.rows(COUNTS)[0][3] == began and running.is_alive():
                time.sleep(0.02)
            time.sleep(chance.random() * 0.15)
            running.kill()
            running.join()
            kills += 1
            people, identifiers, memberships, done, made, finished = site.rows(COUNTS)[0]
            assert people == memberships == done == made
            assert identifiers == 2 * people
            ended = bool(finished)
            if kills >= MOST_KILLS and not ended:  # enough: the rest may go on to its end
                site.do(CARRY_ON)
                ended = bool(site.rows(COUNTS)[0][5])
            elif not ended:
                running = site.start(CARRY_ON)
        assert kills >= 2
        assert site.rows(COUNTS) == [(PEOPLE, 2 * PEOPLE, PEOPLE, PEOPLE, PEOPLE, 1)]
