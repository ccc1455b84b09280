"""A situation as its file holds it (scenarios/<name>.yaml). Pure.

The fields lie flat, as a form has them: `form1_title`, `form1_turn2_text`,
`form1_turn2_choice1_goto` ...; where a choice leads, and where a form begins, is the number of a
turn. What the file says beyond these fields stays.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from awareness.bank.authored import ScenarioFile
from awareness.content.files import Document, read_yaml
from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.list_entries import document_at
from awareness.content.writing.yaml_files import (
    NOWHERE,
    InLines,
    changed_mapping,
    entry_lines,
    with_key_order,
)
from quizzes.kinds.scenario import CHOICE_TEXTS, NODE_TEXTS

HEAD_KEYS = ("key", "decision", "title")
# The keys of each part, in the order in which they are written.
FORM_KEY_ORDER = ("title", "start", "caveats", "vary", "nodes")
CHOICE_KEY_ORDER = (
    "key", "text", "best", "goto",
    *(name for name in CHOICE_TEXTS if name not in ("text", "plain")), "plain",
)  # fmt: skip
# In the order in which they are read, whatever part they are of.
READING_ORDER = (
    "title", "start", "key", "text", "plain", "youth", "end", "best", "goto", "feedback",
    "plain_feedback", "heading", "source", "vary", "caveats",
)  # fmt: skip
# The part that a field is of, the numbers of its form, turn and choice, and what it says of it.
PART_FIELD = re.compile(r"(form([0-9]+)(?:_turn([0-9]+))?(?:_choice([0-9]+))?)_(.+)")


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The situation's own file, which is called by the key of its reference."""
    return (f"scenarios/{ref.key}.yaml",)


def _stored_document(folder: Path, ref: ObjectRef) -> Document:
    return document_at(folder / exchanged_paths(ref)[0])


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """The lines of the situation as its file holds them; "" where there is none."""
    path = folder / exchanged_paths(ref)[0]
    return (read_text(path, []) or "") if path.is_file() else ""


