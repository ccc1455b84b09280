"""The tallies equal a plain count of all asks, whatever changed them and in whatever order."""

import time
from collections import Counter
from datetime import date, timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awareness.assignments import away, compacting, tallying
from awareness.assignments.away import read_miscounts, update_counted_away
from awareness.assignments.models import Ask, CountedAway, Tally, TeamTally
from awareness.assignments.over_time import GroupBy, Point, mondays_and_today, read_lines
from awareness.people.models import Leave, Membership, Team, User
from awareness.people.today import DayBySite, read_today

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
    always = date.fromisoformat(tallying.NO_DAY)
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


def kept_in_teams() -> dict[tuple, int]:
    """The same by (team, site, module, kind, day, since, until)."""
    names = ("team", "site", "module", "kind", "day", "since", "until")
    sums = TeamTally.objects.values_list(*names).annotate(n=Sum("number")).order_by()
    return {(*row[:7],): row[7] for row in sums if row[7]}


def plain_in_teams() -> dict[tuple, int]:
    counted: Counter[tuple] = Counter()
    asks = Ask.objects.filter(person__is_active=True).select_related("person")
    for ask in asks.prefetch_related("person__memberships"):
        for held in ask.person.memberships.all():
            at = (held.team_id, ask.person.site_id, ask.module_id)
            days = (held.since, held.until)
            counted[*at, "asked", ask.asked_on, *days] += 1
            if ask.done_on:
                counted[*at, "done", max(ask.done_on, ask.asked_on), *days] += 1
            if ask.ended_on:
                counted[*at, "asked", ask.ended_on, *days] -= 1
                counted[*at, "done", ask.ended_on, *days] -= bool(ask.done_on)
    return {key: number for key, number in counted.items() if number}


def plain_lines(days, site) -> dict[str, list[Point]]:
    """By team of the site's people on the last of the days: asked and done on each, from the asks
    and memberships as they are; teams of which something is asked or done."""
    lines: dict[str, list[Point]] = {}
    for team in Team.objects.all():
        members = Membership.objects.on(days[-1]).filter(
            team=team, user__site=site, user__is_active=True
        )
        asks = [ask for held in members for ask in Ask.objects.filter(person=held.user)]
        points = []
        for day in days:
            counted = [
                ask
                for ask in asks
                if ask.asked_on <= day and (ask.ended_on is None or ask.ended_on > day)
            ]
            done = [ask for ask in counted if ask.done_on and ask.done_on <= day]
            points.append(Point(day, len(counted), len(done)))
        lines[team.name] = points
    return {name: points for name, points in lines.items() if any(p.asked for p in points)}


def assert_lines(days, site) -> None:
    lines = {line.name: list(line.points) for line in read_lines(GroupBy.TEAM, days, site=site)}
    lines = {name: points for name, points in lines.items() if any(p.asked for p in points)}
    assert lines == plain_lines(days, site)


def _held(asks, **days) -> Membership | None:
    """A membership of whoever is asked, of days as given."""
    return Membership.objects.filter(user=asks.get().person_id, **days).first()


def _leave(asks, day) -> None:
    """They leave a team on that day; one that had not begun by then was a mistake."""
    if held := _held(asks, until=None):
        Membership.objects.filter(pk=held.pk, since__lt=day).update(until=day)
        Membership.objects.filter(pk=held.pk, since__gte=day).delete()


def _join(asks, day) -> None:
    person = asks.get().person_id
    free = Team.objects.exclude(memberships__user=person, memberships__until=None)
    Membership.objects.bulk_create(
        [Membership(user_id=person, team=team, since=day) for team in free.order_by("pk")[:1]]
    )


def _begin_on(asks, day) -> None:
    if held := _held(asks, until=None):
        held.since = day
        held.save()


