"""Everything that writes down what somebody did in a module. Each action is one transaction."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from awareness.learning import attempts, queries, rules
from awareness.learning.access import Place, PlaceAtStep, again, opening_first
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
from awareness.learning.signals import completed
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
        _enrolled(learner, module.opens_with, now)
    return _enrolled(learner, module, now, asked_on, changes_alone=changes_alone)


def _enrolled(
    learner: User,
    module: Module,
    now: datetime,
    asked_on: date | None = None,
    *,
    changes_alone: bool = False,
) -> Enrolment:
    enrolments = Enrolment.objects.filter(learner=learner, module=module)
    newest = enrolments.order_by("-id").first()
    if newest and newest.state != Enrolment.State.SEALED and not _again(newest, asked_on):
        return newest
    version = ModuleVersion.objects.live().filter(module=module).first()
    if version is None:
        raise StepError("not_published")
    carries = changes_alone and newest is not None and _may_carry(newest, version)
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                learner=learner,
                module=module,
                module_version=version,
                begun_at=now,
                number=newest.number + 1 if newest else 1,
                carries_from=newest if carries else None,
            )
            _carry_over(enrolment, 0, learner.today(now))
            return enrolment
    except IntegrityError:  # another tab was quicker
        return enrolments.get(state=Enrolment.State.OPEN)


def _may_carry(earlier: Enrolment, version: ModuleVersion) -> bool:
    is_finished = earlier.state == Enrolment.State.FINISHED
    return is_finished and earlier.module_version.major < version.major


def _carry_over(enrolment: Enrolment, done: int, today: date) -> None:
    """Write down the steps that come next and did not change since the version that was finished;
    nothing where all is asked."""
    earlier, version = enrolment.carries_from, enrolment.module_version
    if earlier is None:
        return
    again = {step.slug for step in rules.to_do_again(version.spec, earlier.module_version.spec)}
    carried = rules.carried_over(version.spec.steps, done, again)
    rows = {row.slug: row for row in Step.objects.filter(module_version=version)}
    earlier_steps = StepDone.objects.filter(enrolment=earlier).select_related("step")
    done_before = {row.step.slug: row for row in earlier_steps}
    StepDone.objects.bulk_create(
        StepDone(enrolment=enrolment, step=rows[slug], on=today, carried_from=done_before.get(slug))
        for slug in (step.slug for step in carried)
    )


def _again(enrolment: Enrolment, asked_on: date | None) -> bool:
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
    place = _in_turn(place)
    if place.is_done:
        return None
    step_answers = attempts.answered(place.enrolment, place.step)
    return _write_done(place, step_answers, now, confirmation)


def _in_turn(place: PlaceAtStep) -> PlaceAtStep:
    """The place read anew, one at a time for one enrolment: two tabs take turns, and the second
    finds the step done."""
    queries.lock_enrolment(enrolment=place.enrolment.pk)
    return again(place)


def _write_done(
    place: PlaceAtStep,
    step_answers: rules.StepAnswers,
    now: datetime,
    confirmation: Confirmation | None = None,
) -> Completion | None:
    if not place.may_open:
        raise StepError("not_next")
    if opening_first(place):
        raise StepError("opens_first")
    if not rules.fulfilled(place.step.kind, step_answers, place.version.mark):
        raise StepError("not_fulfilled")
    if place.step.kind == StepKind.COMMIT and confirmation is None:
        raise StepError("choose_contact")
    enrolment, today = place.enrolment, place.enrolment.learner.today(now)
    [row] = queries.step_of(version=place.version.pk, slug=place.step.slug)
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
    return _finish(enrolment, today, now)


def _finish(enrolment: Enrolment, today: date, now: datetime) -> Completion:
    enrolment.state = Enrolment.State.FINISHED
    enrolment.save(update_fields=["state"])
    completion = Completion.objects.create(
        enrolment=enrolment,
        learner=enrolment.learner,
        module_version=enrolment.module_version,
        day=today,
        at=now,
    )
    completed.send(sender=Completion, completion=completion)
    return completion


@transaction.atomic
def settle(place: PlaceAtStep, attempt: Attempt, now: datetime) -> PlaceAtStep:
    """Close an attempt whose questions are all answered, and with it its step when it is fulfilled.

    Returns the place as it is then; `is_done` says whether the step is. Nothing happens while a
    question is open.
    """
    step_answers = attempts.answered_at_step(place.step, finish_if_answered(attempt, now))
    if not rules.fulfilled(place.step.kind, step_answers, place.version.mark):
        return place
    place = _in_turn(place)
    if not place.is_done:
        _write_done(place, step_answers, now)
        carries = place.enrolment.carries_from_id is not None
        place = again(place) if carries else replace(place, done=place.done + 1)
    return place


@transaction.atomic
def retry(place: PlaceAtStep, now: datetime) -> Attempt:
    """Start a situation anew on the form not just answered, or ask again what of a check is not
    right yet, as often as somebody likes. A situation under way is left where it is.

    StepError nothing_to_retry while the first decision, or a question of a check, is open, once the
    decision was made right, or once a check has reached its mark.
    """
    step_answers = attempts.answered(place.enrolment, place.step)
    if place.is_done or not rules.may_retry(place.step.kind, step_answers, place.version.mark):
        raise StepError("nothing_to_retry")
    if place.step.kind == StepKind.SCENARIO:
        attempts.leave(attempts.at_step(place.enrolment, place.step, now), now)
    return attempts.start_again(place.enrolment, place.step, now)


@transaction.atomic
def settle_test_out(place: Place, attempt: Attempt, now: datetime) -> Place:
    """Close "Show what you know already" when all is answered; with enough of it right the module
    is done, up to the contact that everybody confirms.

    Returns the place as it is then. The steps are written down as done like any others, so nobody
    can tell how. StepError: opens_first when the module it opens with is not done.
    """
    step_answers = attempts.count(finish_if_answered(attempt, now))
    if not rules.tested_out(step_answers, place.version.mark):
        return place
    place = _in_turn(place.at(place.steps[0]))
    if opening_first(place):
        raise StepError("opens_first")
    enrolment, today = place.enrolment, place.enrolment.learner.today(now)
    left = rules.known_already(place.steps, place.done)
    rows = {row.slug: row for row in Step.objects.filter(module_version=place.version)}
    StepDone.objects.bulk_create(
        StepDone(enrolment=enrolment, step=rows[step.slug], on=today) for step in left
    )
    done = place.done + len(left)
    if left and done == len(place.steps):
        _finish(enrolment, today, now)
    return Place(enrolment, done)
