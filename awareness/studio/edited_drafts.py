"""An edit that needs a second person becomes a draft of the object, with what was typed in it."""

import csv
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from awareness.content.blocks import Block
from awareness.content.csv_files import read_csv
from awareness.content.files import PACKS_SHELF, read_text, read_yaml
from awareness.content.staging import current_content, published_object, staged_folder, subject_copy
from awareness.content.writing import ObjectKind, ObjectRef, writers
from awareness.content.writing.pages import head_and_body
from awareness.people.models import User
from awareness.studio import drafting, zip_imports
from awareness.studio.draft_kinds import kind_of
from awareness.studio.drafting import DraftError
from awareness.studio.models import Draft, JobKind

# What writers raise of an entry without its keys, or with another thing where a text was.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, csv.Error)
COMMENT = re.compile(r"(?:^|\s)(#.*)$", re.MULTILINE)


def ref_of(kind: str, block: Block) -> ObjectRef:
    """The object that a block belongs to: of a cell its table."""
    held = current_content().owners
    shelf = "report" if block.shelf == PACKS_SHELF else "module"
    subject, _where = held[shelf, block.pack]
    if kind == JobKind.PAGE:
        return ObjectRef(ObjectKind.PAGE, subject, block.pack, block.key.partition("/")[2])
    if kind == JobKind.QUESTION:
        return ObjectRef(ObjectKind.QUESTION, subject, block.pack, block.key.partition("/")[2])
    table, cell, _rest = block.key.partition("/")
    kind_there = ObjectKind.TABLE if cell else ObjectKind.FIGURE
    return ObjectRef(kind_there, subject, block.pack, table)


def begin(kind: str, block: Block, after: str, by: User, now: datetime) -> Draft | None:
    """A draft of the block's object that says `after`; of its file, where the object's form has no
    field for all of it. None where that cannot be read as the object any more.

    An open one of the same person takes it in as another revision. DraftError: not_editor (somebody
    else writes one), approved, stale (one's own says something else at the same place).
    """
    ref = ref_of(kind, block)
    path = "/".join((*Path(block.path).parts[-2:], block.file))
    try:
        fields, text, is_all = _typed(ref, block, after, path)
    except UNREADABLE:
        return None
    if not is_all:
        ref, fields = zip_imports.file_ref(ref.subject, path), {"text": text}
    now_published, title = published_object(ref), kind_of(ref).title(fields, ref)
    draft, is_new = drafting.begin(ref, fields, title, now_published.digest, by, now)
    if is_new:
        return draft
    if draft.editor_id != by.pk:
        raise DraftError("not_editor")
    newest = draft.newest_revision()
    body = _merged(newest.body, now_published.fields or {}, fields)
    drafting.save(draft.pk, body, kind_of(ref).title(body, ref), newest.number, by, now)
    return draft


def _typed(ref: ObjectRef, block: Block, after: str, path: str) -> tuple[dict[str, Any], str, bool]:
    """The fields of the object with `after`, the text of its file at `path` below the subject's
    folder, and whether the fields hold all of that. UNREADABLE for what is no such object."""
    with subject_copy(ref) as folder:
        file = folder / path
        block.write_into(file.parents[len(Path(block.file).parts) - 1], after)
        text, data = file.read_text(encoding="utf-8"), _said(file)
        fields = writers()[ref.kind].read_fields(folder, ref)
    if fields is None or (block.cells is None and not all(map(_is_typed, fields.values()))):
        raise ValueError("no object")
    with staged_folder([(ref, fields)]) as folder:
        return fields, text, _said(folder / path) == data


def _is_typed(value: Any) -> bool:
    """Whether a field of a form can hold it: words, a whole number, a yes or no, a list of them."""
    parts = value if isinstance(value, list) else [value]
    return all(part is None or isinstance(part, str | int) for part in parts)


def _said(path: Path) -> Any:
    """What a file says, in whichever lines: its values, the comments beside them, its text."""
    if path.suffix == ".csv":
        return sorted(sorted(row.cells.items()) for row in read_csv(path, [])[1])
    text = read_text(path, []) or ""
    head, body = head_and_body(text) if path.suffix == ".md" else (text, "")
    return read_yaml(path, [], head).data, sorted(COMMENT.findall(head)), body


def _merged(
    written: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """One's own draft with what an edit changed of what is published, and without what it took
    away. DraftError stale where both changed the same field."""
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    for name in changed:
        if (written.get(name) or None) not in (before.get(name) or None, after.get(name) or None):
            raise DraftError("stale")
    kept = {name: value for name, value in written.items() if name in after or name not in before}
    return kept | {name: after[name] for name in changed if name in after}
