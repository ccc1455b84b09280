"""A table of a report: rows and columns with their lines, and what it may say. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from awareness.content.printed_rows import after_label
from awareness.content.printed_words import normal_text
from awareness.content.reading.figure_fields import Source, key_from_label
from awareness.content.reading.kept import PAGE_MARK, KeptText
from awareness.content.reading.proposals import COUNT_OR_WORDS_OF_BASE, Proposal
from awareness.content.reading.structure import TABLE_RULE, Structure
from awareness.insights.numbers import plain_digits
from awareness.numerals.reading import digits_value

MAX_LINES_BELOW = 4  # in which the caption of a table, or whom it is of, may stand
MAX_HEAD_LINES = 8  # lines that the heads of columns may take
# “Table 3.2: ”, in three languages.
CAPTION_BEGINS = re.compile(
    r"[#*_ ]*(?:Table|Tab\.|Tabell|Tabelle|Figure|Figur|Abbildung)\s\w{1,5}\s?[.:–-]\s*"
)
BASE_IN_WORDS = re.compile(r"(?:Base|Bas|Basis):\s([^.:(]{3,120})")
UNIT_OF_CAPTION = re.compile(
    r"[.,(]?\s*(?:in\s)?(?:%|per\scent|percent|procent|Prozent)\)?\.?$", re.IGNORECASE
)
YEAR_OF_CAPTION = re.compile(r"[,.]?\s*\(?\b(?:19|20)\d\d(?:\s?[–/-]\s?(?:19|20)?\d\d)?\b\)?")
MAX_CAPTION_LINES_ABOVE = 4
MAX_CAPTION_LETTERS = 200  # letters of a caption
PERCENT_BEHIND_VALUE = re.compile(r"\s?(?:%|per cent|procent|Prozent)$")
# A sign or word that may stand behind a value: “35 hours”.
UNIT_BEHIND_VALUE = re.compile(r"(?:\s?(?:%|per cent|procent|Prozent)|(?<=\d)\s[^\W\d_]{2,20})$")
NOTE_MARKS = re.compile(r"(?<=[\w%])\s?(?:[*†‡§¹²³⁴-⁹]+|\[\^?\w{1,2}\]|<sup>.*</sup>)$")


@dataclass(frozen=True)
class OpenedTable:
    """Rows of cells, the line of the text that each stands in (0 where none does), and how many of
    the first are heads."""

    rows: tuple[tuple[str, ...], ...]
    line_numbers: tuple[int, ...]
    head_count: int


def table_in_text(kept_text: KeptText, line_number: int) -> OpenedTable | None:
    """The table whose rows stand in the text with |, at one of its lines; None for another line."""
    table_and_row = Structure(kept_text).table_at.get(line_number)
    if table_and_row is None:
        return None
    table, _row = table_and_row
    return _below_each_other(OpenedTable(table.rows, table.lines, table.heads))


def _below_each_other(table: OpenedTable) -> OpenedTable:
    """A table whose second half goes on beside the first, under the same heads, as one."""
    half = max(map(len, table.rows), default=0) // 2
    heads = table.rows[: table.head_count]
    if half < 2 or not heads or any(head[:half] != head[half:] for head in heads):
        return table
    rows = list(zip(table.rows, table.line_numbers, strict=True))
    body = rows[table.head_count :]
    unfolded = [
        *((row[:half], line) for row, line in rows),
        *((row[half:], line) for row, line in body if "".join(row[half:]).strip()),
    ]
    return OpenedTable(
        tuple(row for row, _line in unfolded), tuple(line for _row, line in unfolded),
        table.head_count,
    )  # fmt: skip


def table_of_page(
    kept_text: KeptText, page_number: int, rows: Sequence[Sequence[str]]
) -> OpenedTable:
    """A table that was opened from the page of a PDF, its rows found again in the kept text."""
    free_lines = [
        line_number
        for line_number in kept_text.page_lines(page_number)
        if kept_text.line(line_number).strip()
    ]
    line_numbers = []
    for row in rows:
        words = [normal_text(cell) for cell in row if cell.strip()]
        whole = (
            number for number in free_lines
            if _stand_in_order(words, normal_text(kept_text.line(number)))
        )  # fmt: skip
        row_line = next(whole, 0) or _line_of_values(kept_text, free_lines, row)
        line_numbers.append(row_line)
        if row_line:
            free_lines = [line_number for line_number in free_lines if line_number > row_line]
    head_count = next((index for index, row in enumerate(rows) if _has_values(row[1:])), 0)
    cells = tuple(tuple(" ".join(cell.split()) for cell in row) for row in rows)
    return OpenedTable(cells, tuple(line_numbers), head_count)


def _line_of_values(kept_text: KeptText, free_lines: Sequence[int], row: Sequence[str]) -> int:
    """The line of a row's values, where its label takes more than that line; 0 for none."""
    values = [normal_text(cell) for cell in row[1:] if cell.strip()]
    if not values or not row[0].strip():
        return 0
    for number in free_lines:
        rest = after_label(kept_text.lines, number, row[0])
        if rest is not None and _stand_in_order(values, rest):
            return number
    return 0


