"""What is tidied up in the background, by the schedules of `TASKS`. Each may run twice."""

from django.core.management import call_command
from django.tasks import task


@task
def clear_sessions() -> None:
    """Take away the sessions that have ended; nothing else does."""
    call_command("clearsessions")


@task
def forget_finished() -> None:
    """Take away the rows of tasks that ended an hour ago: they say for whom, and when."""
    call_command("ox_prune", older_than="1h", include_failed=True, verbosity=0)
