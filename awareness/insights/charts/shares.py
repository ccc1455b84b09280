"""Stacked shares of one question's answers: a bar for each kind, its parts in the scale's order.

Each bar is a panel of its own, in the report's order, and nothing is sorted by size. The share
stands on its part; where the part is too narrow, below it, with a line that leads there.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from awareness.insights.charts.data import number
from awareness.insights.charts.scale import Canvas, n, part_width
from awareness.insights.figure_references import ChartError

# Which colours of the five a scale of so many steps takes: the neutral one stays in the middle.
COLOURS = {3: (2, 3, 4), 5: (1, 2, 3, 4, 5)}
THICK = 38
GAP = 1.5  # between two parts
BETWEEN = 24  # from one panel to the next


def describe(data: dict[str, Any]) -> str:
    """The drawing in words: every share of every bar."""
    sentences = [
        _("Bars of equal length, divided into the shares of the answers, each in this order.")
    ]
    for panel in data["panels"]:
        parts = "; ".join(f"{part['short']} {part['shown']}" for part in panel["parts"])
        sentences.append(f"{panel['label']}: {parts}." if panel["label"] else f"{parts}.")
    return " ".join(sentences)


def draw(data: dict[str, Any], canvas: Canvas) -> dict[str, Any]:
    """Coordinates for charts/scale.svg."""
    drawn, y = [], 0.0
    for panel in data["panels"]:
        top = y + (canvas.font * 1.6 if panel["label"] else 0)
        bar = stack(panel["parts"], canvas, top)
        drawn.append({"label": panel["label"], "label_y": n(y + canvas.font), **bar["drawn"]})
        y = bar["bottom"] + BETWEEN
    return {
        "width": canvas.width,
        "height": n(y - BETWEEN + 2),
        "font": n(canvas.font),
        "panels": drawn,
    }


def stack(parts: list[dict[str, Any]], canvas: Canvas, top: float) -> dict[str, Any]:
    """One divided bar: {drawn: {parts, outside, leads}, bottom}. The parts fill the whole width."""
    colours = colours_of(parts)
    values = [number(part) for part in parts]
    total = sum(values) or Decimal(1)
    room = canvas.width - GAP * (len(parts) - 1)
    x, inside, outside = 0.0, [], []
    for part, value, colour in zip(parts, values, colours, strict=True):
        width = float(value / total) * room
        middle, text = x + width / 2, part["value"]
        fits = part_width(text, canvas.font) + 4 <= width
        inside.append(
            {
                "colour": colour,
                "x": n(x + 0.5),
                "y": n(top + 0.5),
                "width": n(max(width - 1, 0.5)),
                "height": n(THICK - 1),
                "text": text if fits else "",
                "text_x": n(middle),
                "text_y": n(top + THICK / 2 + canvas.font * 0.35),
            }
        )
        if not fits:
            outside.append((middle, text))
        x += width + GAP
    placed = beside_each_other(outside, canvas)
    below = top + THICK
    return {
        "drawn": {
            "parts": inside,
            "outside": [
                {"x": n(label_x), "y": n(below + canvas.font + 11), "text": text}
                for (_middle, text), label_x in zip(outside, placed, strict=True)
            ],
            "leads": " ".join(
                f"M{n(middle)} {n(below + 1)}L{n(label_x)} {n(below + 10)}"
                for (middle, _text), label_x in zip(outside, placed, strict=True)
            ),
        },
        "bottom": below + (canvas.font + 14 if outside else 0),
    }


def beside_each_other(labels: list[tuple[float, str]], canvas: Canvas) -> list[float]:
    """Where labels stand so that none overlaps: as near to their own place as the row allows."""
    widths = [part_width(text, canvas.font) for _middle, text in labels]
    placed: list[float] = []
    edge = 0.0
    for (middle, _text), width in zip(labels, widths, strict=True):
        label_x = max(middle, edge + width / 2)
        placed.append(label_x)
        edge = label_x + width / 2 + canvas.font * 0.7
    edge = float(canvas.width)
    for index in range(len(labels) - 1, -1, -1):
        placed[index] = min(placed[index], edge - widths[index] / 2)
        edge = placed[index] - widths[index] / 2 - canvas.font * 0.7
    return placed


def colours_of(parts: Sequence[Any]) -> tuple[int, ...]:
    """The colour of each part; ChartError for a scale without a middle that we know."""
    if len(parts) not in COLOURS:
        wrong = f"a scale of {len(parts)} steps cannot be drawn; three or five can"
        raise ChartError("no_scale", wrong)
    return COLOURS[len(parts)]
