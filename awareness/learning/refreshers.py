"""Short refreshers: wanted or not, which is there today, and what in it was never met before.

Attempts here belong to no module: no step, enrolment, completion or employer's page knows of them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random, SystemRandom

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from awareness.bank.models import QuestionExplainer
from awareness.learning import refreshrules
from awareness.learning.models import Completion, RefresherChoice, StepQuestion
from awareness.people.models import User
from awareness.workplace.days import day_at
from quizzes.actions import start_attempt
from quizzes.models import Attempt, AttemptItem, AttemptState, KindName, QuestionVersion
from quizzes.queries import items_of, latest_attempt


def choice_of(user: User) -> RefresherChoice | None:
    """What somebody chose; None for whoever has not said."""
    return RefresherChoice.objects.filter(learner=user).first()


@transaction.atomic
def choose(user: User, wanted: bool, now: datetime) -> None:
    """Switch refreshers on or off; what was chosen before is forgotten."""
    RefresherChoice.objects.update_or_create(
        learner=user, defaults={"is_on": wanted, "chosen_on": day_at(user.site, now)}
    )


def context(completion: Completion, number: int) -> str:
    """What a refresher's attempt is filed under."""
    slug = completion.module_version.module.slug
    return f"refresher:{slug}:{completion.pk}:{number}"


def finished_with_questions(user: User):
    """Completions of modules that ask something, the oldest first."""
    asks = StepQuestion.objects.filter(step__module_version=OuterRef("module_version"))
    own = Completion.objects.filter(Exists(asks), learner=user).order_by("day", "id")
    return own.select_related("module_version__module")


def newest(user: User, module: str) -> Completion | None:
    """One's last completion of a module, by its slug."""
    return finished_with_questions(user).filter(module_version__module__slug=module).last()


@dataclass(frozen=True)
class Due:
    """A refresher that is there for somebody today."""

    module: str
    title: str
    begun: bool


def due(user: User, today: date) -> list[Due]:
    """What is there today, of whoever switched it on: one query for all others, else two."""
    wanted = finished_with_questions(user).filter(learner__refresher_choice__is_on=True)
    last = {each.module_version.module_id: each for each in wanted}
    found = {
        context(each, number): each
        for each in last.values()
        if (number := refreshrules.current_round(each.day, today))
    }
    if not found:
        return []
    states = dict(
        Attempt.objects.filter(learner=user, context__in=found).values_list("context", "state")
    )
    return [
        Due(each.module_version.module.slug, each.module_version.title, filed in states)
        for filed, each in found.items()
        if states.get(filed) != AttemptState.FINISHED
    ]


def begin(
    user: User, completion: Completion, number: int, now: datetime, rng: Random | None = None
) -> Attempt | None:
    """The attempt at a refresher, drawn when it is first opened; None when all has been met."""
    filed = context(completion, number)
    found = latest_attempt(user, filed)
    if found is not None:
        return found
    own, others = unmet(user, completion), spare_elsewhere(user, completion, day_at(user.site, now))
    fresh = {version.question.key: version for version in (*others, *own)}
    keys = refreshrules.draw(map(_item, own), rng or SystemRandom(), map(_item, others))
    if not keys:
        return None
    return start_attempt(user, filed, [fresh[key] for key in keys], now=now)


def _item(version: QuestionVersion) -> refreshrules.Item:
    key, situation = version.question.key, version.kind == KindName.SCENARIO
    stem = key.rpartition("-")[0] if situation else key  # scenario/s1-a, scenario/s1-b
    return refreshrules.Item(key, stem, situation)


def unmet(user: User, completion: Completion) -> list[QuestionVersion]:
    """Live questions on what the module was about that this person has never been asked, in no
    version: the other form of its situations, and what the library asks for the same objectives.

    Guesses are left out: there is nothing in them to remember.
    """
    version = completion.module_version
    asked = set(items_of(user).values_list("version_id", flat=True))
    met = QuestionVersion.objects.filter(pk__in=asked).values("question")
    pinned = StepQuestion.objects.filter(step__module_version=version)
    pages = [said["explainer"] for said in version.spec["steps"] if said.get("explainer")]
    below_pages = QuestionExplainer.objects.filter(explainer__in=pages)
    return list(
        QuestionVersion.objects.live()
        .filter(
            Q(question__in=pinned.values("question_version__question"))
            | Q(question__in=below_pages.values("question"))
            | Q(spec__objective__in=list(version.spec.get("objectives") or ()))
        )
        .exclude(question__kind=KindName.NUMERIC)
        .exclude(question__in=met)
        .select_related("question")
        .order_by("question__key")
    )


def spare_elsewhere(user: User, completion: Completion, today: date) -> list[QuestionVersion]:
    """The same of the other modules that this person has finished, but for what their own
    refreshers will ask: most modules have one situation, and three refreshers ask for six."""
    finished = {each.module_version.module_id: each for each in finished_with_questions(user)}
    finished.pop(completion.module_version.module_id, None)
    begun = set(
        Attempt.objects.filter(learner=user, context__startswith="refresher:").values_list(
            "context", flat=True
        )
    )
    found: dict[str, QuestionVersion] = {}
    kept: set[str] = set()
    for each in finished.values():
        fresh = {version.question.key: version for version in unmet(user, each)}
        to_come = [
            number
            for number in refreshrules.still_to_come(each.day, today)
            if context(each, number) not in begun
        ]
        spare = {item.key for item in refreshrules.spare(map(_item, fresh.values()), len(to_come))}
        kept |= fresh.keys() - spare
        found |= {key: fresh[key] for key in spare}
    return [found[key] for key in sorted(found.keys() - kept)]


def preview_of(user: User, item: int) -> str:
    """The line that stands before a situation that is asked here, from the module it belongs to."""
    finished = finished_with_questions(user).order_by().values("module_version")
    asked = AttemptItem.objects.filter(pk=item).values("version__question")
    steps = StepQuestion.objects.filter(
        step__module_version__in=finished, question_version__question__in=asked
    )
    lines = steps.order_by("-step__module_version").values_list("step__preview", flat=True)
    return lines.first() or ""
