"""The parts of the content's files that are edited in the browser: a row, a question, a page.

A block belongs to a pack, or to a module (its own questions).

A block is found by report and key in what the reader knows; no path ever comes from outside.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.conf import settings

from awareness.content.csv_files import read_csv
from awareness.content.explainers import PAGE_FILE_NAME, PLAIN_ENDING, YOUTH_ENDING
from awareness.content.files import (
    MODULES_SHELF,
    PACKS_SHELF,
    QUESTIONS_FILE,
    last_line_of_entry,
    read_yaml,
)
from awareness.content.reader import pack_folders, pack_slug
from awareness.content.text_files import read_text
from awareness.subjects.folders import folders_of_all_subjects

ENDING_BY_EDITION = {
    "ordinary": ".md",
    "plain": PLAIN_ENDING,
    "youth": YOUTH_ENDING,
}  # by how their files end


class NoBlock(Exception):
    """Nothing in the content files has this key; or nobody can edit it here."""

    code = "no_block"


@dataclass(frozen=True)
class Block:
    """Lines `first` to `last` of one file of a pack or module, and what they hold.

    `pack` is its slug, and `shelf` the folder of all like it: reports, or modules. `cells` are the
    columns of a CSV row, in the order of the file; None for a text.
    """

    pack: str
    folder: Path
    file: str
    key: str
    first: int
    last: int
    text: str
    cells: Mapping[str, str] | None = field(default=None, compare=False)
    shelf: str = PACKS_SHELF

    @property
    def path(self) -> str:
        """The folder as it lies below those of content: <subject>/<shelf>/<name>."""
        return "/".join(self.folder.parts[-3:])

    @property
    def token(self) -> str:
        """SHA-256 of the text, sent with the form: whoever began from another text is told."""
        return sha256(self.text.encode()).hexdigest()

    def csv_row_with(self, cells: Mapping[str, str]) -> str:
        """The row as a CSV line, without its line end, with these cells changed."""
        out = StringIO()
        csv.writer(out, lineterminator="").writerow(
            [cells.get(name, text) for name, text in (self.cells or {}).items()]
        )
        return out.getvalue()

    def write_into(self, folder: Path, text: str) -> None:
        """Write the file below `folder` (a copy of the pack), this block replaced by `text`."""
        path = folder / self.file
        lines = _file_lines(self.folder / self.file)
        new_lines = [*lines[: self.first - 1], *text.split("\n"), *lines[self.last :]]
        path.write_text("\n".join(new_lines).rstrip("\n") + "\n", encoding="utf-8")

    def keys_in_file(self, folder: Path) -> list[str]:
        """The keys that the file holds below `folder`, in their order; of a page its name."""
        path = folder / self.file
        if path.suffix == ".csv":
            return [next(iter(row.cells.values()), "") for row in read_csv(path).rows]
        if path.suffix == ".yaml":
            entries = read_yaml(path).data
            return [
                str(entry.get("key")) if isinstance(entry, dict) else "" for entry in entries or ()
            ]
        return [path.name]


def figure_block(pack: str, key: str) -> Block:
    """The row of a figure: of figures.csv, or the cell's row of its table. NoBlock otherwise."""
    folder = _pack_folder(pack)
    table, _, cell = key.partition("/")
    row_key, _, column = cell.partition("/")
    if not cell:
        return _row_block(pack, folder, "figures.csv", key, key)
    if table not in {path.stem for path in (folder / "tables").glob("*.csv")}:
        raise NoBlock(key)
    block = _row_block(pack, folder, f"tables/{table}.csv", row_key, key)
    if column not in (block.cells or {}) or column in ("row", "line"):
        raise NoBlock(key)
    return block


def _row_block(pack: str, folder: Path, file: str, first_cell: str, key: str) -> Block:
    """The row of a CSV below `folder` that begins with this cell, as the block called `key`."""
    for row in read_csv(folder / file).rows:
        if row.is_complete and next(iter(row.cells.values())) == first_cell:
            first, text = row.location.line, "\n".join(row.raw)
            return Block(pack, folder, file, key, first, first + len(row.raw) - 1, text, row.cells)
    raise NoBlock(key)


def question_block(key: str) -> Block:
    """An entry of questions.yaml by its full key `report/key`, or `module/key`. NoBlock otherwise.

    Two files with one name do not mix: a pack's slug comes first, as in the reader's content.
    """
    pack, _, name = key.partition("/")
    try:
        return _question_block(pack, name, PACKS_SHELF, _pack_folder(pack))
    except NoBlock:
        return _question_block(pack, name, MODULES_SHELF, _module_folder(pack))


def _question_block(pack: str, name: str, shelf: str, folder: Path) -> Block:
    """The entry `name` of the questions in a folder of this shelf. NoBlock where there is none."""
    key = f"{pack}/{name}"
    document = read_yaml(folder / QUESTIONS_FILE)
    for index, data in enumerate(document.data if isinstance(document.data, list) else ()):
        if isinstance(data, dict) and data.get("key") == name:
            first, last = document.spans[index,]
            last = last_line_of_entry(document.lines, first, last)
            text = "\n".join(document.lines[first - 1 : last])
            return Block(pack, folder, QUESTIONS_FILE, key, first, last, text, shelf=shelf)
    raise NoBlock(key)


def page_block(pack: str, slug: str, edition: str) -> Block:
    """A whole page file, in one of its editions. NoBlock otherwise."""
    folder = _pack_folder(pack)
    for path in sorted((folder / "insights").glob("*.md")):
        name = PAGE_FILE_NAME.match(path.stem)
        if path.name.endswith((PLAIN_ENDING, YOUTH_ENDING)) or not name or name[1] != slug:
            continue
        path = path.with_name(path.stem + ENDING_BY_EDITION[edition])
        if not path.exists():
            break
        lines = _file_lines(path)
        text, key = "\n".join(lines), f"{pack}/{slug}"
        return Block(pack, folder, f"insights/{path.name}", key, 1, len(lines), text)
    raise NoBlock(f"{pack}/{slug}")


def _pack_folder(pack: str) -> Path:
    """The folder that is read for a pack's slug. NoBlock where there is none."""
    for folder in pack_folders(folders_of_all_subjects(settings.CONTENT_DIRS)).values():
        if pack_slug(folder) == pack:
            return folder
    raise NoBlock(pack)


def _module_folder(slug: str) -> Path:
    """The folder of a module's own questions: of two, the later one's, as the reader takes it.
    NoBlock where there is none."""
    dirs = folders_of_all_subjects(settings.CONTENT_DIRS)
    folders = {
        p.parent.name: p.parent for d in dirs for p in d.glob(f"{MODULES_SHELF}/*/{QUESTIONS_FILE}")
    }
    if slug not in folders:
        raise NoBlock(slug)
    return folders[slug]


def _file_lines(path: Path) -> list[str]:
    """A file's lines without empty ones at its end; [""] where it cannot be read."""
    return (read_text(path, []) or "").rstrip("\n").split("\n")
