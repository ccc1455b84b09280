"""Attempts at the questions of a module: which one somebody is at, and how one is started."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef

from awareness.learning import rules
from awareness.learning.contexts import PracticeContext, StepContext, TestOutContext
from awareness.learning.models import Enrolment, StepKind, StepQuestion, StepSpec
from awareness.people.models import User
from quizzes.actions import answer, finish_if_answered, start_attempt
from quizzes.models import (
    Attempt,
    AttemptItem,
    AttemptState,
    Behaviour,
    QuestionVersion,
    Response,
)
from quizzes.queries import (
    first_decision_right,
    items,
    items_of,
    latest_attempt,
    with_newest,
)

PRACTICE_QUESTIONS = 6  # of "Check what you read" in one go


def at_step(enrolment: Enrolment, step: StepSpec, now: datetime) -> Attempt:
    """The newest attempt at a step; the first one is started when somebody arrives."""
    newest = latest_attempt(enrolment.learner, _step_context(enrolment, step))
    return newest or _start(enrolment, step, now)


def _step_context(enrolment: Enrolment, step: StepSpec) -> str:
    return str(StepContext.of(enrolment, step))


def _start(enrolment: Enrolment, step: StepSpec, now: datetime) -> Attempt:
    """A new attempt at a step's pinned questions."""
    versions = _to_ask(enrolment, step)
    return start_attempt(enrolment.learner, _step_context(enrolment, step), versions, now=now)


def _to_ask(enrolment: Enrolment, step: StepSpec) -> list[QuestionVersion]:
    """All questions of a check, in order; of a situation the form to meet next."""
    pinned = list(
        StepQuestion.objects.filter(
            step__module_version=enrolment.module_version, step__slug=step.slug
        )
        .select_related("question_version")
        .order_by("position")
    )
    if step.kind == StepKind.SCENARIO:
        pinned = [_form_to_meet(enrolment.learner, pinned, step.form)]
    return [question.question_version for question in pinned]


def was_taken(enrolment: Enrolment, step: StepSpec) -> bool:
    """Whether somebody has answered all that a step asks, in an attempt."""
    last = latest_attempt(enrolment.learner, _step_context(enrolment, step))
    return last is not None and last.state == AttemptState.FINISHED


def to_rehearse(enrolment: Enrolment, step: StepSpec) -> list[QuestionVersion]:
    """What is asked of whoever tries a step again: of a situation the form that was met last."""
    last = latest_attempt(enrolment.learner, _step_context(enrolment, step))
    if step.kind == StepKind.SCENARIO and last is not None:
        return [item.version for item in items(last)]
    return _to_ask(enrolment, step)


def leave(attempt: Attempt, now: datetime) -> None:
    """Leave the situation of an attempt that is under way where it is, if one is. What was decided
    stays, and counts as it does at an end. AnswerError where the first decision was the right one.
    """
    for item in items(attempt):
        if item.newest.answer is not None and not item.newest.is_final:
            answer(item, token=f"{item.pk}-leave", raw={"leave": "yes"}, now=now)
    finish_if_answered(attempt, now)


def start_again(enrolment: Enrolment, step: StepSpec, now: datetime) -> Attempt:
    """Another attempt: another form of a situation; of a check what is not right yet, in another
    order."""
    if step.kind != StepKind.CHECK:
        return _start(enrolment, step, now)
    context = _step_context(enrolment, step)
    last = latest_attempt(enrolment.learner, context)
    if last is None:
        return _start(enrolment, step, now)
    missed = [item.version for item in items(last) if not is_right(item)]
    return start_attempt(enrolment.learner, context, rules.another_order(missed), now=now)


def _form_to_meet(learner: User, pinned: list[StepQuestion], first: str | None) -> StepQuestion:
    """A form this person has not met, here or in another module, as long as there is one."""
    by_question = {row.question_version.question_id: row.form for row in pinned}
    forms = list(by_question.values())
    # The question's number, not the form's: the draw is of the situation.
    first = rules.first_form(forms, first, f"{learner.pk}:{min(by_question)}")
    wanted = rules.other_form(forms, _forms_met(learner, by_question), first)
    return next(row for row in pinned if row.form == wanted)


def _forms_met(learner: User, by_question: Mapping[int, str]) -> list[str]:
    """Which of these forms somebody met, here or in another module; the newest first."""
    versions = QuestionVersion.objects.filter(question__in=by_question)
    question_of = dict(versions.values_list("pk", "question_id"))
    met = items_of(learner).filter(version__in=question_of).order_by("-id")
    return [by_question[question_of[pk]] for pk in met.values_list("version_id", flat=True)]


