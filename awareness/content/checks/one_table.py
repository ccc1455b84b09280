"""One table before it stands in a file: what the checks say, with the field to mend."""

import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from awareness.content.checks.ledger import table_ledger_problems
from awareness.content.checks.one_figure import field_of
from awareness.content.checks.printed_tables import table_problems
from awareness.content.checks.source import Sources
from awareness.content.printed_words import language_of
from awareness.content.problems import Problem, problem
from awareness.content.tables import read_tables
from awareness.content.writing.tables import write_cells, write_table
from awareness.insights.charts.times import TIME_FIX_BY_CODE, years_by_time
from awareness.insights.figure_references import ChartError
from awareness.insights.ledger import Report


def problems_by_field(
    entry: Mapping[str, Any], report: Report, lines: list[str] | None
) -> dict[str, list[Problem]]:
    """What is wrong with a table (`as_file`), by the field that mends it: `row:key` of what stands
    in one row. `lines` is the report's text, where it is at hand."""
    problems: dict[str, list[Problem]] = {}
    for wrong in _table_entry_problems(entry, report, lines):
        in_drawing = wrong.message.startswith(DRAWING_PREFIX)
        name = "chart" if in_drawing else field_of(wrong, entry["key"])
        if name not in FORM_FIELDS:
            row = re.search(rf"\b{re.escape(entry['key'])}/([\w-]+)", wrong.message)
            name = f"{ROW_PREFIX}{row[1]}" if row and row[1] in entry["rows"] else "title"
        problems.setdefault(name, []).append(wrong)
    return problems


ROW_PREFIX = "row:"  # before the key of a row
DRAWING_PREFIX = "as lines:"
FORM_FIELDS = {
    "title", "printed", "heading", "unit", "suffix", "base_n", "label", "measure", "population",
    "question", "use", "reason", "caveats", "kind", "scale", "per", "finding", "discrepancies",
    "as_of", "review_by", "audience", "insight", "chart", "sums", "row_kind", "col_kind",
}  # fmt: skip


def _table_entry_problems(
    entry: Mapping[str, Any], report: Report, lines: list[str] | None
) -> Iterator[Problem]:
    """All problems of a table, read from files that it is written to for that. `lines` is the text
    of the report, whichever of its files the table names; None: it is not compared with it."""
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory(prefix="awareness-") as name:
        folder = Path(name)
        (folder / "tables.yaml").write_text(write_table(entry), encoding="utf-8")
        (folder / f"{entry['key']}.csv").write_text(write_cells(entry), encoding="utf-8")
        tables, _unread = read_tables(folder, report, problems)
    yield from problems
    for parsed_table in tables:
        yield from table_ledger_problems(parsed_table)
        if parsed_table.table.chart == "lines":
            try:
                years_by_time(parsed_table.table)
            except ChartError as error:
                location = parsed_table.definition.location_of("chart")
                yield problem(location, f"{DRAWING_PREFIX} {error}", TIME_FIX_BY_CODE[error.code])
        if lines is not None:
            sources = Sources(Path(), dict.fromkeys(report.sources.values(), lines))
            yield from table_problems(parsed_table, report.sources, sources, language_of(report))
