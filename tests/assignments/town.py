"""What happens to an employer of some thousand people in a year, drawn by chance."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

from awareness.people.models import Leave as LeaveRow
from awareness.people.models import Membership, User
from tests.assignments.both import Both
from tests.assignments.reference.world import Ask, Assignment, Person, later

EVERY = 7  # days between two comparisons, beside those on the days of a decision
# Of a thousand people, how many a day.
A_DAY = {
    "join": 0.5, "end": 0.4, "come_back": 0.05, "leave": 0.8, "move_site": 0.3, "move_team": 0.3,
    "role": 0.1, "youth": 0.05, "extend": 0.5, "excuse": 0.2, "end_excuse": 0.1, "pause": 0.2,
    "resume": 0.15,
}  # fmt: skip


class Town:
    def __init__(self, begin: datetime, dice: random.Random) -> None:
        self.begin, self.dice = begin, dice
        self.both = Both(begin)
        self.happened: Counter[str] = Counter()

    def settle(self, number: int) -> None:
        """So many people, spread over sites and teams; some on leave, some not begun yet."""
        dice, both, today = self.dice, self.both, self.begin.date()
        sites = [both.pks[site] for site in both.sites]
        teams = [both.pks[team] for team in both.teams]
        rows = []
        for each in range(number):
            start = later(today, -dice.randrange(1, 2000)) if dice.random() < 0.7 else None
            site = dice.choices([*sites, None], [50, 30, 18, 2])[0]
            row = User(name=f"Settler {each:05}", site_id=site, start_day=start)
            row.employee_number = f"S{each:05}"
            row.email = f"s{each}@example.com" if dice.random() < 0.8 else None
            rows.append(row)
        rows = User.objects.bulk_create(rows, batch_size=500)
        Membership.objects.bulk_create(
            Membership(user=row, team_id=dice.choice(teams), since=date(2020, 1, 1))
            for row in rows
            if dice.random() < 0.9
        )
        LeaveRow.objects.bulk_create(
            LeaveRow(
                person=row,
                first_day=later(today, -dice.randrange(200)),
                last_day=later(today, dice.randrange(300)),
            )
            for row in rows
            if dice.random() < 0.04
        )
        pks = [row.pk for row in rows]
        for first in range(0, number, 500):
            both.read(*pks[first : first + 500])

    def live(self, number: int) -> None:
        """One day: what HR decided for it, what happens by chance, and at night the worker."""
        self.both.go_to(self.begin + timedelta(days=number, hours=self.dice.randrange(9)))
        decision = DECISIONS.get(number)
        if decision:
            self.count(decision.__name__, decision(self))
        for name, often in A_DAY.items():
            for _each in range(self._so_many(often)):
                self.count(name, getattr(self, name)())
        self._finish_some()
        if not 150 <= number < 171 and self.dice.random() < 0.9:  # three weeks without a worker
            self.both.go_to(self.begin + timedelta(days=number, hours=13))
            self.both.work()
            self.count("worked", True)
        if decision or number % EVERY == 0:
            self.both.compare(EVERY)

    def count(self, name: str, happened: bool | None) -> None:
        if happened is not False:
            self.happened[name] += 1

    def _so_many(self, often: float) -> int:
        wanted = often * len(self.both.world.people) / 1000
        return int(wanted) + (self.dice.random() < wanted % 1)

    def _finish_some(self) -> None:
        """Everybody who has something to do does it in a month or so; a few never."""
        for ask in list(self.both.world.asks):
            if ask.ended_on or ask.done_on or self.both.pks[ask.person] % 20 == 0:
                continue
            if self.dice.random() < 0.03 and not ask.person.is_away(self._today(ask.person)):
                self.count("finish", self.both.finish(ask.person, ask.module))

    def _today(self, person: Person) -> date:
        return self.both.world.day(person, self.both.now)

    def somebody(self) -> Person:
        return self.dice.choice(self.both.world.people)

    def some_ask(self, fits: Callable[[Ask], bool]) -> Ask | None:
        """One of those that are open, found without looking at all."""
        for _each in range(200 if self.both.world.asks else 0):
            ask = self.dice.choice(self.both.world.asks)
            if ask.ended_on is None and ask.done_on is None and fits(ask):
                return ask
        return None

    # By chance

    def join(self) -> None:
        dice, both = self.dice, self.both
        start = later(both.now.date(), dice.randrange(-3, 40))
        both.add_person(dice.choice(both.sites), dice.choice([*both.teams, None]), start)

    def end(self) -> bool:
        person = self.somebody()
        last = later(self._today(person), self.dice.randrange(60))
        if person.end or (person.start and person.start > last):
            return False
        return self.both.end_person(person, last)

    def come_back(self) -> bool:
        today = self.both.now.date()
        gone = [p for p in self.both.world.people if p.end and p.end < today]
        return bool(gone) and self.both.bring_back(self.dice.choice(gone)) is None

    def leave(self) -> bool:
        person = self.somebody()
        first = later(self._today(person), self.dice.randrange(-3, 30))
        last = later(first, self.dice.choice((4, 14, 60, 200)))
        if any(leave.last is None or first <= leave.last for leave in person.leaves):
            return False
        return self.both.add_leave(person, first, None if self.dice.random() < 0.1 else last)

    def move_site(self) -> None:
        self.both.move(self.somebody(), site=self.dice.choice(self.both.sites))

    def move_team(self) -> bool:
        person = self.somebody()
        if person.start and person.start > later(self._today(person), -1):
            return False  # their team is written down for later
        self.both.move(person, team=self.dice.choice(self.both.teams))
        return True

    def role(self) -> None:
        self.both.change_role(self.somebody(), self.dice.choice(("it", "handler")))

    def youth(self) -> None:
        person = self.somebody()
        self.both.set_youth(person, later(self._today(person), self.dice.randrange(300)))

    def extend(self) -> bool:
        ask = self.some_ask(lambda _ask: True)
        if ask is None:
            return False
        day = max(ask.due_on, self._today(ask.person), self._today(self.both.hr))
        return self.both.extend(ask, later(day, self.dice.randrange(1, 40)))

    def excuse(self) -> bool:
        ask = self.some_ask(lambda ask: not ask.excused)
        return ask is not None and self.both.excuse(ask)

    def end_excuse(self) -> bool:
        ask = self.some_ask(lambda ask: bool(ask.excused))
        return ask is not None and self.both.end_excuse(ask)

    def pause(self) -> bool:
        ask = self.some_ask(lambda ask: ask.paused_on is None)
        if ask is None:
            return False
        until = later(self._today(ask.person), self.dice.randrange(1, 60))
        return self.both.pause(ask, None if self.dice.random() < 0.3 else until)

    def resume(self) -> bool:
        ask = self.some_ask(lambda ask: ask.paused_on is not None)
        return ask is not None and self.both.resume(ask)

    # What HR decides

    def _assignment(self, module: int, **more: object) -> Assignment:
        made = Assignment(self.both.now, self.both.world.modules[module])
        for name, value in more.items():
            setattr(made, name, value)
        return made

    def assign_to_all(self) -> bool:
        """To be renewed every so often, so that a year sees it."""
        due_on = later(self.both.now.date(), 60)
        return self.both.assign(
            self._assignment(
                0,
                everyone=True,
                due_on=due_on,
                renew_from="completion",
                renew_months=6,
                opens_days=45,
                again_on_major=True,
            )
        )

    def assign_to_it(self) -> bool:
        return self.both.assign(
            self._assignment(1, sites=self.both.sites[:2], due_days=21, due_from="asked")
        )

    def assign_beside(self) -> bool:
        """A second assignment of the first module, at one site and for a team with those below."""
        return self.both.assign(
            self._assignment(
                0,
                sites=self.both.sites[:1],
                teams=[(self.both.teams[0], True)],
                due_days=30,
                due_from="return",
                recent_days=30,
                renew_from="fixed_day",
                renew_day=1,
                renew_month=10,
                opens_days=30,
            )
        )

    def assign_to_starters(self) -> bool:
        since = later(self.both.now.date(), -1)
        return self.both.assign(
            self._assignment(0, started_after=since, due_days=14, due_from="start")
        )

    def withdraw_beside(self) -> bool:
        return self.both.withdraw(self.both.world.assignments[2])

    def take_back_beside(self) -> bool:
        return self.both.take_back(self.both.world.assignments[2])

    def publish_major(self) -> bool:
        return self.both.publish_major(self.both.world.modules[0])

    def adopt(self) -> bool:
        return self.both.adopt(self.both.world.modules[0])

    def rename(self) -> bool:
        return self.both.rename(self.both.world.modules[0])

    def retire(self) -> bool:
        return self.both.retire(self.both.world.modules[1])


# By the number of the day.
DECISIONS: dict[int, Callable[[Town], bool]] = {
    2: Town.assign_to_all,
    20: Town.assign_to_it,
    40: Town.assign_to_starters,
    90: Town.assign_beside,
    120: Town.rename,
    140: Town.withdraw_beside,
    147: Town.take_back_beside,
    200: Town.publish_major,
    215: Town.adopt,
    260: Town.retire,
}
