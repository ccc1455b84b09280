"""Small charts of one line each, beside each other: a share over time, always from nought to all.

Three drawings, of three, two and one in a row, so that no letter shrinks below 13 px. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LINE_HEIGHT, ABOVE_LINE, BELOW_LINE = 96, 30, 50  # of the line; of what stands above and below it
DAYS_BELOW_LINE = 18  # where the days stand


@dataclass(frozen=True, slots=True)
class Layout:
    """How many stand in a row, how wide a line is, and how far apart two begin."""

    name: str
    per_row: int
    line_width: int
    panel_step: int
    letter_size: str  # of its letters

    @property
    def view_width(self) -> int:
        return (self.per_row - 1) * self.panel_step + self.line_width + 58


LAYOUTS = (
    Layout("w3", 3, 232, 314, "14"),
    Layout("w2", 2, 218, 298, "14.5"),
    Layout("w1", 1, 208, 208, "14"),
)


@dataclass(frozen=True, slots=True)
class Panel:
    """One line: shares from 0 to 100 by day."""

    name: str
    days: Sequence[date]
    shares: Sequence[int]
    is_marked: bool = False


def draw(panels: Sequence[Panel]) -> list[dict[str, object]]:
    """For each layout: its name, its view box, and the coordinates of each panel."""
    return [
        {
            "name": layout.name,
            "width": layout.view_width,
            "height": -(-len(panels) // layout.per_row) * (ABOVE_LINE + LINE_HEIGHT + BELOW_LINE),
            "size": layout.letter_size,
            "panels": [
                _panel_coordinates(panel, number, layout) for number, panel in enumerate(panels)
            ],
        }
        for layout in LAYOUTS
    ]


def _panel_coordinates(panel: Panel, number: int, layout: Layout) -> dict[str, object]:
    left = number % layout.per_row * layout.panel_step
    top = number // layout.per_row * (ABOVE_LINE + LINE_HEIGHT + BELOW_LINE)
    first, span = panel.days[0], max(1, (panel.days[-1] - panel.days[0]).days)
    base = top + ABOVE_LINE + LINE_HEIGHT
    points = [
        (
            round(left + (day - first).days * layout.line_width / span, 1),
            round(base - share * LINE_HEIGHT / 100, 1),
        )
        for day, share in zip(panel.days, panel.shares, strict=True)
    ]
    return {
        "name": panel.name,
        "is_marked": panel.is_marked,
        # As text: a page writes a number as its language does, and takes its time to.
        "left": str(left),
        "right": str(left + layout.line_width),
        "title": str(top + 15),
        "roof": str(top + ABOVE_LINE),
        "base": str(base),
        "days": str(base + DAYS_BELOW_LINE),
        "line": "M" + "L".join(f"{x} {y}" for x, y in points),
        "x": str(points[-1][0]),
        "y": str(points[-1][1]),
        "say_x": str(round(points[-1][0] + 8, 1)),
        "say_y": str(round(points[-1][1] + 5, 1)),
        "share": str(panel.shares[-1]),
    }
