"""Stacked shares of one question's answers: a bar for each kind, its parts in the scale's order.

Each bar is a panel of its own, in the report's order, and nothing is sorted by size; all stand on
one middle. The share stands on its part; where the part is too narrow, below it, with a line that
leads there.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from awareness.insights.charts.data import row_number
from awareness.insights.charts.scale import Canvas, number_width, px, text_width
from awareness.insights.figure_references import ChartError

# Which colours of the five a scale of so many steps takes: the neutral one stays in the middle.
COLOURS_BY_STEPS = {3: (2, 3, 4), 5: (1, 2, 3, 4, 5)}
BAR_HEIGHT = 38
GAP_OF_PARTS = 1.5  # between two parts
GAP_BETWEEN_PANELS = 24
WORD_WIDTH_FACTOR = 1.2  # a word like "uncommon" has wide letters only
LINE_HEIGHT_FACTOR = 1.2  # from one line of letters to the next, in their size
LEAD_HEIGHT = 20  # from the name of a step down to its part


def describe(data: dict[str, Any]) -> str:
    """The drawing in words: every share of every bar."""
    sentences = [
        _(
            "Bars of equal length, divided into the shares of the answers, each in this order. The "
            "middles of their neutral parts stand below each other."
        )
    ]
    for panel in data["panels"]:
        parts = "; ".join(f"{part['short']} {part['shown']}" for part in panel["parts"])
        sentences.append(f"{panel['label']}: {parts}." if panel["label"] else f"{parts}.")
    return " ".join(sentences)


def draw(data: dict[str, Any], canvas: Canvas) -> dict[str, Any]:
    """Coordinates for charts/scale.svg: the middle of the neutral part of every bar stands in one
    line, so that what lies to either side can be compared from bar to bar.

    `names` are the steps, each led to its part of the first bar; [] where they do not fit.
    """
    left_and_right = [sides_of(panel["parts"]) for panel in data["panels"]]
    widest_left = max(left for left, _right in left_and_right)
    pixels = canvas.width / float(widest_left + max(right for _left, right in left_and_right))
    names = step_names(data["panels"][0]["parts"], canvas)
    drawn: list[dict[str, Any]] = []
    placed_labels: list[dict[str, str]] = []
    y, ticks, leads = 0.0, [], ""
    for panel, (left, _right) in zip(data["panels"], left_and_right, strict=True):
        top = y + (canvas.font * 1.6 if panel["label"] else 0)
        is_first = not drawn
        if names and is_first:
            top += max(map(len, names)) * canvas.font * LINE_HEIGHT_FACTOR + LEAD_HEIGHT
        bar = divided_bar(
            panel["parts"], canvas, top, start=float(widest_left - left) * pixels, pixels=pixels
        )
        if names and is_first:
            placed_labels, leads = _placed_names(names, bar["middles"], canvas, top)
        ticks.append(f"M{px(float(widest_left) * pixels)} {px(top - 5)}v5m0 {BAR_HEIGHT}v5")
        drawn.append({"label": panel["label"], "label_y": px(y + canvas.font), **bar["drawn"]})
        y = bar["bottom"] + GAP_BETWEEN_PANELS
    return {
        "width": canvas.width,
        "height": px(y - GAP_BETWEEN_PANELS + 6),
        "font": px(canvas.font),
        "middle": " ".join(ticks),
        "names": placed_labels,
        "leads": leads,
        "panels": drawn,
    }


def sides_of(parts: list[dict[str, Any]]) -> tuple[Decimal, Decimal]:
    """How much of a bar lies to the left of the middle of its neutral part, and to the right."""
    values = [row_number(part) for part in parts]
    middle = len(values) // 2
    half = values[middle] / 2
    return sum(values[:middle], half), sum(values[middle + 1 :], half)


def step_names(parts: list[dict[str, Any]], canvas: Canvas) -> list[list[str]]:
    """The names of the steps, each in lines of one word, if they have room beside each other; else
    []."""
    names = [part["short"].split() for part in parts]
    gaps = canvas.font * 0.7 * (len(names) - 1)
    return names if sum(_name_widths(names, canvas)) + gaps <= canvas.width else []


def _name_widths(names: list[list[str]], canvas: Canvas) -> list[float]:
    """How wide each name is when its words stand below each other, in pixels."""
    return [
        WORD_WIDTH_FACTOR * max(text_width(word, canvas.font) for word in words) for words in names
    ]


def _placed_names(
    names: list[list[str]], middles: list[float], canvas: Canvas, top: float
) -> tuple[list[dict[str, str]], str]:
    """Names above a bar, word by word, and the lines from them to its parts."""
    positions = label_positions(middles, _name_widths(names, canvas), canvas)
    base = top - LEAD_HEIGHT
    named = [
        {
            "text": word,
            "x": px(x),
            "y": px(base - above * canvas.font * LINE_HEIGHT_FACTOR),
        }
        for words, x in zip(names, positions, strict=True)
        for above, word in enumerate(reversed(words))
    ]
    lines = [
        f"M{px(x)} {px(base + 5)}L{px(middle)} {px(top - 1)}"
        for x, middle in zip(positions, middles, strict=True)
    ]
    return named, " ".join(lines)


def divided_bar(
    parts: list[dict[str, Any]],
    canvas: Canvas,
    top: float,
    start: float = 0.0,
    pixels: float | None = None,
) -> dict[str, Any]:
    """One divided bar: {drawn: {parts, outside, leads}, middles, bottom}.

    It begins at `start`, and a point of a share is so many `pixels` long; by default the parts fill
    the whole width.
    """
    colours = colours_of(parts)
    values = [row_number(part) for part in parts]
    if pixels is None:
        pixels = canvas.width / float(sum(values) or 1)
    x, inside, outside, middles = start, [], [], []
    for part, value, colour in zip(parts, values, colours, strict=True):
        width = float(value) * pixels
        middle, text = x + width / 2, part["value"]
        fits = number_width(text, canvas.font) + 4 <= width
        inside.append(
            {
                "colour": colour,
                "x": px(x + GAP_OF_PARTS / 2),
                "y": px(top + 0.5),
                "width": px(max(width - GAP_OF_PARTS, 0.5)),
                "height": px(BAR_HEIGHT - 1),
                "text": text if fits else "",
                "text_x": px(middle),
                "text_y": px(top + BAR_HEIGHT / 2 + canvas.font * 0.35),
            }
        )
        middles.append(middle)
        if not fits:
            outside.append((middle, text))
        x += width
    widths = [number_width(text, canvas.font) for _middle, text in outside]
    placed = label_positions([middle for middle, _text in outside], widths, canvas)
    below = top + BAR_HEIGHT
    return {
        "drawn": {
            "parts": inside,
            "outside": [
                {"x": px(label_x), "y": px(below + canvas.font + 11), "text": text}
                for (_middle, text), label_x in zip(outside, placed, strict=True)
            ],
            "leads": " ".join(
                f"M{px(middle)} {px(below + 1)}L{px(label_x)} {px(below + 10)}"
                for (middle, _text), label_x in zip(outside, placed, strict=True)
            ),
        },
        "middles": middles,
        "bottom": below + (canvas.font + 14 if outside else 0),
    }


def label_positions(middles: list[float], widths: list[float], canvas: Canvas) -> list[float]:
    """Where labels stand so that none overlaps: as near to their own place as the row allows."""
    positions: list[float] = []
    edge = 0.0
    for middle, width in zip(middles, widths, strict=True):
        label_x = max(middle, edge + width / 2)
        positions.append(label_x)
        edge = label_x + width / 2 + canvas.font * 0.7
    edge = float(canvas.width)
    for index in range(len(positions) - 1, -1, -1):
        positions[index] = min(positions[index], edge - widths[index] / 2)
        edge = positions[index] - widths[index] / 2 - canvas.font * 0.7
    return positions


def colours_of(parts: Sequence[Any]) -> tuple[int, ...]:
    """The colour of each part; ChartError for a scale without a middle that we know."""
    if len(parts) not in COLOURS_BY_STEPS:
        wrong = f"a scale of {len(parts)} steps cannot be drawn; three or five can"
        raise ChartError("no_scale", wrong)
    return COLOURS_BY_STEPS[len(parts)]
