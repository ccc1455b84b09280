"""What somebody reads of what they are asked themselves, at its boundaries."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.assignments.rules import (
    AskDays,
    Standing,
    end_of_week,
    is_late_to_oneself,
    standing,
)

from .conftest import MONDAY

DUE = date(2026, 11, 6)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("after", "employer", "late"),
    [
        (-40, Standing.TO_DO, False),
        (-1, Standing.TO_DO, False),
        (0, Standing.TO_DO, False),
        (1, Standing.TO_DO, True),
        (13, Standing.TO_DO, True),
        (14, Standing.LATE, True),
        (15, Standing.LATE, True),
    ],
)
def test_days_after_the_due_day(after, employer, late):
    today = DUE + timedelta(days=after)
    assert standing(AskDays(DUE), today) is employer
    assert is_late_to_oneself(AskDays(DUE), today) is late
    assert standing(AskDays(DUE, done_on=today), today) is Standing.DONE
    assert not is_late_to_oneself(AskDays(DUE, done_on=today), today)


@given(due_on=DAYS, today=DAYS, done_on=st.none() | DAYS)
def test_who_is_late_to_an_employer_is_late_to_oneself(due_on, today, done_on):
    days = AskDays(due_on, done_on=done_on)
    if standing(days, today) is Standing.LATE:
        assert is_late_to_oneself(days, today)


def test_the_week_ends_on_sunday():
    assert end_of_week(MONDAY) == date(2026, 11, 29) == end_of_week(date(2026, 11, 29))
    assert end_of_week(date(2026, 11, 30)) == date(2026, 12, 6)
