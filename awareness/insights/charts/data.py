"""What a drawing shows, from the ledger: plain JSON values, kept with the version people read.

{key, report, kind, title, sub, base, asked, source, interests, desc, caveats: [text],
 figures: [full key],
 table: {head: [text, text], rows: [{label, shown, value, note, figure}]}, draw: {of its kind}}

A row of a printed table has `bare` as well, its number without the words of its unit, which `sub`
has.
"""

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from awareness.insights import figures, numbers, sources
from awareness.insights.figure_references import ChartError, resolve_text
from awareness.insights.ledger import Chart, Figure, Gathered, Ledger, Report, Table, Use

# Under a drawing the publisher's interest is one sentence; the report's own page has them all.
FIRST_SENTENCE = re.compile(r".*?[.](?=\s|$)|.*", re.DOTALL)


def data_of_chart(ledger: Ledger, chart: Chart) -> dict[str, Any]:
    """The data of a drawing that report.yaml describes."""
    parts = {
        part: drawable_figure(ledger, chart.report, key) for part, key in chart.figures.items()
    }
    rows = [drawable_figure(ledger, chart.report, key) for key in chart.rows]

    def text(raw: str) -> str:
        return resolve_text(ledger, chart.report, raw).text

    data = common_data(ledger, chart.report, chart.key, chart.kind, [*rows, *parts.values()])
    title, named_keys = resolve_text(ledger, chart.report, chart.title)
    return data | {
        "title": title,
        "sub": text(chart.sub),
        "base": text(chart.base),
        "sign": text(chart.sign),
        "parts": {part: row_data(figure) for part, figure in parts.items()},
        "table": {
            "head": [chart.head[0] or _("What was counted"), chart.head[1] or _("Number")],
            "rows": [row_data(f) | {"marked": f.full_key in named_keys} for f in rows],
        },
    }


def data_of_table(ledger: Ledger, table: Table) -> dict[str, Any]:
    """The data of a printed table that may be drawn: one column, rows in the report's order.

    The rows that the finding names are marked. A row of the rest ("others") comes last. Of several
    columns (years, say) each row is a block of bars, one for each column.
    """
    if len(table.col_labels) != 1:
        return _data_of_columns(ledger, table)
    ((col, col_label),) = table.col_labels.items()
    keys = sorted(table.row_labels, key=lambda key: key == "others")
    refuse_missing_cells(table)
    cells = {key: table.cells[key][col] for key in keys}
    title, named_keys = resolve_text(ledger, table.report, table.finding or table.title)
    rows = [
        row_data(cell)
        | {
            "label": table.row_labels[key],
            "bare": number_without_unit(cell),
            "marked": cell.full_key in named_keys,
        }
        for key, cell in cells.items()
    ]
    data = common_data(ledger, table.report, table.key, table.chart, list(cells.values()))
    return data | {
        "title": title,
        "sub": _sub_words(col_label, list(cells.values())),
        "base": _base_sentences(table, next(iter(cells.values()))),
        "asked": asked_sentence([cell for cell in cells.values() if _is_share_of_answers(cell)]),
        "table": {"head": [table.title, col_label], "rows": rows},
    }


def _data_of_columns(ledger: Ledger, table: Table) -> dict[str, Any]:
    """A block of bars for each row, in the order of the columns; all have one axis."""
    keys = sorted(table.row_labels, key=lambda key: key == "others")
    refuse_missing_cells(table)
    cells = [table.cells[key][col] for key in keys for col in table.col_labels]
    title, named_keys = resolve_text(ledger, table.report, table.finding or table.title)
    blocks: list[dict[str, Any]] = [
        {
            "heads": [table.row_labels[key]],
            "rows": [
                row_data(cell := table.cells[key][col])
                | {
                    "short": label,
                    "bare": number_without_unit(cell),
                    "marked": cell.full_key in named_keys,
                }
                for col, label in table.col_labels.items()
            ],
        }
        for key in keys
    ]
    rows = [line | {"group": block["heads"][0]} for block in blocks for line in block["rows"]]
    return common_data(ledger, table.report, table.key, "panels", cells) | {
        **words_around(table, cells),
        "title": title,
        "one_axis": True,
        "blocks": blocks,
        "table": {"head": column_heads(table, cells), "rows": rows},
    }


def refuse_missing_cells(table: Table) -> None:
    """ChartError where a row lacks one of its columns: nothing is printed there."""
    columns = table.col_labels.keys()
    if any(table.cells.get(key, {}).keys() != columns for key in table.row_labels):
        raise ChartError("missing_cell", f"table {table.key!r} has rows without all its columns")


def words_around(table: Table, cells: list[Figure]) -> dict[str, str]:
    """What stands around a drawing of a table of several columns: {sub, base, asked}."""
    return {
        "sub": _sub_words(table.title, cells),
        "base": _base_sentences(table, cells[0]),
        "asked": asked_sentence([cell for cell in cells if _is_share_of_answers(cell)]),
    }


def column_heads(table: Table, cells: list[Figure]) -> list[str]:
    """The heads of the two columns of the table under it."""
    share = all(cell.unit == "percent" for cell in cells)
    return [table.title, _("Share") if share else _("Number")]


