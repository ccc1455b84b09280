"""What authors do with drafts: begin, save, go back, take over, delete and take that back.

Every function locks the draft's row first, so that of two at once one is told.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from awareness.content.writing import ObjectRef
from awareness.people.models import User
from awareness.studio.models import Draft, DraftCode, DraftEvent, DraftRevision, DraftState

TWICE = timedelta(minutes=1)  # the same again within it is one press that was made twice
MAY_WRITE = (DraftState.WRITTEN, DraftState.RETURNED, DraftState.IN_REVIEW)


class DraftError(Exception):
    """Codes: stale (somebody saved meanwhile), not_editor (somebody else writes it), closed (it was
    deleted or published), approved (it is being published), nothing_before (no earlier revision),
    taken (another draft of the same object is open)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def begin(
    ref: ObjectRef, body: Mapping[str, Any], title: str, started: str, by: User, now: datetime
) -> tuple[Draft, bool]:
    """The open draft of an object, and whether it is new: there is at most one."""
    if open_draft := open_at(ref):
        return open_draft, False
    draft = Draft(
        kind=ref.kind, subject=ref.subject, report=ref.report, key=ref.key,
        title=title[:300], started=started, editor=by, editor_name=by.name,
    )  # fmt: skip
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        if first := open_at(ref):
            return first, False
        raise
    _append(draft, 1, dict(body), by, now)
    note(draft, DraftCode.BEGUN, 1, by, now)
    return draft, True


def begin_new(
    ref: ObjectRef, body: Mapping[str, Any], title: str, by: User, now: datetime
) -> Draft:
    """A draft of something new, under a key that nothing has; the one that the same person began
    with the same words a moment ago."""
    of_kind = Draft.objects.open().filter(kind=ref.kind, subject=ref.subject, report=ref.report)
    just_begun = of_kind.filter(editor=by, revisions__number=1, revisions__at__gt=now - TWICE)
    for draft in just_begun:
        if draft.newest_revision().body == body:
            return draft
    return begin(ref, body, title, "", by, now)[0]


def open_at(ref: ObjectRef) -> Draft | None:
    of_object = {
        "kind": ref.kind,
        "subject": ref.subject,
        "report": ref.report,
        "key": ref.key,
    }
    return Draft.objects.open().filter(**of_object).first()


def newest_revisions(drafts: Iterable[Draft]) -> dict[UUID, DraftRevision]:
    """By draft what it says now. One query."""
    newest = DraftRevision.objects.filter(draft=OuterRef("draft")).order_by("-number")
    rows = DraftRevision.objects.filter(
        draft__in=list(drafts), pk=Subquery(newest.values("pk")[:1])
    )
    return {row.draft_id: row for row in rows}


