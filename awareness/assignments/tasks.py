"""What the background worker does about what is asked."""

from django.tasks import task

from awareness.assignments import tallying


@task
def compact_tallies() -> None:
    """Put rows of the tallies that are about the same into one, so that few are read."""
    tallying.compact()
