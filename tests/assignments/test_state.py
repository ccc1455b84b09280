"""The one rule of states: in Python, in SQL, and at its boundaries."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.assignments.models import Ask
from awareness.assignments.queries import (
    NOTHING,
    ON_LISTS,
    by_site,
    by_urgency,
    standing,
    total,
)
from awareness.assignments.rules import State, end_of_week, state
from awareness.people.models import User

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


def where(people, today) -> dict[int, str]:
    """Where each stands, asked of the lists one after the other: on exactly one each."""
    found = {}
    for stands in ON_LISTS:
        for person in standing(people, stands, today):
            assert person.pk not in found
            found[person.pk] = stands
    return found


def test_sql_says_the_same_as_the_rule(db, alice, module, complete, assign, site, october):
    """For every day around the boundaries, undone and done, in lists and in counts."""
    assign(module, [site], DUE, now=october)
    only = User.objects.filter(pk=alice.pk)
    for offset in range(-20, 25):
        today = DUE + timedelta(days=offset)
        expected = state(DUE, None, today, viewer_is_employer=True).value
        assert where(only, today) == {alice.pk: expected}
        (tally,) = by_site(only, today)
        assert getattr(tally, expected) == tally.people == 1
    complete(alice, module)
    assert where(only, MONDAY) == {alice.pk: "done"}


def test_the_most_pressing_state_counts(alice, bob, make_module, complete, assign, site, october):
    first, second = make_module("a"), make_module("b")
    assign(first, [site], DUE, now=october)
    assign(second, [site], MONDAY + timedelta(days=60))
    everybody = User.objects.filter(pk__in=[alice.pk, bob.pk])
    complete(bob, first)
    assert where(everybody, MONDAY) == {alice.pk: "overdue", bob.pk: "assigned"}
    assert by_urgency(everybody) == [alice.pk, bob.pk]
    complete(alice, first)
    complete(alice, second)
    assert by_urgency(everybody) == [bob.pk, alice.pk]
    assert where(everybody, MONDAY) == {alice.pk: "done", bob.pk: "assigned"}
    (tally,) = by_site(everybody, MONDAY)
    assert (tally.done, tally.assigned, tally.people) == (1, 1, 2)


def test_totals_are_the_sums_of_the_rows(
    alice, bob, charlie, eva, module, assign, complete, site, other_site, october
):
    assign(module, [site, other_site], DUE, now=october)
    complete(alice, module)
    tallies = by_site(User.objects.filter(is_active=True), MONDAY)
    assert [(t.site.name, t.people, t.done, t.overdue) for t in tallies] == [
        ("Gothenburg", 3, 1, 2),
        ("Leeds", 1, 0, 1),
    ]
    assert (total(tallies).people, total(tallies).overdue) == (4, 3)


def test_leavers_and_those_asked_nothing_are_not_counted(alice, charlie, module, assign, site):
    assign(module, [site], MONDAY)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    people = User.objects.filter(is_active=True)
    assert charlie in standing(people, NOTHING, MONDAY)
    assert alice.pk in Ask.objects.values_list("person", flat=True)
    assert sum(t.people for t in by_site(people, MONDAY)) == 1  # eva, who assigned


def test_counting_costs_the_same_for_four_times_the_people(
    db, module, assign, site, django_assert_num_queries
):
    for size in (3, 12):
        for n in range(size):
            User.objects.create_user(email=f"p{size}-{n}@example.com", name=f"P {n}", site=site)
        assign_once(module, assign, site)
        with django_assert_num_queries(3):
            by_site(User.objects.filter(is_active=True), MONDAY)


def assign_once(module, assign, site):
    from awareness.assignments.evaluation import evaluate
    from awareness.assignments.models import Assignment

    from .conftest import NOW

    if Assignment.objects.exists():
        evaluate(NOW)
    else:
        assign(module, [site], MONDAY)
