"""What authors ask for: kept as typed, then checked and done in the background, one by one."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Model

from awareness.learning.corrections import correct_key
from awareness.people.models import User
from awareness.studio import editing, queries
from awareness.studio.editing import JobError
from awareness.studio.models import Job, JobDropped, JobKind, JobOutcome, JobState
from awareness.studio.write_lock import Busy, write_lock
from quizzes.errors import QuizError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobRequest:
    """A job before it is a row: see models.Job."""

    kind: JobKind
    place: list[Any]
    subject: str
    started: str
    before: str = ""
    after: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


def submit(
    job_request: JobRequest, once: UUID, by: User, now: datetime, follows: Job | None = None
) -> Job:
    """Keep what somebody asks for, and have it done once it is kept.

    The same again, from the same form, is the job that there is.
    """
    fields = {
        "kind": job_request.kind,
        "place": job_request.place,
        "what": job_request.subject[:300],
        "started": job_request.started,
        "before": job_request.before,
        "after": job_request.after,
        "typed": dict(job_request.typed),
    }
    with transaction.atomic():
        job = Job(once=once, by=by, name=by.name, at=now, follows=follows, **fields)
        try:
            with transaction.atomic():
                job.save()
        except IntegrityError:
            first = Job.objects.filter(once=once, by=by).first()
            if first and all(getattr(first, name) == value for name, value in fields.items()):
                job = first
            else:  # a form that was changed after it had been sent, and was sent again
                job = Job(once=uuid4(), by=by, name=by.name, at=now, follows=follows, **fields)
                job.save()
        transaction.on_commit(ask_worker)
    return job


def ask_worker() -> None:
    """Have the background do what waits. Asking twice does nothing twice."""
    from awareness.studio.tasks import work_off_jobs

    work_off_jobs.enqueue()


@transaction.atomic
def drop(job: Job, now: datetime) -> bool:
    """Its author lets a job go. False when it was done meanwhile; letting go twice is once."""
    Job.objects.select_for_update().get(pk=job.pk)
    if JobOutcome.objects.filter(job=job, state=JobState.TAKEN).exists():
        return False
    if not JobDropped.objects.filter(job=job).exists():
        JobDropped.objects.create(job=job, at=now)
        _not_done(job, now)
    return True


def work_off(now: Callable[[], datetime]) -> int:
    """Do all that waits, the oldest first, taking the write lock for each; how many were done.

    When somebody else holds the lock it stops, so that the worker's other tasks do not wait: that
    process does the jobs, or the next call does. A job that was broken off is still waiting, and is
    done from its beginning.
    """
    done = 0
    with suppress(Busy):
        while _work_off_one(now):
            done += 1
    return done


def _work_off_one(now: Callable[[], datetime]) -> bool:
    with write_lock(wait=False) as mended:
        if mended:
            log.warning(mended)
        job = Job.objects.waiting().select_related("by").first()
        if job is not None:
            _do(job, now())
        return job is not None


def _do(job: Job, now: datetime) -> None:
    try:
        DO[JobKind(job.kind)](job, now)
    except JobError as error:
        if error.code != "dropped":
            _end(job, error.code, error.problems, now)
    except (OperationalError, InterfaceError):
        raise  # the database was not to be had: the job waits, and is tried again
    except OSError as error:
        _end(job, JobState.BROKEN, [f"The files cannot be written: {error.strerror}."], now)
    except Exception as error:
        # It would break the next time too, and keep all others waiting.
        log.exception("A job of the studio broke")
        _end(job, JobState.BROKEN, [type(error).__name__], now)


def _end(job: Job, state: str, problems: list[str], now: datetime) -> None:
    if JobOutcome.objects.filter(job=job).exists():
        return  # it was taken, and what broke came after
    with transaction.atomic():
        JobOutcome.objects.create(job=job, state=state, problems=problems, at=now)
        _not_done(job, now)


def _not_done(job: Job, now: datetime) -> None:
    """What follows when a job is not done."""
    from awareness.studio import publishing

    if job.kind == JobKind.PUBLISH:
        publishing.give_back(job, now)


@transaction.atomic
def _correct(job: Job, now: datetime) -> Model:
    """Grade the answers to an earlier version by the key that its author saw was live."""
    key, number = job.place
    versions = queries.versions_of(key)
    old_version = next((version for version in versions if version.number == number), None)
    live = next((version for version in versions if version.status == "live"), None)
    if old_version is None or live is None or old_version == live:
        raise JobError(JobState.GONE)
    if live.spec_hash != job.started:
        raise JobError(JobState.CHANGED)
    try:
        correct_key(old_version, live, now)
    except QuizError as error:
        raise JobError(JobState.REFUSED, [error.code]) from error
    # How many are affected would be a number over people that nobody waited for.
    return JobOutcome.objects.create(job=job, state=JobState.TAKEN, at=now)


def _publish(job: Job, now: datetime) -> Model:
    from awareness.studio import publishing  # which asks for jobs itself

    return publishing.publish_drafts(job, now)


DO: dict[JobKind, Callable[[Job, datetime], Model]] = {
    JobKind.FIGURE: editing.edit,
    JobKind.QUESTION: editing.edit,
    JobKind.PAGE: editing.edit,
    JobKind.KEEP: editing.keep,
    JobKind.TAKE: editing.take,
    JobKind.CORRECT: _correct,
    JobKind.PUBLISH: _publish,
}
