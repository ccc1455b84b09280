"""What HR, a manager and the learner read of an ask on a day, the sums of it, and which mails it is
an occasion for. Worked out of days alone, so that it holds while the worker stands still."""

from collections import Counter
from datetime import date, datetime

from tests.assignments.reference.world import Ask, World, later

FORTNIGHT = 14
TO_DO, LATE, DONE, EXPIRING, EXCUSED = "to_do", "late", "done", "expiring", "excused"
NOTHING = "nothing to do"


def is_excused(ask: Ask, today: date) -> bool:
    return bool(ask.excused) or ask.is_paused(today) or ask.person.is_away(today)


def desk(ask: Ask, today: date) -> str:
    """One of the five words of HR's desk."""
    if is_excused(ask, today):
        return EXCUSED
    due_on = ask.due_on
    if ask.done_on:
        if ask.valid_until is None or ask.opens_on is None or today < ask.opens_on:
            return DONE
        if today <= ask.valid_until:
            return EXPIRING
        due_on = ask.valid_until
    elif ask.renews and today <= due_on:
        return EXPIRING
    return LATE if later(due_on, FORTNIGHT) <= today else TO_DO


def manager(ask: Ask, today: date) -> tuple[str, date | None]:
    """What a manager reads, with the day it is due where there is something to do."""
    state = desk(ask, today)
    if state in (DONE, EXCUSED):
        return NOTHING, None
    due_on = ask.valid_until if ask.done_on else ask.due_on
    return (LATE if state == LATE else TO_DO), due_on


def own(ask: Ask, today: date) -> str:
    """What they read themselves: late from the day after."""
    state = desk(ask, today)
    due_on = ask.valid_until if ask.done_on else ask.due_on
    if state in (TO_DO, LATE):
        return LATE if due_on and due_on < today else TO_DO
    return state


def shown(world: World, now: datetime) -> list[tuple[Ask, date]]:
    """What employers are shown as current, with the day it is for the person."""
    asks = [(ask, world.day(ask.person, now)) for ask in world.asks if ask.ended_on is None]
    return [
        (ask, today) for ask, today in asks if ask.person.works(today) and not ask.module.own_choice
    ]


def totals(world: World, now: datetime) -> Counter[tuple[str, str, str]]:
    """How many stand where, by site, module and desk word."""
    return Counter(
        (ask.person.site.key if ask.person.site else "", ask.module.key, desk(ask, today))
        for ask, today in shown(world, now)
    )


# Mail


def occasions(ask: Ask, day: date) -> set[str]:
    """For which mails an ask is an occasion on a day of the person, before it is looked at whether
    the mail is sent."""
    kinds = set()
    if ask.asked_on == day:
        kinds.add("expiring" if ask.renews else "asked")
    if ask.asked_on < day:
        if later(ask.due_on, -7) == day:
            kinds.add("due_soon")
        if later(ask.due_on, FORTNIGHT + 1) == day:
            kinds.add("late")
    if ask.done_on == day:
        kinds.add("certificate_ready")
    return kinds


def why_not_sent(ask: Ask, kind: str, today: date) -> str:
    """Why a mail is not sent after all; "" where it is."""
    if not ask.person.works(today):
        return "left"
    if kind == "certificate_ready":
        return ""
    if ask.ended_on is not None:
        return ask.ended_reason
    if ask.done_on is not None:
        return "done"
    if ask.excused:
        return "excused"
    if ask.is_paused(today):
        return "paused"
    return "on_leave" if ask.person.is_away(today) else ""


def mails(world: World, now: datetime) -> set[tuple[str, str, str]]:
    """(person, module, kind) of what goes out on this day of each person."""
    return {
        (ask.person.key, ask.module.key, kind)
        for ask in world.asks
        for today in [world.day(ask.person, now)]
        for kind in occasions(ask, today)
        if not why_not_sent(ask, kind, today)
    }
