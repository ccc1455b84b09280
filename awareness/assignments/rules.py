"""Decisions about days. Pure: no database, no clock, no request. README.md says them in words.

`standing` is said once more in SQL (totals.part_of_ask and states.is_away), for pages that count; a
test holds both together.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from awareness.assignments.models.assignments import DueFrom, RenewFrom

# An employer sees "late" this long after the due day, for everybody alike: a late week is nobody's
# business, and nobody can be told apart by it.
LATE_AFTER = timedelta(days=14)
# Somebody who joins or comes back is given at least this long.
JOINER_TIME = timedelta(days=28)
ONE_DAY = timedelta(days=1)


class Standing(models.TextChoices):
    """The five words of the desk, the most pressing first."""

    LATE = "late", _("Late")
    TO_DO = "to_do", _("To do")
    EXPIRING = "expiring", _("Expiring")
    DONE = "done", _("Done")
    EXCUSED = "excused", _("Excused")

    @property
    def is_open(self) -> bool:
        """Whether there is something to do; where there is not, a manager reads no more."""
        return self not in (Standing.DONE, Standing.EXCUSED)


@dataclass(frozen=True, slots=True)
class AskDays:
    """The days of an ask that decide how it stands. What was excused or paused by a day
    that has come holds; `is_renewal`: the ask follows one that ran out."""

    due_on: date
    done_on: date | None = None
    valid_until: date | None = None
    opens_on: date | None = None
    is_renewal: bool = False
    is_excused: bool = False
    paused_on: date | None = None
    paused_until: date | None = None
    is_on_leave: bool = False

    def is_away(self, today: date) -> bool:
        """Whether nothing is expected of them on that day: excused, paused or on leave."""
        return self.is_excused or self.is_paused(today) or self.is_on_leave

    def is_paused(self, today: date) -> bool:
        """Whether a pause was begun and runs on that day."""
        begun = self.paused_on is not None and self.paused_on <= today
        return begun and (self.paused_until is None or today <= self.paused_until)

    def away_code(self, excused_code: str, paused_code: str, today: date) -> str:
        """By which code nothing is expected of them on that day; "" where it is leave, or where
        something is. A pause that is over gives none."""
        if self.is_excused:
            return excused_code
        return paused_code if self.is_paused(today) else ""

    @property
    def to_do_by(self) -> date:
        """The due day of what is to be done: of what was done once, the day it runs out."""
        return self.valid_until if self.done_on and self.valid_until else self.due_on


def standing(days: AskDays, today: date) -> Standing:
    """How an ask that counts stands for the employer, on a day of the person's site."""
    if days.is_away(today):
        return Standing.EXCUSED
    if days.done_on:
        if days.opens_on is None or days.valid_until is None or today < days.opens_on:
            return Standing.DONE
        if today <= days.valid_until:
            return Standing.EXPIRING
    elif days.is_renewal and today <= days.due_on:
        return Standing.EXPIRING
    return Standing.LATE if days.to_do_by <= last_late_day(today) else Standing.TO_DO


def is_late_to_oneself(days: AskDays, today: date) -> bool:
    """Whether they read themselves that the day has passed: from the day after it."""
    return standing(days, today) in (Standing.TO_DO, Standing.LATE) and days.to_do_by < today


def end_of_week(today: date) -> date:
    """The Sunday of the week."""
    return today + timedelta(days=6 - today.weekday())


def last_late_day(today: date) -> date:
    """Whatever was due on this day or before, and is not done, is late to an employer."""
    return today - LATE_AFTER


# By when


@dataclass(frozen=True, slots=True)
class DueRule:
    """By when an assignment asks: on a day, or so many days from one."""

    on: date | None = None
    days: int | None = None
    counted_from: str = DueFrom.ASKED


