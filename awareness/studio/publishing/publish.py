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
from awareness.studio.draft_kinds.confirmed import unconfirmed_drafts
from awareness.studio.drafts.drafting import (
    DraftError,
    lock_drafts,
    newest_revision_by_draft_id,
    note_events,
)
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
from awareness.studio.publishing import checks as publish_checks
from awareness.studio.publishing import editing, jobs
from awareness.studio.publishing.checks import PinnedDraft
from awareness.studio.publishing.editing import JobError
from quizzes.errors import QuizError


@transaction.atomic
def publish(
    numbered_drafts: Sequence[tuple[UUID, int]],
    asked_by: User,
    approved_by: User,
    review_id: UUID,
    now: datetime,
) -> Job:
    """Notes that `approved_by` approved drafts; the job that publishes them together.

    `numbered_drafts` are (draft's id, number of the revision that was read); `asked_by` asked for
    the review. DraftError: nothing (no draft), closed, approved (it is being published), stale (a
    newer revision is there), same_person, own_words (the approver wrote or confirmed some of it),
    account (the approver made or reset the account of whoever asks or wrote, or gave it its
    address, or the other way), unconfirmed (a field is proposed and nobody has confirmed it).
    """
    if not numbered_drafts:
        raise DraftError("nothing")
    if asked_by.pk == approved_by.pk:
        raise DraftError("same_person")
    drafts = _lock_to_publish(dict(numbered_drafts), approved_by)
    if one_controls_others_account(approved_by, {asked_by, *writers_of(drafts)}):
        raise DraftError("account")
    job_request = jobs.JobRequest(
        JobKind.PUBLISH, [[str(draft_id), number] for draft_id, number in numbered_drafts],
        "; ".join(draft.title or draft.key for draft in drafts), started="",
        typed={"approved_by": str(approved_by.pk), "approved_name": approved_by.name},
    )  # fmt: skip
    number_by_draft_id = dict(numbered_drafts)
    note_events(
        {draft: number_by_draft_id[draft.pk] for draft in drafts},
        DraftCode.APPROVED,
        approved_by,
        now,
    )
    return jobs.submit(job_request, review_id, asked_by, now)


def writers_of(drafts: Sequence[Draft]) -> set[User]:
    """Everybody who still has an account and wrote a revision of the drafts, confirmed a field of
    them, or noted that one may take the place of what was published meanwhile. Two queries."""
    writer_ids = DraftRevision.objects.filter(draft__in=drafts).order_by().values_list("by")
    confirmer_ids = Confirmation.objects.filter(draft__in=drafts).order_by().values_list("by")
    renewals = DraftEvent.objects.filter(draft__in=drafts, code=DraftCode.RENEWED)
    user_ids = writer_ids.union(confirmer_ids, renewals.order_by().values_list("by")).order_by()
    return set(User.objects.filter(pk__in=[user_id for (user_id,) in user_ids if user_id]))


def _lock_to_publish(number_by_draft_id: Mapping[UUID, int], approved_by: User) -> list[Draft]:
    """The drafts, locked and ready to be approved at their revisions of these numbers. DraftError:
    closed, approved, stale, own_words, unconfirmed. Seven queries."""
    drafts = lock_drafts(number_by_draft_id)
    for draft in drafts:
        if draft.closed_at is not None:
            raise DraftError("closed")
        if draft.state == DraftState.APPROVED:
            raise DraftError("approved")
    revision_by_draft_id = newest_revision_by_draft_id(drafts)
    if any(
        revision_by_draft_id[draft.pk].number != number_by_draft_id[draft.pk] for draft in drafts
    ):
        raise DraftError("stale")
    if approved_by in writers_of(drafts):
        raise DraftError("own_words")
    if unconfirmed_drafts(drafts):
        raise DraftError("unconfirmed")
    return drafts


def publish_drafts(job: Job, now: datetime) -> JobOutcome:
    """Does a job of `publish`, with the write lock held: all of its drafts are published, or none.
    JobError: refused, gone, changed; `reopen_drafts` is for whoever catches it."""
    write_root = settings.CONTENT_WRITE_DIR
    if not write_root:
        raise JobError(JobState.REFUSED, ["CONTENT_WRITE_DIR is not set: nothing can be written."])
    pinned = pinned_by_job(job)
    staged_root = write_root / swap.WORK_FOLDER / "new"
    try:
        targets = _stage_pinned(pinned, write_root, now)
    except UnreadableFile as error:
        problems = [str(refusal) for refusal in publish_checks.broken_files()]
        raise JobError(JobState.REFUSED, problems) from error
    content, checked = publish_checks.examine_staged(pinned, staged_root)
    if refused := publish_checks.refusals_in(content, checked, pinned, staged_root):
        raise JobError(JobState.REFUSED, [str(refusal) for refusal in refused])
    resolved_texts = resolved_content(content)

    def load_and_close_drafts() -> None:
        load(content, checked.built_questions, timezone.localdate(now), texts=resolved_texts)
        _adopt_modules(job, pinned, now)
        Draft.objects.filter(pk__in=[pin.draft.pk for pin in pinned]).update(closed_at=now)
        number_by_draft = {pin.draft: pin.revision.number for pin in pinned}
        note_events(number_by_draft, DraftCode.PUBLISHED, job.by, now)

    exchanges = [swap.Exchange(target, (write_root / target).exists()) for target in targets]
    try:
        return editing.write_all(job, now, exchanges, load_and_close_drafts)
    except QuizError as error:
        raise JobError(JobState.REFUSED, [str(error)]) from error


