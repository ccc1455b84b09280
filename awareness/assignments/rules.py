"""Decisions about due days. Pure: no database, no clock, no request."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

# An employer sees "overdue" this long after the due day, for everybody alike: a late week is
# nobody's business, and nobody can be told apart by it.
GRACE = timedelta(days=14)
# Somebody who joins is given at least this long.
JOINER_TIME = timedelta(days=28)


class State(models.TextChoices):
    """Where somebody stands with what they are asked to do."""

    ASSIGNED = "assigned", _("Assigned")
    DUE = "due", _("Due")
    OVERDUE = "overdue", _("Overdue")
    LATE = "late", _("Late")  # for one's own eyes alone
    DONE = "done", _("Done")


def end_of_week(today: date) -> date:
    """The Sunday of the week."""
    return today + timedelta(days=6 - today.weekday())


def last_overdue(today: date) -> date:
    """Whatever was due on this day or before, and is not done, is overdue to an employer."""
    return today - GRACE


def state(due_on: date, done_on: date | None, today: date, viewer_is_employer: bool) -> State:
    """assigned → due (by this Sunday, or past) → done; past the day, `late` to oneself.

    To an employer it stays `due` until 14 days after the due day, and is `overdue` from then on.
    """
    if done_on is not None:
        return State.DONE
    if viewer_is_employer:
        if due_on <= last_overdue(today):
            return State.OVERDUE
    elif due_on < today:
        return State.LATE
    return State.DUE if due_on <= end_of_week(today) else State.ASSIGNED


def joiner_due(due_on: date, today: date) -> date:
    """The due day of somebody added today: the assignment's, but not sooner than in 28 days."""
    return max(due_on, today + JOINER_TIME)
