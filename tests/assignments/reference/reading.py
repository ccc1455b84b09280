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


# Mail: each occasion is of a day, and written about on the first working day on which nothing keeps
# the person or the ask from it.


def occasions(ask: Ask) -> list[tuple[str, date]]:
    """For which mails an ask is an occasion, each with its day."""
    if ask.done_on:
        # What was done before it was asked gave its certificate then.
        return [("certificate", later(ask.done_on, 1))] if ask.done_on >= ask.asked_on else []
    if ask.excused:
        return []
    falling = [("expiring" if ask.renews else "asked", ask.asked_on)]
    if later(ask.due_on, -7) > ask.asked_on:
        falling.append(("due_soon", later(ask.due_on, -7)))
    if extended := [change.on for change in ask.changes if change.kind == "extended"]:
        falling.append(("extended", extended[-1]))
    return [*falling, ("late", later(ask.due_on, FORTNIGHT + 1))]


def is_quiet(ask: Ask, day: date) -> bool:
    """Whether nothing is written on that day: no working day, not begun, away, paused."""
    person = ask.person
    begun = person.start is None or person.start <= day
    return day.weekday() >= 5 or not begun or person.is_away(day) or ask.is_paused(day)


def written_on(ask: Ask, day: date) -> date | None:
    """The first day from then on that is not quiet; None where nobody knows one."""
    for number in range(800):
        if not is_quiet(ask, later(day, number)):
            return later(day, number)
    return None


def mails(world: World, day: date) -> set[tuple[str, str, str, date]]:
    """What goes out on a day: (person, module, kind, the day it is of). Whoever has left, and what
    ended, is written nothing."""
    going_out = set()
    for ask in world.asks:
        person = ask.person
        gone = person.shut or (person.end is not None and person.end < day)
        if ask.ended_on or gone or not person.has_address:
            continue
        for kind, falls_on in occasions(ask):
            if falls_on > day or written_on(ask, falls_on) != day:
                continue
            if kind not in ("due_soon", "extended") or day < ask.due_on:
                going_out.add((person.key, ask.module.key, kind, falls_on))
    return going_out
