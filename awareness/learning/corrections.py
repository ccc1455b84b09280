"""A wrong key is mended by a new version; old answers are graded again, and people are told.

Nothing is overwritten: grades are added, the newest counts. Steps and completions stay: nobody
loses a pass by our mistake.
"""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from awareness.learning import access, asking
from awareness.learning.actions import settle_test_out
from awareness.learning.models import Correction, CorrectionRead
from awareness.people.models import User
from awareness.workplace.days import day_at
from prepared import Slot, prepared
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
        learner: (before[response][1], fraction)
        for response, (learner, fraction) in sorted(after.items())
        if before[response][1] is not None and before[response][1] != fraction
    }
    learners = User.objects.select_related("site").in_bulk(changed)
    stem = version.spec.get("stem") or version.spec.get("scenario", {}).get("title", "")
    Correction.objects.bulk_create(
        [
            Correction(
                learner=learners[pk],
                question=version.question.key,
                stem=stem,
                number=under.number,
                was=was,
                now=counts,
                on=day_at(learners[pk].site, now),
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
    asked = AttemptItem.objects.filter(attempt__in=shown, version=version)
    for attempt in map(shown.get, asked.values_list("attempt_id", flat=True)):
        slug = asking.tested_out_of(attempt.context)
        here = slug and access.place(learner, slug)
        if (
            here
            and here.enrolment.is_open
            and attempt.context == asking.test_out_context(here.version)
        ):
            settle_test_out(here, attempt, now)


def unread(user: User) -> list[Correction]:
    """One's own corrections that one has not read yet; one query."""
    return _unread(learner=user.pk)


@prepared
def _unread(learner: Slot):
    return Correction.objects.filter(learner=learner, read=None)


@transaction.atomic
def read(user: User, pk: int, now: datetime) -> None:
    """Note that somebody has read a correction of their own; twice is once. 404 for any other."""
    own = Correction.objects.select_for_update().filter(learner=user, pk=pk).first()
    if own is None:
        raise Http404
    if not CorrectionRead.objects.filter(correction=own).exists():
        CorrectionRead.objects.create(correction=own, on=day_at(user.site, now))