def _stand_in_order(words: Sequence[str], line: str) -> bool:
    """Whether all words stand in a line, in their order."""
    position = 0
    for word in words:
        start = line.find(word, position)
        if start < 0:
            return False
        position = start + len(word)
    return bool(words)


def holds_numbers(table: OpenedTable) -> bool:
    """Whether two of its rows or more have a number in one column: what the ruler of a page of
    sentences makes of it has none."""
    width = max(map(len, table.rows), default=0)
    rows = table.rows[table.head_count :]
    number = re.compile(r"\W*\d[\d.,'’\s]*(?:%|[^\W\d_]{1,20})?\W*")
    return any(
        sum(bool(number.fullmatch(row[col])) for row in rows if col < len(row)) > 1
        for col in range(1, width)
    )


def _has_values(cells: Sequence[str]) -> bool:
    """Whether values stand in a row: numbers that are no years."""
    return any(
        re.search(r"\d", cell) and not re.fullmatch(r"\W*(?:19|20)\d\d\W*", cell) for cell in cells
    )


def table_fields(source: Source, table: OpenedTable) -> tuple[dict[str, Any], dict[str, Proposal]]:
    """What a draft of it begins with, and what of that was read where.

    `grid` is the table as it was read: `cols`, and `rows` with printed label, line and values.
    """
    cols = _printed_columns(table)
    grid: dict[str, Any] = {
        "cols": [_head_of_column(table, col) for col in cols],
        "rows": [
            {
                "printed": row[0],
                "line": line_number,
                "values": [_plain_value(source, row, col) for col in cols],
            }
            for row, line_number in zip(
                table.rows[table.head_count :], table.line_numbers[table.head_count :], strict=True
            )
        ],
    }
    col_used = [_holds_values(table, col) for col in cols]
    # A head that stands once more, as over a page break, is no row of years.
    heads_of_labels = {row[0] for row in table.rows[: table.head_count] if row[0].strip()}
    row_used = [
        bool(row["line"])
        and row["printed"] not in heads_of_labels
        and all(value for value, is_used in zip(row["values"], col_used, strict=True) if is_used)
        for row in grid["rows"]
    ]
    unit_sign = _common_unit_sign(table, cols)
    proposals = _proposals_around(source, table, unit_sign)
    values = {name: proposal.value for name, proposal in proposals.items()}
    body = {
        "grid": grid, "row_used": row_used, "col_used": col_used,
        "row_labels": [row["printed"] for row in grid["rows"]], "col_labels": grid["cols"],
        "title": values.get("title", ""), "printed": values.get("printed", ""),
        "heading": values.get("heading", ""), "base_n": values.get("base_n", ""),
        "unit": values.get("unit", ""), "suffix": unit_sign, "source": source.name,
    }  # fmt: skip
    return body, proposals


def _printed_columns(table: OpenedTable) -> list[int]:
    """The columns behind the labels in which anything is printed: also those that hold no values
    are named as left out, for the proof goes by the order of print."""
    width = max(map(len, table.rows), default=0)
    rows = table.rows[table.head_count :]
    return [
        col for col in range(1, width) if any("".join(row[col : col + 1]).strip() for row in rows)
    ]


def _holds_values(table: OpenedTable, col: int) -> bool:
    return any(_has_values(row[col : col + 1]) for row in table.rows[table.head_count :])


def _head_of_column(table: OpenedTable, col: int) -> str:
    """The words of a column's heads, from the top down."""
    cells = [row[col] for row in table.rows[: table.head_count] if col < len(row) and row[col]]
    return " ".join(cells)


