"""Drawings for a page's draft: those that there are, and what its own figures propose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from awareness.content.staging import current_content
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.insights import charts
from awareness.insights.charts import ChartError
from awareness.insights.charts.proposing import Proposal, RefusedFigures, propose_drawings
from awareness.insights.figure_references import REFERENCE
from awareness.insights.ledger import Figure, Ledger
from awareness.insights.resolved_texts import ProseError, text_with_figures
from awareness.studio.models import Draft


@dataclass(frozen=True)
class ExistingDrawing:
    """A drawing that is published or being written, as it is offered to a page."""

    reference: str  # as the text of a page names it: {chart:key}
    title: str


@dataclass(frozen=True)
class DrawnProposal:
    """A proposed drawing, drawn."""

    proposal: Proposal
    chart_data: dict[str, Any]  # as `insights/_chart.html` reads it, as `chart`
    contexts: list[dict[str, Any]]  # as it reads the pictures for each width, as `drawings`
    title: str  # as the author typed it, or as it is proposed

    @property
    def key(self) -> str:
        return self.proposal.chart.key


def existing_drawings(ledger: Ledger, draft: Draft) -> list[ExistingDrawing]:
    """The drawings of the draft's report: of report.yaml, of tables, and those being written."""
    report = ledger.reports.get(draft.report)
    title_by_key = {chart.key: chart.title for chart in report.charts} if report else {}
    title_by_key |= {table.key: table.finding for table in ledger.tables.values()
              if table.report == draft.report and table.chart}  # fmt: skip
    drafted_drawings = Draft.objects.open().filter(kind=ObjectKind.CHART, report=draft.report)
    title_by_key |= dict(drafted_drawings.values_list("key", "title"))
    return [ExistingDrawing(f"{{chart:{key}}}", text_with_figures(ledger, draft.report, title))
            for key, title in title_by_key.items()]  # fmt: skip


def figures_named_in(ledger: Ledger, report_slug: str, fields: Fields) -> list[Figure]:
    """The figures that the text of a page names, each once, in their order. References to figures
    that there are not are left out."""
    figures: dict[str, Figure] = {}
    for match in REFERENCE.finditer(str(fields.get("body", ""))):
        if match["kind"] != "figure":
            continue
        try:
            figure = ledger.figure(match["what"].strip(), report_slug)
        except KeyError:
            continue
        figures.setdefault(figure.full_key, figure)
    return list(figures.values())


def drawn_proposals(
    ledger: Ledger, draft: Draft, fields: Fields
) -> tuple[list[DrawnProposal], list[RefusedFigures]]:
    """What the figures of the page's text propose, drawn, without what the text draws already; and
    the figures that are not drawn together, with why."""
    proposals, refused_figures = propose_drawings(
        ledger, draft.report, figures_named_in(ledger, draft.report, fields)
    )
    return list(_draw_proposals(ledger, draft.report, fields, proposals)), refused_figures


def _draw_proposals(
    ledger: Ledger, report_slug: str, fields: Fields, proposals: list[Proposal]
) -> Iterator[DrawnProposal]:
    """Without the proposals that the text of the page draws, and those that cannot be drawn."""
    for proposal in proposals:
        if f"{{chart:{proposal.chart.key}}}" in str(fields.get("body", "")):
            continue
        try:
            chart = proposal.chart
            chart_data = (charts.chart_data(ledger, chart) if proposal.is_new
                    else charts.drawing_data(ledger, chart.report, chart.key))  # fmt: skip
        except (ChartError, ProseError, KeyError):
            continue  # the report is silent on whom it speaks of; a draft of one would say that
        chart_data["is_draft"] = proposal.is_new
        yield DrawnProposal(
            proposal, chart_data, charts.drawing_contexts(chart_data), proposal.chart.title
        )


def drawing_key(ledger: Ledger, draft: Draft, proposal: Proposal) -> str:
    """The key under which a proposed drawing stands, or is to stand: no other drawing has it, and
    for the same figures it is the same again."""
    if not proposal.is_new:
        return proposal.chart.key
    drafted_drawings = Draft.objects.open().filter(kind=ObjectKind.CHART, report=draft.report)
    rows_by_key = {
        chart_draft.key: tuple(chart_draft.newest_revision().body.get("rows", ()))
        for chart_draft in drafted_drawings
    }
    report = ledger.reports.get(draft.report)
    rows_by_key |= {chart.key: chart.rows for chart in report.charts} if report else {}
    table_keys = {table.key for table in ledger.tables.values() if table.report == draft.report}
    candidates = (
        proposal.chart.key,
        *(f"{proposal.chart.key}-{number}" for number in range(2, 10_000)),
    )
    return next(candidate for candidate in candidates
                if candidate not in table_keys and rows_by_key.get(candidate, proposal.chart.rows)
                == proposal.chart.rows)  # fmt: skip


def is_published(ledger: Ledger, draft: Draft, key: str) -> bool:
    """Whether the report has a drawing of this key that is published."""
    report = ledger.reports.get(draft.report)
    return report is not None and any(chart.key == key for chart in report.charts)


def is_drafted(chart_data: Mapping[str, Any]) -> bool:
    """Whether nobody but authors can see a drawing yet: its numbers are no file at an address."""
    ledger = current_content().ledger
    report = ledger.reports.get(chart_data["report"])
    table = ledger.tables.get(f"{chart_data['report']}:{chart_data['key']}")
    is_chart_published = report is not None and any(
        chart.key == chart_data["key"] for chart in report.charts
    )
    return not is_chart_published and (table is None or not table.chart)


def drawing_ref(draft: Draft, key: str) -> ObjectRef:
    """The drawing of this key, of the report that a page's draft belongs to."""
    return ObjectRef(ObjectKind.CHART, draft.subject, draft.report, key)


def drawing_fields(proposal: Proposal, title: str) -> dict[str, Any]:
    """A drawing as the fields of its form, under the title that the author gave it."""
    chart = proposal.chart
    return {
        "kind": chart.kind, "title": title or chart.title, "sub": chart.sub, "base": "",
        "side_by_side": "", "head_what": chart.head[0], "head_number": chart.head[1],
        "marks": chart.figures.get("marks", ""), "rows": list(chart.rows),
    }  # fmt: skip


def page_with_drawing(fields: Fields, key: str) -> dict[str, Any]:
    """The page with a drawing after its text, in a line of its own."""
    body = str(fields.get("body", "")).rstrip()
    return {**fields, "body": f"{body}\n\n{{chart:{key}}}\n".lstrip("\n")}
