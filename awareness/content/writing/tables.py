"""A table as its entry of tables.yaml and its own CSV. Pure."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awareness.content.cell_values import split_list
from awareness.content.csv_files import read_csv
from awareness.content.files import read_yaml
from awareness.content.schema import TableCells, TableColumn, TableDef, TableLine
from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.csv_text import csv_row
from awareness.content.writing.list_entries import ListEntry, find_entry
from awareness.content.writing.yaml_files import NOWHERE, changed_in_list

REQUIRED_KEYS = {name for name, field in TableDef.model_fields.items() if field.is_required()}
REQUIRED_CELL_KEYS = {
    name for name, field in TableCells.model_fields.items() if field.is_required()
}
NO_NUMBER = "–"  # a cell in which the report prints none
EMPTY_VALUES: tuple[Any, ...] = ("", None, [], ())


def write_table(fields: Mapping[str, Any], text_before: str = "") -> str:
    """tables.yaml with the entry of a table in the place of the one with its key, or last."""
    data = read_yaml(NOWHERE, text=text_before).data
    entries: list[dict[str, Any]] = data if isinstance(data, list) else []
    old_fields = next((entry for entry in entries if entry.get("key") == fields["key"]), {})
    values = _without_empty(fields, TableDef.model_fields, REQUIRED_KEYS | set(old_fields))
    for part in ("rows", "cols"):
        lines, old_lines = fields[part], old_fields.get(part, {})
        names = TableColumn.model_fields if part == "cols" else TableLine.model_fields
        values[part] = {
            key: _without_empty(lines[key], names, set(old_lines.get(key, ()))) for key in lines
        }
    of_cells = REQUIRED_CELL_KEYS | set(old_fields.get("cells", ()))
    values["cells"] = _without_empty(fields["cells"], TableCells.model_fields, of_cells)
    return changed_in_list(text_before, fields["key"], values)


def write_cells(fields: Mapping[str, Any]) -> str:
    """The CSV of a table: `lines` by row, `values` by row and column, as printed."""
    cols = [key for key, col in fields["cols"].items() if col.get("kept", True)]
    rows = [
        [key, str(fields["lines"][key]), *(fields["values"][key][col] for col in cols)]
        for key in fields["rows"]
    ]
    return "".join(f"{csv_row(row)}\n" for row in [["row", "line", *cols], *rows])


def _without_empty(
    fields: Mapping[str, Any], names: Mapping[str, Any], needed: set[str]
) -> dict[str, Any]:
    """In the order of the schema, without what says nothing and is not among `needed`."""
    return {
        name: fields[name]
        for name in names
        if name in fields and (name in needed or fields[name] not in EMPTY_VALUES)
    }


CELL_TEXT_KEYS = (
    "source", "suffix", "unit", "label", "statement", "measure", "population", "question", "kind",
    "scale", "scale_where", "use", "reason", "as_of", "review_by",
)  # fmt: skip
TABLE_TEXT_KEYS = (
    "insight", "title", "heading", "printed", "row_kind", "col_kind", "sums", "chart", "finding",
)  # fmt: skip
FLAG_KEYS = ("exclusive", "multi_answer", "base_inferred")
LIST_KEYS = ("caveats", "discrepancies", "audience")


def entry_of_fields(ref: ObjectRef, fields: Fields) -> dict[str, Any]:
    """The entry of tables.yaml and its cells from the fields of the form, which are flat.

    `grid` is the table as it was read; of it stands what is used. A column that is not used is
    named as left out, for the proof goes by the order of print.
    """
    grid = fields["grid"]
    rows = [index for index, used in enumerate(fields["row_used"]) if used]
    cols = [index for index, used in enumerate(fields["col_used"]) if used]
    row_keys, col_keys = fields["row_keys"], fields["col_keys"]
    base, per = str(fields.get("base_n") or ""), str(fields.get("per") or "")
    return {
        "key": ref.key,
        **{name: fields.get(name, "") for name in TABLE_TEXT_KEYS},
        **{name: bool(fields.get(name)) for name in FLAG_KEYS},
        "base_n": int(base) if base.isdecimal() else base or None,
        "rows": {
            row_keys[index]: {
                "label": fields["row_labels"][index],
                "printed": grid["rows"][index]["printed"],
            }
            for index in rows
        },
        "cols": {
            key: {"label": fields["col_labels"][index], "printed": grid["cols"][index]}
            if index in cols
            else {"label": fields["col_labels"][index] or key, "printed": "", "kept": False}
            for index, key in enumerate(col_keys)
        },
        "cells": {
            **{name: fields.get(name, "") for name in CELL_TEXT_KEYS},
            "per": int(per) if per.isdecimal() else per or None,
            **{name: split_list(fields.get(name, "")) for name in LIST_KEYS},
        },
        "lines": {row_keys[index]: grid["rows"][index]["line"] for index in rows},
        "values": {
            row_keys[row_number]: {
                col_keys[col]: grid["rows"][row_number]["values"][col] or NO_NUMBER for col in cols
            }
            for row_number in rows
        },
    }


def form_fields_of(
    entry: Mapping[str, Any], cells: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The fields of the form from an entry of tables.yaml and the rows of its CSV."""
    rows, cols, shared = entry["rows"], entry["cols"], entry["cells"]
    grid = {
        "cols": [line.get("printed", line["label"]) for line in cols.values()],
        "rows": [
            {"printed": line.get("printed", line["label"]),
             "line": int(cells.get(key, {}).get("line", "0") or 0),
             "values": [cells.get(key, {}).get(col, "") for col in cols]}
            for key, line in rows.items()
        ],
    }  # fmt: skip
    return {
        "grid": grid, "row_keys": list(rows), "col_keys": list(cols),
        "row_used": [True] * len(rows),
        "col_used": [line.get("kept", True) for line in cols.values()],
        "row_labels": [line["label"] for line in rows.values()],
        "col_labels": [line["label"] for line in cols.values()],
        **{name: str(entry.get(name, "")) for name in TABLE_TEXT_KEYS},
        **{name: bool(entry.get(name)) for name in FLAG_KEYS},
        **{name: str(shared.get(name, "")) for name in CELL_TEXT_KEYS},
        **{name: ";".join(shared.get(name, [])) for name in LIST_KEYS},
        "base_n": str(entry.get("base_n") or ""), "per": str(shared.get("per") or ""),
    }  # fmt: skip


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The paths that are exchanged when the table is published."""
    return (f"reports/{ref.report}",)


def _tables_folder(folder: Path, ref: ObjectRef) -> Path:
    """The tables of the report, below the folder of its subject."""
    return folder / exchanged_paths(ref)[0] / "tables"


def _stored_entry(folder: Path, ref: ObjectRef) -> ListEntry | None:
    return find_entry(_tables_folder(folder, ref) / "tables.yaml", ref.key)


def _with_what_form_lacks(values: dict[str, Any], old_entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of tables.yaml: what the form sends, and of the old entry what the form has no field
    for, such as a row's own base. Rows and columns that the form no longer has go. `cells` is what
    is said of all cells (kind, scale, measure …), no cell of the CSV."""
    lines = {
        part: {
            key: {**_without_used(old_entry.get(part, {}).get(key, {})), **line}
            for key, line in values[part].items()
        }
        for part in ("rows", "cols")
    }
    return {
        **old_entry,
        **values,
        **lines,
        "cells": {**old_entry.get("cells", {}), **values["cells"]},
    }


