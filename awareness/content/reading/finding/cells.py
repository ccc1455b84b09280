"""The statistics in tables: rows with |, and rows of a PDF whose numbers end the line. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from awareness.content.reading.finding import meaning
from awareness.content.reading.finding.no_statistics import spans_of_no_statistic
from awareness.content.reading.finding.printed_numbers import (
    MAX_PHRASE_WORDS,
    PrintedNumber,
    counted_noun,
    lower_unless_short_form,
)
from awareness.content.reading.finding.prose import YEAR, is_statistic
from awareness.content.reading.finding.words import PER_CENT
from awareness.content.reading.structure import Block, Table
from awareness.numerals.nouns import plural

if TYPE_CHECKING:
    from awareness.content.reading.finding.found import Reading


class CellStatistic(NamedTuple):
    """A number of a table that is a statistic; `in_table` is False for one in a row's words."""

    number: PrintedNumber
    kind: str
    unit: str
    in_table: bool


# Heads of columns whose numbers are no values: ranks, codes, years.
NO_VALUE_HEAD = re.compile(
    r"\W*(?:#|rank\w*|no\.|nr\.?|id|code|kod|year|år|jahr|date|datum|page|sida|ref\.?"
    r"|isco|nace)\W*",
    re.IGNORECASE,
)
# A cell that is a value: signs, the number with its unit, a note.
VALUE_CELL = re.compile(
    r"[\s<>~≈±+−–-]*[$€£]?\s?\S+(?:\s\d{3})*\s?(?:\S{1,12}|million"
    r"|billion)?\s*[*†‡]*\W*(?:\([^)]*\)|[a-z]|\[\^?\w+\])?"
)
ALONE_BEFORE = re.compile(r"(?:^|\s)[<>~≈±+−–-]?[$€£]?$")
ALONE_AFTER = re.compile(r"[*†‡]?(?:\s|$)")
# What stands around the noun where a head says that it is counted.
COUNT_OF = re.compile(
    r"(?:\b(?:number|count|total)s?\s+of\s+(?:all\s+|the\s+)*|\bantal(?:et)?\s+"
    r"|\b(?:an)?zahl\s+(?:der\s+)?|(?<!\S)#\s?(?:of\s+)?)"
    r"(?:\d+\s)?(?P<counted>[^\W\d_][^|.;:()\n]*)",
    re.IGNORECASE,
)
COUNT_BEHIND = re.compile(r"(?P<counted>[^\W\d_]{3,})\s+(?:counts?|totals?)\b", re.IGNORECASE)
CURRENCY_BY_SIGN = (
    (re.compile(r"\$|\bUSD\b"), "USD"),
    (re.compile(r"€|\bEUR\b"), "EUR"),
    (re.compile(r"£|\bGBP\b"), "GBP"),
    (re.compile(r"\b(?:SEK|[tm]?kr)\b"), "SEK"),
    (re.compile(r"\bincome"), "EUR"),
)
SAYS_PERCENT = re.compile(rf"{PER_CENT}|\bshare\b|\bandel\b|\bAnteil\b")
# A class of answers may hold a per cent (“50 % or more”); a row that is in per cent says so apart.
ROW_IN_PERCENT = re.compile(
    rf"(?<![\d\s])\s*[(,]?\s?(?:{PER_CENT})\)?\s*$|^(?:%|[Pp]er\s?cent(?:age)?|[Ss]hare|[Aa]ndel|Anteil)\b"
)
PER_100_000 = re.compile(r"\bper\s100[ ,.]?000\s\w+")
# The signs that heads of columns begin with.
COLUMN_SIGN = re.compile(r"(?<!\S)[#%](?:\s[^\W\d]\S*){1,3}")
MAX_HEAD_LINES = 20  # lines over the first row of a printed table among which its heads are
VALUES_AT_END = re.compile(r"(?:(?<!\S)[<>~≈±+−–-]?[\d.,]*\d%?(?:\s|$)|(?<!\S)[-–](?:\s|$))+$")


