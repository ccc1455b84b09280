"""Who is asked something by coming, moving or having another role: told before it is written."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import batched

from awareness.assignments.audience import Newcomer, may_take
from awareness.assignments.evaluation import Evaluation, Pair
from awareness.assignments.models import Ask

PIECE = 5000  # people of one statement


def asked_anew(people: Sequence[Newcomer], now: datetime) -> list[bool]:
    """Of each of these people: whether the worker will ask them something that they are not asked
    now. As preview.py has it, what they did unasked is not looked at."""
    state = Evaluation(now, None, None)
    asking = [
        (running.audience, taught.module, running.assignment.recent_days)
        for running in state.running.values()
        for taught in state.asking(running)
    ]
    held = _held({person.pk for person in people if person.pk is not None} if asking else ())

    def is_asked_anew(person: Newcomer) -> bool:
        day = state.today.at(person.site)
        return any(
            audience.holds(person)
            and may_take(module.open_to, person, day)
            and held.get((person.pk or 0, module.pk), date.min) < day - timedelta(days=recent)
            for audience, module, recent in asking
        )

    return [is_asked_anew(person) for person in people]


def _held(people: Collection[int]) -> dict[Pair, date]:
    """By person and module: the day on which they last did what they were asked; date.max of what
    they are asked now."""
    days: dict[Pair, date] = {}
    for some in batched(people, PIECE):
        asks = Ask.objects.filter(person__in=some, module__opt_in=False)
        rows = asks.values_list("person", "module", "ended_on", "done_on")
        for person, module, ended_on, done_on in rows:
            day = date.max if ended_on is None else done_on or date.min
            days[person, module] = max(day, days.get((person, module), date.min))
    return days
