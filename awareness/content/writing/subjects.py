"""A subject as its files: `subject.yaml`, and `needs.yaml` beside it. Pure.

The fields lie flat, as a form has them: `card1_word`, `term1_words`, `need1_label` ... What the
files say beyond these fields stays, also of each term and need.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.list_entries import document_at
from awareness.content.writing.yaml_files import changed_mapping, entry_lines
from awareness.subjects.folders import SUBJECT_FILE

NEEDS_FILE = "needs.yaml"
TEXT_KEYS = ("name", "neutral", "about")
FLAG_KEYS = ("sensitive", "from_start")
EMPLOYER_KEYS = ("tell", "contact", "policy")
# The keys of an entry of each list that are in the form, in the order in which they are written.
ENTRY_KEYS_BY_GROUP = {
    "card": ("key", "sign", "word", "say"),
    "term": ("words", "mend"),
    "need": ("key", "label", "about", "offer", "otherwise", "nearest"),
}
FIRST_KEY_BY_GROUP = {
    "card": "word",
    "term": "words",
    "need": "label",
}  # the field that each entry has
IDENTIFYING_KEY_BY_GROUP = {"card": "key", "term": "words", "need": "key"}
CHOSEN_KEYS = ("key", "sign")  # what nobody types: an entry that has nothing else says nothing
KEY_ORDER = ("key", *TEXT_KEYS, "order", *FLAG_KEYS, "editions", "card", "employer", "rules")


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The paths that are exchanged when the subject is published."""
    return (SUBJECT_FILE, NEEDS_FILE) if _is_subject_ref(ref) else ()


def _is_subject_ref(ref: ObjectRef) -> bool:
    """A subject's key is its own: by another one, or of a report, there is none."""
    return ref.key == ref.subject and not ref.report


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """subject.yaml and needs.yaml, one after the other; "" where there is neither."""
    paths = [folder / name for name in exchanged_paths(ref)]
    return "\n".join(read_text(path, []) or "" for path in paths if path.is_file())


