"""What follows for one person and one module from what reaches them now: asks that begin, go on,
are renewed, and end. It changes a `Book` in memory; rules.py decides, evaluation.py reads and
writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from awareness.assignments import rules
from awareness.assignments.audience import Audience
from awareness.assignments.models import (
    CHANGES,
    Ask,
    AskChange,
    AskSource,
    Assignment,
    Code,
    Ended,
    Kind,
)
from awareness.learning.models import Completion, Module, OpenTo
from awareness.people.models import User
from awareness.people.today import DayBySite

# An ask that ended like this goes on when the person is reached again.
COMES_BACK = {Ended.LEFT, Ended.MOVED, Ended.ROLE, Ended.YOUTH, Ended.RETIRED}
# Where several assignments ended for different reasons: withdrawn only where all of them were.
SAYS_MOST = (
    Ended.LEFT, Ended.RETIRED, Ended.YOUTH, Ended.ROLE, Ended.MOVED, Ended.WITHDRAWN,
)  # fmt: skip


@dataclass(frozen=True)
class Running:
    """An assignment with whom it names; `made` is the day it was made, by site."""

    assignment: Assignment
    audience: Audience
    made: DayBySite

    @property
    def due(self) -> rules.Due:
        assignment = self.assignment
        return rules.Due(assignment.due_on, assignment.due_days, assignment.due_from)


@dataclass(frozen=True)
class Taught:
    """A module: whether it is asked of anybody at all, and the major number that is live and
    adopted."""

    module: Module
    is_asked_of_anybody: bool
    adopted_major: int | None


@dataclass
class Book:
    """What is to be written, and the asks and reasons of each person and module as they are."""

    now: datetime
    sources: dict[int, list[AskSource]] = field(default_factory=dict)  # by id() of the ask
    changed: dict[int, Ask] = field(default_factory=dict)
    new: list[Ask] = field(default_factory=list)
    changed_sources: dict[int, AskSource] = field(default_factory=dict)
    new_sources: list[AskSource] = field(default_factory=list)
    changes: list[AskChange] = field(default_factory=list)

    def sources_of(self, ask: Ask) -> list[AskSource]:
        return self.sources.setdefault(id(ask), [])

    def open_sources(self, ask: Ask) -> list[AskSource]:
        return [source for source in self.sources_of(ask) if source.until is None]

    def touch(self, ask: Ask) -> None:
        if ask.pk:
            self.changed[ask.pk] = ask

    def note(self, ask: Ask, kind: Kind, code: str = "", **days: date | None) -> None:
        self.touch(ask)
        self.changes.append(AskChange(ask=ask, kind=kind, code=code, at=self.now, **days))

    def open_source(self, ask: Ask, assignment: Assignment, today: date) -> None:
        """One reason more. A withdrawal that was taken back is as if it had not been."""
        sources = self.sources_of(ask)
        for source in sources:
            if source.assignment_id == assignment.pk and source.reason == Ended.WITHDRAWN:
                source.until, source.reason = None, ""
                self.changed_sources[source.pk] = source
                return
        sources.append(AskSource(ask=ask, assignment=assignment, since=today))
        self.new_sources.append(sources[-1])

    def end_source(self, source: AskSource, reason: Ended, today: date) -> None:
        source.until, source.reason = today, reason
        if source.pk:
            self.changed_sources[source.pk] = source

    def end(self, ask: Ask, reason: Ended, today: date) -> None:
        ask.ended_on, ask.ended_reason = today, reason
        self.note(ask, Kind.ENDED, reason)

    def put_off(self, ask: Ask, day: date, code: Code, today: date) -> None:
        """More time, by a name; never less."""
        if day > ask.due_on:
            self.note(ask, Kind.EXTENDED, code, day_before=ask.due_on, day_after=day)
            ask.due_on, ask.extended_on = day, today

    def be_done(self, ask: Ask, completion: Completion) -> None:
        ask.completion, ask.done_on = completion, completion.day
        self.note(ask, Kind.DONE, day_after=completion.day)
        self.set_validity(ask)

    def set_validity(self, ask: Ask) -> None:
        """Until when it is valid: the earliest day of the assignments that ask for it again."""
        if ask.done_on is None:
            return
        expired_on = ask.renews.valid_until if ask.renews else None
        known = [
            rules.validity(_renewal(source.assignment), ask.done_on, expired_on)
            for source in self.open_sources(ask)
        ]
        valid = rules.earliest(known)
        until, opens_on = (valid.until, valid.opens_on) if valid else (None, None)
        if (ask.valid_until, ask.opens_on) != (until, opens_on):
            ask.valid_until, ask.opens_on = until, opens_on
            self.touch(ask)


def _renewal(assignment: Assignment) -> rules.Renewal:
    return rules.Renewal(
        assignment.renew_from,
        assignment.renew_months,
        assignment.opens_days,
        assignment.renew_month,
        assignment.renew_day,
    )


@dataclass
class Case:
    """One person and one module. `reaching` are the assignments that reach them today; `asks` what
    they are and were asked, the oldest first."""

    person: User
    roles: frozenset[str]
    taught: Taught
    today: date
    reaching: Sequence[Running]
    asks: Sequence[Ask]
    completions: Sequence[Completion]  # the oldest first
    leaves: Sequence[rules.LeaveDays]
    all_running: Mapping[int, Running]  # by assignment, those that reach others among them
    book: Book
    earliest_due: date | None = None  # of what is asked of whoever comes back just now

    def settle(self) -> None:
        """Bring what they are asked into line with what reaches them."""
        ask = next((ask for ask in self.asks if ask.ended_on is None), None)
        if not self.reaching:
            if ask is not None:
                self._end_all(ask)
            return
        ask = ask or self._come_back() or self._begin(self.reaching)
        ask = self._with_sources(ask)
        self._link(ask)  # what was done meanwhile may be one to ask for again
        ask = self._again_for_major(ask)
        ask = self._renewed(ask)
        self._link(ask)
        self._after_leave(ask)

    # Beginning and ending

    def _begin(self, reaching: Sequence[Running], code: str = "") -> Ask:
        """A new ask, by the earliest day that the assignments say; `code`: CHANGES, or none."""
        returned_on = rules.last_return(self.leaves, self.today)
        due_on = min(
            rules.first_due(
                running.due,
                running.made.at(self.person.site_id),
                self.today,
                self.person.start_day,
                returned_on,
            )
            for running in reaching
        )
        recent = (running.assignment.recent_days for running in reaching)
        ask = self._new(due_on, rules.counts_from(self.today, recent), code=code)
        for running in reaching:
            self.book.open_source(ask, running.assignment, self.today)
        return ask

    def _new(
        self, due_on: date, counts_from: date, renews: Ask | None = None, code: str = ""
    ) -> Ask:
        ask = Ask(
            person=self.person,
            module=self.taught.module,
            asked_on=self.today,
            first_due_on=due_on,
            due_on=due_on,
            counts_from=counts_from,
            renews=renews,
        )
        ask.completion = None
        self.book.new.append(ask)
        self.book.note(ask, Kind.ASKED, code, day_after=due_on)
        return ask

    def _end_all(self, ask: Ask) -> None:
        """Nobody asks any more."""
        ending = self.book.open_sources(ask)
        for source in ending:
            self.book.end_source(source, self._why_not(source), self.today)
        reasons = [Ended(source.reason) for source in ending] or [self._whatever_asks()]
        self.book.end(ask, min(reasons, key=SAYS_MOST.index), self.today)

    def _why_not(self, source: AskSource) -> Ended:
        """Why an assignment does not reach them."""
        running = self.all_running.get(source.assignment_id)
        if self._whatever_asks() in (Ended.LEFT, Ended.RETIRED):
            return self._whatever_asks()
        if source.assignment.withdrawn_on:
            return Ended.WITHDRAWN
        if self._whatever_asks() != Ended.MOVED:
            return self._whatever_asks()
        if running and not running.audience.has_role(self.roles):
            return Ended.ROLE
        return Ended.MOVED

    def _whatever_asks(self) -> Ended:
        """What keeps the module from being asked of them, whichever assignment it is; MOVED where
        nothing does."""
        person, kind = self.person, OpenTo(self.taught.module.open_to)
        begun = person.start_day is None or person.start_day <= self.today
        stays = person.end_day is None or person.end_day >= self.today
        if not (person.is_active and begun and stays):
            return Ended.LEFT
        if not self.taught.is_asked_of_anybody:
            return Ended.RETIRED
        if not kind.for_youth and person.is_youth_on(self.today):
            return Ended.YOUTH
        if kind.role is not None and kind.role not in self.roles:
            return Ended.ROLE
        return Ended.MOVED

    def _come_back(self) -> Ask | None:
        """The ask that ended when they went goes on, and what is not done is given time; or the one
        whose withdrawal was taken back, as it was."""
        ask = self.asks[-1] if self.asks else None
        if ask is None or not (ask.ended_reason in COMES_BACK or self._was_taken_back(ask)):
            return None
        left = ask.ended_reason != Ended.WITHDRAWN
        ask.ended_on, ask.ended_reason = None, ""
        self.book.note(ask, Kind.REOPENED)
        if left:
            self.earliest_due = self.today + rules.JOINER_TIME
            if ask.done_on is None:
                self.book.put_off(ask, self.earliest_due, Code.RETURNED, self.today)
        return ask

    def _was_taken_back(self, ask: Ask) -> bool:
        assignment_ids = {running.assignment.pk for running in self.reaching}
        return ask.ended_reason == Ended.WITHDRAWN and any(
            source.assignment_id in assignment_ids and source.reason == Ended.WITHDRAWN
            for source in self.book.sources_of(ask)
        )

    # Several assignments

    def _with_sources(self, ask: Ask) -> Ask:
        """The ask with the assignments that reach them today; a new one where one of them finds
        what was done too old."""
        reaching = {running.assignment.pk: running for running in self.reaching}
        open_now = self.book.open_sources(ask)
        for source in open_now:
            if source.assignment_id not in reaching:
                self.book.end_source(source, self._why_not(source), self.today)
        known = {source.assignment_id for source in open_now}
        more = [running for pk, running in reaching.items() if pk not in known]
        anew = [running for running in more if self._is_too_old(ask, running)]
        if anew:
            return self._ask_again(ask, anew)
        for running in more:
            self.book.open_source(ask, running.assignment, self.today)
        self.book.set_validity(ask)
        return ask

    def _is_too_old(self, ask: Ask, running: Running) -> bool:
        made_on = running.made.at(self.person.site_id)
        return rules.is_too_old(ask.done_on, made_on, running.assignment.recent_days)

    def _ask_again(self, ask: Ask, asking: Sequence[Running], code: str = "") -> Ask:
        """Ends an ask and begins another by the assignments of `asking`; the others that reach the
        person become its sources too. `code`: CHANGES, or none."""
        self._close(ask, Ended.ASKED_AGAIN)
        anew = self._begin(asking, code)
        for running in self.reaching:
            if running not in asking:
                self.book.open_source(anew, running.assignment, self.today)
        return anew

    def _close(self, ask: Ask, reason: Ended) -> None:
        for source in self.book.open_sources(ask):
            self.book.end_source(source, reason, self.today)
        self.book.end(ask, reason, self.today)

    def _again_for_major(self, ask: Ask) -> Ask:
        """A major version that the employer took on asks those again who did an earlier one: for
        what changed."""
        asking = [running for running in self.reaching if running.assignment.again_on_major]
        adopted, completion = self.taught.adopted_major, ask.completion
        if not asking or completion is None or adopted is None:
            return ask
        if completion.module_version.major >= adopted:
            return ask
        return self._ask_again(ask, asking, CHANGES)

    # Done, and done again

    def _renewed(self, ask: Ask) -> Ask:
        """The ask that follows one that may be renewed by now, due on the day the old one runs
        out; later for whoever was gone until now."""
        opens_on, until = ask.opens_on, ask.valid_until
        if ask.done_on is None or opens_on is None or until is None or self.today < opens_on:
            return ask
        self._close(ask, Ended.RENEWED)
        due_on = max(until, self.earliest_due or until)
        anew = self._new(due_on, opens_on, renews=ask)
        for running in self.reaching:
            self.book.open_source(anew, running.assignment, self.today)
        return anew

    def _link(self, ask: Ask) -> None:
        """The newest completion that answers it; where it asks again, one after that before."""
        if ask.done_on is not None or not self.completions:
            return
        newest, before = (
            self.completions[-1],
            [earlier for earlier in self.asks if earlier is not ask],
        )
        again = bool(before) and before[-1].ended_reason in (Ended.ASKED_AGAIN, Ended.RENEWED)
        if again and before[-1].completion_id == newest.pk:
            return
        if newest.day >= ask.counts_from:
            self.book.be_done(ask, newest)

    def _after_leave(self, ask: Ask) -> None:
        """Whoever was away has time after their return."""
        if ask.done_on is not None:
            return
        days = max(running.assignment.return_days for running in self.reaching)
        day = rules.due_after_leave(ask.asked_on, ask.due_on, self.leaves, days, self.today)
        self.book.put_off(ask, day, Code.RETURNED, self.today)
