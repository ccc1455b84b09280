"""What authors do with drafts: begin, save, go back, take over, delete and restore.

Every function that changes a draft locks its row first: of two authors at once the second gets a
DraftError. `by` is who does it, `now` when; `body` maps the names of the form's fields to values.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from awareness.content.writing import ObjectRef
from awareness.errors import CodedError
from awareness.people.models import User
from awareness.studio.models import Draft, DraftCode, DraftEvent, DraftRevision, DraftState

# The same again within it is one press that was made twice.
DOUBLE_PRESS = timedelta(minutes=1)
WRITABLE_STATES = (DraftState.WRITTEN, DraftState.RETURNED, DraftState.IN_REVIEW)


class DraftWithBody(NamedTuple):
    """A draft with what one of its revisions says."""

    draft: Draft
    body: Mapping[str, Any]


class DraftError(CodedError):
    """Codes: stale (somebody saved meanwhile), not_editor (somebody else writes it), closed (it was
    deleted or published), approved (it is being published), nothing_before (no earlier revision),
    taken (another draft of the same object is open); those of `publishing.publish` stand there."""


@transaction.atomic
def begin(
    ref: ObjectRef,
    body: Mapping[str, Any],
    title: str,
    published_digest: str,
    by: User,
    now: datetime,
) -> tuple[Draft, bool]:
    """(the open draft of an object, whether it is new): there is at most one.

    `body` is its first revision, and left out where a draft is open already. `published_digest` is
    that of the published text that it starts from, "" for something new.
    """
    if open_draft := open_draft_of(ref):
        return open_draft, False
    draft = Draft(
        kind=ref.kind, subject=ref.subject, report=ref.report, key=ref.key,
        title=title[:300], started=published_digest, editor=by, editor_name=by.name,
    )  # fmt: skip
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        if open_draft := open_draft_of(ref):
            return open_draft, False
        raise
    _append_revision(draft, 1, dict(body), by, now)
    note_event(draft, DraftCode.BEGUN, 1, by, now)
    return draft, True


def begin_new(
    ref: ObjectRef, body: Mapping[str, Any], title: str, by: User, now: datetime
) -> Draft:
    """A draft of something new, under a key that nothing has; the one that the same person began
    with the same body a moment ago."""
    same_place = Draft.objects.open().filter(
        kind=ref.kind, subject=ref.subject, report=ref.report, editor=by
    )
    just_begun = same_place.filter(revisions__number=1, revisions__at__gt=now - DOUBLE_PRESS)
    for draft in just_begun:
        if draft.newest_revision().body == body:
            return draft
    draft, _is_new = begin(ref, body, title, published_digest="", by=by, now=now)
    return draft


def open_draft_of(ref: ObjectRef) -> Draft | None:
    """The draft of an object that is neither deleted nor published; None where there is none."""
    same_object = {
        "kind": ref.kind,
        "subject": ref.subject,
        "report": ref.report,
        "key": ref.key,
    }
    return Draft.objects.open().filter(**same_object).first()


def newest_revision_by_draft_id(drafts: Iterable[Draft]) -> dict[UUID, DraftRevision]:
    """The newest revision of each draft, by the draft's id. One query."""
    revisions_newest_first = DraftRevision.objects.filter(draft=OuterRef("draft")).order_by(
        "-number"
    )
    newest_revisions = DraftRevision.objects.filter(
        draft__in=list(drafts), pk=Subquery(revisions_newest_first.values("pk")[:1])
    )
    return {revision.draft_id: revision for revision in newest_revisions}


def lock_drafts(draft_ids: Collection[UUID]) -> list[Draft]:
    """Drafts with their states, which nobody else changes before the transaction ends, in order of
    their ids: everybody locks in this order. Two queries, for states are read after the lock."""
    list(Draft.objects.select_for_update().filter(pk__in=draft_ids).order_by("pk"))
    return list(Draft.objects.filter(pk__in=draft_ids).with_state().order_by("pk"))


def with_newest_bodies(drafts: Sequence[Draft]) -> list[DraftWithBody]:
    """Each draft with the body of its newest revision. One query."""
    revision_by_draft_id = newest_revision_by_draft_id(drafts)
    return [DraftWithBody(draft, revision_by_draft_id[draft.pk].body) for draft in drafts]


@transaction.atomic
def save(
    draft_id: UUID, body: Mapping[str, Any], title: str, based_on: int, by: User, now: datetime,
    take_over: bool = False, key: str = "",
) -> DraftRevision:  # fmt: skip
    """The new revision with `body`; the newest one where that says the same.

    `based_on` is the number of the revision that the author had in sight. With `take_over` they
    become its editor. `key` is the one that the draft has from now on, "" for the same; it stays
    where another has taken that meanwhile. DraftError: not_editor, stale, closed, approved.
    """
    draft = _lock_writable(draft_id)
    newest = draft.newest_revision()
    if draft.editor_id != by.pk and not take_over:
        raise DraftError("not_editor")
    if newest.number != based_on and newest.body != body:
        raise DraftError("stale")
    if draft.editor_id != by.pk:
        _hand_over(draft, newest.number, by, now)
    if newest.body == body:
        return newest
    revision = _append_revision(draft, newest.number + 1, dict(body), by, now)
    draft.title = title[:300]
    draft.save(update_fields=["title"])
    if key:
        try:
            with transaction.atomic():
                Draft.objects.filter(pk=draft.pk).update(key=key)
        except IntegrityError:
            pass  # two figures got the same label at once
    return revision


