"""Proof against the report text: what is printed stands where the ledger says that it stands."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from awareness.insights.ledger import Figure, Span, Use
from awareness.numerals.reading import Mention, mentions
from awareness.studio.cell_values import parse_spans
from awareness.studio.content import Content, Definition
from awareness.studio.problems import Problem, problem
from awareness.studio.tables import TableRead

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u200a\u202f]+")
THOUSANDS = re.compile(r"(?<=\d)[, ](?=\d{3}(?!\d))")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "−": "-"})


def normal(text: str) -> str:
    """Spaces of every kind as one, straight quotation marks, digits without separators."""
    return THOUSANDS.sub("", SPACES.sub(" ", text.translate(SAME))).strip()


def stands(printed: str, text: str) -> bool:
    """Whether `printed` stands in `text`, not as a part of a longer word or number."""
    printed, text = normal(printed), normal(text)
    before = r"(?<![\w])(?<!\d[.,])" if printed[:1].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if printed[-1:].isalnum() else ""
    return bool(printed) and bool(re.search(before + re.escape(printed) + after, text))


class Sources:
    """The report texts of one folder. Lines count from one; a missing file is one problem."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.files: dict[str, list[str] | None] = {}

    def lines(self, name: str) -> list[str] | None:
        if name not in self.files:
            path = self.folder / name
            text = path.read_text(encoding="utf-8-sig") if path.is_file() else None
            self.files[name] = text.split("\n") if text is not None else None
        return self.files[name]

    def text(self, name: str, span: Span) -> str | None:
        """The lines of a span in one string; None when the file or the lines are not there."""
        lines = self.lines(name)
        if lines is None or span.last > len(lines):
            return None
        return " ".join(lines[span.first - 1 : span.last])


def check_sources(content: Content, sources: Sources) -> Iterator[Problem]:
    """Everything in the ledger that does not stand in the texts as it says."""
    yield from _missing_files(content, sources)
    for report in content.reports.values():
        yield from _interests(report, sources)
    for figure in content.ledger.figures.values():
        report = content.ledger.reports[figure.report]
        if report.kind == "external" or "/" in figure.key:
            continue
        for span in figure.where:
            yield from _at_span(figure, span, report.sources[span.source], sources)
    for read in content.tables.values():
        yield from _table(read, content.ledger.reports[read.table.report].sources, sources)
    for key, discrepancy in content.ledger.discrepancies.items():
        for span in discrepancy.where:
            name = content.discrepancy_sources[span.source]
            if sources.lines(name) is not None and sources.text(name, span) is None:
                message = f"{key}: {span} is past the end of {name}"
                yield problem(discrepancy.place, message, "name lines that are there")


def _interests(report: Definition, sources: Sources) -> Iterator[Problem]:
    """The lines that show what the publisher gains are there."""
    problems: list[Problem] = []
    files = report.data.get("sources") or {}
    place = report.where("interests_where")
    for span in parse_spans(report.data.get("interests_where", ""), files, place, problems):
        name = files[span.source]
        if sources.lines(name) is not None and sources.text(name, span) is None:
            message = f"`interests_where` {span} is past the end of {name}"
            problems.append(problem(place, message, "name lines that are there"))
    yield from problems


def _missing_files(content: Content, sources: Sources) -> Iterator[Problem]:
    for report in content.ledger.reports.values():
        for name, file in report.sources.items():
            if report.kind != "external" and sources.lines(file) is None:
                place = content.reports[report.slug].where("sources", name)
                fix = "put the report's text there, or give another --sources"
                # Who asks for one pack need not have the texts of all others at hand.
                other = bool(content.named) and report.slug not in content.named
                message = f"{file} is not in {sources.folder}; nothing was compared with it"
                yield problem(place, message, fix, warning=other)


def _at_span(figure: Figure, span: Span, file: str, sources: Sources) -> Iterator[Problem]:
    if sources.lines(file) is None:
        return
    text = sources.text(file, span)
    if text is None:
        message = f"`where` {span} is past the end of {file}"
        yield problem(figure.place, message, "name lines that are there")
    elif figure.as_printed and not stands(figure.as_printed, text):
        message = f"{figure.key}: “{figure.as_printed}” does not stand at {span}"
        fix = f"the source, {_lines(span)}, prints {_numbers(text)}"
        fix += _lines_elsewhere(figure, file, sources)
        yield problem(figure.place, message, fix)


def _lines(span: Span) -> str:
    return f"line {span.first}" if span.first == span.last else f"lines {span.first}-{span.last}"


def _numbers(text: str) -> str:
    """The numbers of a place, never its words: some places are not to be read."""
    numbers = [mention.text for mention in mentions(normal(text))]
    return ", ".join(numbers[:8]) if numbers else "no number"


