"""The lines of reports that the figures of changed passages come from, for a reviewer."""

from collections.abc import Sequence
from dataclasses import dataclass

from awareness.content.printed_lines import PrintedLines, printed_lines
from awareness.content.writing import ObjectKind
from awareness.insights.models import Figure
from awareness.studio.draft_kinds.confirmed import Standing, origin_of
from awareness.studio.models import Picked, ReportFile
from awareness.studio.review_reading import Reading, ReviewedDraft


@dataclass(frozen=True)
class FigureLines:
    """A figure that a passage names: its label and the lines that print it.

    `figure` is None where the ledger has none of that key yet: it may be a draft itself.
    """

    key: str
    figure: Figure | None
    lines: list[PrintedLines]


def add_lines(drafts: Sequence[ReviewedDraft]) -> None:
    """Gives each draft of reviews the figures that its passages name, and the lines that its fields
    were proposed from; a figure that no file stands behind its own published lines. Four queries.
    """
    add_origins(drafts)
    own = {
        reviewed.draft.pk: [(reviewed.draft.report, reviewed.draft.key)]
        for reviewed in drafts
        if reviewed.draft.kind == ObjectKind.FIGURE and not reviewed.origins
    }
    named = {
        (reviewed.draft.pk, passage.digest): [
            full_key(key, reviewed.draft.report) for key in passage.figures
        ]
        for reviewed in drafts
        for passage in reviewed.passages
    }
    every = {pair for pairs in [*named.values(), *own.values()] for pair in pairs}
    rows = Figure.objects.filter(withdrawn=False, report__slug__in={slug for slug, _key in every})
    rows = rows.filter(key__in={key for _slug, key in every}).select_related("report")
    figures = {(row.report.slug, row.key): row for row in rows.defer("report__charts")}
    lines = {pair: printed_lines(figures[pair]) for pair in every if pair in figures}
    for reviewed in drafts:
        reviewed.own = [
            FigureLines(":".join(pair), figures[pair], lines[pair])
            for pair in own.get(reviewed.draft.pk, ())
            if pair in figures
        ]
        reviewed.figures = {
            passage.digest: [
                FigureLines(":".join(pair), figures.get(pair), lines.get(pair, []))
                for pair in dict.fromkeys(named[reviewed.draft.pk, passage.digest])
            ]
            for passage in reviewed.passages
        }


def add_origins(drafts: Sequence[ReviewedDraft]) -> None:
    """Gives each draft the lines of the report's file that its fields were proposed from. Two
    queries."""
    picks = Picked.objects.filter(draft__in=[reviewed.draft.pk for reviewed in drafts])
    rows = picks.values_list("draft", "report", "proposals")
    proposed = {pk: (report, fields) for pk, report, fields in rows}
    texts = ReportFile.objects.in_bulk({report for report, _fields in proposed.values() if report})
    kept = {pk: file.kept for pk, file in texts.items()}
    for reviewed in drafts:
        report, fields = proposed.get(reviewed.draft.pk, (None, {}))
        reviewed.origins = {
            name: origin_of(name, proposal, kept.get(report), Standing.CONFIRMED)
            for name, proposal in fields.items()
        }


def full_key(key: str, report: str) -> tuple[str, str]:
    """(report, key) of a figure as a text names it: without a report it is of the page's own."""
    slug, colon, rest = key.partition(":")
    return (slug, rest) if colon else (report, key)


def add_texts(reading: Reading) -> None:
    """Gives each draft of a report the file whose whole text is published with it. One query."""
    picks = Picked.objects.filter(draft__in=[draft_read.draft.pk for draft_read in reading.drafts])
    of_reports = picks.filter(draft__kind=ObjectKind.REPORT, report__isnull=False)
    texts = dict(of_reports.values_list("draft_id", "report_id"))
    for reviewed in reading.drafts:
        reviewed.text_file = texts.get(reviewed.draft.pk)