@transaction.atomic
def go_back(
    draft_id: UUID, revision_number: int, title: str, by: User, now: datetime
) -> DraftRevision:
    """A new revision with the body of the one of that number; the newest one where that says the
    same. DraftError: not_editor, nothing_before, closed, approved."""
    draft = _lock_writable(draft_id)
    if draft.editor_id != by.pk:
        raise DraftError("not_editor")
    newest = draft.newest_revision()
    earlier = draft.revisions.filter(number=revision_number).first()
    if earlier is None:
        raise DraftError("nothing_before")
    if earlier.body == newest.body:
        return newest
    revision = _append_revision(
        draft, newest.number + 1, earlier.body, by, now, earlier.number_first_saved
    )
    draft.title = title[:300]
    draft.save(update_fields=["title"])
    return revision


def target_of_undo(draft: Draft) -> DraftRevision:
    """The revision before the one whose text the newest says: where undoing leads. DraftError
    nothing_before."""
    newest = draft.newest_revision()
    target_revision = draft.revisions.filter(number__lt=newest.number_first_saved).first()
    if target_revision is None:
        raise DraftError("nothing_before")
    return target_revision


@transaction.atomic
def take_over(draft_id: UUID, by: User, now: datetime) -> None:
    """Makes somebody the draft's editor. Whoever wrote it before gets DraftError not_editor when
    they save, with what they typed. DraftError: closed, approved."""
    draft = _lock_writable(draft_id)
    if draft.editor_id != by.pk:
        _hand_over(draft, draft.newest_revision().number, by, now)


def _hand_over(draft: Draft, revision_number: int, by: User, now: datetime) -> None:
    """Makes `by` the draft's editor, and notes at which revision."""
    draft.editor, draft.editor_name = by, by.name
    draft.save(update_fields=["editor", "editor_name"])
    note_event(draft, DraftCode.TAKEN_OVER, revision_number, by, now)


@transaction.atomic
def renew(draft_id: UUID, published_digest: str, by: User, now: datetime) -> None:
    """Notes that the editor compared a draft with the text that is published now, whose digest is
    `published_digest`: the draft may take the place of that text. DraftError: not_editor, closed,
    approved.

    A draft in an open review gets a new revision with the same body: its reviewer has seen it
    beside an older published text, so it has to be sent again.
    """
    draft = _lock_writable(draft_id)
    if draft.editor_id != by.pk:
        raise DraftError("not_editor")
    if draft.started != published_digest:
        draft.started = published_digest
        draft.save(update_fields=["started"])
        newest = draft.newest_revision()
        if draft.reviewed.filter(review__outcome=None).exists():
            newest = _append_revision(
                draft, newest.number + 1, newest.body, by, now, newest.number_first_saved
            )
        note_event(draft, DraftCode.RENEWED, newest.number, by, now)


@transaction.atomic
def delete(draft_id: UUID, by: User, now: datetime) -> None:
    """Closes a draft as deleted; its rows stay, for `restore`. DraftError: not_editor, closed,
    approved."""
    draft = _lock_writable(draft_id)
    if draft.editor_id != by.pk:
        raise DraftError("not_editor")
    draft.closed_at = now
    draft.save(update_fields=["closed_at"])
    note_event(draft, DraftCode.DELETED, draft.newest_revision().number, by, now)


@transaction.atomic
def restore(draft_id: UUID, by: User, now: datetime) -> None:
    """Opens a deleted draft again, with `by` as its editor; nothing of one that is open.
    DraftError: closed (it was published), taken."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    if draft.closed_at is None:
        return  # pressed twice
    if draft.state != DraftState.DELETED:
        raise DraftError("closed")
    draft.closed_at, draft.editor, draft.editor_name = None, by, by.name
    try:
        with transaction.atomic():
            draft.save(update_fields=["closed_at", "editor", "editor_name"])
    except IntegrityError as error:
        raise DraftError("taken") from error
    note_event(draft, DraftCode.RESTORED, draft.newest_revision().number, by, now)


def _lock_writable(draft_id: UUID) -> Draft:
    """A draft that may be changed, locked. DraftError: approved, closed."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    if draft.state == DraftState.APPROVED:
        raise DraftError("approved")
    if draft.state not in WRITABLE_STATES:
        raise DraftError("closed")
    return draft


def _append_revision(
    draft: Draft, number: int, body: dict[str, Any], by: User, now: datetime, goes_back_to: int = 0
) -> DraftRevision:
    """Adds a revision; `goes_back_to` is the number of the one that it repeats, 0 for none."""
    return DraftRevision.objects.create(
        draft=draft,
        number=number,
        body=body,
        goes_back_to=goes_back_to,
        by=by,
        name=by.name,
        at=now,
    )


def note_events(
    number_by_draft: Mapping[Draft, int], code: DraftCode, by: User | None, now: datetime
) -> None:
    """Adds an event to each draft, about its revision of that number. One query. `by` is None
    where the program did it."""
    name = by.name if by else ""
    DraftEvent.objects.bulk_create(
        DraftEvent(draft=draft, code=code, revision=revision_number, by=by, name=name, at=now)
        for draft, revision_number in number_by_draft.items()
    )


def note_event(
    draft: Draft, code: DraftCode, revision_number: int, by: User | None, now: datetime
) -> DraftEvent:
    """Adds an event to a draft, about its revision of that number."""
    return DraftEvent.objects.create(
        draft=draft, code=code, revision=revision_number, by=by, name=by.name if by else "", at=now
    )
