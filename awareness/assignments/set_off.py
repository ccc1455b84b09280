"""Who is asked something by coming, moving or having another role: told before it is written."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import batched

from awareness.assignments.audience import Newcomer, may_newcomer_take
from awareness.assignments.evaluation import Evaluation, Pair
from awareness.assignments.models import Ask

PEOPLE_AT_ONCE = 5000  # people of one statement


class AskForecast:
    """What is asked of whom at a moment. `known_person_ids`: of those who are here already and of
    whom it will be asked; what these are asked now is read once. What they did unasked is not
    looked at, as in preview.py."""

    def __init__(self, known_person_ids: Collection[int], now: datetime) -> None:
        evaluation = Evaluation(now, assignment=None)
        self._day_by_site = evaluation.day_by_site
        self._running_modules = [
            (
                running_assignment.audience,
                status.module,
                timedelta(days=running_assignment.assignment.recent_days),
            )
            for running_assignment in evaluation.running_assignment_by_id.values()
            for status in evaluation.modules_of(running_assignment)
        ]
        self._last_done = _last_done_by_pair(known_person_ids if self._running_modules else ())

    def will_ask(self, person: Newcomer) -> bool:
        """Whether the worker will ask them something that they are not asked now. No query."""
        day = self._day_by_site.at(person.site_id)
        return any(
            audience.names_newcomer(person)
            and may_newcomer_take(module.open_to, person, day)
            and self._last_done.get((person.pk or 0, module.pk), date.min) < day - recent
            for audience, module, recent in self._running_modules
        )


def _last_done_by_pair(person_ids: Collection[int]) -> dict[Pair, date]:
    """By person and module: the day on which they last did what they were asked; date.max of what
    they are asked now."""
    day_by_pair: dict[Pair, date] = {}
    for some_ids in batched(person_ids, PEOPLE_AT_ONCE):
        asks = Ask.objects.filter(person__in=some_ids, module__opt_in=False)
        rows = asks.values_list("person", "module", "ended_on", "done_on")
        for person_id, module_id, ended_on, done_on in rows:
            day = date.max if ended_on is None else done_on or date.min
            day_by_pair[person_id, module_id] = max(
                day, day_by_pair.get((person_id, module_id), date.min)
            )
    return day_by_pair
