"""Who is asked what, by when, and when it ends: what the worker does each time it runs."""

from datetime import date, datetime

from tests.assignments.reference.world import (
    Ask,
    Assignment,
    Change,
    Completion,
    Module,
    Person,
    Source,
    World,
    later,
    months_later,
)

AT_LEAST = 28  # days for somebody who joins or comes back
ROLE_OF = {"managers": "manager", "case-handlers": "handler", "it": "it"}
NOT_FOR_YOUTH = ("case-handlers", "it")
# An ask that ended like this goes on when the person comes back; another is begun anew.
COMES_BACK = ("left", "moved", "role", "youth", "retired")


def evaluate(world: World, now: datetime) -> None:
    for person in world.people:
        for module in world.modules:
            evaluate_one(world, person, module, now)


def evaluate_for(world: World, made: Assignment, now: datetime) -> None:
    """The same at once for those of whom an assignment asks something, or did until now."""
    for person in world.people:
        for module in world.modules:
            ask = world.current(person, module)
            asked = ask is not None and made in [source.assignment for source in ask.open_sources]
            today = world.day(person, now)
            if asked or (concerns(made, module) and reaches(made, person, module, today)):
                evaluate_one(world, person, module, now)


def evaluate_one(world: World, person: Person, module: Module, now: datetime) -> None:
    today = world.day(person, now)
    reaching = [
        assignment
        for assignment in world.assignments
        if concerns(assignment, module) and reaches(assignment, person, module, today)
    ]
    ask = world.current(person, module)
    if not reaching:
        if ask is not None:
            end_sources(ask, today)
            end(ask, today, why_not(ask, person, module, today))
        return
    is_back = False
    if ask is None:
        former = world.asks_of(person, module)
        is_back = bool(former) and former[-1].ended_reason in COMES_BACK
        ask = come_back(world, person, module, reaching, today)
    if ask is None:
        ask = begin(world, person, module, reaching, today)
    ask = with_sources(world, ask, reaching, today)
    ask = again_for_major(world, ask, today)
    ask = renewed(world, ask, today, is_back=is_back)
    after_leave(ask, today)


# Whom an assignment reaches


def concerns(assignment: Assignment, module: Module) -> bool:
    if module.own_choice or module.retired:
        return False
    of_track = assignment.track and assignment.track == module.track
    return module is assignment.module or bool(of_track)


def reaches(assignment: Assignment, person: Person, module: Module, today: date) -> bool:
    if assignment.withdrawn or person in assignment.left_out:
        return False
    if not person.works(today) or not is_for(module, person, today):
        return False
    return person in assignment.named or is_in_audience(assignment, person, today)


def is_for(module: Module, person: Person, today: date) -> bool:
    if module.open_to in NOT_FOR_YOUTH and person.is_youth(today):
        return False
    return module.open_to == "everyone" or ROLE_OF[module.open_to] in person.roles


def is_in_audience(assignment: Assignment, person: Person, today: date) -> bool:
    if assignment.sites and person.site not in assignment.sites:
        return False
    if assignment.teams and not is_in_teams(assignment, person, today):
        return False
    if assignment.roles and not has_role(assignment, person):
        return False
    after = assignment.started_after
    if after and (person.start is None or person.start <= after):
        return False
    narrowed = assignment.sites or assignment.teams or assignment.roles or after
    return bool(assignment.everyone or narrowed)


def is_in_teams(assignment: Assignment, person: Person, today: date) -> bool:
    for own in person.teams(today):
        for team, with_below in assignment.teams:
            if team is own or (with_below and team in own.and_those_above()):
                return True
    return False


def has_role(assignment: Assignment, person: Person) -> bool:
    return "learner" in assignment.roles or bool(person.roles.intersection(assignment.roles))


# Beginning and ending


def begin(
    world: World,
    person: Person,
    module: Module,
    reaching: list[Assignment],
    today: date,
    not_this: Completion | None = None,
) -> Ask:
    """A new ask, by the day that the earliest due of the assignments says; done at once where
    something recent enough was done."""
    due_on = min(due_day(assignment, world, person, today) for assignment in reaching)
    recent = max(assignment.recent_days for assignment in reaching)
    counts_from = later(today, -recent)
    ask = Ask(person, module, today, due_on, due_on, counts_from)
    ask.sources = [Source(assignment, today) for assignment in reaching]
    ask.changes.append(Change("asked", today, after=due_on))
    world.add_ask(ask)
    link(world, ask, today, not_this)
    return ask


