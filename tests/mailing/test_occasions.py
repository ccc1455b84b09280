"""On which days there is something to write about: dates in, days out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awareness.mailing.hours import is_working_day, wait_until, working_day
from awareness.mailing.occasions import (
    AskDates,
    Occasion,
    SilentDays,
    first_day_to_write,
    is_written_on,
    occasions_of,
)

ASKED, DUE = date(2027, 3, 1), date(2027, 3, 31)  # a Monday, a Wednesday
DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))


def days(ask: AskDates, *silences: SilentDays) -> list[tuple[str, str]]:
    """(kind, the first day it may be written on), as texts."""
    return [(each.kind.value, each.on.isoformat()) for each in occasions_of(ask, silences)]


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (
            AskDates(ASKED, DUE),
            [("asked", "2027-03-01"), ("due_soon", "2027-03-24"), ("late", "2027-04-15")],
        ),
        # On a Saturday: the Monday after.
        (
            AskDates(date(2027, 3, 6), date(2027, 3, 10)),
            [("asked", "2027-03-08"), ("late", "2027-03-25")],
        ),
        (
            AskDates(ASKED, DUE, is_renewal=True),
            [("expiring", "2027-03-01"), ("due_soon", "2027-03-24"), ("late", "2027-04-15")],
        ),
        # More time, told on the Monday after; not once it is over, nor when it was done meanwhile.
        (
            AskDates(ASKED, DUE, extended_on=date(2027, 3, 13)),
            [
                ("asked", "2027-03-01"),
                ("extended", "2027-03-15"),
                ("due_soon", "2027-03-24"),
                ("late", "2027-04-15"),
            ],
        ),
        (
            AskDates(ASKED, date(2027, 3, 7), extended_on=date(2027, 3, 6)),
            [("asked", "2027-03-01"), ("late", "2027-03-22")],
        ),
        (
            AskDates(ASKED, DUE, extended_on=date(2027, 3, 4), done_on=date(2027, 3, 5)),
            [("certificate", "2027-03-08")],
        ),
        (AskDates(ASKED, DUE, done_on=date(2027, 3, 5)), [("certificate", "2027-03-08")]),
        (AskDates(ASKED, DUE, done_on=date(2027, 2, 5)), []),  # before it was asked
        (AskDates(ASKED, DUE, excused=True), []),
    ],
)
def test_the_days_of_an_ask(ask, expected):
    assert days(ask) == expected


def test_leave_and_pauses_put_off_and_a_reminder_after_the_day_is_left_out():
    leave = SilentDays(date(2027, 2, 20), date(2027, 3, 26))
    assert days(AskDates(ASKED, DUE), leave) == [
        ("asked", "2027-03-29"),
        ("due_soon", "2027-03-29"),
        ("late", "2027-04-15"),
    ]
    longer = SilentDays(date(2027, 2, 20), date(2027, 4, 2))
    assert days(AskDates(ASKED, DUE), longer) == [("asked", "2027-04-05"), ("late", "2027-04-15")]
    assert days(AskDates(ASKED, DUE), SilentDays(ASKED, None)) == []
    pause = SilentDays(date(2027, 3, 20), date(2027, 4, 20))
    assert days(AskDates(ASKED, DUE, pause=pause)) == [
        ("asked", "2027-03-01"),
        ("late", "2027-04-21"),
    ]


@settings(max_examples=60, deadline=None)
@given(DAYS, st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=4))
def test_the_first_open_day_is_the_first(day, spans):
    quiet = [SilentDays(first, first + timedelta(days=n)) for first, n in spans]
    found = first_day_to_write(day, quiet)
    each = day
    while not is_working_day(each) or any(span.holds(each) for span in quiet):
        each += timedelta(days=1)
    assert found == each


def test_what_was_missed_is_written_for_a_fortnight():
    [asked, *_rest] = occasions_of(AskDates(ASKED, DUE), [])
    assert is_written_on(asked, ASKED, missed=False)
    assert not is_written_on(asked, ASKED + timedelta(days=1), missed=False)
    assert is_written_on(asked, ASKED + timedelta(days=14), missed=True)
    assert not is_written_on(asked, ASKED + timedelta(days=15), missed=True)
    assert not is_written_on(asked, ASKED - timedelta(days=1), missed=True)
    assert asked.kind == Occasion.ASKED


@pytest.mark.parametrize(
    ("now", "zone", "goes"),
    [
        ("2027-04-12T06:00", "Europe/Stockholm", None),  # eight there
        ("2027-04-12T05:59", "Europe/Stockholm", "2027-04-12T08:00+02:00"),
        ("2027-04-12T14:59", "Europe/Stockholm", None),
        ("2027-04-12T15:00", "Europe/Stockholm", "2027-04-13T08:00+02:00"),
        ("2027-04-16T15:00", "Europe/Stockholm", "2027-04-19T08:00+02:00"),  # Friday evening
        ("2027-04-17T09:00", "Europe/Stockholm", "2027-04-19T08:00+02:00"),
        ("2027-04-12T00:30", "Asia/Kolkata", "2027-04-12T08:00+05:30"),
        # The night the clock goes forward: Monday at eight is an hour earlier in UTC.
        ("2027-03-26T20:00", "Europe/Stockholm", "2027-03-29T08:00+02:00"),
    ],
)
def test_working_hours_are_those_of_the_zone(now, zone, goes):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(goes) if goes else None
    assert wait_until(moment, ZoneInfo(zone)) == expected
    assert working_day(date(2027, 4, 17)) == date(2027, 4, 19)
