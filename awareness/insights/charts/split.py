"""Yes or no, and below it what those who said yes answered, spread over the whole width."""

from typing import Any

from django.utils.translation import gettext as _

from awareness.insights.charts import shares
from awareness.insights.charts.data import row_number
from awareness.insights.charts.scale import Canvas, number_width, px

BAR_HEIGHT = 34
WEDGE_HEIGHT = 52  # height of the wedge from the part above to the bar below


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
    width = float(row_number(yes) / (row_number(yes) + row_number(no))) * canvas.width
    below = top + BAR_HEIGHT + 3
    bar = shares.divided_bar(data["panels"][0]["parts"], canvas, below + WEDGE_HEIGHT + 3)
    text = f"{yes['short']} {yes['shown']}"
    if number_width(text, font) + 12 > width:
        text = yes["shown"]
    return {
        "width": canvas.width,
        "height": px(bar["bottom"] + 2),
        "font": px(font),
        "captions": [
            {"text": data["captions"][0], "x": px(0), "y": px(font)},
            {
                "text": data["captions"][1],
                "x": px(8),
                "y": px(below + WEDGE_HEIGHT - 10),
            },
        ],
        "yes": {
            "x": px(0),
            "y": px(top),
            "width": px(width),
            "height": px(BAR_HEIGHT),
            "text": text,
        },
        "no": {
            "x": px(width + 0.5),
            "y": px(top + 0.5),
            "width": px(canvas.width - width - 1),
            "height": px(BAR_HEIGHT - 1),
            "text": f"{no['short']} {no['shown']}",
            "text_x": px(width + 10),
        },
        "yes_x": px(width / 2),
        "text_y": px(top + BAR_HEIGHT / 2 + font * 0.35),
        "wedge": f"M0 {px(below)}H{px(width)}L{canvas.width} {px(below + WEDGE_HEIGHT)}H0z",
        **bar["drawn"],
    }
