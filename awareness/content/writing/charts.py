"""A drawing as an entry of `charts` in report.yaml. Pure."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awareness.content.files import Document, read_text, read_yaml
from awareness.content.writing import Fields, ObjectPlace, Writer
from awareness.content.writing.yaml_files import changed_within

TEXTS = ("title", "sub", "base", "side_by_side")
# The keys of an entry, in the order in which they are written.
ORDER = ("key", "kind", "title", "sub", "base", "sign", "side_by_side", "own_axes", "captions",
         "figures", "head", "rows")  # fmt: skip


def units(place: ObjectPlace) -> tuple[str, ...]:
    return (f"reports/{place.report}",)


def _path(folder: Path, place: ObjectPlace) -> Path:
    return folder / units(place)[0] / "report.yaml"


def _entry(folder: Path, place: ObjectPlace) -> tuple[Document, int, dict[str, Any]] | None:
    """The report's file, which of its drawings this one is, and what it says."""
    path = _path(folder, place)
    document = read_yaml(path, []) if path.is_file() else Document(path)
    data = document.data if isinstance(document.data, dict) else {}
    for index, entry in enumerate(data.get("charts") or ()):
        if isinstance(entry, dict) and entry.get("key") == place.key:
            return document, index, entry
    return None


def text(folder: Path, place: ObjectPlace) -> str:
    there = _entry(folder, place)
    if there is None:
        return ""
    first, last = there[0].spans["charts", there[1]]
    return "\n".join(there[0].lines[first - 1 : last]).rstrip()


def read(folder: Path, place: ObjectPlace) -> dict[str, Any] | None:
    there = _entry(folder, place)
    return fields_of(there[2]) if there else None


def fields_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as the fields of its form."""
    head = [*(entry.get("head") or ()), "", ""]
    fields: dict[str, Any] = {"kind": entry.get("kind", "bars")}
    fields |= {name: entry.get(name, "") for name in TEXTS}
    fields |= {"head_what": head[0], "head_number": head[1]}
    return fields | {"marks": (entry.get("figures") or {}).get("marks", ""),
                     "rows": list(entry.get("rows") or ())}  # fmt: skip


def entry_of(fields: Fields, key: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """The entry that fields stand for, from what the file said before ({} for a new one)."""
    values: dict[str, Any] = {**before, "key": key, "kind": fields["kind"]}
    values |= {name: fields.get(name, "") for name in TEXTS}
    head = [fields.get("head_what", ""), fields.get("head_number", "")]
    values["head"] = head if any(head) else []
    parts = {name: part for name, part in (before.get("figures") or {}).items() if name != "marks"}
    values["figures"] = {"marks": fields["marks"], **parts} if fields.get("marks") else parts
    values["rows"] = list(fields.get("rows") or ())
    needed = {"key", "kind", "title", "sub", "rows"}
    kept = {
        name: values[name]
        for name in ORDER
        if name in values and (name in needed or values[name] or before.get(name) == values[name])
    }
    return kept | {name: value for name, value in before.items() if name not in ORDER}


def write(folder: Path, place: ObjectPlace, fields: Fields) -> None:
    """Into the file of its report; nowhere while that has none."""
    path, there = _path(folder, place), _entry(folder, place)
    old = there[2] if there else {}
    entry = entry_of(fields, place.key, old)
    if path.is_file() and entry != old:
        before = read_text(path, []) or ""
        path.write_text(changed_within(before, "charts", place.key, entry), encoding="utf-8")


def field_of(folder: Path, place: ObjectPlace, path: Path, line: int) -> str:
    """The field of the smallest part of the entry that has this line."""
    there = _entry(folder, place)
    if there is None or path != _path(folder, place):
        return ""
    document, index, _entry_there = there
    here = [
        (last - first, -len(part), part)
        for part, (first, last) in document.spans.items()
        if part[:2] == ("charts", index) and first <= line <= last
    ]
    if not here:
        return ""
    match min(here)[2][2:]:
        case ("head", *_rest):
            return "head_what"
        case ("figures", *_rest):
            return "marks"
        case (str(name), *_rest) if name in (*TEXTS, "kind", "rows"):
            return name
    return "title"


WRITER = Writer(units, text, read, write, field_of)
