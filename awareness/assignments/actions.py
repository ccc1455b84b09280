"""Assigning, adding who joined since, and withdrawing. Each in one transaction."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from awareness.assignments import audience
from awareness.assignments.models import AssignedPerson, Assignment, AssignmentSite
from awareness.assignments.readiness import Gap, gaps
from awareness.assignments.rules import joiner_due
from awareness.journal.actions import append
from awareness.learning.models import Module, ModuleVersion, OpenTo
from awareness.people import changes
from awareness.people.models import Site, Team, User
from awareness.people.validation import in_reach


class AssignError(Exception):
    """Refused. `code` is the first reason; `gaps` are all of them, each with code and text.

    Codes: no_sites, due_in_past, day_out_of_reach, not_published, own_choice (a module that nobody
    may be asked to take), already_assigned, withdrawn, and those of gaps (not_adopted,
    missing_contacts, missing_policy, missing_support).
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
    # Two people assigning at once: one after the other, so that "already" is true.
    module = Module.objects.select_for_update().get(pk=module.pk)
    if module.opt_in:
        raise AssignError("own_choice")
    version = ModuleVersion.objects.live().filter(module=module).first()
    if version is None:
        raise AssignError("not_published")
    if there := running_at(module, sites, today):
        raise AssignError("already_assigned", there)
    if (missing := gaps(version, sites, today)) and not settings.DEMO:
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
    _add(assignment, audience.reached(module, sites, today), due_on, today)
    return assignment


def running_at(module: Module, sites: Sequence[Site], today: date) -> list[Gap]:
    """Those of the sites that already have this module to do, each with what HR can do about it."""
    running = Assignment.objects.running(today).filter(module=module)
    assigned_sites = AssignmentSite.objects.filter(assignment__in=running, site__in=sites)
    taken = set(assigned_sites.values_list("site", flat=True))
    text = _("%(site)s already has this module to do. Withdraw that first, or leave out %(site)s.")
    return [
        Gap("already_assigned", text % {"site": site.name}) for site in sites if site.pk in taken
    ]


def _add(assignment: Assignment, people: QuerySet[User], due_on: date, today: date) -> int:
    rows = [
        AssignedPerson(
            assignment=assignment,
            person_id=person,
            module_id=assignment.module_id,
            assigned_on=today,
            due_on=due_on,
        )
        for person in people.values_list("pk", flat=True)
    ]
    # The constraint decides when two add the same person at once.
    AssignedPerson.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def add_joiners(assignment: Assignment, now: datetime, at: QuerySet[Site] | None = None) -> int:
    """Ask those whom it reaches by now and did not before; how many. They are given at least 28
    days. `at`: only at these of its sites."""
    if assignment.withdrawn_on:
        raise AssignError("withdrawn")
    if assignment.module.opt_in:
        raise AssignError("own_choice")
    today = assignment.created_by.today(now)
    sites = assignment.sites.values("site")
    sites = sites if at is None else sites.filter(site__in=at)
    already_asked = assignment.people.filter(withdrawn_on=None).values("person")
    people = audience.reached(assignment.module, sites, today).exclude(pk__in=already_asked)
    return _add(assignment, people, joiner_due(assignment.due_on, today), today)


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
        assigned = AssignedPerson.objects.filter(person=person, withdrawn_on=None)
        assigned.filter(module__open_to__in=not_theirs).update(withdrawn_on=today)


@transaction.atomic
def withdraw(assignment: Assignment, by: User, now: datetime) -> None:
    """Nobody is asked any more. What was done stays done; withdrawing twice changes nothing."""
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.withdrawn_on:
        return
    today = by.today(now)
    assignment.withdrawn_on, assignment.withdrawn_by = today, by
    assignment.save(update_fields=["withdrawn_on", "withdrawn_by"])
    assignment.people.filter(withdrawn_on=None).update(withdrawn_on=today)


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
