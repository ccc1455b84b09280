"""The only way to somebody's enrolment and steps: one's own, or 404.

Nothing here takes somebody else's name: no role reads another person's progress. Attempts are
reached through quizzes with the learner and a context (asking.py), so they are one's own as well.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from awareness.learning import audience, rules
from awareness.learning.models import (
    Completion,
    Enrolment,
    Module,
    ModuleVersion,
    StepDone,
    StepKind,
)
from awareness.people.models import User
from prepared import Slot, prepared


@dataclass(frozen=True)
class Stop:
    """A step as its version tells it; `said` is the step's part of the version's spec."""

    position: int
    slug: str
    kind: StepKind
    title: str
    preview: str
    said: dict = field(compare=False, repr=False)


@dataclass
class Place:
    """Where somebody is in a module: their enrolment, its steps in order, how many are done."""

    enrolment: Enrolment
    done: int
    step: Stop | None = None

    @property
    def version(self) -> ModuleVersion:
        return self.enrolment.module_version

    @cached_property
    def steps(self) -> list[Stop]:
        return stops(self.version)

    @property
    def next_open(self) -> Stop | None:
        number = rules.next_open(len(self.steps), self.done)
        return self.steps[number - 1] if number else None

    @property
    def may_open(self) -> bool:
        return rules.may_open(self.step.position, self.done)

    @property
    def is_done(self) -> bool:
        return self.step.position <= self.done

    @property
    def before(self) -> Stop | None:
        return self.steps[self.step.position - 2] if self.step.position > 1 else None

    @property
    def after(self) -> Stop | None:
        return self.steps[self.step.position] if self.step.position < len(self.steps) else None

    @property
    def minutes_left(self) -> int:
        return rules.minutes_left(self.version.minutes, len(self.steps), self.done)


def stops(version: ModuleVersion) -> list[Stop]:
    """The steps of a version in order, from its spec: no query."""
    return [
        Stop(
            number,
            said["slug"],
            StepKind(said["kind"]),
            said["title"],
            said.get("preview", ""),
            said,
        )
        for number, said in enumerate(version.spec["steps"], start=1)
    ]


def module(slug: str, user: User) -> ModuleVersion:
    """The live version of a module for somebody who has not begun it; 404 when there is none, or
    when it is not for them."""
    for version in _live(slug=slug):
        if audience.may_read(version.module, user):
            return version
    raise Http404


@prepared
def _live(slug: Slot):
    live = ModuleVersion.objects.live().filter(module__slug=slug)
    return live.select_related("module__opens_with")[:1]


def place(user: User, module: Module | str, step: str | None = None) -> Place | None:
    """One's own place in a module, in the newest enrolment (the open one, when one is open).

    None for somebody who has not begun. 404 when a step is named that the version does not have.
    One query.
    """
    if isinstance(module, str):
        rows = _own_by_slug(learner=user.pk, slug=module)
    else:
        rows = _own(learner=user.pk, module=module.pk)
    return _found(rows, user, step)


def again(enrolment: Enrolment, step: str) -> Place:
    """The same place as it stands now, read anew."""
    rows = _own(learner=enrolment.learner_id, module=enrolment.module_id)
    return _found(rows, enrolment.learner, step)


@prepared
def _own_by_slug(learner: Slot, slug: Slot):
    return _newest(Enrolment.objects.filter(learner=learner, module__slug=slug))


@prepared
def _own(learner: Slot, module: Slot):
    return _newest(Enrolment.objects.filter(learner=learner, module=module))


def _newest(own: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    done = StepDone.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    done = Coalesce(Subquery(done.annotate(n=Count("pk")).values("n")), 0)
    whole = own.select_related("module_version__module__opens_with")
    return whole.annotate(done=done).order_by("-id")[:1]


def _found(rows: list[Enrolment], user: User, step: str | None) -> Place | None:
    if not rows:
        return None
    [own] = rows
    if audience.is_barred(own.module_version.module, user):
        raise Http404
    own.learner = user
    found = Place(own, own.done)
    if step is not None:
        found.step = next((each for each in found.steps if each.slug == step), None)
        if found.step is None:
            raise Http404
    return found


def opening_first(found: Place) -> Module | None:
    """The short module that has to be done before this one's first step; None when nothing has."""
    first = found.version.module.opens_with
    if first is None or found.done:
        return None
    done = Completion.objects.filter(
        learner=found.enrolment.learner, module_version__module=first
    ).exists()
    return None if done else first


def opened_by(user: User, first: Module) -> Place | None:
    """One's own begun module that `first` was opened for; None when nothing waits for it."""
    own = Enrolment.objects.filter(
        learner=user, state=Enrolment.State.OPEN, module__opens_with=first
    )
    waiting = own.order_by("-id").select_related("module").first()
    return place(user, waiting.module) if waiting else None
