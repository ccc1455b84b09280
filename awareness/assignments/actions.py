"""Assigning, withdrawing and taking that back. Each in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from awareness.assignments import tasks
from awareness.assignments.audience import people_reached
from awareness.assignments.evaluation import evaluate
from awareness.assignments.models import AskSource, Assignment, RenewFrom
from awareness.assignments.readiness import gaps_of
from awareness.assignments.wanted_assignment import WantedAssignment
from awareness.errors import CodedError
from awareness.journal.actions import append
from awareness.learning.models import Module, ModuleVersion
from awareness.people import changes
from awareness.people.models import Site, Team, User
from awareness.people.today import read_today
from awareness.people.validation import is_day_in_reach
from awareness.subjects.registry import subject_by_key

# So many asks are made or ended at once; more are the worker's.
MOST_AT_ONCE = 500
SHORTEST_MONTH_DAYS = 28  # days


class AssignError(CodedError):
    """Refused. `code` is the first reason; `gaps` are all of them, each with code and text.

    Codes: no_audience (nobody is named), named_for_sensitive (people by name, for a subject where
    that would say something about them), out_of_reach (HR of some places names others),
    due_in_past, day_out_of_reach, opens_too_early (asked again before it was done), unknown_track,
    not_published, own_choice (a module that nobody may be asked to take), withdrawn, and those of
    gaps (not_adopted, missing_contacts, missing_policy, missing_support).
    """

    def __init__(self, code: str, gaps: Sequence[Any] = ()) -> None:
        super().__init__(code, "; ".join(str(gap) for gap in gaps))
        self.gaps = list(gaps)

    @property
    def codes(self) -> set[str]:
        return {gap.code for gap in self.gaps} or {self.code}


def assign(
    module: Module,
    sites: Sequence[Site],
    due_on: date,
    by: User,
    now: datetime,
    *,
    token: UUID | None = None,
) -> Assignment:
    """`make_assignment`, of a module for everybody at some sites by a day."""
    return make_assignment(
        WantedAssignment(module=module, sites=sites, due_on=due_on), by, now, token=token
    )


@transaction.atomic
def make_assignment(
    wanted_assignment: WantedAssignment, by: User, now: datetime, *, token: UUID | None = None
) -> Assignment:
    """Ask its audience for it, now and as people come. The same token twice is once.

    Outside the demo anything that `gaps` names refuses; in the demo it is allowed, and the page
    says what is missing. Many people are asked by the worker, in a moment.
    """
    if token and (existing := Assignment.objects.filter(token=token).first()):
        return existing
    today = by.today(now)
    _refuse_days(wanted_assignment, today)
    audience = wanted_assignment.audience()
    if audience.is_empty:
        raise AssignError("no_audience")
    if _is_out_of_reach(wanted_assignment, by):
        raise AssignError("out_of_reach")
    versions = _versions_to_ask(wanted_assignment)
    if wanted_assignment.added and any(is_sensitive(version.module) for version in versions):
        raise AssignError("named_for_sensitive")
    people = people_reached(audience, versions[0].module.open_to, read_today(now))
    sites = wanted_assignment.sites or Site.objects.filter(people__in=people).distinct()
    all_gaps = [gap for version in versions for gap in gaps_of(version, list(sites), now)]
    if all_gaps and not settings.DEMO:
        raise AssignError(all_gaps[0].code, all_gaps)
    assignment = wanted_assignment.unsaved_assignment()
    assignment.content_hash = versions[0].content_hash if wanted_assignment.module else ""
    assignment.token, assignment.created_by, assignment.created_at = token or uuid4(), by, now
    try:
        with transaction.atomic():
            assignment.save()
    except IntegrityError:  # the same token came at once, and was first
        return Assignment.objects.get(token=assignment.token)
    wanted_assignment.save_audience(assignment)
    _append_event("assignment.made", assignment, by, now)
    if people.count() > MOST_AT_ONCE:
        tasks.evaluate_assignment.enqueue(assignment.pk, as_made=True)
    else:
        evaluate(now, assignment=assignment)
    return assignment


def is_sensitive(module: Module) -> bool:
    """Whether asking somebody by name would say something about them."""
    module_subject = subject_by_key(module.subject)
    return module_subject is not None and module_subject.sensitive


def _refuse_days(wanted_assignment: WantedAssignment, today: date) -> None:
    if wanted_assignment.due_on is not None and wanted_assignment.due_on < today:
        raise AssignError("due_in_past")
    if not all(
        is_day_in_reach(day, today)
        for day in (wanted_assignment.due_on, wanted_assignment.started_after)
        if day
    ):
        raise AssignError("day_out_of_reach")
    if wanted_assignment.renew_from != RenewFrom.NONE:
        months = (
            12
            if wanted_assignment.renew_from == RenewFrom.FIXED_DAY
            else wanted_assignment.renew_months
        )
        if wanted_assignment.opens_days >= months * SHORTEST_MONTH_DAYS:
            raise AssignError("opens_too_early")


def _is_out_of_reach(wanted_assignment: WantedAssignment, by: User) -> bool:
    """Whether HR of some places would ask people of others: their own sites narrow everything."""
    if by.reach.everywhere:
        return False
    reach = by.reach.at()
    own_site_ids = set(Site.objects.filter(reach).values_list("pk", flat=True))
    named_site_ids = {site.pk for site in wanted_assignment.sites}
    return (
        not named_site_ids
        or not named_site_ids | {person.site_id for person in wanted_assignment.added}
        <= own_site_ids
    )


def _versions_to_ask(wanted_assignment: WantedAssignment) -> list[ModuleVersion]:
    """The live text of each module that is asked. AssignError own_choice, not_published,
    unknown_track."""
    if wanted_assignment.module is not None and wanted_assignment.module.opt_in:
        raise AssignError("own_choice")
    live = ModuleVersion.objects.live().select_related("module").order_by("module__order")
    if wanted_assignment.module is not None:
        versions = list(live.filter(module=wanted_assignment.module))
    else:
        versions = list(live.filter(module__track=wanted_assignment.track, module__opt_in=False))
    if not versions:
        raise AssignError("not_published" if wanted_assignment.module else "unknown_track")
    return versions


@transaction.atomic
def withdraw(assignment: Assignment, by: User, now: datetime) -> None:
    """Nobody is asked by it any more. What was done stays on record; withdrawing twice changes
    nothing."""
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.withdrawn_on:
        return
    assignment.withdrawn_on, assignment.withdrawn_by = by.today(now), by
    assignment.save(update_fields=["withdrawn_on", "withdrawn_by"])
    _append_event("assignment.withdrawn", assignment, by, now)
    _evaluate_now_or_later(assignment, now)


@transaction.atomic
def restore(assignment: Assignment, by: User, now: datetime) -> None:
    """As if it had not been withdrawn: those whom it asked are asked again, by the days they were
    told; so is whoever came since."""
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if not assignment.withdrawn_on:
        return
    assignment.withdrawn_on = assignment.withdrawn_by = None
    assignment.save(update_fields=["withdrawn_on", "withdrawn_by"])
    _append_event("assignment.restored", assignment, by, now)
    _evaluate_now_or_later(assignment, now)


def _evaluate_now_or_later(assignment: Assignment, now: datetime) -> None:
    """What a withdrawal or its end changes for people: at once where they are few."""
    if AskSource.objects.filter(assignment=assignment).count() > MOST_AT_ONCE:
        tasks.evaluate_assignment.enqueue(assignment.pk)
    else:
        evaluate(now, assignment=assignment)


def _append_event(kind: str, assignment: Assignment, by: User, now: datetime) -> None:
    module = assignment.module
    append(
        kind,
        now=now,
        actor=by.public_id,
        assignment=assignment.pk,
        module=module.slug if module else None,
        track=assignment.track or None,
        due_on=assignment.due_on.isoformat() if assignment.due_on else None,
    )


@transaction.atomic
def set_youth(person: User, until: date | None, by: User, now: datetime) -> None:
    """Give somebody the youth edition until a day (included), or take it back with None. What is
    not for the youngest is no longer asked of them, as after every change of people."""
    today = by.today(now)
    if until and not is_day_in_reach(until, today):
        raise AssignError("day_out_of_reach")
    states_before = changes.read_states([person.pk])
    person.youth_until = until
    person.save(update_fields=["youth_until"])
    changes.note_changes(states_before, changes.read_states([person.pk]), by, now)


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
