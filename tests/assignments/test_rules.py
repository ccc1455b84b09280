"""The rules of days, one by one; and that SQL says of a stored ask what `standing` says of it."""

from datetime import date, timedelta
from random import Random

import pytest

from awareness.assignments import rules
from awareness.assignments.models import Ask
from awareness.assignments.rules import AskDays, DueRule, LeaveDays, RenewalRule, Standing, standing
from awareness.assignments.totals import Part
from awareness.people.models import Leave
from awareness.people.today import DayBySite

from .conftest import MONDAY
from .standings import with_standing

DAY = timedelta(days=1)


def days(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("stored", "word"),
    [
        (AskDays(days(0)), Standing.TO_DO),
        (AskDays(days(-13)), Standing.TO_DO),
        (AskDays(days(-14)), Standing.LATE),
        (AskDays(days(-99), done_on=days(-1)), Standing.DONE),
        (AskDays(days(-99), days(-9), days(1), days(1)), Standing.DONE),
        (AskDays(days(-99), days(-9), days(9), days(0)), Standing.EXPIRING),
        (AskDays(days(-99), days(-9), days(0), days(-9)), Standing.EXPIRING),
        (AskDays(days(-99), days(-99), days(-1), days(-9)), Standing.TO_DO),
        (AskDays(days(-99), days(-99), days(-14), days(-20)), Standing.LATE),
        (AskDays(days(0), is_renewal=True), Standing.EXPIRING),
        (AskDays(days(-1), is_renewal=True), Standing.TO_DO),
        (AskDays(days(-99), is_excused=True), Standing.EXCUSED),
        (AskDays(days(-99), done_on=days(-9), is_on_leave=True), Standing.EXCUSED),
        (AskDays(days(-99), paused_on=days(-3)), Standing.EXCUSED),
        (AskDays(days(-99), paused_on=days(-3), paused_until=days(0)), Standing.EXCUSED),
        (AskDays(days(-99), paused_on=days(-3), paused_until=days(-1)), Standing.LATE),
        (AskDays(days(-99), paused_on=days(1)), Standing.LATE),
    ],
)
def test_one_of_five_words(stored, word):
    assert standing(stored, MONDAY) == word


def test_one_is_late_to_oneself_from_the_day_after():
    assert not rules.is_late_to_oneself(AskDays(days(0)), MONDAY)
    assert rules.is_late_to_oneself(AskDays(days(-1)), MONDAY)
    assert not rules.is_late_to_oneself(AskDays(days(-1), is_excused=True), MONDAY)
    assert rules.is_late_to_oneself(AskDays(days(-99), days(-90), days(-1), days(-9)), MONDAY)


@pytest.mark.parametrize(
    ("due", "start", "returned", "day"),
    [
        (DueRule(on=days(3)), None, None, days(3)),
        (DueRule(days=30), days(-400), None, days(30)),
        (DueRule(days=30, counted_from="start"), days(-10), None, days(20)),
        (DueRule(days=30, counted_from="start"), days(-400), None, days(28)),
        (DueRule(days=30, counted_from="start"), None, None, days(30)),
        (DueRule(days=30, counted_from="return"), None, days(12), days(42)),
        (DueRule(days=30, counted_from="return"), None, None, days(30)),
    ],
)
def test_the_first_day_that_somebody_is_told(due, start, returned, day):
    assert rules.first_due_day(due, MONDAY, MONDAY, start, returned) == day


def test_whoever_is_asked_later_has_time():
    assert rules.first_due_day(DueRule(on=days(3)), MONDAY, days(1), None, None) == days(29)
    assert rules.first_due_day(DueRule(on=days(90)), MONDAY, days(1), None, None) == days(90)


def test_whoever_was_away_has_time_after_their_return():
    def after(*leaves: LeaveDays, day=50) -> date:
        return rules.due_day_after_leave(days(0), days(20), leaves, 28, days(day))

    assert after(LeaveDays(days(-5), days(5))) == days(34)  # away when asked
    assert after(LeaveDays(days(15), days(40))) == days(69)  # away when due
    assert after(LeaveDays(days(5), days(10))) == days(20)  # neither
    assert after(LeaveDays(days(15), None)) == days(20)  # nobody knows yet
    assert after(LeaveDays(days(15), days(40)), day=40) == days(20)  # still away
    assert after(LeaveDays(days(-5), days(0)), LeaveDays(days(20), days(49))) == days(78)
    assert rules.due_day_after_leave(
        days(0), days(90), [LeaveDays(days(-5), days(5))], 28, days(9)
    ) == (days(90))
    assert rules.last_return(
        [LeaveDays(days(-9), days(-5)), LeaveDays(days(-2), days(8))], MONDAY
    ) == days(9)
    assert rules.last_return([LeaveDays(days(-2), None)], MONDAY) is None