def drawable_figure(ledger: Ledger, report_slug: str, key: str) -> Figure:
    """A figure with a number that may be drawn; ChartError otherwise."""
    try:
        figure = ledger.figure(key, report_slug)
    except KeyError:
        raise ChartError("unknown_figure", f"there is no figure {key!r} to draw") from None
    if figure.value is None or figure.use in (Use.HOLD, Use.NEVER, Use.VOICE):
        raise ChartError("no_number", f"figure {key!r} has no number that may be drawn")
    return figure


def number_without_unit(cell: Figure) -> str:
    """A number as it stands on the drawing: with the sign of a share or currency alone."""
    if cell.per is None and cell.unit != "points":
        return figures.figure_in_digits(cell)
    return figures.figure_in_text(cell, "number", before="about ")


def row_data(figure: Figure) -> dict[str, Any]:
    """A line of the table under a drawing."""
    return {
        "label": figure.label,
        "shown": figures.figure_in_digits(figure),
        "value": numbers.plain_digits(figure.value) if figure.value is not None else "",
        "note": _("calculated") if figure.formula else "",
        "unit": figure.unit,
        "figure": figure.full_key,
    }


def common_data(
    ledger: Ledger, report_slug: str, key: str, kind: str, figures_shown: list[Figure]
) -> dict[str, Any]:
    """What every drawing says beside its numbers: source, interest, caveats."""
    report = ledger.reports[report_slug]
    # Its own report first, then any other that a panel of it speaks of.
    slugs = dict.fromkeys([report_slug, *(figure.report for figure in figures_shown)])
    places = [
        _place_words(ledger.reports[slug], [f for f in figures_shown if f.report == slug])
        for slug in slugs
    ]
    caveats = {
        (figure.report, key): None
        for figure in figures_shown
        if figure.use == Use.CAVEAT
        for key in figure.caveats
    }
    return {
        "key": key,
        "report": report_slug,
        "kind": kind,
        "asked": "",
        "source": "; ".join(filter(None, places)),
        "interests": _first_sentence(report.interests),
        "caveats": [
            sources.caveat_text(ledger, ledger.reports[slug], key) for slug, key in caveats
        ],
        "figures": list(dict.fromkeys(figure.full_key for figure in figures_shown)),
    }


def _place_words(report: Report, figures_shown: list[Figure]) -> str:
    """Where the figures of one report stand: its title, insights and lines; "" without figures."""
    if not figures_shown:
        return ""
    spans = tuple(span for figure in figures_shown for span in figure.where)
    insights = {sources.insight_words(figure.insight, report.part) for figure in figures_shown} - {
        ""
    }
    return ", ".join(
        filter(None, [report.title, *sorted(insights), sources.line_words(report, spans)])
    )


def _sub_words(col_label: str, cells: list[Figure]) -> str:
    """The line under a title: what the column counts, and in which unit; a rate says it where the
    label does not. All cells of a table have one unit."""
    cell = cells[0]
    if cell.unit == "percent":
        return _("%(what)s, in per cent") % {"what": col_label}
    if cell.unit == "points":
        return _("%(what)s, in percentage points") % {"what": col_label}
    if cell.per is not None and not re.search(rf"\bper {cell.per:,}\b", col_label):
        unit = cell.unit.replace("_", " ")
        return _("%(what)s, %(unit)s per %(n)s") % {
            "what": col_label,
            "unit": unit,
            "n": f"{cell.per:,}",
        }
    return col_label


def asked_sentence(cells: list[Figure]) -> str:
    """Who answered, or what was counted, as a sentence; "" where that is not one for all."""
    populations = {cell.population for cell in cells}
    only_population = populations.pop() if len(populations) == 1 else ""
    return f"{only_population.rstrip('.')}." if only_population else ""


def _is_share_of_answers(cell: Figure) -> bool:
    """Whether people were asked and this is the share of an answer."""
    return cell.unit == "percent" and cell.gathered is Gathered.SURVEY


def _base_sentences(table: Table, cell: Figure) -> str:
    """How many answered, and whether the shares may add up to more than 100."""
    sentences = []
    if not _is_share_of_answers(cell):
        sentences.append(asked_sentence([cell]))  # what was counted: nobody answered
    elif table.base_n is None:
        sentences.append(_("The report does not say how many answered."))
    elif table.base_inferred:
        sentences.append(_("About %(n)s, inferred from the shares.") % {"n": f"{table.base_n:,}"})
    else:
        sentences.append(_("%(n)s answers.") % {"n": f"{table.base_n:,}"})
    if table.multi_answer:
        sentences.append(_("Several answers were allowed, so the shares add up to more than 100."))
    return " ".join(filter(None, sentences))


def row_number(row: dict[str, Any]) -> Decimal:
    """A row's value as a number; ChartError when it has none."""
    if not row["value"]:
        raise ChartError("no_number", f"{row['figure']} has no number to draw")
    return Decimal(row["value"])


def _first_sentence(text: str) -> str:
    match = FIRST_SENTENCE.match(text)
    return match[0] if match else ""
