"""A small ledger of invented numbers, in every shape the rooms must cope with."""

from datetime import UTC, date, datetime
from decimal import Decimal

from awareness.insights.ledger import Chart, Discrepancy, Figure, Ledger, Report, Span, Table, Use
from awareness.insights.library_parts import Highlight, Library, Synonym, Theme, ThemePage
from awareness.insights.publish import publish_explainers, resolved_page
from awareness.insights.publish_library import publish_library

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
REPORT = "tiny-2018"


def make_figure(key, value=None, value_to=None, **other) -> Figure:
    columns = {
        "report": REPORT,
        "insight": "07",
        "label": f"Label of {key}",
        "statement": f"What {key} states.",
        "qualifier": "",
        "unit": "count",
        "as_printed": str(value or ""),
        "formula": "",
        "measure": "alerts",
        "population": "Employers who use one product",
        "question": "How many?",
        "base_n": None,
        "base_inferred": False,
        "multi_answer": False,
        "where": (Span("2018", 12, 12),),
        "use": Use.TEACH,
        "reason": "",
        "caveats": (),
        "discrepancies": (),
        "as_of": date(2018, 8, 13),
        "review_by": date(2028, 11, 30),
        "audience": ("S",),
    }
    decimal = None if value is None else Decimal(str(value))
    end = None if value_to is None else Decimal(str(value_to))
    return Figure(key=key, value=decimal, value_to=end, **(columns | other))


def make_table(rows: dict[str, str], finding="Most are in {figure:countries/here/share}") -> Table:
    def cell(row: str, value: str) -> Figure:
        return make_figure(f"countries/{row}/share", value, unit="percent", label=f"From: {row}")

    return Table(
        report=REPORT,
        key="countries",
        insight="about",
        title="Where they come from",
        row_kind="nominal",
        col_kind="nominal",
        row_labels={row: row.title() for row in rows},
        col_labels={"share": "Share of officers"},
        row_printed={row: row for row in rows},
        exclusive=True,
        multi_answer=False,
        sums="column",
        base_n=272,
        base_inferred=False,
        cells={row: {"share": cell(row, value)} for row, value in rows.items()},
        chart="bars",
        finding=finding,
    )


def make_ledger(*more: Figure, without: str = "") -> Ledger:
    figures = [
        make_figure("officers", 272),
        make_figure("alerts", 513, caveats=("ALERTS",), discrepancies=("D-04",), use=Use.CAVEAT),
        make_figure("clients", 269370, unit="computers", where=(Span("2018", 14, 15),)),
        make_figure(
            "computers-per-alert",
            525,
            unit="computers",
            as_printed="",
            formula="round({clients} / {alerts}, 0)",
            where=(),
        ),
        make_figure("years-in-place", 2, 11, unit="years", qualifier="range"),
        make_figure("quarters", 75, unit="percent", qualifier="about"),
        make_figure("only-men", use=Use.CAVEAT),
        make_figure("wrong", 47, use=Use.HOLD),
        make_figure("hidden", 1, use=Use.NEVER),
        *more,
    ]
    figures = [figure for figure in figures if figure.key != without]
    table = make_table({"here": "54.4", "others": "20.3", "there": "25.3"})
    cells = [cell for row in table.cells.values() for cell in row.values()]
    dots = Chart(
        report=REPORT,
        key="alerts-dots",
        kind="dots",
        title="About one alert for every {figure:computers-per-alert} work computers",
        sub="Each dot is one computer",
        base="{figure:clients} computers",
        sign="{say:1 alert}",
        figures={"marks": "computers-per-alert"},
        rows=("alerts", "clients", "computers-per-alert"),
    )
    report = Report(
        slug=REPORT,
        kind="report",
        title="The Tiny Report 2018",
        publisher="Tiny",
        year=2018,
        language="en",
        interests="Tiny sells such software.",
        asked="{figure:officers} officers.",
        how="By a survey.",
        fieldwork_from=None,
        fieldwork_to=None,
        sources={"2018": "tiny.txt"},
        caveats={"ALERTS": "It counts alerts, over {figure:years-in-place}."},
        part="insight",
        charts=(dots,),
    )
    found = Discrepancy(
        "D-04",
        (Span("2018", 12, 12),),
        "It says employees.",
        "We do not.",
        True,
        title="Computers called people",
    )
    return Ledger(
        reports={REPORT: report},
        figures={figure.full_key: figure for figure in [*figures, *cells]},
        tables={f"{REPORT}:countries": table},
        discrepancies={"D-04": found},
    )


BODY = """In all, {figure:alerts} alerts on {figure:clients} computers.

{chart:alerts-dots}

## What it does not say

- {figure:alerts} alerts are not people.
- It had been there for {figure:years-in-place|words} years.

{chart:countries}
"""


def make_page(ledger: Ledger, slug="workplace", body=BODY, **other):
    texts = {
        "title": "What {figure:alerts} alerts tell us",
        "lead": "A lead & no more.",
        "insight": "07",
        "order": 7,
        "plain": {"body": "Short: {figure:alerts} alerts."},
    }
    return resolved_page(ledger, REPORT, slug, body=body, **(texts | other))


def make_library(ledger: Ledger, themes=1, highlights=1) -> Library:
    """Figures on top, questions and one text, on the page `workplace`."""
    place = (REPORT, "workplace")
    told = ThemePage(place, "Of {figure:tiny-2018:clients}, {figure:tiny-2018:alerts} were alerts.")
    text = resolved_page(
        ledger,
        "",
        "how-to-read",
        title="How to read",
        lead="With care.",
        body="There were {figure:tiny-2018:officers} officers.\n\n## Straße\n\nTake your time.",
        plain={"body": "{figure:tiny-2018:officers} officers."},
    )
    return Library(
        highlights=tuple(
            Highlight(
                f"top-{number}",
                "{figure:tiny-2018:alerts}",
                "alerts in all the years",
                "{figure:tiny-2018:alerts} alerts on {figure:tiny-2018:clients} computers.",
                place,
            )
            for number in range(highlights)
        ),
        themes=tuple(
            Theme(f"theme-{number}", f"Question {number}?", "What is said to it.", (told,))
            for number in range(themes)
        ),
        texts=(text,),
        synonyms=(Synonym(("alarms", "red flags"), "alerts", "They are signs, no more.", place),),
    )


def publish_pages(ledger: Ledger, pages: list, shelf: Library | None = None) -> dict:
    """Pages made live, and the library with them, as the loader does it."""
    versions = publish_explainers(pages, NOW)
    publish_library(ledger, shelf or Library(), versions)
    return versions
