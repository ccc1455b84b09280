"""Bars from nought, in the report's order, each with its number; the finding's own are marked."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from awareness.insights.charts.data import row_number
from awareness.insights.charts.scale import Canvas, position_on_axis, px, text_width
from awareness.insights.figure_references import ChartError

BAR_HEIGHT = 20
MAX_LABEL_BESIDE = 200  # a longer label stands above its bar


def describe(data: dict[str, Any]) -> str:
    """The drawing in words."""
    sentence = _(
        "Bars that start at nought, in the order in which the report prints them: %(rows)s."
    )
    rows = "; ".join(f"{row['label']} {row['shown']}" for row in data["table"]["rows"])
    return sentence % {"rows": rows}


def bar_label(row: dict[str, Any]) -> str:
    """What stands beside a bar: the column's label, where the row's stands above."""
    return str(row.get("short") or row["label"])


def bar_number(row: dict[str, Any]) -> str:
    """What stands behind a bar: its number, without a unit that stands above them all."""
    return str(row.get("bare") or row["shown"])


def draw(
    data: dict[str, Any],
    canvas: Canvas,
    top: Decimal | None = None,
    rows_on_axis: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Coordinates for charts/bars.svg; the axis ends at `top`, or at the largest number.

    Its length is what the widest words leave: those of the rows, or of the rows `rows_on_axis` too.
    """
    rows = [row | {"label": bar_label(row)} for row in data["table"]["rows"]]
    rows_on_axis = rows_on_axis or rows
    if any(row_number(row) < 0 for row in rows):
        raise ChartError("negative", "a fall is no bar from nought; leave it to the table: `table`")
    top = max(row_number(row) for row in rows) if top is None else top
    labels = max(text_width(bar_label(row), canvas.font) for row in rows_on_axis)
    values = max(text_width(bar_number(row), canvas.font) for row in rows_on_axis) + 12
    labels_above = canvas.is_narrow or labels > MAX_LABEL_BESIDE
    left = 0.0 if labels_above else labels + 14
    length = canvas.width - left - values
    step = BAR_HEIGHT + canvas.font * 1.6 + 6 if labels_above else BAR_HEIGHT + 14.0
    drawn = []
    for index, row in enumerate(rows):
        y = index * step + (canvas.font * 1.6 if labels_above else 5)
        middle = y + BAR_HEIGHT / 2 + canvas.font * 0.35  # of the letters beside the bar
        right = position_on_axis(row_number(row), top, length)
        outline = (
            3 if row["marked"] else 0
        )  # the marked bar's outline takes half of this away again
        drawn.append(
            {
                "label": row["label"],
                "shown": bar_number(row),
                "marked": row["marked"],
                "x": px(left - outline / 2),
                "y": px(y - outline),
                "width": px(right + outline),
                "height": px(BAR_HEIGHT + 2 * outline),
                "label_x": px(0),
                "label_y": px(y - canvas.font * 0.45 if labels_above else middle),
                "value_x": px(left + right + 10),
                "value_y": px(middle),
            }
        )
    height = len(rows) * step
    tops = [index * step + canvas.font * 1.6 for index in range(len(rows))]
    line = "".join(
        f"M0 {px(y - 3)}v{BAR_HEIGHT + 6}" for y in tops
    )  # beside the bars, not the labels
    return {
        "width": canvas.width,
        "height": px(height),
        "font": px(canvas.font),
        "axis": line if labels_above else f"M{px(left)} 0V{px(height)}",
        "bars": drawn,
    }
