"""The statistics of a kept text, each with value, unit, kind, qualifier and place. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from awareness.content.reading.finding import axes, meaning
from awareness.content.reading.finding.cells import cell_numbers, noun_counted_by, row_numbers
from awareness.content.reading.finding.no_statistics import spans_of_no_statistic
from awareness.content.reading.finding.printed_numbers import PrintedNumber, printed_numbers
from awareness.content.reading.finding.prose import is_statistic
from awareness.content.reading.kept import KeptText
from awareness.content.reading.languages import language_of, number_format_of
from awareness.content.reading.structure import Block, Structure
from awareness.numerals.languages import NumberFormat


@dataclass(frozen=True)
class FoundStatistic:
    """A statistic of a report. `start` and `end` are columns of its line, counted from 0; what goes
    on in the next line has `end` there, `end_line`."""

    line: int
    page: int | None
    start: int
    end: int
    end_line: int
    as_printed: str
    value: Decimal
    unit: str
    kind: str
    qualifier: str
    in_table: bool

    @property
    def id(self) -> str:
        """“12.5”: line and column, from 1, which never change in a kept text."""
        return f"{self.line}.{self.start + 1}"


@dataclass(frozen=True)
class Reading:
    """A kept text with what is known of the whole of it."""

    structure: Structure
    language: str
    number_format: NumberFormat
    names: frozenset[str]  # numbers that the report itself uses as names
    footnotes: frozenset[tuple[int, int]]  # where the numbers of footnotes begin lines
    numbering_lines: frozenset[
        int
    ]  # lines that number a part of the report: 1, 2, 3, each on its own

    def numbers(self, text: str) -> list[PrintedNumber]:
        return printed_numbers(text, self.language, self.number_format)


LINK_BETWEEN_NUMBERS = re.compile(
    r"\s?(?:-|–|—|to|and|or|till|och|eller|bis|und|oder|respektive|,)\s?"
)
MAX_LABEL_WORDS = 4  # words; what has more says itself what its numbers are
MAX_LABEL_LETTERS = 45  # letters; a line of a PDF as short as that is a label or a value
NAMED_BEHIND = re.compile(r"\S+\s?[-–—:]\s(?P<name>[^\W\d_].*)")  # “588 - Number of staff”
NUMBER_AS_NAME = re.compile(
    r"\b(?:Section|Article|Regulation|Directive|Act|Standard|Resolution|Rule|Title)\s(\d{2,4})\b"
)


def read_whole(kept_text: KeptText) -> Reading:
    """A kept text with its language, number format, and the numbers that name things in it."""
    text = "\n".join(kept_text.lines)
    code = language_of(text)
    numbers_as_names = NUMBER_AS_NAME.findall(text)
    names = frozenset(name for name in numbers_as_names if numbers_as_names.count(name) >= 3)
    return Reading(
        Structure(kept_text),
        code,
        number_format_of(text, code),
        names,
        _footnote_places(kept_text),
        _numbering_lines(kept_text),
    )


def _footnote_places(kept_text: KeptText) -> frozenset[tuple[int, int]]:
    """(line, 0) of lines of a PDF that begin with n and, a few lines on, n + 1, as footnotes do."""
    if kept_text.kind != "pdf":
        return frozenset()
    numbers_by_line = [
        (line_number, int(match[1]))
        for line_number, text in enumerate(kept_text.lines, 1)
        if (match := re.match(r"(\d{1,3}) [A-ZÅÄÖ“\"(].{30}", text))
    ]
    return frozenset(
        (line_number, 0)
        for one, other in pairwise(numbers_by_line)
        if other[1] == one[1] + 1 and other[0] - one[0] <= 6
        for line_number in (one[0], other[0])
    )


def _numbering_lines(kept_text: KeptText) -> frozenset[int]:
    """Lines that are 1, then 2, then 3 and so on, if there are three, with words between them. In a
    PDF such lines may be the bars of a chart."""
    if kept_text.kind == "pdf":
        return frozenset()
    numbering_lines: list[int] = []
    for number, line in enumerate(kept_text.lines, 1):
        is_apart = not numbering_lines or number > numbering_lines[-1] + 1
        if is_apart and re.fullmatch(rf"\W*0?{len(numbering_lines) + 1}\W*", line):
            numbering_lines.append(number)
    return frozenset(numbering_lines if len(numbering_lines) >= 3 else ())


def statistics_in(reading: Reading) -> list[FoundStatistic]:
    """The statistics of a text, in its order."""
    kept_text = reading.structure.kept
    ticks = _places_of_ticks(reading)
    statistics = []
    for block in reading.structure.blocks:
        for number, kind, unit, in_table in _statistics_of_block(reading, block, ticks):
            statistics.append(_found_statistic(kept_text, block, number, kind, unit, in_table))
    return statistics


def _places_of_ticks(reading: Reading) -> set[tuple[int, int]]:
    """(line, column) of the numbers that are ticks of an axis."""
    kept_text = reading.structure.kept
    places: set[tuple[int, int]] = set()
    if kept_text.kind not in ("pdf", "text"):
        return places
    lines = [
        (number, line, reading.numbers(line))
        for number, line in enumerate(kept_text.lines, 1)
        if number not in reading.structure.silent_lines
        and re.search(r"\d", line)
        and len(line) < 120
    ]
    lines_with_gaps = [(n, t, p) for n, t, p in _with_gaps(lines)]
    for run in axes.number_runs(lines_with_gaps):
        for index in axes.ticks_in([number for _, number in run]):
            places.add((run[index][0], run[index][1].start))
    return places


def _with_gaps(
    lines: list[tuple[int, str, list[PrintedNumber]]],
) -> Iterator[tuple[int, str, list[PrintedNumber]]]:
    """A word between lines that do not follow one another."""
    before = 0
    for number, text, numbers in lines:
        if before and number != before + 1:
            yield before, "gap", []
        yield number, text, numbers
        before = number


def _statistics_of_block(
    reading: Reading, block: Block, ticks: set[tuple[int, int]]
) -> Iterator[tuple[PrintedNumber, str, str, bool]]:
    """(number, kind, unit, whether in a table) of each statistic of a block."""
    structure = reading.structure
    if block.role == "row":
        if block.lines[0] in structure.table_at:
            yield from cell_numbers(reading, block)
        else:
            yield from row_numbers(reading, block)
        return
    if len(block.lines) == 1 and block.lines[0] in reading.numbering_lines:
        return
    numbers = _with_units(reading.numbers(block.text), block.text)
    spans_without_statistic = spans_of_no_statistic(block.text)
    range_end_by_index = meaning.range_ends(numbers, block.text)
    is_short = (
        reading.structure.kept.kind == "pdf"
        and len(block.text) < MAX_LABEL_LETTERS
        and len(re.findall(r"[^\W\d_]{2,}", block.text)) <= MAX_LABEL_WORDS
    )
    words_before = reading.structure.words_before(block.lines[0]) if is_short and numbers else ""
    for index, number in enumerate(numbers):
        if block.place(number.start) in ticks:
            continue
        if is_statistic(
            number,
            block,
            spans_without_statistic,
            reading,
            in_range=index in range_end_by_index,
            words_before=words_before,
        ):
            kind = range_end_by_index.get(index) or meaning.kind_of_number(
                number, block.text, words_before
            )
            unit = _unit_or_noun(number, numbers, index, range_end_by_index)
            yield number, kind, unit or _noun_behind(block, number, reading.language), False


def _with_units(numbers: list[PrintedNumber], text: str) -> list[PrintedNumber]:
    """“From 12 to 11.4 %”: both are per cent."""
    numbers = list(numbers)
    for index in range(len(numbers) - 2, -1, -1):
        one, other = numbers[index], numbers[index + 1]
        linked = LINK_BETWEEN_NUMBERS.fullmatch(text, one.end, other.start)
        if linked and not one.unit and other.unit and one.how == "digits":
            numbers[index] = replace(one, unit=other.unit)
    return numbers


def _unit_or_noun(
    number: PrintedNumber,
    numbers: list[PrintedNumber],
    index: int,
    range_end_by_index: dict[int, str],
) -> str:
    """The unit of a number, or the noun that it counts, which of a range stands after the second
    number."""
    if not number.unit and range_end_by_index.get(index) == "range-low":
        return numbers[index + 1].noun
    return number.unit or number.noun


def _noun_behind(block: Block, number: PrintedNumber, language_code: str) -> str:
    """What “588 - Number of staff” counts, "" for others."""
    match = NAMED_BEHIND.match(block.text)
    is_first = match and number.start == 0
    return noun_counted_by(match["name"], language_code) if match and is_first else ""


def _found_statistic(
    kept_text: KeptText, block: Block, number: PrintedNumber, kind: str, unit: str, in_table: bool
) -> FoundStatistic:
    """A number of a block, at its line and columns."""
    line_number, start = block.place(number.start)
    end_line, end = block.place(number.end - 1)
    return FoundStatistic(
        line_number,
        kept_text.page(line_number),
        start,
        end + 1,
        end_line,
        number.text,
        number.value,
        unit,
        kind,
        number.qualifier,
        in_table,
    )
