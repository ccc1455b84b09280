"""Everything that writes down what somebody did in a module. Each action is one transaction."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from awareness.learning import attempts, queries, rules
from awareness.learning.access import Place, PlaceAtStep, opening_module_of_place, reread_place
from awareness.learning.errors import StepError
from awareness.learning.models import (
    Acknowledgement,
    Completion,
    Enrolment,
    Module,
    ModuleVersion,
    Step,
    StepDone,
    StepKind,
)
from awareness.learning.signals import module_completed
from awareness.people.models import User
from quizzes.actions import finish_if_answered
from quizzes.models import Attempt


@dataclass(frozen=True)
class Confirmation:
    """What somebody confirmed at a commit step: the policy's number, and whom they would tell."""

    policy_number: int | None = None
    contact: str = ""


@transaction.atomic
def begin(
    learner: User,
    module: Module,
    now: datetime,
    asked_on: date | None = None,
    *,
    changes_alone: bool = False,
) -> Enrolment:
    """Open a module for somebody, on its live version; what is open stays as it is, and so does
    what was finished, unless they were asked for it again on that day or later: then they begin
    anew, and what they did before stays beside it. With `changes_alone`, whoever finished an
    earlier major version has done what did not change since.

    The short module it opens with is begun too. StepError not_published when there is no live
    version.
    """
    if module.opens_with is not None:
        _begun_enrolment(learner, module.opens_with, now)
    return _begun_enrolment(learner, module, now, asked_on, changes_alone=changes_alone)


def _begun_enrolment(
    learner: User,
    module: Module,
    now: datetime,
    asked_on: date | None = None,
    *,
    changes_alone: bool = False,
) -> Enrolment:
    """`begin`, of one module: the enrolment that stands, or a new one on the live version."""
    enrolments = Enrolment.objects.filter(learner=learner, module=module)
    newest = enrolments.order_by("-id").first()
    if newest and newest.state != Enrolment.State.SEALED and not _is_asked_again(newest, asked_on):
        return newest
    version = ModuleVersion.objects.live().filter(module=module).first()
    if version is None:
        raise StepError("not_published")
    may_carry = changes_alone and newest is not None and _may_carry(newest, version)
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                learner=learner,
                module=module,
                module_version=version,
                begun_at=now,
                number=newest.number + 1 if newest else 1,
                carries_from=newest if may_carry else None,
            )
            _carry_over(enrolment, 0, learner.today(now))
            return enrolment
    except IntegrityError:  # another tab was quicker
        return enrolments.get(state=Enrolment.State.OPEN)


def _may_carry(earlier: Enrolment, version: ModuleVersion) -> bool:
    """Whether unchanged steps of an earlier enrolment may count in this version: it was finished,
    in an earlier major version."""
    is_finished = earlier.state == Enrolment.State.FINISHED
    return is_finished and earlier.module_version.major < version.major


def _carry_over(enrolment: Enrolment, done: int, today: date) -> None:
    """Write down as done the steps after the first `done` ones that did not change since the
    version that was finished, up to the next that has to be done again; nothing where all is
    asked."""
    earlier, version = enrolment.carries_from, enrolment.module_version
    if earlier is None:
        return
    slugs_to_do = {
        step.slug for step in rules.steps_to_do_again(version.spec, earlier.module_version.spec)
    }
    carried_steps = rules.carried_over_steps(version.spec.steps, done, slugs_to_do)
    row_by_slug = {row.slug: row for row in Step.objects.filter(module_version=version)}
    earlier_steps = StepDone.objects.filter(enrolment=earlier).select_related("step")
    earlier_by_slug = {row.step.slug: row for row in earlier_steps}
    StepDone.objects.bulk_create(
        StepDone(
            enrolment=enrolment,
            step=row_by_slug[slug],
            on=today,
            carried_from=earlier_by_slug.get(slug),
        )
        for slug in (step.slug for step in carried_steps)
    )


def _is_asked_again(enrolment: Enrolment, asked_on: date | None) -> bool:
    """Whether it was finished, and asked for again since."""
    if asked_on is None or enrolment.state != Enrolment.State.FINISHED:
        return False
    return Completion.objects.filter(enrolment=enrolment, day__lte=asked_on).exists()


@transaction.atomic
def complete_step(
    place: PlaceAtStep, now: datetime, confirmation: Confirmation | None = None
) -> Completion | None:
    """Write down that a step is done; return the completion when it was the last one open.

    Doing it again changes nothing. StepError: opens_first when the module it opens with is not
    done, not_next when a step before it is open, not_fulfilled when its questions are,
    choose_contact when a commit step comes without a confirmation.
    """
    place = _locked_place(place)
    if place.is_done:
        return None
    step_answers = attempts.answers_at_step(place.enrolment, place.step)
    return _write_step_done(place, step_answers, now, confirmation)


