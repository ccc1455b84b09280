"""What people do, beside the worker: HR assigns, withdraws, extends, excuses, pauses; somebody
finishes a module."""

from datetime import date, datetime

from tests.assignments.reference import asking
from tests.assignments.reference.world import (
    Ask,
    Assignment,
    Change,
    Completion,
    Module,
    Person,
    World,
)


def assign(world: World, assignment: Assignment) -> None:
    world.assignments.append(assignment)
    asking.evaluate_for(world, assignment, assignment.made_at)


def withdraw(world: World, assignment: Assignment, now: datetime) -> None:
    """Nobody is asked by it any more. Completions stay."""
    assignment.withdrawn = True
    asking.evaluate_for(world, assignment, now)


def take_back(world: World, assignment: Assignment, now: datetime) -> None:
    """As if it had not been withdrawn: the asks that ended with it go on, as they were."""
    assignment.withdrawn = False
    asking.evaluate_for(world, assignment, now)


def finish(world: World, person: Person, module: Module, now: datetime) -> Completion:
    """Somebody finishes the live version; it answers what they are asked, if it is asked yet."""
    today = world.day(person, now)
    completion = Completion(person, module, today, module.major)
    world.add_completion(completion)
    ask = world.current(person, module)
    if ask and ask.done_on is None and today >= ask.counts_from:
        asking.be_done(ask, completion, today)
    return completion


def extend(world: World, ask: Ask, day: date, code: str, now: datetime) -> None:
    asking.put_off(ask, day, code, world.day(ask.person, now))


def excuse(world: World, ask: Ask, code: str, now: datetime) -> None:
    ask.excused = code
    ask.changes.append(Change("excused", world.day(ask.person, now), code))


def end_excuse(world: World, ask: Ask, now: datetime) -> None:
    ask.excused = ""
    ask.changes.append(Change("excuse_ended", world.day(ask.person, now)))


def pause(world: World, ask: Ask, until: date | None, code: str, now: datetime) -> None:
    ask.paused_on, ask.paused_until = world.day(ask.person, now), until
    ask.changes.append(Change("paused", ask.paused_on, code, after=until))


def resume(world: World, ask: Ask, now: datetime) -> None:
    ask.paused_on = ask.paused_until = None
    ask.changes.append(Change("resumed", world.day(ask.person, now)))
