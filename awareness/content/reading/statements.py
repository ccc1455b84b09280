"""Printed numbers, each with what it is about: by a report's words, or by the ledger's. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from awareness.content.reading.finding.found import FoundStatistic
from awareness.content.reading.kept import KeptText
from awareness.content.reading.languages import language_of
from awareness.content.reading.proposals import Proposal, sentence_span
from awareness.insights.ledger import Figure, Ledger, Report, Use
from awareness.numerals.reading import qualifiers

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
WORD = re.compile(r"[^\W\d_]{2,}")
NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)?")
MAX_SENTENCE_LETTERS = 600  # letters of a sentence; of a longer one what is around the number


@dataclass(frozen=True)
class Statement:
    """A printed number with what it is about.

    `words` are those of its sentence, its row or its label, `measure` those over its column or of
    the ledger; `period` is a year. `figure` is the full key of a figure, "" for a number that was
    found in a text; `line_and_column` are where that one stands, "" of a figure.
    """

    report: str
    source: str
    line: int
    line_and_column: str
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
    question_asked: str = ""
    table: str = ""

    @property
    def place(self) -> str:
        return f"{self.source}:{self.line}"

    @property
    def name(self) -> str:
        """Names it by its place and value: a number that is picked keeps it as a figure."""
        return f"{self.report}:{self.place}:{self.value.normalize():f}"


def statements_of_numbers(
    report_slug: str, source: str, year: str, kept_text: KeptText,
    numbers: Iterable[tuple[FoundStatistic, Sequence[Proposal]]],
) -> list[Statement]:  # fmt: skip
    """A statement for each number found in a report's text, by what is proposed of it. `source` is
    the name of the text in spans, `year` the period of what names none."""
    language = language_of("\n".join(kept_text.lines))
    return [
        _statement_of_number(report_slug, source, year, language, kept_text, number,
                   {proposal.field: proposal for proposal in proposed})
        for number, proposed in numbers
    ]  # fmt: skip


def _statement_of_number(
    report_slug: str,
    source: str,
    year: str,
    language: str,
    kept_text: KeptText,
    number: FoundStatistic,
    proposal_by_field: Mapping[str, Proposal],
) -> Statement:
    """What a found number says, by the words of its cell or of its sentence."""
    measure, label = proposal_by_field.get("measure"), proposal_by_field.get("label")
    in_cell = bool(number.in_table and measure and measure.inherited and label)
    words = label.value if in_cell and label else _sentence_of(kept_text, number)
    measure_words = measure.value if in_cell and measure else ""
    population = (
        proposal_by_field["population"].value
        if in_cell and "population" in proposal_by_field
        else ""
    )
    years = YEAR.findall(f"{measure_words} {words} {population}")
    printed_qualifiers = qualifiers(number.qualifier, language) if number.qualifier else None
    return Statement(
        report_slug,
        source,
        number.line,
        number.id,
        number.as_printed,
        number.value,
        high=None,
        unit=number.unit,
        kind=number.kind,
        qualifiers=(printed_qualifiers or frozenset()) - {""},
        words=words,
        measure=measure_words,
        population=population,
        period=years[0] if years else year,
        is_row=in_cell or not _is_sentence(words),
    )


def _sentence_of(kept_text: KeptText, number: FoundStatistic) -> str:
    """The sentence that a number stands in; of a long one what is around the number."""
    line, start = kept_text.line(number.line), number.start
    if kept_text.kind == "pdf":  # its lines end anywhere
        text_before, text_after = (
            _neighbouring_line(kept_text, number.line - 1),
            _neighbouring_line(kept_text, number.line + 1),
        )
        line, start = f"{text_before}{line} {text_after}", start + len(text_before)
    first, last = sentence_span(line, start)
    if last - first > MAX_SENTENCE_LETTERS:
        first, last = (
            max(first, start - MAX_SENTENCE_LETTERS // 2),
            min(last, start + MAX_SENTENCE_LETTERS // 2),
        )
    return line[first:last].strip()


def _neighbouring_line(kept_text: KeptText, line_number: int) -> str:
    is_text = 0 < line_number <= len(kept_text.lines) and not kept_text.is_page_mark(line_number)
    return f"{kept_text.line(line_number)} " if is_text else ""


def statements_of_figures(ledger: Ledger, reports: Iterable[str]) -> list[Statement]:
    """Of the figures of some reports: by the ledger's own words, and at the lines they name. Not of
    what is worked out, nor of what is never shown."""
    report_slugs = frozenset(reports)
    return [
        _statement_of_figure(figure, figure.value, ledger.reports[figure.report])
        for figure in ledger.figures.values()
        if figure.report in report_slugs and figure.value is not None and figure.where
        and not figure.formula and figure.use is not Use.NEVER
    ]  # fmt: skip


def _statement_of_figure(figure: Figure, value: Decimal, report: Report) -> Statement:
    """What a figure says, by the ledger's words."""
    first_span = figure.where[0]
    printed_qualifiers = frozenset({figure.qualifier} - {"", "range"})
    years = YEAR.findall(figure.label)
    table, _slash, cell = figure.key.partition("/")
    return Statement(
        figure.report,
        first_span.source,
        first_span.first,
        line_and_column="",
        as_printed=figure.as_printed,
        value=value,
        high=figure.value_to,
        unit=figure.unit,
        kind=figure.kind.value,
        qualifiers=printed_qualifiers,
        words=figure.label,
        measure=figure.measure,
        population=figure.population,
        period=years[0] if years else str(figure.as_of.year if figure.as_of else report.year),
        is_row=True,
        figure=figure.full_key,
        question_asked=figure.question,
        table=table if cell else "",
    )


def _is_sentence(words: str) -> bool:
    """Whether it is a sentence, or part of one, and no row of labels and values."""
    numbers = len(NUMBER.findall(words))
    return len(WORD.findall(words)) >= max(4, 3 * numbers)
