"""A disagreement as an entry of discrepancies.yaml, with the names of the texts it speaks of. Pure.

The fields are those of the entry. `sources` are the texts that `where` names, by the names that
they have there.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awareness.content.files import Document, read_text, read_yaml
from awareness.content.writing import Fields, ObjectPlace, Writer
from awareness.content.writing.yaml_files import changed, changed_within, entry

FILE = "discrepancies.yaml"
TEXTS = ("title", "where", "what", "treatment")
ORDER = ("key", *TEXTS, "worked_out", "learn")
NAME = re.compile(r"(?:^|;)\s*([^:;]+?)\s*:")
FIRST_KEY = 1001  # of those written in the studio: what ships later has a number of its own


def units(place: ObjectPlace) -> tuple[str, ...]:
    return () if place.report else (FILE,)


def _document(folder: Path) -> Document:
    path = folder / FILE
    return read_yaml(path, []) if path.is_file() else Document(path)


def _entry(folder: Path, place: ObjectPlace) -> tuple[Document, int, dict[str, Any]] | None:
    """The file, which of its entries this one is, and what it says."""
    document = _document(folder)
    data = document.data if units(place) and isinstance(document.data, dict) else {}
    for index, each in enumerate(data.get("discrepancies") or ()):
        if isinstance(each, dict) and each.get("key") == place.key:
            return document, index, each
    return None


def text(folder: Path, place: ObjectPlace) -> str:
    there = _entry(folder, place)
    if there is None:
        return ""
    first, last = there[0].spans["discrepancies", there[1]]
    return "\n".join(there[0].lines[first - 1 : last]).rstrip()


def read(folder: Path, place: ObjectPlace) -> dict[str, Any] | None:
    there = _entry(folder, place)
    if there is None:
        return None
    sources = there[0].data.get("sources") or {}
    return fields_of(there[2], sources)


def names_in(where: str) -> list[str]:
    """The names of the texts that places are in: of “2016:53;blog:9” 2016 and blog."""
    return list(dict.fromkeys(NAME.findall(where)))


def fields_of(said: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, Any]:
    """An entry as the fields of its form."""
    return {
        **{name: str(said.get(name) or "") for name in TEXTS},
        "learn": bool(said.get("learn")),
        "worked_out": [str(each) for each in said.get("worked_out") or ()],
        "sources": {name: sources[name] for name in names_in(str(said.get("where") or ""))
                    if name in sources},
    }  # fmt: skip


def entry_of(fields: Fields, key: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """The entry that fields stand for, from what the file said before ({} for a new one)."""
    said: dict[str, Any] = {"key": key, **{name: fields.get(name, "") for name in TEXTS}}
    said |= {"worked_out": list(fields.get("worked_out") or ()), "learn": bool(fields.get("learn"))}
    kept = {name: said[name] for name in ORDER
            if said[name] not in ("", []) or before.get(name) == said[name]}  # fmt: skip
    return kept | {name: value for name, value in before.items() if name not in ORDER}


def write(folder: Path, place: ObjectPlace, fields: Fields) -> None:
    """The entry, and the names of texts that the file has not yet."""
    if not units(place):
        raise ValueError("a disagreement is of no one report")
    path, there = folder / FILE, _entry(folder, place)
    old = there[2] if there else {}
    said = entry_of(fields, place.key, old)
    data = _document(folder).data
    known = dict(data.get("sources") or {}) if isinstance(data, dict) else {}
    sources = known | {name: file for name, file in fields.get("sources", {}).items()
                       if name not in known}  # fmt: skip
    if not isinstance(data, dict):
        lines = [*entry("sources", sources), "", *entry("discrepancies", [said])]
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return
    made = read_text(path, []) or ""
    if said != old:
        made = changed_within(made, "discrepancies", place.key, said)
    if sources != known:
        now = read_yaml(path, [], made).data
        made = changed(made, {**now, "sources": sources})
    path.write_text(made, encoding="utf-8")


def field_of(folder: Path, place: ObjectPlace, path: Path, line: int) -> str:
    """The field of the smallest part of the entry that has this line."""
    there = _entry(folder, place)
    if there is None or path != folder / FILE:
        return ""
    here = [
        (last - first, -len(part), part)
        for part, (first, last) in there[0].spans.items()
        if part[:2] == ("discrepancies", there[1]) and first <= line <= last
    ]
    if not here:
        return ""
    name = str(next(iter(min(here)[2][2:]), ""))
    # What is wrong with its key is that no figure at its places names it.
    return name if name in ORDER[1:] else "where" if name == "key" else "title"


WRITER = Writer(units, text, read, write, field_of)
