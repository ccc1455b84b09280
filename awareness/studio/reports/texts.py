"""The texts of reports by the names of their files: published, or as authors sent them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from awareness.content.checks.source import Sources
from awareness.content.printed_lines import sources_folder, texts_beside_reports
from awareness.content.staging import current_content
from awareness.insights.ledger import Ledger, Use
from awareness.studio.models import FileState, ReportFile

TEXT_SUFFIX = ".txt"  # the kept text of a report file is named by its slug, and this


class FileLine(NamedTuple):
    """A line of a text, by the name of the text's file."""

    file_name: str
    line: int


def report_files_by_text(report_slugs: Iterable[str]) -> dict[str, ReportFile]:
    """The report files of these reports, by the names of their kept texts; of several of one report
    the newest. One query."""
    report_files = ReportFile.objects.filter(slug__in=[*report_slugs], state=FileState.READY)
    return {
        f"{report_file.slug}{TEXT_SUFFIX}": report_file
        for report_file in report_files.order_by("at")
    }


def never_shown_lines(ledger: Ledger) -> set[FileLine]:
    """The lines of figures that are never to be shown, also not to authors."""
    return {
        FileLine(ledger.reports[figure.report].sources[span.source], line_number)
        for figure in ledger.figures.values()
        if figure.use is Use.NEVER
        for span in figure.where
        for line_number in range(span.first, span.last + 1)
    }


def texts_of_reports(
    file_names: Iterable[str], report_file_by_text: Mapping[str, ReportFile] | None = None
) -> Sources:
    """All published texts that are at hand, and in their place those that authors sent: the ones
    given, or else, with one query, those of the reports whose slugs `file_names` begin with."""
    if report_file_by_text is None:
        slugs = (Path(file_name).name.removesuffix(TEXT_SUFFIX) for file_name in file_names)
        report_file_by_text = report_files_by_text(slugs)
    lines_by_text = {
        name: list(report_file.kept_text.lines) for name, report_file in report_file_by_text.items()
    }
    published = texts_beside_reports(current_content())
    return Sources(sources_folder() or Path(), published | lines_by_text)