def read_fields(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """The situation as the fields of its form; None where there is none."""
    data = _situation_in(_stored_document(folder, ref))
    return form_fields_of(data) if data else None


def _situation_in(document: Document) -> dict[str, Any]:
    """What a file says that holds a situation; {} for any other."""
    try:
        ScenarioFile.model_validate(document.data)
    except ValidationError:
        return {}
    return dict(document.data)


def form_fields_of(file: Mapping[str, Any]) -> dict[str, Any]:
    """A file as the fields of its form."""
    fields: dict[str, Any] = {name: file.get(name, "") for name in HEAD_KEYS}
    for f, (name, form) in enumerate(file["forms"].items(), 1):
        nodes = form["nodes"]
        numbers = {key: f"{n}" for n, key in enumerate(nodes, 1)}
        prefix = f"form{f}"
        fields |= {f"{prefix}_key": name, f"{prefix}_title": form.get("title", "")}
        fields |= {f"{prefix}_start": numbers.get(form.get("start"), "")}
        fields |= {f"{prefix}_caveats": list(form.get("caveats") or ())}
        fields[f"{prefix}_vary"] = _vary_as_lines(form.get("vary") or {})
        for t, (key, node) in enumerate(nodes.items(), 1):
            turn = f"{prefix}_turn{t}"
            fields |= {f"{turn}_key": key, f"{turn}_end": bool(node.get("end"))}
            fields |= {f"{turn}_{part}": node.get(part, "") for part in NODE_TEXTS}
            for c, choice in enumerate(node.get("choices") or (), 1):
                choice_name = f"{turn}_choice{c}"
                fields |= {
                    f"{choice_name}_key": choice["key"],
                    f"{choice_name}_best": bool(choice.get("best")),
                }
                fields |= {f"{choice_name}_goto": numbers.get(choice.get("goto"), "")}
                fields |= {f"{choice_name}_{part}": choice.get(part, "") for part in CHOICE_TEXTS}
    return fields


def _part_below(above: str) -> str:
    """What there are of a part: of the whole (""), of a form (`form1`), of a turn."""
    return "choice" if "_" in above else "turn" if above else "form"


def part_numbers(fields: Iterable[str], above: str = "") -> list[int]:
    """The numbers of the forms; of the turns of a form (`form1`); of the choices of a turn
    (`form1_turn2`)."""
    prefix = f"{above}_{_part_below(above)}".lstrip("_")
    matches = (re.fullmatch(rf"{prefix}([1-9][0-9]{{0,2}})_key", name) for name in fields)
    return sorted(int(match[1]) for match in matches if match)


def in_reading_order(names: Iterable[str]) -> list[str]:
    """Names of fields as they are read: what is of the whole, then form by form, turn by turn."""

    def place(name: str) -> tuple[int, ...]:
        match = PART_FIELD.fullmatch(name)
        if match is None:
            return (0, HEAD_KEYS.index(name) if name in HEAD_KEYS else len(HEAD_KEYS))
        numbers = (int(number or 0) for number in match.groups()[1:4])
        return (
            *numbers,
            READING_ORDER.index(match[5]) if match[5] in READING_ORDER else len(READING_ORDER),
        )

    return sorted(names, key=place)


def aligned_fields(before: Fields, after: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both with what a reader compares: the forms, turns and choices of `before` have the numbers
    that `after` has for their keys, what went comes behind; where a choice leads is said by name.
    """
    new_part_by_old = dict(_matched_parts(before, after))
    old_named, new_named = _with_turn_names(before), _with_turn_names(after)

    def renamed(name: str) -> str:
        match = PART_FIELD.fullmatch(name)
        return f"{new_part_by_old[match[1]]}_{match[5]}" if match else name

    return {renamed(name): value for name, value in old_named.items()}, new_named


def _matched_parts(
    old_fields: Fields, new_fields: Fields, old_above: str = "", new_above: str = ""
) -> Iterator[tuple[str, str]]:
    """(what a part is called in `old_fields`, what in `new_fields`), matched by their keys: of all
    parts below `old_above` and `new_above`. One that went gets a number behind the new ones."""
    new_part_by_key = _part_by_key(new_fields, new_above)
    last_number = max(
        (int(re.findall("[0-9]+", part)[-1]) for part in new_part_by_key.values()), default=0
    )
    for key, part in _part_by_key(old_fields, old_above).items():
        if key not in new_part_by_key:
            last_number += 1
        new_part = new_part_by_key.get(
            key
        ) or f"{new_above}_{_part_below(new_above)}{last_number}".lstrip("_")
        yield part, new_part
        if _part_below(new_above) != "choice":
            yield from _matched_parts(old_fields, new_fields, part, new_part)


def _part_by_key(fields: Fields, above: str) -> dict[str, str]:
    """The parts of one, as fields are called, by their keys."""
    parts = [f"{above}_{_part_below(above)}{n}".lstrip("_") for n in part_numbers(fields, above)]
    return {fields[f"{part}_key"]: part for part in parts}


def _with_turn_names(fields: Fields) -> dict[str, Any]:
    """The fields with the names of turns in place of their numbers."""
    renamed = dict(fields)
    for name, value in fields.items():
        match = PART_FIELD.fullmatch(name)
        if match and value and match[5] in ("start", "goto"):
            renamed[name] = fields.get(f"form{match[2]}_turn{value}_key", "")
    return renamed


def situation_of_fields(fields: Fields, old_file: Mapping[str, Any]) -> dict[str, Any]:
    """The file that fields stand for, from what it said before ({} for a new one)."""
    file: dict[str, Any] = {name: fields.get(name, "") for name in HEAD_KEYS}
    old = old_file.get("forms") or {}
    file["forms"] = {
        fields[f"form{f}_key"]: _form_of_fields(
            fields, f"form{f}", old.get(fields[f"form{f}_key"], {})
        )
        for f in part_numbers(fields)
    }
    return file | {name: value for name, value in old_file.items() if name not in file}


def _form_of_fields(fields: Fields, prefix: str, old_form: Mapping[str, Any]) -> dict[str, Any]:
    """A form as its file writes it, from the fields that begin with `prefix` (`form1`)."""
    key_by_number = {f"{t}": fields[f"{prefix}_turn{t}_key"] for t in part_numbers(fields, prefix)}
    old_nodes = old_form.get("nodes") or {}
    form = {
        "title": fields.get(f"{prefix}_title", ""),
        "start": key_by_number.get(fields.get(f"{prefix}_start", ""), ""),
        "caveats": list(fields.get(f"{prefix}_caveats") or ()),
        "vary": _vary_of_lines(fields.get(f"{prefix}_vary", ""), old_form.get("vary") or {}),
        "nodes": {
            key: _node_of_fields(fields, f"{prefix}_turn{t}", key_by_number, old_nodes.get(key, {}))
            for t, key in key_by_number.items()
        },
    }  # fmt: skip
    needed = ("title", "start", "nodes")
    kept_fields = {name: form[name] for name in FORM_KEY_ORDER
            if name in needed or form[name] or old_form.get(name) == form[name]}  # fmt: skip
    return kept_fields | {
        name: value for name, value in old_form.items() if name not in FORM_KEY_ORDER
    }


def _vary_as_lines(vary: Mapping[str, Any]) -> str:
    """Details with the words for each, a line each: `device: laptop, tablet`."""
    return "\n".join(f"{detail}: {', '.join(words)}" for detail, words in vary.items())


def _vary_of_lines(lines: str, old_vary: Mapping[str, Any]) -> dict[str, list[str]]:
    """What such lines say: as it was where they say nothing new, since words may hold commas."""
    if lines == _vary_as_lines(old_vary):
        return dict(old_vary)
    parts = (line.partition(":") for line in lines.split("\n"))
    return {
        detail.strip(): [word.strip() for word in words.split(",") if word.strip()]
        for detail, _colon, words in parts
        if detail.strip()
    }


def _node_of_fields(
    fields: Fields, prefix: str, key_by_number: Mapping[str, str], old_node: Mapping[str, Any]
) -> dict[str, Any]:
    """A turn as its file writes it; where choices lead is said by `key_by_number`."""
    old_choices = {choice.get("key"): choice for choice in old_node.get("choices") or ()}
    node: dict[str, Any] = {
        name: written for name in NODE_TEXTS
        if (written := fields.get(f"{prefix}_{name}", ""))
        or name == "text"
        or old_node.get(name) == written
    }  # fmt: skip
    if fields.get(f"{prefix}_end"):
        node["end"] = True
    else:
        node["choices"] = [
            _choice_of_fields(fields, f"{prefix}_choice{c}", key_by_number, old_choices)
            for c in part_numbers(fields, prefix)
        ]
    known = {*NODE_TEXTS, "end", "choices"}
    return InLines(node | {name: value for name, value in old_node.items() if name not in known})


def _choice_of_fields(
    fields: Fields,
    prefix: str,
    key_by_number: Mapping[str, str],
    old_choices: Mapping[Any, Mapping[str, Any]],
) -> dict[str, Any]:
    """A choice as its file writes it, with what the file said beyond the form."""
    key = fields[f"{prefix}_key"]
    old_choice = old_choices.get(key, {})
    values = {name: fields.get(f"{prefix}_{name}", "") for name in CHOICE_TEXTS}
    values |= {"key": key, "best": bool(fields.get(f"{prefix}_best"))}
    values["goto"] = key_by_number.get(fields.get(f"{prefix}_goto", ""), "")
    needed = ("key", "text", "best", "goto", "feedback")
    kept_fields = {
        name: values[name]
        for name in CHOICE_KEY_ORDER
        if name in needed or values[name] or old_choice.get(name) == values[name]
    }
    return kept_fields | {
        name: value for name, value in old_choice.items() if name not in CHOICE_KEY_ORDER
    }


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """Put the situation into its file below `folder`."""
    path, old_fields = (
        folder / exchanged_paths(ref)[0],
        _situation_in(_stored_document(folder, ref)),
    )
    new_file = situation_of_fields(fields, old_fields)
    text_before = text_after = stored_text(folder, ref) if old_fields else ""
    for name, form in new_file["forms"].items() if old_fields else ():
        if name in old_fields["forms"]:  # the order of turns is no part of what a mapping says
            text_after = with_key_order(text_after, ("forms", name, "nodes"), list(form["nodes"]))
    if old_fields and new_file != old_fields:
        text_after = changed_mapping(text_after, new_file)
    if not old_fields or _form_fields_in(text_after) != form_fields_of(new_file):
        text_after = "".join(
            f"{line}\n" for name in new_file for line in entry_lines(name, new_file[name])
        )
    if text_after != text_before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_after, encoding="utf-8")


def _form_fields_in(text: str) -> dict[str, Any]:
    """The fields that the text of a file stands for; {} where it is no mapping."""
    data = read_yaml(NOWHERE, text=text).data
    return form_fields_of(data) if isinstance(data, dict) else {}


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field of the smallest part that has this line; "" for other files."""
    if path != folder / exchanged_paths(ref)[0]:
        return ""
    document = _stored_document(folder, ref)
    data = document.data if isinstance(document.data, dict) else {}
    return field_of_part(document.part_at(line_number) or (), data)


def field_of_part(part: tuple[Any, ...], file: Mapping[str, Any]) -> str:
    """The field that holds a part of the file."""
    match part:
        case ("forms", str(form), *rest):
            prefix = f"form{[*file['forms']].index(form) + 1}"
            nodes = file["forms"][form].get("nodes") or {}
            match rest:
                case ("nodes", str(key), *inner) if key in nodes:
                    return _field_in_turn(f"{prefix}_turn{[*nodes].index(key) + 1}", inner)
                case (str(name), *_) if name in ("title", "start", "caveats", "vary"):
                    return f"{prefix}_{name}"
            return f"{prefix}_title"
        case (str(name), *_) if name in HEAD_KEYS:
            return name
    return "title"


def _field_in_turn(turn: str, inner: list[Any]) -> str:
    """The field of a turn (`form1_turn2`) that holds a part of it, by the keys within the turn."""
    match inner:
        case ("choices", int(n), *rest):
            name = str(rest[0]) if rest else "text"
            return f"{turn}_choice{n + 1}_{'text' if name == 'key' else name}"
        case (str(name), *_) if name in (*NODE_TEXTS, "end"):
            return f"{turn}_{name}"
    return f"{turn}_text"


WRITER = Writer(exchanged_paths, stored_text, read_fields, write_fields, field_at_line)
