"""One history twice: by the actions of the site, and by the reference. Whatever differs is raised.

A step is four small numbers (what, who, which, how long since the last one), so that hypothesis can
make one up and shorten it. What cannot be done at that moment is left out in both.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from tests.assignments.both import Both
from tests.assignments.reference.world import Ask, Assignment, later

BEGIN = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
# Hours between two steps. Days begin at different hours at the three sites.
GAPS = (0, 1, 5, 13, 24, 24 * 3, 24 * 7, 24 * 15, 24 * 29, 24 * 60)

type Step = tuple[int, int, int, int]


class History:
    def __init__(self, both: Both) -> None:
        self.both, self.now = both, BEGIN

    def take(self, step: Step) -> str:
        """Do one step; its name, or "" where it could not be done."""
        what, who, which, gap = step
        self.now += timedelta(hours=GAPS[gap % len(GAPS)])
        self.both.go_to(self.now)
        deed = DEEDS[what % len(DEEDS)]
        return deed.__name__ if deed(self, who, which) else ""

    # What there is to choose from

    def person(self, who: int):
        return self.both.world.people[who % len(self.both.world.people)]

    def day(self, person) -> date:
        return self.both.world.day(person, self.now)

    def ask(self, who: int, fits: Callable[[Ask, date], bool]) -> Ask | None:
        asks = [
            ask
            for ask in self.both.world.asks
            if ask.ended_on is None and fits(ask, self.day(ask.person))
        ]
        return asks[who % len(asks)] if asks else None

    # The steps

    def work(self, who: int, which: int) -> bool:
        self.both.work()
        return True

    def join(self, who: int, which: int) -> bool:
        sites, teams = [*self.both.sites, None], [*self.both.teams, None]
        site, team = sites[which % len(sites)], teams[who % len(teams)]
        start = None if which % 5 == 0 else later(self.now.date(), which % 7 * 5 - 10)
        self.both.add_person(site, team, start)
        return True

    def leave_for_good(self, who: int, which: int) -> bool:
        person = self.person(who)
        last = later(self.day(person), which % 4 * 3 - 1)
        if person.start and last < person.start:
            return False
        self.both.end_person(person, last)
        return True

    def come_back(self, who: int, which: int) -> bool:
        gone = [person for person in self.both.world.people if person.end]
        if not gone:
            return False
        self.both.bring_back(gone[who % len(gone)])
        return True

    def move_site(self, who: int, which: int) -> bool:
        self.both.move(self.person(who), site=self.both.sites[which % len(self.both.sites)])
        return True

    def move_team(self, who: int, which: int) -> bool:
        person = self.person(who)
        if person.start and person.start > later(self.day(person), -1):
            return False  # their team is written down for later
        self.both.move(person, team=self.both.teams[which % len(self.both.teams)])
        return True

    def change_role(self, who: int, which: int) -> bool:
        self.both.change_role(self.person(who), ("it", "handler")[which % 2])
        return True

    def change_youth(self, who: int, which: int) -> bool:
        person = self.person(who)
        until = None if which % 3 == 0 else later(self.day(person), which % 3 * 40)
        self.both.set_youth(person, until)
        return True

    def go_on_leave(self, who: int, which: int) -> bool:
        person = self.person(who)
        first = later(self.day(person), which % 5 * 4 - 4)
        last = None if which % 4 == 0 else later(first, which % 4 * 25)
        return self.both.add_leave(person, first, last)

    def return_early(self, who: int, which: int) -> bool:
        away = [p for p in self.both.world.people if p.is_away(self.day(p))]
        if not away:
            return False
        person = away[who % len(away)]
        return self.both.end_leave(person, later(self.day(person), -1))

    def assign(self, who: int, which: int) -> bool:
        if len(self.both.world.assignments) >= 6:
            return False
        return self.both.assign(self.shape(who, which))

    def shape(self, who: int, which: int) -> Assignment:
        """An assignment of one of eight kinds, of one of the modules."""
        both, today = self.both, self.day(self.both.hr)
        modules = [m for m in both.world.modules if not m.retired and m.adopted_major == m.major]
        made = Assignment(self.now, modules[who % len(modules)] if modules else None)
        soon = later(today, 20 + who % 3 * 20)
        match which % 8:
            case 0:
                made.everyone, made.due_on = True, soon
                made.renew_from, made.renew_months, made.opens_days = "completion", 6, 45
            case 1:
                made.sites, made.due_days, made.due_from = [both.sites[who % 3]], 14, "asked"
            case 2:
                made.teams = [(both.teams[0], who % 2 == 0)]
                made.due_days, made.due_from = 30, "start"
            case 3:
                made.roles, made.sites, made.due_on = ["it"], both.sites[:2], soon
            case 4:
                made.named, made.left_out = [self.person(who)], [self.person(who + 1)]
                made.due_on, made.return_days = soon, 10
                if made.named == made.left_out:
                    made.left_out = []
            case 5:
                made.everyone, made.due_on, made.recent_days = True, soon, 60
                made.renew_from, made.renew_day, made.renew_month = "fixed_day", 1, 9
                made.opens_days, made.again_on_major = 30, True
            case 6:
                made.module, made.track, made.everyone = None, "all-staff", True
                made.left_out, made.due_days, made.due_from = [self.person(who)], 21, "return"
                made.renew_from, made.renew_months, made.opens_days = "expiry", 4, 30
            case 7:
                made.started_after, made.due_days = later(today, -30), 14
                made.due_from, made.again_on_major = "start", True
        return made

    def withdraw(self, who: int, which: int) -> bool:
        running = [a for a in self.both.world.assignments if not a.withdrawn]
        return bool(running) and self.both.withdraw(running[who % len(running)])

    def take_back(self, who: int, which: int) -> bool:
        withdrawn = [a for a in self.both.world.assignments if a.withdrawn]
        return bool(withdrawn) and self.both.take_back(withdrawn[who % len(withdrawn)])

    def finish(self, who: int, which: int) -> bool:
        ask = self.ask(who, lambda ask, _today: ask.done_on is None)
        if ask is None or which % 6 == 0:  # of one's own accord
            modules = self.both.world.modules
            return self.both.finish(self.person(who), modules[which % len(modules)])
        return self.both.finish(ask.person, ask.module)

    def extend(self, who: int, which: int) -> bool:
        ask = self.ask(who, lambda ask, _today: ask.done_on is None)
        if ask is None:
            return False
        day = max(later(ask.due_on, 1), self.day(ask.person), self.day(self.both.hr))
        return self.both.extend(ask, later(day, which % 3 * 15))

    def excuse(self, who: int, which: int) -> bool:
        ask = self.ask(who, lambda ask, _today: not ask.excused and ask.done_on is None)
        return ask is not None and self.both.excuse(ask)

    def end_excuse(self, who: int, which: int) -> bool:
        ask = self.ask(who, lambda ask, _today: bool(ask.excused))
        return ask is not None and self.both.end_excuse(ask)

    def pause(self, who: int, which: int) -> bool:
        ask = self.ask(who, lambda ask, _today: ask.paused_on is None and ask.done_on is None)
        if ask is None:
            return False
        until = None if which % 2 else later(self.day(ask.person), which % 3 * 12)
        return self.both.pause(ask, until)

    def resume(self, who: int, which: int) -> bool:
        ask = self.ask(who, lambda ask, _today: ask.paused_on is not None)
        return ask is not None and self.both.resume(ask)

    def publish_major(self, who: int, which: int) -> bool:
        modules = [m for m in self.both.world.modules if not m.retired]
        return bool(modules) and self.both.publish_major(modules[who % len(modules)])

    def adopt(self, who: int, which: int) -> bool:
        there = [m for m in self.both.world.modules if not m.retired]
        modules = [m for m in there if m.adopted_major < m.major]
        return bool(modules) and self.both.adopt(modules[who % len(modules)])

    def retire(self, who: int, which: int) -> bool:
        there = [m for m in self.both.world.modules if not m.retired]
        return len(there) > 1 and which % 3 == 0 and self.both.retire(there[who % len(there)])

    def rename(self, who: int, which: int) -> bool:
        there = [m for m in self.both.world.modules if not m.retired]
        return bool(there) and self.both.rename(there[who % len(there)])


# How often each is chosen.
DEEDS: list[Callable[[History, int, int], bool]] = [
    *[History.work] * 6,
    *[History.finish] * 6,
    *[History.assign] * 4,
    *[History.go_on_leave] * 2,
    *[History.move_site, History.move_team] * 2,
    *[History.join, History.leave_for_good, History.come_back, History.return_early],
    *[History.change_role, History.change_youth, History.withdraw, History.take_back],
    *[History.extend, History.excuse, History.end_excuse, History.pause, History.resume],
    *[History.publish_major, History.adopt, History.retire, History.rename],
]
