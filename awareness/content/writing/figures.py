"""A figure as a row of figures.csv. Pure."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awareness.content.cell_values import WHOLE_NUMBER
from awareness.content.csv_files import CsvRow, read_csv
from awareness.content.figure_kinds import kind_of
from awareness.content.pack import OMITTABLE_COLUMNS, REPORT_COLUMNS
from awareness.content.printed_words import on_one_line
from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.csv_text import csv_row, has_row, with_row

HEAD_LINE = csv_row([name for name in REPORT_COLUMNS if name not in OMITTABLE_COLUMNS]) + "\n"


def write_figure(fields: Mapping[str, str], text_before: str = "") -> str:
    """figures.csv with a figure's row in the place of the one with its key, or last.

    `fields` are cells by column. Of a new row, a kind that the unit says by itself is left out.
    """
    cells = {name: on_one_line(str(fields.get(name, ""))) for name in REPORT_COLUMNS}
    per = int(cells["per"]) if WHOLE_NUMBER.fullmatch(cells["per"]) else None
    if not has_row(text_before, cells["key"]) and cells["kind"] == kind_of(
        written_kind="", unit=cells["unit"], per=per
    ):
        cells["kind"] = ""
    return with_row(text_before or HEAD_LINE, cells, OMITTABLE_COLUMNS)


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The paths that are exchanged when the figure is published."""
    return (f"reports/{ref.report}",)


def _file_path(folder: Path, ref: ObjectRef) -> Path:
    """The file that the object stands in, below the folder of its subject."""
    return folder / exchanged_paths(ref)[0] / "figures.csv"


def _stored_row(folder: Path, ref: ObjectRef) -> CsvRow | None:
    path = _file_path(folder, ref)
    rows = read_csv(path).rows if path.exists() else []
    return next((row for row in rows if row.is_complete and row.cells.get("key") == ref.key), None)


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """The lines of the figure as its file holds them; "" where there is none."""
    row = _stored_row(folder, ref)
    return "\n".join(row.raw) if row else ""


def read_fields(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """The figure as the fields of its form; None where there is none."""
    row = _stored_row(folder, ref)
    return {name: row.cells.get(name, "") for name in REPORT_COLUMNS} if row else None


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """Put the figure into its file below `folder`."""
    path = _file_path(folder, ref)
    path.parent.mkdir(parents=True, exist_ok=True)
    text_before = (read_text(path, []) or "") if path.exists() else ""
    path.write_text(write_figure({**fields, "key": ref.key}, text_before), encoding="utf-8")


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """`value` for a line of the figure's row, in which all fields stand; "" for any other."""
    row = _stored_row(folder, ref)
    if row is None or path != _file_path(folder, ref):
        return ""
    return "value" if row.location.line <= line_number < row.location.line + len(row.raw) else ""


WRITER = Writer(exchanged_paths, stored_text, read_fields, write_fields, field_at_line)
