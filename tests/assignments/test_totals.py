"""The desk's totals equal a plain count of all asks by `rules.standing`, on any day."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awareness.assignments.models import Ask, CountedAway
from awareness.assignments.rules import AskDays, Standing, end_of_week, standing
from awareness.assignments.totals import Part, count_asks, sum_of
from awareness.people.models import Leave, User
from awareness.people.today import DayBySite, read_today

from .conftest import MONDAY, NOW

pytestmark = pytest.mark.django_db


def days_of(ask: Ask, day: date) -> AskDays:
    return AskDays(
        ask.due_on, ask.done_on, ask.valid_until, ask.opens_on, ask.renews_id is not None,
        ask.excused_on is not None, ask.paused_on, ask.paused_until,
        Leave.objects.on(day).filter(person=ask.person_id).exists(),
    )  # fmt: skip


def part_of(days: AskDays, day: date) -> str:
    stands = standing(days, day)
    if stands is not Standing.TO_DO:
        return stands.value
    if days.to_do_by < day:
        return Part.FORTNIGHT
    return Part.WEEK if days.to_do_by <= end_of_week(day) else Part.LATER


def plain(today: DayBySite) -> dict:
    counted: dict = {"site": defaultdict(Counter), "module": defaultdict(Counter)}
    for ask in Ask.objects.filter(ended_on=None).select_related("person"):
        day = today.at(ask.person.site_id)
        if ask.person.is_active and (ask.person.end_day is None or ask.person.end_day >= day):
            part = part_of(days_of(ask, day), day)
            counted["site"][ask.person.site_id][part] += 1
            counted["module"][ask.module_id][part] += 1
    return counted


def counted(today: DayBySite) -> dict:
    return {
        by: {
            key: {part: n for part, n in total.parts.items() if n}
            for key, total in count_asks(by, today).items()
        }
        for by in ("site", "module")
    }


NEAR = st.integers(-45, 45).map(lambda n: MONDAY + timedelta(days=n))
ASKS = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.integers(0, 2),
            "due_on": NEAR,
            "done": st.booleans(),
            "valid_until": st.none() | NEAR,
            "excused": st.booleans(),
            "paused": st.none() | st.tuples(NEAR, st.none() | NEAR),
            "renews": st.booleans(),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asks=ASKS, leave=st.none() | NEAR, left=st.none() | NEAR, away=st.sets(st.integers(0, 2)))
def test_totals_equal_a_plain_count(
    asks, leave, left, away, alice, bob, charlie, make_module, complete, django_db_blocker
):
    from django.db import transaction

    with transaction.atomic():
        people = [alice, bob, charlie]
        for n, ask in enumerate(asks):
            module = make_module(f"m{n}")
            who, done = people[ask["who"]], None
            if ask["done"]:
                done = complete(who, module)
            valid = ask["valid_until"] if done else None
            first, last = ask["paused"] or (None, None)
            days = {"asked_on": MONDAY, "counts_from": MONDAY, "first_due_on": ask["due_on"]}
            old = None
            if ask["renews"] and not done:
                old = Ask.objects.create(
                    person=who, module=module, due_on=ask["due_on"], ended_on=MONDAY,
                    ended_reason="renewed", **days,
                )  # fmt: skip
            Ask.objects.create(
                person=who, module=module, due_on=ask["due_on"], completion=done,
                done_on=done and done.day, valid_until=valid,
                opens_on=valid and valid - timedelta(days=20), renews=old,
                excused_on=MONDAY if ask["excused"] else None,
                excused_code="personal" if ask["excused"] else "",
                paused_on=first, paused_until=last, paused_code="workload" if first else "",
                **days,
            )  # fmt: skip
        if leave:
            Leave.objects.create(person=bob, first_day=leave, last_day=leave + timedelta(days=9))
        if left:
            User.objects.filter(pk=charlie.pk).update(end_day=left)
        for today in (read_today(NOW), DayBySite(MONDAY + timedelta(days=17))):
            assert counted(today) == plain(today)
        CountedAway.objects.bulk_create([CountedAway(person=people[n]) for n in away])
        for today in (read_today(NOW), DayBySite(MONDAY + timedelta(days=17))):
            assert counted(today) == plain(today)
        transaction.set_rollback(True)


def test_each_site_has_its_own_day(alice, charlie, module):
    """An hour past midnight in Gothenburg it is the day before in Leeds."""
    late_there = MONDAY - timedelta(days=14)
    for who in (alice, charlie):
        Ask.objects.create(
            person=who, module=module, asked_on=late_there, first_due_on=late_there,
            due_on=late_there, counts_from=late_there,
        )  # fmt: skip
    midnight = datetime.fromisoformat("2026-11-22T23:30:00+00:00")
    sites = count_asks("site", read_today(midnight))
    assert sites[alice.site_id].late == 1
    assert (sites[charlie.site_id].late, sites[charlie.site_id].fortnight) == (0, 1)
    assert sum_of(sites).asked == 2
