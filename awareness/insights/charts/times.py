"""The data of drawings over time: what a printed table counts at three points in time or more.

Beside what charts.data says of every drawing:
{times: [{label, at}], series: [{name, marked, rows: [row]}]}: `at` is in years, as text, and a
series has one row for each time. A row here has `short` as well, its time.
"""

import re
from decimal import Decimal
from typing import Any

from babel.core import Locale
from django.utils.translation import gettext as _

from awareness.insights.charts import data as common
from awareness.insights.figure_references import ChartError, resolve_text
from awareness.insights.ledger import Figure, Ledger, Table

MIN_TIMES = 3  # points in time; two are compared by bars
_ENGLISH = Locale.parse("en").months["format"]  # labels are in our words
MONTHS = {
    name.casefold(): month
    for width in ("wide", "abbreviated")
    for month, name in _ENGLISH[width].items()
}
YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d)"
TIME_PATTERNS = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        YEAR,
        YEAR + r"\s?[/–-]\s?(?:\d\d|\d{4})",  # of two years, 2023/24: the first
        r"(?P<part>[QH][1-4])[\s/]" + YEAR,
        YEAR + r"[\s-]?(?P<part>[QH][1-4])",
        r"(?:(?P<day>[1-3]?\d)\s)?(?P<month>[a-z]+)\.?\s" + YEAR,
    )
)
TIME_FIX_BY_CODE = {
    "no_time": "label each as 2024, 2023/24, Q1 2024, March 2024 or 31 March 2024, or draw `bars`",
    "few_times": "draw `bars`",
}  # by the code of the error


def years_of_label(label: str) -> Decimal | None:
    """Where a label stands in time, in years: 2024.25 for “Q2 2024”; None for what is no time."""
    match = next(
        (matched for shape in TIME_PATTERNS if (matched := shape.fullmatch(label.strip()))), None
    )
    if match is None:
        return None
    parts = match.groupdict()
    months = 0
    if part := (parts.get("part") or "").upper():
        length = 3 if part[0] == "Q" else 6
        months = (int(part[1]) - 1) * length
    if name := parts.get("month"):
        if name.casefold() not in MONTHS:
            return None
        months = MONTHS[name.casefold()] - 1
    days = int(parts.get("day") or 1) - 1
    if months >= 12 or days > 30:
        return None
    return int(parts["year"]) + (Decimal(months) + Decimal(days) / 31) / 12


def data_of_times(ledger: Ledger, table: Table) -> dict[str, Any]:
    """A table whose columns are points in time, or else its rows: a series for each of the others.

    In the order of time, whichever way they are printed. ChartError where there are fewer than
    three, where one is no time, or stands twice, and where a cell is missing.
    """
    names, labels, cells = _series_and_times(table)
    times_in_order = sorted(years_by_time(table).items(), key=lambda pair: pair[1])
    cells_by_series = {key: [cells[key].get(time) for time, _at in times_in_order] for key in names}
    if any(cell is None for line in cells_by_series.values() for cell in line):
        raise ChartError("missing_cell", f"table {table.key!r} has lines without all its times")
    title, named_keys = resolve_text(ledger, table.report, table.finding or table.title)
    series = []
    for key in sorted(names, key=lambda key: key == "others"):
        rows = [
            common.row_data(cell)
            | {
                "short": labels[time],
                "bare": common.number_without_unit(cell),
                "marked": cell.full_key in named_keys,
            }
            for (time, _at), cell in zip(times_in_order, cells_by_series[key], strict=True)
            if cell is not None
        ]
        series.append(
            {"name": names[key], "marked": any(row["marked"] for row in rows), "rows": rows}
        )
    figures_shown = [cell for line in cells_by_series.values() for cell in line if cell is not None]
    return common.common_data(ledger, table.report, table.key, "lines", figures_shown) | {
        **common.words_around(table, figures_shown),
        "title": title,
        "sub": _sub_words(table, figures_shown, len(series)),
        "times": [{"label": labels[time], "at": str(years)} for time, years in times_in_order],
        "series": series,
        "table": {"head": common.column_heads(table, figures_shown), "rows": _table_rows(series)},
    }


def _series_and_times(
    table: Table,
) -> tuple[dict[str, str], dict[str, str], dict[str, dict[str, Figure]]]:
    """(labels of the series, labels of the times, cells by series and time)."""
    time_count_by_side = {
        part: sum(years_of_label(label) is not None for label in labels.values())
        for part, labels in (("cols", table.col_labels), ("rows", table.row_labels))
    }
    if time_count_by_side["cols"] >= time_count_by_side["rows"]:
        return table.row_labels, table.col_labels, table.cells
    by_col: dict[str, dict[str, Figure]] = {col: {} for col in table.col_labels}
    for row, line in table.cells.items():
        for col, cell in line.items():
            by_col[col][row] = cell
    return table.col_labels, table.row_labels, by_col


def years_by_time(table: Table) -> dict[str, Decimal]:
    """Each time's place in years by the key of its column or row; ChartError where a line cannot be
    drawn through them."""
    year_by_key: dict[str, Decimal] = {}
    for key, label in _series_and_times(table)[1].items():
        years = years_of_label(label)
        if years is None:
            message = f"“{label}” in table {table.key!r} is no point in time; a line goes over time"
            raise ChartError("no_time", message)
        if years in year_by_key.values():
            message = f"“{label}” in table {table.key!r} stands twice, or says another of its times"
            raise ChartError("no_time", f"{message} in other words")
        year_by_key[key] = years
    if len(year_by_key) < MIN_TIMES:
        message = f"table {table.key!r} has fewer than three points in time"
        raise ChartError("few_times", message)
    return year_by_key


def _sub_words(table: Table, cells: list[Figure], lines: int) -> str:
    """What was counted, in which unit, and what the pale lines are that stand behind another."""
    counted = common.words_around(table, cells)["sub"]
    if lines == 1:
        return counted
    return _("%(what)s. Behind each line the others are pale.") % {"what": counted}


def _table_rows(series: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table under the lines: a part for each, headed by its name; one alone needs no head."""
    if len(series) == 1:
        return list(series[0]["rows"])
    return [row | {"group": line["name"]} for line in series for row in line["rows"]]
