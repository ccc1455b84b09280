"""A table as its entry of tables.yaml and its own CSV. Pure."""

from collections.abc import Mapping
from typing import Any

from awareness.content.files import read_yaml
from awareness.content.schema import TableCells, TableDef, TableLine
from awareness.content.writing.csv_text import row_of
from awareness.content.writing.yaml_files import NOWHERE, changed_in_list

NEEDED = {name for name, field in TableDef.model_fields.items() if field.is_required()}
NEEDED_OF_CELLS = {name for name, field in TableCells.model_fields.items() if field.is_required()}
EMPTY: tuple[Any, ...] = ("", None, [], ())


def write_table(fields: Mapping[str, Any], before: str = "") -> str:
    """tables.yaml with the entry of a table in the place of the one with its key, or last."""
    data = read_yaml(NOWHERE, [], before).data
    entries: list[dict[str, Any]] = data if isinstance(data, list) else []
    old = next((entry for entry in entries if entry.get("key") == fields["key"]), {})
    told = _said(fields, TableDef.model_fields, NEEDED | set(old))
    for part in ("rows", "cols"):
        lines, kept = fields[part], old.get(part, {})
        names = TableLine.model_fields
        told[part] = {key: _said(lines[key], names, set(kept.get(key, ()))) for key in lines}
    of_cells = NEEDED_OF_CELLS | set(old.get("cells", ()))
    told["cells"] = _said(fields["cells"], TableCells.model_fields, of_cells)
    return changed_in_list(before, fields["key"], told)


def write_cells(fields: Mapping[str, Any]) -> str:
    """The CSV of a table: `lines` by row, `values` by row and column, as printed."""
    rows = [
        [key, str(fields["lines"][key]), *(fields["values"][key][col] for col in fields["cols"])]
        for key in fields["rows"]
    ]
    return "".join(f"{row_of(row)}\n" for row in [["row", "line", *fields["cols"]], *rows])


def _said(fields: Mapping[str, Any], names: Mapping[str, Any], needed: set[str]) -> dict[str, Any]:
    """In the order of the schema, without what says nothing and is not among `needed`."""
    return {
        name: fields[name]
        for name in names
        if name in fields and (name in needed or fields[name] not in EMPTY)
    }
