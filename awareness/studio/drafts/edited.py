"""An edit that needs a second person becomes a draft of the object, with what was typed in it."""

import csv
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from awareness.content.blocks import Block
from awareness.content.csv_files import read_csv
from awareness.content.files import PACKS_SHELF, read_yaml
from awareness.content.staging import current_content, published_object, staged_folder, subject_copy
from awareness.content.text_files import read_text
from awareness.content.writing import ObjectKind, ObjectRef, writers
from awareness.content.writing.pages import head_and_body
from awareness.people.models import User
from awareness.studio.draft_kinds import kind_of
from awareness.studio.drafts import drafting
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.models import Draft, JobKind
from awareness.studio.publishing import zip_imports

# What writers raise of an entry without its keys, or with another thing where a text was.
WRITER_ERRORS = (AttributeError, LookupError, TypeError, ValueError, csv.Error)
COMMENT = re.compile(r"(?:^|\s)(#.*)$", re.MULTILINE)


def ref_of(kind: str, block: Block) -> ObjectRef:
    """The object that a block belongs to: of a cell its table. `kind` is a JobKind."""
    owner_kind = "report" if block.shelf == PACKS_SHELF else "module"
    subject, _where = current_content().owners[owner_kind, block.pack]
    if kind == JobKind.PAGE:
        return ObjectRef(ObjectKind.PAGE, subject, block.pack, block.key.partition("/")[2])
    if kind == JobKind.QUESTION:
        return ObjectRef(ObjectKind.QUESTION, subject, block.pack, block.key.partition("/")[2])
    key, cell, _rest = block.key.partition("/")
    return ObjectRef(ObjectKind.TABLE if cell else ObjectKind.FIGURE, subject, block.pack, key)


def begin(kind: str, block: Block, text_after: str, by: User, now: datetime) -> Draft | None:
    """A draft of the block's object in which the block says `text_after`; of its whole file, where
    the object's form has no field for all of it. None where that cannot be read as the object any
    more.

    An open one of the same person takes it in as another revision. DraftError: not_editor (somebody
    else writes one), approved, stale (one's own says something else at the same place).
    """
    ref = ref_of(kind, block)
    file_path = "/".join((*Path(block.path).parts[-2:], block.file))
    try:
        edited = _edited_object(ref, block, text_after, file_path)
    except WRITER_ERRORS:
        return None
    fields = edited.fields
    if not edited.is_complete:
        ref, fields = zip_imports.file_ref(ref.subject, file_path), {"text": edited.file_text}
    published, title = published_object(ref), kind_of(ref).title(fields, ref)
    draft, is_new = drafting.begin(ref, fields, title, published.digest, by, now)
    if is_new:
        return draft
    if draft.editor_id != by.pk:
        raise DraftError("not_editor")
    newest_revision = draft.newest_revision()
    body = _merged_body(newest_revision.body, published.fields or {}, fields)
    title = kind_of(ref).title(body, ref)
    drafting.save(draft.pk, body, title, newest_revision.number, by, now)
    return draft


class EditedObject(NamedTuple):
    """An object with an edit of one of its blocks."""

    fields: dict[str, Any]
    file_text: str  # of the whole file that the block stands in
    is_complete: bool  # whether the fields hold all that the file says of the object


def _edited_object(ref: ObjectRef, block: Block, text_after: str, file_path: str) -> EditedObject:
    """The object with `text_after` in the place of the block. `file_path` is that of the block's
    file below the subject's folder. WRITER_ERRORS for what is no such object."""
    with subject_copy(ref) as folder:
        file = folder / file_path
        block.write_into(file.parents[len(Path(block.file).parts) - 1], text_after)
        file_text, content = file.read_text(encoding="utf-8"), _content_of_file(file)
        fields = writers()[ref.kind].read_fields(folder, ref)
    if fields is None or (block.cells is None and not all(map(_fits_a_form, fields.values()))):
        raise ValueError("no object")
    with staged_folder([(ref, fields)]) as folder:
        is_complete = _content_of_file(folder / file_path) == content
    return EditedObject(fields, file_text, is_complete)


def _fits_a_form(value: Any) -> bool:
    """Whether a field of a form can hold it: words, a whole number, a yes or no, a list of them."""
    parts = value if isinstance(value, list) else [value]
    return all(part is None or isinstance(part, str | int) for part in parts)


def _content_of_file(path: Path) -> Any:
    """What a file says, in whichever lines, to compare it: of a CSV its rows in one order, else its
    values, the comments beside them and its text."""
    if path.suffix == ".csv":
        return sorted(sorted(row.cells.items()) for row in read_csv(path).rows)
    file_text = read_text(path, []) or ""
    head, body = head_and_body(file_text) if path.suffix == ".md" else (file_text, "")
    return read_yaml(path, text=head).data, sorted(COMMENT.findall(head)), body


def _merged_body(
    draft_body: Mapping[str, Any],
    published_fields: Mapping[str, Any],
    edited_fields: Mapping[str, Any],
) -> dict[str, Any]:
    """One's own draft with what an edit changed of what is published, and without what it took
    away. DraftError stale where both changed the same field."""
    changed_names = [
        name
        for name in {**published_fields, **edited_fields}
        if published_fields.get(name) != edited_fields.get(name)
    ]
    for name in changed_names:
        known_values = (published_fields.get(name) or None, edited_fields.get(name) or None)
        if (draft_body.get(name) or None) not in known_values:
            raise DraftError("stale")
    merged = {
        name: value
        for name, value in draft_body.items()
        if name in edited_fields or name not in published_fields
    }
    return merged | {name: edited_fields[name] for name in changed_names if name in edited_fields}
