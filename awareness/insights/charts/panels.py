"""Bars in panels: one for each group of people under its own name with its base, or one for each
row of a table of several columns.

Panels of one measure have one axis, unless the drawing says otherwise; of several measures each has
its own, and nothing leads the eye from one to the next.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from awareness.insights.charts import bars
from awareness.insights.charts.data import row_number
from awareness.insights.charts.scale import Canvas, px, text_width

GAP_BETWEEN_PANELS = 26
HUNDRED = Decimal(100)


def describe(data: dict[str, Any]) -> str:
    """The drawing in words: every panel with who it is and how many answered."""
    axis = (
        _("Panels of bars that start at nought, all with one axis.")
        if data.get("one_axis")
        else _("Panels, one for each group. Each has bars of its own that start at nought.")
    )
    sentences = [axis]
    for block in panels_of(data):
        rows = "; ".join(
            f"{row.get('short') or row['label']} {row['shown']}" for row in block["rows"]
        )
        sentences.append(f"{', '.join(block['heads'])}: {rows}.")
    return " ".join(sentences)


def panels_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The panels of a drawing, each {heads: [text], rows}; of data without panels (charts.data) one
    of each group of people: the report, who they are, how many answered."""
    return data.get("blocks") or [
        {"heads": [group["report"], group["who"], base_line(group)], "rows": group["rows"]}
        for group in data["groups"]
    ]


def base_line(group: dict[str, Any]) -> str:
    """How many answered, in words that also say when that is not known."""
    if group["base"]:
        return _("Base: %(n)s") % {"n": group["base"]}
    return _("How many answered is not printed")


def draw(data: dict[str, Any], canvas: Canvas) -> dict[str, Any]:
    """Coordinates for charts/panels.svg."""
    drawn, y = [], 0.0
    panels = panels_of(data)
    all_rows = [row for panel in panels for row in panel["rows"]]
    shared_end, rows_on_axis = (
        (axis_end(all_rows), all_rows) if data.get("one_axis") else (None, None)
    )
    for panel in panels:
        heads = [line for text in panel["heads"] for line in wrapped_lines(text, canvas)]
        lines = [
            {
                "text": text,
                "y": px(y + canvas.font * (1 + 1.3 * index)),
                "strong": index == 0,
            }
            for index, text in enumerate(heads)
        ]
        top = y + canvas.font * 1.3 * len(heads) + 8
        end = axis_end(panel["rows"]) if shared_end is None else shared_end
        inner = bars.draw({"table": {"rows": panel["rows"]}}, canvas, end, rows_on_axis)
        drawn.append({"lines": lines, "top": px(top), "bars": inner["bars"], "axis": inner["axis"]})
        y = top + float(inner["height"]) + GAP_BETWEEN_PANELS
    return {
        "width": canvas.width,
        "height": px(y - GAP_BETWEEN_PANELS + 2),
        "font": px(canvas.font),
        "panels": drawn,
    }


def axis_end(rows: list[dict[str, Any]]) -> Decimal:
    """Where a panel's axis ends: at its largest, and for shares not before the whole."""
    largest = max(row_number(row) for row in rows)
    return max(largest, HUNDRED) if all(row["unit"] == "percent" for row in rows) else largest


def wrapped_lines(text: str, canvas: Canvas) -> list[str]:
    """A text in lines that fit the canvas."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, canvas.font) <= canvas.width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
