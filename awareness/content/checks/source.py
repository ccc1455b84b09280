"""Proof against the report text: what is printed stands where the ledger says that it stands."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from awareness.bank.cells import decimal_places
from awareness.content.cell_values import parse_spans
from awareness.content.checks.printed_tables import table_problems
from awareness.content.parsed_content import Content, Definition
from awareness.content.printed_words import (
    ENGLISH,
    ReportLanguage,
    language_of,
    longer_number,
    normal_text,
    stands_in,
    unseen_sign,
    without_tags,
)
from awareness.content.problems import Problem, problem
from awareness.content.reading.about import DAYS_OR_YEARS
from awareness.content.reading.report_fields import days_of
from awareness.content.schema import ReportFile
from awareness.content.text_files import read_text
from awareness.insights.ledger import Figure, Kind, Report, Span, Use
from awareness.numerals.languages import language
from awareness.numerals.money import currency_codes, is_currency
from awareness.numerals.reading import Mention, direction


class Sources:
    """The report texts of one folder. Lines count from one; a missing file is one problem, and a
    warning where it belongs to a report of `left_out`."""

    def __init__(
        self, folder: Path, files: Mapping[str, list[str]] | None = None,
        left_out: Collection[str] = (),
    ):  # fmt: skip
        self.folder, self.left_out = folder, left_out
        self.files: dict[str, list[str] | None] = dict(files or {})  # by name, once read
        self.problems: dict[str, Problem] = {}  # of files that are there and cannot be read

    def lines(self, name: str) -> list[str] | None:
        """All lines of a file, the first at 0; None where it is not there or cannot be read."""
        if name not in self.files:
            problems: list[Problem] = []
            path = self.folder / name
            text = read_text(path, problems, strict=False) if path.is_file() else None
            if problems:
                self.problems[name] = problems[0]
            self.files[name] = text.split("\n") if text is not None else None
        return self.files[name]

    def text(self, name: str, span: Span) -> str | None:
        """The lines of a span in one string; None when the file or the lines are not there."""
        lines = self.lines(name)
        if lines is None or span.last > len(lines):
            return None
        return " ".join(lines[span.first - 1 : span.last])

    def text_without_tags(self, name: str, span: Span) -> str | None:
        """The lines of a span as a reader sees them, without tags; None as `text` says."""
        text = self.text(name, span)
        return None if text is None else without_tags(text)


def check_sources(content: Content, sources: Sources) -> Iterator[Problem]:
    """Everything in the ledger that does not stand in the texts as it says."""
    yield from _missing_files(content, sources)
    for definition in content.reports.values():
        yield from _interests_problems(definition, sources)
        yield from _fieldwork_problems(definition, sources)
    for figure in content.ledger.figures.values():
        report = content.ledger.reports[figure.report]
        if report.kind == "external" or "/" in figure.key:
            continue
        yield from problems_at_lines(figure, report, sources)
        cells = content.figures.get(figure.full_key) or {}
        if "base_where" in cells:
            yield from base_problems_at_lines(figure, cells["base_where"].value, report, sources)
    for parsed_table in content.tables.values():
        report = content.ledger.reports[parsed_table.table.report]
        yield from table_problems(parsed_table, report.sources, sources, language_of(report))
    for key, discrepancy in content.ledger.discrepancies.items():
        for span in discrepancy.where:
            name = content.discrepancy_sources[span.source]
            if sources.lines(name) is not None and sources.text(name, span) is None:
                message = f"{key}: {span} is past the end of {name}"
                yield problem(discrepancy.location, message, "name lines that are there")


def problems_at_lines(figure: Figure, report: Report, sources: Sources) -> Iterator[Problem]:
    """What a figure says against the lines that it names."""
    report_language = language_of(report)
    for span in figure.where:
        yield from _span_problems(
            figure, span, report.sources[span.source], sources, report_language
        )
    yield from _problems_beside_printed(figure, report.sources, sources, report_language)


def base_problems_at_lines(
    figure: Figure, base_where: str, report: Report, sources: Sources
) -> Iterator[Problem]:
    """The lines that a base names print it."""
    report_language = language_of(report)
    for span in parse_spans(base_where, report.sources, figure.location, []):
        text = sources.text_without_tags(report.sources[span.source], span)
        if sources.lines(report.sources[span.source]) is None:
            continue
        if (
            text is None
            or figure.base_n is None
            or Decimal(figure.base_n) not in report_language.values(text)
        ):
            message = f"{figure.key}: `base_n` {figure.base_n or 'empty'} does not stand at {span}"
            yield problem(figure.location, message, "mend it, or name the lines that print it")


def _interests_problems(report: Definition[ReportFile], sources: Sources) -> Iterator[Problem]:
    """The lines that show what the publisher gains are there."""
    problems: list[Problem] = []
    files = report.data.get("sources") or {}
    location = report.location_of("interests_where")
    for span in parse_spans(report.data.get("interests_where", ""), files, location, problems):
        name = files[span.source]
        if sources.lines(name) is not None and sources.text(name, span) is None:
            message = f"`interests_where` {span} is past the end of {name}"
            problems.append(problem(location, message, "name lines that are there"))
    yield from problems


def _fieldwork_problems(report: Definition[ReportFile], sources: Sources) -> Iterator[Problem]:
    """The lines that a survey's days name print both of them."""
    fieldwork = report.shape.fieldwork
    if fieldwork is None or not fieldwork.where:
        return
    problems: list[Problem] = []
    location, files = report.location_of("fieldwork"), report.shape.sources
    spans = parse_spans(fieldwork.where, files, location, problems)
    texts = [sources.text_without_tags(files[span.source], span) for span in spans]
    at_hand = all(sources.lines(files[span.source]) is not None for span in spans)
    printed = " ".join(text or "" for text in texts)
    if (
        spans
        and at_hand
        and not prints_days(printed, fieldwork.first, fieldwork.last, report.shape.language)
    ):
        message = f"`fieldwork` is {fieldwork.first} to {fieldwork.last}"
        fix = f"the lines {fieldwork.where} do not print these days; mend them, or the lines"
        problems.append(problem(location, message, fix))
    yield from problems


