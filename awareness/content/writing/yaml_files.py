"""YAML as a careful person writes it; of a file that is there only what changed. Pure.

What is written is read again by the reader of content files (`files.read_yaml`) as the same value.
Lines of a file that say nothing new stay as they are, comments with them.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from awareness.content.files import Document, UnreadableFile, read_yaml
from awareness.content.problems import Problem

LINE_WIDTH = 100  # columns of a line
NOWHERE = Path("new.yaml")


class InLines(dict[str, Any]):
    """A mapping whose keys stand in lines of their own, however short it is."""


# First and last line that go (from one; none where the last is before the first), what comes.
Edit = tuple[int, int, list[str]]


def entry_lines(name: str, value: Any, indent: int = 0) -> list[str]:
    """The lines of `name: value`."""
    text_before, head = " " * indent, f"{' ' * indent}{_scalar_text(name)}:"
    if short := _value_in_line(value, LINE_WIDTH - len(head) - 1):
        return [f"{head} {short}"]
    if isinstance(value, str):
        return _text_lines(head, value, indent + 2)
    if isinstance(value, Mapping):
        inner = [line for key in value for line in entry_lines(key, value[key], indent + 2)]
        return [head, *inner]
    return [head, *(f"{text_before}  {line}" for part in value for line in item_lines(part))]


def item_lines(value: Any) -> list[str]:
    """The lines of an item of a list, without what it stands in."""
    if isinstance(value, Mapping):
        inner = [line for key in value for line in entry_lines(key, value[key])]
        return [f"- {inner[0]}", *(f"  {line}" if line else "" for line in inner[1:])]
    if isinstance(value, str) and not _value_in_line(value, LINE_WIDTH - 4):
        return _text_lines("-", value, 2)
    return [f"- {_value_in_line(value, LINE_WIDTH) or json.dumps(value, ensure_ascii=False)}"]


def changed_mapping(text_before: str, value: Mapping[str, Any]) -> str:
    """A file that holds a mapping, with another value; keys that are new in the order of `value`.

    Unreadable for a text that is no mapping.
    """
    document = read_yaml(NOWHERE, text=text_before)
    if not isinstance(document.data, dict):
        raise UnreadableFile("no mapping")
    return _with_edits(text_before, _edits(document, (), document.data, value, 0))


def changed_in_list(text_before: str, key: str, value: Mapping[str, Any]) -> str:
    """A file that holds a list of mappings with a `key` each: this one changed, or added last."""
    document = read_yaml(NOWHERE, text=text_before)
    entries = document.data if isinstance(document.data, list) else []
    for index, data in enumerate(entries):
        if isinstance(data, dict) and data.get("key") == key:
            return _with_edits(text_before, _edits(document, (index,), data, value, 2))
    text_without_end = text_before.rstrip("\n")
    return "\n".join(
        [*([text_without_end, ""] if text_without_end else []), *item_lines(value), ""]
    )


def changed_within(text_before: str, name: str, key: str, value: Mapping[str, Any]) -> str:
    """A file that holds a mapping, with one mapping changed in its list `name`, or added last.

    The entries of the list have a `key` each. Unreadable for a text that is no mapping.
    """
    document = read_yaml(NOWHERE, text=text_before)
    if not isinstance(document.data, dict):
        raise UnreadableFile("no mapping")
    entries = list(document.data.get(name) or ())
    keys = [listed.get("key") if isinstance(listed, dict) else None for listed in entries]
    position = keys.index(key) if key in keys else len(entries)
    entries[position : position + 1] = [value]
    return changed_mapping(text_before, {**document.data, name: entries})


def with_key_order(text_before: str, path: tuple[Any, ...], order: Sequence[str]) -> str:
    """A file with the keys of a mapping within it in another order, each with its lines and what
    stands between it and the one before; keys that `order` does not name come last. As it was where
    the keys do not stand in lines of their own."""
    document = read_yaml(NOWHERE, text=text_before)
    names = list(_value_at(document, path))
    ordered_names = [name for name in order if name in names]
    ordered_names += [name for name in names if name not in ordered_names]
    firsts = [_first_line(document, (*path, name)) for name in names]
    if ordered_names == names or len({*firsts, _first_line(document, path)}) <= len(firsts):
        return text_before
    ends = [_lines_of(document, (*path, name))[1] for name in names]
    starts = [firsts[0] - 1, *ends[:-1]]
    lines = {
        name: document.lines[start:end]
        for name, start, end in zip(names, starts, ends, strict=True)
    }
    reordered_lines = [line for name in ordered_names for line in lines[name]]
    return "\n".join([*document.lines[: starts[0]], *reordered_lines, *document.lines[ends[-1] :]])


def _edits(
    document: Document,
    path: tuple[Any, ...],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    indent: int,
) -> Iterator[Edit]:
    """What has to change in the lines of a mapping, which stands at `path` and `indent` spaces in,
    for it to hold `new`."""
    last = document.spans[path][0] - 1
    if old:
        last = _lines_of(document, (*path, next(iter(old))))[0] - 1
    for name in old:
        if name not in new:
            yield *_lines_of(document, (*path, name)), []
    for name, value in new.items():
        if name not in old:
            yield last + 1, last, entry_lines(name, value, indent)
            continue
        first, end = _lines_of(document, (*path, name))
        last = end
        old_value = old[name]
        if old_value == value and type(old_value) is type(value):
            continue
        if _is_mapping_to_edit(document.lines[first - 1], old_value, value):
            first_line, _ = _lines_of(document, (*path, name, next(iter(old_value))))
            text = document.lines[first_line - 1]
            inner = len(text) - len(text.lstrip())
            yield from _edits(document, (*path, name), old_value, value, inner)
        elif _is_list_to_edit(document, (*path, name), old_value, value):
            yield from _list_edits(document, (*path, name), old_value, value)
        else:
            new_lines = entry_lines(name, value, indent)
            if path and document.lines[first - 1].lstrip().startswith("- "):
                new_lines[0] = f"{new_lines[0][: indent - 2]}- {new_lines[0][indent:]}"
            yield first, end, new_lines


def _list_edits(
    document: Document, path: tuple[Any, ...], old: list[Any], new: Sequence[Any]
) -> Iterator[Edit]:
    """What has to change in the lines of a list of mappings that stays, and gets more of them or
    loses some."""
    indent = 0
    for index, (before, position) in enumerate(zip(old, _new_positions(old, new), strict=True)):
        first = _first_line(document, (*path, index, next(iter(before))))
        indent = len(document.lines[first - 1]) - len(document.lines[first - 1].lstrip(" -"))
        if position is None:
            yield first, _lines_of(document, (*path, index, list(before)[-1]))[1], []
        else:
            yield from _edits(document, (*path, index), before, new[position], indent)
    last = _lines_of(document, path)[1]
    for more in new[len(old) :]:
        yield last + 1, last, [f"{' ' * (indent - 2)}{line}".rstrip() for line in item_lines(more)]


def _new_positions(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """Where in a list each mapping of it stands afterwards, None for one that goes: by their first
    key where there are fewer, or else by their place. [] where those that stay change places."""
    if len(new) >= len(old):
        return list(range(len(old)))
    name = next(iter(old[0]))
    old_keys = [mapping.get(name) for mapping in old]
    new_keys = [mapping.get(name) for mapping in new]
    if (
        None in new_keys
        or [first_key for first_key in old_keys if first_key in new_keys] != new_keys
    ):
        return []
    return [new_keys.index(first_key) if first_key in new_keys else None for first_key in old_keys]


def _is_list_to_edit(document: Document, path: tuple[Any, ...], before: Any, value: Any) -> bool:
    """Whether both are lists of mappings that keep their first keys, as far as they stay, and the
    file has each with its keys in lines of their own."""
    if not (isinstance(before, list) and isinstance(value, list) and before and value):
        return False
    if not all(isinstance(mapping, Mapping) and mapping for mapping in (*before, *value)):
        return False
    stay = _new_positions(before, value)
    for index, (old, position) in enumerate(zip(before, stay, strict=False)):
        name = next(iter(old))
        line = document.lines[document.spans[*path, index][0] - 1]
        if not re.match(rf"\s*- ([\"']?){re.escape(name)}\1:", line):
            return False
        if position is not None and name not in value[position]:
            return False
    return bool(stay)


def _is_mapping_to_edit(line: str, before: Any, value: Any) -> bool:
    """Whether both are mappings, and the first has its keys in lines of their own."""
    are_mappings = isinstance(before, dict) and isinstance(value, Mapping)
    return are_mappings and bool(value) and bool(re.search(r":\s*(?:#.*)?$", line))


def _lines_of(document: Document, path: tuple[Any, ...]) -> tuple[int, int]:
    """The first and last line of a key with its value; comments after it belong to neither."""
    first, last = _first_line(document, path), document.spans[path][1]
    # A list within a mapping ends for YAML where the next key begins.
    last = min(last, _line_of_next_part(document, path) - 1)
    value = _value_at(document, path)
    while last > first and _is_blank_or_comment(document.lines[last - 1], isinstance(value, str)):
        last -= 1
    return first, last


def _first_line(document: Document, path: tuple[Any, ...]) -> int:
    """The line where a part begins; of what has a key, that of the key."""
    first = document.spans[path][0]
    if isinstance(path[-1], str):
        head = re.compile(rf"\s*(?:- )?([\"']?){re.escape(path[-1])}\1\s*:")
        while first > 1 and not head.match(document.lines[first - 1]):
            first -= 1
    return first


def _line_of_next_part(document: Document, path: tuple[Any, ...]) -> int:
    """The line where what comes after a part begins; one after the last where nothing does."""
    while path:
        parent, name = path[:-1], path[-1]
        siblings = _value_at(document, parent)
        names = list(range(len(siblings))) if isinstance(siblings, list) else list(siblings)
        following = names.index(name) + 1
        if following < len(names):
            return _first_line(document, (*parent, names[following]))
        path = parent
    return len(document.lines) + 1


def _value_at(document: Document, path: tuple[Any, ...]) -> Any:
    """What the document holds at a path of keys and positions."""
    value: Any = document.data
    for part in path:
        value = value[part]
    return value


def _is_blank_or_comment(line: str, of_text: bool) -> bool:
    """Whether a line at the end of a value is none of it. In a text # is a sign like others."""
    return not line.strip() or (not of_text and line.lstrip().startswith("#"))


