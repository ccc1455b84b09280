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
from awareness.studio.draft_kinds.confirmed import Standing, origin_of
from awareness.studio.models import Draft, Picked, ReportFile
from awareness.studio.report_texts import report_files_by_text
from awareness.studio.review_reading import Reading, ReviewedDraft


@dataclass(frozen=True)
class FigureLines:
    """A figure that a passage names, with its report and the lines that print it.

    Both are None where neither what is published nor the review has one of that key. `draft` is the
    draft of it that is open, whether or not the review has it.
    """

    key: str
    figure: Figure | None
    report: Report | None
    lines: list[PrintedLines] = field(default_factory=list)
    draft: UUID | None = None
    in_review: bool = False


class ReviewedLedger:
    """All figures as they would be once a review is approved, report by report."""

    def __init__(self, drafts: Sequence[ReviewedDraft]) -> None:
        self._drafts = [
            (reviewed.draft.ref, reviewed.revision.body) for reviewed in drafts
            if reviewed.draft.kind in LEDGER_KINDS and reviewed.draft.closed_at is None
        ]  # fmt: skip
        self._ledgers: dict[str, Ledger] = {}

    def of(self, report_slug: str) -> Ledger:
        """Not to be changed. Staging takes a while, so only where something names a figure."""
        if report_slug not in self._ledgers:
            of_report = [placed for placed in self._drafts if placed[0].report == report_slug]
            self._ledgers[report_slug] = ledger_with(of_report)
        return self._ledgers[report_slug]

    def written_out(self, report_slug: str, text: str) -> str:
        """A passage with its figures written out; as it is written where one is not there."""
        if not REFERENCE.search(text):
            return text
        raw_text = text.lstrip("¶⏎↵ \t")  # where it begins is no part of the sentence
        return text[: len(text) - len(raw_text)] + text_with_figures(
            self.of(report_slug), report_slug, raw_text
        )


class ReviewContext:
    """What stands beside the reviewed drafts: the reports' texts, and what else is being written of
    the figures that are named. Two queries."""

    def __init__(self, named: Collection[tuple[str, str]]) -> None:
        slugs = {slug for slug, _key in named}
        self._sent = {
            name: list(report_file.kept_text.lines)
            for name, report_file in report_files_by_text(slugs).items()
        }
        self._own: dict[str, dict[str, list[str]]] = {}
        rows = Draft.objects.open().filter(
            kind__in=(ObjectKind.FIGURE, ObjectKind.TABLE), report__in=slugs,
            key__in={_object_of(key)[1] for _slug, key in named},
        )  # fmt: skip
        self._drafts = {(kind, report_slug, key): pk for kind, report_slug, key, pk
                        in rows.values_list("kind", "report", "key", "pk")}  # fmt: skip

    def draft_of(self, slug: str, key: str) -> UUID | None:
        kind, name = _object_of(key)
        return self._drafts.get((kind, slug, name))

    def lines(self, figure: Figure, report: Report) -> list[PrintedLines]:
        """None of a figure that is not to be shown."""
        if figure.use is Use.NEVER:
            return []
        if report.slug not in self._own:
            self._own[report.slug] = (
                texts_beside_report(report.slug, report.sources.values()) | self._sent
            )
        return lines_at(map(str, figure.where), report.sources, self._own[report.slug])

    def figure(
        self, ledger: Ledger, slug: str, key: str, in_review: Collection[UUID]
    ) -> FigureLines:
        """`own`: the drafts of the review."""
        draft = self.draft_of(slug, key)
        figure = ledger.figures.get(f"{slug}:{key}")
        report = ledger.reports.get(slug)
        if figure is None or report is None:
            return FigureLines(f"{slug}:{key}", figure=None, report=None, lines=[], draft=draft)
        lines = self.lines(figure, report)
        return FigureLines(f"{slug}:{key}", figure, report, lines, draft, draft in in_review)


def _object_of(key: str) -> tuple[ObjectKind, str]:
    """What a figure is drafted in: itself, or the table whose cell it is."""
    table, slash, _cell = key.partition("/")
    return (ObjectKind.TABLE, table) if slash else (ObjectKind.FIGURE, key)