def cell_numbers(reading: "Reading", block: Block) -> Iterator[CellStatistic]:
    """Of a row with |. The first cell names the row, the first rows name the columns."""
    line_number = block.lines[0]
    table, row_number = reading.structure.table_at[line_number]
    if row_number < table.heads:
        yield from _bases_in_head(reading, block)
        return
    words_over_table = _words_over_table(reading, table.lines[0])
    for column, (start, cell) in enumerate(_cells_with_start(block.text)):
        if not re.search(r"\d", cell) or NO_VALUE_HEAD.fullmatch(table.head(column) or "-"):
            continue
        if column == 0 and len(table.rows[row_number]) > 1:
            continue
        for number in _numbers_of_cell(reading, block, start, cell, _may_hold_years(table, column)):
            said = Said(table.head(column), table.rows[row_number][0], words_over_table)
            yield _with_kind_and_unit(number, said, reading.language, in_table=True)


def _bases_in_head(reading: "Reading", block: Block) -> Iterator[CellStatistic]:
    """How many answered, where the head of a column says so: n = 245."""
    for number in reading.numbers(block.text):
        if re.search(r"\b[nN]\s?=\s?$", block.text[: number.start]):
            yield CellStatistic(number, "count", number.noun, in_table=True)


def _cells_with_start(text: str) -> Iterator[tuple[int, str]]:
    """(where it begins, the cell) of a row with |."""
    for match in re.finditer(r"(?<=\|)[^|]*(?=\|)", text):
        cell = match[0]
        yield match.start() + len(cell) - len(cell.lstrip()), cell.strip()


def _numbers_of_cell(
    reading: "Reading", block: Block, start: int, cell: str, may_be_years: bool
) -> Iterator[PrintedNumber]:
    """A cell that is a value is one statistic; another is read as a sentence."""
    numbers = reading.numbers(cell)
    if numbers and VALUE_CELL.fullmatch(cell):
        for number in numbers:
            is_year = may_be_years and number.is_plain_whole and YEAR.fullmatch(number.text)
            # “12 (34 %)” are two; “12 (3)” is one with a note.
            if not is_year and (number is numbers[0] or not number.is_plain_whole):
                yield _moved_by(number, start)
        return
    spans_without_statistic = spans_of_no_statistic(cell)
    sentence = Block(cell, block.lines, (0,), "prose")
    for number in numbers:
        if is_statistic(number, sentence, spans_without_statistic, reading, in_range=False):
            yield _moved_by(number, start)


def _may_hold_years(table: Table, column: int) -> bool:
    """Whether the whole numbers of a column may be years: all of them look so."""
    cells = [row[column] for row in table.rows[table.heads :] if column < len(row)]
    plain = [cell for cell in cells if re.fullmatch(r"\d+", cell)]
    return all(YEAR.fullmatch(cell) for cell in plain)


def row_numbers(reading: "Reading", block: Block) -> Iterator[CellStatistic]:
    """Of a row of a PDF: what stands alone between spaces, but years and classes of an answer."""
    structure = reading.structure
    head_line = structure.printed_rows[block.lines[0]]
    head = structure.kept.line(head_line) if head_line else ""
    label = structure.row_label(block.text)
    words_over_table = _words_over_table(reading, head_line or 1)
    signs = _heads_with_sign(reading, head_line or block.lines[0])
    spans_without_statistic = spans_of_no_statistic(block.text, is_row=True)
    for number in reading.numbers(block.text):
        is_free = any(
            start <= number.start and number.core_end <= end
            for start, end in spans_without_statistic
        )
        if is_free or (number.is_plain_whole and YEAR.fullmatch(number.text)):
            continue
        stands_alone = ALONE_BEFORE.search(block.text, 0, number.start) and ALONE_AFTER.match(
            block.text, number.end
        )
        is_lone_number = number.how == "digits" and stands_alone
        if is_lone_number or is_statistic(
            number, block, spans_without_statistic, reading, in_range=False
        ):
            said = Said(head, label, words_over_table)
            if signs:  # each is said of one column, and none of the others
                said = Said(_head_with_sign(number, block.text, signs), label, "")
            yield _with_kind_and_unit(number, said, reading.language, in_table=bool(is_lone_number))


