"""Whether a background worker runs: what each writes down, and what pages say when none did.

The row is in the database and not in a file, so that it holds for workers on other machines too.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from awareness.worker.models import WorkerSeen

SILENT_AFTER = timedelta(minutes=10)


def note_seen(now: datetime) -> None:
    """A worker is at work; one statement, and the row of before is overwritten."""
    WorkerSeen.objects.bulk_create(
        [WorkerSeen(id=1, at=now)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["at"],
    )


def last_seen() -> datetime | None:
    """When a worker was last at work; None: never. One query."""
    return WorkerSeen.objects.values_list("at", flat=True).first()


def is_silent(seen: datetime | None, now: datetime) -> bool:
    """Whether to say that no worker runs: it was never seen, or not for ten minutes."""
    return seen is None or now - seen > SILENT_AFTER


def warning(now: datetime) -> str:
    """What does not happen without a worker and what to do about it; empty while one runs."""
    if not is_silent(last_seen(), now):
        return ""
    return _(
        "No background worker has been seen for ten minutes. Mails with a link for a new password "
        "wait until one runs, and so does everything else that is done in the background. Whoever "
        "runs this server starts it: systemctl restart awareness-worker, or manage.py work"
    )
