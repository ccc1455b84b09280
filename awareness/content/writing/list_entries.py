"""An object that is one entry of a list in a YAML file: where it stands, and what it says. Pure."""

from pathlib import Path
from typing import Any, NamedTuple

from awareness.content.files import Document, KeyPath, last_line_of_entry, read_yaml


class ListEntry(NamedTuple):
    """`path` leads to it in its document."""

    document: Document
    path: KeyPath
    data: dict[str, Any]

    @property
    def text(self) -> str:
        """The entry's lines, and what stands between it and the next entry."""
        first, last = self.document.spans[self.path]
        return "\n".join(self.document.lines[first - 1 : last])

    @property
    def text_alone(self) -> str:
        """The entry's lines without what stands between it and the next entry."""
        first, last = self.document.spans[self.path]
        last = last_line_of_entry(self.document.lines, first, last)
        return "\n".join(self.document.lines[first - 1 : last])

    def part_at(self, line_number: int) -> KeyPath | None:
        """The smallest part of the entry that has this line, as a path from the entry; None where
        the line is outside."""
        return self.document.part_at(line_number, self.path)


def document_at(path: Path) -> Document:
    """What a YAML file says; an empty document where there is no file."""
    return read_yaml(path) if path.is_file() else Document(path)


def find_entry(path: Path, key: str, *within: str) -> ListEntry | None:
    """The entry with this `key` in the list of a file; the list is what the keys `within` lead to,
    or else the whole file. None where there is no such entry or no file."""
    document = document_at(path)
    entries = document.data
    for name in within:
        entries = entries.get(name) if isinstance(entries, dict) else None
    for index, data in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(data, dict) and data.get("key") == key:
            return ListEntry(document, (*within, index), data)
    return None
