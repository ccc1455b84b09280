"""The data of drawings of divided bars: panels of parts, each part a figure of the ledger.

Beside what charts.data says of every drawing:
{panels: [{label, base, parts: [row]}], keyed: [{colour, label, shown}]}, keyed being what the
colours stand for. A row here has `short` as well, its step on the scale, and `group`, its panel.
"""

from typing import Any

from django.utils.translation import gettext as _

from awareness.insights import sources
from awareness.insights.charts import data as common
from awareness.insights.charts import shares
from awareness.insights.figure_references import ChartError, resolve_text
from awareness.insights.ledger import Chart, Figure, Ledger, Table


def data_of_scale(ledger: Ledger, table: Table) -> dict[str, Any]:
    """A printed table of shares on a scale: one bar a row, or one bar for a single column.

    Rows and steps stand in the report's order.
    """
    if len(table.col_labels) == 1 and table.row_kind == "ordinal":
        common.refuse_missing_cells(table)
        ((col, head),) = table.col_labels.items()
        steps = list(table.row_labels.values())
        panels = [("", [table.cells[row][col] for row in table.row_labels])]
    elif table.col_kind == "ordinal" and table.sums == "row":
        common.refuse_missing_cells(table)
        head, steps = _("Share"), list(table.col_labels.values())
        panels = [
            (label, [table.cells[row][col] for col in table.col_labels])
            for row, label in table.row_labels.items()
        ]
    else:
        raise ChartError("no_scale", f"table {table.key!r} holds no scale: nothing to divide a bar")
    cells = [cell for _label, parts in panels for cell in parts]
    panel_data = [_panel_data(label, parts, steps) for label, parts in panels]
    return common.common_data(ledger, table.report, table.key, "scale", cells) | {
        "title": resolve_text(ledger, table.report, table.finding or table.title).text,
        "sub": _sub_words(cells),
        "base": _base_sentence(cells),
        "asked": common.asked_sentence(cells),
        "keyed": _colour_key(panel_data, steps),
        "panels": panel_data,
        "table": {"head": [table.title, head], "rows": [r for p in panel_data for r in p["parts"]]},
    }


def data_of_split(ledger: Ledger, chart: Chart) -> dict[str, Any]:
    """Yes and no, then the breakdown of those who said yes: the rest of the chart's rows."""
    yes_and_no = {
        part: common.drawable_figure(ledger, chart.report, key)
        for part, key in chart.figures.items()
    }
    if set(yes_and_no) != {"yes", "no"} or len(chart.captions) != 2:
        raise ChartError("no_split", f"chart {chart.key!r} needs yes, no and two captions")
    rows = [common.drawable_figure(ledger, chart.report, key) for key in chart.rows]
    rest = [figure for figure in rows if figure not in yes_and_no.values()]
    steps = [_step_label(ledger, figure) for figure in rest]
    below = _panel_data(chart.captions[1], rest, steps)
    answers = [_step_label(ledger, figure) for figure in yes_and_no.values()]
    above = _panel_data(chart.captions[0], list(yes_and_no.values()), answers)

    def text(raw: str) -> str:
        return resolve_text(ledger, chart.report, raw).text

    used = [*yes_and_no.values(), *rest]
    return common.common_data(ledger, chart.report, chart.key, chart.kind, used) | {
        "title": text(chart.title),
        "sub": text(chart.sub),
        "base": " ".join(filter(None, (text(chart.base), _lower_bar_base(rest)))),
        "captions": list(chart.captions),
        "parts": dict(zip(yes_and_no, above["parts"], strict=True)),
        "keyed": _colour_key([below], steps),
        "panels": [below],
        "table": {
            "head": [chart.head[0] or _("Answer"), chart.head[1] or _("Share")],
            "rows": [*above["parts"], *below["parts"]],
        },
    }


def _sub_words(cells: list[Figure]) -> str:
    """Of whom the parts are shares, as the measure says: share_of_managers."""
    measures = {cell.measure for cell in cells}
    who = measures.pop().removeprefix("share_of_") if len(measures) == 1 else ""
    if not who:
        return _("Share of those who answered, in per cent")
    return _("Share of the %(who)s who answered, in per cent") % {"who": who.replace("_", " ")}


def _panel_data(label: str, cells: list[Figure], steps: list[str]) -> dict[str, Any]:
    """One divided bar: {label, base, parts: [row]}, a part for each step of the scale."""
    values = [cell.value or 0 for cell in cells]
    if cells and (min(values) < 0 or not any(values)):
        message = f"{cells[0].key}: a bar cannot be divided into parts of nought or less"
        raise ChartError("no_parts", f"{message}; leave it to the table: `table`")
    base = sources.base_words(cells[0]) if cells else ""
    parts = [
        common.row_data(cell) | {"short": step, "group": label}
        for cell, step in zip(cells, steps, strict=True)
    ]
    return {"label": label, "base": base, "parts": parts}


def _colour_key(panels: list[dict[str, Any]], steps: list[str]) -> list[dict[str, Any]]:
    """What each colour stands for; where there is one bar, with its share."""
    colours = shares.colours_of(steps)
    alone = [part["shown"] if len(panels) == 1 else "" for part in panels[0]["parts"]]
    return [
        {"colour": colour, "label": step, "shown": shown}
        for colour, step, shown in zip(colours, steps, alone, strict=True)
    ]


def _step_label(ledger: Ledger, figure: Figure) -> str:
    """A cell's row, in our words; of another figure its label."""
    parts = figure.key.split("/")
    table = ledger.tables.get(f"{figure.report}:{parts[0]}")
    return table.row_labels[parts[1]] if table and len(parts) == 3 else figure.label


def _base_sentence(cells: list[Figure]) -> str:
    """How many answered: one number, or from the least to the most of the bars."""
    numbers = sorted({cell.base_n for cell in cells if cell.base_n is not None})
    if not numbers:
        return _("The report does not say how many answered.")
    if len(numbers) == 1:
        return _("%(n)s.") % {"n": sources.base_words(cells[0]).capitalize()}
    span = {"least": f"{numbers[0]:,}", "most": f"{numbers[-1]:,}"}
    if any(cell.base_inferred for cell in cells):
        return _("About %(least)s to %(most)s for each bar, inferred from the shares.") % span
    return _("%(least)s to %(most)s for each bar.") % span


def _lower_bar_base(cells: list[Figure]) -> str:
    """How many answered what the lower bar shows, as a sentence; "" where that is not known."""
    base = sources.base_words(cells[0]) if cells else ""
    return _("The lower bar: %(base)s.") % {"base": base} if base else ""
