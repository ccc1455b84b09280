"""What somebody reads of what they are asked themselves, at its boundaries."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.assignments.rules import State, end_of_week, state

from .conftest import MONDAY

DUE = date(2026, 11, 6)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("after", "employer", "own"),
    [
        (-40, State.ASSIGNED, State.ASSIGNED),
        (-1, State.DUE, State.DUE),
        (0, State.DUE, State.DUE),
        (1, State.DUE, State.LATE),
        (13, State.DUE, State.LATE),
        (14, State.OVERDUE, State.LATE),
        (15, State.OVERDUE, State.LATE),
    ],
)
def test_days_after_the_due_day(after, employer, own):
    today = DUE + timedelta(days=after)
    assert state(DUE, None, today, viewer_is_employer=True) is employer
    assert state(DUE, None, today, viewer_is_employer=False) is own
    for viewer in (True, False):
        assert state(DUE, today, today, viewer_is_employer=viewer) is State.DONE


@given(due_on=DAYS, today=DAYS, done_on=st.none() | DAYS)
def test_late_is_for_ones_own_eyes_and_overdue_for_an_employers(due_on, today, done_on):
    assert state(due_on, done_on, today, viewer_is_employer=True) is not State.LATE
    assert state(due_on, done_on, today, viewer_is_employer=False) is not State.OVERDUE


def test_the_week_ends_on_sunday():
    assert end_of_week(MONDAY) == date(2026, 11, 29) == end_of_week(date(2026, 11, 29))
    assert end_of_week(date(2026, 11, 30)) == date(2026, 12, 6)