def _locked_place(place: PlaceAtStep) -> PlaceAtStep:
    """The place read anew, after its enrolment was locked until the transaction ends: two tabs take
    turns, and the second finds the step done."""
    queries.lock_enrolment(enrolment=place.enrolment.pk)
    return reread_place(place)


def _write_step_done(
    place: PlaceAtStep,
    step_answers: rules.StepAnswers,
    now: datetime,
    confirmation: Confirmation | None = None,
) -> Completion | None:
    """Write down that the step is done, what was confirmed at it, and the steps after it that did
    not change; the completion if nothing is left. StepError as of `complete_step`."""
    if not place.may_open:
        raise StepError("not_next")
    if opening_module_of_place(place):
        raise StepError("opens_first")
    if not rules.is_fulfilled(place.step.kind, step_answers, place.version.mark):
        raise StepError("not_fulfilled")
    if place.step.kind == StepKind.COMMIT and confirmation is None:
        raise StepError("choose_contact")
    enrolment, today = place.enrolment, place.enrolment.learner.today(now)
    [row] = queries.step_row(version=place.version.pk, slug=place.step.slug)
    if confirmation is not None:
        Acknowledgement.objects.create(
            enrolment=enrolment,
            step=row,
            policy_number=confirmation.policy_number,
            contact=confirmation.contact,
            on=today,
        )
    StepDone.objects.create(enrolment=enrolment, step=row, on=today)
    if place.done + 1 < len(place.steps):
        _carry_over(enrolment, place.done + 1, today)
        return None
    return _finish_module(enrolment, today, now)


def _finish_module(enrolment: Enrolment, today: date, now: datetime) -> Completion:
    """Write down that somebody has finished a module today, and tell whoever listens
    (`module_completed`)."""
    enrolment.state = Enrolment.State.FINISHED
    enrolment.save(update_fields=["state"])
    completion = Completion.objects.create(
        enrolment=enrolment,
        learner=enrolment.learner,
        module_version=enrolment.module_version,
        day=today,
        at=now,
    )
    module_completed.send(sender=Completion, completion=completion)
    return completion


@transaction.atomic
def settle_step(place: PlaceAtStep, attempt: Attempt, now: datetime) -> PlaceAtStep:
    """Close an attempt whose questions are all answered, and with it its step when it is fulfilled.

    Returns the place as it is then; `is_done` says whether the step is. Nothing happens while a
    question is open.
    """
    step_answers = attempts.step_answers_of_items(place.step, finish_if_answered(attempt, now))
    if not rules.is_fulfilled(place.step.kind, step_answers, place.version.mark):
        return place
    place = _locked_place(place)
    if not place.is_done:
        _write_step_done(place, step_answers, now)
        carries = place.enrolment.carries_from_id is not None
        place = reread_place(place) if carries else replace(place, done=place.done + 1)
    return place


@transaction.atomic
def retry(place: PlaceAtStep, now: datetime) -> Attempt:
    """Start a situation anew on the form not just answered, or ask again what of a check is not
    right yet, as often as somebody likes. A situation under way is left where it is.

    StepError nothing_to_retry while the first decision, or a question of a check, is open, once the
    decision was made right, or once a check has reached its mark.
    """
    step_answers = attempts.answers_at_step(place.enrolment, place.step)
    if place.is_done or not rules.may_retry(place.step.kind, step_answers, place.version.mark):
        raise StepError("nothing_to_retry")
    if place.step.kind == StepKind.SCENARIO:
        attempts.leave_situation(attempts.attempt_at_step(place.enrolment, place.step, now), now)
    return attempts.start_another_attempt(place.enrolment, place.step, now)


@transaction.atomic
def settle_test_out(place: Place, attempt: Attempt, now: datetime) -> Place:
    """Close "Show what you know already" when all is answered; with enough of it right the module
    is done, up to the contact that everybody confirms.

    Returns the place as it is then. The steps are written down as done like any others, so nobody
    can tell how. StepError: opens_first when the module it opens with is not done.
    """
    step_answers = attempts.count_answers(finish_if_answered(attempt, now))
    if not rules.has_tested_out(step_answers, place.version.mark):
        return place
    place = _locked_place(place.at(place.steps[0]))
    if opening_module_of_place(place):
        raise StepError("opens_first")
    enrolment, today = place.enrolment, place.enrolment.learner.today(now)
    known_steps = rules.steps_known_already(place.steps, place.done)
    row_by_slug = {row.slug: row for row in Step.objects.filter(module_version=place.version)}
    StepDone.objects.bulk_create(
        StepDone(enrolment=enrolment, step=row_by_slug[step.slug], on=today) for step in known_steps
    )
    done = place.done + len(known_steps)
    if known_steps and done == len(place.steps):
        _finish_module(enrolment, today, now)
    return Place(enrolment, done)
