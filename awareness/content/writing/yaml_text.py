"""Changes values in a YAML text; what says the same keeps its lines, comments and quotes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from awareness.content.files import Document, read_yaml
from awareness.content.problems import Problem

NOWHERE = Path("text.yaml")


def put(before: str, values: Mapping[str, Any]) -> str:
    """The mapping in `before` with `values` for its keys. None takes a key away; a new one comes
    last; keys that are not named, and lines between them, stay as they are.
    """
    lines = before.split("\n") if before.strip() else []
    document = read_yaml(NOWHERE, [], before) if lines else Document(NOWHERE)
    data = document.data if isinstance(document.data, dict) else {}
    edits: list[tuple[int, int, list[str]]] = []
    added: list[str] = []
    for key, value in values.items():
        if key in data and data[key] == value and value is not None:
            continue
        if key in data:
            first, last = _span(document, key)
            edits.append((first, last, [] if value is None else entry(key, value)))
        elif value is not None:
            added += entry(key, value)
    for first, last, text in sorted(edits, reverse=True):
        lines[first - 1 : last] = text
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join([*lines, *added])


def _span(document: Document, key: str) -> tuple[int, int]:
    """First and last line of an entry, its key's line included and comments after it left out."""
    first, last = document.spans[key,]
    begins = (f"{key}:", f'"{key}":')
    above = (n for n in range(first, 0, -1) if document.lines[n - 1].startswith(begins))
    line = next(above, first)
    while last > line and (
        not document.lines[last - 1].strip() or document.lines[last - 1].startswith("#")
    ):
        last -= 1
    return line, last


def entry(key: str, value: Any) -> list[str]:
    """The lines of one key and its value."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [f"{key}: [{', '.join(scalar(each) for each in value)}]"]
    if isinstance(value, list | dict):
        text = yaml.safe_dump({key: value}, sort_keys=False, allow_unicode=True, width=10_000)
        return text.rstrip("\n").split("\n")
    if isinstance(value, str) and "\n" in value.strip():
        return [f"{key}: |-", *(f"  {line}" if line else "" for line in value.strip().split("\n"))]
    return [f"{key}: {scalar(value)}"]


def scalar(value: Any) -> str:
    """A value on one line, which the reader reads as the same: a text in quotes where it has to."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    problems: list[Problem] = []
    bare = read_yaml(NOWHERE, problems, f"key: [{value}]\nother: {value}")
    alone = {"key": [value], "other": value}
    if not problems and value == value.strip() and bare.data == alone:
        return str(value)
    return json.dumps(value, ensure_ascii=False)
