"""Proof of a printed table, row by row: plain lines, rows with pipes, rows of HTML."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from awareness.content.parsed_content import ParsedTable
from awareness.content.printed_rows import after_label, opens
from awareness.content.printed_words import (
    HARD_SPACE,
    LABEL_MARKS,
    ReportLanguage,
    cells_of,
    normal_text,
    stands_in,
    without_tags,
)
from awareness.content.problems import Problem, problem
from awareness.content.schema import TableDef
from awareness.insights.ledger import Figure, Span
from awareness.numerals.languages import language
from awareness.numerals.reading import Mention

if TYPE_CHECKING:
    from awareness.content.checks.source import Sources

ROW_OPENS = re.compile(r"<tr\b", re.IGNORECASE)
ROW_CLOSES = re.compile(r"</tr\s*>", re.IGNORECASE)
CELL_OPENS = re.compile(r"<t[dh]\b", re.IGNORECASE)
GROUPED_NUMBER = re.compile(r"[-+−–]?[0-9]{1,3}(?: [0-9]{3})+(?:[,.][0-9]+)?")
MAX_ROW_LINES = 60  # lines of one row of HTML


def table_problems(
    parsed_table: ParsedTable,
    files: dict[str, str],
    sources: "Sources",
    report_language: ReportLanguage,
) -> Iterator[Problem]:
    """A table cell by cell: the row's line begins with its printed label and holds its cells."""
    shape, table = parsed_table.shape, parsed_table.table
    file = files.get(shape.cells.source)
    if file is None:
        message = f"unknown source {shape.cells.source!r}"
        location = parsed_table.definition.location_of("cells", "source")
        yield problem(location, message, f"report.yaml names {', '.join(files)}")
        return
    lines = sources.lines(file)
    if lines is None:
        return
    yield from _heading_problems(parsed_table, files, sources)
    yield from _scale_problems(parsed_table, files, sources, report_language)
    for key, cells in table.cells.items():
        if cells:
            yield from _row_problems(parsed_table, key, cells, lines, report_language)


def _row_problems(
    parsed_table: ParsedTable,
    key: str,
    cells: dict[str, Figure],
    lines: list[str],
    report_language: ReportLanguage,
) -> Iterator[Problem]:
    """One row against the line that it names: it begins with the label, then come the cells."""
    table, first = parsed_table.table, next(iter(cells.values()))
    span, label = first.where[0], table.row_printed[key]
    where = f"{table.key}/{key}"
    if span.first > len(lines):
        message = f"{where}: {span} is past the end of its source"
        yield problem(first.location, message, "name the line that the row is printed on")
        return
    row = row_at(lines, span.first)
    parts = cells_of(row)
    label_index = next((n for n, part in enumerate(parts) if opens(part, label) == ""), None)
    if label_index is not None:
        yield from _problems_of_parted_cells(
            parsed_table.shape, cells, parts[label_index + 1 :], span, report_language
        )
        return
    text_after_label = opens(row, label)
    if text_after_label is None and row == lines[span.first - 1]:
        text_after_label = after_label(lines, span.first, label)
    if text_after_label is None or parts:
        message = f"{where}: the source, line {span.first}, does not begin with “{label}”"
        yield problem(first.location, message, "name the line that the row is printed on")
        return
    numbers = [
        m for m in report_language.mentions(normal_text(text_after_label)) if m.printed is not None
    ]
    yield from _problems_of_spaced_cells(
        parsed_table.shape, cells, numbers, span, row, report_language
    )


def row_at(lines: list[str], number: int) -> str:
    """The row that stands at a line, as a reader sees it; one of HTML may take several lines."""
    line = lines[number - 1]
    first = last = number - 1
    if CELL_OPENS.search(line) or ROW_OPENS.search(line):
        while first > 0 and number - first < MAX_ROW_LINES and not ROW_OPENS.search(lines[first]):
            first -= 1
        while last + 1 < len(lines) and not ROW_CLOSES.search(lines[last]):
            if last - first > MAX_ROW_LINES or (last > first and ROW_OPENS.search(lines[last + 1])):
                break
            last += 1
    return without_tags(" ".join(lines[first : last + 1]))


def _problems_of_parted_cells(
    shape: TableDef,
    cells: dict[str, Figure],
    parts: list[str],
    span: Span,
    report_language: ReportLanguage,
) -> Iterator[Problem]:
    """Cells that the source parts itself: each stands in its own, and none where it prints none."""
    columns = list(shape.cols)
    cell_count = max(columns.index(key) for key in cells) + 1
    if len(parts) < cell_count:
        first = next(iter(cells.values()))
        message = f"{first.key.rpartition('/')[0]} has {cell_count} cells"
        yield problem(first.location, message, f"the source, line {span.first}, has {len(parts)}")
        return
    for column, part in zip(columns, parts, strict=False):
        figure = cells.get(column)
        if figure is None:
            if shape.cols[column].kept and report_language.mentions(normal_text(part)):
                first = next(iter(cells.values()))
                message = f"{first.key.rpartition('/')[0]}/{column} has no number"
                yield problem(
                    first.location, message, f"the source, line {span.first}, prints {part}"
                )
            continue
        mentions_of_part = report_language.mentions(
            _joined_number(normal_text(part), report_language)
        )
        if not any(_says_cell(figure, mention) for mention in mentions_of_part):
            numbers = ", ".join(mention.text for mention in mentions_of_part) or "no number"
            message = f"{figure.key} is {figure.value:f}"
            yield problem(
                figure.location, message, f"the source, line {span.first}, prints {numbers}"
            )