def _heads_with_sign(reading: "Reading", line_number: int) -> list[str]:
    """The heads of a printed table that begin with # or %, where there are both, in their order."""
    structure = reading.structure
    lines: list[str] = []
    for n in range(line_number, max(0, line_number - MAX_HEAD_LINES), -1):
        if n in structure.headings or structure.kept.is_page_mark(n):
            break
        if n not in structure.printed_rows:
            lines.insert(0, structure.kept.line(n))
    heads = COLUMN_SIGN.findall(" ".join(lines))
    return heads if len({head[0] for head in heads}) > 1 else []


def _head_with_sign(number: PrintedNumber, row: str, signs: list[str]) -> str:
    """The head over a number, where the values at the end of a row of a PDF are as many as heads
    that begin with a sign; "" for others."""
    at_end = VALUES_AT_END.search(row)
    values = [*re.finditer(r"\S+", row[at_end.start() :])] if at_end else []
    if not at_end or len(values) != len(signs):
        return ""
    starts = [at_end.start() + value.start() for value in values]
    return signs[starts.index(number.start)] if number.start in starts else ""


def _words_over_table(reading: "Reading", line_number: int) -> str:
    """The words over a table: its caption and the heading it stands under."""
    structure = reading.structure
    heading = structure.heading_above(line_number)
    lines = [
        structure.headings[n][1] if n in structure.headings else structure.kept.line(n)
        for n in range(max(1, heading[0] if heading else 1, line_number - 8), line_number)
        if n not in structure.table_at and n not in structure.printed_rows
    ]
    return " ".join([heading[1] if heading else "", *lines])


class Said(NamedTuple):
    """The words that may give a value its unit, the nearest first."""

    head: str  # of its column
    row: str  # the label of its row
    over: str  # the caption and the heading that the table stands under

    @property
    def whole(self) -> str:
        return f"{self.head} {self.over}"


def _with_kind_and_unit(
    number: PrintedNumber, said: Said, language_code: str, *, in_table: bool
) -> CellStatistic:
    """A number with the unit that the nearest words give it where it has none: the head of its
    column, the label of its row, the caption and the heading."""
    unit, counted = number.unit, ""
    if not unit:
        unit, counted = _unit_said(said, language_code)
    number_with_unit = replace(number, unit=unit)
    kind = meaning.kind_of_number(number_with_unit, number.text, said.whole)
    return CellStatistic(
        number_with_unit,
        kind,
        unit or counted or _first_word(said.whole, kind, language_code),
        in_table,
    )


def _unit_said(said: Said, language_code: str) -> tuple[str, str]:
    """(unit, what is counted), one of them "", by the nearest words that name either. Words over a
    whole table that name both say nothing of one column."""
    for words, in_percent in (
        (said.head, SAYS_PERCENT), (said.row, ROW_IN_PERCENT), (said.over[:200], SAYS_PERCENT),
    ):  # fmt: skip
        if match := PER_100_000.search(words):
            return match[0], ""
        counted = noun_counted_by(words, language_code)
        percent = bool(in_percent.search(words))
        if counted or percent:
            if counted and percent and words == said.over[:200]:
                return "", ""
            return ("", counted) if counted else ("percent", "")
        if words != said.row:
            for sign, currency in CURRENCY_BY_SIGN:
                if sign.search(words[:60]):
                    return currency, ""
    return "", ""


def noun_counted_by(words: str, language_code: str) -> str:
    """The noun that a head, a label or a caption counts, in the plural as sentences have it
    (“Complaint Count”: complaints); "" where they do not say that they count."""
    if match := COUNT_OF.search(words):
        words_after = [
            lower_unless_short_form(word)
            for word in re.findall(r"[^\W\d_][^\W\d_-]+", match["counted"])[:MAX_PHRASE_WORDS]
        ]
        if noun := counted_noun(words_after, language_code):
            return plural(noun) if language_code == "en" else noun
    if language_code == "en" and (match := COUNT_BEHIND.search(words)):
        return plural(match["counted"].lower())
    return ""


def _first_word(words: str, kind: str, language_code: str) -> str:
    """What a column counts that does not say so: its first word."""
    match = re.search(r"[^\W\d_]{3,}", words)
    word = match[0].lower() if match else ""
    return plural(word) if word and kind == "count" and language_code == "en" else word


def _moved_by(number: PrintedNumber, by: int) -> PrintedNumber:
    return replace(
        number, start=number.start + by, end=number.end + by, core_end=number.core_end + by
    )
