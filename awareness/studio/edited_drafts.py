"""An edit that needs a second person becomes a draft of the object, with what was typed in it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from awareness.content.blocks import Block
from awareness.content.files import PACKS
from awareness.content.staging import current_content, fields_with, published
from awareness.content.writing import ObjectKind, ObjectPlace
from awareness.people.models import User
from awareness.studio import drafting
from awareness.studio.draft_kinds import kind_of
from awareness.studio.models import Draft, JobKind


def place_of(kind: str, block: Block) -> ObjectPlace:
    """The object that a block belongs to: of a cell its table."""
    held = current_content().held
    shelf = "report" if block.shelf == PACKS else "module"
    subject, _where = held[shelf, block.pack]
    if kind == JobKind.PAGE:
        return ObjectPlace(ObjectKind.PAGE, subject, block.pack, block.key.partition("/")[2])
    if kind == JobKind.QUESTION:
        return ObjectPlace(ObjectKind.QUESTION, subject, block.pack, block.key.partition("/")[2])
    table, cell, _rest = block.key.partition("/")
    kind_there = ObjectKind.TABLE if cell else ObjectKind.FIGURE
    return ObjectPlace(kind_there, subject, block.pack, table)


def begin(kind: str, block: Block, after: str, by: User, now: datetime) -> Draft | None:
    """A draft of the block's object that says `after`; None where that cannot be read as one.

    An open one of the same person takes it in as another revision. DraftError: not_editor (somebody
    else writes one), approved.
    """
    place = place_of(kind, block)
    shelf, name = Path(block.path).parts[-2:]

    def write(folder: Path) -> None:
        block.put(folder / shelf / name, after)

    fields = fields_with(place, write)
    if fields is None:
        return None
    title = kind_of(place).title_of(fields)
    draft, new = drafting.begin(place, fields, title, published(place).digest, by, now)
    if not new:
        body = {**draft.newest_revision().body, **_changed(place, fields)}
        number = draft.newest_revision().number
        drafting.save(draft.pk, body, kind_of(place).title_of(body), number, by, now)
    return draft


def _changed(place: ObjectPlace, fields: dict[str, Any]) -> dict[str, Any]:
    """Of fields those that say something else than what is published."""
    there = published(place).fields or {}
    return {name: value for name, value in fields.items() if there.get(name) != value}
