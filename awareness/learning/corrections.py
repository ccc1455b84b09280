"""A wrong key is mended by a new version; old answers are graded again, and people are told.

Nothing is overwritten: grades are added, the newest counts. Steps and completions stay: nobody
loses a pass by our mistake.
"""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from awareness.learning import access, audience, queries
from awareness.learning.actions import settle_test_out
from awareness.learning.contexts import TestOutContext
from awareness.learning.models import Correction, CorrectionRead, Enrolment
from awareness.people.models import User
from quizzes.actions import regrade
from quizzes.models import Attempt, AttemptItem, AttemptState, Behaviour, QuestionVersion
from quizzes.queries import final_fractions


@transaction.atomic
def correct_key(version: QuestionVersion, under: QuestionVersion, now: datetime) -> int:
    """Grade answers to `version` by the key of `under`; how many count otherwise now.

    QuizError other_question or other_choices where the two cannot be compared. Doing it again
    changes nothing and tells nobody twice.
    """
    grades_before = final_fractions(version)
    regrade(version, under, now)
    grades_after = final_fractions(version)
    # One row a person: of several answers to the same version the newest is spoken of. Of an answer
    # that was given meanwhile the old grade is its first.
    old_and_new_by_learner = {
        learner: (old, new)
        for response, (learner, fractions) in sorted(grades_after.items())
        if (old := grades_before.get(response, (learner, fractions[:1]))[1][-1]) is not None
        and (new := fractions[-1]) is not None
        and old != new
    }
    learners = User.objects.select_related("site").in_bulk(old_and_new_by_learner)
    stem = version.spec.title
    Correction.objects.bulk_create(
        [
            Correction(
                learner=learners[pk],
                question=version.question.key,
                stem=stem,
                number=under.number,
                was=was,
                now=counts,
                on=learners[pk].today(now),
            )
            for pk, (was, counts) in old_and_new_by_learner.items()
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    for pk in old_and_new_by_learner:
        _settle_test_outs_again(learners[pk], version, now)
    return len(old_and_new_by_learner)


def _settle_test_outs_again(learner: User, version: QuestionVersion, now: datetime) -> None:
    """Somebody whom our key alone kept from having shown what they know has shown it now, unless
    the module is closed to them or another one comes first by now.

    A check needs nothing here: whether it is fulfilled is asked of the newest grades each time.
    """
    finished_test_outs = Attempt.objects.filter(
        learner=learner, state=AttemptState.FINISHED, behaviour=Behaviour.ASSESSMENT
    ).in_bulk()
    items = AttemptItem.objects.filter(attempt__in=finished_test_outs, version=version)
    attempts = [finished_test_outs[pk] for pk in items.values_list("attempt_id", flat=True)]
    if not attempts:
        return
    attempt_by_context = {attempt.context: attempt for attempt in attempts}
    enrolments = Enrolment.objects.filter(learner=learner, state=Enrolment.State.OPEN)
    for enrolment in enrolments.select_related("module_version__module"):
        attempt = attempt_by_context.get(str(TestOutContext.of(enrolment)))
        module = enrolment.module_version.module
        if attempt is None or audience.is_barred(module, learner, learner.today(now)):
            continue
        place = access.own_place(learner, module)
        if place and access.opening_module_of_place(place) is None:
            settle_test_out(place, attempt, now)


def corrections_to_read(user: User) -> list[Correction]:
    """One's own corrections that one has not read yet, but for those whose words belong to subjects
    that are off: they wait. One query, four more where there is something to read. None while
    sealed."""
    if user.is_sealed:
        return []
    unread = queries.unread_corrections(learner=user.pk)
    off_keys = queries.question_keys_of_subjects_off({row.question for row in unread})
    return [row for row in unread if row.question not in off_keys]


@transaction.atomic
def mark_read(user: User, pk: int, now: datetime) -> None:
    """Note that somebody has read a correction of their own; a second time changes nothing. 404 for
    a correction of somebody else."""
    correction = Correction.objects.select_for_update().filter(learner=user, pk=pk).first()
    if correction is None:
        raise Http404
    if not CorrectionRead.objects.filter(correction=correction).exists():
        CorrectionRead.objects.create(correction=correction, on=user.today(now))
