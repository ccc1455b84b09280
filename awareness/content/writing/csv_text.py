"""Rows of a CSV file; of a file that is there only what changed. Pure."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from awareness.content.csv_files import csv_lines
from awareness.content.files import UnreadableFile


def csv_row(cells: Sequence[str]) -> str:
    """Cells as one record, without the end of its line."""
    out = StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def has_row(text: str, first: str) -> bool:
    """Whether a record with this first cell is there."""
    return any(cells[:1] == [first] for cells, _raw in _records(text)[1:])


def with_row(text_before: str, cells: Mapping[str, str], omittable: Sequence[str] = ()) -> str:
    """A file with a record in the place of the one that has its first cell, or added last.

    Columns of `omittable` that the file has not are added where the record says something in them.
    Records that change nothing keep their letters.
    """
    records = _records(text_before)
    columns = records[0][0]
    added = [name for name in omittable if name not in columns and cells.get(name)]
    raws = [raw_text + "," * len(added) if parsed else raw_text for parsed, raw_text in records]
    raws[0] = ",".join([records[0][1], *added])  # the head is a record like others
    columns = [*columns, *added]
    new_row = [cells.get(name, "") for name in columns]
    for index, (parsed, _raw) in enumerate(records):
        if index and parsed and parsed[0] == new_row[0]:
            if [*parsed, *[""] * len(added)] != new_row:
                raws[index] = csv_row(new_row)
            return "\n".join([*raws, ""])
    return "\n".join([*raws, csv_row(new_row), ""])


def _records(text: str) -> list[tuple[list[str], str]]:
    """(cells, as it stands) of each record; the first is the head. Unreadable."""
    lines = text.rstrip("\n").split("\n")
    reader, first, records = csv.reader(csv_lines(text.rstrip("\n")), strict=True), 0, []
    try:
        for record in reader:
            records.append((record, "\n".join(lines[first : reader.line_num])))
            first = reader.line_num
    except csv.Error as error:
        raise UnreadableFile(str(error)) from error
    return records
