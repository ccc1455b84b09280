"""A step's questions and the quiz engine. A context names one step of one version."""

from datetime import datetime

from awareness.learning import rules
from awareness.learning.access import Stop
from awareness.learning.models import Enrolment, ModuleVersion, Step, StepKind, StepQuestion
from awareness.people.models import User
from quizzes.actions import start_attempt
from quizzes.models import Attempt, AttemptItem, Behaviour, QuestionVersion
from quizzes.queries import first_decision_right, items, items_of, latest_attempt

SITTING = 6  # questions of "Check what you read" in one go


def context(version: ModuleVersion, step: Stop | Step) -> str:
    """What an attempt at this step is filed under."""
    return f"module:{version.module.slug}:{version.label}:{step.slug}"


def practice_context(report: str, slug: str) -> str:
    """What self-checks of an explainer are filed under: the learner's own, no module's."""
    return f"check:{report}/{slug}"


def test_out_context(version: ModuleVersion) -> str:
    """What "Show what you know already" is filed under: once for each version."""
    return f"test-out:{version.module.slug}:{version.label}"


def tested_out_of(filed: str) -> str:
    """The slug of the module that such a context names; "" for any other context."""
    kind, _, rest = filed.partition(":")
    return rest.partition(":")[0] if kind == "test-out" else ""


def attempt_at(enrolment: Enrolment, step: Stop, now: datetime) -> Attempt:
    """The newest attempt at a step; the first one is started when somebody arrives."""
    found = latest_attempt(enrolment.learner, context(enrolment.module_version, step))
    return found or start(enrolment, step, now)


def start(enrolment: Enrolment, step: Stop, now: datetime) -> Attempt:
    """A new attempt at a step's pinned questions: all of a check, one form of a situation."""
    version = enrolment.module_version
    asked = list(
        StepQuestion.objects.filter(step__module_version=version, step__slug=step.slug)
        .select_related("question_version")
        .order_by("position")
    )
    if step.kind == StepKind.SCENARIO:
        asked = [_form_to_meet(enrolment.learner, asked, step.said.get("form"))]
    versions = [each.question_version for each in asked]
    return start_attempt(enrolment.learner, context(version, step), versions, now=now)


def start_again(enrolment: Enrolment, step: Stop, now: datetime) -> Attempt:
    """Another attempt: the other form of a situation; of a check what is not right yet, in another
    order."""
    if step.kind != StepKind.CHECK:
        return start(enrolment, step, now)
    filed = context(enrolment.module_version, step)
    last = latest_attempt(enrolment.learner, filed)
    missed = [item.version for item in items(last) if not is_right(item)]
    return start_attempt(enrolment.learner, filed, rules.another_order(missed), now=now)


def is_right(item: AttemptItem) -> bool:
    """A final answer that is right, or that cannot be wrong."""
    return item.newest_fraction is None or item.newest_fraction >= 1


def latest_test_out(learner: User, version: ModuleVersion) -> Attempt | None:
    return latest_attempt(learner, test_out_context(version))


def start_test_out(enrolment: Enrolment, now: datetime) -> Attempt:
    """The one attempt at showing what one knows; what there is to say comes at its end."""
    version = enrolment.module_version
    if found := latest_test_out(enrolment.learner, version):
        return found
    known = version.known.select_related("question_version")
    return start_attempt(
        enrolment.learner,
        test_out_context(version),
        [each.question_version for each in known],
        behaviour=Behaviour.ASSESSMENT,
        now=now,
    )


def _form_to_meet(learner: User, asked: list[StepQuestion], first: str | None) -> StepQuestion:
    """The form this person did not meet last, here or in another module."""
    by_question = {each.question_version.question_id: each.form for each in asked}
    versions = QuestionVersion.objects.filter(question__in=by_question)
    question_of = dict(versions.values_list("pk", "question_id"))
    met = items_of(learner).filter(version__in=question_of).order_by("-id")
    last = question_of.get(met.values_list("version_id", flat=True).first())
    forms = list(by_question.values())
    # The question's number, not the form's: the draw is of the situation.
    first = rules.first_form(forms, first, f"{learner.pk}:{min(by_question)}")
    form = rules.other_form(forms, by_question.get(last), first)
    return next(each for each in asked if each.form == form)


def answered(enrolment: Enrolment, step: Stop) -> rules.Answered:
    """How far somebody is with the questions of a step."""
    if not step.kind.asks:
        return rules.Answered()
    attempt = latest_attempt(enrolment.learner, context(enrolment.module_version, step))
    return rules.Answered() if attempt is None else tally(step, list(items(attempt)))


def tally(step: Stop, asked: list[AttemptItem]) -> rules.Answered:
    """The same, of items at hand."""
    first_right = None
    if step.kind == StepKind.SCENARIO and asked:
        first_right = first_decision_right(asked[0])
    return count(asked, first_right=first_right, of=len(step.said.get("asks", ())))


def count(
    asked: list[AttemptItem], *, first_right: bool | None = None, of: int = 0
) -> rules.Answered:
    """How many of the items are answered, and how many not right; `of` all that were ever asked."""
    final = [item for item in asked if item.newest_is_final]
    wrong = sum(not is_right(item) for item in final)
    return rules.Answered(len(asked), len(final), first_right, wrong, of)


def start_practice(
    learner: User, report: str, slug: str, questions: list[QuestionVersion], now: datetime
) -> Attempt:
    """A sitting of "Check what you read"; the next one asks on where this one stopped."""
    filed = practice_context(report, slug)
    last = latest_attempt(learner, filed)
    chosen = rules.sitting(len(questions), SITTING, last.number if last else 0)
    return start_attempt(learner, filed, [questions[place] for place in chosen], now=now)
