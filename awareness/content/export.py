"""Every figure of the loaded ledger as a row: columns, CSV and JSON."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from typing import Any

from awareness.insights.models import Figure
from awareness.insights.numbers import plain_digits

FIGURE_COLUMNS = (
    "report", "insight", "key", "label", "statement", "value", "value_to", "qualifier", "unit",
    "as_printed", "formula", "measure", "population", "question", "base_n", "base_inferred",
    "multi_answer", "where", "address", "read_on", "use", "reason", "caveats", "discrepancies",
    "as_of", "review_by", "audience", "kind", "scale", "per", "between", "gathered", "day",
)  # fmt: skip
DAY_COLUMNS = ("as_of", "review_by", "read_on", "day")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a cell that begins so


def figure_rows() -> list[dict[str, Any]]:
    """Every figure that is not withdrawn, cells and derived ones included, by report and place."""
    figures = (
        Figure.objects.filter(withdrawn=False)
        .select_related("report")
        .order_by("report__slug", "id")
    )
    return [_row_of(figure) for figure in figures]


def _row_of(figure: Figure) -> dict[str, Any]:
    row = {name: getattr(figure, name) for name in FIGURE_COLUMNS if name != "report"}
    row |= {name: _plain_number(row[name]) for name in ("value", "value_to")}
    row |= {name: row[name] and row[name].isoformat() for name in DAY_COLUMNS}
    return {name: figure.report.slug if name == "report" else row[name] for name in FIGURE_COLUMNS}


def _plain_number(value: Decimal | None) -> int | float | None:
    """A number that JSON and CSV write plainly: 269370, 0.95."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(plain_digits(value))


def as_csv(rows: Iterable[dict[str, Any]]) -> str:
    """Rows of figures as CSV with a head: lists joined by `;`, yes or nothing for truth."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIGURE_COLUMNS)
    for row in rows:
        writer.writerow([csv_cell(row[name]) for name in FIGURE_COLUMNS])
    return out.getvalue()


def csv_cell(value: object) -> str:
    """One cell. A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    text = ";".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
