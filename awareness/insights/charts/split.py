"""Yes or no, and below it what those who said yes answered, spread over the whole width."""

from typing import Any

from django.utils.translation import gettext as _

from awareness.insights.charts import shares
from awareness.insights.charts.data import number
from awareness.insights.charts.scale import Canvas, n, part_width

THICK = 34
ZOOM = 52  # height of the wedge from the part above to the bar below


def describe(data: dict[str, Any]) -> str:
    """The drawing in words."""
    yes, no = (data["parts"][name] for name in ("yes", "no"))
    sentence = _(
        "The upper bar, %(all)s: %(yes)s %(yes_share)s, %(no)s %(no_share)s. The lower bar, "
        "%(those)s: %(parts)s."
    )
    return sentence % {
        "all": data["captions"][0],
        "yes": yes["short"],
        "yes_share": yes["shown"],
        "no": no["short"],
        "no_share": no["shown"],
        "those": data["captions"][1],
        "parts": "; ".join(f"{p['short']} {p['shown']}" for p in data["panels"][0]["parts"]),
    }


def draw(data: dict[str, Any], canvas: Canvas) -> dict[str, Any]:
    """Coordinates for charts/split.svg."""
    yes, no = (data["parts"][name] for name in ("yes", "no"))
    font, top = canvas.font, canvas.font + 12
    width = float(number(yes) / (number(yes) + number(no))) * canvas.width
    below = top + THICK + 3
    bar = shares.stack(data["panels"][0]["parts"], canvas, below + ZOOM + 3)
    text = f"{yes['short']} {yes['shown']}"
    if part_width(text, font) + 12 > width:
        text = yes["shown"]
    return {
        "width": canvas.width,
        "height": n(bar["bottom"] + 2),
        "font": n(font),
        "captions": [
            {"text": data["captions"][0], "x": n(0), "y": n(font)},
            {"text": data["captions"][1], "x": n(8), "y": n(below + ZOOM - 10)},
        ],
        "yes": {"x": n(0), "y": n(top), "width": n(width), "height": n(THICK), "text": text},
        "no": {
            "x": n(width + 0.5),
            "y": n(top + 0.5),
            "width": n(canvas.width - width - 1),
            "height": n(THICK - 1),
            "text": f"{no['short']} {no['shown']}",
            "text_x": n(width + 10),
        },
        "yes_x": n(width / 2),
        "text_y": n(top + THICK / 2 + font * 0.35),
        "wedge": f"M0 {n(below)}H{n(width)}L{canvas.width} {n(below + ZOOM)}H0z",
        **bar["drawn"],
    }