def prints_days(text: str, first: date, last: date, language_code: str) -> bool:
    """Whether a text prints a first and a last day: as one stretch of days, or each by itself."""
    if any(
        days_of(match[0], language_code) == (first, last) for match in DAYS_OR_YEARS.finditer(text)
    ):
        return True
    printed, months = normal_text(text), language(language_code).months
    return all(
        re.search(rf"(?<!\d){day.day}(?:st|nd|rd|th|\.)? {months[day.month - 1]}", printed)
        and str(day.year) in printed
        for day in (first, last)
    )


def _missing_files(content: Content, sources: Sources) -> Iterator[Problem]:
    """Reports' texts that are not at hand or cannot be read, each once."""
    for report in content.ledger.reports.values():
        for name, file in report.sources.items():
            if report.kind != "external" and sources.lines(file) is None:
                if file in sources.problems:
                    yield sources.problems[file]
                    continue
                if content.named_packs and report.slug not in content.named_packs:
                    continue  # who asks for one pack need not have the texts of all others at hand
                location = content.reports[report.slug].location_of("sources", name)
                fix = "put the report's text there, or give another --sources"
                message = f"{file} is not in {sources.folder}; nothing was compared with it"
                yield problem(location, message, fix, warning=report.slug in sources.left_out)


def _span_problems(
    figure: Figure, span: Span, file: str, sources: Sources, report_language: ReportLanguage
) -> Iterator[Problem]:
    """Whether the printed words of a figure stand at one of its spans; the fix says what stands
    there."""
    if sources.lines(file) is None:
        return
    text = sources.text_without_tags(file, span)
    if text is None:
        message = f"`where` {span} is past the end of {file}"
        yield problem(figure.location, message, "name lines that are there")
    elif figure.as_printed and not stands_in(figure.as_printed, text, report_language):
        message = f"{figure.key}: “{figure.as_printed}” does not stand at {span}"
        fix = f"the source, {line_words(span)}, prints {number_words(text, report_language)}"
        if part_of := longer_number(figure.as_printed, text, report_language):
            fix = f"it is a part of “{part_of}” there; write that, and the number it says"
        elif sign := unseen_sign(text) or unseen_sign(figure.as_printed):
            fix = f"a sign that nobody sees ({sign}) stands there; take it out"
        fix += _lines_elsewhere(figure, file, sources, report_language)
        yield problem(figure.location, message, fix)