def answered_before(attempt: Attempt, step: StepSpec) -> list[AttemptItem]:
    """What was answered in earlier attempts at the same step, the oldest first: a situation every
    time it was met; of a check the newest answer to each question that this attempt does not ask
    again. Three queries at most, none at a first attempt."""
    if attempt.number == 1:
        return []
    rows = Attempt.objects.filter(learner=attempt.learner_id, context=attempt.context)
    before = {row.pk: row for row in rows.filter(number__lt=attempt.number)}
    final = []
    for item in with_newest(AttemptItem.objects.filter(attempt__in=list(before))):
        item.attempt = before[item.attempt_id]
        if item.newest.is_final:
            final.append(item)
    final.sort(key=lambda item: (item.attempt.number, item.position))
    if step.kind == StepKind.SCENARIO:
        return final
    asked_now = {item.version.question_id for item in items(attempt)}
    newest = {item.version.question_id: item for item in final}
    return [item for question, item in newest.items() if question not in asked_now]


def has_new_form(enrolment: Enrolment, step: StepSpec) -> bool:
    """Whether a situation has a form that this person has not met."""
    pinned = StepQuestion.objects.filter(
        step__module_version=enrolment.module_version, step__slug=step.slug
    )
    by_question = dict(pinned.values_list("question_version__question_id", "form"))
    return not set(by_question.values()) <= set(_forms_met(enrolment.learner, by_question))


def latest_test_out(enrolment: Enrolment) -> Attempt | None:
    return latest_attempt(enrolment.learner, str(TestOutContext.of(enrolment)))


def may_show_known(enrolment: Enrolment) -> bool:
    """Whether "Show what you know already" is still open to somebody; one query."""
    version = enrolment.module_version
    if not version.asks_what_is_known or not enrolment.is_open:
        return False
    shown = str(TestOutContext.of(enrolment))
    asking = [str(StepContext.of(enrolment, step)) for step in version.spec.steps if step.kind.asks]
    begun = Attempt.objects.filter(learner=enrolment.learner, context__in=[shown, *asking])
    given = Response.objects.filter(item__attempt=OuterRef("pk"))
    rows = list(begun.annotate(given=Exists(given)).values_list("context", "state", "given"))
    return rules.may_show_known(
        answered=any(given for context, _state, given in rows if context != shown),
        finished=any(
            context == shown and state != AttemptState.OPEN for context, state, _given in rows
        ),
    )


def start_test_out(enrolment: Enrolment, now: datetime) -> Attempt:
    """The one attempt at showing what one knows; what there is to say comes at its end."""
    version = enrolment.module_version
    if begun := latest_test_out(enrolment):
        return begun
    known = version.known.select_related("question_version")
    return start_attempt(
        enrolment.learner,
        str(TestOutContext.of(enrolment)),
        [question.question_version for question in known],
        behaviour=Behaviour.ASSESSMENT,
        now=now,
    )


def start_practice(
    learner: User, context: PracticeContext, questions: list[QuestionVersion], now: datetime
) -> Attempt:
    """A few questions of "Check what you read"; the next time asks on where this one stopped."""
    last = latest_attempt(learner, str(context))
    before = last.number if last else 0
    places = rules.practice_questions(len(questions), PRACTICE_QUESTIONS, before)
    chosen = [questions[place] for place in places]
    return start_attempt(learner, str(context), chosen, now=now)


def is_right(item: AttemptItem) -> bool:
    """A final answer that is right, or that cannot be wrong."""
    fraction = item.newest.fraction
    return fraction is None or fraction >= 1


def answered(enrolment: Enrolment, step: StepSpec) -> rules.StepAnswers:
    """How far somebody is with the questions of a step."""
    if not step.kind.asks:
        return rules.StepAnswers()
    attempt = latest_attempt(enrolment.learner, _step_context(enrolment, step))
    return rules.StepAnswers() if attempt is None else answered_at_step(step, items(attempt))


def answered_at_step(step: StepSpec, attempted: list[AttemptItem]) -> rules.StepAnswers:
    """The same, where the items of the attempt have been read."""
    first_right = None
    if step.kind == StepKind.SCENARIO and attempted:
        first_right = first_decision_right(attempted[0])
    return count(attempted, first_right=first_right, of_scored=len(step.asks))


def count(
    attempted: list[AttemptItem], *, first_right: bool | None = None, of_scored: int = 0
) -> rules.StepAnswers:
    """How many of the items are answered, and how many not right; `of` all that were ever asked."""
    final = [item for item in attempted if item.newest.is_final]
    wrong = sum(not is_right(item) for item in final)
    return rules.StepAnswers(len(attempted), len(final), first_right, wrong, of_scored)
