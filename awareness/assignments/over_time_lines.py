"""Small charts of one line each, beside each other: a share over time, always from nought to all.

Three drawings, of three, two and one in a row, so that no letter shrinks below 13 px. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEIGHT, HEAD, FOOT = 96, 30, 50  # of the line; of what stands above and below it
BELOW = 18  # where the days stand


@dataclass(frozen=True, slots=True)
class Layout:
    """How many stand in a row, how wide a line is, and how far apart two begin."""

    name: str
    across: int
    width: int
    step: int
    size: str  # of its letters

    @property
    def view(self) -> int:
        return (self.across - 1) * self.step + self.width + 58


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
            "width": layout.view,
            "height": -(-len(panels) // layout.across) * (HEAD + HEIGHT + FOOT),
            "size": layout.size,
            "panels": [_place(panel, number, layout) for number, panel in enumerate(panels)],
        }
        for layout in LAYOUTS
    ]


def _place(panel: Panel, number: int, layout: Layout) -> dict[str, object]:
    left = number % layout.across * layout.step
    top = number // layout.across * (HEAD + HEIGHT + FOOT)
    first, span = panel.days[0], max(1, (panel.days[-1] - panel.days[0]).days)
    base = top + HEAD + HEIGHT
    points = [
        (
            round(left + (day - first).days * layout.width / span, 1),
            round(base - share * HEIGHT / 100, 1),
        )
        for day, share in zip(panel.days, panel.shares, strict=True)
    ]
    return {
        "name": panel.name,
        "is_marked": panel.is_marked,
        # As text: a page writes a number as its language does, and takes its time to.
        "left": str(left),
        "right": str(left + layout.width),
        "title": str(top + 15),
        "roof": str(top + HEAD),
        "base": str(base),
        "days": str(base + BELOW),
        "line": "M" + "L".join(f"{x} {y}" for x, y in points),
        "x": str(points[-1][0]),
        "y": str(points[-1][1]),
        "say_x": str(round(points[-1][0] + 8, 1)),
        "say_y": str(round(points[-1][1] + 5, 1)),
        "share": str(panel.shares[-1]),
    }
