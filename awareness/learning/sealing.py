"""What becomes of begun modules when a record is sealed, and when it is opened again.

Whoever comes in after the seal begins a module anew; its attempts are filed apart, by the number of
the enrolment (contexts.py). What was finished before stays finished, and is shut.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.dispatch import receiver

from awareness.learning.models import Enrolment
from awareness.people.models import User
from awareness.people.seals import record_opened, record_sealed


@receiver(record_sealed)
def put_aside(person: User, now: datetime, **_signal: Any) -> None:
    """What was begun is put aside, so that it can be begun anew."""
    begun = Enrolment.objects.filter(learner=person, state=Enrolment.State.OPEN)
    begun.update(state=Enrolment.State.SEALED)


@receiver(record_opened)
def take_up(person: User, now: datetime, **_signal: Any) -> None:
    """What was put aside and not begun anew goes on where it was."""
    newer = Enrolment.objects.filter(
        learner=person, module=OuterRef("module"), pk__gt=OuterRef("pk")
    )
    aside = Enrolment.objects.filter(learner=person, state=Enrolment.State.SEALED)
    aside.filter(~Exists(newer)).update(state=Enrolment.State.OPEN)
