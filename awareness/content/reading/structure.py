"""What the lines of a kept text are: headings, rows of tables, prose, heads of pages. Pure."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from awareness.content.reading.kept import PAGE_MARK, KeptText

HEADING = re.compile(r"(#{1,6}) (?!of )(.*)")  # “# of cases” is a number of them
TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")  # under the head of a table
PIPE_ROW = re.compile(r"\|.*\|")
ROW_NUMBER = r"[<>~≈±+−-]?\d+(?:[.,]\d+)*(?:[-–]\d+)?%?"
# “(SE) Sweden 2010 17558”: words, then numbers to the end of the line.
PRINTED_ROW = re.compile(rf"(?P<head>.*?[^\W\d_]\S*)(?P<values>(?: +{ROW_NUMBER})+)")
HEADING_OF_LIST = re.compile(
    r"\W*(?:\d+\.?\s)?(?:(?:table\sof\s)?contents|innehåll(?:sförteckning)?|inhalt(?:sverzeichnis)?"
    r"|list\sof\s(?:figures|tables)|references|bibliography|works\scited|endnotes|referenser"
    r"|referenslista|källor|källförteckning|litteratur(?:förteckning)?|literatur(?:verzeichnis)?"
    r"|quellen(?:verzeichnis)?)\W*",
    re.IGNORECASE,
)
MAX_ROW_LETTERS = 160  # letters; what is longer is no row of a printed table
MIN_PROSE_LETTERS = 45  # letters; a shorter line of a PDF is no line of a paragraph
MIN_PAGES_OF_HEAD = 3  # pages on which a line stands before it is taken for their head or foot


@dataclass(frozen=True)
class Block:
    """Lines that are read as one: `text` has a space or a line break where each begins."""

    text: str
    lines: tuple[int, ...]
    starts: tuple[int, ...]  # where each line begins in `text`
    role: str  # heading, row, prose

    def place(self, position: int) -> tuple[int, int]:
        """(line, column) of a place in the text; columns count from 0."""
        index = bisect_right(self.starts, position) - 1
        return self.lines[index], position - self.starts[index]


@dataclass(frozen=True)
class Table:
    """Rows of cells with the lines they stand in; `heads` are the first rows, without values."""

    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    heads: int

    def head(self, column: int) -> str:
        return " ".join(
            row[column] for row in self.rows[: self.heads] if column < len(row) and row[column]
        )


class Structure:
    """Of one kept text. Lines are numbered from 1."""

    def __init__(self, kept_text: KeptText) -> None:
        self.kept = kept_text
        self.has_pages = kept_text.kind == "pdf"

    @cached_property
    def silent_lines(self) -> frozenset[int]:
        """Lines in which no statistic is looked for: page marks, heads, feet, page numbers."""
        line_numbers = {n for n, line in enumerate(self.kept.lines, 1) if PAGE_MARK.fullmatch(line)}
        line_numbers |= self._lines_of_lists
        if not self.has_pages:
            return frozenset(line_numbers)
        pages = self._lines_by_page
        shapes = Counter(
            shape
            for lines in pages
            for shape in {_without_page_number(self.kept.line(n)) for n in _head_and_foot(lines)}
        )
        for lines in pages:
            for number in _head_and_foot(lines):
                line = self.kept.line(number)
                if shapes[_without_page_number(line)] >= MIN_PAGES_OF_HEAD and re.search(
                    r"[^\W\d]", line
                ):
                    line_numbers.add(number)
        return frozenset(line_numbers | self._page_numbers)

    @cached_property
    def _page_numbers(self) -> set[int]:
        """First and last lines of pages that are a number, as far from the page's as on others."""
        lines_by_distance: dict[int, list[int]] = {}
        for page_number, lines in enumerate(self._lines_by_page, 1):
            for number in {lines[0], lines[-1]} if lines else ():
                if match := re.fullmatch(r"[^\w%]*(\d{1,4})[^\w%]*", self.kept.line(number)):
                    lines_by_distance.setdefault(int(match[1]) - page_number, []).append(number)
        return {
            n
            for distance, numbers in lines_by_distance.items()
            if len(numbers) > 1 or not distance
            for n in numbers
        }

    @cached_property
    def _lines_of_lists(self) -> set[int]:
        """Lines of a list of contents or of references."""
        line_numbers: set[int] = set()
        level = 0
        for number, line in enumerate(self.kept.lines, 1):
            heading = self.headings.get(number)
            # Which size a heading of a PDF has, is less sure than that it is one.
            if heading and (heading[0] <= level or self.has_pages):
                level = 0
            if HEADING_OF_LIST.fullmatch(heading[1] if heading else line) and (
                heading or self.has_pages
            ):
                level = heading[0] if heading else 6
            elif level and (self.has_pages and PAGE_MARK.fullmatch(line) and not heading):
                level = level if level < 6 else 0  # without a heading of its own: to the page's end
            if level:
                line_numbers.add(number)
        return line_numbers

    @cached_property
    def _lines_by_page(self) -> list[list[int]]:
        """The numbers of the lines of each page that hold something."""
        pages: list[list[int]] = []
        for number, line in enumerate(self.kept.lines, 1):
            if PAGE_MARK.fullmatch(line):
                pages.append([])
            elif pages and line.strip():
                pages[-1].append(number)
        return pages

    @cached_property
    def headings(self) -> dict[int, tuple[int, str]]:
        """Line to (level, words)."""
        level_and_words_by_line = {}
        for number, line in enumerate(self.kept.lines, 1):
            if match := HEADING.fullmatch(line):
                level_and_words_by_line[number] = (len(match[1]), match[2])
        return level_and_words_by_line

    def heading_above(self, number: int) -> tuple[int, str] | None:
        """(line, words) of the heading that a line stands under; one of several lines is one."""
        index = bisect_right(self._heading_lines, number) - 1
        if index < 0:
            return None
        line_number = self._heading_lines[index]
        words = [self.headings[line_number][1]]
        while self.headings.get(line_number - 1, (0,))[0] == self.headings[line_number][0]:
            line_number -= 1
            words.insert(0, self.headings[line_number][1])
        return line_number, " ".join(words)

    @cached_property
    def _heading_lines(self) -> list[int]:
        return list(self.headings)

    def words_before(self, number: int, most: int = 6) -> str:
        """What stands before a short line of a PDF: a number there has its name in it."""
        heading = self.heading_above(number)
        first = max(heading[0] if heading else 1, number - most, 1)
        return " ".join(self.kept.line(n).lstrip("# ") for n in range(first, number))

    @cached_property
    def tables(self) -> list[Table]:
        """The tables that stand in the text as rows with |."""
        tables: list[Table] = []
        row_numbers: list[int] = []
        for number, line in enumerate([*self.kept.lines, ""], 1):
            if PIPE_ROW.fullmatch(line.strip()):
                row_numbers.append(number)
            elif row_numbers:
                tables.append(self._table(row_numbers))
                row_numbers = []
        return tables

    def _table(self, numbers: list[int]) -> Table:
        """Rows with |, without the rule below the heads; what stands above the rule are heads."""
        texts = [self.kept.line(number).strip() for number in numbers]
        rule_index = next(
            (index for index, text in enumerate(texts) if TABLE_RULE.fullmatch(text)), None
        )
        numbered_texts = [
            (n, text)
            for n, text in zip(numbers, texts, strict=True)
            if not TABLE_RULE.fullmatch(text)
        ]
        rows = tuple(
            tuple(cell.strip() for cell in text[1:-1].split("|")) for _, text in numbered_texts
        )
        heads = (
            rule_index
            if rule_index
            else next((index for index, row in enumerate(rows) if any(map(_is_value, row[1:]))), 0)
        )
        return Table(tuple(n for n, _ in numbered_texts), rows, heads)

    @cached_property
    def table_at(self) -> dict[int, tuple[Table, int]]:
        """Line to (table, row)."""
        return {
            line_number: (table, row_number)
            for table in self.tables
            for row_number, line_number in enumerate(table.lines)
        }

    @cached_property
    def printed_rows(self) -> dict[int, int]:
        """Rows of a table without lines, in a PDF or text: line to the line of its head."""
        head_line_by_row: dict[int, int] = {}
        row_numbers: list[int] = []
        if self.kept.kind not in ("pdf", "text"):
            return head_line_by_row
        for number, line in enumerate([*self.kept.lines, ""], 1):
            match = _match_printed_row(line)
            is_row_of_run = match and (
                not row_numbers
                or _number_of_values(self.kept.line(row_numbers[-1])) == _number_of_values(line)
            )
            if (
                match
                and number not in self.headings
                and number not in self.silent_lines
                and is_row_of_run
            ):
                row_numbers.append(number)
                continue
            is_part_of_label = (
                row_numbers and line and not _ends_sentence(line) and self._goes_on(number)
            )
            if not is_part_of_label:
                if len(row_numbers) >= 2 or (row_numbers and self._has_head(row_numbers[0])):
                    head_line_by_row |= dict.fromkeys(row_numbers, row_numbers[0] - 1)
                row_numbers = [number] if match and number not in self.silent_lines else []
        return head_line_by_row

    @staticmethod
    def row_label(text: str) -> str:
        """The words before the values of a row of a printed table."""
        match = _match_printed_row(text)
        return match["head"] if match else ""

    def _goes_on(self, number: int) -> bool:
        """Whether the next line but one is a row: a long label takes two or three lines."""
        return any(_match_printed_row(line) for line in self.kept.lines[number : number + 2])

    def _has_head(self, first: int) -> bool:
        return first > 1 and "(%)" in self.kept.line(first - 1)

    @cached_property
    def blocks(self) -> list[Block]:
        """All that is not silent, in order; lines of one paragraph are one block."""
        blocks: list[Block] = []
        paragraph: list[int] = []
        for number, line in enumerate(self.kept.lines, 1):
            if (
                number in self.silent_lines
                or not line.strip()
                or TABLE_RULE.fullmatch(line.strip())
            ):
                continue
            if paragraph and not (
                number == paragraph[-1] + 1 and self._joins(paragraph[-1], number)
            ):
                blocks.append(self._block(paragraph))
                paragraph = []
            paragraph.append(number)
        return [*blocks, *([self._block(paragraph)] if paragraph else [])]

    @cached_property
    def block_at(self) -> dict[int, Block]:
        return {line_number: block for block in self.blocks for line_number in block.lines}

    def _joins(self, before: int, number: int) -> bool:
        """Whether a line goes on with the paragraph of the line before it."""
        lines_alone = self.headings.keys() | self.table_at.keys() | self.printed_rows.keys()
        if before in lines_alone or number in lines_alone:
            return False
        line, following = self.kept.line(before), self.kept.line(number)
        if self.kept.kind in ("markdown", "html", "docx"):
            return not re.match(r"\s*(?:[-*+>]|\d+[.)]|\[\^)", following) and not line.endswith(
                "  "
            )
        goes_on = re.match(r"[a-zà-ÿ\d(€$£“\"'‘–%]", following.lstrip())
        return (
            len(line) >= MIN_PROSE_LETTERS
            and bool(goes_on)
            and len(re.findall(r"[^\W\d]{2,}", line)) >= 5
        )

    def _block(self, numbers: list[int]) -> Block:
        """Lines that are read as one, with what they are."""
        starts, text = [], ""
        for number in numbers:
            text += " " if text else ""
            starts.append(len(text))
            text += self.kept.line(number)
        role = "prose"
        if numbers[0] in self.headings:
            role = "heading"
        elif numbers[0] in self.table_at or numbers[0] in self.printed_rows:
            role = "row"
        return Block(text, tuple(numbers), tuple(starts), role)