def _problems_beside_printed(
    figure: Figure, files: dict[str, str], sources: Sources, report_language: ReportLanguage
) -> Iterator[Problem]:
    """Problems of what as_printed leaves to the other lines of `where`: the scale, the currency,
    per how many, and whether it rose or fell. `files`: the name of each source's file."""
    texts = [sources.text_without_tags(files[span.source], span) for span in figure.where]
    if not figure.as_printed or None in texts or figure.value is None:
        return
    text = normal_text(" ".join(text for text in texts if text))
    mentions_nearby = (
        *report_language.mentions(text),
        *report_language.mentions(normal_text(figure.as_printed)),
    )
    missing_words = []
    if figure.scale > 1 and not says_scale(text, figure.scale, report_language):
        missing_words.append(language("en").scale_names[figure.scale])
    if is_currency(figure.unit) and not _names_currency(figure.unit, text, mentions_nearby):
        missing_words.append(figure.unit)
    if figure.per is not None and figure.per not in {mention.value for mention in mentions_nearby}:
        missing_words.append(f"per {figure.per}")
    for label in missing_words:
        message = f"{figure.key}: no line of `where` says {label}"
        yield problem(figure.location, message, "name the line that says so, too")
    if figure.kind is Kind.CHANGE and figure.value:
        minus = any(m.minus and m.value == abs(figure.value) for m in mentions_nearby)
        rose_or_fell = direction(text, report_language.code)
        if not minus and rose_or_fell and (rose_or_fell > 0) != (figure.value > 0):
            message = f"{figure.key}: `value` is {figure.value:f}"
            fix = f"its line says that it {'rose' if rose_or_fell > 0 else 'fell'}"
            yield problem(figure.location, message, fix)


def _names_currency(unit: str, text: str, mentions_nearby: tuple[Mention, ...]) -> bool:
    words = {word.strip("().,:;") for word in text.split()} | {m.currency for m in mentions_nearby}
    return any(unit in currency_codes(word) for word in words)


def says_scale(text: str, scale: int, report_language: ReportLanguage) -> bool:
    """Whether words say that numbers are in thousands, or millions: “in thousands”, “'000”."""
    words = [word for word, size in language(report_language.code).scales.items() if size == scale]
    noughts = "0" * (len(str(scale)) - 1)
    lowered = text.lower()
    return any(word in lowered for word in words) or any(
        sign in lowered for sign in (f"'{noughts}", f"’{noughts}", f"{scale:,}", f"in {scale}")
    )


def line_words(span: Span) -> str:
    return f"line {span.first}" if span.first == span.last else f"lines {span.first}-{span.last}"


def number_words(text: str, report_language: ReportLanguage) -> str:
    """The numbers of a place, never its words: some places are not to be read."""
    numbers = [mention.text for mention in report_language.mentions(normal_text(text))]
    return ", ".join(numbers[:8]) if numbers else "no number"


def _lines_elsewhere(
    figure: Figure, file: str, sources: Sources, report_language: ReportLanguage
) -> str:
    """Where the words stand instead, if they do."""
    if len(normal_text(figure.as_printed)) < 3:
        return ""
    lines = [
        n
        for n, line in enumerate(sources.lines(file) or [], 1)
        if stands_in(figure.as_printed, without_tags(line), report_language)
    ]
    return f"; it stands in line {', '.join(map(str, lines[:3]))}" if lines else ""