def _plain_value(source: Source, row: Sequence[str], col: int) -> str:
    """A cell as a plain number; "" for what is none."""
    cell = NOTE_MARKS.sub("", row[col].strip()) if col < len(row) else ""
    cell = UNIT_BEHIND_VALUE.sub("", cell)
    token = re.fullmatch(r"[$€£]?\s?([−-]?)(\d[\d.,'’ \u00a0\u202f\u2009]*)", cell)
    value = digits_value(token[2].strip(), source.number_format) if token else None
    return (
        "" if token is None or value is None else f"{'-' if token[1] else ''}{plain_digits(value)}"
    )


def _common_unit_sign(table: OpenedTable, cols: Sequence[int]) -> str:
    """The sign or word that every value has behind it; "" where they have none."""
    rows = table.rows[table.head_count :]
    cells = [NOTE_MARKS.sub("", row[col].strip()) for row in rows for col in cols if col < len(row)]
    values = [cell for cell in cells if re.search(r"\d", cell)]
    units = {match[0] for cell in values if (match := UNIT_BEHIND_VALUE.search(cell))}
    all_have_unit = values and all(UNIT_BEHIND_VALUE.search(cell) for cell in values)
    return units.pop() if all_have_unit and len(units) == 1 else ""


class TableLines(NamedTuple):
    """Lines of the text where a table and its caption stand; 0 where there is none."""

    first_row: int
    last_row: int
    caption: int
    caption_end: int


def _lines_of_table(kept_text: KeptText, table: OpenedTable) -> TableLines:
    """Where the rows and the caption of a table stand."""
    first_row = min((line for line in table.line_numbers if line), default=0)
    last_row = max(table.line_numbers, default=0)
    caption = _caption_line(kept_text, first_row, last_row)
    return TableLines(first_row, last_row, caption, _last_line_of_caption(kept_text, caption))


def _proposals_around(source: Source, table: OpenedTable, unit_sign: str) -> dict[str, Proposal]:
    """By field, what the lines around a table say of all its cells: its caption as title and
    printed words, the lines of its heads, a unit of percent, how many answered, and of whom it is.
    `unit_sign` is what every value has behind it, "" where they have none."""
    lines = _lines_of_table(source.text, table)
    proposals = (
        *_caption_proposals(source.text, lines),
        *_heading_proposals(source, table, lines),
        *_unit_proposals(source.text, lines, unit_sign),
        *_base_proposals(source, lines),
        *_population_proposals(source.text, lines),
    )
    return {proposal.field: proposal for proposal in proposals if proposal.value}


def _caption_proposals(kept_text: KeptText, lines: TableLines) -> Iterator[Proposal]:
    """The caption as title and as printed; inherited where it stands above the rows."""
    if not lines.caption:
        return
    words = " ".join(kept_text.line(line) for line in range(lines.caption, lines.caption_end + 1))
    words = words.lstrip("# ").strip("*_ ")[:MAX_CAPTION_LETTERS]
    is_above = lines.caption < lines.first_row
    yield Proposal("title", title_of(words), lines.caption, is_above)
    yield Proposal("printed", words, lines.caption, is_above)


def _heading_proposals(source: Source, table: OpenedTable, lines: TableLines) -> Iterator[Proposal]:
    """The lines of caption and heads, as figures name them: `2018:367-369`."""
    if not lines.first_row:
        return
    head_line = (table.line_numbers[0] if table.line_numbers else 0) or lines.first_row
    top_of_heads = min(head_line, _first_line_of_heads(table, source.text, lines.first_row))
    start = lines.caption if 0 < lines.caption < lines.first_row else top_of_heads
    last = table.line_numbers[table.head_count - 1] if table.head_count else head_line
    last = max(last, lines.caption_end)  # a caption may stand under its table
    span_text = f"{source.name}:{start}" + (f"-{last}" if last > start else "")
    yield Proposal("heading", span_text, start, inherited=True)


def _unit_proposals(kept_text: KeptText, lines: TableLines, unit_sign: str) -> Iterator[Proposal]:
    """Percent, where every value has a sign behind it or the words above the table say so; another
    word that stands behind every value."""
    if unit_sign and not PERCENT_BEHIND_VALUE.fullmatch(unit_sign):
        yield Proposal("unit", unit_sign.strip(), lines.first_row, inherited=False)
        return
    above = [lines.first_row]
    if lines.caption:
        above = [
            *range(lines.caption, lines.first_row + 1),
            *range(lines.caption, lines.caption_end + 1),
        ]
    words = " ".join(kept_text.line(line) for line in above if line)
    if unit_sign or re.search(r"%|per\scent|percent|procent|Prozent", words, re.IGNORECASE):
        yield Proposal("unit", "percent", lines.caption or lines.first_row, inherited=True)


