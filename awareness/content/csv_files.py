"""Reads the CSV files of the content and remembers on which lines each record stands."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from awareness.content.files import Text
from awareness.content.problems import Problem, problem
from awareness.content.text_files import read_text, shown_path
from awareness.insights.ledger import Location


@dataclass(frozen=True)
class CsvRow:
    """One record of a CSV file."""

    cells: dict[str, str]  # by column
    location: Location
    raw: tuple[str, ...]  # the lines of the file that hold it
    is_complete: bool = True  # as many cells as the head has

    def text(self, column: str) -> Text:
        """The cell of a column with its place. KeyError where the record has no such cell."""
        return Text(self.cells[column], self.location, self.raw)


class CsvFile(NamedTuple):
    """The columns of a CSV file, as its head has them, and its records. Both empty where the file
    cannot be read."""

    columns: list[str]
    rows: list[CsvRow]


def read_csv(path: Path, problems: list[Problem] | None = None) -> CsvFile:
    """A CSV file; what is wrong with it is added to `problems`, where that is of interest. A record
    of the wrong length is a problem, and is not `is_complete`; nor is any in a file whose cells are
    divided by something else than commas."""
    problems = [] if problems is None else problems
    raw_text = read_text(path, problems)
    if raw_text is None:
        return CsvFile([], [])
    lines = raw_text.split("\n")
    divider = next((sign for sign in ";\t" if sign in lines[0] and "," not in lines[0]), ",")
    if divider != ",":
        divider_name = "semicolons" if divider == ";" else "tabs"
        fix = "save it with commas between the cells (CSV UTF-8, comma delimited)"
        problems.append(
            problem(Location(shown_path(path), 1), f"its cells are divided by {divider_name}", fix)
        )
    reader = csv.reader(csv_lines(raw_text), strict=True, delimiter=divider)
    columns: list[str] = []
    rows: list[CsvRow] = []
    first_line = 1
    try:
        for record in reader:
            location = Location(shown_path(path), first_line)
            row_lines = tuple(lines[first_line - 1 : reader.line_num])
            first_line = reader.line_num + 1
            if not record:
                continue
            if not columns:
                columns = record
                for name in sorted({name for name in columns if columns.count(name) > 1}):
                    message = f"the column `{name}` stands twice"
                    problems.append(problem(location, message, "keep one of them"))
                continue
            is_complete = len(record) == len(columns) and divider == ","
            if not is_complete and divider == ",":
                message = f"this row has {len(record)} cells, the head has {len(columns)}"
                problems.append(problem(location, message, "put a text with commas in quotes"))
            cells = dict(zip(columns, record, strict=False))
            rows.append(CsvRow(cells, location, row_lines, is_complete))
    except csv.Error as error:
        location = Location(shown_path(path), first_line)
        problems.append(problem(location, f"cannot be read: {error}", "close the quotes"))
    if not columns:
        problems.append(
            problem(Location(shown_path(path), 1), "is empty", "it begins with its column names")
        )
    return CsvFile(columns, rows)


def csv_lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, as csv.reader takes them."""
    return (line + "\n" for line in text.removesuffix("\n").split("\n"))
