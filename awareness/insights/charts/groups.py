"""Numbers of several groups in one drawing: refused, or each group by itself (comparable.py).

Beside what charts.data says, a drawing of several groups has
{side_by_side: why, groups: [{label, report, who, base, rows}]}, and `base` is empty: each group has
its own.
"""

from collections.abc import Iterable
from typing import Any

from awareness.insights import comparable
from awareness.insights.figure_references import ChartError, resolve_text
from awareness.insights.ledger import Chart, Figure, Ledger, Table

GROUPS_MEET = "groups_meet"


def with_groups_apart(
    ledger: Ledger, drawing: Chart | Table, data: dict[str, Any]
) -> dict[str, Any]:
    """The data of a drawing with its groups apart; ChartError where they may not stand together."""
    groups = comparable.figures_by_group(_figures_of(ledger, drawing, data))
    what_is_wrong = comparable.what_meets(groups)
    if not what_is_wrong:
        return data if data["base"] else data | {"base": _base_words(ledger, drawing, groups)}
    if isinstance(drawing, Table):
        raise ChartError(GROUPS_MEET, f"{what_is_wrong} in the finding of one table")
    if not drawing.side_by_side:
        raise ChartError(GROUPS_MEET, what_is_wrong)
    if drawing.kind == "dots":
        raise ChartError(GROUPS_MEET, f"{what_is_wrong} in one field of dots; draw them as bars")
    rows = {row["figure"]: row for row in data["table"]["rows"]}
    all_groups = [
        {"label": _bar_caption(data, figures), **comparable.group_in_words(ledger, figures)}
        | {"rows": [rows[f.full_key] for f in figures if f.full_key in rows]}
        for figures in groups.values()
    ]
    groups_with_rows = [group for group in all_groups if group["rows"]]
    if drawing.kind == "bars":
        data = data | {"kind": "panels", "table": _table_by_group(data["table"], groups_with_rows)}
        data |= {"one_axis": _one_measure(rows, groups.values()) and not drawing.own_axes}
    why = resolve_text(ledger, drawing.report, drawing.side_by_side).text
    return data | {"side_by_side": why, "groups": groups_with_rows, "base": ""}


def _base_words(
    ledger: Ledger, drawing: Chart | Table, groups: dict[comparable.Group, list[Figure]]
) -> str:
    """Of whom a drawing speaks and how many answered, from its figures; ChartError if they are
    silent."""
    groups_in_words = [comparable.group_in_words(ledger, figures) for figures in groups.values()]
    words = [word for line in groups_in_words for word in (line["who"], line["base"]) if word]
    if not words and isinstance(drawing, Chart):
        raise ChartError("no_base", f"chart {drawing.key!r} does not say of whom it speaks")
    return ", ".join(words) + "." if words else ""


def _one_measure(rows: dict[str, Any], groups: Iterable[list[Figure]]) -> bool:
    """Whether all bars measure the same: then they have one axis, and can be compared."""
    drawn = [f for figures in groups for f in figures if f.full_key in rows]
    return len({(figure.measure, figure.unit) for figure in drawn}) == 1


def _figures_of(ledger: Ledger, drawing: Chart | Table, data: dict[str, Any]) -> list[Figure]:
    """Every figure that is drawn, or named in what stands above the drawing."""
    if isinstance(drawing, Chart):
        drawn_figures, texts_above = (
            [ledger.figures[key] for key in data["figures"]],
            [drawing.title, drawing.sub],
        )
    else:
        drawn_figures, texts_above = (
            [c for row in drawing.cells.values() for c in row.values()],
            [drawing.finding],
        )
    named_keys = [
        key
        for text in texts_above
        for key in resolve_text(ledger, drawing.report, text).figure_keys
    ]
    return [*drawn_figures, *(ledger.figures[key] for key in named_keys)]


def _bar_caption(data: dict[str, Any], figures: list[Figure]) -> str:
    """What a split drawing calls the bar in which this group stands."""
    captions = data.get("captions")
    if not captions:
        return ""
    ends = {part["figure"] for part in data["parts"].values()}
    return captions[0 if figures[0].full_key in ends else 1]


def _table_by_group(table: dict[str, Any], groups: list[dict[str, Any]]) -> dict[str, Any]:
    """The table under panels: a part for each group, headed by who it is."""
    heads = [f"{group['report']}: {group['who']}" for group in groups]
    rows = [
        row | {"group": head}
        for head, group in zip(heads, groups, strict=True)
        for row in group["rows"]
    ]
    return table | {"rows": rows}