def _joined_number(part: str, report_language: ReportLanguage) -> str:
    """A cell that is one number, whose groups an ordinary space parts where the report groups so:
    “1 104”. What else a space parts may be two numbers."""
    is_one = report_language.format.spaces and GROUPED_NUMBER.fullmatch(part.strip(LABEL_MARKS))
    return part.replace(" ", HARD_SPACE) if is_one else part


def _problems_of_spaced_cells(
    shape: TableDef,
    cells: dict[str, Figure],
    numbers: list[Mention],
    span: Span,
    line: str,
    report_language: ReportLanguage,
) -> Iterator[Problem]:
    """Cells that only spaces part: in order, as many numbers as cells and columns left out, each of
    which may print none in this row."""
    columns = [key for key, col in shape.cols.items() if key in cells or not col.kept]
    columns = _columns_printed(columns, cells, numbers)
    if len(numbers) != len(columns):
        first = next(iter(cells.values()))
        message = f"{first.key.rpartition('/')[0]} has {len(columns)} cells"
        fix = f"the source, line {span.first}, prints {len(numbers)} numbers"
        if len(numbers) > len(columns):
            fix += "; name the others under `cols` with kept: false, in the order of print"
        yield problem(first.location, message, fix)
        return
    for column, mention in zip(columns, numbers, strict=True):
        figure = cells.get(column)
        if figure is None:
            continue
        if not _says_cell(figure, mention):
            message = f"{figure.key} is {figure.value:f}"
            text = mention.text if mention.value is None else f"{mention.printed:f}"
            yield problem(figure.location, message, f"the source, line {span.first}, prints {text}")
        elif not stands_in(figure.as_printed, line, report_language):
            message = f"{figure.key}: “{figure.as_printed}” does not stand at {span}"
            yield problem(figure.location, message, "mend the cell, or the suffix of the table")


def _columns_printed(
    columns: list[str], cells: dict[str, Figure], numbers: list[Mention]
) -> list[str]:
    """Those of a row's columns of which its line prints a number. `cells`: what the table keeps of
    the row, by column; of a column that it does not keep the line may print a number or none.
    `numbers`: the line's, from left to right. A column without a cell prints none where the
    numbers are used up, or the next of them is that of the next cell to its right."""
    blank_count, printed_columns = len(columns) - len(numbers), list[str]()
    for position, key in enumerate(columns):
        next_number = next(iter(numbers[len(printed_columns) :]), None)
        next_cell = next((cells[k] for k in columns[position + 1 :] if k in cells), None)
        may_be_blank = key not in cells and (
            next_number is None or (next_cell is not None and _says_cell(next_cell, next_number))
        )
        if may_be_blank and blank_count > 0:
            blank_count -= 1
        else:
            printed_columns.append(key)
    return printed_columns


def _says_cell(figure: Figure, mention: Mention) -> bool:
    """Whether a number of the row is the cell's: with the scale of the table, where it has one."""
    if mention.value is None or figure.value is None or mention.kind == "share":
        return False
    full_size = mention.value * (figure.scale if mention.scale == 1 else 1)
    return full_size == abs(figure.value) and (figure.value >= 0 or mention.minus)


def _scale_problems(
    parsed_table: ParsedTable,
    files: dict[str, str],
    sources: "Sources",
    report_language: ReportLanguage,
) -> Iterator[Problem]:
    """A table in thousands says so: in its heading, or where `scale_where` says."""
    from awareness.content.checks.source import says_scale

    scale = parsed_table.shape.cells.scale
    if not scale:
        return
    span_text = parsed_table.shape.cells.scale_where or parsed_table.shape.heading
    span = _parse_span(span_text, files)
    text = span and sources.text_without_tags(files[span.source], span)
    if not text or not says_scale(text, language("en").scales[scale], report_language):
        message = f"{parsed_table.table.key}: no line says that its numbers are in {scale}s"
        fix = "name the line that says so in `scale_where`: 2018:367"
        yield problem(parsed_table.definition.location_of("cells", "scale"), message, fix)


def _parse_span(span_text: str, files: dict[str, str]) -> Span | None:
    match = re.fullmatch(r"([\w-]+):([0-9]+)(?:-([0-9]+))?", span_text)
    if not match or match[1] not in files:
        return None
    return Span(match[1], int(match[2]), int(match[3] or match[2]))


def _heading_problems(
    parsed_table: ParsedTable, files: dict[str, str], sources: "Sources"
) -> Iterator[Problem]:
    """The printed title and the columns' heads, in order, stand where tables.yaml says."""
    shape = parsed_table.shape
    if not shape.heading:
        return
    span, location = (
        _parse_span(shape.heading, files),
        parsed_table.definition.location_of("heading"),
    )
    if span is None:
        yield problem(
            location, f"`heading` {shape.heading!r} is no place", "write it as 2018:367-369"
        )
        return
    text = normal_text(sources.text_without_tags(files[span.source], span) or "").casefold()
    if shape.printed and normal_text(shape.printed).casefold() not in text:
        yield problem(location, f"“{shape.printed}” does not stand at {span}", "name its lines")
    offset = 0
    for key, line in shape.cols.items():
        head_start = text.find(normal_text(line.printed).casefold(), offset)
        if line.printed and head_start < 0:
            message = f"column `{key}`: “{line.printed}” does not stand at {span} in this order"
            yield problem(
                parsed_table.definition.location_of("cols", key),
                message,
                "columns stand as printed",
            )
        offset = max(offset, head_start + len(line.printed))
