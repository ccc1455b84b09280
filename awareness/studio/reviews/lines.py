"""The lines of reports that the figures of changed passages come from, for a reviewer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from awareness.content.printed_lines import PrintedLines, lines_at, texts_beside_report
from awareness.content.staging import LEDGER_KINDS, current_content, ledger_with
from awareness.content.writing import ObjectKind
from awareness.insights.figure_references import REFERENCE
from awareness.insights.ledger import Figure, Ledger, Report, Use
from awareness.insights.resolved_texts import text_with_figures
from awareness.studio.draft_kinds.confirmed import FieldState, StoredProposal, origin_of
from awareness.studio.models import Draft, Picked, ReportFile
from awareness.studio.reports.texts import report_files_by_text
from awareness.studio.reviews.reading import Reading, ReviewedDraft


@dataclass(frozen=True)
class FigureLines:
    """A figure that a passage names, with its report and the lines that print it.

    `figure` and `report` are None where neither what is published nor the review has one of that
    key. `draft` is the id of the draft of it that is open, whether or not the review has it.
    """

    key: str  # "report:key"
    figure: Figure | None
    report: Report | None
    lines: list[PrintedLines] = field(default_factory=list)
    draft: UUID | None = None
    in_review: bool = False


class ReviewedLedger:
    """All figures as they would be once a review is approved, report by report; as they are
    published, of no drafts."""

    def __init__(self, reviewed_drafts: Sequence[ReviewedDraft]) -> None:
        self._objects = [
            (reviewed_draft.draft.ref, reviewed_draft.revision.body)
            for reviewed_draft in reviewed_drafts
            if reviewed_draft.draft.kind in LEDGER_KINDS and reviewed_draft.draft.closed_at is None
        ]
        self._ledger_by_report: dict[str, Ledger] = {}

    def with_report(self, report_slug: str) -> Ledger:
        """All figures, those of one report as the review has them. Not to be changed. Staging takes
        a while, so only where something names a figure."""
        if report_slug not in self._ledger_by_report:
            report_objects = [(ref, body) for ref, body in self._objects
                              if ref.report == report_slug]  # fmt: skip
            self._ledger_by_report[report_slug] = ledger_with(report_objects)
        return self._ledger_by_report[report_slug]

    def written_out(self, report_slug: str, text: str) -> str:
        """A text of a report's page with its figures written out; as it is written where one is not
        there."""
        if not REFERENCE.search(text):
            return text
        sentence = text.lstrip("¶⏎↵ \t")  # the signs of where it begins are no part of it
        return text[: len(text) - len(sentence)] + text_with_figures(
            self.with_report(report_slug), report_slug, sentence
        )


class FigureSources:
    """The lines that print figures, and the open drafts of them. Two queries.

    `figure_names` are all figures that are asked for, as (report's slug, key).
    """

    def __init__(self, figure_names: Collection[tuple[str, str]]) -> None:
        report_slugs = {report_slug for report_slug, _key in figure_names}
        # Lines by the name of the text's file. What an author sent counts before what is published.
        self._sent_lines = {
            name: list(report_file.kept_text.lines)
            for name, report_file in report_files_by_text(report_slugs).items()
        }
        self._lines_by_report: dict[str, dict[str, list[str]]] = {}
        open_drafts = Draft.objects.open().filter(
            kind__in=(ObjectKind.FIGURE, ObjectKind.TABLE), report__in=report_slugs,
            key__in={_drafted_object_of(key)[1] for _slug, key in figure_names},
        )  # fmt: skip
        self._draft_ids = {
            (kind, report_slug, object_key): draft_id
            for kind, report_slug, object_key, draft_id in open_drafts.values_list(
                "kind", "report", "key", "pk"
            )
        }

    def figure_lines(
        self, ledger: Ledger, report_slug: str, key: str, reviewed_draft_ids: Collection[UUID]
    ) -> FigureLines:
        """A figure of the ledger with its lines; `reviewed_draft_ids` are those of its review."""
        full_key = f"{report_slug}:{key}"
        kind, object_key = _drafted_object_of(key)
        draft_id = self._draft_ids.get((kind, report_slug, object_key))
        figure = ledger.figures.get(full_key)
        report = ledger.reports.get(report_slug)
        if figure is None or report is None:
            return FigureLines(full_key, figure=None, report=None, draft=draft_id)
        lines = self._printed_lines(figure, report)
        return FigureLines(
            full_key, figure, report, lines, draft_id, draft_id in reviewed_draft_ids
        )

    def _printed_lines(self, figure: Figure, report: Report) -> list[PrintedLines]:
        """The lines that a figure names. None of a figure that is not to be shown."""
        if figure.use is Use.NEVER:
            return []
        if report.slug not in self._lines_by_report:
            published_lines = texts_beside_report(report.slug, report.sources.values())
            self._lines_by_report[report.slug] = published_lines | self._sent_lines
        spans = map(str, figure.where)
        return lines_at(spans, report.sources, self._lines_by_report[report.slug])


def _drafted_object_of(figure_key: str) -> tuple[ObjectKind, str]:
    """(kind, key) of what a figure is drafted in: itself, or the table whose cell it is."""
    table_key, slash, _cell = figure_key.partition("/")
    return (ObjectKind.TABLE, table_key) if slash else (ObjectKind.FIGURE, figure_key)


def add_lines(readings: Sequence[Reading]) -> None:
    """Gives each draft of reviews the figures that its passages name, and the lines that its fields
    were proposed from; to a figure's draft that no file was proposed from, its published lines.
    Figures are those of the review, then those that are published. Four queries."""
    reviewed_drafts = [reviewed_draft for reading in readings for reviewed_draft in reading.drafts]
    add_origins(reviewed_drafts)
    figure_names = {
        report_and_key(key, reviewed_draft.draft.report)
        for reviewed_draft in reviewed_drafts
        for passage in reviewed_draft.passages
        for key in passage.figures
    }
    own_name_by_draft_id = {
        reviewed_draft.draft.pk: (reviewed_draft.draft.report, reviewed_draft.draft.key)
        for reviewed_draft in reviewed_drafts
        if reviewed_draft.draft.kind == ObjectKind.FIGURE and not reviewed_draft.origins
    }
    figure_sources = FigureSources({*figure_names, *own_name_by_draft_id.values()})
    published_ledger = ReviewedLedger([])
    for reading in readings:
        reviewed_ledger = ReviewedLedger(reading.drafts)
        draft_ids = {reviewed_draft.draft.pk for reviewed_draft in reading.drafts}
        for reviewed_draft in reading.drafts:
            report_slug = reviewed_draft.draft.report
            reviewed_draft.write_figures_out = partial(reviewed_ledger.written_out, report_slug)
            reviewed_draft.write_published_figures_out = partial(
                published_ledger.written_out, report_slug
            )
            reviewed_draft.show_whole = partial(_context_of_whole, reviewed_ledger, reviewed_draft)
            reviewed_draft.figures = {
                passage.digest: [
                    figure_sources.figure_lines(
                        reviewed_ledger.with_report(slug), slug, key, draft_ids
                    )
                    for slug, key in dict.fromkeys(report_and_key(named_key, report_slug)
                                                   for named_key in passage.figures)
                ]
                for passage in reviewed_draft.passages
            }  # fmt: skip
            if own_name := own_name_by_draft_id.get(reviewed_draft.draft.pk):
                published_lines = figure_sources.figure_lines(
                    current_content().ledger, *own_name, ()
                )
                reviewed_draft.own_figures = [published_lines] if published_lines.figure else []


def _context_of_whole(
    ledger: ReviewedLedger, reviewed_draft: ReviewedDraft, name: str
) -> Mapping[str, Any] | None:
    """The context of studio/reviews/_whole.html for a part of something wholly new, as learners
    will see it; None of what is not shown so. `name` is that of its card."""
    whole = reviewed_draft.kind.whole_context
    if whole is None:
        return None
    report_slug = reviewed_draft.draft.report
    return whole(ledger.with_report(report_slug), report_slug, reviewed_draft.revision.body, name)


def add_origins(reviewed_drafts: Sequence[ReviewedDraft]) -> None:
    """Gives each draft the lines of the report's file that its fields were proposed from, by the
    fields' names. Two queries."""
    rows = Picked.objects.filter(
        draft__in=[reviewed_draft.draft.pk for reviewed_draft in reviewed_drafts]
    )
    picked_by_draft_id = {picked.draft_id: picked for picked in rows.select_related("number")}
    report_files = ReportFile.objects.in_bulk(
        {picked.report_id for picked in picked_by_draft_id.values() if picked.report_id}
    )
    kept_text_by_file_id = {file_id: file.kept_text for file_id, file in report_files.items()}
    for reviewed_draft in reviewed_drafts:
        picked = picked_by_draft_id.get(reviewed_draft.draft.pk)
        reviewed_draft.origins = {
            name: origin_of(name, StoredProposal(*proposal),
                            kept_text_by_file_id.get(picked.report_id), FieldState.CONFIRMED,
                            picked.number)
            for name, proposal in picked.proposals.items()
        } if picked else {}  # fmt: skip


def report_and_key(key: str, report_slug: str) -> tuple[str, str]:
    """(report's slug, key) of a figure as a text names it: without a report ("report:key") it is of
    the page's own, `report_slug`."""
    slug, colon, rest = key.partition(":")
    return (slug, rest) if colon else (report_slug, key)


def add_text_files(reading: Reading) -> None:
    """Gives each draft of a report the id of the file whose whole text is published with it. One
    query."""
    rows = Picked.objects.filter(
        draft__in=[reviewed_draft.draft.pk for reviewed_draft in reading.drafts],
        draft__kind=ObjectKind.REPORT,
        report__isnull=False,
    )
    file_id_by_draft_id = dict(rows.values_list("draft_id", "report_id"))
    for reviewed_draft in reading.drafts:
        reviewed_draft.text_file = file_id_by_draft_id.get(reviewed_draft.draft.pk)
