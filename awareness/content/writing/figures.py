"""A figure as a row of figures.csv. Pure."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awareness.content.cell_values import WHOLE
from awareness.content.figure_kinds import kind_of
from awareness.content.files import Row, read_csv, read_text
from awareness.content.pack import COLUMNS, SPARE
from awareness.content.writing import Fields, ObjectPlace, Writer
from awareness.content.writing.csv_text import has_row, row_of, with_row

HEAD = row_of([name for name in COLUMNS if name not in SPARE]) + "\n"


def write_figure(fields: Mapping[str, str], before: str = "") -> str:
    """figures.csv with a figure's row in the place of the one with its key, or last.

    `fields` are cells by column. Of a new row, a kind that the unit says by itself is left out.
    """
    cells = {name: " ".join(str(fields.get(name, "")).split()) for name in COLUMNS}
    per = int(cells["per"]) if WHOLE.fullmatch(cells["per"]) else None
    if not has_row(before, cells["key"]) and cells["kind"] == kind_of("", cells["unit"], per):
        cells["kind"] = ""
    return with_row(before or HEAD, cells, SPARE)


def units(place: ObjectPlace) -> tuple[str, ...]:
    return (f"reports/{place.report}",)


def _path(folder: Path, place: ObjectPlace) -> Path:
    return folder / units(place)[0] / "figures.csv"


def _row(folder: Path, place: ObjectPlace) -> Row | None:
    path = _path(folder, place)
    rows = read_csv(path, [])[1] if path.exists() else []
    return next((row for row in rows if row.whole and row.cells.get("key") == place.key), None)


def text(folder: Path, place: ObjectPlace) -> str:
    row = _row(folder, place)
    return "\n".join(row.raw) if row else ""


def read(folder: Path, place: ObjectPlace) -> dict[str, Any] | None:
    row = _row(folder, place)
    return {name: row.cells.get(name, "") for name in COLUMNS} if row else None


def write(folder: Path, place: ObjectPlace, fields: Fields) -> None:
    path = _path(folder, place)
    path.parent.mkdir(parents=True, exist_ok=True)
    before = (read_text(path, []) or "") if path.exists() else ""
    path.write_text(write_figure({**fields, "key": place.key}, before), encoding="utf-8")


def field_of(folder: Path, place: ObjectPlace, path: Path, line: int) -> str:
    """All fields stand in one line: its number stands for them."""
    row = _row(folder, place)
    if row is None or path != _path(folder, place):
        return ""
    return "value" if row.place.line <= line < row.place.line + len(row.raw) else ""


WRITER = Writer(units, text, read, write, field_of)
