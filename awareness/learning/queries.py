"""What is read about modules: one's own list, for the floor above the days of completion, and the
rows that every page of a module needs, by SQL that is built once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from awareness.insights.models import Report
from awareness.learning import adoption, audience, rules
from awareness.learning.models import (
    Correction,
    Enrolment,
    Module,
    ModuleVersion,
    OpenTo,
    Step,
    StepDone,
    StepQuestion,
)
from awareness.people import seals
from awareness.people.models import User
from awareness.subjects.queries import keys_of_subjects_off
from prepared import Slot, prepared


class ModuleState(StrEnum):
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
    state: ModuleState
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
    retired: bool = False  # no longer used

    @property
    def last_done(self) -> date | None:
        """The day they finished it last, asked again since or not."""
        return self.done_on or self.done_before


def published_modules() -> list[Module]:
    """Modules somebody can begin, in the order of the course, with `live_version` at hand."""
    modules = []
    for version in _live_versions():
        version.module.live_version = version
        modules.append(version.module)
    return modules


@prepared
def _live_versions() -> QuerySet[ModuleVersion]:
    live = ModuleVersion.objects.live().exclude(module__subject__in=keys_of_subjects_off())
    return live.select_related("module").order_by("module__order", "module__slug")


def assignable_modules() -> list[Module]:
    """Those that an employer may ask somebody to take: what is of one's own choice is not known."""
    return [module for module in published_modules() if not module.opt_in]


def modules_for(user: User, asked_days: Mapping[int, date] | None = None) -> list[OwnModule]:
    """Everything somebody may take, with their own state; what they have begun or finished also
    where it is no longer used. Four queries however much there is; one more outside the demo, for
    what is adopted, and one where something begun is retired.

    `asked_days`: by module that they are asked to take and have not done since, the day they were
    asked; when a page has it at hand.
    """
    asked_days = audience.asked_days(user) if asked_days is None else asked_days
    newest_by_module = {
        enrolment.module_id: enrolment
        for enrolment in _enrolments_of_learner(learner=user.pk)
        if enrolment.state != Enrolment.State.SEALED
    }
    published = published_modules()
    live_module_ids = {module.pk for module in published}
    module_ids_on_offer = adoption.module_ids_on_offer(
        [module.live_version for module in published]
    )
    module_ids_on_offer |= {
        m.opens_with_id for m in published if m.pk in asked_days and m.opens_with_id
    }
    retired_ids = newest_by_module.keys() - live_module_ids
    retired_modules = (
        Module.objects.filter(pk__in=retired_ids).exclude(subject__in=keys_of_subjects_off())
        if retired_ids
        else ()
    )
    return [
        _own_module(
            module,
            newest_by_module.get(module.pk),
            asked_days.get(module.pk),
            retired=module.pk not in live_module_ids,
        )
        for module in (*published, *retired_modules)
        if (
            module.pk in module_ids_on_offer
            or module.pk in newest_by_module
            or module.pk in asked_days
        )
        and audience.is_open(
            module, user, begun=module.pk in newest_by_module, asked_modules=asked_days
        )
        and not _is_own_choice_before_seal(module, newest_by_module.get(module.pk), user)
    ]


def _is_own_choice_before_seal(module: Module, enrolment: Enrolment | None, user: User) -> bool:
    """Whether the module is one of somebody's own choice that they began before a seal: that they
    did is theirs alone, and is not shown while the record is sealed."""
    return (
        module.opt_in and enrolment is not None and seals.is_moment_sealed(user, enrolment.begun_at)
    )


@prepared
def _enrolments_of_learner(learner: Slot) -> QuerySet[Enrolment]:
    enrolments = Enrolment.objects.filter(learner=learner).order_by("id")
    whole = enrolments.select_related("module_version", "completion")
    return whole.annotate(done=_count_of_steps_done())  # type: ignore[no-redef]  # the same


