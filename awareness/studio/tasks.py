"""What the studio has done in the background (django.tasks; which engine does it is a setting)."""

from django.tasks import task
from django.utils import timezone

from awareness.studio.jobs import work_off


@task
def work_off_jobs() -> None:
    """Do what authors asked for, and mend what a kill broke off. May run twice, and at once."""
    work_off(timezone.now)