def _base_proposals(source: Source, lines: TableLines) -> Iterator[Proposal]:
    """How many answered, where the first rows or the lines above say so: n = 245."""
    for line_number in range(lines.first_row, max(0, lines.first_row - 12), -1):
        base = COUNT_OR_WORDS_OF_BASE.search(source.text.line(line_number))
        value = digits_value(base[1], source.number_format) if base and base[1] else None
        if value is not None:
            yield Proposal("base_n", plain_digits(value), line_number, inherited=True)
            return


def _population_proposals(kept_text: KeptText, lines: TableLines) -> Iterator[Proposal]:
    """Of whom the table is, where a line below it says so: “Base: all who answered”."""
    end = min(lines.last_row + 1 + MAX_LINES_BELOW, len(kept_text.lines) + 1)
    for line_number in range(lines.last_row + 1, end):
        if group := BASE_IN_WORDS.match(kept_text.line(line_number).strip("*_ ")):
            yield Proposal("population", group[1].strip(), line_number, inherited=False)
            return


def title_of(caption: str) -> str:
    """A caption without its number, its unit and its year, which stand in fields of their own."""
    return YEAR_OF_CAPTION.sub("", UNIT_OF_CAPTION.sub("", CAPTION_BEGINS.sub("", caption))).strip(
        " .,"
    )


def _first_line_of_heads(table: OpenedTable, kept_text: KeptText, first_line: int) -> int:
    """Where the heads of the columns begin, which may take several lines above the first row."""
    heads = " ".join(cell for row in table.rows[: table.head_count] for cell in row)
    words, line = set(normal_text(heads).casefold().split()), first_line
    while line > max(1, first_line - MAX_HEAD_LINES):
        above = normal_text(kept_text.line(line - 1)).casefold().split()
        if not above or not words.issuperset(above):
            break
        line -= 1
    return line


def _last_line_of_caption(kept_text: KeptText, caption_line: int) -> int:
    """The line in which a caption ends: the next one, where it ends a sentence that goes on."""
    if (
        not caption_line
        or caption_line >= len(kept_text.lines)
        or not CAPTION_BEGINS.match(kept_text.line(caption_line))
    ):
        return caption_line
    goes_on = not kept_text.line(caption_line).rstrip().endswith((".", ":"))
    following = kept_text.line(caption_line + 1)
    return (
        caption_line + 1
        if goes_on and re.fullmatch(r"[^\W\d][^.]{0,80}\.", following)
        else caption_line
    )


def _caption_line(kept_text: KeptText, first_line: int, last_line: int) -> int:
    """The line nearest to a table that calls itself a table, above it or below; else the line of
    words nearest above; 0 for none."""
    if not first_line:
        return 0
    below = range(last_line + 1, min(last_line + 1 + MAX_LINES_BELOW, len(kept_text.lines) + 1))
    lines_nearby = [
        *range(first_line - 1, max(0, first_line - 1 - MAX_CAPTION_LINES_ABOVE), -1),
        *below,
    ]
    caption_line = next(
        (line for line in lines_nearby if CAPTION_BEGINS.match(kept_text.line(line))), 0
    )
    if caption_line:
        return caption_line
    for line in range(first_line - 1, max(0, first_line - 1 - MAX_CAPTION_LINES_ABOVE), -1):
        text = kept_text.line(line).strip()
        if PAGE_MARK.fullmatch(text) or text.startswith("|") or TABLE_RULE.fullmatch(text or "--"):
            continue
        if re.search(r"[^\W\d]{3}", text):
            return line
    return 0


def keys_from_labels(labels: Sequence[str]) -> list[str]:
    """A key for each row or column, made of its label."""
    keys: list[str] = []
    for number, label in enumerate(labels, 1):
        keys.append(key_from_label(label or f"c{number}", set(keys)))
    return keys


def new_row_and_col_keys(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """The keys of rows and columns, made of what is printed; they stay."""
    grid = fields["grid"]
    return {
        "row_keys": keys_from_labels([row["printed"] for row in grid["rows"]]),
        "col_keys": keys_from_labels(grid["cols"]),
    }
