"""Numbers that are told and never drawn: the table alone, open, with its base and its source.

For what must not look like a ranking. The rows stand as tables.yaml has them.
"""

from typing import Any

from awareness.insights.charts.scale import Canvas


def describe(data: dict[str, Any]) -> str:
    """Nothing is drawn, so there is nothing to put into words."""
    return ""


def draw(data: dict[str, Any], canvas: Canvas) -> None:
    """No drawing on any canvas."""
    return
