"""A drawing as an entry of `charts` in report.yaml. Pure."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.list_entries import ListEntry, find_entry
from awareness.content.writing.yaml_files import changed_within

TEXT_KEYS = ("title", "sub", "base", "side_by_side")
# The keys of an entry, in the order in which they are written.
KEY_ORDER = ("key", "kind", "title", "sub", "base", "sign", "side_by_side", "own_axes", "captions",
         "figures", "head", "rows")  # fmt: skip


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The paths that are exchanged when the drawing is published."""
    return (f"reports/{ref.report}",)


def _file_path(folder: Path, ref: ObjectRef) -> Path:
    """The file that the object stands in, below the folder of its subject."""
    return folder / exchanged_paths(ref)[0] / "report.yaml"


def _stored_entry(folder: Path, ref: ObjectRef) -> ListEntry | None:
    return find_entry(_file_path(folder, ref), ref.key, "charts")


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """The lines of the drawing as its file holds them; "" where there is none."""
    entry = _stored_entry(folder, ref)
    return entry.text.rstrip() if entry else ""


def read_fields(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """The drawing as the fields of its form; None where there is none."""
    entry = _stored_entry(folder, ref)
    return form_fields_of(entry.data) if entry else None


def form_fields_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as the fields of its form."""
    head = [*(entry.get("head") or ()), "", ""]
    fields: dict[str, Any] = {"kind": entry.get("kind", "bars")}
    fields |= {name: entry.get(name, "") for name in TEXT_KEYS}
    fields |= {"head_what": head[0], "head_number": head[1]}
    return fields | {"marks": (entry.get("figures") or {}).get("marks", ""),
                     "rows": list(entry.get("rows") or ())}  # fmt: skip


def entry_of_fields(fields: Fields, key: str, old_entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry that fields stand for, from what the file said before ({} for a new one)."""
    values: dict[str, Any] = {**old_entry, "key": key, "kind": fields["kind"]}
    values |= {name: fields.get(name, "") for name in TEXT_KEYS}
    head = [fields.get("head_what", ""), fields.get("head_number", "")]
    values["head"] = head if any(head) else []
    parts = {
        name: part for name, part in (old_entry.get("figures") or {}).items() if name != "marks"
    }
    values["figures"] = {"marks": fields["marks"], **parts} if fields.get("marks") else parts
    values["rows"] = list(fields.get("rows") or ())
    needed = {"key", "kind", "title", "sub", "rows"}
    kept_fields = {
        name: values[name]
        for name in KEY_ORDER
        if name in values
        and (name in needed or values[name] or old_entry.get(name) == values[name])
    }
    return kept_fields | {name: value for name, value in old_entry.items() if name not in KEY_ORDER}


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """Into the file of its report; nowhere while that has none."""
    path, entry = _file_path(folder, ref), _stored_entry(folder, ref)
    old_fields = entry.data if entry else {}
    new_fields = entry_of_fields(fields, ref.key, old_fields)
    if path.is_file() and new_fields != old_fields:
        text_before = read_text(path, []) or ""
        path.write_text(
            changed_within(text_before, "charts", ref.key, new_fields), encoding="utf-8"
        )


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field of the smallest part of the entry that has this line; "" outside it."""
    entry = _stored_entry(folder, ref) if path == _file_path(folder, ref) else None
    match entry and entry.part_at(line_number):
        case None:
            return ""
        case ("head", *_rest):
            return "head_what"
        case ("figures", *_rest):
            return "marks"
        case (str(name), *_rest) if name in (*TEXT_KEYS, "kind", "rows"):
            return name
    return "title"


WRITER = Writer(exchanged_paths, stored_text, read_fields, write_fields, field_at_line)