def _head_and_foot(lines: list[int]) -> list[int]:
    """The lines at the head and foot of a page."""
    return lines if len(lines) <= 6 else [*lines[:3], *lines[-3:]]


def _without_page_number(line: str) -> str:
    """A line with the number of its page left open."""
    return re.sub(r"^\d+\b(?![.,])|(?<![\d.,])\d+$", "0", line.strip())


def _match_printed_row(line: str) -> re.Match[str] | None:
    """Words and then values to the end of a line, in the groups head and values; None for prose."""
    # A line of a paragraph may end with a number too.
    sentence_break = re.search(r"[^\W\d]{3}[.!?]\s+[A-ZÅÄÖ]", line[:MAX_ROW_LETTERS])
    return (
        PRINTED_ROW.fullmatch(line.strip())
        if len(line) <= MAX_ROW_LETTERS and not sentence_break
        else None
    )


def _number_of_values(line: str) -> int:
    match = _match_printed_row(line)
    return len(match["values"].split()) if match else 0


def _ends_sentence(line: str) -> bool:
    return line.rstrip().endswith((".", "?", "!", "”", ":"))


def _is_value(cell: str) -> bool:
    return bool(re.search(r"\d", cell)) and not re.fullmatch(r"\W*(?:19|20)\d\d\W*\w?", cell)