def pinned_by_job(job: Job) -> list[PinnedDraft]:
    """The drafts that a job publishes, at the approved revisions. JobError gone where one is not
    approved any more. Two queries."""
    number_by_draft_id = {UUID(pk): number for pk, number in job.place}
    pinned = publish_checks.pinned_at(number_by_draft_id)
    approved = [pin for pin in pinned if pin.draft.state == DraftState.APPROVED]
    if len(approved) < len(number_by_draft_id):
        raise JobError(JobState.GONE)
    return approved


def _stage_pinned(pinned: Sequence[PinnedDraft], write_root: Path, now: datetime) -> list[str]:
    """Writes the drafts into a copy of what they belong to, in the work folder below `write_root`;
    the paths below `write_root` that are exchanged. JobError changed where somebody published
    another text since a draft was begun."""
    if outdated := publish_checks.pinned_to_older_text(pinned):
        raise JobError(JobState.CHANGED, [pin.draft.title or pin.draft.key for pin in outdated])
    staged_root = write_root / swap.WORK_FOLDER / "new"
    try:
        targets = publish_checks.stage_pinned(pinned, staged_root)
    except TextMoved as error:
        raise JobError(JobState.CHANGED, [str(error)]) from error
    for target in targets:
        target_path = Path(target)
        # A report that ships and is written here for the first time remembers what shipped.
        if target_path.parent.name == PACKS_SHELF and not (write_root / target).exists():
            shipped = written_folders.shipped_folder(PACKS_SHELF, target_path.name)
            written_folders.remember_origin(
                staged_root / target, PACKS_SHELF, shipped, timezone.localdate(now)
            )
    return targets


def _adopt_modules(job: Job, pinned: Sequence[PinnedDraft], now: datetime) -> None:
    """Adopts the modules among the drafts in the names of the two who asked and approved. JobError
    refused."""
    module_slugs = [pin.draft.key for pin in pinned if pin.draft.kind == ObjectKind.MODULE]
    asked_by_name, approved_by_name = job.name, job.typed["approved_name"]
    approver = User.objects.filter(pk=job.typed["approved_by"]).first()
    people = (job.by.public_id if job.by else None, approver.public_id if approver else None)
    for version in ModuleVersion.objects.live().filter(module__slug__in=module_slugs):
        if adoption.is_adopted(version, demo=False):
            continue
        try:
            names = [asked_by_name, approved_by_name]
            adoption.adopt(version, names, timezone.localdate(now), people=people)
        except AdoptionError as error:
            raise JobError(JobState.REFUSED, [f"{version.title}: {error.code}"]) from error


def refusal_of(draft: Draft) -> JobOutcome | None:
    """The outcome of the job in which a check refused to publish this draft, as long as nothing
    else was done with it since; None otherwise. Two queries, none of a draft that was not
    returned."""
    if draft.state != DraftState.RETURNED:
        return None
    newest_event = draft.events.order_by("pk").last()
    if newest_event is None or newest_event.code != DraftCode.REFUSED:
        return None
    # Both are written with one moment (jobs.py); a job is about the drafts that its place names.
    outcomes = JobOutcome.objects.filter(job__kind=JobKind.PUBLISH, at=newest_event.at)
    for outcome in outcomes.filter(state=JobState.REFUSED).select_related("job"):
        if any(pk == str(draft.pk) for pk, _number in outcome.job.place):
            return outcome
    return None


def reopen_drafts(job: Job, now: datetime) -> None:
    """Notes that the approved drafts of a job were refused: they can be written on and sent
    again."""
    number_by_draft_id = {UUID(pk): number for pk, number in job.place}
    approved_drafts = [
        draft for draft in lock_drafts(number_by_draft_id) if draft.state == DraftState.APPROVED
    ]
    note_events(
        {draft: number_by_draft_id[draft.pk] for draft in approved_drafts},
        DraftCode.REFUSED,
        by=None,
        now=now,
    )
