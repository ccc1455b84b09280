"""What is done in the background, by the schedules of `TASKS`. Each may run twice."""

from django.tasks import task
from django.utils import timezone

from awareness.learning.publish_pooled import publish_pooled


@task
def publish_pooled_numbers() -> None:
    """Tell authors anew how questions work, where enough more people have answered."""
    publish_pooled(timezone.now())
