"""What is said of a report, as its report.yaml. Pure."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awareness.content.files import read_text, read_yaml
from awareness.content.schema import ReportFile
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.figures import HEAD
from awareness.content.writing.yaml_files import NOWHERE, changed, entry

# What a file leaves out where it says nothing.
EMPTY: dict[str, Any] = {
    "numbers": "", "gathered": "survey", "part": "", "fieldwork": None, "interests_where": "",
    "no_key": [], "charts": [],
}  # fmt: skip


def write_report(fields: Mapping[str, Any], before: str = "") -> str:
    """report.yaml with these keys; keys of the file that `fields` does not name stay as they are.

    A key that is as where nobody wrote it is left out.
    """
    old = read_yaml(NOWHERE, [], before).data if before else {}
    kept = old if isinstance(old, dict) else {}
    values = {name: fields.get(name, kept.get(name)) for name in ReportFile.model_fields}
    values |= {name: value for name, value in kept.items() if name not in values}
    value = {
        name: part
        for name, part in values.items()
        if (name in fields or name in kept) and (name not in EMPTY or part != EMPTY[name])
    }
    if not before:
        return "".join(f"{line}\n" for name in value for line in entry(name, value[name]))
    return changed(before, value)


PLAIN = ("title", "publisher", "language", "numbers", "gathered", "part", "asked", "how",
         "interests", "interests_where")  # fmt: skip
RIGHTS = ("licence", "credit", "may_we_use", "why")
FLAGS = ("may_we_use", "internal")


def as_file(ref: ObjectRef, fields: Fields) -> dict[str, Any]:
    """The keys of report.yaml from the fields of the form, which are flat."""
    year, first, last = (str(fields.get(name) or "") for name in ("year", "first", "last"))
    rights = {name: fields.get(name, "") for name in RIGHTS}
    rights["may_we_use"] = bool(rights["may_we_use"])
    if fields.get("internal"):
        rights["internal"] = True
    fieldwork = {"from": first, "to": last or first, "where": fields.get("days_where", "")}
    return {
        "slug": ref.report, "kind": "report",
        **{name: fields.get(name, "") for name in PLAIN},
        "year": int(year) if year.isdecimal() else year,
        "fieldwork": {name: day for name, day in fieldwork.items() if day} if first else None,
        "rights": rights, "sources": fields.get("sources", {}),
        "caveats": {key: words for key, words in fields.get("caveats", [])},
    }  # fmt: skip


def as_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the form from the keys of report.yaml."""
    fieldwork, rights = data.get("fieldwork") or {}, data.get("rights") or {}
    return {
        **{name: str(data.get(name, EMPTY.get(name, ""))) for name in PLAIN},
        "year": str(data.get("year", "")),
        "first": str(fieldwork.get("from", "")), "last": str(fieldwork.get("to", "")),
        "days_where": str(fieldwork.get("where", "")),
        **{name: str(rights.get(name, "")) for name in RIGHTS if name not in FLAGS},
        **{name: bool(rights.get(name, False)) for name in FLAGS},
        "sources": data.get("sources", {}),
        "caveats": [[key, words] for key, words in (data.get("caveats") or {}).items()],
    }  # fmt: skip


def units(ref: ObjectRef) -> tuple[str, ...]:
    return (f"reports/{ref.report}",)


def _path(folder: Path, ref: ObjectRef) -> Path:
    return folder / units(ref)[0] / "report.yaml"


def _is_there(folder: Path, ref: ObjectRef) -> bool:
    """A report's key is its slug: by another one there is none."""
    return ref.key == ref.report and _path(folder, ref).exists()


def text(folder: Path, ref: ObjectRef) -> str:
    return (read_text(_path(folder, ref), []) or "") if _is_there(folder, ref) else ""


def read(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    data = read_yaml(_path(folder, ref), []).data if _is_there(folder, ref) else None
    return as_fields(data) if isinstance(data, dict) else None


def write(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """A report that is new has a ledger, too: without a figure."""
    path, text_before = _path(folder, ref), text(folder, ref)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_report(as_file(ref, fields), text_before), encoding="utf-8")
    ledger = path.with_name("figures.csv")
    if not ledger.exists():
        ledger.write_text(HEAD, encoding="utf-8")


def field_of(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field that a line of report.yaml says something of."""
    if path != _path(folder, ref):
        return ""
    spans = read_yaml(path, []).spans
    inner = [key for key, (first, last) in spans.items() if key and first <= line_number <= last]
    names = [str(part) for key in sorted(inner, key=len, reverse=True) for part in reversed(key)]
    fields = {*PLAIN, *RIGHTS, *FLAGS, "year", "caveats", "sources"}
    named = next((name for name in names if name in fields), "")
    return named or ("first" if "fieldwork" in names else "title")


WRITER = Writer(units, text, read, write, field_of)
