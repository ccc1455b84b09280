"""A disagreement as an entry of discrepancies.yaml, with the names of the texts it speaks of. Pure.

The fields are those of the entry. `sources` are the texts that `where` names, by the names that
they have there.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awareness.content.files import read_yaml
from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.list_entries import ListEntry, document_at, find_entry
from awareness.content.writing.yaml_files import changed_mapping, changed_within, entry_lines

FILE_NAME = "discrepancies.yaml"
TEXT_KEYS = ("title", "where", "what", "treatment")
KEY_ORDER = ("key", *TEXT_KEYS, "worked_out", "learn")
SOURCE_NAME = re.compile(r"(?:^|;)\s*([^:;]+?)\s*:")
FIRST_STUDIO_NUMBER = (
    1001  # of those written in the studio: what ships later has a number of its own
)


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The paths that are exchanged when the disagreement is published."""
    return () if ref.report else (FILE_NAME,)


def _stored_entry(folder: Path, ref: ObjectRef) -> ListEntry | None:
    return (
        find_entry(folder / FILE_NAME, ref.key, "discrepancies") if exchanged_paths(ref) else None
    )


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """The lines of the disagreement as its file holds them; "" where there is none."""
    found_entry = _stored_entry(folder, ref)
    return found_entry.text.rstrip() if found_entry else ""


def read_fields(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """The disagreement as the fields of its form; None where there is none."""
    found_entry = _stored_entry(folder, ref)
    if found_entry is None:
        return None
    sources = found_entry.document.data.get("sources") or {}
    return form_fields_of(found_entry.data, sources)


def source_names_in(where: str) -> list[str]:
    """The names of the texts that places are in: of “2016:53;blog:9” 2016 and blog."""
    return list(dict.fromkeys(SOURCE_NAME.findall(where)))


def form_fields_of(entry: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, Any]:
    """An entry as the fields of its form."""
    return {
        **{name: str(entry.get(name) or "") for name in TEXT_KEYS},
        "learn": bool(entry.get("learn")),
        "worked_out": [str(key) for key in entry.get("worked_out") or ()],
        "sources": {name: sources[name] for name in source_names_in(str(entry.get("where") or ""))
                    if name in sources},
    }  # fmt: skip


def entry_of_fields(fields: Fields, key: str, old_entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry that fields stand for, from what the file said before ({} for a new one)."""
    values: dict[str, Any] = {"key": key, **{name: fields.get(name, "") for name in TEXT_KEYS}}
    values |= {
        "worked_out": list(fields.get("worked_out") or ()),
        "learn": bool(fields.get("learn")),
    }
    kept_fields = {name: values[name] for name in KEY_ORDER
            if values[name] not in ("", []) or old_entry.get(name) == values[name]}  # fmt: skip
    return kept_fields | {name: value for name, value in old_entry.items() if name not in KEY_ORDER}


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """The entry, and the names of texts that the file has not yet."""
    if not exchanged_paths(ref):
        raise ValueError("a disagreement is of no one report")
    path, found_entry = folder / FILE_NAME, _stored_entry(folder, ref)
    old_fields = found_entry.data if found_entry else {}
    new_fields = entry_of_fields(fields, ref.key, old_fields)
    data = document_at(path).data
    known = dict(data.get("sources") or {}) if isinstance(data, dict) else {}
    sources = known | {name: file for name, file in fields.get("sources", {}).items()
                       if name not in known}  # fmt: skip
    if not isinstance(data, dict):
        lines = [*entry_lines("sources", sources), "", *entry_lines("discrepancies", [new_fields])]
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return
    new_text = read_text(path, []) or ""
    if new_fields != old_fields:
        new_text = changed_within(new_text, "discrepancies", ref.key, new_fields)
    if sources != known:
        now = read_yaml(path, text=new_text).data
        new_text = changed_mapping(new_text, {**now, "sources": sources})
    path.write_text(new_text, encoding="utf-8")


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field of the smallest part of the entry that has this line; "" outside it."""
    found_entry = _stored_entry(folder, ref) if path == folder / FILE_NAME else None
    part = found_entry.part_at(line_number) if found_entry else None
    if part is None:
        return ""
    name = str(next(iter(part), ""))
    # What is wrong with its key is that no figure at its places names it.
    return name if name in KEY_ORDER[1:] else "where" if name == "key" else "title"


WRITER = Writer(exchanged_paths, stored_text, read_fields, write_fields, field_at_line)
