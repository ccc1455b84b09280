"""What is read about modules: one's own list, for the floor above the days of completion, and the
rows that every page of a module needs, by SQL that is built once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from awareness.learning import adoption, audience, rules
from awareness.learning.models import (
    Completion,
    Correction,
    Enrolment,
    Module,
    ModuleVersion,
    OpenTo,
    Step,
    StepDone,
)
from awareness.people import seals
from awareness.people.models import User
from awareness.subjects.queries import keys_of_subjects_off
from prepared import Slot, prepared


class State(StrEnum):
    """How far somebody is with a module; the values name the marks of `{% mark %}`."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True)
class OwnModule:
    """A module on somebody's own page. Days are the learner's; minutes are whole."""

    module_id: int
    slug: str
    code: str
    title: str
    say: str
    track: str
    mandatory: bool
    version: str
    state: State
    minutes: int
    minutes_left: int
    done_on: date | None
    number: int  # of the next step, from 1; 0 when none is open
    count: int
    next_slug: str
    next_title: str
    opens_with_id: int | None = None  # the short module that comes before this one
    open_to: str = OpenTo.EVERYONE
    subject: str = ""
    done_before: date | None = None  # of what is asked again: the day they did it last
    retired: bool = False  # no longer used, and not finished yet

    @property
    def last_done(self) -> date | None:
        """The day they finished it last, asked again since or not."""
        return self.done_on or self.done_before


@dataclass(frozen=True)
class VisibleCompletion:
    """A completion as an employer may see it: the day, and the version of the text."""

    day: date
    version: str


def published_modules() -> list[Module]:
    """Modules somebody can begin, in the order of the course, with `live_version` at hand."""
    modules = []
    for version in _live():
        version.module.live_version = version
        modules.append(version.module)
    return modules


@prepared
def _live() -> QuerySet[ModuleVersion]:
    live = ModuleVersion.objects.live().exclude(module__subject__in=keys_of_subjects_off())
    return live.select_related("module").order_by("module__order")


def assignable_modules() -> list[Module]:
    """Those that an employer may ask somebody to take: what is of one's own choice is not known."""
    return [module for module in published_modules() if not module.opt_in]


def modules_for(user: User, asked_days: Mapping[int, date] | None = None) -> list[OwnModule]:
    """Everything somebody may take, with their own state; what they have begun also where it is no
    longer used. Four queries however much there is; one more outside the demo, for what is adopted,
    and one where something begun is retired.

    `asked_days`: by module that they are asked to take and have not done since, the day they were
    asked; when a page has it at hand.
    """
    asked_days = audience.asked_days(user) if asked_days is None else asked_days
    newest = {
        enrolment.module_id: enrolment
        for enrolment in _enrolments(learner=user.pk)
        if enrolment.state != Enrolment.State.SEALED
    }
    published = published_modules()
    live = {module.pk for module in published}
    shown = adoption.shown([module.live_version for module in published])
    shown |= {m.opens_with_id for m in published if m.pk in asked_days and m.opens_with_id}
    begun = [pk for pk, enrolment in newest.items() if enrolment.is_open and pk not in live]
    retired = (
        Module.objects.filter(pk__in=begun).exclude(subject__in=keys_of_subjects_off())
        if begun
        else ()
    )
    return [
        _mine(
            module, newest.get(module.pk), asked_days.get(module.pk), retired=module.pk not in live
        )
        for module in (*published, *retired)
        if (module.pk in shown or module.pk in newest or module.pk in asked_days)
        and audience.is_open(module, user, begun=module.pk in newest, asked_modules=asked_days)
        and not _is_shut(module, newest.get(module.pk), user)
    ]


def _is_shut(module: Module, enrolment: Enrolment | None, user: User) -> bool:
    """What somebody took of their own choice before a seal: that they did is theirs alone."""
    return module.opt_in and enrolment is not None and seals.hides(user, enrolment.begun_at)


@prepared
def _enrolments(learner: Slot) -> QuerySet[Enrolment]:
    enrolments = Enrolment.objects.filter(learner=learner).order_by("id")
    whole = enrolments.select_related("module_version", "completion")
    return whole.annotate(done=_steps_done())  # type: ignore[no-redef]  # the same


