"""Everything that writes down what somebody did in a module. Each action is one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from django.db import IntegrityError, transaction

from awareness.learning import asking, rules
from awareness.learning.access import Place, Stop, again, opening_first
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
from awareness.people.models import User
from awareness.workplace.days import day_at
from prepared import Slot, prepared
from quizzes.actions import answer_own, finish_if_answered
from quizzes.models import Attempt, Response


@dataclass(frozen=True)
class Confirmed:
    """What somebody confirmed at a commit step: the policy's number, and whom they would tell."""

    policy_number: int | None = None
    contact: str = ""


@transaction.atomic
def begin(learner: User, module: Module, now: datetime) -> Enrolment:
    """Open a module for somebody, on its live version; what is open or finished stays as it is.

    The short module it opens with is begun too. StepError not_published when there is no live
    version.
    """
    if module.opens_with is not None:
        _enrolled(learner, module.opens_with, now)
    return _enrolled(learner, module, now)


def _enrolled(learner: User, module: Module, now: datetime) -> Enrolment:
    own = Enrolment.objects.filter(learner=learner, module=module)
    if found := own.order_by("-id").first():
        return found
    version = ModuleVersion.objects.live().filter(module=module).first()
    if version is None:
        raise StepError("not_published")
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                learner=learner, module=module, module_version=version, begun_at=now
            )
    except IntegrityError:  # another tab was quicker
        return own.get(state=Enrolment.State.OPEN)


@transaction.atomic
def complete_step(
    enrolment: Enrolment, step: Step | Stop, now: datetime, confirmed: Confirmed | None = None
) -> Completion | None:
    """Write down that a step is done; return the completion when it was the last one open.

    Doing it again changes nothing. StepError: opens_first when the module it opens with is not
    done, not_next when a step before it is open, not_fulfilled when its questions are,
    choose_contact when a commit step comes without a confirmation.
    """
    here = _in_turn(enrolment, step)
    if here.is_done:
        return None
    return _write_done(here, asking.answered(here.enrolment, here.step), now, confirmed)


def _in_turn(enrolment: Enrolment, step: Step | Stop) -> Place:
    """One at a time for one enrolment: two tabs take turns, and the second finds the step done."""
    _lock(enrolment=enrolment.pk)
    return again(enrolment, step.slug)


@prepared
def _lock(enrolment: Slot):
    return Enrolment.objects.filter(pk=enrolment).select_for_update()


def _write_done(
    here: Place, answered: rules.Answered, now: datetime, confirmed: Confirmed | None = None
) -> Completion | None:
    if not here.may_open:
        raise StepError("not_next")
    if opening_first(here):
        raise StepError("opens_first")
    if not rules.fulfilled(here.step.kind, answered, here.version.mark):
        raise StepError("not_fulfilled")
    if here.step.kind == StepKind.COMMIT and confirmed is None:
        raise StepError("choose_contact")
    own, on = here.enrolment, day_at(here.enrolment.learner.site, now)
    [step] = _step(version=own.module_version_id, slug=here.step.slug)
    if confirmed is not None:
        Acknowledgement.objects.create(
            enrolment=own,
            step=step,
            policy_number=confirmed.policy_number,
            contact=confirmed.contact,
            on=on,
        )
    StepDone.objects.create(enrolment=own, step=step, on=on)
    if here.done + 1 < len(here.steps):
        return None
    return _finish(own, on, now)


def _finish(own: Enrolment, on: date, now: datetime) -> Completion:
    own.state = Enrolment.State.FINISHED
    own.save(update_fields=["state"])
    return Completion.objects.create(
        enrolment=own, learner=own.learner, module_version=own.module_version, day=on, at=now
    )


@prepared
def _step(version: Slot, slug: Slot):
    return Step.objects.filter(module_version=version, slug=slug)


def answer(here: Place, item_id: int, token: str, raw: Mapping, now: datetime) -> Response:
    """Take an answer to one question of a step; `raw` is what was posted, `token` its submission's.

    Repeating it gives the same response. Errors of quizzes pass through (AnswerError with words
    for the person, unknown_item for what is not the learner's own here); StepError not_next when
    the step is not open yet. `settle` says whether the step is done with it.
    """
    if not here.may_open:
        raise StepError("not_next")
    context = asking.context(here.version, here.step)
    return answer_own(here.enrolment.learner, context, item_id, token=token, raw=raw, now=now)


@transaction.atomic
def settle(here: Place, attempt: Attempt, now: datetime) -> bool:
    """Close an attempt whose questions are all answered, and with it its step when it is fulfilled.

    True when the step is done. Nothing happens while a question is open.
    """
    answered = asking.tally(here.step, finish_if_answered(attempt, now))
    if not rules.fulfilled(here.step.kind, answered, here.version.mark):
        return False
    here = _in_turn(here.enrolment, here.step)
    if not here.is_done:
        _write_done(here, answered, now)
    return True


@transaction.atomic
def retry(here: Place, now: datetime) -> Attempt:
    """Start a situation anew on the form not just answered, or ask again what of a check is not
    right yet, as often as somebody likes.

    StepError nothing_to_retry while questions are open, once the decision was made right, or once
    a check has reached its mark.
    """
    answered = asking.answered(here.enrolment, here.step)
    if here.is_done or not rules.may_retry(here.step.kind, answered, here.version.mark):
        raise StepError("nothing_to_retry")
    return asking.start_again(here.enrolment, here.step, now)


@transaction.atomic
def settle_test_out(here: Place, attempt: Attempt, now: datetime) -> bool:
    """Close "Show what you know already" when all is answered; with enough of it right the module
    is done, up to the contact that everybody confirms.

    True when it is. The steps are written down as done like any others, so nobody can tell how.
    """
    answered = asking.count(finish_if_answered(attempt, now))
    if not rules.tested_out(answered, here.version.mark):
        return False
    here = _in_turn(here.enrolment, here.steps[0])
    if opening_first(here):
        raise StepError("opens_first")
    own, on = here.enrolment, day_at(here.enrolment.learner.site, now)
    left = list(takewhile(lambda stop: stop.kind != StepKind.COMMIT, here.steps[here.done :]))
    steps = {s.slug: s for s in Step.objects.filter(module_version=own.module_version_id)}
    StepDone.objects.bulk_create(
        StepDone(enrolment=own, step=steps[stop.slug], on=on) for stop in left
    )
    if left and here.done + len(left) == len(here.steps):
        _finish(own, on, now)
    return True
