"""A question as an entry of questions.yaml: of a report, or of a module's own. Pure.

The fields lie flat, as a form has them: `row1_text`, `row1_feedback` ... of what is chosen from,
put into order or matched, `target1_text` ... of what it is matched with. What a file says beyond
these fields stays. A line that asks an item model has the rows that it leaves to authors.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from awareness.bank.authored import GUESS_MODEL, GUESS_TEXTS
from awareness.bank.item_models import MODELS
from awareness.content.files import QUESTIONS_FILE
from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.list_entries import ListEntry, find_entry
from awareness.content.writing.yaml_files import changed_in_list

FORM_KINDS = ("single", "multiple", "ordering", "matching")
LIST_KEYS = ("explainers", "figures", "caveats", "audience", "drawing")
TEXT_KEYS = ("objective", "stem", "headline", "side_by_side")
# The keys of an entry, in the order in which they are written.
KEY_ORDER = (
    "key", "kind", "objective", "explainers", "stem", "headline", "drawing", "plain", "options",
    "stems", "targets", "figures", "caveats", "audience", "side_by_side",
)  # fmt: skip
GENERATED = "generated"  # the kind of a line that asks an item model
LINE_TEXT_KEYS = ("generate", "objective", "ask", "side_by_side")
GUESS_NUMBERS = ("close_within", "near_within")
GUESS_KEYS = (*GUESS_TEXTS, *GUESS_NUMBERS)  # of the line of a guess alone
LINE_LIST_KEYS = ("explainers", "caveats", "spare")
LINE_KEY_ORDER = (
    "generate", "key", "from", "seed", "objective", "explainers", "goal", "caveats", "ask",
    *GUESS_KEYS, "side_by_side", "pairs", "spare", "claims",
)  # fmt: skip
DEFAULT_GOAL = "beyond"  # where a line says nothing
PAIRS_MODEL = "Q10"  # the family whose rows are pairs; those of others are claims
ROW_KEY_FIELD = re.compile(r"(row|target)([0-9]+)_key")


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The report's folder or else the module's questions: that of the two which is there."""
    return (f"reports/{ref.report}", f"modules/{ref.report}/{QUESTIONS_FILE}")


def _file_path(folder: Path, ref: ObjectRef) -> Path:
    report = folder / "reports" / ref.report
    of_module = folder / "modules" / ref.report / QUESTIONS_FILE
    return report / QUESTIONS_FILE if report.is_dir() else of_module


def _stored_entry(folder: Path, ref: ObjectRef) -> ListEntry | None:
    return find_entry(_file_path(folder, ref), ref.key)


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """The lines of the question as its file holds them; "" where there is none."""
    entry = _stored_entry(folder, ref)
    return entry.text_alone if entry else ""


