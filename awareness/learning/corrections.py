"""A wrong key is mended by a new version; old answers are graded again, and people are told.

Nothing is overwritten: grades are added, the newest counts. Steps and completions stay: nobody
loses a pass by our mistake.
"""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from awareness.learning import access, queries
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
    before = final_fractions(version)
    regrade(version, under, now)
    after = final_fractions(version)
    # One row a person: of several answers to the same version the newest is spoken of.
    changed = {
        learner: (old, new)
        for response, (learner, new) in sorted(after.items())
        if (old := before[response][1]) is not None and new is not None and old != new
    }
    learners = User.objects.select_related("site").in_bulk(changed)
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
            for pk, (was, counts) in changed.items()
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    for pk in changed:
        _give_back(learners[pk], version, now)
    return len(changed)


def _give_back(learner: User, version: QuestionVersion, now: datetime) -> None:
    """Somebody whom our key alone kept from having shown what they know has shown it now.

    A check needs nothing here: whether it is fulfilled is asked of the newest grades each time.
    """
    shown = Attempt.objects.filter(
        learner=learner, state=AttemptState.FINISHED, behaviour=Behaviour.ASSESSMENT
    ).in_bulk()
    items = AttemptItem.objects.filter(attempt__in=shown, version=version)
    attempts = [shown[pk] for pk in items.values_list("attempt_id", flat=True)]
    if not attempts:
        return
    attempt_by_context = {attempt.context: attempt for attempt in attempts}
    enrolments = Enrolment.objects.filter(learner=learner, state=Enrolment.State.OPEN)
    for enrolment in enrolments.select_related("module_version__module"):
        attempt = attempt_by_context.get(str(TestOutContext.of(enrolment)))
        place = access.place(learner, enrolment.module_version.module) if attempt else None
        if attempt and place:
            settle_test_out(place, attempt, now)


def unread(user: User) -> list[Correction]:
    """One's own corrections that one has not read yet; one query. None while sealed."""
    if user.is_sealed:
        return []
    return queries.unread_corrections(learner=user.pk)


@transaction.atomic
def read(user: User, pk: int, now: datetime) -> None:
    """Note that somebody has read a correction of their own; twice is once. 404 for any other."""
    correction = Correction.objects.select_for_update().filter(learner=user, pk=pk).first()
    if correction is None:
        raise Http404
    if not CorrectionRead.objects.filter(correction=correction).exists():
        CorrectionRead.objects.create(correction=correction, on=user.today(now))
