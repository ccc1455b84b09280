"""Assigning, adding who joined since, and withdrawing. Each in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from awareness.assignments import audience
from awareness.assignments.models import (
    Ask,
    AskChange,
    AskSource,
    Assignment,
    AssignmentSite,
    Ended,
    Kind,
)
from awareness.assignments.readiness import gaps
from awareness.assignments.rules import joiner_due
from awareness.journal.actions import append
from awareness.learning.models import Completion, Module, ModuleVersion, OpenTo
from awareness.people import changes
from awareness.people.models import Site, Team, User
from awareness.people.validation import in_reach


class AssignError(Exception):
    """Refused. `code` is the first reason; `gaps` are all of them, each with code and text.

    Codes: no_sites, due_in_past, day_out_of_reach, not_published, own_choice (a module that nobody
    may be asked to take), withdrawn, and those of gaps (not_adopted, missing_contacts,
    missing_policy, missing_support).
    """

    def __init__(self, code: str, gaps: Sequence[Any] = ()) -> None:
        super().__init__("; ".join(str(gap) for gap in gaps) or code)
        self.code = code
        self.gaps = list(gaps)

    @property
    def codes(self) -> set[str]:
        return {gap.code for gap in self.gaps} or {self.code}


@transaction.atomic
def assign(
    module: Module,
    sites: Sequence[Site],
    due_on: date,
    by: User,
    now: datetime,
    *,
    token: UUID | None = None,
) -> Assignment:
    """Ask everybody at the sites whom the module is for to take it by the day. The same token
    twice is once.

    Outside the demo anything that `gaps` names refuses; in the demo it is allowed, and the page
    says what is missing.
    """
    if token and (known := Assignment.objects.filter(token=token).first()):
        return known
    today = by.today(now)
    if not sites:
        raise AssignError("no_sites")
    if due_on < today:
        raise AssignError("due_in_past")
    if not in_reach(due_on, today):
        raise AssignError("day_out_of_reach")
    if module.opt_in:
        raise AssignError("own_choice")
    version = ModuleVersion.objects.live().filter(module=module).first()
    if version is None:
        raise AssignError("not_published")
    if (missing := gaps(version, sites, now)) and not settings.DEMO:
        raise AssignError(missing[0].code, missing)
    assignment = Assignment.objects.create(
        module=module,
        due_on=due_on,
        content_hash=version.content_hash,
        token=token or uuid4(),
        created_by=by,
        created_at=now,
    )
    AssignmentSite.objects.bulk_create(
        AssignmentSite(assignment=assignment, site=site) for site in sites
    )
    _add(assignment, audience.reached(module, sites, today), due_on, now)
    return assignment


def _add(assignment: Assignment, people: QuerySet[User], due_on: date, now: datetime) -> int:
    """Ask these people; whoever is asked already has one reason more."""
    today, module = assignment.created_by.today(now), assignment.module_id or 0
    ids = list(people.values_list("pk", flat=True))
    current = Ask.objects.current().filter(module=module)
    known = set(current.filter(person__in=ids).values_list("person", flat=True))
    asks = Ask.objects.bulk_create(
        (
            Ask(
                person_id=person,
                module_id=module,
                asked_on=today,
                first_due_on=due_on,
                due_on=due_on,
                counts_from=date.min,
            )
            for person in ids
            if person not in known
        ),
        batch_size=1000,
    )
    AskChange.objects.bulk_create(
        (AskChange(ask=ask, kind=Kind.ASKED, day_after=due_on, at=now) for ask in asks),
        batch_size=1000,
    )
    answer([ask.pk for ask in asks])
    rows = current.filter(person__in=ids).values_list("pk", flat=True)
    AskSource.objects.bulk_create(
        (AskSource(ask_id=ask, assignment=assignment, since=today) for ask in rows),
        batch_size=1000,
    )
    return len(ids)


def answer(ask_ids: Iterable[int], completions: Iterable[Completion] | None = None) -> None:
    """Write down of these asks, where they are open, that a completion answers them: one that
    counts, of everything there is or of these."""
    open_asks = Ask.objects.current().undone().filter(pk__in=list(ask_ids))
    asks = {(ask.person_id, ask.module_id): ask for ask in open_asks}
    if completions is None:
        rows = Completion.objects.filter(
            learner__in={person for person, _module in asks},
            module_version__module__in={module for _person, module in asks},
        )
        completions = rows.select_related("module_version").order_by("day", "id")
    answered = {}
    for completion in completions:
        ask = asks.get((completion.learner_id, completion.module_version.module_id))
        if ask is not None and completion.day >= ask.counts_from:
            ask.completion, ask.done_on = completion, completion.day
            answered[ask.pk] = ask
    Ask.objects.bulk_update(answered.values(), ["completion", "done_on"], batch_size=500)
    AskChange.objects.bulk_create(
        AskChange(ask=ask, kind=Kind.DONE, day_after=ask.done_on, at=ask.completion.at)
        for ask in answered.values()
        if ask.completion
    )


def completion_made(completion: Completion) -> None:
    """A completion answers what its person is asked now."""
    module = completion.module_version.module_id
    asks = Ask.objects.current().filter(person=completion.learner_id, module=module)
    answer(asks.values_list("pk", flat=True), [completion])


@transaction.atomic
def add_joiners(assignment: Assignment, now: datetime, at: QuerySet[Site] | None = None) -> int:
    """Ask those whom it reaches by now and did not before; how many. They are given at least 28
    days. `at`: only at these of its sites."""
    if assignment.withdrawn_on:
        raise AssignError("withdrawn")
    module, due_on = assignment.module, assignment.due_on
    if module is None or due_on is None or module.opt_in:
        raise AssignError("own_choice")
    today = assignment.created_by.today(now)
    sites = assignment.sites.values("site")
    sites = sites if at is None else sites.filter(site__in=at)
    already_asked = assignment.asks.current().values("ask__person")
    people = audience.reached(module, sites, today).exclude(pk__in=already_asked)
    return _add(assignment, people, joiner_due(due_on, today), now)


@transaction.atomic
def add_all_joiners(now: datetime, at: QuerySet[Site] | None = None) -> int:
    """Ask those who joined the sites of any assignment that is not withdrawn; how many rows. `at`:
    only at these sites."""
    waiting = Assignment.objects.filter(pk__in=audience.joiners(localdate(now, timezone=UTC), at))
    waiting = waiting.select_related("created_by__site", "module")
    return sum(add_joiners(assignment, now, at) for assignment in waiting)


@transaction.atomic
def set_youth(person: User, until: date | None, by: User, now: datetime) -> None:
    """Give somebody the youth edition until a day (included), or take it back with None.

    What is not for the youngest is no longer asked of them.
    """
    today = by.today(now)
    if until and not in_reach(until, today):
        raise AssignError("day_out_of_reach")
    before = changes.states([person.pk])
    person.youth_until = until
    person.save(update_fields=["youth_until"])
    changes.note(before, changes.states([person.pk]), by, now)
    if person.is_youth_on(today):
        not_theirs = [kind for kind in OpenTo if not kind.for_youth]
        asks = Ask.objects.current().filter(person=person, module__open_to__in=not_theirs)
        end(asks, Ended.YOUTH, today, now)


def end(asks: QuerySet[Ask], reason: Ended, today: date, now: datetime) -> int:
    """These asks count no longer; how many."""
    ids = list(asks.values_list("pk", flat=True))
    sources = AskSource.objects.current().filter(ask__in=ids)
    sources.update(until=today, reason=reason)
    AskChange.objects.bulk_create(
        AskChange(ask_id=ask, kind=Kind.ENDED, code=reason, at=now) for ask in ids
    )
    return Ask.objects.filter(pk__in=ids).update(ended_on=today, ended_reason=reason)


@transaction.atomic
def withdraw(assignment: Assignment, by: User, now: datetime) -> None:
    """Nobody is asked any more. What was done stays done; withdrawing twice changes nothing."""
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.withdrawn_on:
        return
    today = by.today(now)
    assignment.withdrawn_on, assignment.withdrawn_by = today, by
    assignment.save(update_fields=["withdrawn_on", "withdrawn_by"])
    sources = assignment.asks.current()
    others = AskSource.objects.current().filter(ask=OuterRef("ask"))
    alone = sources.filter(~Exists(others.exclude(assignment=assignment))).values("ask")
    ended = list(alone.values_list("ask", flat=True))
    sources.update(until=today, reason=Ended.WITHDRAWN)
    end(Ask.objects.filter(pk__in=ended), Ended.WITHDRAWN, today, now)


def note_export(
    by: User, role: str, now: datetime, site: Site | None = None, team: Team | None = None
) -> None:
    """Write down who took which list away, as what: of one site or one team, or all they see."""
    append(
        "list.exported",
        now=now,
        actor=by.public_id,
        list="states",
        role=role,
        site=site.slug if site else None,
        team=team.slug if team else None,
    )
