"""Short refreshers: wanted or not, which is there today, and what in it was never met before.

Attempts here belong to no module: no step, enrolment, completion or employer's page knows of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random, SystemRandom

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from awareness.bank.models import QuestionExplainer
from awareness.insights.models import Report
from awareness.learning import audience
from awareness.learning.contexts import RefresherContext
from awareness.learning.models import Completion, Module, RefresherChoice, StepQuestion
from awareness.people.models import User
from awareness.subjects.queries import keys_of_subjects_off
from awareness.subjects.question_keys import situation_and_form
from awareness.subjects.registry import subjects
from quizzes.actions import start_attempt
from quizzes.models import Attempt, AttemptItem, AttemptState, KindName, QuestionVersion
from quizzes.queries import first_decision_right, items_of_attempt, items_of_learner, latest_attempt

# After the day a module was finished: about two weeks, eight weeks, half a year. Retrieval spaced
# over months keeps what was learnt; equal and growing gaps do alike, so the days are fixed and the
# same for everybody.
ROUND_DELAYS = (timedelta(days=14), timedelta(days=56), timedelta(days=182))
LAST_ROUND_STAYS = timedelta(days=182)  # the last one is there for another half year
SITUATIONS_PER_ROUND, FACTS_PER_ROUND = 2, 2


def current_round(finished: date, today: date) -> int | None:
    """The number (from 1) of the refresher that is there today; None before, and long after.

    One that was not taken makes room for the next: nothing piles up.
    """
    if today >= finished + ROUND_DELAYS[-1] + LAST_ROUND_STAYS:
        return None
    return sum(finished + after <= today for after in ROUND_DELAYS) or None


def rounds_to_come(finished: date, today: date) -> list[int]:
    """The numbers (from 1) of the refreshers that are there today or later; [] once the last is
    over."""
    if today >= finished + ROUND_DELAYS[-1] + LAST_ROUND_STAYS:
        return []
    return list(range(current_round(finished, today) or 1, len(ROUND_DELAYS) + 1))


def next_day(finished: date, today: date) -> date | None:
    """The day on which the next refresher comes; None after the last."""
    return next((finished + after for after in ROUND_DELAYS if finished + after > today), None)


@dataclass(frozen=True)
class UnmetQuestion:
    """A question somebody has not met: `stem` is the same for the forms of one situation."""

    key: str
    stem: str
    is_situation: bool


def draw_questions(
    items: Iterable[UnmetQuestion], rng: Random, others: Iterable[UnmetQuestion] = ()
) -> list[str]:
    """Keys of what a refresher asks: situations first, one form of each, then facts.

    `items` belong to the module; what is wanting comes from `others`. Fewer where there is less
    that is new; nothing when all has been met.
    """
    items, others = list(items), list(others)
    forms_by_stem: dict[str, list[UnmetQuestion]] = {}
    for item in items:
        if item.is_situation:
            forms_by_stem.setdefault(item.stem, []).append(item)
    first_stems = sorted(forms_by_stem)
    for item in others:
        if item.is_situation and item.stem not in first_stems:
            forms_by_stem.setdefault(item.stem, []).append(item)
    drawn_stems = _sample_first_then_others(
        first_stems, sorted(forms_by_stem.keys() - set(first_stems)), SITUATIONS_PER_ROUND, rng
    )
    situations = [rng.choice(forms_by_stem[stem]) for stem in drawn_stems]
    facts = _sample_first_then_others(
        _fact_questions(items), _fact_questions(others), FACTS_PER_ROUND, rng
    )
    return [item.key for item in (*situations, *facts)]


def spare_questions(items: Iterable[UnmetQuestion], rounds: int) -> list[UnmetQuestion]:
    """What a module does not need for that many refreshers of its own: others may ask it now."""
    items = list(items)
    stems = sorted({item.stem for item in items if item.is_situation})
    kept_stems = set(stems[: SITUATIONS_PER_ROUND * rounds])
    facts = _fact_questions(items)[FACTS_PER_ROUND * rounds :]
    return [item for item in items if item.is_situation and item.stem not in kept_stems] + facts


def _fact_questions(items: Iterable[UnmetQuestion]) -> list[UnmetQuestion]:
    return [item for item in items if not item.is_situation]


def _sample_first_then_others[T](
    first: Sequence[T], others: Sequence[T], count: int, rng: Random
) -> list[T]:
    """`count` of the first, drawn at random; where they are too few, some of the others after
    them."""
    drawn = rng.sample(first, min(count, len(first)))
    return drawn + rng.sample(others, min(count - len(drawn), len(others)))


def refresher_choice_of(user: User) -> RefresherChoice | None:
    """What somebody chose; None for whoever has not said."""
    return RefresherChoice.objects.filter(learner=user).first()


@transaction.atomic
def choose_refreshers(user: User, wanted: bool, now: datetime) -> None:
    """Switch refreshers on or off; what was chosen before is forgotten."""
    RefresherChoice.objects.update_or_create(
        learner=user, defaults={"is_on": wanted, "chosen_on": user.today(now)}
    )


def finished_with_questions(user: User) -> QuerySet[Completion]:
    """Completions of modules that ask something and are not closed to somebody for their age, the
    oldest first."""
    asks = StepQuestion.objects.filter(step__module_version=OuterRef("module_version"))
    completions = Completion.objects.filter(Exists(asks), learner=user).order_by("day", "id")
    completions = completions.exclude(module_version__module__subject__in=keys_of_subjects_off())
    if user.is_youth_on(user.today()):
        completions = completions.filter(module_version__module__in=audience.modules_for_youth())
    return completions.select_related("module_version__module")


def newest_completion(user: User, module_slug: str) -> Completion | None:
    """One's last completion of a module, by its slug."""
    return finished_with_questions(user).filter(module_version__module__slug=module_slug).last()


