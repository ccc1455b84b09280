"""On which days there is something to write to somebody about: worked out from dates. Pure.

An occasion is of a day. It is put off while somebody is away, has not begun or what is asked is
paused, and to the next working day; what was missed (no worker, no server) is written for a
fortnight.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from awareness.mailing.hours import working_day

ONE_DAY = timedelta(days=1)
SOON_BEFORE_DUE = timedelta(days=7)  # before the due day
LATE_AFTER_DUE = timedelta(days=15)  # after it: the fortnight has passed
READY_AFTER_DONE = timedelta(days=1)  # after it was done
MISSED_WITHIN = timedelta(days=14)


class Occasion(models.TextChoices):
    """The most pressing first: it gives a mail its subject."""

    LATE = "late", _("Still open, two weeks after its day")
    REMINDED = "reminded", _("Reminded by HR")
    EXPIRING = "expiring", _("To be renewed")
    DUE_SOON = "due_soon", _("A week left")
    ASKED = "asked", _("Asked")
    EXTENDED = "extended", _("More time")
    CERTIFICATE = "certificate", _("Certificate ready")
    MANAGERS = "managers", _("Managers will be told")


# Not a duty: a reminder ahead of time, and good news. Whoever wants none of it says so.
OPTIONAL_OCCASIONS = frozenset({Occasion.DUE_SOON, Occasion.EXTENDED, Occasion.CERTIFICATE})


# Said of a day that is to come; after it, something else is.
OF_DAYS_TO_COME = frozenset({Occasion.DUE_SOON, Occasion.EXTENDED})


def is_optional(kind: Occasion, due_on: date, today: date) -> bool:
    """Whether this is their own choice. Being reminded by HR is, as long as the day is to come."""
    return kind in OPTIONAL_OCCASIONS or (kind == Occasion.REMINDED and today <= due_on)


@dataclass(frozen=True)
class SilentDays:
    """Days without mail, both included; open when `last` is empty."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class AskDates:
    """The days of one ask."""

    asked_on: date
    due_on: date
    done_on: date | None = None
    extended_on: date | None = None
    excused: bool = False
    is_renewal: bool = False
    pause: SilentDays | None = None

    @property
    def is_open(self) -> bool:
        return self.done_on is None and not self.excused


@dataclass(frozen=True)
class DatedOccasion:
    """An occasion: the day it is of, and the first day on which it may be written about."""

    kind: Occasion
    day: date
    on: date


def occasions_of(dates: AskDates, silences: Iterable[SilentDays]) -> list[DatedOccasion]:
    """What there is to write about one ask as it stands, in the order of days."""
    all_silences = [*silences, *([dates.pause] if dates.pause else [])]
    dated = [
        DatedOccasion(kind, day, first_day)
        for kind, day in _days_by_occasion(dates)
        if (first_day := first_day_to_write(day, all_silences)) is not None
        and not (kind in OF_DAYS_TO_COME and first_day >= dates.due_on)
    ]
    return sorted(dated, key=lambda dated_occasion: dated_occasion.day)


def _days_by_occasion(dates: AskDates) -> list[tuple[Occasion, date]]:
    if dates.done_on is not None:
        # What was done before it was asked gave its certificate then.
        done_since = dates.done_on >= dates.asked_on
        return [(Occasion.CERTIFICATE, dates.done_on + READY_AFTER_DONE)] if done_since else []
    if dates.excused:
        return []
    first = Occasion.EXPIRING if dates.is_renewal else Occasion.ASKED
    days = [(first, dates.asked_on), (Occasion.LATE, dates.due_on + LATE_AFTER_DUE)]
    if dates.due_on - SOON_BEFORE_DUE > dates.asked_on:  # else the mail of asking says the day
        days.append((Occasion.DUE_SOON, dates.due_on - SOON_BEFORE_DUE))
    if dates.extended_on is not None:
        days.append((Occasion.EXTENDED, dates.extended_on))
    return days


def first_day_to_write(day: date, quiet: Iterable[SilentDays]) -> date | None:
    """The first working day, this or later, in no silence; None: nobody knows one."""
    quiet, day = list(quiet), working_day(day)
    while silence := next((span for span in quiet if span.holds(day)), None):
        if silence.last is None:
            return None
        day = working_day(silence.last + ONE_DAY)
    return day


def is_written_on(dated_occasion: DatedOccasion, today: date, *, missed: bool) -> bool:
    """Whether it is written about today; with `missed`, also what fell on days just before."""
    return dated_occasion.on == today or (
        missed and today - MISSED_WITHIN <= dated_occasion.on < today
    )
