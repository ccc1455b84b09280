"""The only way to somebody's enrolment and steps: one's own, or 404.

Nothing here takes somebody else's name: no role reads another person's progress. Attempts are
reached through quizzes with the learner and a context (contexts.py), so they are one's own as well.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from awareness.learning import adoption, audience, queries, rules
from awareness.learning.models import Completion, Enrolment, Module, ModuleVersion, StepSpec
from awareness.people import seals
from awareness.people.models import User


@dataclass(frozen=True)
class Place:
    """Where somebody is in a module: their enrolment, and how many of its steps are `done`."""

    enrolment: Enrolment
    done: int

    @property
    def version(self) -> ModuleVersion:
        return self.enrolment.module_version

    @property
    def steps(self) -> tuple[StepSpec, ...]:
        return self.version.spec.steps

    @property
    def next_open(self) -> StepSpec | None:
        number = rules.next_open_number(len(self.steps), self.done)
        return self.steps[number - 1] if number else None

    @property
    def minutes_left(self) -> int:
        return rules.minutes_left(self.version.minutes, len(self.steps), self.done)

    def at(self, step: StepSpec) -> "PlaceAtStep":
        """The same place, at one of its steps."""
        return PlaceAtStep(self.enrolment, self.done, step)


@dataclass(frozen=True)
class PlaceAtStep(Place):
    """Somebody's place in a module, at one of its steps, done or not."""

    step: StepSpec

    @property
    def may_open(self) -> bool:
        return rules.may_open(self.step.position, self.done)

    @property
    def is_done(self) -> bool:
        return self.step.position <= self.done

    @property
    def before(self) -> StepSpec | None:
        return self.steps[self.step.position - 2] if self.step.position > 1 else None

    @property
    def after(self) -> StepSpec | None:
        """The step to go on with; what was carried over is not on the way."""
        if self.enrolment.carries_from_id and self.is_done and self.next_open:
            return self.next_open
        return self.steps[self.step.position] if self.step.position < len(self.steps) else None


def version_to_begin(slug: str, user: User) -> ModuleVersion:
    """The live version of a module for somebody who has not begun it; 404 when there is none, or
    when it is not for them."""
    for version in queries.live_version(slug=slug):
        if audience.may_read(version.module, user) and _is_on_offer(version, user):
            return version
    raise Http404


def _is_on_offer(version: ModuleVersion, user: User) -> bool:
    """Whether somebody may begin this version: it is adopted, or they read every module, or are
    asked to take it or a module that opens with it."""
    if audience.reads_every_module(user) or adoption.module_ids_on_offer([version]):
        return True
    asked_modules = audience.asked_days(user)
    return version.module_id in asked_modules or _opens_asked_module(
        version.module_id, asked_modules
    )


def _opens_asked_module(module_id: int, asked_modules: Collection[int]) -> bool:
    """Whether a module that they are asked to take opens with this one."""
    return Module.objects.filter(pk__in=asked_modules, opens_with=module_id).exists()


def own_place(user: User, module: Module | str) -> Place | None:
    """One's own place in a module, in the newest enrolment (the open one, when one is open).

    None for somebody who has not begun, or has to begin anew after a seal. One query. Sealed for
    what they have finished before it and nobody asked for since: there is nothing left to do.
    """
    if isinstance(module, str):
        rows = queries.enrolment_by_slug(learner=user.pk, slug=module)
    else:
        rows = queries.enrolment_by_module(learner=user.pk, module=module.pk)
    if not rows:
        return None
    [enrolment] = rows
    if audience.is_barred(enrolment.module_version.module, user):
        raise Http404
    if enrolment.state == Enrolment.State.SEALED:
        return None
    enrolment.learner = user
    if seals.is_moment_sealed(user, enrolment.begun_at):
        if _asked_again_on(enrolment):
            return None
        raise seals.SealedRecord
    return Place(enrolment, enrolment.done or 0)


def asked_anew_on(current: Place) -> date | None:
    """The day on which somebody who has finished was asked to take it again; None where nobody
    asks, or they have begun. One query, and two for a module that they are asked to take."""
    return _asked_again_on(current.enrolment)


def steps_asked_of(
    user: User, version: ModuleVersion, finished: Enrolment | None
) -> list[StepSpec] | None:
    """The steps of a new version that are asked of somebody who `finished` an earlier one; None
    where all of them are."""
    if finished is None or finished.module_version.major >= version.major:
        return None
    if not audience.asks_changes_alone(user, version.module):
        return None
    return rules.steps_to_do_again(version.spec, finished.module_version.spec)


def _asked_again_on(enrolment: Enrolment) -> date | None:
    """The day on which somebody was asked again for what this enrolment finished; None where it is
    open, nobody asks, or they were asked before they finished."""
    if enrolment.is_open:
        return None
    asked_on = audience.asked_days(enrolment.learner).get(enrolment.module_id)
    if asked_on is None:
        return None
    done = Completion.objects.filter(enrolment=enrolment, day__lte=asked_on)
    return asked_on if done.exists() else None


def begun_place(user: User, module: Module | str) -> Place:
    """One's own place in a module, as `own_place` gives it; 404 for somebody who has not begun."""
    current = own_place(user, module)
    if current is None:
        raise Http404
    return current


def own_place_at_step(user: User, module: Module | str, step: str) -> PlaceAtStep | None:
    """One's own place in a module, at the step with this slug; None for somebody who has not begun,
    404 when the version has no such step."""
    current = own_place(user, module)
    return _place_at_slug(current, step) if current else None


def reread_place(current: PlaceAtStep) -> PlaceAtStep:
    """The place read anew from the database: with the steps that are done by now."""
    learner, module_id = current.enrolment.learner, current.enrolment.module_id
    [enrolment] = queries.enrolment_by_module(learner=learner.pk, module=module_id)
    enrolment.learner = learner
    return _place_at_slug(Place(enrolment, enrolment.done or 0), current.step.slug)


def _place_at_slug(current: Place, slug: str) -> PlaceAtStep:
    """The place at the step with this slug; 404 when the version has no such step."""
    for step in current.steps:
        if step.slug == slug:
            return current.at(step)
    raise Http404


def opening_module_of_place(current: Place) -> Module | None:
    """The short module that has to be done before this one's first step; None when nothing has."""
    if current.done:
        return None
    return opening_module_to_do(current.enrolment.learner, current.version.module)


def opening_module_to_do(user: User, module: Module) -> Module | None:
    """The short module that comes before this one, while they have not done it."""
    opening_module = module.opens_with
    if opening_module is None:
        return None
    done = Completion.objects.filter(learner=user, module_version__module=opening_module)
    return None if done.exists() else opening_module


def place_waiting_for(user: User, first: Module) -> Place | None:
    """One's own begun module that `first` was opened for; None when nothing waits for it."""
    waiting_enrolments = Enrolment.objects.filter(
        learner=user, state=Enrolment.State.OPEN, module__opens_with=first
    )
    waiting_enrolments = waiting_enrolments.order_by("-id").select_related("module")
    modules = (enrolment.module for enrolment in waiting_enrolments)
    newest = next((module for module in modules if not audience.is_barred(module, user)), None)
    return own_place(user, newest) if newest else None