def check_printed(figure: Figure, report_language: ReportLanguage = ENGLISH) -> Iterator[Problem]:
    """What `as_printed` says is the figure's number (needs no source)."""
    if not figure.as_printed or figure.use is Use.NEVER:
        return
    if sign := unseen_sign(figure.as_printed):
        message = f"{figure.key}: a sign that nobody sees ({sign}) stands in `as_printed`"
        yield problem(figure.location, message, "delete it, and type the words anew")
    printed_mentions = report_language.mentions(normal_text(figure.as_printed))
    for name, value in (("value", figure.value), ("value_to", figure.value_to)):
        if value is not None and not any(
            agrees(value, m, figure.unit, figure.scale) for m in printed_mentions
        ):
            message = f"{figure.key}: `{name}` is {value:f}"
            numbers = (
                ", ".join(_plain_number(m.value) for m in printed_mentions if m.value is not None)
                or "no number"
            )
            fix = f"`as_printed` “{figure.as_printed}” says {numbers}"
            if unclear_numbers := [
                m.text for m in printed_mentions if m.value is None and m.kind != "multiple"
            ]:
                fix = (
                    f"“{unclear_numbers[0]}” can be read in two ways, or not in this report's "
                    "format"
                )
            yield problem(figure.location, message, fix)
    if figure.day is not None and not prints_day(
        figure.as_printed, figure.day, report_language.code
    ):
        message = f"{figure.key}: `value` is {figure.day}"
        fix = f"as_printed “{figure.as_printed}” says another day; quote day, month and year"
        yield problem(figure.location, message, fix)
    yield from _unit_problems(figure, printed_mentions)
    yield from _direction_problems(figure, printed_mentions, report_language)


def prints_day(printed: str, day: date, language_code: str) -> bool:
    """Whether words name this day: 13 August 2018, August 13th, 2018, 13.8.2018, 2018-08-13."""
    text = normal_text(printed).casefold()
    forms = (f"{day:%Y-%m-%d}", *(f"{day.day}{s}{day.month}{s}{day.year}" for s in "./"),
             f"{day:%d.%m.%Y}", f"{day:%d/%m/%Y}", f"{day.month}/{day.day}/{day.year}")  # fmt: skip
    if any(stands_in(form, text) for form in forms):
        return True
    month = language(language_code).months[day.month - 1].casefold()
    numbers = {int(digits) for digits in re.findall(r"[0-9]{1,4}", text)}
    return (month in text or f" {month[:3]} " in text) and {day.day, day.year} <= numbers


def _unit_problems(figure: Figure, printed_mentions: tuple[Mention, ...]) -> Iterator[Problem]:
    """Money has the currency that is printed, and points are not per cent."""
    for mention in printed_mentions:
        if mention.currency and figure.unit not in (codes := currency_codes(mention.currency)):
            message = f"{figure.key}: “{mention.text}” is money, and `unit` is {figure.unit!r}"
            yield problem(figure.location, message, f"write the currency: {' or '.join(codes[:4])}")
        units = {"percent": "points", "points": "percent"}
        if mention.unit and units.get(mention.unit) == figure.unit:
            message = f"{figure.key}: `unit` is {figure.unit}"
            unit_in_words = "percentage points" if mention.unit == "points" else "per cent"
            fix = f"`as_printed` “{figure.as_printed}” says {unit_in_words}"
            yield problem(figure.location, message, fix)


def _direction_problems(
    figure: Figure, printed_mentions: tuple[Mention, ...], report_language: ReportLanguage
) -> Iterator[Problem]:
    """A change goes the way that its printed words say."""
    if figure.kind is not Kind.CHANGE or not figure.value:
        return
    size = abs(figure.value)
    minus = any(m.minus and agrees(size, m, figure.unit, figure.scale) for m in printed_mentions)
    rose_or_fell = -1 if minus else direction(figure.as_printed, report_language.code)
    if rose_or_fell and (rose_or_fell > 0) != (figure.value > 0):
        message = f"{figure.key}: `value` is {figure.value:f}"
        said = "rose" if rose_or_fell > 0 else "fell"
        fix = f"as_printed “{figure.as_printed}” says that it {said}"
        yield problem(figure.location, message, fix)


def agrees(value: Decimal, mention: Mention, unit: str, scale: int = 1) -> bool:
    """Whether a text that names `mention` says `value`; a share in words is as exact as it is.

    `scale` is what a line elsewhere says that all numbers are in: thousands.
    """
    if mention.value is None or (mention.kind == "share" and unit not in ("percent", "")):
        return False
    printed, size = mention.value, abs(value)
    if mention.kind != "share":
        return size == printed or (scale > 1 and mention.scale == 1 and size == printed * scale)
    return size == round(printed, decimal_places(value))


def _plain_number(value: Decimal) -> str:
    return f"{value:.1f}" if value % 1 else f"{value:.0f}"
