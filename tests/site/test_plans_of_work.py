"""What is written for many people ends, whatever PostgreSQL believes of its tables (decision 20).

An import, an assignment and the worker's round go on before anybody counts the tables anew. Each is
done whole under each statistics, so what triggers and foreign keys ask is held too.
"""

from datetime import date, timedelta

import pytest
from django.db import connection

from awareness.assignments import actions
from awareness.assignments.models import AskSource
from awareness.assignments.tasks import compact_tallies, evaluate_everybody, evaluate_people
from awareness.people.models import Identifier, Kind, Leave, User
from awareness.staffing import importing, staging, taking_back
from awareness.staffing.reading.read import read
from tests.learning import cohorts
from tests.site.conftest import build
from tests.site.plans import PEOPLE, make_crowd, too_much_work
from tests.staffing.files import csv_bytes

pytestmark = pytest.mark.django_db
KNOWN, NEW = 60, 10  # people in the list; each new one that is taken back costs fifty queries


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans by no such statistics")


@pytest.fixture
def built(db):
    return build()


@pytest.fixture
def crowd(house, everybody):
    return make_crowd(house, everybody)


def test_an_import_and_taking_it_back(everybody, crowd):
    numbers = [
        Identifier(person=who, kind=Kind.EMPLOYEE_NUMBER, typed=f"k{n}", normal=f"k{n}")
        for n, who in enumerate(crowd[:KNOWN])
    ]
    Identifier.objects.bulk_create(numbers)
    rows = [f"{number.typed};Another Name;Sales" for number in numbers]
    rows += [f"new-{n};New Name;Packing" for n in range(NEW)]
    sheet = read(csv_bytes("Nr;Name;Team", *rows))

    def work():
        imported = staging.stage(sheet, "staff.csv", everybody["hr"], cohorts.NOW, whole=False)
        staging.plan_import(imported.pk)
        imported.refresh_from_db()
        brake = imported.brake
        importing.begin(
            imported.pk, confirmed=brake["changed"] + brake["leavers"] if brake else None
        )
        importing.carry_on(imported.pk)
        assert User.objects.filter(name="New Name").count() == NEW
        assert User.objects.filter(name="Another Name").count() == KNOWN
        taking_back.begin(imported.pk, by=None)
        taking_back.carry_on(imported.pk)
        assert not User.objects.filter(name="New Name").exists()

    found = too_much_work(work)
    assert not found, "\n\n".join(found)


def test_an_assignment_its_end_and_the_round_of_the_worker(house, everybody, crowd):
    site, eva = everybody["alice"].site, everybody["hr"]
    leave = [
        Leave(person=who, first_day=date(2026, 11, 2), last_day=date(2026, 11, 10 + n % 20))
        for n, who in enumerate(crowd[::3])
    ]
    Leave.objects.bulk_create(leave)

    def work():
        compact_tallies.call()
        evaluate_everybody.call()
        evaluate_people.call([who.pk for who in crowd[: PEOPLE // 3]])
        opening = everybody["alice"].enrolments.order_by("pk").first().module
        made = actions.assign(opening, [site], date(2026, 12, 24), eva, cohorts.NOW)
        assert AskSource.objects.filter(assignment=made).count() >= PEOPLE
        actions.withdraw(made, eva, cohorts.NOW + timedelta(days=1))
        compact_tallies.call()

    found = too_much_work(work)
    assert not found, "\n\n".join(found)