def locked(ids: Collection[UUID]) -> list[Draft]:
    """Drafts with their states, which nobody else changes before the transaction ends. In the order
    in which all lock them. Two queries: how they stand is asked once they are locked."""
    list(Draft.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    return list(Draft.objects.filter(pk__in=ids).with_state().order_by("pk"))


def newest_of(drafts: Sequence[Draft]) -> list[tuple[Draft, Mapping[str, Any]]]:
    """Drafts with what they said when they were saved last. One query."""
    newest = newest_revisions(drafts)
    return [(draft, newest[draft.pk].body) for draft in drafts]


@transaction.atomic
def save(
    pk: UUID, body: Mapping[str, Any], title: str, based_on: int, by: User, now: datetime,
    take_over: bool = False,
) -> DraftRevision:  # fmt: skip
    """What somebody wrote, as a new revision; the newest one where it says the same.

    `based_on` is the number of the revision they had in sight. DraftError otherwise.
    """
    draft = _to_write(pk)
    newest = draft.newest_revision()
    if draft.editor_id != by.pk and not take_over:
        raise DraftError("not_editor")
    if newest.number != based_on and newest.body != body:
        raise DraftError("stale")
    if draft.editor_id != by.pk:
        _give(draft, newest.number, by, now)
    if newest.body == body:
        return newest
    revision = _append(draft, newest.number + 1, dict(body), by, now)
    draft.title = title[:300]
    draft.save(update_fields=["title"])
    return revision


@transaction.atomic
def go_back(pk: UUID, number: int, title: str, by: User, now: datetime) -> DraftRevision:
    """A new revision that says what an earlier one did; nothing that was written goes."""
    draft = _to_write(pk)
    if draft.editor_id != by.pk:
        raise DraftError("not_editor")
    newest = draft.newest_revision()
    earlier = draft.revisions.filter(number=number).first()
    if earlier is None:
        raise DraftError("nothing_before")
    if earlier.body == newest.body:
        return newest
    revision = _append(draft, newest.number + 1, earlier.body, by, now, earlier.says)
    draft.title = title[:300]
    draft.save(update_fields=["title"])
    return revision


def target_of_undo(draft: Draft) -> DraftRevision:
    """The revision before the one whose text the newest says: where undoing leads. DraftError
    nothing_before."""
    newest = draft.newest_revision()
    target_revision = draft.revisions.filter(number__lt=newest.says).first()
    if target_revision is None:
        raise DraftError("nothing_before")
    return target_revision


@transaction.atomic
def take_over(pk: UUID, by: User, now: datetime) -> None:
    """From now on this person writes it. What was saved is there; what was not is shown to whoever
    typed it when they save (DraftError not_editor)."""
    draft = _to_write(pk)
    if draft.editor_id != by.pk:
        _give(draft, draft.newest_revision().number, by, now)


def _give(draft: Draft, number: int, by: User, now: datetime) -> None:
    draft.editor, draft.editor_name = by, by.name
    draft.save(update_fields=["editor", "editor_name"])
    note(draft, DraftCode.TAKEN_OVER, number, by, now)


@transaction.atomic
def renew(pk: UUID, started: str, by: User, now: datetime) -> None:
    """Somebody compared a draft with what is published now, whose digest is `started`: it may take
    the place of that text. Who reads it in a review has seen it beside an older one, so it is a
    revision of its own there, and has to be sent again."""
    draft = _to_write(pk)
    if draft.editor_id != by.pk:
        raise DraftError("not_editor")
    if draft.started != started:
        draft.started = started
        draft.save(update_fields=["started"])
        newest = draft.newest_revision()
        if draft.reviewed.filter(review__outcome=None).exists():
            newest = _append(draft, newest.number + 1, newest.body, by, now, newest.says)
        note(draft, DraftCode.RENEWED, newest.number, by, now)


@transaction.atomic
def delete(pk: UUID, by: User, now: datetime) -> None:
    """Puts a draft away. Nothing of it goes: it can be taken back."""
    draft = _to_write(pk)
    draft.closed_at = now
    draft.save(update_fields=["closed_at"])
    note(draft, DraftCode.DELETED, draft.newest_revision().number, by, now)


@transaction.atomic
def restore(pk: UUID, by: User, now: datetime) -> None:
    """Takes a deleted draft back, unless another one of the same object was begun meanwhile."""
    draft = Draft.objects.select_for_update().get(pk=pk)
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
    note(draft, DraftCode.RESTORED, draft.newest_revision().number, by, now)


def _to_write(pk: UUID) -> Draft:
    draft = Draft.objects.select_for_update().get(pk=pk)
    if draft.state == DraftState.APPROVED:
        raise DraftError("approved")
    if draft.state not in MAY_WRITE:
        raise DraftError("closed")
    return draft


def _append(
    draft: Draft, number: int, body: dict[str, Any], by: User, now: datetime, says: int = 0
) -> DraftRevision:
    return DraftRevision.objects.create(
        draft=draft, number=number, body=body, goes_back_to=says, by=by, name=by.name, at=now
    )


def note_each(
    numbers: Mapping[Draft, int], code: DraftCode, by: User | None, now: datetime
) -> None:
    """The same of several, each at the revision of that number. One query."""
    name = by.name if by else ""
    DraftEvent.objects.bulk_create(
        DraftEvent(draft=draft, code=code, revision=number, by=by, name=name, at=now)
        for draft, number in numbers.items()
    )


def note(draft: Draft, code: DraftCode, number: int, by: User | None, now: datetime) -> DraftEvent:
    """What somebody did to a draft; nobody, where the program did it."""
    return DraftEvent.objects.create(
        draft=draft, code=code, revision=number, by=by, name=by.name if by else "", at=now
    )