def _without_used(line: Mapping[str, Any]) -> dict[str, Any]:
    """What a row or column says beside whether it is used, which the form says."""
    return {name: value for name, value in line.items() if name != "kept"}


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """The table's entry of tables.yaml, then its CSV; "" where it has no entry."""
    entry = _stored_entry(folder, ref)
    if entry is None:
        return ""
    cells = read_text(_tables_folder(folder, ref) / f"{ref.key}.csv", []) or ""
    return f"{entry.text_alone}\n{cells}"


def read_fields(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """The table as the fields of its form; None where there is none."""
    entry = _stored_entry(folder, ref)
    if entry is None:
        return None
    rows = read_csv(_tables_folder(folder, ref) / f"{ref.key}.csv").rows
    cells = {row.cells["row"]: row.cells for row in rows if row.is_complete and "row" in row.cells}
    return form_fields_of(entry.data, cells)


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """Put the table into its file below `folder`."""
    tables_folder = _tables_folder(folder, ref)
    tables_folder.mkdir(parents=True, exist_ok=True)
    path = tables_folder / "tables.yaml"
    text_before = (read_text(path, []) or "") if path.exists() else ""
    entry = _stored_entry(folder, ref)
    values = _with_what_form_lacks(entry_of_fields(ref, fields), entry.data if entry else {})
    path.write_text(write_table(values, text_before), encoding="utf-8")
    (tables_folder / f"{ref.key}.csv").write_text(write_cells(values), encoding="utf-8")


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field that a line of the table's entry belongs to; `values` for its rows, columns
    and CSV, "" for lines of others."""
    if path == _tables_folder(folder, ref) / f"{ref.key}.csv":
        return "values"
    entry = _stored_entry(folder, ref)
    if entry is None or path != entry.document.path:
        return ""
    names = [str(name) for name in entry.part_at(line_number) or ()]
    if names[:1] == ["cells"] and names[1:]:
        return names[1]
    return "values" if names[:1] in (["rows"], ["cols"]) else "".join(names[:1]) or "title"


WRITER = Writer(exchanged_paths, stored_text, read_fields, write_fields, field_at_line)
