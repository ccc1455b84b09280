"""What there is: places, people, modules, assignments, asks. Plain objects that change in place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(eq=False)
class Site:
    key: str
    zone: str


@dataclass(eq=False)
class Team:
    key: str
    above: "Team | None" = None

    def and_those_above(self) -> "Iterator[Team]":
        team: Team | None = self
        while team is not None:
            yield team
            team = team.above


@dataclass(eq=False)
class Leave:
    first: date
    last: date | None = None  # None: nobody knows yet


@dataclass(eq=False)
class Belonging:
    """Somebody is in a team from a day on; `until` is the first day on which they are not."""

    team: Team
    since: date
    until: date | None = None


@dataclass(eq=False)
class Person:
    key: str
    site: Site | None = None
    belongings: list[Belonging] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)  # beyond learner, which everybody is
    start: date | None = None
    end: date | None = None
    shut: bool = False
    youth_until: date | None = None
    has_address: bool = True  # that mail can go to

    def works(self, day: date) -> bool:
        began = self.start is None or self.start <= day
        return began and (self.end is None or day <= self.end) and not self.shut

    def is_away(self, day: date) -> bool:
        return any(
            leave.first <= day and (leave.last is None or day <= leave.last)
            for leave in self.leaves
        )

    def is_youth(self, day: date) -> bool:
        return self.youth_until is not None and day <= self.youth_until

    def teams(self, day: date) -> list[Team]:
        return [
            each.team
            for each in self.belongings
            if each.since <= day and (each.until is None or day < each.until)
        ]


@dataclass(eq=False)
class Module:
    key: str
    track: str = "all-staff"
    open_to: str = "everyone"  # or managers, case-handlers, it
    own_choice: bool = False
    retired: bool = False
    major: int = 1
    adopted_major: int = 1  # the newest that the employer took on


@dataclass(eq=False)
class Completion:
    person: Person
    module: Module
    day: date
    major: int


@dataclass(eq=False)
class Assignment:
    made_at: datetime
    module: Module | None = None
    track: str = ""
    everyone: bool = False
    sites: list[Site] = field(default_factory=list)
    teams: list[tuple[Team, bool]] = field(default_factory=list)  # with those below or without
    roles: list[str] = field(default_factory=list)
    started_after: date | None = None
    named: list[Person] = field(default_factory=list)
    left_out: list[Person] = field(default_factory=list)
    due_on: date | None = None
    due_days: int = 0
    due_from: str = ""  # start, asked or return
    return_days: int = 28
    recent_days: int = 0
    renew_from: str = "none"  # or completion, expiry, fixed_day
    renew_months: int = 12
    renew_day: int = 1
    renew_month: int = 1
    opens_days: int = 0
    again_on_major: bool = False
    withdrawn: bool = False


@dataclass(eq=False)
class Source:
    """Why somebody is asked: an assignment, from a day until the day on which it no longer was."""

    assignment: Assignment
    since: date
    until: date | None = None
    withdrawn: bool = False  # it ended because the assignment was withdrawn


@dataclass(eq=False)
class Change:
    kind: str
    on: date
    code: str = ""
    before: date | None = None
    after: date | None = None


@dataclass(eq=False)
class Ask:
    person: Person
    module: Module
    asked_on: date
    due_on: date
    first_due_on: date
    counts_from: date
    sources: list[Source] = field(default_factory=list)
    completion: Completion | None = None
    valid_until: date | None = None
    opens_on: date | None = None  # from this day on it can be renewed
    renews: "Ask | None" = None
    excused: str = ""  # the code
    paused_on: date | None = None
    paused_until: date | None = None
    ended_on: date | None = None
    ended_reason: str = ""
    changes: list[Change] = field(default_factory=list)

    @property
    def done_on(self) -> date | None:
        return self.completion.day if self.completion else None

    @property
    def open_sources(self) -> list[Source]:
        return [source for source in self.sources if source.until is None]

    def is_paused(self, day: date) -> bool:
        if self.paused_on is None or day < self.paused_on:
            return False
        return self.paused_until is None or day <= self.paused_until


@dataclass(eq=False)
class World:
    zone: str = "UTC"  # the employer's, for people without a site
    people: list[Person] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    # By person and module, the oldest first.
    _asks: dict[tuple[Person, Module], list[Ask]] = field(default_factory=dict)
    _completions: dict[tuple[Person, Module], list[Completion]] = field(default_factory=dict)

    def add_ask(self, ask: Ask) -> None:
        self.asks.append(ask)
        self._asks.setdefault((ask.person, ask.module), []).append(ask)

    def add_completion(self, completion: Completion) -> None:
        key = completion.person, completion.module
        self._completions.setdefault(key, []).append(completion)

    def completions_of(self, person: Person, module: Module) -> list[Completion]:
        return self._completions.get((person, module), [])

    def day(self, person: Person, now: datetime) -> date:
        zone = person.site.zone if person.site else self.zone
        return now.astimezone(ZoneInfo(zone)).date()

    def asks_of(self, person: Person, module: Module) -> list[Ask]:
        """All there ever were, the oldest first."""
        return self._asks.get((person, module), [])

    def current(self, person: Person, module: Module) -> Ask | None:
        open_asks = [ask for ask in self.asks_of(person, module) if ask.ended_on is None]
        assert len(open_asks) <= 1, f"{person.key} is asked twice to take {module.key}"
        return open_asks[0] if open_asks else None


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def months_later(day: date, months: int) -> date:
    """The same day of the month; where the month has none, its last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    for day_of_month in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, day_of_month)
        except ValueError:
            continue
    raise AssertionError(day, months)