def _with_edits(text_before: str, edits: Iterator[Edit]) -> str:
    """A text with its lines exchanged, and one line end behind the last."""
    lines = text_before.rstrip("\n").split("\n")
    # From the last line up. What is new stands before a line that was there, in its own order.
    placed = sorted(
        (first, last >= first, number, last, new_lines)
        for number, (first, last, new_lines) in enumerate(edits)
    )
    for first, _is_there, _number, last, new_lines in reversed(placed):
        lines[first - 1 : last] = new_lines
    return "\n".join(lines) + "\n"


def _value_in_line(value: Any, room: int, in_brackets: bool = False) -> str:
    """A value in one line of up to `room` letters; "" where it has no room. `in_brackets`: it is a
    part of a list or mapping, where a comma would divide it."""
    if isinstance(value, str):
        line = _scalar_text(value, in_brackets)
        return line if len(line) <= room and "\n" not in value else ""
    if isinstance(value, InLines):
        return ""
    if isinstance(value, Mapping):
        parts = [(key, _value_in_line(part, room, in_brackets=True)) for key, part in value.items()]
        line = f"{{{', '.join(f'{_scalar_text(key)}: {part}' for key, part in parts)}}}"
        return line if all(part for _, part in parts) and len(line) <= room else ""
    if isinstance(value, Sequence):
        texts = [_value_in_line(part, room, in_brackets=True) for part in value]
        holds_no_mapping = not any(isinstance(part, Mapping) for part in value)
        line = f"[{', '.join(texts)}]"
        return line if holds_no_mapping and all(texts) and len(line) <= room else ""
    return json.dumps(value)


def _scalar_text(text: str, in_brackets: bool = False) -> str:
    """A text in one line, in quotes where YAML would take it for something else."""
    is_plain = re.fullmatch(r"[^\W_][^\n:#\[\]{}&*!|>'\"%@`\\]*[^\s:]|[^\W\d_]", text)
    problems: list[Problem] = []
    if is_plain and "  " not in text and not (in_brackets and "," in text):
        read = read_yaml(NOWHERE, problems, f"k: {text}").data
        if read == {"k": text} and not problems:
            return text
    return json.dumps(text, ensure_ascii=False)


def _text_lines(head: str, text: str, indent: int) -> list[str]:
    """A text that is too long for one line, or has several."""
    text_before = " " * indent
    if text != text.strip() or "\t" in text:
        return [f"{head} {json.dumps(text, ensure_ascii=False)}"]
    if "\n" in text or "  " in text:
        return [
            f"{head} |-",
            *(f"{text_before}{line}" if line else "" for line in text.split("\n")),
        ]
    wrapped = textwrap.wrap(
        text, LINE_WIDTH, initial_indent=text_before, subsequent_indent=text_before,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return [f"{head} >-", *wrapped]
