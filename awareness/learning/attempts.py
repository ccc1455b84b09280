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
    KindName,
    QuestionVersion,
    Response,
)
from quizzes.queries import (
    first_decision_right,
    items_of_attempt,
    items_of_learner,
    latest_attempt,
    with_newest,
)

PRACTICE_QUESTIONS = 6  # of "Check what you read" in one go


def attempt_at_step(enrolment: Enrolment, step: StepSpec, now: datetime) -> Attempt:
    """The newest attempt at a step; the first one is started when somebody arrives."""
    newest = latest_attempt(enrolment.learner, _step_context(enrolment, step))
    return newest or _start_at_step(enrolment, step, now)


def _step_context(enrolment: Enrolment, step: StepSpec) -> str:
    return str(StepContext.of(enrolment, step))


def _start_at_step(enrolment: Enrolment, step: StepSpec, now: datetime) -> Attempt:
    """A new attempt at a step's pinned questions."""
    versions = _versions_to_ask(enrolment, step)
    return start_attempt(enrolment.learner, _step_context(enrolment, step), versions, now=now)


def _versions_to_ask(enrolment: Enrolment, step: StepSpec) -> list[QuestionVersion]:
    """All questions of a check, in order; of a situation the form to meet next."""
    step_questions = list(
        StepQuestion.objects.filter(
            step__module_version=enrolment.module_version, step__slug=step.slug
        )
        .select_related("question_version")
        .order_by("position")
    )
    if step.kind == StepKind.SCENARIO:
        step_questions = [_form_to_meet(enrolment.learner, step_questions, step.form)]
    return [question.question_version for question in step_questions]


def has_finished_attempt(enrolment: Enrolment, step: StepSpec) -> bool:
    """Whether somebody has answered all that a step asks, in an attempt."""
    last = latest_attempt(enrolment.learner, _step_context(enrolment, step))
    return last is not None and last.state == AttemptState.FINISHED


def versions_to_rehearse(enrolment: Enrolment, step: StepSpec) -> list[QuestionVersion]:
    """What is asked of whoever tries a step again: all its questions; of a situation the form of it
    that they met last."""
    newest = latest_attempt(enrolment.learner, _step_context(enrolment, step))
    if step.kind == StepKind.SCENARIO and newest is not None:
        return [item.version for item in items_of_attempt(newest)]
    return _versions_to_ask(enrolment, step)


def leave_situation(attempt: Attempt, now: datetime) -> None:
    """Leave the situation of an attempt that is under way where it is, if one is that began with
    another first decision than the right one. What was decided stays, and counts as it does at an
    end."""
    for item in items_of_attempt(attempt):
        is_situation = item.version.kind == KindName.SCENARIO and not item.newest.is_final
        if is_situation and first_decision_right(item) is False:
            answer(item, token=f"{item.pk}-leave", raw={"leave": "yes"}, now=now)
    finish_if_answered(attempt, now)


def start_another_attempt(enrolment: Enrolment, step: StepSpec, now: datetime) -> Attempt:
    """Another attempt: another form of a situation; of a check what is not right yet, in another
    order."""
    if step.kind != StepKind.CHECK:
        return _start_at_step(enrolment, step, now)
    context = _step_context(enrolment, step)
    last = latest_attempt(enrolment.learner, context)
    if last is None:
        return _start_at_step(enrolment, step, now)
    missed = [
        item.version
        for item in items_of_attempt(last)
        if not rules.is_right_or_unscored(item.newest.fraction)
    ]
    return start_attempt(enrolment.learner, context, rules.rotated_by_one(missed), now=now)


def _form_to_meet(
    learner: User, step_questions: list[StepQuestion], first: str | None
) -> StepQuestion:
    """A form this person has not met, here or in another module, as long as there is one."""
    form_by_question = {row.question_version.question_id: row.form for row in step_questions}
    forms = list(form_by_question.values())
    # The question's number, not the form's: the draw is of the situation.
    first = rules.first_form(forms, first, f"{learner.pk}:{min(form_by_question)}")
    next_form = rules.next_form(forms, _forms_met(learner, form_by_question), first)
    return next(row for row in step_questions if row.form == next_form)


def _forms_met(learner: User, form_by_question: Mapping[int, str]) -> list[str]:
    """Which of these forms somebody met, here or in another module; the newest first."""
    versions = QuestionVersion.objects.filter(question__in=form_by_question)
    question_of = dict(versions.values_list("pk", "question_id"))
    met_items = items_of_learner(learner).filter(version__in=question_of).order_by("-id")
    return [
        form_by_question[question_of[pk]] for pk in met_items.values_list("version_id", flat=True)
    ]


