"""What became of a draft, in words: who wrote when, and what else was done to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from awareness.studio import diff
from awareness.studio.draft_kinds.base import DraftForm
from awareness.studio.models import DraftEvent, DraftRevision

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
    told: list[Work | DraftEvent] = [*pieces, *events]
    return sorted(told, key=lambda each: each.at, reverse=True)


def add_changes(told: Iterable[Work | DraftEvent], form: type[DraftForm]) -> None:
    """Gives pieces of work what each changed, by words, a field at a time, as the form calls it.
    One query for the texts of these pieces alone."""
    works = [each for each in told if isinstance(each, Work) and each.before]
    needed = {row.pk for work in works for row in (work.last, work.before) if row}
    bodies = dict(DraftRevision.objects.filter(pk__in=needed).values_list("pk", "body"))
    for work in works:
        if work.before:
            work.changes = changes(bodies[work.before.pk], bodies[work.last.pk], form)


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], form: type[DraftForm]
) -> list[tuple[str, tuple[diff.Piece, ...]]]:
    """(field as the form calls it, its words that went, came and stayed) of each field that
    differs, by its name: a database need not keep the order of a body."""
    both = {**before, **after}
    return [
        (
            form.name_of(name, both),
            diff.words(diff.as_words(before.get(name)), diff.as_words(after.get(name))),
        )
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]
