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
class DrawingPick:
    """A drawing that there is, as it is offered."""

    reference: str
    title: str


@dataclass(frozen=True)
class DrawnProposal:
    """A proposal drawn: `data` as `insights/_chart.html` reads it."""

    proposal: Proposal
    data: dict[str, Any]
    drawings: list[dict[str, Any]]
    title: str  # as the author typed it, or as it is proposed

    @property
    def key(self) -> str:
        return self.proposal.chart.key


def picks(ledger: Ledger, draft: Draft) -> list[DrawingPick]:
    """The drawings of the draft's report: of report.yaml, of tables, and those being written."""
    report = ledger.reports.get(draft.report)
    title_by_key = {chart.key: chart.title for chart in report.charts} if report else {}
    title_by_key |= {table.key: table.finding for table in ledger.tables.values()
              if table.report == draft.report and table.chart}  # fmt: skip
    written = Draft.objects.open().filter(kind=ObjectKind.CHART, report=draft.report)
    title_by_key |= dict(written.values_list("key", "title"))
    return [DrawingPick(f"{{chart:{key}}}", text_with_figures(ledger, draft.report, title))
            for key, title in title_by_key.items()]  # fmt: skip


def figures_in(ledger: Ledger, report_slug: str, fields: Fields) -> list[Figure]:
    """The figures that the text of a page names, each once, in their order."""
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


def proposed(
    ledger: Ledger, draft: Draft, fields: Fields
) -> tuple[list[DrawnProposal], list[RefusedFigures]]:
    """What the figures of the page's text propose, drawn, without what the text draws already."""
    made, refused = propose_drawings(ledger, draft.report, figures_in(ledger, draft.report, fields))
    return list(_drawn(ledger, draft.report, fields, made)), refused


def _drawn(
    ledger: Ledger, report_slug: str, fields: Fields, proposals: list[Proposal]
) -> Iterator[DrawnProposal]:
    for proposal in proposals:
        if f"{{chart:{proposal.chart.key}}}" in str(fields.get("body", "")):
            continue
        try:
            chart = proposal.chart
            data = (charts.chart_data(ledger, chart) if proposal.is_new
                    else charts.drawing_data(ledger, chart.report, chart.key))  # fmt: skip
        except (ChartError, ProseError, KeyError):
            continue  # the report is silent on whom it speaks of; a draft of one would say that
        data["is_draft"] = proposal.is_new
        yield DrawnProposal(proposal, data, charts.drawing_contexts(data), proposal.chart.title)


def key_of(ledger: Ledger, draft: Draft, proposal: Proposal) -> str:
    """The key under which a proposal stands, or is to: no other drawing's, and the same again for
    the same figures."""
    if not proposal.is_new:
        return proposal.chart.key
    written = Draft.objects.open().filter(kind=ObjectKind.CHART, report=draft.report)
    rows = {
        chart_draft.key: tuple(chart_draft.newest_revision().body.get("rows", ()))
        for chart_draft in written
    }
    report = ledger.reports.get(draft.report)
    rows |= {chart.key: chart.rows for chart in report.charts} if report else {}
    tables = {table.key for table in ledger.tables.values() if table.report == draft.report}
    names = (proposal.chart.key, *(f"{proposal.chart.key}-{n}" for n in range(2, 10_000)))
    return next(name for name in names
                if name not in tables and rows.get(name, proposal.chart.rows)
                == proposal.chart.rows)  # fmt: skip


def is_there(ledger: Ledger, draft: Draft, key: str) -> bool:
    """Whether the report has a drawing of this key that is published."""
    report = ledger.reports.get(draft.report)
    return report is not None and any(chart.key == key for chart in report.charts)


def is_drafted(data: Mapping[str, Any]) -> bool:
    """Whether nobody but authors can see a drawing yet: its numbers are no file at an address."""
    ledger = current_content().ledger
    report = ledger.reports.get(data["report"])
    table = ledger.tables.get(f"{data['report']}:{data['key']}")
    is_published = report is not None and any(chart.key == data["key"] for chart in report.charts)
    return not is_published and (table is None or not table.chart)


def ref_of(draft: Draft, key: str) -> ObjectRef:
    return ObjectRef(ObjectKind.CHART, draft.subject, draft.report, key)


def fields_of(proposal: Proposal, title: str) -> dict[str, Any]:
    """A drawing as the fields of its form, under the title that the author gave it."""
    chart = proposal.chart
    return {
        "kind": chart.kind, "title": title or chart.title, "sub": chart.sub, "base": "",
        "side_by_side": "", "head_what": chart.head[0], "head_number": chart.head[1],
        "marks": chart.figures.get("marks", ""), "rows": list(chart.rows),
    }  # fmt: skip


def with_drawing(fields: Fields, key: str) -> dict[str, Any]:
    """The page with a drawing after its text, in a line of its own."""
    body = str(fields.get("body", "")).rstrip()
    return {**fields, "body": f"{body}\n\n{{chart:{key}}}\n".lstrip("\n")}