def _lines_elsewhere(figure: Figure, file: str, sources: Sources) -> str:
    """Where the words stand instead, if they do."""
    if len(normal(figure.as_printed)) < 3:
        return ""
    lines = [n for n, line in enumerate(sources.lines(file), 1) if stands(figure.as_printed, line)]
    return f"; it stands in line {', '.join(map(str, lines[:3]))}" if lines else ""


def _table(read: TableRead, files: dict[str, str], sources: Sources) -> Iterator[Problem]:
    """A table cell by cell: the row's line begins with its printed label and holds its cells."""
    shape, table = read.shape, read.table
    file = files.get(shape.cells.source)
    if file is None:
        message = f"unknown source {shape.cells.source!r}"
        place = read.definition.where("cells", "source")
        yield problem(place, message, f"report.yaml names {', '.join(files)}")
        return
    if sources.lines(file) is None:
        return
    yield from _heading(read, files, sources)
    for key, cells in table.cells.items():
        if not cells:
            continue
        first = next(iter(cells.values()))
        span = first.where[0]
        line = sources.text(file, span)
        label = table.row_printed[key]
        if line is None:
            message = f"{table.key}/{key}: {span} is past the end of {file}"
            yield problem(first.place, message, "name the line that the row is printed on")
            continue
        opened = normal(line).lstrip("■•*- ")
        if not re.match(re.escape(normal(label)) + r"(?!\w)", opened, re.IGNORECASE):
            message = (
                f"{table.key}/{key}: the source, {_lines(span)}, does not begin with “{label}”"
            )
            yield problem(first.place, message, "name the line that the row is printed on")
            continue
        printed = [Decimal(text) for text in NUMBER.findall(opened[len(normal(label)) :])]
        yield from _cells(cells, printed, span, shape.cells.suffix, line)


def _cells(
    cells: dict[str, Figure], printed: list[Decimal], span: Span, suffix: str, line: str
) -> Iterator[Problem]:
    if len(printed) != len(cells):
        first = next(iter(cells.values()))
        message = f"{first.key.rpartition('/')[0]} has {len(cells)} cells"
        yield problem(
            first.place, message, f"the source, {_lines(span)}, prints {len(printed)} numbers"
        )
        return
    for figure, number in zip(cells.values(), printed, strict=True):
        if figure.value != number:
            message = f"{figure.key} is {figure.value}"
            yield problem(figure.place, message, f"the source, {_lines(span)}, prints {number}")
        elif not stands(figure.as_printed, line):
            message = f"{figure.key}: “{figure.as_printed}” does not stand at {span}"
            yield problem(figure.place, message, f"mend the cell or the suffix {suffix!r}")


def _heading(read: TableRead, files: dict[str, str], sources: Sources) -> Iterator[Problem]:
    """The printed title and the columns' heads, in order, stand where tables.yaml says."""
    shape = read.shape
    if not shape.heading:
        return
    name, _, lines = shape.heading.partition(":")
    first, _, last = lines.partition("-")
    place = read.definition.where("heading")
    if name not in files or not first.isdigit() or not (last or first).isdigit():
        yield problem(place, f"`heading` {shape.heading!r} is no place", "write it as 2018:367-369")
        return
    span = Span(name, int(first), int(last or first))
    text = normal(sources.text(files[name], span) or "").casefold()
    if shape.printed and normal(shape.printed).casefold() not in text:
        yield problem(place, f"“{shape.printed}” does not stand at {span}", "name its lines")
    offset = 0
    for key, line in shape.cols.items():
        head_start = text.find(normal(line.printed).casefold(), offset)
        if line.printed and head_start < 0:
            message = f"column `{key}`: “{line.printed}” does not stand at {span} in this order"
            yield problem(read.definition.where("cols", key), message, "columns stand as printed")
        offset = max(offset, head_start + len(line.printed))


def check_printed(figure: Figure) -> Iterator[Problem]:
    """What `as_printed` says is the figure's number (needs no source)."""
    if not figure.as_printed or figure.use is Use.NEVER or figure.value is None:
        return
    read = mentions(normal(figure.as_printed))
    for name, value in (("value", figure.value), ("value_to", figure.value_to)):
        if value is not None and not any(agrees(value, m, figure.unit) for m in read):
            message = f"{figure.key}: `{name}` is {value}"
            numbers = ", ".join(_plain(m.value) for m in read if m.value is not None) or "no number"
            yield problem(figure.place, message, f"as_printed “{figure.as_printed}” says {numbers}")


def agrees(value: Decimal, mention: Mention, unit: str) -> bool:
    """Whether a text that names `mention` says `value`; a share in words is as exact as it is."""
    if mention.value is None or (mention.kind == "share" and unit != "percent"):
        return False
    places = max(0, -value.as_tuple().exponent)
    exact = mention.kind != "share"
    return value == (mention.value if exact else round(mention.value, places))


def _plain(value: Decimal) -> str:
    return f"{value:.1f}" if value % 1 else f"{value:.0f}"