def due_day(assignment: Assignment, world: World, person: Person, today: date) -> date:
    """The day by which somebody who is asked today is to have done it."""
    if assignment.due_on:
        if today <= world.day(person, assignment.made_at):
            return assignment.due_on
        return max(assignment.due_on, later(today, AT_LEAST))
    days_from = {"start": person.start, "asked": today, "return": last_return(person, today)}
    due_on = later(days_from[assignment.due_from] or today, assignment.due_days)
    return due_on if due_on >= today else later(today, AT_LEAST)


def last_return(person: Person, today: date) -> date | None:
    """The first day after the leave that they are on, or were on last; None without any."""
    begun = [leave for leave in person.leaves if leave.first <= today]
    if not begun:
        return None
    last = max(begun, key=lambda leave: leave.first).last
    return later(last, 1) if last else None


def end(ask: Ask, today: date, reason: str) -> None:
    ask.ended_on, ask.ended_reason = today, reason
    ask.changes.append(Change("ended", today, reason))


def end_sources(ask: Ask, today: date) -> None:
    for source in ask.open_sources:
        end_source(source, today)


def end_source(source: Source, today: date) -> None:
    source.until, source.withdrawn = today, source.assignment.withdrawn


def why_not(ask: Ask, person: Person, module: Module, today: date) -> str:
    """Why nobody asks any more, of several reasons the first."""
    sources = [source.assignment for source in ask.sources if source.until == today]
    if not person.works(today):
        return "left"
    if module.retired:
        return "retired"
    if all(assignment.withdrawn for assignment in sources):
        return "withdrawn"
    if module.open_to in NOT_FOR_YOUTH and person.is_youth(today):
        return "youth"
    if not is_for(module, person, today):
        return "role"
    if any(a.roles and not has_role(a, person) for a in sources if not a.withdrawn):
        return "role"
    return "moved"


def come_back(
    world: World, person: Person, module: Module, reaching: list[Assignment], today: date
) -> Ask | None:
    """The ask that ended when they went goes on, and what is not done is given time; or the one
    that ended with an assignment whose withdrawal was taken back, as it was."""
    former = world.asks_of(person, module)
    if not former:
        return None
    ask = former[-1]
    went = ask.ended_reason in COMES_BACK
    taken_back = ask.ended_reason == "withdrawn" and any(
        source.withdrawn and source.assignment in reaching for source in ask.sources
    )
    if not (went or taken_back):
        return None
    ask.ended_on, ask.ended_reason = None, ""
    ask.changes.append(Change("reopened", today))
    if ask.done_on is None:
        if went:
            put_off(ask, later(today, AT_LEAST), "returned", today)
        link(world, ask, today)
    return ask


def put_off(ask: Ask, day: date, code: str, today: date) -> None:
    """A named extension: later, never earlier."""
    if day > ask.due_on:
        ask.changes.append(Change("extended", today, code, ask.due_on, day))
        ask.due_on = day


# Several assignments of one module


def with_sources(world: World, ask: Ask, reaching: list[Assignment], today: date) -> Ask:
    """The ask with the assignments that reach the person today; a new one where a new assignment
    finds what was done too old."""
    for source in ask.open_sources:
        if source.assignment not in reaching:
            end_source(source, today)
    open_now = [source.assignment for source in ask.open_sources]
    more = [assignment for assignment in reaching if assignment not in open_now]
    ask.sources += [Source(assignment, today) for assignment in more]
    asking_anew = [assignment for assignment in more if is_too_old(world, ask, assignment)]
    if asking_anew:
        return ask_again(world, ask, asking_anew, reaching, today)
    if ask.completion:
        set_validity(ask)
    return ask


def is_too_old(world: World, ask: Ask, assignment: Assignment) -> bool:
    """Whether what was done lies so long before the assignment was made that it does not count.

    The day of the assignment decides and not today's: a move asks nobody twice."""
    made_on = world.day(ask.person, assignment.made_at)
    return ask.done_on is not None and ask.done_on < later(made_on, -assignment.recent_days)


