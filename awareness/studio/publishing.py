"""Approved drafts become files and rows: all of a review in one act, or nothing.

`publish` is asked by an approved review and by nothing else. The background then writes the drafts
into a copy of the content, checks all of it, and exchanges the files and loads them together.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from awareness.content import swap, written_folders
from awareness.content.files import PACKS_SHELF, UnreadableFile
from awareness.content.load import load, resolved_content
from awareness.content.staging import TextMoved
from awareness.content.writing import ObjectKind
from awareness.learning import adoption
from awareness.learning.errors import AdoptionError
from awareness.learning.models import ModuleVersion
from awareness.people.accounts_by import one_controls_others_account
from awareness.people.models import User
from awareness.studio import editing, jobs, publish_checks
from awareness.studio.draft_kinds.confirmed import unconfirmed
from awareness.studio.drafting import DraftError, locked, newest_revisions, note_each
from awareness.studio.editing import JobError
from awareness.studio.models import (
    Confirmation,
    Draft,
    DraftCode,
    DraftEvent,
    DraftRevision,
    DraftState,
    Job,
    JobKind,
    JobOutcome,
    JobState,
)
from awareness.studio.publish_checks import PinnedDraft
from quizzes.errors import QuizError


@transaction.atomic
def publish(
    pinned: Sequence[tuple[UUID, int]], by: User, approved_by: User, once: UUID, now: datetime
) -> Job:
    """Keeps that somebody approved drafts at these revisions, and has them published.

    `by` asked for it. DraftError: nothing (no draft), closed, approved (it is being published),
    stale (a newer revision is there), same_person, own_words (the approver wrote or confirmed some
    of it), account (the approver made or reset the account of whoever asks or wrote, or gave it its
    address, or the other way), unconfirmed (a field is proposed and nobody has confirmed it).
    """
    if not pinned:
        raise DraftError("nothing")
    if by.pk == approved_by.pk:
        raise DraftError("same_person")
    drafts = _to_publish(dict(pinned), approved_by)
    if one_controls_others_account(approved_by, {by, *writers_of(drafts)}):
        raise DraftError("account")
    request = jobs.JobRequest(
        JobKind.PUBLISH, [[str(pk), number] for pk, number in pinned],
        "; ".join(draft.title or draft.key for draft in drafts), started="",
        typed={"approved_by": str(approved_by.pk), "approved_name": approved_by.name},
    )  # fmt: skip
    numbers = dict(pinned)
    note_each({draft: numbers[draft.pk] for draft in drafts}, DraftCode.APPROVED, approved_by, now)
    return jobs.submit(request, once, by, now)


def writers_of(drafts: Sequence[Draft]) -> set[User]:
    """Everybody with an account still who wrote a revision of them, confirmed a field of them, or
    said that one may take the place of what was published meanwhile. Two queries."""
    wrote = DraftRevision.objects.filter(draft__in=drafts).order_by().values_list("by")
    confirmed = Confirmation.objects.filter(draft__in=drafts).order_by().values_list("by")
    renewed = DraftEvent.objects.filter(draft__in=drafts, code=DraftCode.RENEWED)
    ids = wrote.union(confirmed, renewed.order_by().values_list("by")).order_by()
    return set(User.objects.filter(pk__in=[pk for (pk,) in ids if pk]))


def _to_publish(numbers: Mapping[UUID, int], approved_by: User) -> list[Draft]:
    """The drafts, locked. Seven queries."""
    drafts = locked(numbers)
    for draft in drafts:
        if draft.closed_at is not None:
            raise DraftError("closed")
        if draft.state == DraftState.APPROVED:
            raise DraftError("approved")
    newest = newest_revisions(drafts)
    if any(newest[draft.pk].number != numbers[draft.pk] for draft in drafts):
        raise DraftError("stale")
    if approved_by in writers_of(drafts):
        raise DraftError("own_words")
    if unconfirmed(drafts):
        raise DraftError("unconfirmed")
    return drafts


def publish_drafts(job: Job, now: datetime) -> JobOutcome:
    """The job, with the write lock held. JobError otherwise; the drafts are then open again."""
    root = settings.CONTENT_WRITE_DIR
    if not root:
        raise JobError(JobState.REFUSED, ["CONTENT_WRITE_DIR is not set: nothing can be written."])
    pinned = pinned_by(job)
    staged = root / swap.WORK_FOLDER / "new"
    try:
        targets = _stage(pinned, root, now)
    except UnreadableFile as error:
        problems = [str(refusal) for refusal in publish_checks.broken_files()]
        raise JobError(JobState.REFUSED, problems) from error
    content, checked = publish_checks.examined(pinned, staged)
    if refused := publish_checks.refusals_in(content, checked, pinned, staged):
        raise JobError(JobState.REFUSED, [str(refusal) for refusal in refused])
    texts = resolved_content(content)

    def write() -> None:
        load(content, checked.built_questions, timezone.localdate(now), texts=texts)
        _adopt(job, pinned, now)
        Draft.objects.filter(pk__in=[pin.draft.pk for pin in pinned]).update(closed_at=now)
        numbers = {pin.draft: pin.revision.number for pin in pinned}
        note_each(numbers, DraftCode.PUBLISHED, job.by, now)

    exchanges = [swap.Exchange(target, (root / target).exists()) for target in targets]
    try:
        return editing.write_all(job, now, exchanges, write)
    except QuizError as error:
        raise JobError(JobState.REFUSED, [str(error)]) from error


def pinned_by(job: Job) -> list[PinnedDraft]:
    """What a job publishes. JobError gone where a draft is not approved any more. Two queries."""
    numbers = {UUID(pk): number for pk, number in job.place}
    pinned = publish_checks.pinned_at(numbers)
    approved = [pin for pin in pinned if pin.draft.state == DraftState.APPROVED]
    if len(approved) < len(numbers):
        raise JobError(JobState.GONE)
    return approved


def _stage(pinned: Sequence[PinnedDraft], root: Path, now: datetime) -> list[str]:
    """The drafts in a copy of what they belong to; the paths that come. JobError changed where
    somebody published another text since a draft was begun."""
    if changed := publish_checks.changed(pinned):
        raise JobError(JobState.CHANGED, [pin.draft.title or pin.draft.key for pin in changed])
    staged = root / swap.WORK_FOLDER / "new"
    try:
        targets = publish_checks.stage_drafts(pinned, staged)
    except TextMoved as error:
        raise JobError(JobState.CHANGED, [str(error)]) from error
    for target in targets:
        path = Path(target)
        if path.parent.name == PACKS_SHELF and not (root / target).exists():
            shipped = written_folders.shipped_folder(PACKS_SHELF, path.name)
            written_folders.remember_origin(
                staged / target, PACKS_SHELF, shipped, timezone.localdate(now)
            )
    return targets


def _adopt(job: Job, pinned: Sequence[PinnedDraft], now: datetime) -> None:
    """The modules among the drafts are taken on by the two who asked and approved."""
    slugs = [pin.draft.key for pin in pinned if pin.draft.kind == ObjectKind.MODULE]
    names = [job.name, job.typed["approved_name"]]
    approver = User.objects.filter(pk=job.typed["approved_by"]).first()
    people = (job.by.public_id if job.by else None, approver.public_id if approver else None)
    for version in ModuleVersion.objects.live().filter(module__slug__in=slugs):
        if adoption.is_adopted(version, demo=False):
            continue
        try:
            adoption.adopt(version, names, timezone.localdate(now), people=people)
        except AdoptionError as error:
            raise JobError(JobState.REFUSED, [f"{version.title}: {error.code}"]) from error


def refusal_of(draft: Draft) -> JobOutcome | None:
    """How the publishing of an approved draft ended that a check refused, as long as nothing else
    was done with the draft; None otherwise. Two queries, none of a draft that was not returned."""
    if draft.state != DraftState.RETURNED:
        return None
    newest = draft.events.order_by("pk").last()
    if newest is None or newest.code != DraftCode.REFUSED:
        return None
    # Both are written with one moment (jobs.py); a job is about the drafts that its place names.
    outcomes = JobOutcome.objects.filter(job__kind=JobKind.PUBLISH, at=newest.at)
    for outcome in outcomes.filter(state=JobState.REFUSED).select_related("job"):
        if any(pk == str(draft.pk) for pk, _number in outcome.job.place):
            return outcome
    return None


def give_back(job: Job, now: datetime) -> None:
    """The drafts of a job that was not done are open again: they can be mended and sent anew."""
    numbers = {UUID(pk): number for pk, number in job.place}
    approved = [draft for draft in locked(numbers) if draft.state == DraftState.APPROVED]
    note_each({draft: numbers[draft.pk] for draft in approved}, DraftCode.REFUSED, by=None, now=now)