def read_fields(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """The question as the fields of its form; None where there is none, and for a line of an item
    model that is made no more."""
    entry = _stored_entry(folder, ref)
    known = entry and (entry.data.get("kind") in FORM_KINDS or entry.data.get("generate") in MODELS)
    return form_fields_of(entry.data) if entry and known else None


def form_fields_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as the fields of its form."""
    if "generate" in entry:
        return _line_fields(entry)
    plain = entry.get("plain") or {}
    fields: dict[str, Any] = {"kind": entry["kind"]}
    fields |= {name: entry.get(name, "") for name in TEXT_KEYS}
    fields |= {name: list(entry.get(name) or ()) for name in LIST_KEYS}
    fields["plain_stem"] = plain.get("stem") or ""
    targets = entry.get("targets") or ()
    numbers = {target["key"]: f"{n}" for n, target in enumerate(targets, 1)}
    for n, row in enumerate(entry.get("stems" if targets else "options") or (), 1):
        fields |= {f"row{n}_{name}": row.get(name, "") for name in ("key", "text", "feedback")}
        fields[f"row{n}_figures"] = list(row.get("figures") or ())
        fields[f"row{n}_plain"] = (plain.get("options") or {}).get(row["key"], "")
        fields[f"row{n}_plain_feedback"] = (plain.get("feedback") or {}).get(row["key"], "")
        if entry["kind"] in ("single", "multiple"):
            fields[f"row{n}_correct"] = row.get("correct", False)
        if targets:
            fields[f"row{n}_target"] = numbers.get(row.get("target"), "")
    for n, row in enumerate(targets, 1):
        fields |= {f"target{n}_{name}": row.get(name, "") for name in ("key", "text")}
        fields[f"target{n}_plain"] = (plain.get("options") or {}).get(row["key"], "")
    return fields


def _line_fields(line: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a line that asks an item model."""
    source = line["from"]
    fields: dict[str, Any] = {"kind": GENERATED, "seed": line["seed"]}
    fields |= {"source": [source] if isinstance(source, str) else list(source)}
    fields |= {name: line.get(name, "") for name in LINE_TEXT_KEYS}
    fields |= {name: list(line.get(name) or ()) for name in LINE_LIST_KEYS}
    if line["generate"] == GUESS_MODEL:
        fields |= {name: line.get(name, "") for name in GUESS_TEXTS}
        fields |= {name: line.get(name) for name in GUESS_NUMBERS}
    fields["goal"] = line.get("goal", DEFAULT_GOAL)
    for n, row in enumerate(line.get("pairs") or (), 1):
        fields |= {f"row{n}_key": ""}
        fields |= {f"row{n}_{name}": row.get(name, "") for name in ("term", "text", "feedback")}
    for n, row in enumerate(line.get("claims") or (), 1):
        fields |= {f"row{n}_key": "", f"row{n}_correct": row.get("holds", False)}
        fields |= {f"row{n}_{name}": row.get(name, "") for name in ("text", "feedback")}
        fields[f"row{n}_figures"] = list(row.get("figures") or ())
    return fields


def numbered_keys(fields: Fields, group: str) -> Iterator[tuple[int, str]]:
    """(number, key) of each row that says something; what was never written gets the next key."""
    numbers = sorted(
        int(m[2]) for name in fields if (m := ROW_KEY_FIELD.fullmatch(name)) and m[1] == group
    )
    keys_in_use = {fields[f"{group}{n}_key"] for n in numbers}
    new_keys = (letter for letter in ascii_lowercase if letter not in keys_in_use)
    for n in numbers:
        if any(fields.get(f"{group}{n}_{name}") for name in ("text", "feedback")):
            yield n, fields[f"{group}{n}_key"] or next(new_keys)


def entry_of_fields(fields: Fields, key: str, old_entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry that fields stand for, from what the file said before ({} for a new one)."""
    kind = fields["kind"]
    if kind == GENERATED:
        return _line_of_fields(fields, key, old_entry)
    if "generate" in old_entry:  # written by hand from now on
        old_entry = {name: value for name, value in old_entry.items() if name not in LINE_KEY_ORDER}
    rows, targets = list(numbered_keys(fields, "row")), list(numbered_keys(fields, "target"))
    target_keys = {f"{n}": f"t{name}" if not fields[f"target{n}_key"] else name
                   for n, name in targets}  # fmt: skip
    entry: dict[str, Any] = {"key": key, "kind": kind}
    entry |= {name: fields.get(name, "") for name in TEXT_KEYS}
    entry |= {name: list(fields.get(name) or ()) for name in LIST_KEYS}
    entry["plain"] = _plain_edition(
        fields, rows, [(int(n), name) for n, name in target_keys.items()]
    )
    written = [_row_of_question(fields, n, name, target_keys) for n, name in rows]
    entry["stems" if kind == "matching" else "options"] = written
    if kind == "matching":
        entry["targets"] = [
            {"key": name, "text": fields[f"target{n}_text"]} for n, name in target_keys.items()
        ]
    needed = {"key", "kind", "objective", "stem", "options", "stems", "targets"}
    kept_fields = {
        name: entry[name]
        for name in KEY_ORDER
        if name in entry and (name in needed or entry[name] or old_entry.get(name) == entry[name])
    }
    return kept_fields | {name: value for name, value in old_entry.items() if name not in KEY_ORDER}


def _line_of_fields(fields: Fields, key: str, old_line: Mapping[str, Any]) -> dict[str, Any]:
    """The line of an item model that fields stand for."""
    model, source = fields["generate"], list(fields["source"])
    has_list = MODELS[model].takes == "figures" or len(source) != 1
    line: dict[str, Any] = {"key": key, "from": source if has_list else source[0]}
    line |= {name: fields.get(name, "") for name in LINE_TEXT_KEYS}
    line |= {name: list(fields.get(name) or ()) for name in LINE_LIST_KEYS}
    line |= {name: fields.get(name) for name in GUESS_KEYS}
    line |= {"seed": fields["seed"], "goal": fields.get("goal") or DEFAULT_GOAL}
    rows = [_row_of_line(fields, n, model) for n, _key in numbered_keys(fields, "row")]
    line["pairs" if model == PAIRS_MODEL else "claims"] = rows
    needed = {"generate", "key", "from", "seed", "objective"}
    default_by_key = {"goal": DEFAULT_GOAL}
    kept_fields = {
        name: line[name]
        for name in LINE_KEY_ORDER
        if name in line
        and (
            name in needed
            or (line[name] and line[name] != default_by_key.get(name))
            or (name in old_line and old_line[name] == line[name])
        )
    }
    return kept_fields | {
        name: value for name, value in old_line.items() if name not in LINE_KEY_ORDER
    }


def _row_of_line(fields: Fields, n: int, model: str) -> dict[str, Any]:
    """A row of a line: a pair, or a claim and whether it holds."""
    words = {name: fields.get(f"row{n}_{name}", "") for name in ("text", "feedback")}
    if model == PAIRS_MODEL:
        return {"term": fields.get(f"row{n}_term", ""), **words}
    row: dict[str, Any] = {"text": words["text"]}
    if fields.get(f"row{n}_correct"):
        row["holds"] = True
    row["feedback"] = words["feedback"]
    if figures := list(fields.get(f"row{n}_figures") or ()):
        row["figures"] = figures
    return row


def _row_of_question(
    fields: Fields, n: int, key: str, targets: Mapping[str, str]
) -> dict[str, Any]:
    """An option, or a stem to be matched, as its file writes it; `targets` are keys by number."""
    row: dict[str, Any] = {"key": key, "text": fields.get(f"row{n}_text", "")}
    if target := fields.get(f"row{n}_target"):
        row["target"] = targets.get(target, "")
    if fields.get(f"row{n}_correct"):
        row["correct"] = True
    row["feedback"] = fields.get(f"row{n}_feedback", "")
    if figures := list(fields.get(f"row{n}_figures") or ()):
        row["figures"] = figures
    return row


def _plain_edition(
    fields: Fields, rows: list[tuple[int, str]], targets: list[tuple[int, str]]
) -> dict[str, Any]:
    """The plain edition, as far as it says something of its own."""
    options = {key: fields.get(f"row{n}_plain") for n, key in rows}
    options |= {key: fields.get(f"target{n}_plain") for n, key in targets}
    feedback = {key: fields.get(f"row{n}_plain_feedback") for n, key in rows}
    plain: dict[str, Any] = {"stem": fields.get("plain_stem")}
    plain["options"] = {key: words for key, words in options.items() if words}
    plain["feedback"] = {key: words for key, words in feedback.items() if words}
    return {name: part for name, part in plain.items() if part}


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """Put the question into its file below `folder`."""
    path, entry = _file_path(folder, ref), _stored_entry(folder, ref)
    path.parent.mkdir(parents=True, exist_ok=True)
    text_before = (read_text(path, []) or "") if path.exists() else ""
    old_fields = entry.data if entry else {}
    new_fields = entry_of_fields(fields, ref.key, old_fields)
    if new_fields != old_fields:
        path.write_text(changed_in_list(text_before, ref.key, new_fields), encoding="utf-8")


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field of the smallest part of the entry that has this line; "" outside it."""
    entry = _stored_entry(folder, ref) if path == _file_path(folder, ref) else None
    part = entry.part_at(line_number) if entry else None
    return "" if entry is None or part is None else _field_of_part(part, entry.data)


def _field_of_part(part: tuple[Any, ...], entry: Mapping[str, Any]) -> str:
    """The field that holds a part of an entry."""
    match part:
        case ("options" | "stems", int(n), *rest):
            name = str(rest[0]) if rest else "text"
            return f"row{n + 1}_{'text' if name == 'key' else name}"
        case ("pairs" | "claims", int(n), *rest):
            name = str(rest[0]) if rest else "text"
            return f"row{n + 1}_{'correct' if name == 'holds' else name}"
        case ("from", *_rest):
            return "source"
        case (str(name), *_rest) if "generate" in entry:
            is_field = name in (*LINE_TEXT_KEYS, *LINE_LIST_KEYS, *GUESS_KEYS, "seed", "goal")
            return name if is_field else "source"
        case ("targets", int(n), *_rest):
            return f"target{n + 1}_text"
        case ("plain", "options" | "feedback" as name, str(key)):
            return _plain_field(name, key, entry)
        case ("plain", *_rest):
            return "plain_stem"
        case (str(name), *_rest) if name in (*TEXT_KEYS, *LIST_KEYS):
            return name
    return "source" if "generate" in entry else "stem"


def _plain_field(name: str, key: str, entry: Mapping[str, Any]) -> str:
    """The field of the plain text (`options`) or feedback of the row with this key."""
    end = "plain" if name == "options" else "plain_feedback"
    for group, rows in (("row", entry.get("stems") or entry.get("options")),
                     ("target", entry.get("targets"))):  # fmt: skip
        for n, row in enumerate(rows or (), 1):
            if row.get("key") == key:
                return f"{group}{n}_{end}"
    return "plain_stem"


WRITER = Writer(exchanged_paths, stored_text, read_fields, write_fields, field_at_line)
