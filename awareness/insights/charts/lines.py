"""Lines over time, from nought: one panel for each, all with one axis, and the other lines pale
behind it. What was counted has a dot; the line between two dots only leads the eye.

Two panels stand beside each other where there is room.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from awareness.insights.charts.data import row_number
from awareness.insights.charts.panels import wrapped_lines
from awareness.insights.charts.scale import Canvas, px, text_width

PLANE_HEIGHT = {False: 130.0, True: 105.0}  # of a plane; of one in the narrow drawing
ONLY_PLANE_HEIGHT = 190.0  # of the only one of a wide drawing
ZERO_LABEL_WIDTH = 18.0  # left of each panel, for the "0" at its axis
GAP_BETWEEN_COLUMNS = 30.0  # of panels
GAP_BETWEEN_ROWS = 26.0  # of panels
DOT_RADIUS, MARKED_DOT_RADIUS = 3.5, 5.0
GAP_OF_LABELS = 8.0  # between two numbers, or two times, beside each other
# A line that would run through the number over its dot; how far beside it.
STEEP_SLOPE, GAP_TO_DOT = 0.4, 4.0

type Point = tuple[float, float]


def describe(data: dict[str, Any]) -> str:
    """The drawing in words: every line with each of its numbers."""
    sentences = [
        _("A line over time that starts at nought.")
        if len(data["series"]) == 1
        else _("Lines over time that start at nought, a panel for each, all with one axis.")
    ]
    for line in data["series"]:
        points = "; ".join(f"{row['short']} {row['shown']}" for row in line["rows"])
        sentences.append(f"{line['name']}: {points}.")
    return " ".join(sentences)


def draw(data: dict[str, Any], canvas: Canvas) -> dict[str, Any]:
    """Coordinates for charts/lines.svg."""
    series = data["series"]
    panels_in_row = 1 if canvas.is_narrow or len(series) == 1 else 2
    width = (canvas.width - (panels_in_row - 1) * GAP_BETWEEN_COLUMNS) / panels_in_row
    height = (
        ONLY_PLANE_HEIGHT
        if len(series) == 1 and not canvas.is_narrow
        else PLANE_HEIGHT[canvas.is_narrow]
    )
    plane = Plane(data, width - ZERO_LABEL_WIDTH, height)
    line_height, drawn, y = canvas.font * 1.3, [], 0.0
    for first in range(0, len(series), panels_in_row):
        series_of_row = series[first : first + panels_in_row]
        heads = [
            wrapped_lines(line["name"], replace(canvas, width=int(width))) for line in series_of_row
        ]
        # The numbers of the highest dots stand above the plane.
        top = y + line_height * max(map(len, heads)) + canvas.font + 14
        for place, (line, head) in enumerate(zip(series_of_row, heads, strict=True)):
            left = place * (width + GAP_BETWEEN_COLUMNS) + ZERO_LABEL_WIDTH
            drawn.append(_panel(data, line, head, plane, (left, top), y, canvas))
        y = top + height + plane.room_below(canvas) + line_height + 4 + GAP_BETWEEN_ROWS
    return {
        "width": canvas.width,
        "height": px(y - GAP_BETWEEN_ROWS + 4),
        "font": px(canvas.font),
        "panels": drawn,
    }


class Plane:
    """Where the numbers of a drawing lie on every panel of it: `x` by time, `y` by number."""

    def __init__(self, data: dict[str, Any], width: float, height: float) -> None:
        times = [Decimal(time["at"]) for time in data["times"]]
        span = times[-1] - times[0]
        values = [row_number(row) for line in data["series"] for row in line["rows"]]
        self._low, top = min(Decimal(0), *values), max(Decimal(0), *values)
        self._span = (top - self._low) or Decimal(1)
        self.width, self.height = width, height
        self.x = [float((time - times[0]) / span) * width for time in times]

    def y(self, value: Decimal) -> float:
        """From the top of the plane down."""
        return self.height - float((value - self._low) / self._span) * self.height

    def room_below(self, canvas: Canvas) -> float:
        """For numbers under dots that lie below nought."""
        return canvas.font + 8 if self._low < 0 else 0.0

    def points(self, line: dict[str, Any]) -> list[Point]:
        """The dots of a line, from the upper left corner of the plane."""
        return [(x, self.y(row_number(row))) for x, row in zip(self.x, line["rows"], strict=True)]


def _panel(
    data: dict[str, Any],
    line: dict[str, Any],
    head: list[str],
    plane: Plane,
    corner: Point,
    y: float,
    canvas: Canvas,
) -> dict[str, Any]:
    """The coordinates of one line on its plane, whose upper left `corner` is given; its head begins
    at `y`."""
    left, top = corner
    points, zero_y = plane.points(line), plane.y(Decimal(0))
    others = [plane.points(other) for other in data["series"] if other is not line]
    return {
        "heads": [
            {
                "text": text,
                "x": px(left - ZERO_LABEL_WIDTH),
                "y": px(y + canvas.font * (1 + 1.3 * index)),
            }
            for index, text in enumerate(head)
        ],
        "marked": line["marked"],
        "zero": {"x": px(left - ZERO_LABEL_WIDTH), "y": px(top + zero_y + canvas.font * 0.35)},
        "axis": f"M{px(left)} {px(top + zero_y)}h{px(plane.width)}",
        "others": " ".join(_svg_path(other, corner) for other in others),
        "line": _svg_path(points, corner),
        "dots": [
            {"x": px(left + x), "y": px(top + level), "marked": row["marked"],
             "r": px(MARKED_DOT_RADIUS if row["marked"] else DOT_RADIUS)}
            for (x, level), row in zip(points, line["rows"], strict=True)
        ],
        "values": _number_labels(line["rows"], points, corner, plane, canvas),
        "times": _time_labels(data["times"], plane, corner, canvas),
    }  # fmt: skip


def _svg_path(points: list[Point], corner: Point) -> str:
    """The `d` of an SVG path through points of a plane whose upper left corner is given."""
    return "M" + "L".join(f"{px(corner[0] + x)} {px(corner[1] + level)}" for x, level in points)


def _number_labels(
    rows: list[dict[str, Any]], points: list[Point], corner: Point, plane: Plane, canvas: Canvas
) -> list[dict[str, Any]]:
    """The numbers beside their dots: all where there is room, else the first, the last and what the
    title names."""
    places = [_label_at_dot(points, index, text_width(row["bare"], canvas.font), plane.width)
              for index, row in enumerate(rows)]  # fmt: skip
    lowest = plane.height + plane.room_below(canvas)
    ends = (0, len(rows) - 1)
    indexes_to_keep = _without_overlap(
        places, [i for i, row in enumerate(rows) if i in ends or row["marked"]]
    )
    all_indexes = list(range(len(rows)))
    shown = all_indexes if _without_overlap(places, all_indexes) == all_indexes else indexes_to_keep
    values = []
    for index in shown:
        level = points[index][1]
        below = _is_low(points, index) and level + canvas.font + 10 < lowest
        anchor, x, _width = places[index]
        values.append({
            "text": rows[index]["bare"], "anchor": anchor, "marked": rows[index]["marked"],
            "x": px(corner[0] + x),
            "y": px(corner[1] + level + (canvas.font + 6 if below else -10)),
        })  # fmt: skip
    return values


def _is_low(points: list[Point], index: int) -> bool:
    """Whether the line goes up from a dot, to each side that it goes on."""
    level = points[index][1]
    return all(near[1] < level for near in (*points[max(0, index - 1) : index],
                                            *points[index + 1 : index + 2]))  # fmt: skip


def _time_labels(
    times: list[dict[str, str]], plane: Plane, corner: Point, canvas: Canvas
) -> list[dict[str, str]]:
    """The times under the plane: the first, the last, and the others where there is room."""
    places = [_label_within(x, text_width(time["label"], canvas.font), plane.width)
              for x, time in zip(plane.x, times, strict=True)]  # fmt: skip
    shown = _without_overlap(places, range(len(times)))
    below = px(corner[1] + plane.height + plane.room_below(canvas) + canvas.font * 1.3 + 2)
    return [
        {"text": times[index]["label"], "anchor": places[index][0],
         "x": px(corner[0] + places[index][1]), "y": below}
        for index in shown
    ]  # fmt: skip


class PlacedLabel(NamedTuple):
    """Where a label stands: `x` is that of its `anchor` (start, middle or end); pixels."""

    anchor: str
    x: float
    width: float


def _label_within(x: float, width: float, plane_width: float) -> PlacedLabel:
    """A label in the middle of a dot's `x`, or at the edge of the plane where it would leave it."""
    if x < width / 2:
        return PlacedLabel("start", 0.0, width)
    if x > plane_width - width / 2:
        return PlacedLabel("end", plane_width, width)
    return PlacedLabel("middle", x, width)


