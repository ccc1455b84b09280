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
from awareness.studio.models import Job, JobDropped, JobKind, JobOutcome, JobState
from awareness.studio.published import queries
from awareness.studio.publishing import editing
from awareness.studio.publishing.editing import JobError
from awareness.studio.publishing.write_lock import LockBusy, write_lock
from quizzes.errors import QuizError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobRequest:
    """A job before it is a row: see models.Job, whose `what` is `list_words` here."""

    kind: JobKind
    place: list[Any]
    list_words: str
    started: str
    before: str = ""
    after: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


def submit(
    job_request: JobRequest, once: UUID, by: User, now: datetime, follows: Job | None = None
) -> Job:
    """Keep what somebody asks for, and have it done once it is kept; its job.

    `once` is of the form: the same again, from the same form, is the job that there is. `follows`
    is the job that this one mends.
    """
    columns = {
        "kind": job_request.kind,
        "place": job_request.place,
        "what": job_request.list_words[:300],
        "started": job_request.started,
        "before": job_request.before,
        "after": job_request.after,
        "typed": dict(job_request.typed),
    }
    with transaction.atomic():
        job = Job(once=once, by=by, name=by.name, at=now, follows=follows, **columns)
        try:
            with transaction.atomic():
                job.save()
        except IntegrityError:
            earlier_job = Job.objects.filter(once=once, by=by).first()
            if earlier_job and all(
                getattr(earlier_job, name) == value for name, value in columns.items()
            ):
                job = earlier_job
            else:  # a form that was changed after it had been sent, and was sent again
                job = Job(once=uuid4(), by=by, name=by.name, at=now, follows=follows, **columns)
                job.save()
        transaction.on_commit(ask_worker)
    return job


def ask_worker() -> None:
    """Have the background do what waits. Asking twice does nothing twice."""
    from awareness.studio.tasks import work_off_jobs

    work_off_jobs.enqueue()


@transaction.atomic
def drop(job: Job, now: datetime) -> bool:
    """Its author lets a job go. False when it was done meanwhile, and nothing changes; letting go
    twice is once."""
    Job.objects.select_for_update().get(pk=job.pk)
    if JobOutcome.objects.filter(job=job, state=JobState.TAKEN).exists():
        return False
    if not JobDropped.objects.filter(job=job).exists():
        JobDropped.objects.create(job=job, at=now)
        _after_not_done(job, now)
    return True


def work_off(clock: Callable[[], datetime]) -> int:
    """Do all that waits, the oldest first, taking the write lock for each; how many were done.

    When somebody else holds the lock it stops, so that the worker's other tasks do not wait: that
    process does the jobs, or the next call does. A job that was broken off is still waiting, and is
    done from its beginning.
    """
    done_count = 0
    with suppress(LockBusy):
        while _work_off_one(clock):
            done_count += 1
    return done_count


def _work_off_one(clock: Callable[[], datetime]) -> bool:
    """Do the oldest job that waits; False without one. LockBusy when another holds the lock."""
    with write_lock(wait=False) as repair_note:
        if repair_note:
            log.warning(repair_note)
        job = Job.objects.waiting().select_related("by").first()
        if job is not None:
            _run_job(job, clock())
        return job is not None


def _run_job(job: Job, now: datetime) -> None:
    """Do a job, and keep how it ended. Raises what says that the database was not to be had."""
    try:
        ACTION_BY_KIND[JobKind(job.kind)](job, now)
    except JobError as error:
        if error.code != "dropped":
            _record_outcome(job, error.code, error.problems, now)
    except (OperationalError, InterfaceError):
        raise  # the database was not to be had: the job waits, and is tried again
    except OSError as error:
        _record_outcome(
            job, JobState.BROKEN, [f"The files cannot be written: {error.strerror}."], now
        )
    except Exception as error:
        # It would break the next time too, and keep all others waiting.
        log.exception("A job of the studio broke")
        _record_outcome(job, JobState.BROKEN, [type(error).__name__], now)


def _record_outcome(job: Job, state: str, problems: list[str], now: datetime) -> None:
    """Keep that a job was not done, and why."""
    if JobOutcome.objects.filter(job=job).exists():
        return  # it was taken, and what broke came after
    with transaction.atomic():
        JobOutcome.objects.create(job=job, state=state, problems=problems, at=now)
        _after_not_done(job, now)


def _after_not_done(job: Job, now: datetime) -> None:
    """What follows when a job is not done: drafts that it was to publish are open again."""
    from awareness.studio.publishing import publish as publishing

    if job.kind == JobKind.PUBLISH:
        publishing.reopen_drafts(job, now)


@transaction.atomic
def _grade_again(job: Job, now: datetime) -> Model:
    """Grade the answers to an earlier version by the key that its author saw was live."""
    question_key, version_number = job.place
    versions = queries.earlier_and_live_version(question_key, version_number)
    if versions is None:
        raise JobError(JobState.GONE)
    if versions.live.spec_hash != job.started:
        raise JobError(JobState.CHANGED)
    try:
        correct_key(versions.earlier, versions.live, now)
    except QuizError as error:
        raise JobError(JobState.REFUSED, [error.code]) from error
    # How many are affected would be a number over people that nobody waited for.
    return JobOutcome.objects.create(job=job, state=JobState.TAKEN, at=now)


def _publish(job: Job, now: datetime) -> Model:
    """Publish the drafts that a job names."""
    from awareness.studio.publishing import publish as publishing  # which asks for jobs itself

    return publishing.publish_drafts(job, now)


ACTION_BY_KIND: dict[JobKind, Callable[[Job, datetime], Model]] = {
    JobKind.FIGURE: editing.edit,
    JobKind.QUESTION: editing.edit,
    JobKind.PAGE: editing.edit,
    JobKind.KEEP: editing.keep,
    JobKind.TAKE: editing.take,
    JobKind.CORRECT: _grade_again,
    JobKind.PUBLISH: _publish,
}