def _mine(
    module: Module,
    enrolment: Enrolment | None,
    asked_on: date | None = None,
    *,
    retired: bool = False,
) -> OwnModule:
    done_before = None
    finished_on = enrolment.completion.day if enrolment and not enrolment.is_open else None
    if finished_on and asked_on and finished_on <= asked_on:  # asked again: to be begun anew
        done_before, enrolment = finished_on, None
    version = enrolment.module_version if enrolment else module.live_version
    steps = version.spec.steps
    # Steps are done in order, so how many are done says which is next.
    done = (enrolment.done or 0) if enrolment else 0
    finished = enrolment is not None and not enrolment.is_open
    following = None if finished else steps[min(done, len(steps) - 1)]
    return OwnModule(
        module_id=module.pk,
        slug=module.slug,
        code=module.code,
        title=version.title,
        say=version.spec.say,
        track=module.track,
        mandatory=module.mandatory,
        version=version.label,
        state=State.DONE if finished else State.STARTED if enrolment else State.OPEN,
        minutes=version.minutes,
        minutes_left=0 if finished else rules.minutes_left(version.minutes, len(steps), done),
        done_on=enrolment.completion.day if enrolment and finished else None,
        number=following.position if following else 0,
        count=len(steps),
        next_slug=following.slug if following else "",
        next_title=following.title if following else "",
        opens_with_id=module.opens_with_id,
        open_to=module.open_to,
        subject=module.subject,
        done_before=done_before,
        retired=retired,
    )


def completions(
    users: Iterable[User | int], modules: Iterable[Module | int]
) -> dict[tuple[int, int], VisibleCompletion]:
    """By (user id, module id): the newest completion. One query; nothing for those not done, and
    nothing of a module of one's own choice: an employer learns of none.

    `users` may be a queryset of users: it then becomes part of the query.
    """
    rows = Completion.objects.filter(
        learner__in=users, module_version__module__in=modules, module_version__module__opt_in=False
    ).order_by("day", "id")
    values = rows.values_list(
        "learner_id",
        "module_version__module_id",
        "day",
        "module_version__major",
        "module_version__minor",
    )
    return {
        (learner, module_id): VisibleCompletion(day, f"{major}.{minor}")
        for learner, module_id, day, major, minor in values
    }


@prepared
def live_version(slug: Slot) -> QuerySet[ModuleVersion]:
    """The live version of a module, with the module that comes first; a list of one or none."""
    live = ModuleVersion.objects.live().filter(module__slug=slug)
    live = live.exclude(module__subject__in=keys_of_subjects_off())
    return live.select_related("module__opens_with")[:1]


@prepared
def enrolment_by_slug(learner: Slot, slug: Slot) -> QuerySet[Enrolment]:
    """Somebody's newest enrolment in a module, with `done`, the number of its steps that are; a
    list of one or none."""
    return _newest(Enrolment.objects.filter(learner=learner, module__slug=slug))


@prepared
def enrolment_in(learner: Slot, module: Slot) -> QuerySet[Enrolment]:
    """The same, by the module's id."""
    return _newest(Enrolment.objects.filter(learner=learner, module=module))


def _newest(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    enrolments = enrolments.exclude(module__subject__in=keys_of_subjects_off())
    whole = enrolments.select_related("module_version__module__opens_with")
    whole = whole.annotate(done=Coalesce(_steps_done(), 0))  # type: ignore[no-redef]  # the same
    return whole.order_by("-id")[:1]


def _steps_done() -> Subquery:
    """How many steps of an enrolment are done; NULL where none is."""
    done = StepDone.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return Subquery(done.annotate(n=Count("pk")).values("n"))


@prepared
def lock_enrolment(enrolment: Slot) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(pk=enrolment).select_for_update()


@prepared
def step_of(version: Slot, slug: Slot) -> QuerySet[Step]:
    """The row of a step; a list of one or none."""
    return Step.objects.filter(module_version=version, slug=slug)


@prepared
def unread_corrections(learner: Slot) -> QuerySet[Correction]:
    return Correction.objects.filter(learner=learner, read=None)
