"""Which subjects are on, as a part of other queries and by themselves."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from awareness.subjects.models import Subject
from awareness.subjects.registry import subjects
from awareness.subjects.schema import SubjectFile


def keys_of_subjects_off() -> QuerySet[Subject, str]:
    """For `.exclude(subject__in=keys_of_subjects_off())`: no query of its own."""
    return Subject.objects.filter(on=False).order_by().values_list("key", flat=True)


def is_subject_off(subject: str) -> Exists:
    """Whether the subject of a row is off, by the name of the field that holds its key."""
    return Exists(keys_of_subjects_off().filter(key=OuterRef(subject)))


def shown_title(title: str, subject: str, is_off: bool) -> str:
    """A title, or the neutral name of its subject while that is off: records stay, and no word of
    the subject stands in them. Pure but for the files."""
    if not is_off:
        return title
    known = subjects().get(subject)
    return known.neutral if known else _("A subject that is no longer here")


def subjects_on() -> Sequence[SubjectFile]:
    """Those that are on, in their order; one query. Before content is loaded nobody has chosen, and
    those are on that are so from the start."""
    on_by_key = dict(Subject.objects.order_by().values_list("key", "on"))
    return [
        subject for key, subject in subjects().items() if on_by_key.get(key, subject.from_start)
    ]
