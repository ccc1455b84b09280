"""Writing which subjects there are, and which are on. Who chose that is known to a room above."""

from collections.abc import Iterable

from awareness.subjects.models import Subject
from awareness.subjects.schema import SubjectFile
from awareness.subjects.signals import subject_switched


def load_subjects(subjects: Iterable[SubjectFile]) -> None:
    """Make a row for each that has none: on or off as its file says. A choice is left as it is."""
    for subject in subjects:
        Subject.objects.get_or_create(key=subject.key, defaults={"on": subject.from_start})


def set_on(key: str, on: bool) -> None:
    """Have a subject on or off from now on."""
    Subject.objects.update_or_create(key=key, defaults={"on": on})
    subject_switched.send(Subject, key=key)
