"""The only arithmetic of the drawings: canvases, scales and fields of marks. Pure; pixels out.

Coordinates leave this room as text, so that no locale writes a decimal comma into a drawing.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil


@dataclass(frozen=True)
class Canvas:
    """A drawing's own width and letter size, both in pixels of its viewBox.

    Wide is drawn at its own size from 640 px on, narrow at its own size on a screen of 320 px and
    larger elsewhere: letters are never under 13 px.
    """

    name: str
    width: int
    font: float

    @property
    def is_narrow(self) -> bool:
        return self.name == "narrow"


WIDE = Canvas("wide", 518, 15)
NARROW = Canvas("narrow", 252, 13.5)
CANVASES = (WIDE, NARROW)


def px(value: float | Decimal) -> str:
    """A px as text with at most one decimal."""
    return f"{float(value):.1f}".removesuffix(".0")


def position_on_axis(value: Decimal, top: Decimal, length: float) -> float:
    """Where a value lies on an axis from nought to `top` that is `length` pixels long."""
    return 0.0 if top <= 0 else float(value / top) * length


def text_width(text: str, font: float) -> float:
    """About how wide a sans text is; generous, since the reader's typeface is not known."""
    return len(text) * font * 0.56


def number_width(text: str, font: float) -> float:
    """About how wide a number is: digits are wider than points. For a number on its part."""
    return sum(0.28 if letter in ".,\u202f " else 0.58 for letter in text) * font


@dataclass(frozen=True)
class Field:
    """Equal marks in rows: `full` rows of `columns`, then `rest` in a last one."""

    columns: int
    full: int
    rest: int

    @property
    def rows(self) -> int:
        return self.full + bool(self.rest)


def laid_field(marks: int, columns: int) -> Field:
    """Lay `marks` out in at most `columns` columns, in even rows where a near divisor allows it."""
    if marks < 1 or columns < 1:
        raise ValueError("a field has at least one mark and one column")
    for even in range(min(columns, marks), ceil(columns * 0.7) - 1, -1):
        if even and marks % even == 0:
            return Field(even, marks // even, 0)
    return Field(columns, marks // columns, marks % columns)
