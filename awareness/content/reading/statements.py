"""Printed numbers, each with what it is about: by a report's words, or by the ledger's. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from awareness.content.reading.finding.found import Found
from awareness.content.reading.kept import KeptText
from awareness.content.reading.languages import language_of
from awareness.content.reading.proposals import Proposal, sentence_at
from awareness.insights.ledger import Figure, Ledger, Report, Use
from awareness.numerals.reading import qualifiers

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
WORD = re.compile(r"[^\W\d_]{2,}")
NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)?")
LONGEST = 600  # letters of a sentence; of a longer one what is around the number


@dataclass(frozen=True)
class Statement:
    """A printed number with what it is about.

    `words` are those of its sentence, its row or its label, `measure` those over its column or of
    the ledger; `period` is a year. `figure` is the full key of a figure, "" for a number that was
    found in a text; `at` is that one's line and column, "" of a figure.
    """

    report: str
    source: str
    line: int
    at: str
    as_printed: str
    value: Decimal
    high: Decimal | None  # the upper end of a range
    unit: str
    kind: str
    qualifiers: frozenset[str]  # about, over …; empty where it is exact
    words: str
    measure: str
    population: str
    period: str
    is_row: bool  # not a sentence: a row of a table, or a label
    figure: str = ""
    question: str = ""
    table: str = ""

    @property
    def place(self) -> str:
        return f"{self.source}:{self.line}"

    @property
    def name(self) -> str:
        """Names it by its place and value: a number that is picked keeps it as a figure."""
        return f"{self.report}:{self.place}:{self.value.normalize():f}"


def of_numbers(
    report: str, source: str, year: str, kept: KeptText,
    numbers: Iterable[tuple[Found, Sequence[Proposal]]],
) -> list[Statement]:  # fmt: skip
    """Of the numbers found in a report's text, with what is proposed for each."""
    language = language_of("\n".join(kept.lines))
    return [
        _of_number(report, source, year, language, kept, number,
                   {proposal.field: proposal for proposal in proposed})
        for number, proposed in numbers
    ]  # fmt: skip


def _of_number(
    report: str, source: str, year: str, language: str, kept: KeptText, number: Found,
    proposed: Mapping[str, Proposal],
) -> Statement:  # fmt: skip
    measure, label = proposed.get("measure"), proposed.get("label")
    in_cell = bool(number.in_table and measure and measure.inherited and label)
    words = label.value if in_cell and label else _sentence(kept, number)
    head = measure.value if in_cell and measure else ""
    over = proposed["population"].value if in_cell and "population" in proposed else ""
    years = YEAR.findall(f"{head} {words} {over}")
    rough = qualifiers(number.qualifier, language) if number.qualifier else None
    return Statement(
        report, source, number.line, number.id, number.as_printed, number.value, None, number.unit,
        number.kind, (rough or frozenset()) - {""}, words, head, over,
        years[0] if years else year, is_row=in_cell or not _runs(words),
    )  # fmt: skip


def _sentence(kept: KeptText, number: Found) -> str:
    """The sentence that a number stands in; of a long one what is around the number."""
    line, start = kept.line(number.line), number.start
    if kept.kind == "pdf":  # its lines end anywhere
        before, after = _beside(kept, number.line - 1), _beside(kept, number.line + 1)
        line, start = f"{before}{line} {after}", start + len(before)
    first, last = sentence_at(line, start)
    if last - first > LONGEST:
        first, last = max(first, start - LONGEST // 2), min(last, start + LONGEST // 2)
    return line[first:last].strip()


def _beside(kept: KeptText, line: int) -> str:
    is_text = 0 < line <= len(kept.lines) and not kept.is_page_mark(line)
    return f"{kept.line(line)} " if is_text else ""


def of_figures(ledger: Ledger, reports: Iterable[str]) -> list[Statement]:
    """Of the figures of some reports: by the ledger's own words, and at the lines they name. Not of
    what is worked out, nor of what is never shown."""
    wanted = frozenset(reports)
    return [
        _of_figure(figure, figure.value, ledger.reports[figure.report])
        for figure in ledger.figures.values()
        if figure.report in wanted and figure.value is not None and figure.where
        and not figure.formula and figure.use is not Use.NEVER
    ]  # fmt: skip


def _of_figure(figure: Figure, value: Decimal, report: Report) -> Statement:
    first = figure.where[0]
    rough = frozenset({figure.qualifier} - {"", "range"})
    years = YEAR.findall(figure.label)
    table, _slash, cell = figure.key.partition("/")
    return Statement(
        figure.report, first.source, first.first, "", figure.as_printed, value, figure.value_to,
        figure.unit, figure.kind.value, rough, figure.label, figure.measure, figure.population,
        years[0] if years else str(figure.as_of.year if figure.as_of else report.year),
        is_row=True, figure=figure.full_key, question=figure.question, table=table if cell else "",
    )  # fmt: skip


def _runs(words: str) -> bool:
    """Whether it is a sentence, or part of one, and no row of labels and values."""
    numbers = len(NUMBER.findall(words))
    return len(WORD.findall(words)) >= max(4, 3 * numbers)
