"""What is said of a report, as its report.yaml. Pure."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awareness.content.files import read_yaml
from awareness.content.schema import ReportFile
from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.figures import HEAD_LINE
from awareness.content.writing.yaml_files import NOWHERE, changed_mapping, entry_lines

# What a file leaves out where it says nothing.
DEFAULT_BY_KEY: dict[str, Any] = {
    "numbers": "", "gathered": "survey", "part": "", "fieldwork": None, "interests_where": "",
    "no_key": [], "charts": [],
}  # fmt: skip


def write_report(fields: Mapping[str, Any], text_before: str = "") -> str:
    """report.yaml with these keys; keys of the file that `fields` does not name stay as they are.

    A key that is as where nobody wrote it is left out.
    """
    old = read_yaml(NOWHERE, text=text_before).data if text_before else {}
    old_values = old if isinstance(old, dict) else {}
    values = {name: fields.get(name, old_values.get(name)) for name in ReportFile.model_fields}
    values |= {name: value for name, value in old_values.items() if name not in values}
    written_values = {
        name: part
        for name, part in values.items()
        if (name in fields or name in old_values)
        and (name not in DEFAULT_BY_KEY or part != DEFAULT_BY_KEY[name])
    }
    if not text_before:
        return "".join(
            f"{line}\n"
            for name in written_values
            for line in entry_lines(name, written_values[name])
        )
    return changed_mapping(text_before, written_values)


TEXT_KEYS = ("title", "publisher", "language", "numbers", "gathered", "part", "asked", "how",
         "interests", "interests_where")  # fmt: skip
RIGHTS_KEYS = ("licence", "credit", "may_we_use", "why")
FLAG_KEYS = ("may_we_use", "internal")


def file_keys_of(ref: ObjectRef, fields: Fields) -> dict[str, Any]:
    """The keys of report.yaml from the fields of the form, which are flat."""
    year, first, last = (str(fields.get(name) or "") for name in ("year", "first", "last"))
    rights = {name: fields.get(name, "") for name in RIGHTS_KEYS}
    rights["may_we_use"] = bool(rights["may_we_use"])
    if fields.get("internal"):
        rights["internal"] = True
    fieldwork = {"from": first, "to": last or first, "where": fields.get("days_where", "")}
    return {
        "slug": ref.report, "kind": "report",
        **{name: fields.get(name, "") for name in TEXT_KEYS},
        "year": int(year) if year.isdecimal() else year,
        "fieldwork": {name: day for name, day in fieldwork.items() if day} if first else None,
        "rights": rights, "sources": fields.get("sources", {}),
        "caveats": {key: words for key, words in fields.get("caveats", [])},
    }  # fmt: skip


def form_fields_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the form from the keys of report.yaml."""
    fieldwork, rights = data.get("fieldwork") or {}, data.get("rights") or {}
    return {
        **{name: str(data.get(name, DEFAULT_BY_KEY.get(name, ""))) for name in TEXT_KEYS},
        "year": str(data.get("year", "")),
        "first": str(fieldwork.get("from", "")), "last": str(fieldwork.get("to", "")),
        "days_where": str(fieldwork.get("where", "")),
        **{name: str(rights.get(name, "")) for name in RIGHTS_KEYS if name not in FLAG_KEYS},
        **{name: bool(rights.get(name, False)) for name in FLAG_KEYS},
        "sources": data.get("sources", {}),
        "caveats": [[key, words] for key, words in (data.get("caveats") or {}).items()],
    }  # fmt: skip


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The paths that are exchanged when the report is published."""
    return (f"reports/{ref.report}",)


def _file_path(folder: Path, ref: ObjectRef) -> Path:
    """The file that the object stands in, below the folder of its subject."""
    return folder / exchanged_paths(ref)[0] / "report.yaml"


def _is_there(folder: Path, ref: ObjectRef) -> bool:
    """A report's key is its slug: by another one there is none."""
    return ref.key == ref.report and _file_path(folder, ref).exists()


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """The lines of the report as its file holds them; "" where there is none."""
    return (read_text(_file_path(folder, ref), []) or "") if _is_there(folder, ref) else ""


def read_fields(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """The report as the fields of its form; None where there is none."""
    data = read_yaml(_file_path(folder, ref)).data if _is_there(folder, ref) else None
    return form_fields_of(data) if isinstance(data, dict) else None


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """A report that is new has a ledger, too: without a figure."""
    path, text_before = _file_path(folder, ref), stored_text(folder, ref)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_report(file_keys_of(ref, fields), text_before), encoding="utf-8")
    ledger = path.with_name("figures.csv")
    if not ledger.exists():
        ledger.write_text(HEAD_LINE, encoding="utf-8")


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field that a line of report.yaml says something of."""
    if path != _file_path(folder, ref):
        return ""
    spans = read_yaml(path).spans
    inner = [key for key, (first, last) in spans.items() if key and first <= line_number <= last]
    names = [str(part) for key in sorted(inner, key=len, reverse=True) for part in reversed(key)]
    fields = {*TEXT_KEYS, *RIGHTS_KEYS, *FLAG_KEYS, "year", "caveats", "sources"}
    named = next((name for name in names if name in fields), "")
    return named or ("first" if "fieldwork" in names else "title")


WRITER = Writer(exchanged_paths, stored_text, read_fields, write_fields, field_at_line)
