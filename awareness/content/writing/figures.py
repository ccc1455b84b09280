"""A figure as a row of figures.csv. Pure."""

from collections.abc import Mapping

from awareness.content.cell_values import WHOLE
from awareness.content.figure_kinds import kind_of
from awareness.content.pack import COLUMNS, SPARE
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