def add_lines(readings: Sequence[Reading]) -> None:
    """Gives each draft of reviews the figures that its passages name, and the lines that its fields
    were proposed from; a figure that no file stands behind its own published lines. Figures are
    those of the review, then those that are published. Four queries."""
    drafts = [reviewed for reading in readings for reviewed in reading.drafts]
    add_origins(drafts)
    named = {
        full_key(key, reviewed.draft.report)
        for reviewed in drafts for passage in reviewed.passages for key in passage.figures
    }  # fmt: skip
    figure_names = {
        reviewed.draft.pk: (reviewed.draft.report, reviewed.draft.key)
        for reviewed in drafts
        if reviewed.draft.kind == ObjectKind.FIGURE and not reviewed.origins
    }
    review_context = ReviewContext({*named, *figure_names.values()})
    published_ledger = ReviewedLedger([])
    for reading in readings:
        reviewed_ledger = ReviewedLedger(reading.drafts)
        ids = {reviewed.draft.pk for reviewed in reading.drafts}
        for reviewed in reading.drafts:
            report_slug = reviewed.draft.report
            reviewed.resolve = partial(reviewed_ledger.written_out, report_slug)
            reviewed.resolve_before = partial(published_ledger.written_out, report_slug)
            reviewed.see_whole = partial(_whole, reviewed_ledger, reviewed)
            reviewed.figures = {
                passage.digest: [
                    review_context.figure(reviewed_ledger.of(slug), slug, key, ids)
                    for slug, key in dict.fromkeys(full_key(named_key, report_slug)
                                                   for named_key in passage.figures)
                ]
                for passage in reviewed.passages
            }  # fmt: skip
            if reviewed.draft.pk in figure_names:
                published = review_context.figure(
                    current_content().ledger, *figure_names[reviewed.draft.pk], ()
                )
                reviewed.own = [published] if published.figure else []


def _whole(ledger: ReviewedLedger, reviewed: ReviewedDraft, name: str) -> Mapping[str, Any] | None:
    """A part of something wholly new as learners will see it; None of what is not shown so."""
    whole = reviewed.kind.whole
    report_slug = reviewed.draft.report
    return (
        whole(ledger.of(report_slug), report_slug, reviewed.revision.body, name) if whole else None
    )


def add_origins(drafts: Sequence[ReviewedDraft]) -> None:
    """Gives each draft the lines of the report's file that its fields were proposed from. Two
    queries."""
    picks = Picked.objects.filter(draft__in=[reviewed.draft.pk for reviewed in drafts])
    picked_by_draft = {picked.draft_id: picked for picked in picks.select_related("number")}
    texts = ReportFile.objects.in_bulk(
        {picked.report_id for picked in picked_by_draft.values() if picked.report_id}
    )
    kept = {pk: file.kept_text for pk, file in texts.items()}
    for reviewed in drafts:
        picked = picked_by_draft.get(reviewed.draft.pk)
        reviewed.origins = {
            name: origin_of(name, proposal, kept.get(picked.report_id), Standing.CONFIRMED,
                            picked.number)
            for name, proposal in picked.proposals.items()
        } if picked else {}  # fmt: skip


def full_key(key: str, report_slug: str) -> tuple[str, str]:
    """(report, key) of a figure as a text names it: without a report it is of the page's own."""
    slug, colon, rest = key.partition(":")
    return (slug, rest) if colon else (report_slug, key)


def add_texts(reading: Reading) -> None:
    """Gives each draft of a report the file whose whole text is published with it. One query."""
    picks = Picked.objects.filter(draft__in=[draft_read.draft.pk for draft_read in reading.drafts])
    of_reports = picks.filter(draft__kind=ObjectKind.REPORT, report__isnull=False)
    texts = dict(of_reports.values_list("draft_id", "report_id"))
    for reviewed in reading.drafts:
        reviewed.text_file = texts.get(reviewed.draft.pk)
