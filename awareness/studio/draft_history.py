"""What became of a draft, in words: who wrote when, and what else was done to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from awareness.studio import diff
from awareness.studio.draft_kinds import wording
from awareness.studio.draft_kinds.base import DraftForm
from awareness.studio.models import Draft, DraftEvent, DraftRevision

PAUSE = timedelta(minutes=10)  # saves of one person with shorter pauses are one piece of work


@dataclass
class Work:
    """Revisions that one person wrote in one go; `last` is what it led to."""

    name: str
    begun: datetime
    last: DraftRevision
    before: DraftRevision | None = None  # what the piece before led to
    saves: int = 1
    changes: list[tuple[str, tuple[diff.Piece, ...]]] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.last.at


def history(
    events: Iterable[DraftEvent], revisions: Iterable[DraftRevision]
) -> list[Work | DraftEvent]:
    """Pieces of work and events, the newest first. `revisions` are in order of their numbers; what
    they say is not looked at (`add_changes`)."""
    pieces: list[Work] = []
    for revision in revisions:
        last = pieces[-1] if pieces else None
        same = last is not None and last.name == revision.name
        if last is not None and same and revision.at - last.at < PAUSE:
            last.last, last.saves = revision, last.saves + 1
        else:
            pieces.append(Work(revision.name, revision.at, revision, last.last if last else None))
    entries: list[Work | DraftEvent] = [*pieces, *events]
    return sorted(entries, key=lambda piece: piece.at, reverse=True)


def add_changes(draft: Draft, entries: Iterable[Work | DraftEvent]) -> None:
    """Gives pieces of work what each changed, by words, a field at a time. One query for the texts
    of these pieces alone."""
    works = [entry for entry in entries if isinstance(entry, Work) and entry.before]
    needed = {row.pk for work in works for row in (work.last, work.before) if row}
    bodies = dict(DraftRevision.objects.filter(pk__in=needed).values_list("pk", "body"))
    for work in works:
        if work.before:
            work.changes = changes(draft, bodies[work.before.pk], bodies[work.last.pk])


def changes(
    draft: Draft, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, tuple[diff.Piece, ...]]]:
    """(field, its words that went, came and stayed) of each field that differs, in the words and
    the order of its form."""
    form = wording(draft, before, after)
    places = {name: place for place, name in enumerate(form.fields)}
    names = sorted({*before, *after}, key=lambda name: (places.get(name, len(places)), name))
    changed = []
    for name in names:
        if before.get(name) != after.get(name) and not form.is_made(name):
            was, now = _said(form, name, before), _said(form, name, after)
            if was == now:  # in its words alike, as two figures of one label are
                was, now = diff.as_words(before.get(name)), diff.as_words(after.get(name))
            if was != now:
                changed.append((form.name_of(name, form.before), diff.words(was, now)))
    return changed


def _said(form: DraftForm, name: str, body: Mapping[str, Any]) -> str:
    value = body.get(name)
    words = form.in_words(name, value)
    return str(value or "") if words is None else words
