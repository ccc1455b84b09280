"""Bars in panels: one for each group of people, under its own name, with its base and its own axis.

Nothing leads the eye from one panel to the next: each begins anew, and each says how many answered.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from awareness.insights.charts import bars
from awareness.insights.charts.data import number
from awareness.insights.charts.scale import Canvas, n, text_width

BETWEEN = 26  # from one panel to the next
HUNDRED = Decimal(100)


def describe(data: dict[str, Any]) -> str:
    """The drawing in words: every panel with who it is and how many answered."""
    sentences = [_("Panels, one for each group. Each has bars of its own that start at nought.")]
    for group in data["groups"]:
        rows = "; ".join(f"{row['label']} {row['shown']}" for row in group["rows"])
        sentences.append(f"{group['report']}, {group['who']}, {answered(group)}: {rows}.")
    return " ".join(sentences)


def answered(group: dict[str, Any]) -> str:
    """How many answered, in words that also say when that is not known."""
    if group["base"]:
        return _("Base: %(n)s") % {"n": group["base"]}
    return _("How many answered is not printed")


def draw(data: dict[str, Any], canvas: Canvas) -> dict[str, Any]:
    """Coordinates for charts/panels.svg."""
    drawn, y = [], 0.0
    for group in data["groups"]:
        heads = [
            line
            for text in (group["report"], group["who"], answered(group))
            for line in wrapped(text, canvas)
        ]
        lines = [
            {"text": text, "y": n(y + canvas.font * (1 + 1.3 * index)), "strong": index == 0}
            for index, text in enumerate(heads)
        ]
        top = y + canvas.font * 1.3 * len(heads) + 8
        inner = bars.draw({"table": {"rows": group["rows"]}}, canvas, most(group["rows"]))
        drawn.append({"lines": lines, "top": n(top), "bars": inner["bars"], "axis": inner["axis"]})
        y = top + float(inner["height"]) + BETWEEN
    return {
        "width": canvas.width,
        "height": n(y - BETWEEN + 2),
        "font": n(canvas.font),
        "panels": drawn,
    }


def most(rows: list[dict[str, Any]]) -> Decimal:
    """Where a panel's axis ends: at the whole for shares, else at the panel's own largest."""
    if all(row["unit"] == "percent" for row in rows):
        return HUNDRED
    return max(number(row) for row in rows)


def wrapped(text: str, canvas: Canvas) -> list[str]:
    """A text in lines that fit the canvas."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, canvas.font) <= canvas.width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
