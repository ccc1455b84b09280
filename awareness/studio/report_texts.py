"""The texts of reports by the names of their files: published, or as authors sent them."""

from collections.abc import Iterable
from pathlib import Path

from awareness.content.checks.source import Sources
from awareness.content.printed_lines import sources_folder
from awareness.content.staging import current_content, report_texts_beside
from awareness.insights.ledger import Ledger, Use
from awareness.studio.models import FileState, ReportFile

ENDING = ".txt"  # of the kept text of a report file: its slug, and this


def sent_texts(slugs: Iterable[str]) -> dict[str, ReportFile]:
    """The report files of these reports, by the name that their text has. One query."""
    sent = ReportFile.objects.filter(slug__in=[*slugs], state=FileState.READY).order_by("at")
    return {f"{report_file.slug}{ENDING}": report_file for report_file in sent}


def never_shown(ledger: Ledger) -> set[tuple[str, int]]:
    """(file, line) of what a figure says is never to be shown, also not to authors."""
    return {
        (ledger.reports[figure.report].sources[span.source], line_number)
        for figure in ledger.figures.values()
        if figure.use is Use.NEVER
        for span in figure.where
        for line_number in range(span.first, span.last + 1)
    }


def texts_of(files: Iterable[str], sent: dict[str, ReportFile] | None = None) -> Sources:
    """The texts of these files as far as they are at hand. One query where none are given."""
    if sent is None:
        sent = sent_texts(Path(file).name.removesuffix(ENDING) for file in files)
    lines = {name: list(report_file.kept.lines) for name, report_file in sent.items()}
    return Sources(sources_folder() or Path(), report_texts_beside(current_content()) | lines)