def read_fields(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """The subject as the fields of its form; None where there is none."""
    data = document_at(folder / SUBJECT_FILE).data if _is_subject_ref(ref) else None
    needs = document_at(folder / NEEDS_FILE).data
    return form_fields_of(data, _needs_in(needs)) if isinstance(data, dict) else None


def _needs_in(data: Any) -> list[dict[str, Any]]:
    """The needs of a needs.yaml, as far as they are mappings."""
    needs = data.get("needs") if isinstance(data, dict) else None
    return [need for need in needs or () if isinstance(need, dict)]


def form_fields_of(subject: Mapping[str, Any], needs: list[dict[str, Any]]) -> dict[str, Any]:
    """A subject and its needs as the fields of its form."""
    employer = subject.get("employer") or {}
    fields: dict[str, Any] = {name: subject.get(name, "") for name in TEXT_KEYS}
    fields |= {name: bool(subject.get(name, False)) for name in FLAG_KEYS}
    fields |= {"order": subject.get("order"), "gives": list(employer.get("gives", ["contacts"]))}
    fields |= {f"employer_{name}": employer.get(name, "") for name in EMPLOYER_KEYS}
    fields["outside_line"] = bool(employer.get("outside_line", False))
    lists = {"card": (subject.get("card") or {}).get("steps") or [], "need": needs,
             "term": (subject.get("rules") or {}).get("terms") or []}  # fmt: skip
    for group, entries in lists.items():
        for n, values in enumerate(entries, 1):
            fields |= {
                f"{group}{n}_{name}": values.get(name, "") for name in ENTRY_KEYS_BY_GROUP[group]
            }
    return fields


def entry_numbers(fields: Fields, group: str) -> list[int]:
    """The numbers of the entries of a list that the fields hold."""
    matches = (
        re.fullmatch(rf"{group}([0-9]+)_{FIRST_KEY_BY_GROUP[group]}", name) for name in fields
    )
    return sorted(int(match[1]) for match in matches if match)


def _entries_of_fields(
    fields: Fields, group: str, old_entries: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The entries of a list that say something, each with what its file says beyond the form."""
    numbers_used = entry_numbers(fields, group)
    old_by_key = {
        old_entry.get(IDENTIFYING_KEY_BY_GROUP[group]): old_entry for old_entry in old_entries
    }
    keys_in_use = {
        fields.get(f"{group}{n}_{IDENTIFYING_KEY_BY_GROUP[group]}") for n in numbers_used
    }
    for n in numbers_used:
        values = {name: fields.get(f"{group}{n}_{name}", "") for name in ENTRY_KEYS_BY_GROUP[group]}
        if not any(value for name, value in values.items() if name not in CHOSEN_KEYS):
            continue
        if values.get("key") == "":
            values["key"] = key_from_words(values[FIRST_KEY_BY_GROUP[group]], keys_in_use)
            keys_in_use.add(values["key"])
        fields_before = old_by_key.get(values[IDENTIFYING_KEY_BY_GROUP[group]], {})
        if (
            not fields_before
            and n <= len(old_entries)
            and old_entries[n - 1].get(IDENTIFYING_KEY_BY_GROUP[group]) not in keys_in_use
        ):
            fields_before = old_entries[n - 1]  # what it is known by was changed
        yield {
            **{name: values.get(name, value) for name, value in fields_before.items()},
            **{
                name: value for name, value in values.items() if value and name not in fields_before
            },
        }


def key_from_words(words: str, keys_in_use: set[Any]) -> str:
    """A key from words, that none of the others is."""
    key = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-") or "entry"
    others = (f"{key[:36]}-{number}" for number in range(2, 1000))
    return next(name for name in (key, *others) if name not in keys_in_use)


def subject_of_fields(fields: Fields, key: str, old_subject: Mapping[str, Any]) -> dict[str, Any]:
    """The subject that fields stand for, from what its file said before ({} for a new one)."""
    subject: dict[str, Any] = {"key": key, **{name: fields.get(name, "") for name in TEXT_KEYS}}
    subject["order"] = fields.get("order")
    subject |= {name: bool(fields.get(name)) for name in FLAG_KEYS}
    card, rules = old_subject.get("card") or {}, old_subject.get("rules") or {}
    steps = list(_entries_of_fields(fields, "card", card.get("steps") or []))
    # Each key stays where the file had it.
    subject["card"] = {**card, "steps": steps} if "steps" in card else {"steps": steps, **card}
    employer = _employer_of_fields(fields, old_subject.get("employer") or {})
    terms = list(_entries_of_fields(fields, "term", rules.get("terms") or []))
    if employer or "employer" in old_subject:
        subject["employer"] = employer
    if terms or "rules" in old_subject:
        subject["rules"] = {**rules, "terms": terms} if terms or "terms" in rules else rules
    known_values = {name: subject.get(name, old_subject.get(name)) for name in KEY_ORDER
            if name in subject or name in old_subject}  # fmt: skip
    return known_values | {
        name: value for name, value in old_subject.items() if name not in KEY_ORDER
    }


def _employer_of_fields(fields: Fields, old_employer: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of an employer, without what says no more than the defaults."""
    employer: dict[str, Any] = {"gives": list(fields.get("gives") or ())}
    employer["outside_line"] = bool(fields.get("outside_line"))
    employer |= {name: fields.get(f"employer_{name}", "") for name in EMPLOYER_KEYS}
    default_by_key: dict[str, Any] = {"gives": ["contacts"], "outside_line": False}
    return {
        **{name: employer.get(name, value) for name, value in old_employer.items()
           if employer.get(name, value) != ""},
        **{name: value for name, value in employer.items()
           if name not in old_employer and value != default_by_key.get(name, "")},
    }  # fmt: skip


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """Put the subject into its file below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    data, needs = document_at(folder / SUBJECT_FILE).data, document_at(folder / NEEDS_FILE).data
    old_fields = data if isinstance(data, dict) else {}
    _write_mapping(
        folder / SUBJECT_FILE, old_fields, subject_of_fields(fields, ref.key, old_fields)
    )
    before = _needs_in(needs)
    new_needs = list(_entries_of_fields(fields, "need", before))
    if new_needs or before:
        _write_mapping(
            folder / NEEDS_FILE, needs if isinstance(needs, dict) else {}, {"needs": new_needs}
        )


def _write_mapping(path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Write a file that held `old` ({} for a new one) so that it holds `new`."""
    if not old:
        lines = (line for name in new for line in entry_lines(name, new[name]))
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    elif new != old:
        path.write_text(changed_mapping(read_text(path, []) or "", new), encoding="utf-8")


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field that a line of either file belongs to; "" for other files."""
    if path not in (folder / SUBJECT_FILE, folder / NEEDS_FILE):
        return ""
    match document_at(path).part_at(line_number):
        case ("card", "steps", int(n), *rest):
            return _field_in_entry("card", n, rest)
        case ("card", *_rest):
            return "card1_word"
        case ("rules", "terms", int(n), *rest):
            return _field_in_entry("term", n, rest)
        case ("needs", int(n), *rest):
            return _field_in_entry("need", n, rest)
        case ("employer", str(name), *_rest) if name in EMPLOYER_KEYS:
            return f"employer_{name}"
        case ("employer", *_rest):
            return "gives"
        case (str(name), *_rest) if name in (*TEXT_KEYS, *FLAG_KEYS, "order"):
            return name
    return "name"


def _field_in_entry(group: str, index: int, rest: list[Any]) -> str:
    """The field of an entry of a list (by its place from 0) that holds its part `rest`."""
    name = str(rest[0]) if rest else ""
    name_or_first = (
        name if name in ENTRY_KEYS_BY_GROUP[group] and name != "key" else FIRST_KEY_BY_GROUP[group]
    )
    return f"{group}{index + 1}_{name_or_first}"


WRITER = Writer(exchanged_paths, stored_text, read_fields, write_fields, field_at_line)