CHANGES = {
    "due": lambda ask, day: ask.update(due_on=max(day, MONDAY + timedelta(days=50))),
    "excused": lambda ask, day: ask.update(excused_on=day, excused_code="personal"),
    "no_longer_excused": lambda ask, _day: ask.update(excused_on=None, excused_code=""),
    "paused": lambda ask, day: ask.update(paused_on=day, paused_code="workload"),
    "resumed": lambda ask, _day: ask.update(paused_on=None, paused_code="", paused_until=None),
    "ended": lambda ask, day: ask.update(ended_on=max(day, MONDAY), ended_reason="withdrawn"),
    "reopened": lambda ask, _day: ask.update(ended_on=None, ended_reason=""),
    "saved": lambda ask, _day: [each.save() for each in ask],
    "away": lambda ask, _day: CountedAway.objects.get_or_create(person_id=ask.get().person_id),
    "back": lambda ask, _day: CountedAway.objects.filter(person=ask.get().person_id).delete(),
    "joins": _join,
    "leaves": _leave,
    "begins": _begin_on,
    "account": lambda ask, day: User.objects.filter(pk=ask.get().person_id).update(
        is_active=day >= MONDAY
    ),
    "moves": lambda ask, day: User.objects.filter(pk=ask.get().person_id).update(
        site=None if day < MONDAY else ask.get().person.site
    ),
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
def test_whatever_happens_to_asks_and_to_people(asks, sales, steps):
    with transaction.atomic():
        for change, which, day in steps:
            CHANGES[change](Ask.objects.filter(pk=asks[which].pk), day)
            assert kept() == plain()
            assert kept_in_teams() == plain_in_teams()
        transaction.set_rollback(True)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_lines_of_teams_are_a_plain_count_when_rows_are_put_together_in_between(
    asks, site, sales, steps
):
    """Every third day something happens, and before it rows may have been put together."""
    with transaction.atomic():
        for number, (change, which, day) in enumerate(steps):
            CHANGES[change](Ask.objects.filter(pk=asks[which].pk), day)
            today = MONDAY + timedelta(days=3 * number)
            assert_lines(mondays_and_today(today), site)
            if which:
                compacting.compact(today)
                assert_lines(mondays_and_today(today), site)
                assert_lines(mondays_and_today(today + timedelta(days=30)), site)
        transaction.set_rollback(True)


def test_of_two_at_once_the_later_sees_the_other(threads, asks, alice, sales):
    """What somebody is asked, their membership and their leave, changed in the same moment."""
    begun = Event()

    def end() -> None:
        with transaction.atomic():
            list(User.objects.select_for_update(no_key=True).filter(pk=alice.pk))
            Ask.objects.filter(person=alice).update(ended_on=MONDAY, ended_reason="left")
            begun.set()
            time.sleep(0.3)  # the other begins meanwhile

    def join() -> None:
        begun.wait(60)
        Membership.objects.create(user=alice, team=sales, since=MONDAY)
        CountedAway.objects.create(person=alice)

    assert threads([end, join]) == [None, None]
    assert kept() == plain()
    assert kept_in_teams() == plain_in_teams()


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


def test_whoever_is_on_leave_is_counted_so_by_the_worker(asks, alice, bob, turns, monkeypatch):
    monkeypatch.setattr(away, "PEOPLE_AT_ONCE", 1)
    days = {"first_day": MONDAY, "last_day": MONDAY + timedelta(days=3)}
    Leave.objects.bulk_create([Leave(person=who, **days) for who in (alice, bob)])
    CountedAway.objects.create(person=bob)
    today = read_today(NOW)
    assert read_miscounts(today).away_ids == [alice.pk]
    for _time in range(2):
        update_counted_away(NOW)
        assert set(CountedAway.objects.values_list("person", flat=True)) == {alice.pk, bob.pk}
        assert kept() == plain()
    after = DayBySite(MONDAY + timedelta(days=4))
    assert set(read_miscounts(after).back_ids) == {alice.pk, bob.pk}
    update_counted_away(NOW + timedelta(days=4))
    assert not CountedAway.objects.exists()
    assert len(turns) == 3  # one went, two came back
    assert kept() == plain()


def test_rows_about_the_same_are_put_into_one_and_a_recount_gives_them_again(asks):
    for _time in range(3):
        Ask.objects.update(due_on=F("due_on") + timedelta(days=1))
    before, rows = kept(), Tally.objects.count()
    compacting.compact(MONDAY)
    assert kept() == before
    assert Tally.objects.count() == len(before) < rows
    Tally.objects.all().delete()
    TeamTally.objects.all().delete()
    tallying.recount()
    assert kept() == before == plain()
    assert kept_in_teams() == plain_in_teams()
    assert Tally.objects.count() == len(before)


def test_rows_of_a_membership_that_is_over_go_and_those_of_one_that_began_are_one(asks, packing):
    """Since when does not matter any more; a membership that is taken up again counts anew."""
    held = Membership.objects.filter(team=packing).order_by("pk")
    for days, membership in enumerate(held):
        membership.since -= timedelta(days=days)
        membership.save()
    compacting.compact(MONDAY)
    asked = TeamTally.objects.filter(team=packing, kind="asked")
    assert [row.number for row in asked] == [len(held)]
    Membership.objects.filter(pk=held[0].pk).update(until=MONDAY)
    compacting.compact(MONDAY)
    assert [row.number for row in asked.all()] == [len(held) - 1]
    Membership.objects.filter(pk=held[0].pk).update(until=None)
    compacting.compact(MONDAY)
    assert [row.number for row in asked.all()] == [len(held)]


def test_sites_where_nothing_changed_are_left_alone(asks, other_site, mallory, module, turns):
    """Putting together writes where it has to, a transaction a site."""
    compacting.compact(MONDAY)
    turns.clear()
    compacting.compact(MONDAY)
    assert turns == []
    days = {"asked_on": MONDAY, "first_due_on": MONDAY, "due_on": MONDAY, "counts_from": MONDAY}
    Ask.objects.create(person=mallory, module=module, **days)
    Ask.objects.filter(person=mallory).update(ended_on=MONDAY, ended_reason="left")
    before = list(Tally.objects.exclude(site=other_site).values_list("pk", flat=True))
    compacting.compact(MONDAY)
    assert len(turns) == 2  # its tallies, and those of its teams
    assert list(Tally.objects.exclude(site=other_site).values_list("pk", flat=True)) == before


def test_migrating_takes_the_triggers_away_and_brings_them_back(asks):
    tallying.drop_triggers()
    Ask.objects.update(due_on=MONDAY + timedelta(days=3))
    Membership.objects.update(since=MONDAY)
    assert kept() != plain()
    assert kept_in_teams() != plain_in_teams()
    tallying.create_triggers()
    assert kept() == plain()
    assert kept_in_teams() == plain_in_teams()
    Ask.objects.update(due_on=MONDAY + timedelta(days=4))
    assert kept() == plain()
    assert connection.in_atomic_block