def ask_again(
    world: World, ask: Ask, asking: list[Assignment], reaching: list[Assignment], today: date
) -> Ask:
    end_sources(ask, today)
    end(ask, today, "asked_again")
    anew = begin(world, ask.person, ask.module, asking, today, ask.completion)
    anew.sources += [Source(each, today) for each in reaching if each not in asking]
    return anew


def again_for_major(world: World, ask: Ask, today: date) -> Ask:
    """A major version that the employer took on asks those again who did an earlier one."""
    reaching = [source.assignment for source in ask.open_sources]
    asking = [assignment for assignment in reaching if assignment.again_on_major]
    if not asking or ask.completion is None:
        return ask
    if not ask.completion.major < ask.module.adopted_major == ask.module.major:
        return ask
    anew = ask_again(world, ask, asking, reaching, today)
    anew.changes[0].code = "changes"  # of it, what changed alone is asked
    return anew


# Done, and done again


def link(world: World, ask: Ask, today: date, not_this: Completion | None = None) -> None:
    """The newest completion that answers the ask, if there is one."""
    answers = [
        completion
        for completion in world.completions_of(ask.person, ask.module)
        if completion is not not_this and completion.day >= ask.counts_from
    ]
    if answers:
        be_done(ask, max(answers, key=lambda completion: completion.day), today)


def be_done(ask: Ask, completion: Completion, today: date) -> None:
    ask.completion = completion
    ask.changes.append(Change("done", today, after=completion.day))
    set_validity(ask)


def set_validity(ask: Ask) -> None:
    """Until when it is valid: the earliest day of the assignments that ask for it again."""
    days = []
    for source in ask.open_sources:
        if valid_until := renewal_day(source.assignment, ask):
            opens_on = later(valid_until, -source.assignment.opens_days)
            days.append((valid_until, opens_on))
    ask.valid_until, ask.opens_on = min(days) if days else (None, None)


def renewal_day(assignment: Assignment, ask: Ask) -> date | None:
    """The last day on which what was done is valid, by one assignment."""
    done_on = ask.done_on
    assert done_on
    match assignment.renew_from:
        case "completion":
            return months_later(done_on, assignment.renew_months)
        case "expiry":
            first = (ask.renews.valid_until if ask.renews else None) or done_on
            months = assignment.renew_months
            while was_open(assignment, months_later(first, months), done_on):
                months += assignment.renew_months
            return months_later(first, months)
        case "fixed_day":
            year = done_on.year
            while was_open(assignment, fixed_day(assignment, year), done_on):
                year += 1
            return fixed_day(assignment, year)
    return None


def was_open(assignment: Assignment, valid_until: date, done_on: date) -> bool:
    """Whether it could be renewed already on the day it was done: then it was done for the time
    after."""
    return later(valid_until, -assignment.opens_days) <= done_on


def fixed_day(assignment: Assignment, year: int) -> date:
    if (assignment.renew_month, assignment.renew_day) == (2, 29):
        return months_later(date(2024, 2, 29), (year - 2024) * 12)
    return date(year, assignment.renew_month, assignment.renew_day)


def renewed(world: World, ask: Ask, today: date, *, is_back: bool) -> Ask:
    """The ask that follows one whose renewal has opened; due on the day the old one expires, and
    for whoever comes back today not before they have had their days."""
    while ask.completion and ask.opens_on and today >= ask.opens_on:
        assert ask.valid_until
        old, reaching = ask, [source.assignment for source in ask.open_sources]
        end_sources(old, today)
        end(old, today, "renewed")
        due_on = old.valid_until
        if is_back:
            due_on, is_back = max(due_on, later(today, AT_LEAST)), False
        ask = Ask(old.person, old.module, today, due_on, due_on, old.opens_on)
        ask.renews = old
        ask.sources = [Source(assignment, today) for assignment in reaching]
        ask.changes.append(Change("asked", today, after=due_on))
        world.add_ask(ask)
        link(world, ask, today, old.completion)
    return ask


# Leave


def after_leave(ask: Ask, today: date) -> None:
    """Whoever was away when they were asked, or when it was due, has days after their return."""
    if ask.done_on is not None:
        return
    days = max(source.assignment.return_days for source in ask.open_sources)
    for leave in sorted(ask.person.leaves, key=lambda leave: leave.first):
        if leave.last is None or leave.last >= today:
            continue
        if any(leave.first <= day <= leave.last for day in (ask.asked_on, ask.due_on)):
            put_off(ask, later(leave.last, 1 + days), "returned", today)
