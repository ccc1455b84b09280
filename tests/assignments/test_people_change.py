"""What HR does to people reaches what they are asked at once, by the one seam of changes."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup

from awareness.assignments.models import Ask, AskChange
from awareness.people.models import Identifier, User
from awareness.staffing import importing, people_actions, staging, taking_back
from awareness.staffing.reading.read import read
from awareness.staffing.sheet import read_sheet
from tests.staffing.files import csv_bytes

DUE = date(2026, 12, 31)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def reasons() -> dict[str, str]:
    return dict(Ask.objects.past().values_list("person__name", "ended_reason"))


def test_coming_moving_and_leaving_follow_at_once(
    alice, charlie, eva, module, site, other_site, assign
):
    assign(module, [site], DUE)
    fields = {"name": "Nia New", "email": "nia@example.com", "site": site.pk, "team": None}
    nia = people_actions.add(fields, eva, NOW)
    assert Ask.objects.current().get(person=nia).due_on == DUE
    people_actions.move([charlie], site, None, eva, NOW)
    assert Ask.objects.current().filter(person=charlie).exists()
    people_actions.move([charlie], other_site, None, eva, NOW)
    people_actions.end([alice], date(2026, 11, 22), eva, NOW)
    assert reasons() == {"Charlie Webb": "moved", "Alice Lind": "left"}
    people_actions.bring_back(alice, eva, NOW)
    assert reasons() == {"Charlie Webb": "moved"}


def test_leave_is_seen_when_it_ends(alice, eva, module, site, assign):
    assign(module, [site], date(2026, 11, 30))
    people_actions.set_leave(alice, None, NOW.date(), date(2026, 12, 10), eva, NOW)
    with time_machine.travel(datetime(2026, 12, 11, 9, tzinfo=UTC), tick=False):
        people_actions.set_leave(alice, None, date(2027, 1, 1), None, eva, NOW)
    assert Ask.objects.get(person=alice).due_on == date(2027, 1, 8)


def test_a_list_that_is_taken_back_takes_what_it_asked(eva, module, site, assign, complete):
    """Somebody entered by mistake goes with what they were asked; whoever did something stays."""
    assign(module, [site], DUE)
    rows = csv_bytes("Number;Name;Site", "71;Wrong Row;Gothenburg", "72;Right Row;Gothenburg")
    imported = staging.stage(read(rows), "staff.csv", eva, NOW, whole=False)
    staging.plan_import(imported.pk)
    importing.begin(imported.pk)
    importing.carry_on(imported.pk)
    people = User.objects.filter(pk__in=Identifier.objects.filter(
        kind="employee_number").values("person"))  # fmt: skip
    assert Ask.objects.current().filter(person__in=people).count() == 2
    complete(people.get(name="Right Row"), module)
    taking_back.begin(imported.pk, by=None)
    taking_back.carry_on(imported.pk)
    assert not User.objects.filter(name="Wrong Row").exists()
    right = User.objects.get(name="Right Row")
    kinds = AskChange.objects.filter(ask__person=right).values_list("kind", flat=True)
    assert list(kinds) == ["asked", "done"]


def test_the_sheet_of_a_leaver_has_what_they_did(
    alice, eva, module, site, assign, complete, client_for
):
    assign(module, [site], DUE)
    complete(alice, module)
    people_actions.end([alice], date(2026, 11, 22), eva, NOW)
    [past] = read_sheet(User.objects.get(pk=alice.pk), NOW).past
    assert past.fields["done_day"] == NOW.date()
    assert past.fields["no_longer_asked"] == (NOW.date(), "has left")
    people_actions.bring_back(alice, eva, NOW)
    people_actions.move([alice], None, None, eva, NOW)
    page = client_for(alice).get("/me/employer/").content
    assert BeautifulSoup(page, "html.parser").find(id="past") is None
