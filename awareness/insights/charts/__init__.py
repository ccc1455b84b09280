"""Drawings made on the server, from the ledger: data first (kept), coordinates when shown.

A kind is a module with `describe(data)` and `draw(data, canvas)` and a template of its name under
insights/charts/.
"""

from types import ModuleType
from typing import Any

from awareness.insights.charts import bars, dots, lines, panels, shares, split
from awareness.insights.charts import table as numbers_alone
from awareness.insights.charts.data import data_of_chart, data_of_table
from awareness.insights.charts.groups import with_groups_apart
from awareness.insights.charts.scale import CANVASES
from awareness.insights.charts.stacked import data_of_scale, data_of_split
from awareness.insights.charts.times import data_of_times
from awareness.insights.figure_references import ChartError
from awareness.insights.ledger import Chart, Ledger, Table

__all__ = [
    "KINDS",
    "ChartError",
    "all_drawing_data",
    "chart_data",
    "drawing_contexts",
    "drawing_data",
    "find_drawing",
]
KINDS: dict[str, ModuleType] = {
    "dots": dots, "bars": bars, "panels": panels, "scale": shares, "split": split, "lines": lines,
    "table": numbers_alone,
}  # fmt: skip


def find_drawing(ledger: Ledger, report_slug: str, key: str) -> Chart | Table:
    """What the drawing `key` or `report:key` is made from. ChartError when there is none."""
    pack, _, name = key.rpartition(":")
    pack = pack or report_slug
    known = ledger.reports.get(pack)
    chart = next((c for c in known.charts if c.key == name), None) if known else None
    table = ledger.tables.get(f"{pack}:{name}")
    if chart is not None:
        return chart
    if table is None:
        raise ChartError("unknown_chart", f"there is no chart or table {key!r}")
    if not table.chart:
        raise ChartError("no_drawing", f"table {key!r} is not to be drawn; tables.yaml says so")
    return table


def drawing_data(ledger: Ledger, report_slug: str, key: str) -> dict[str, Any]:
    """The data of the drawing `key` or `report:key`, see charts.data. ChartError when none."""
    drawing = find_drawing(ledger, report_slug, key)
    if isinstance(drawing, Chart):
        return chart_data(ledger, drawing)
    data = {"scale": data_of_scale, "lines": data_of_times}.get(drawing.chart, data_of_table)(
        ledger, drawing
    )
    return _with_description(with_groups_apart(ledger, drawing, data))


def chart_data(ledger: Ledger, chart: Chart) -> dict[str, Any]:
    """The data of a drawing as report.yaml describes it, whether it stands there or not."""
    data = (data_of_split if chart.kind == "split" else data_of_chart)(ledger, chart)
    return _with_description(with_groups_apart(ledger, chart, data))


def _with_description(data: dict[str, Any]) -> dict[str, Any]:
    """With its description; ChartError where it cannot be drawn."""
    if data["kind"] not in KINDS:
        wrong = f"{data['kind']!r} is no kind of drawing; use {' or '.join(KINDS)}"
        raise ChartError("unknown_kind", wrong)
    kind = KINDS[data["kind"]]
    data["desc"] = kind.describe(data)
    for canvas in CANVASES:
        kind.draw(data, canvas)  # what cannot be drawn fails while content loads, not on a page
    return data


def all_drawing_data(ledger: Ledger, report_slug: str) -> dict[str, dict[str, Any]]:
    """Every drawing of a report by key."""
    keys = [chart.key for chart in ledger.reports[report_slug].charts]
    keys += [t.key for t in ledger.tables.values() if t.report == report_slug and t.chart in KINDS]
    return {key: drawing_data(ledger, report_slug, key) for key in keys}


def drawing_contexts(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The wide and the narrow drawing: {template, canvas, id, …coordinates}; ids differ.

    [] for numbers that stand in their table alone.
    """
    kind = KINDS[data["kind"]]
    return [
        {
            "template": f"insights/charts/{data['kind']}.svg",
            "canvas": canvas.name,
            "id": f"chart-{data['key']}-{canvas.name}",
            "title": data["title"],
            "desc": data["desc"],
        }
        | drawn
        for canvas in CANVASES
        if (drawn := kind.draw(data, canvas)) is not None
    ]
