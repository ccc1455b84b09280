"""What assigning and evaluating write is whole whenever the process is killed, and all there in the
end: as if nobody had killed it."""

import random
import time
from pathlib import Path

import pytest

from tests.forks import Site

pytestmark = pytest.mark.own_database
PEOPLE = 800
SETTLE = """
from awareness.learning.models import Module, ModuleVersion
from awareness.people.models import RoleGrant, Site, User
for slug in ("here", "there"):
    Site.objects.create(slug=slug, name=slug, country="SE")
site = Site.objects.get(slug="here")
User.objects.bulk_create(
    User(name=f"Person {n}", employee_number=f"N{n}", site=site) for n in range(people)
)
hr = User.objects.create_user(email="hr@example.com", name="HR")
RoleGrant.objects.create(user=hr, role="hr")
for n, slug in enumerate(("one", "two")):
    module = Module.objects.create(slug=slug, code="A", track="all-staff")
    ModuleVersion.objects.create(
        module=module, major=1, minor=0, content_hash=slug, spec={"title": slug, "minutes": 1}
    )
"""
ASSIGN = """
import datetime, uuid
from django.utils import timezone
from awareness.assignments import actions
from awareness.assignments.wanted_assignment import WantedAssignment
from awareness.learning.models import Module
from awareness.people.models import Site, User
hr, now = User.objects.get(name="HR"), timezone.now()
for n, module in enumerate(Module.objects.order_by("slug")):
    wanted = WantedAssignment(
        module=module, sites=[Site.objects.get(slug="here")],
        due_on=hr.today(now) + datetime.timedelta(days=30),
    )
    actions.make_assignment(wanted, hr, now, token=uuid.UUID(int=n))
"""
WORK = """
from awareness.assignments.tasks import evaluate_everybody
evaluate_everybody.call()
"""
MOVE = """
from awareness.people.models import Site, User
User.objects.filter(site__slug="here").update(site=Site.objects.get(slug="there"))
"""
# The first three tell how far it is: assignments, asks, ended asks. The others are always nought.
COUNTS = """
SELECT (SELECT count(*) FROM assignments_assignment), (SELECT count(*) FROM assignments_ask),
    (SELECT count(*) FROM assignments_ask WHERE ended_on IS NOT NULL),
    (SELECT count(*) FROM assignments_assignment a WHERE NOT EXISTS
        (SELECT 1 FROM assignments_assignmentsite s WHERE s.assignment_id = a.id)),
    (SELECT count(*) FROM assignments_ask a WHERE NOT EXISTS
        (SELECT 1 FROM assignments_asksource s WHERE s.ask_id = a.id)),
    (SELECT count(*) FROM assignments_ask a WHERE 1 <>
        (SELECT count(*) FROM assignments_askchange c WHERE c.ask_id = a.id AND kind = 'asked')),
    (SELECT count(*) FROM assignments_ask a WHERE CASE WHEN ended_on IS NULL THEN 0 ELSE 1 END <>
        (SELECT count(*) FROM assignments_askchange c WHERE c.ask_id = a.id AND kind = 'ended')),
    (SELECT count(*) FROM assignments_ask a JOIN assignments_asksource s ON s.ask_id = a.id
        WHERE (a.ended_on IS NULL) <> (s.until IS NULL))
"""


class Killed(Site):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.chance, self.kills = random.Random(12), 0  # noqa: S311  no secret

    def counts(self) -> list[int]:
        return list(self.rows(COUNTS)[0])

    def killed(self, which: int, *programs: str) -> None:
        """Begin the programs, and kill their process soon after the count `which` has grown."""
        begun = self.counts()[which]
        process = self.start(*programs)
        while self.counts()[which] == begun and process.is_alive():
            time.sleep(0.01)
        time.sleep(self.chance.random() * 0.1)
        self.kills += process.is_alive()
        process.kill()
        process.join()
        assert not any(self.counts()[3:])


def test_assigning_and_ending_are_whole_after_each_kill_and_complete_in_the_end(
    tmp_path, django_db_setup
):
    with Killed(tmp_path) as site:
        site.do(f"people = {PEOPLE}\n", SETTLE)
        site.killed(0, ASSIGN)
        site.killed(1, ASSIGN, WORK)
        site.do(ASSIGN, WORK)
        assert site.counts() == [2, 2 * PEOPLE, 0, 0, 0, 0, 0, 0]
        site.killed(2, MOVE, WORK)
        site.do(WORK)
        assert site.counts() == [2, 2 * PEOPLE, 2 * PEOPLE, 0, 0, 0, 0, 0]
        assert site.kills >= 2
