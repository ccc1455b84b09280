"""Back from leave: what is read before the worker has run is what is read after."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localdate

from awareness.assignments import actions, asklists, exports, queries, returns, teamlists, totals
from awareness.assignments.asklists import ListFilter, WhichAsks
from awareness.assignments.evaluation import evaluate
from awareness.assignments.models import Ask
from awareness.assignments.returns import read_days_and_returns, read_later_due
from awareness.assignments.rules import Standing
from awareness.assignments.titles import read_titles
from awareness.assignments.wanted_assignment import WantedAssignment
from awareness.people.models import Leave, Role, User

from .conftest import MONDAY, NOW

pytestmark = pytest.mark.django_db


def on(days: int):
    return NOW + timedelta(days=days)


@pytest.fixture
def ask_for(eva, module):
    def make(**fields):
        return actions.make_assignment(
            WantedAssignment(module=module, **fields), eva, NOW, token=uuid4()
        )

    return make


def read(now, person) -> dict[str, object]:
    """All that is read of what somebody is asked."""
    today, titles = read_days_and_returns(now), read_titles()
    people = User.objects.filter(pk=person.pk)
    lists = {
        which: asklists.ask_ids_in_order([person.pk], ListFilter(which=which), today)
        for which in WhichAsks
        if which is not WhichAsks.PAST
    }
    ids = lists[WhichAsks.ALL]
    return {
        **lists,
        "totals": [totals.count_asks(by, today) for by in ("site", "module")],
        "rows": asklists.read_rows(Role.HR, ids, today, titles),
        "of_person": asklists.read_rows_of_person(Role.HR, person, today),
        "file": list(exports.rows(Role.HR, people, ListFilter(which=WhichAsks.ALL), today)),
        "of_manager": teamlists.read_people_rows([person.pk], today, [], titles),
        "open": teamlists.read_open_asks([person.pk], today),
        "own": queries.own_ask_by_module(person, localdate(now)),
    }


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (-3, 20, (21, 22, 40, 60)),  # away when it was asked
        (5, 20, (21, 22, 35, 52)),  # and when it was due
        (5, 9, (10, 24, 25)),  # back before it was due, so nothing moves
        (5, None, (21, 40)),  # nobody knows until when
    ],
)
def test_on_the_first_day_back_and_later(first, last, days, alice, eva, site, ask_for):
    Leave.objects.create(
        person=alice,
        first_day=MONDAY + timedelta(days=first),
        last_day=None if last is None else MONDAY + timedelta(days=last),
    )
    ask_for(sites=[site], due_on=MONDAY + timedelta(days=14))
    evaluate(on(4))
    stored = Ask.objects.get(person=alice).due_on
    before = {day: read(on(day), alice) for day in days}
    assert Ask.objects.get(person=alice).due_on == stored  # the worker stood still
    if last == 20:
        [row] = before[21]["rows"]
        assert row.word == Standing.TO_DO
        assert row.fields["due_day"] > MONDAY + timedelta(days=21)
    evaluate(on(days[0]))
    assert not read_later_due(read_days_and_returns(on(days[0])))
    for day in days:
        assert read(on(day), alice) == before[day], day


def test_back_from_one_leave_into_another(alice, eva, site, ask_for):
    """The time after the first ends in the second, which is over too."""
    ask_for(sites=[site], due_on=MONDAY + timedelta(days=14), return_days=5)
    for first, last in ((10, 16), (20, 24)):
        Leave.objects.create(
            person=alice,
            first_day=MONDAY + timedelta(days=first),
            last_day=MONDAY + timedelta(days=last),
        )
    before = read(on(26), alice)
    assert [row.fields["due_day"] for row in before["rows"]] == [MONDAY + timedelta(days=30)]
    evaluate(on(26))
    assert read(on(26), alice) == before


def test_nothing_is_asked_of_the_database_but_who_is_back(
    alice, site, eva, ask_for, django_assert_num_queries
):
    ask_for(sites=[site], due_on=MONDAY + timedelta(days=14))
    today = read_days_and_returns(on(30))
    with django_assert_num_queries(1):
        assert read_later_due(today) == {}


def test_many_are_read_some_at_a_time(alice, bob, site, ask_for, monkeypatch):
    ask_for(sites=[site], due_on=MONDAY + timedelta(days=14))
    for person in (alice, bob):
        Leave.objects.create(
            person=person,
            first_day=MONDAY + timedelta(days=5),
            last_day=MONDAY + timedelta(days=20),
        )
    together = read_later_due(read_days_and_returns(on(21)))
    assert len(together) == 2
    monkeypatch.setattr(returns, "PEOPLE_AT_ONCE", 1)
    assert read_later_due(read_days_and_returns(on(21))) == together