@dataclass(frozen=True)
class DueRefresher:
    """A refresher that is there for somebody today."""

    module: str
    title: str
    begun: bool


def due_refreshers(user: User, today: date) -> list[DueRefresher]:
    """What is there today, of whoever switched it on: one query for all others, else two.
    Nothing while the record is sealed."""
    if user.is_sealed:
        return []
    completions = finished_with_questions(user).filter(learner__refresher_choice__is_on=True)
    last_by_module = {row.module_version.module_id: row for row in completions}
    version_by_context = {
        str(RefresherContext.of(completion, number)): completion.module_version
        for completion in last_by_module.values()
        if (number := current_round(completion.day, today))
    }
    if not version_by_context:
        return []
    attempts = Attempt.objects.filter(learner=user, context__in=version_by_context)
    states = dict(attempts.values_list("context", "state"))
    return [
        DueRefresher(version.module.slug, version.title, context in states)
        for context, version in version_by_context.items()
        if states.get(context) != AttemptState.FINISHED
    ]


def begin_refresher(
    user: User, completion: Completion, number: int, now: datetime, rng: Random | None = None
) -> Attempt | None:
    """The attempt at a refresher, drawn when it is first opened; None when all has been met."""
    context = str(RefresherContext.of(completion, number))
    latest = latest_attempt(user, context)
    if latest is not None:
        return latest
    unmet_here = unmet_questions(user, completion)
    other_versions = spare_elsewhere(user, completion, user.today(now))
    version_by_key = {version.question.key: version for version in (*other_versions, *unmet_here)}
    keys = draw_questions(
        map(_unmet_question, unmet_here),
        rng or SystemRandom(),
        map(_unmet_question, other_versions),
    )
    if not keys:
        return None
    return start_attempt(user, context, [version_by_key[key] for key in keys], now=now)


def situation_to_rehearse(attempt: Attempt) -> AttemptItem | None:
    """The last situation that began with another first decision than the right one; None where
    none did."""
    situations = [
        item for item in items_of_attempt(attempt) if item.version.kind == KindName.SCENARIO
    ]
    began_otherwise = [item for item in situations if first_decision_right(item) is False]
    return began_otherwise[-1] if began_otherwise else None


