"""A site in Stockholm with mail turned on, a module that is asked, and a clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from awareness.assignments.models import Ask
from awareness.learning.models import Completion, Enrolment, ModuleVersion
from awareness.mailing import actions
from awareness.people.models import User
from tests.conftest import make_person

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SITE = "https://awareness.example"
DAY = timedelta(days=1)
TURNED_ON = date(2027, 3, 1)
MONDAY = date(2027, 4, 12)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment by the clock of Stockholm."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM)
    return local.astimezone(UTC)


def ask(person: User, module, asked_on: date, due_on: date, **also) -> Ask:
    """That somebody is asked, with a completion where `done_on` is given."""
    if done_on := also.get("done_on"):
        version = ModuleVersion.objects.filter(module=module).latest("pk")
        enrolment = Enrolment.objects.create(
            learner=person, module=module, module_version=version, begun_at=at(done_on),
            state="finished",
        )  # fmt: skip
        also["completion"] = Completion.objects.create(
            enrolment=enrolment, learner=person, module_version=version, day=done_on,
            at=at(done_on),
        )  # fmt: skip
    return Ask.objects.create(
        person=person, module=module, asked_on=asked_on, first_due_on=due_on, due_on=due_on,
        counts_from=asked_on, **also,
    )  # fmt: skip


def run(day: date, hour: int = 9) -> None:
    """What the worker does at that moment."""
    from awareness.outbox.sending import send_waiting

    actions.put_in_mails_of_today(at(day, hour))
    send_waiting(lambda: at(day, hour))


@pytest.fixture
def turned_on(eva):
    actions.switch(True, eva, SITE, at(TURNED_ON))


@pytest.fixture
def people(site, packing):
    """Five of Packing."""
    return [make_person(f"Person {n}", site, packing) for n in range(1, 6)]