def items_answered_before(attempt: Attempt, step: StepSpec) -> list[AttemptItem]:
    """What was answered in earlier attempts at the same step, the oldest first: a situation every
    time it was met; of a check the newest answer to each question that this attempt does not ask
    again. Three queries at most, none at a first attempt."""
    if attempt.number == 1:
        return []
    rows = Attempt.objects.filter(learner=attempt.learner_id, context=attempt.context)
    attempt_by_id = {row.pk: row for row in rows.filter(number__lt=attempt.number)}
    answered_items = []
    for item in with_newest(AttemptItem.objects.filter(attempt__in=list(attempt_by_id))):
        item.attempt = attempt_by_id[item.attempt_id]
        if item.newest.is_final:
            answered_items.append(item)
    answered_items.sort(key=lambda item: (item.attempt.number, item.position))
    if step.kind == StepKind.SCENARIO:
        return answered_items
    question_ids_asked_now = {item.version.question_id for item in items_of_attempt(attempt)}
    newest_by_question = {item.version.question_id: item for item in answered_items}
    return [
        item
        for question_id, item in newest_by_question.items()
        if question_id not in question_ids_asked_now
    ]


def has_new_form(enrolment: Enrolment, step: StepSpec) -> bool:
    """Whether a situation has a form that this person has not met."""
    step_questions = StepQuestion.objects.filter(
        step__module_version=enrolment.module_version, step__slug=step.slug
    )
    form_by_question = dict(step_questions.values_list("question_version__question_id", "form"))
    return not set(form_by_question.values()) <= set(
        _forms_met(enrolment.learner, form_by_question)
    )


def latest_test_out(enrolment: Enrolment) -> Attempt | None:
    return latest_attempt(enrolment.learner, str(TestOutContext.of(enrolment)))


def may_show_known(enrolment: Enrolment) -> bool:
    """Whether "Show what you know already" is still open to somebody; one query."""
    version = enrolment.module_version
    if not version.asks_what_is_known or not enrolment.is_open:
        return False
    test_out_context = str(TestOutContext.of(enrolment))
    step_contexts = [
        str(StepContext.of(enrolment, step)) for step in version.spec.steps if step.kind.asks
    ]
    attempts_of_version = Attempt.objects.filter(
        learner=enrolment.learner, context__in=[test_out_context, *step_contexts]
    )
    given = Response.objects.filter(item__attempt=OuterRef("pk"))
    rows = list(
        attempts_of_version.annotate(given=Exists(given)).values_list("context", "state", "given")
    )
    return rules.may_show_known(
        answered=any(given for context, _state, given in rows if context != test_out_context),
        finished=any(
            context == test_out_context and state != AttemptState.OPEN
            for context, state, _given in rows
        ),
    )


def start_test_out(enrolment: Enrolment, now: datetime) -> Attempt:
    """The one attempt at showing what one knows; an assessment, so that what there is to say comes
    at its end. Begun again it is the one that was begun."""
    version = enrolment.module_version
    if earlier_attempt := latest_test_out(enrolment):
        return earlier_attempt
    questions = version.known.select_related("question_version")
    return start_attempt(
        enrolment.learner,
        str(TestOutContext.of(enrolment)),
        [question.question_version for question in questions],
        behaviour=Behaviour.ASSESSMENT,
        now=now,
    )


def start_practice(
    learner: User, context: PracticeContext, questions: list[QuestionVersion], now: datetime
) -> Attempt:
    """A few questions of "Check what you read"; the next time asks on where this one stopped."""
    last = latest_attempt(learner, str(context))
    attempts_before = last.number if last else 0
    places = rules.practice_positions(len(questions), PRACTICE_QUESTIONS, attempts_before)
    chosen_questions = [questions[place] for place in places]
    return start_attempt(learner, str(context), chosen_questions, now=now)


def answers_at_step(enrolment: Enrolment, step: StepSpec) -> rules.StepAnswers:
    """How far somebody is with the questions of a step."""
    if not step.kind.asks:
        return rules.StepAnswers()
    attempt = latest_attempt(enrolment.learner, _step_context(enrolment, step))
    return (
        rules.StepAnswers()
        if attempt is None
        else step_answers_of_items(step, items_of_attempt(attempt))
    )


def step_answers_of_items(step: StepSpec, attempt_items: list[AttemptItem]) -> rules.StepAnswers:
    """How far somebody is with the questions of a step, by the items of their newest attempt."""
    first_right = None
    if step.kind == StepKind.SCENARIO and attempt_items:
        first_right = first_decision_right(attempt_items[0])
    return count_answers(attempt_items, first_right=first_right, questions_of_step=len(step.asks))


def count_answers(
    attempt_items: list[AttemptItem], *, first_right: bool | None = None, questions_of_step: int = 0
) -> rules.StepAnswers:
    """How many of the items are answered, and how many are not right. `questions_of_step`: how many
    the step has in all, where the attempt asks only some again; 0 where it asks all."""
    answered_items = [item for item in attempt_items if item.newest.is_final]
    wrong = sum(not rules.is_right_or_unscored(item.newest.fraction) for item in answered_items)
    return rules.StepAnswers(
        len(attempt_items), len(answered_items), first_right, wrong, questions_of_step
    )
