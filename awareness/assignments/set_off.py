"""Who is asked something by coming, moving or having another role: told before it is written."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import batched

from awareness.assignments.audience import Newcomer, may_take
from awareness.assignments.evaluation import Evaluation, Pair
from awareness.assignments.models import Ask

PIECE = 5000  # people of one statement


class Asking:
    """What is asked of whom at a moment. `known`: ids of those who are here already and of whom it
    will be asked; what these are asked now is read once. As preview.py has it, what they did
    unasked is not looked at."""

    def __init__(self, known: Collection[int], now: datetime) -> None:
        state = Evaluation(now, person_ids=None, assignment=None)
        self._today = state.today
        self._modules = [
            (running.audience, taught.module, timedelta(days=running.assignment.recent_days))
            for running in state.running.values()
            for taught in state.modules_asked_by(running)
        ]
        self._held = _held(known if self._modules else ())

    def will_ask(self, person: Newcomer) -> bool:
        """Whether the worker will ask them something that they are not asked now. No query."""
        day = self._today.at(person.site)
        return any(
            audience.holds(person)
            and may_take(module.open_to, person, day)
            and self._held.get((person.pk or 0, module.pk), date.min) < day - recent
            for audience, module, recent in self._modules
        )


def _held(person_ids: Collection[int]) -> dict[Pair, date]:
    """By person and module: the day on which they last did what they were asked; date.max of what
    they are asked now."""
    days: dict[Pair, date] = {}
    for some in batched(person_ids, PIECE):
        asks = Ask.objects.filter(person__in=some, module__opt_in=False)
        rows = asks.values_list("person", "module", "ended_on", "done_on")
        for person_id, module_id, ended_on, done_on in rows:
            day = date.max if ended_on is None else done_on or date.min
            days[person_id, module_id] = max(day, days.get((person_id, module_id), date.min))
    return days
