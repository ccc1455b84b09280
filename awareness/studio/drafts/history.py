"""What became of a draft, in words: who wrote when, and what else was done to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from awareness.studio.draft_kinds import wording_form
from awareness.studio.draft_kinds.base import DraftForm
from awareness.studio.models import Draft, DraftEvent, DraftRevision
from awareness.studio.published import diff

# Saves of one person with shorter pauses in between are one piece of work.
LONGEST_PAUSE = timedelta(minutes=10)


class FieldChange(NamedTuple):
    """A field of a draft that differs: what its form calls it, and its words as a diff."""

    label: str
    pieces: tuple[diff.Piece, ...]


@dataclass
class PieceOfWork:
    """Revisions that one person wrote in one go. A page lists it among a draft's events, and so
    `name` and `at` are called as theirs."""

    name: str  # of the person, as it was then
    last_revision: DraftRevision
    earlier_revision: DraftRevision | None = None  # the last one of the piece of work before
    save_count: int = 1
    changes: list[FieldChange] = field(default_factory=list)  # filled by `add_field_changes`

    @property
    def at(self) -> datetime:
        return self.last_revision.at


def history(
    events: Iterable[DraftEvent], revisions: Iterable[DraftRevision]
) -> list[PieceOfWork | DraftEvent]:
    """Pieces of work and events, the newest first. `revisions` are in order of their numbers; their
    bodies are not read."""
    works: list[PieceOfWork] = []
    for revision in revisions:
        last_work = works[-1] if works else None
        is_same_person = last_work is not None and last_work.name == revision.name
        if last_work is not None and is_same_person and revision.at - last_work.at < LONGEST_PAUSE:
            last_work.last_revision, last_work.save_count = revision, last_work.save_count + 1
        else:
            earlier_revision = last_work.last_revision if last_work else None
            works.append(PieceOfWork(revision.name, revision, earlier_revision))
    entries: list[PieceOfWork | DraftEvent] = [*works, *events]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def add_field_changes(draft: Draft, entries: Iterable[PieceOfWork | DraftEvent]) -> None:
    """Fills `changes` of the pieces of work among the entries: what each changed against the one
    before it. One query, for the bodies of these revisions alone."""
    works = [entry for entry in entries if isinstance(entry, PieceOfWork)]
    revision_pairs = [
        (work, work.earlier_revision, work.last_revision) for work in works if work.earlier_revision
    ]
    revision_ids = {revision.pk for _work, *pair in revision_pairs for revision in pair}
    revisions = DraftRevision.objects.filter(pk__in=revision_ids)
    body_by_revision_id = dict(revisions.values_list("pk", "body"))
    for work, earlier, last in revision_pairs:
        work.changes = field_changes(
            draft, body_by_revision_id[earlier.pk], body_by_revision_id[last.pk]
        )


def field_changes(
    draft: Draft, body_before: Mapping[str, Any], body_after: Mapping[str, Any]
) -> list[FieldChange]:
    """Each field in which two bodies of a draft differ, in the words and the order of its form.
    Fields that no author writes are left out."""
    form = wording_form(draft, body_before, body_after)
    position_by_field = {name: position for position, name in enumerate(form.fields)}
    last_position = len(position_by_field)  # of a field that the form does not have
    field_names = sorted(
        {*body_before, *body_after},
        key=lambda name: (position_by_field.get(name, last_position), name),
    )
    changes = []
    for name in field_names:
        value_before, value_after = body_before.get(name), body_after.get(name)
        if value_before != value_after and not form.is_derived(name):
            words_before = _value_in_words(form, name, value_before)
            words_after = _value_in_words(form, name, value_after)
            if words_before == words_after:  # in its words alike, as two figures of one label are
                words_before, words_after = diff.texts_of_values(value_before, value_after)
            if words_before != words_after:
                pieces = diff.word_pieces(words_before, words_after)
                changes.append(FieldChange(form.label_of(name, form.saved_fields), pieces))
    return changes


def _value_in_words(form: DraftForm, field_name: str, value: Any) -> str:
    """A field's value as its form says it; as it is kept where the form has no words for it."""
    words = form.value_in_words(field_name, value)
    return str(value or "") if words is None else words
