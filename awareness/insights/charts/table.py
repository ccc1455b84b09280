"""Numbers that are told and never drawn: the table alone, open, with its base and its source.

For what must not look like a ranking. The rows stand as tables.yaml has them.
"""

from awareness.insights.charts.scale import Canvas


def describe(data: dict) -> str:
    """Nothing is drawn, so there is nothing to put into words."""
    return ""


def draw(data: dict, canvas: Canvas) -> None:
    """No drawing on any canvas."""
    return