def _own_module(
    module: Module,
    enrolment: Enrolment | None,
    asked_on: date | None = None,
    *,
    retired: bool = False,
) -> OwnModule:
    """A module as it stands on the page of whoever has this enrolment in it (None: not begun). What
    they are `asked_on` a later day than they finished it counts as not begun."""
    done_before = None
    finished_on = enrolment.completion.day if enrolment and not enrolment.is_open else None
    is_asked_again = finished_on and asked_on and finished_on <= asked_on
    if is_asked_again and not retired:  # to be begun anew
        done_before, enrolment = finished_on, None
    version = enrolment.module_version if enrolment else module.live_version
    steps = version.spec.steps
    # Steps are done in order, so how many are done says which is next.
    steps_done = (enrolment.done or 0) if enrolment else 0
    finished = enrolment is not None and not enrolment.is_open
    next_step = None if finished else steps[min(steps_done, len(steps) - 1)]
    return OwnModule(
        module_id=module.pk,
        slug=module.slug,
        code=module.code,
        title=version.title,
        say=version.spec.say,
        track=module.track,
        mandatory=module.mandatory,
        version=version.label,
        state=ModuleState.DONE
        if finished
        else ModuleState.STARTED
        if enrolment
        else ModuleState.OPEN,
        minutes=version.minutes,
        minutes_left=0 if finished else rules.minutes_left(version.minutes, len(steps), steps_done),
        done_on=enrolment.completion.day if enrolment and finished else None,
        number=next_step.position if next_step else 0,
        count=len(steps),
        next_slug=next_step.slug if next_step else "",
        next_title=next_step.title if next_step else "",
        opens_with_id=module.opens_with_id,
        open_to=module.open_to,
        subject=module.subject,
        done_before=done_before,
        retired=retired,
    )


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
    return _newest_enrolment(Enrolment.objects.filter(learner=learner, module__slug=slug))


@prepared
def enrolment_by_module(learner: Slot, module: Slot) -> QuerySet[Enrolment]:
    """Somebody's newest enrolment in the module with this id, with `done`, the number of its steps
    that are; a list of one or none."""
    return _newest_enrolment(Enrolment.objects.filter(learner=learner, module=module))


def _newest_enrolment(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """The newest of these enrolments whose subject is on, with its version, its module and `done`,
    how many of its steps are; a list of one or none."""
    enrolments = enrolments.exclude(module__subject__in=keys_of_subjects_off())
    whole = enrolments.select_related("module_version__module__opens_with")
    whole = whole.annotate(done=Coalesce(_count_of_steps_done(), 0))  # type: ignore[no-redef]  # the same
    return whole.order_by("-id")[:1]


def _count_of_steps_done() -> Subquery:
    """How many steps of an enrolment are done; NULL where none is."""
    done = StepDone.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return Subquery(done.annotate(n=Count("pk")).values("n"))


@prepared
def lock_enrolment(enrolment: Slot) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(pk=enrolment).select_for_update()


@prepared
def step_row(version: Slot, slug: Slot) -> QuerySet[Step]:
    """The row of a step; a list of one or none."""
    return Step.objects.filter(module_version=version, slug=slug)


@prepared
def unread_corrections(learner: Slot) -> QuerySet[Correction]:
    return Correction.objects.filter(learner=learner, read=None)


def question_keys_of_subjects_off(question_keys: Collection[str]) -> set[str]:
    """Those of the questions that belong to subjects that are off alone: by the modules that ask
    them, and by the report or module whose file they stand in. No query for none of them, four at
    most."""
    if not question_keys:
        return set()
    keys_off = set(keys_of_subjects_off())
    if not keys_off:
        return set()
    asked = StepQuestion.objects.filter(question_version__question__key__in=question_keys)
    keys_and_subjects = set(
        asked.values_list(
            "question_version__question__key", "step__module_version__module__subject"
        )
    )
    owner_by_key = {key: key.partition("/")[0] for key in question_keys}
    subject_by_owner = {
        slug: subject
        for model in (Module, Report)
        for slug, subject in model._default_manager.filter(
            slug__in=owner_by_key.values()
        ).values_list("slug", "subject")
    }
    keys_and_subjects |= {
        (key, subject_by_owner[owner])
        for key, owner in owner_by_key.items()
        if owner in subject_by_owner
    }
    subjects_by_key: dict[str, set[str]] = {}
    for key, subject in keys_and_subjects:
        subjects_by_key.setdefault(key, set()).add(subject)
    return {key for key, subjects in subjects_by_key.items() if subjects <= keys_off}