def _label_at_dot(points: list[Point], index: int, width: float, plane_width: float) -> PlacedLabel:
    """Where the number of a dot stands: where its line goes steeply down, to the right of it, and
    where it goes steeply up, to the left; so the line does not run through it."""
    x = points[index][0]
    if 0 < index < len(points) - 1:
        before = _steepness(points[index - 1], points[index])
        after = _steepness(points[index], points[index + 1])
        if min(before, after) > STEEP_SLOPE and x + GAP_TO_DOT + width <= plane_width:
            return PlacedLabel("start", x + GAP_TO_DOT, width)
        if max(before, after) < -STEEP_SLOPE and x - GAP_TO_DOT - width >= 0:
            return PlacedLabel("end", x - GAP_TO_DOT, width)
    return _label_within(x, width, plane_width)


def _steepness(first: Point, second: Point) -> float:
    """By how many pixels a line falls from the first to the second for each between them."""
    return (second[1] - first[1]) / (second[0] - first[0])


def _without_overlap(labels: list[PlacedLabel], wanted: Sequence[int]) -> list[int]:
    """Which of the wanted labels stand beside each other without touching: the ends, then the
    others from the left."""
    kept_indexes: list[int] = []
    ends = (0, len(labels) - 1)
    for index in sorted(wanted, key=lambda number: (number not in ends, number)):
        start, end = _label_ends(labels[index])
        ends_of_kept = [_label_ends(labels[other]) for other in kept_indexes]
        if all(
            end + GAP_OF_LABELS <= kept_start or start >= kept_end + GAP_OF_LABELS
            for kept_start, kept_end in ends_of_kept
        ):
            kept_indexes.append(index)
    return sorted(kept_indexes)


def _label_ends(label: PlacedLabel) -> tuple[float, float]:
    """Where a label begins and ends, in pixels from the left."""
    anchor, x, width = label
    start = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return start, start + width
