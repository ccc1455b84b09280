"""What follows for one person and one module from what reaches them now: asks that begin, go on,
are renewed, and end. It collects `AskWrites` in memory; rules.py decides, evaluation.py reads and
writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from awareness.assignments import rules
from awareness.assignments.audience import Audience
from awareness.assignments.models import (
    FOR_CHANGES_ALONE,
    Ask,
    AskChange,
    AskSource,
    Assignment,
    ChangeKind,
    EndReason,
    ReasonCode,
)
from awareness.learning.models import Completion, Module, OpenTo
from awareness.people.models import User
from awareness.people.today import DayBySite

# An ask that ended like this goes on when the person is reached again.
REASONS_TO_REOPEN = {
    EndReason.LEFT,
    EndReason.MOVED,
    EndReason.ROLE,
    EndReason.YOUTH,
    EndReason.RETIRED,
}
# Where several assignments ended for different reasons: withdrawn only where all of them were.
REASONS_BY_WEIGHT = (
    EndReason.LEFT, EndReason.RETIRED, EndReason.YOUTH, EndReason.ROLE, EndReason.MOVED,
    EndReason.WITHDRAWN,
)  # fmt: skip


@dataclass(frozen=True)
class RunningAssignment:
    """An assignment with whom it names; `made_on` is the day it was made, by site."""

    assignment: Assignment
    audience: Audience
    made_on: DayBySite

    @property
    def due_rule(self) -> rules.DueRule:
        assignment = self.assignment
        return rules.DueRule(assignment.due_on, assignment.due_days, assignment.due_from)


@dataclass(frozen=True)
class ModuleStatus:
    """A module: whether it is asked of anybody at all, and the major number that is live and
    adopted."""

    module: Module
    is_asked_of_anybody: bool
    adopted_major: int | None


@dataclass
class AskWrites:
    """What is to be written of some asks, collected in memory, and their sources as they will be.
    Methods change the ask or source that they are given, and note that it has to be saved."""

    now: datetime
    sources_by_ask: dict[int, list[AskSource]] = field(default_factory=dict)  # by id() of the ask
    changed_asks: dict[int, Ask] = field(default_factory=dict)  # by id
    new_asks: list[Ask] = field(default_factory=list)
    changed_sources: dict[int, AskSource] = field(default_factory=dict)  # by id
    new_sources: list[AskSource] = field(default_factory=list)
    changes: list[AskChange] = field(default_factory=list)

    def sources_of(self, ask: Ask) -> list[AskSource]:
        return self.sources_by_ask.setdefault(id(ask), [])

    def current_sources(self, ask: Ask) -> list[AskSource]:
        return [source for source in self.sources_of(ask) if source.until is None]

    def mark_changed(self, ask: Ask) -> None:
        """A stored ask is to be saved; a new one is saved as it will be."""
        if ask.pk:
            self.changed_asks[ask.pk] = ask

    def add_change(self, ask: Ask, kind: ChangeKind, code: str = "", **days: date | None) -> None:
        self.mark_changed(ask)
        self.changes.append(AskChange(ask=ask, kind=kind, code=code, at=self.now, **days))

    def begin_source(self, ask: Ask, assignment: Assignment, today: date) -> None:
        """The assignment is one source more of the ask. Where a withdrawal was taken back, the
        source that it ended goes on."""
        sources = self.sources_of(ask)
        for source in sources:
            if source.assignment_id == assignment.pk and source.reason == EndReason.WITHDRAWN:
                source.until, source.reason = None, ""
                self.changed_sources[source.pk] = source
                return
        sources.append(AskSource(ask=ask, assignment=assignment, since=today))
        self.new_sources.append(sources[-1])

    def end_source(self, source: AskSource, reason: EndReason, today: date) -> None:
        source.until, source.reason = today, reason
        if source.pk:
            self.changed_sources[source.pk] = source

    def end_ask(self, ask: Ask, reason: EndReason, today: date) -> None:
        ask.ended_on, ask.ended_reason = today, reason
        self.add_change(ask, ChangeKind.ENDED, reason)

    def give_time(self, ask: Ask, day: date, code: ReasonCode, today: date) -> None:
        """Move the due day to a later one, for the reason `code`; never to an earlier one."""
        if day > ask.due_on:
            self.add_change(ask, ChangeKind.EXTENDED, code, day_before=ask.due_on, day_after=day)
            ask.due_on, ask.extended_on = day, today

    def mark_done(self, ask: Ask, completion: Completion) -> None:
        ask.completion, ask.done_on = completion, completion.day
        self.add_change(ask, ChangeKind.DONE, day_after=completion.day)
        self.set_validity(ask)

    def set_validity(self, ask: Ask) -> None:
        """Until when what was done is valid, and when it may be renewed: by that of its assignments
        that asks again first; neither where none does."""
        if ask.done_on is None:
            return
        expired_on = ask.renews.valid_until if ask.renews else None
        validities = [
            rules.validity(_renewal_rule(source.assignment), ask.done_on, expired_on)
            for source in self.current_sources(ask)
        ]
        validity = rules.earliest_validity(validities)
        valid_until, opens_on = (validity.until, validity.opens_on) if validity else (None, None)
        if (ask.valid_until, ask.opens_on) != (valid_until, opens_on):
            ask.valid_until, ask.opens_on = valid_until, opens_on
            self.mark_changed(ask)


def _renewal_rule(assignment: Assignment) -> rules.RenewalRule:
    return rules.RenewalRule(
        assignment.renew_from,
        assignment.renew_months,
        assignment.opens_days,
        assignment.renew_month,
        assignment.renew_day,
    )


@dataclass
class PersonAndModule:
    """One person and one module, and what follows for them today (`settle`).
    `assignments_reaching`: those that ask it of them now; `asks`: what they are and were asked, the
    oldest first."""

    person: User
    roles: frozenset[str]
    status: ModuleStatus
    today: date
    assignments_reaching: Sequence[RunningAssignment]
    asks: Sequence[Ask]
    completions: Sequence[Completion]  # the oldest first
    leaves: Sequence[rules.LeaveDays]
    # By id of the assignment; those that reach others alone are among them.
    running_assignment_by_id: Mapping[int, RunningAssignment]
    writes: AskWrites
    earliest_due: date | None = None  # of what is asked of whoever comes back just now

    def settle(self) -> None:
        """Bring what they are asked into line with the assignments that reach them."""
        ask = next((ask for ask in self.asks if ask.ended_on is None), None)
        if not self.assignments_reaching:
            if ask is not None:
                self._end_for_all_reasons(ask)
            return
        ask = ask or self._reopened_ask() or self._begin_ask(self.assignments_reaching)
        ask = self._with_sources_of_today(ask)
        self._link_completion(ask)  # what was done meanwhile may be one to ask for again
        ask = self._again_for_major_or_same(ask)
        ask = self._renewal_or_same(ask)
        self._link_completion(ask)
        self._give_time_after_leave(ask)

    # Beginning and ending

    def _begin_ask(self, assignments: Sequence[RunningAssignment], code: str = "") -> Ask:
        """A new ask, due on the earliest day that the assignments give. `code`: FOR_CHANGES_ALONE,
        or ""."""
        returned_on = rules.last_return(self.leaves, self.today)
        due_on = min(
            rules.first_due_day(
                running_assignment.due_rule,
                running_assignment.made_on.at(self.person.site_id),
                self.today,
                self.person.start_day,
                returned_on,
            )
            for running_assignment in assignments
        )
        recent = (running_assignment.assignment.recent_days for running_assignment in assignments)
        ask = self._new_ask(due_on, rules.counts_from(self.today, recent), code=code)
        for running_assignment in assignments:
            self.writes.begin_source(ask, running_assignment.assignment, self.today)
        return ask

    def _new_ask(
        self, due_on: date, counts_from: date, renews: Ask | None = None, code: str = ""
    ) -> Ask:
        ask = Ask(
            person=self.person,
            module=self.status.module,
            asked_on=self.today,
            first_due_on=due_on,
            due_on=due_on,
            counts_from=counts_from,
            renews=renews,
        )
        ask.completion = None
        self.writes.new_asks.append(ask)
        self.writes.add_change(ask, ChangeKind.ASKED, code, day_after=due_on)
        return ask

    def _end_for_all_reasons(self, ask: Ask) -> None:
        """End the ask: no assignment reaches them any more."""
        ending = self.writes.current_sources(ask)
        for source in ending:
            self.writes.end_source(source, self._reason_not_reached(source), self.today)
        reasons = [EndReason(source.reason) for source in ending] or [
            self._reason_beside_assignments()
        ]
        self.writes.end_ask(ask, min(reasons, key=REASONS_BY_WEIGHT.index), self.today)

    def _reason_not_reached(self, source: AskSource) -> EndReason:
        """Why the assignment of a source does not reach them any more."""
        running_assignment = self.running_assignment_by_id.get(source.assignment_id)
        if self._reason_beside_assignments() in (EndReason.LEFT, EndReason.RETIRED):
            return self._reason_beside_assignments()
        if source.assignment.withdrawn_on:
            return EndReason.WITHDRAWN
        if self._reason_beside_assignments() != EndReason.MOVED:
            return self._reason_beside_assignments()
        if running_assignment and not running_assignment.audience.has_role(self.roles):
            return EndReason.ROLE
        return EndReason.MOVED

    def _reason_beside_assignments(self) -> EndReason:
        """What keeps every assignment from asking this module of them; MOVED where nothing does."""
        person, open_to = self.person, OpenTo(self.status.module.open_to)
        has_begun = person.start_day is None or person.start_day <= self.today
        stays = person.end_day is None or person.end_day >= self.today
        if not (person.is_active and has_begun and stays):
            return EndReason.LEFT
        if not self.status.is_asked_of_anybody:
            return EndReason.RETIRED
        if not open_to.for_youth and person.is_youth_on(self.today):
            return EndReason.YOUTH
        if open_to.role is not None and open_to.role not in self.roles:
            return EndReason.ROLE
        return EndReason.MOVED

    def _reopened_ask(self) -> Ask | None:
        """Their last ask, which goes on: it ended when they went, and is given time where it is not
        done; or by a withdrawal that was taken back, and is as it was. None where it stays
        ended."""
        ask = self.asks[-1] if self.asks else None
        if ask is None or not (
            ask.ended_reason in REASONS_TO_REOPEN or self._is_withdrawal_taken_back(ask)
        ):
            return None
        was_gone = ask.ended_reason != EndReason.WITHDRAWN
        ask.ended_on, ask.ended_reason = None, ""
        self.writes.add_change(ask, ChangeKind.REOPENED)
        if was_gone:
            self.earliest_due = self.today + rules.JOINER_TIME
            if ask.done_on is None:
                self.writes.give_time(ask, self.earliest_due, ReasonCode.RETURNED, self.today)
        return ask

    def _is_withdrawal_taken_back(self, ask: Ask) -> bool:
        assignment_ids = {
            running_assignment.assignment.pk for running_assignment in self.assignments_reaching
        }
        return ask.ended_reason == EndReason.WITHDRAWN and any(
            source.assignment_id in assignment_ids and source.reason == EndReason.WITHDRAWN
            for source in self.writes.sources_of(ask)
        )

    # Several assignments

    def _with_sources_of_today(self, ask: Ask) -> Ask:
        """The ask, with the assignments that reach them today as its sources; a new ask where one
        of them finds what was done too old."""
        running_assignment_by_id = {
            running_assignment.assignment.pk: running_assignment
            for running_assignment in self.assignments_reaching
        }
        open_now = self.writes.current_sources(ask)
        for source in open_now:
            if source.assignment_id not in running_assignment_by_id:
                self.writes.end_source(source, self._reason_not_reached(source), self.today)
        recorded_ids = {source.assignment_id for source in open_now}
        unrecorded = [
            running_assignment
            for pk, running_assignment in running_assignment_by_id.items()
            if pk not in recorded_ids
        ]
        asking_again = [
            running_assignment
            for running_assignment in unrecorded
            if self._is_too_old(ask, running_assignment)
        ]
        if asking_again:
            return self._ask_again(ask, asking_again)
        for running_assignment in unrecorded:
            self.writes.begin_source(ask, running_assignment.assignment, self.today)
        self.writes.set_validity(ask)
        return ask

    def _is_too_old(self, ask: Ask, running_assignment: RunningAssignment) -> bool:
        made_on = running_assignment.made_on.at(self.person.site_id)
        return rules.is_too_old(ask.done_on, made_on, running_assignment.assignment.recent_days)

    def _ask_again(
        self, ask: Ask, asking_again: Sequence[RunningAssignment], code: str = ""
    ) -> Ask:
        """Ends an ask and begins another by the assignments of `asking_again`; the others that
        reach the person become its sources too. `code`: FOR_CHANGES_ALONE, or ""."""
        self._end_with_sources(ask, EndReason.ASKED_AGAIN)
        new_ask = self._begin_ask(asking_again, code)
        for running_assignment in self.assignments_reaching:
            if running_assignment not in asking_again:
                self.writes.begin_source(new_ask, running_assignment.assignment, self.today)
        return new_ask

    def _end_with_sources(self, ask: Ask, reason: EndReason) -> None:
        for source in self.writes.current_sources(ask):
            self.writes.end_source(source, reason, self.today)
        self.writes.end_ask(ask, reason, self.today)

    def _again_for_major_or_same(self, ask: Ask) -> Ask:
        """A new ask for what changed, where they did an earlier major version than the adopted one
        and an assignment asks again for that; else the same ask."""
        asking_again = [
            running_assignment
            for running_assignment in self.assignments_reaching
            if running_assignment.assignment.again_on_major
        ]
        adopted_major, completion = self.status.adopted_major, ask.completion
        if not asking_again or completion is None or adopted_major is None:
            return ask
        if completion.module_version.major >= adopted_major:
            return ask
        return self._ask_again(ask, asking_again, FOR_CHANGES_ALONE)

    # Done, and done again

    def _renewal_or_same(self, ask: Ask) -> Ask:
        """The ask that follows one that may be renewed by now, due on the day the old one runs
        out, later for whoever was gone until now; else the same ask."""
        opens_on, valid_until = ask.opens_on, ask.valid_until
        if ask.done_on is None or opens_on is None or valid_until is None or self.today < opens_on:
            return ask
        self._end_with_sources(ask, EndReason.RENEWED)
        due_on = max(valid_until, self.earliest_due or valid_until)
        new_ask = self._new_ask(due_on, opens_on, renews=ask)
        for running_assignment in self.assignments_reaching:
            self.writes.begin_source(new_ask, running_assignment.assignment, self.today)
        return new_ask

    def _link_completion(self, ask: Ask) -> None:
        """Mark the ask done by the newest completion, if that is recent enough. Where it asks once
        more, the completion of the ask before it does not count again."""
        if ask.done_on is not None or not self.completions:
            return
        newest, earlier_asks = (
            self.completions[-1],
            [other for other in self.asks if other is not ask],
        )
        asks_once_more = bool(earlier_asks) and earlier_asks[-1].ended_reason in (
            EndReason.ASKED_AGAIN,
            EndReason.RENEWED,
        )
        if asks_once_more and earlier_asks[-1].completion_id == newest.pk:
            return
        if newest.day >= ask.counts_from:
            self.writes.mark_done(ask, newest)

    def _give_time_after_leave(self, ask: Ask) -> None:
        """Move the due day of what is not done, for whoever was on leave when it was asked or
        due."""
        if ask.done_on is not None:
            return
        days = max(
            running_assignment.assignment.return_days
            for running_assignment in self.assignments_reaching
        )
        day = rules.due_day_after_leave(ask.asked_on, ask.due_on, self.leaves, days, self.today)
        self.writes.give_time(ask, day, ReasonCode.RETURNED, self.today)
