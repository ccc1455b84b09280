"""The tallies equal a plain count of all asks, whatever changed them and in whatever order."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awareness.assignments import tallying
from awareness.assignments.away import count_away, miscounted
from awareness.assignments.models import Ask, CountedAway, Tally
from awareness.people.models import Leave, User
from awareness.people.today import Today, read_today

from .conftest import MONDAY, NOW

pytestmark = pytest.mark.django_db
DAYS = st.integers(-40, 40).map(lambda n: MONDAY + timedelta(days=n))


def kept() -> dict[tuple, int]:
    """The sums of what the triggers wrote, by (site, module, kind, day)."""
    names = ("site", "module", "kind", "day")
    sums = Tally.objects.values_list(*names).annotate(n=Sum("number")).order_by()
    return {(*row[:4],): row[4] for row in sums if row[4]}


def plain() -> dict[tuple, int]:
    """The same, counted in Python from the rows as they are."""
    counted: Counter[tuple] = Counter()
    always = date.fromisoformat(tallying.ALWAYS)
    away = set(CountedAway.objects.values_list("person", flat=True))
    for ask in Ask.objects.filter(person__is_active=True).select_related("person"):
        at = (ask.person.site_id, ask.module_id)
        counted[*at, "asked", ask.asked_on] += 1
        if ask.done_on:
            counted[*at, "done", max(ask.done_on, ask.asked_on)] += 1
        if ask.ended_on:
            counted[*at, "asked", ask.ended_on] -= 1
            counted[*at, "done", ask.ended_on] -= bool(ask.done_on)
        elif ask.excused_on or ask.paused_on or ask.person_id in away:
            counted[*at, "held", always] += 1
        elif ask.done_on and ask.opens_on:
            counted[*at, "opens", ask.opens_on] += 1
            counted[*at, "runs_out", ask.valid_until] += 1
        elif ask.done_on:
            counted[*at, "kept", always] += 1
        else:
            counted[*at, "renewing" if ask.renews_id else "open", ask.due_on] += 1
    return {key: number for key, number in counted.items() if number}


CHANGES = {
    "due": lambda ask, day: ask.update(due_on=max(day, MONDAY + timedelta(days=50))),
    "excused": lambda ask, day: ask.update(excused_on=day, excused_code="personal"),
    "no_longer_excused": lambda ask, _day: ask.update(excused_on=None, excused_code=""),
    "paused": lambda ask, day: ask.update(paused_on=day, paused_code="workload"),
    "resumed": lambda ask, _day: ask.update(paused_on=None, paused_code="", paused_until=None),
    "ended": lambda ask, day: ask.update(ended_on=day, ended_reason="withdrawn"),
    "reopened": lambda ask, _day: ask.update(ended_on=None, ended_reason=""),
    "saved": lambda ask, _day: [each.save() for each in ask],
    "away": lambda ask, _day: CountedAway.objects.get_or_create(person_id=ask.get().person_id),
    "back": lambda ask, _day: CountedAway.objects.filter(person=ask.get().person_id).delete(),
}


@pytest.fixture
def asks(alice, bob, charlie, module, complete):
    done = complete(bob, module)
    days = {"asked_on": MONDAY, "first_due_on": MONDAY, "due_on": MONDAY, "counts_from": MONDAY}
    return Ask.objects.bulk_create(
        [
            Ask(person=alice, module=module, **days),
            Ask(person=bob, module=module, completion=done, done_on=done.day, **days),
            Ask(person=charlie, module=module, **days),
        ]
    )


STEPS = st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 2), DAYS), max_size=8)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_to_asks(asks, steps):
    with transaction.atomic():
        for change, which, day in steps:
            CHANGES[change](Ask.objects.filter(pk=asks[which].pk), day)
            assert kept() == plain()
        transaction.set_rollback(True)


def test_moves_shut_accounts_renewals_and_completions(asks, other_site, complete, alice, module):
    people = User.objects.filter(pk__in=[ask.person_id for ask in asks])
    people.update(site=other_site)
    assert kept() == plain()
    people.filter(pk=alice.pk).update(is_active=False)
    assert kept() == plain()
    people.update(site=None, is_active=True)
    assert kept() == plain()
    done = complete(alice, module)
    Ask.objects.filter(pk=asks[0].pk).update(
        completion=done, done_on=done.day, valid_until=F("due_on"), opens_on=F("due_on")
    )
    assert kept() == plain()
    Ask.objects.filter(pk=asks[1].pk).update(ended_on=MONDAY, ended_reason="renewed")
    days = {"asked_on": MONDAY, "first_due_on": MONDAY, "due_on": MONDAY, "counts_from": MONDAY}
    Ask.objects.create(person=asks[1].person, module=module, renews=asks[1], **days)
    assert kept() == plain()
    Ask.objects.filter(pk=asks[2].pk).delete()
    assert kept() == plain()


def test_whoever_is_on_leave_is_counted_so_by_the_worker(asks, alice, bob):
    days = {"first_day": MONDAY, "last_day": MONDAY + timedelta(days=3)}
    Leave.objects.bulk_create([Leave(person=who, **days) for who in (alice, bob)])
    CountedAway.objects.create(person=bob)
    today = read_today(NOW)
    assert miscounted(today).away == [alice.pk]
    for _time in range(2):
        count_away(NOW)
        assert set(CountedAway.objects.values_list("person", flat=True)) == {alice.pk, bob.pk}
        assert kept() == plain()
    after = Today(MONDAY + timedelta(days=4))
    assert set(miscounted(after).back) == {alice.pk, bob.pk}
    count_away(NOW + timedelta(days=4))
    assert not CountedAway.objects.exists()
    assert kept() == plain()


def test_rows_about_the_same_are_put_into_one_and_a_recount_gives_them_again(asks):
    for _time in range(3):
        Ask.objects.update(due_on=F("due_on") + timedelta(days=1))
    before, rows = kept(), Tally.objects.count()
    tallying.compact(MONDAY)
    assert kept() == before
    assert Tally.objects.count() == len(before) < rows
    Tally.objects.all().delete()
    tallying.recount()
    assert kept() == before == plain()
    assert Tally.objects.count() == len(before)


def test_migrating_takes_the_triggers_away_and_brings_them_back(asks):
    tallying.let_go()
    Ask.objects.update(due_on=MONDAY + timedelta(days=3))
    assert kept() != plain()
    tallying.keep()
    assert kept() == plain()
    Ask.objects.update(due_on=MONDAY + timedelta(days=4))
    assert kept() == plain()
    assert connection.in_atomic_block
