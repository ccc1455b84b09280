"""What the worker does about what people are asked. Each may run twice, and be killed anywhere."""

from django.tasks import task
from django.utils import timezone

from awareness.assignments import away, compacting
from awareness.assignments.evaluation import evaluate
from awareness.assignments.models import Assignment
from awareness.people.today import read_today


@task
def evaluate_everybody() -> None:
    """Bring what everybody is asked into line with what there is."""
    evaluate(timezone.now())


@task
def evaluate_people(person_ids: list[int]) -> None:
    """The same of some, after something about them was changed."""
    evaluate(timezone.now(), person_ids=person_ids)


@task
def evaluate_assignment(assignment: int, as_made: bool = False) -> None:
    """The same of what one assignment asks for; as of the moment it was made, so that everybody is
    asked on the day on which it was, however many they are."""
    made = Assignment.objects.get(pk=assignment)
    evaluate(made.created_at if as_made else timezone.now(), assignment=made)


@task
def compact_tallies() -> None:
    """Count those as away who are, and put rows of the tallies that are about the same into one, so
    that few are read."""
    now = timezone.now()
    away.update_counted_away(now)
    compacting.compact(read_today(now).earliest)
