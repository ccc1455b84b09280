"""At a manager's doors done, excused, paused and on leave cannot be told apart."""

import io
import re
from datetime import date, timedelta

import pytest
import time_machine
from openpyxl import load_workbook

from awareness.assignments.models import Ask
from awareness.people.models import Leave, User

from .conftest import MONDAY, NOW

DOORS = ["/team/", "/team/?q=alice", "/team/?team=packing", "/team/export.csv", "/team/export.xlsx"]
TOKENS = re.compile(r'"X-CSRFToken": "\w+"')


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def cells(content: bytes) -> list:
    return [
        list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    ]


def seen(client) -> dict[str, object]:
    """All that a manager's doors show, less the token of a request."""
    shown = {}
    for door in DOORS:
        content = client.get(door).getvalue()
        shown[door] = cells(content) if door.endswith("xlsx") else TOKENS.sub("", content.decode())
    return shown


DAYS = [MONDAY - timedelta(days=n) for n in (0, 3, 40)]


@pytest.mark.parametrize("due", [date(2026, 11, 1), date(2026, 11, 20), date(2027, 1, 10)])
def test_they_cannot_be_told_apart(
    due, alice, bob, charlie, module, make_module, assign, complete, site, october, client_for
):
    other = make_module("other", title="Other")
    assign(module, [site], due, now=october)
    assign(other, [site], date(2026, 11, 2), now=october)
    client, mine = client_for(bob), Ask.objects.filter(person=alice, module=module)
    open_page = seen(client)
    pages = []
    for day in DAYS:
        made = complete(alice, module, day)
        mine.update(completion=made, done_on=day)
        pages.append(seen(client))
        mine.update(valid_until=MONDAY + timedelta(days=300), opens_on=MONDAY + timedelta(days=1))
        pages.append(seen(client))
        mine.update(completion=None, done_on=None, valid_until=None, opens_on=None)
        mine.update(excused_on=day, excused_code="personal")
        pages.append(seen(client))
        mine.update(excused_on=None, excused_code="", paused_on=day, paused_code="workload")
        pages.append(seen(client))
        mine.update(paused_until=MONDAY + timedelta(days=9))
        pages.append(seen(client))
        mine.update(paused_on=None, paused_until=None, paused_code="")
    for page in pages:
        assert page == pages[0]
    assert pages[0] != open_page
    assert "nothing to do" in pages[0]["/team/"]
    assert ["Alice Lind", "Packing", "Gothenburg", "What to do", "nothing", None, None] in pages[0][
        "/team/export.xlsx"
    ]


def test_nor_can_who_is_on_leave_with_all_of_it(
    alice, bob, module, assign, complete, site, october, client_for
):
    assign(module, [site], date(2026, 11, 1), now=october)
    client = client_for(bob)
    leave = Leave.objects.create(person=alice, first_day=MONDAY, last_day=None)
    on_leave = seen(client)
    leave.delete()
    Ask.objects.filter(person=alice).update(completion=complete(alice, module), done_on=MONDAY)
    assert seen(client) == on_leave


def test_late_is_said_with_its_day_and_goes_when_it_is_done(
    alice, bob, module, assign, complete, site, october, client_for
):
    assign(module, [site], date(2026, 11, 1), now=october)
    client = client_for(bob)
    assert "late, due 1 November" in client.get("/team/?q=alice").content.decode()
    User.objects.filter(pk=alice.pk).update(name="Alice Lind")
    Ask.objects.filter(person=alice).update(completion=complete(alice, module), done_on=MONDAY)
    page = client.get("/team/?q=alice").content.decode()
    assert "1 November" not in page
    assert "23 November" not in page.split("<h1", 1)[1]
