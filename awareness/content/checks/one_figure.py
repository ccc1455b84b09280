"""One figure before it stands in a file: what the checks say, with the field to mend. Pure."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from awareness.content.checks.ledger import figure_problems
from awareness.content.checks.source import (
    Sources,
    base_problems_at_lines,
    check_printed,
    problems_at_lines,
)
from awareness.content.csv_files import CsvRow
from awareness.content.pack import REPORT_COLUMNS, read_figure
from awareness.content.printed_words import language_of
from awareness.content.problems import Problem, problem
from awareness.content.schema import FigureRow
from awareness.insights.ledger import Figure, Location, Report
from awareness.insights.nearest import nearest_fix

ROW_LOCATION = Location("figures.csv", 1)
NAME_IN_BACKTICKS = re.compile(r"`(\w+)`")
# Where no field is named in what is wrong: words of the message, and the field that they are about.
FIELD_BY_WORDS = (
    ("does not stand at", "as_printed"), ("qualifier", "qualifier"), ("the range runs", "value"),
    ("caveat", "caveats"), ("discrepancy", "discrepancies"), ("a share of", "value"),
)  # fmt: skip


def problems_by_field(
    cells: Mapping[str, str], report: Report, lines: list[str] | None
) -> dict[str, list[Problem]]:
    """What is wrong with a row of figures.csv, by the field that mends it; "" for none of them.

    `lines` is the report's text, where it is at hand, for every source that the report names.
    """
    problems: dict[str, list[Problem]] = {}
    for wrong in figure_row_problems(cells, report, lines):
        problems.setdefault(field_of(wrong, cells.get("key", "")), []).append(wrong)
    return problems


def figure_row_problems(
    cells: Mapping[str, str], report: Report, lines: list[str] | None
) -> Iterator[Problem]:
    """All problems of one row: its cells, the rules of a figure, its printed words, its lines."""
    row_problems: list[Problem] = []
    row = CsvRow({name: cells.get(name, "") for name in REPORT_COLUMNS}, ROW_LOCATION, ())
    figure = read_figure(row, report, {}, row_problems)
    yield from row_problems
    if figure is None:
        return
    yield from figure_problems(figure, report)
    yield from check_printed(figure, language_of(report))
    yield from _unknown_caveats(figure, report)
    if lines is not None:
        sources = Sources(Path(), dict.fromkeys(report.sources.values(), lines))
        yield from problems_at_lines(figure, report, sources)
        yield from base_problems_at_lines(figure, cells.get("base_where", ""), report, sources)


def _unknown_caveats(figure: Figure, report: Report) -> Iterator[Problem]:
    for key in figure.caveats:
        if key not in report.caveats:
            message = f"{figure.key}: unknown caveat `{key}`"
            yield problem(ROW_LOCATION, message, nearest_fix(key, report.caveats))


def field_of(figure_problem: Problem, figure_key: str = "") -> str:
    """The field of a figure that a problem is about, by the names in its words; "" for none."""
    message = figure_problem.message.removeprefix(f"{figure_key}: ")
    for words in (message, figure_problem.fix):
        for name in NAME_IN_BACKTICKS.findall(words):
            if name in FigureRow.model_fields:
                return str(name)
        for part, name in FIELD_BY_WORDS:
            if part in words:
                return name
    return ""
