"""What is no longer asked of somebody, and what is asked of oneself. Lists and totals of the desk:
asklists.py, teamlists.py, totals.py, over_time.py; the assignments of HR: assignment_words.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from awareness.assignments import rules
from awareness.assignments.asklists import ask_days
from awareness.assignments.models import FOR_CHANGES_ALONE, Ask, AskChange, AskSource, ChangeKind
from awareness.assignments.rules import Standing
from awareness.assignments.titles import read_titles
from awareness.people.models import User
from awareness.people.visibility import project
from prepared import Slot, prepared


@dataclass(frozen=True, slots=True)
class PastAsk:
    """What somebody was asked and is no longer, as a role may see it. Nothing else is held."""

    fields: dict[str, Any]


def read_past(role: str, person: User) -> list[PastAsk]:
    """What somebody was asked and is no longer, the newest first; done or not. Two queries."""
    asks = Ask.objects.past().filter(person=person).select_related("completion__module_version")
    titles = read_titles()
    return [
        PastAsk(
            project(
                role,
                {
                    "module": titles.get(ask.module_id, ""),
                    "assigned": ask.asked_on,
                    "due_day": ask.due_on,
                    "done_day": ask.done_on,
                    "module_version": ask.completion.module_version.label if ask.completion else "",
                    "no_longer_asked": (ask.ended_on, ask.get_ended_reason_display()),
                },
            )
        )
        for ask in asks.defer("completion__module_version__spec").order_by("-ended_on", "-id")
    ]


# One's own


@dataclass(frozen=True, slots=True)
class OwnAsk:
    """What somebody is asked to do, as they see it themselves. `due_on` of what was done for a
    time: the day it runs out."""

    module_id: int
    asked_on: date
    due_on: date
    standing: Standing
    is_late: bool
    is_done: bool

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        return str(_("Late") if self.is_late else self.standing.label)

    @property
    def is_expected(self) -> bool:
        """Whether it is expected of them now: not excused, paused or on leave."""
        return self.standing is not Standing.EXCUSED


def own_ask_by_module(user: User, today: date) -> dict[int, OwnAsk]:
    """By module: what the user is asked to do and where they stand; one query."""
    rows = _own_asks(person=user.pk)  # an ask comes once for each leave
    leave_days = {(vars(row)["leave_first"], vars(row)["leave_last"]) for row in rows}
    leaves = [rules.LeaveDays(first, last) for first, last in leave_days if first]
    is_on_leave = any(leave.holds_on(today) for leave in leaves)
    asks_by_module = {}
    for ask in rows:
        due_on = ask.due_on
        if ask.done_on is None and (days := vars(ask)["return_days"]):  # the worker may stand still
            due_on = rules.due_day_after_leave(ask.asked_on, due_on, leaves, days, today)
        ask_days_of_it = ask_days(ask, due_on=due_on, on_leave=is_on_leave)
        asks_by_module[ask.module_id] = _own_ask(ask_days_of_it, ask, today)
    return asks_by_module


def _own_ask(days: rules.AskDays, ask: Ask, today: date) -> OwnAsk:
    own_standing, is_late = rules.standing(days, today), rules.is_late_to_oneself(days, today)
    is_done = ask.done_on is not None
    return OwnAsk(ask.module_id, ask.asked_on, days.to_do_by, own_standing, is_late, is_done)


@prepared
def _own_asks(person: Slot) -> QuerySet[Ask]:
    mine = Ask.objects.current().filter(person=person).order_by("due_on", "id")
    first, last = F("person__leaves__first_day"), F("person__leaves__last_day")
    sources = AskSource.objects.current().filter(ask=OuterRef("pk"))
    return_days = sources.order_by("-assignment__return_days").values("assignment__return_days")[:1]
    return mine.annotate(leave_first=first, leave_last=last, return_days=Subquery(return_days))


def asked_days_of(asks: Mapping[int, OwnAsk]) -> dict[int, date]:
    """The same as `asked_days`, of what is at hand."""
    return {pk: ask.asked_on for pk, ask in asks.items() if not ask.is_done}


def asked_days(user: User) -> dict[int, date]:
    """By module that they are asked to take and have not done since: the day they were asked; one
    query."""
    return dict(_asked_days(person=user.pk))


def asks_changes_alone(user: User, module_id: int) -> bool:
    """Whether they are asked only for what changed since the version they finished; one query."""
    mine = Ask.objects.current().undone().filter(person=user, module=module_id)
    return AskChange.objects.filter(
        ask__in=mine, kind=ChangeKind.ASKED, code=FOR_CHANGES_ALONE
    ).exists()


@prepared
def _asked_days(person: Slot) -> QuerySet[Ask, tuple[int, date]]:
    mine = Ask.objects.current().undone().filter(person=person)
    return mine.values_list("module_id", "asked_on")