def first_due_day(
    due_rule: DueRule, made_on: date, today: date, start_day: date | None, returned_on: date | None
) -> date:
    """The due day of somebody who is asked today. `made_on`: the day of the assignment where they
    are; whoever is asked after it has at least 28 days. `returned_on`: the day after the leave
    they are on, or were on last.

    Days that are counted from so long ago that they are over give 28 days as well.
    """
    if due_rule.on is not None:
        return due_rule.on if today <= made_on else max(due_rule.on, today + JOINER_TIME)
    counted_from = {DueFrom.START: start_day, DueFrom.RETURN: returned_on}.get(
        DueFrom(due_rule.counted_from)
    )
    day = (counted_from or today) + timedelta(days=due_rule.days or 0)
    return day if day >= today else today + JOINER_TIME


@dataclass(frozen=True, slots=True)
class LeaveDays:
    """Leave, from its first day to its last; open where nobody knows yet."""

    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def last_return(leaves: Iterable[LeaveDays], today: date) -> date | None:
    """The day after the leave that somebody is on, or was on last; None where there is none."""
    begun = [leave for leave in leaves if leave.first <= today]
    last = max(begun, key=lambda leave: leave.first).last if begun else None
    return last + ONE_DAY if last else None


def due_day_after_leave(
    asked_on: date, due_on: date, leaves: Iterable[LeaveDays], return_days: int, today: date
) -> date:
    """The due day of what is open, once leave is over: whoever was away when they were asked, or
    when it was due, has so many days after their return. Never earlier than `due_on`."""
    for leave in sorted(leaves, key=lambda leave: leave.first):
        if leave.last is None or leave.last >= today:
            continue
        if leave.holds_on(asked_on) or leave.holds_on(due_on):
            due_on = max(due_on, leave.last + ONE_DAY + timedelta(days=return_days))
    return due_on


# What counts, and for how long


def counts_from(today: date, recent_days: Iterable[int]) -> date:
    """What was done on this day or later answers what is asked today."""
    return today - timedelta(days=max(recent_days, default=0))


def is_too_old(done_on: date | None, made_on: date, recent_days: int) -> bool:
    """Whether what was done lies so long before an assignment that it asks for it again.

    The day of the assignment decides, not the day on which it reached them: a move asks nobody
    twice."""
    return done_on is not None and done_on < made_on - timedelta(days=recent_days)


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """How an assignment asks again: from where its months count, or the day of the year."""

    counted_from: str
    months: int
    opens_days: int
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Validity:
    """The last day on which something done is valid, and the day from which it may be renewed."""

    until: date
    opens_on: date


def validity(renewal_rule: RenewalRule, done_on: date, expired_on: date | None) -> Validity | None:
    """How long what was done is valid; None where it is not asked again. `expired_on`: the last
    day of the completion that it renews.

    A last day before which it could be renewed on the day it was done is passed over.
    """
    opens_before, passed_over = timedelta(days=renewal_rule.opens_days), 0
    while True:
        match renewal_rule.counted_from:
            case RenewFrom.COMPLETION:
                until = months_later(done_on, renewal_rule.months * (passed_over + 1))
            case RenewFrom.EXPIRY:
                until = months_later(expired_on or done_on, renewal_rule.months * (passed_over + 1))
            case RenewFrom.FIXED_DAY:
                until = day_of_year(
                    done_on.year + passed_over, renewal_rule.month or 1, renewal_rule.day or 1
                )
            case _:
                return None
        if until - opens_before > done_on:
            return Validity(until, until - opens_before)
        passed_over += 1


def earliest_validity(validities: Iterable[Validity | None]) -> Validity | None:
    """Of several assignments that ask again, what runs out first."""
    return min((known for known in validities if known), default=None)


def months_later(day: date, months: int) -> date:
    """The same day of another month; where that has none, its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day_of_year(year, month + 1, day.day)


def day_of_year(year: int, month: int, day: int) -> date:
    """The day, or the last one of its month."""
    return date(year, month, min(day, monthrange(year, month)[1]))