@pytest.mark.parametrize(
    ("renewal", "done", "expired", "until"),
    [
        (RenewalRule("completion", 12, 60), "2026-03-31", None, "2027-03-31"),
        (RenewalRule("completion", 1, 7), "2027-01-31", None, "2027-02-28"),
        (RenewalRule("expiry", 12, 60), "2026-03-01", "2026-03-31", "2027-03-31"),
        (RenewalRule("expiry", 12, 60), "2026-05-20", "2026-03-31", "2027-03-31"),
        # So late that it would run out at once: it is valid until the day after.
        (RenewalRule("expiry", 12, 60), "2027-02-20", "2026-03-31", "2028-03-31"),
        (RenewalRule("fixed_day", 12, 60, 12, 31), "2026-06-01", None, "2026-12-31"),
        (RenewalRule("fixed_day", 12, 60, 12, 31), "2026-11-20", None, "2027-12-31"),
        (RenewalRule("fixed_day", 12, 60, 2, 29), "2026-06-01", None, "2027-02-28"),
    ],
)
def test_how_long_what_was_done_is_valid(renewal, done, expired, until):
    valid = rules.validity(
        renewal, date.fromisoformat(done), date.fromisoformat(expired) if expired else None
    )
    assert valid == rules.Validity(
        date.fromisoformat(until),
        date.fromisoformat(until) - timedelta(days=renewal.opens_days),
    )


def test_what_is_never_asked_again_does_not_run_out():
    assert rules.validity(RenewalRule("none", 12, 60), MONDAY, None) is None
    once = rules.validity(RenewalRule("completion", 12, 60), MONDAY, None)
    sooner = rules.validity(RenewalRule("completion", 6, 30), MONDAY, None)
    assert rules.earliest_validity([None, once, sooner]) == sooner
    assert rules.earliest_validity([None]) is None


def stored(chance: Random) -> dict:
    """The columns of an ask that counts, of any that the database takes."""

    def when() -> date | None:
        return chance.choice([None, days(chance.randint(-30, 30))])

    due_on, done_on, paused_on = days(chance.randint(-30, 30)), when(), when()
    until = when() if done_on else None
    return {
        "due_on": due_on, "first_due_on": due_on - DAY, "done_on": done_on, "valid_until": until,
        "opens_on": until and until - timedelta(days=chance.randint(0, 20)),
        "excused_on": chance.choice([None, None, None, MONDAY]), "paused_on": paused_on,
        "paused_until": when() if paused_on else None,
    }  # fmt: skip


@pytest.mark.django_db
def test_sql_says_what_the_rule_says(alice, charlie, module, complete):
    """On two days at once: Alice's site is a day before Charlie's."""
    today, chance = DayBySite(MONDAY, {charlie.site_id: days(1)}), Random(26)  # noqa: S311
    for person in (alice, charlie):
        completion, day = complete(person, module), today.at(person.site_id)
        Leave.objects.create(person=person, first_day=day - 3 * DAY, last_day=day - DAY)
        words = {
            check(person, module, completion, stored(chance), chance.random() < 0.5, today)
            for _each in range(60)
        }
        assert words == set(Standing)
        Leave.objects.create(person=person, first_day=day, last_day=day)
        check(person, module, completion, stored(chance), False, today, on_leave=True)


def check(person, module, completion, columns, renews, today, on_leave=False) -> Standing:
    Ask.objects.filter(renews__isnull=False).delete()
    Ask.objects.all().delete()
    day, before = today.at(person.site_id), None
    if renews:
        before = Ask.objects.create(
            person=person, module=module, asked_on=MONDAY, counts_from=MONDAY, due_on=MONDAY,
            first_due_on=MONDAY, ended_on=MONDAY, ended_reason="renewed",
        )  # fmt: skip
    ask = Ask.objects.create(
        person=person, module=module, asked_on=MONDAY, counts_from=MONDAY, renews=before,
        completion=completion if columns["done_on"] else None,
        excused_code="personal" if columns["excused_on"] else "",
        paused_code="personal" if columns["paused_on"] else "", **columns,
    )  # fmt: skip
    known = AskDays(
        ask.due_on, ask.done_on, ask.valid_until, ask.opens_on, is_renewal=renews,
        is_excused=ask.excused_on is not None, paused_on=ask.paused_on,
        paused_until=ask.paused_until, is_on_leave=on_leave,
    )  # fmt: skip
    [row] = with_standing(Ask.objects.current().filter(person=person), today)
    word = standing(known, day)
    assert row.standing == word, columns
    if word.is_open:
        late = row.part in (Part.LATE, Part.FORTNIGHT)
        assert late == rules.is_late_to_oneself(known, day)
    return word


def test_the_words_have_one_meaning_each():
    assert len(set(Standing.labels)) == 5
    assert [word for word in Standing if not word.is_open] == [Standing.DONE, Standing.EXCUSED]
