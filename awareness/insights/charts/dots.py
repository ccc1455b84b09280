"""A field of equal marks with one sign beside it, on none of them: so many of these, one of that.

The sign stands outside the field, because which of the marks it belongs to is not known and must
not seem to be: several alerts can come from one computer.
"""

from typing import Any

from django.utils.translation import gettext as _

from awareness.insights.charts.data import row_number
from awareness.insights.charts.scale import Canvas, laid_field, px
from awareness.insights.figure_references import ChartError

MAX_MARKS = 2000  # more marks than this and a reader sees a grey block
SIGN_HEIGHT = 34  # height of the sign, a bell
SIGN_COLUMN_WIDTH = (
    98  # width of the column in which it stands, where there is room beside the field
)


def describe(data: dict[str, Any]) -> str:
    """The drawing in words."""
    marks = data["parts"]["marks"]["shown"]
    sentence = _(
        "A field of %(n)s equal dots. Outside the field, on none of the dots, one sign: %(sign)s."
    )
    return sentence % {"n": marks, "sign": data["sign"]}


def draw(data: dict[str, Any], canvas: Canvas) -> dict[str, Any]:
    """Coordinates for charts/dots.svg."""
    marks = row_number(data["parts"]["marks"])
    if marks != marks.to_integral_value() or not 1 <= marks <= MAX_MARKS:
        raise ChartError("no_field", f"{marks} marks cannot be drawn; 1 to {MAX_MARKS} can")
    sign_is_beside = not canvas.is_narrow
    left, top = (SIGN_COLUMN_WIDTH, 0.0) if sign_is_beside else (0.0, SIGN_HEIGHT + 30.0)
    pitch = 12.0
    field = laid_field(int(marks), int((canvas.width - left) / pitch))
    width, height = field.columns * pitch, field.rows * pitch
    across, down = left + width, top + height
    if sign_is_beside:
        middle = top + height / 2
        sign_x, sign_y = 18.0, middle - SIGN_HEIGHT / 2 - canvas.font * 0.7
        label = {
            "x": px(sign_x + SIGN_HEIGHT / 2),
            "y": px(sign_y + SIGN_HEIGHT + canvas.font * 1.25),
        }
        label["anchor"] = "middle"
        # A bracket over the whole height of the field, and the sign at its middle.
        edge = left - 12
        bracket = f"M{px(left - 6)} {px(top + 1)}H{px(edge)}V{px(down - 1)}H{px(left - 6)}"
        bracket += f"M{px(edge)} {px(middle)}H{px(edge - 8)}"
    else:
        sign_x, sign_y = 0.0, 0.0
        label = {
            "x": px(SIGN_HEIGHT + 6),
            "y": px(SIGN_HEIGHT / 2 + canvas.font * 0.45),
            "anchor": "start",
        }
        edge = top - 12
        bracket = f"M1 {px(top - 5)}V{px(edge)}H{px(across - 1)}V{px(top - 5)}"
        bracket += f"M{px(SIGN_HEIGHT / 2)} {px(edge)}V{px(SIGN_HEIGHT + 5)}"
    return {
        "width": canvas.width,
        "height": px(max(down, SIGN_HEIGHT * 2) if sign_is_beside else down),
        "font": px(canvas.font),
        "label": label | {"text": data["sign"]},
        "lead": bracket,
        "sign": {"x": px(sign_x), "y": px(sign_y)},
        "pitch": px(pitch),
        "middle": px(pitch / 2),
        "radius": "2.7",
        "x": px(left),
        "y": px(top),
        "full": {"width": px(width), "height": px(field.full * pitch)},
        "rest": {"y": px(top + field.full * pitch), "width": px(field.rest * pitch)}
        if field.rest
        else None,
    }