def _unmet_question(version: QuestionVersion) -> UnmetQuestion:
    key, situation = version.question.key, version.kind == KindName.SCENARIO
    stem = situation_and_form(key)[0] if situation else key
    return UnmetQuestion(key, stem, situation)


def unmet_questions(user: User, completion: Completion) -> list[QuestionVersion]:
    """Live questions on what the module was about that this person has never been asked, in no
    version: another form of its situations, and what the library asks for the same objectives.

    Guesses are left out: there is nothing in them to remember.
    """
    version = completion.module_version
    met_version_ids = set(items_of_learner(user).values_list("version_id", flat=True))
    met_question_ids = QuestionVersion.objects.filter(pk__in=met_version_ids).values("question")
    step_questions = StepQuestion.objects.filter(step__module_version=version)
    pages = [step.explainer for step in version.spec.steps if step.explainer]
    below_pages = QuestionExplainer.objects.filter(explainer__in=pages)
    other_slugs = _slugs_of_other_subjects(version.module.subject)
    live = (
        QuestionVersion.objects.live()
        .filter(
            Q(question__in=step_questions.values("question_version__question"))
            | Q(question__in=below_pages.values("question"))
            # Of situations its own alone: another's is first met in the module it belongs to.
            | (
                Q(spec__objective__in=list(version.spec.objectives))
                & ~Q(question__kind=KindName.SCENARIO)
            )
        )
        .exclude(question__kind=KindName.NUMERIC)
        .exclude(question__in=met_question_ids)
        .select_related("question")
        .order_by("question__key")
    )
    return [
        version for version in live if version.question.key.partition("/")[0] not in other_slugs
    ]


def _slugs_of_other_subjects(subject: str) -> set[str]:
    """The reports and modules of other subjects: an objective may be called the same there."""
    if len(subjects()) < 2:
        return set()
    reports = Report.objects.exclude(subject=subject).values_list("slug", flat=True)
    modules = Module.objects.exclude(subject=subject).values_list("slug", flat=True)
    return {*reports, *modules}


def spare_elsewhere(user: User, completion: Completion, today: date) -> list[QuestionVersion]:
    """Questions of other modules that this person has finished and never met, but for what the
    refreshers of those will ask themselves. A refresher takes them where its own module has too
    few: most modules have one situation, and three refreshers ask for six."""
    completion_by_module = {
        row.module_version.module_id: row for row in finished_with_questions(user)
    }
    completion_by_module.pop(completion.module_version.module_id, None)
    attempts = Attempt.objects.filter(learner=user, context__startswith=RefresherContext.PREFIX)
    begun_contexts = set(attempts.values_list("context", flat=True))
    spare_by_key: dict[str, QuestionVersion] = {}
    needed_keys: set[str] = set()
    for other in completion_by_module.values():
        unmet_by_key = {version.question.key: version for version in unmet_questions(user, other)}
        unbegun_rounds = [
            number
            for number in rounds_to_come(other.day, today)
            if str(RefresherContext.of(other, number)) not in begun_contexts
        ]
        spare_keys = {
            item.key
            for item in spare_questions(
                map(_unmet_question, unmet_by_key.values()), len(unbegun_rounds)
            )
        }
        needed_keys |= unmet_by_key.keys() - spare_keys
        spare_by_key |= {key: unmet_by_key[key] for key in spare_keys}
    return [spare_by_key[key] for key in sorted(spare_by_key.keys() - needed_keys)]


def preview_of(user: User, item: int) -> str:
    """The line that stands before a situation that is asked here, from the module it belongs to."""
    finished = finished_with_questions(user).order_by().values("module_version")
    question = AttemptItem.objects.filter(pk=item).values("version__question")
    steps = StepQuestion.objects.filter(
        step__module_version__in=finished, question_version__question__in=question
    )
    lines = steps.order_by("-step__module_version").values_list("step__preview", flat=True)
    return lines.first() or ""
