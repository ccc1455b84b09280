"""Lines of a report as printed, where its text is at hand. Reads; only lines a figure names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from awareness.content.cell_values import SPAN_TEXT
from awareness.content.checks.source import Sources
from awareness.content.files import PACKS_SHELF
from awareness.content.parsed_content import Content
from awareness.content.text_files import read_text
from awareness.insights.ledger import Span, Use
from awareness.insights.models import Figure

MAX_LINES = 8  # lines; a wider place names a whole table


@dataclass(frozen=True)
class PrintedLines:
    """A place of a report. `text` is "" where the report's text, or the line, is not at hand."""

    span: str
    text: str


def sources_folder() -> Path | None:
    """Where the reports' texts lie on this machine, or None."""
    directory = settings.SOURCES_DIR
    return directory if directory and directory.is_dir() else None


def printed_lines(figure: Figure) -> list[PrintedLines]:
    """The lines that a figure names. None of a figure that is not to be shown."""
    if figure.use == Use.NEVER:
        return []
    report = figure.report
    texts_beside = texts_beside_report(report.slug, report.sources.values())
    return lines_at(figure.where, report.sources, texts_beside)


def lines_at(
    where: Iterable[str], files: dict[str, str], texts_beside: Mapping[str, list[str]]
) -> list[PrintedLines]:
    """The lines of spans as text. `files`: the report's, by the name that its spans use;
    `texts_beside`: the lines of texts that are not in the folder of sources, by the names of
    their files."""
    at_hand = sources_folder()
    sources = Sources(at_hand or Path(), texts_beside) if at_hand or texts_beside else None
    return [PrintedLines(span, _text_at(span, files, sources)) for span in where]


def texts_beside_report(report_slug: str, files: Iterable[str]) -> dict[str, list[str]]:
    """The lines of the texts of a report that lie beside its report.yaml, in the folder of content
    that is read, by the names of their files: a report that was drafted here brings its own. Of
    other texts nothing."""
    pattern = f"*/{PACKS_SHELF}/{report_slug}"
    folders = [path for root in settings.CONTENT_DIRS for path in Path(root).glob(pattern)]
    names = {Path(file).name for file in files} - {""}
    return _texts_in(folders[-1], names) if folders else {}


def texts_beside_reports(content: Content) -> dict[str, list[str]]:
    """The lines of all reports' texts that lie beside their report.yaml, as texts_beside_report
    has them of one."""
    texts: dict[str, list[str]] = {}
    for definition in content.reports.values():
        texts |= _texts_in(definition.document.path.parent, definition.shape.sources.values())
    return texts


def texts_at_hand(content: Content) -> Sources | None:
    """The texts of the reports that `content.named_packs` is about, for their proof, without those
    that are not on this machine; None where no report is left."""
    folder, texts_beside = sources_folder(), texts_beside_reports(content)
    reports = content.ledger.reports

    def is_here(name: str) -> bool:
        return name in texts_beside or (folder is not None and (folder / name).is_file())

    named_slugs = content.named_packs & set(reports)
    slugs_at_hand = {
        slug for slug in named_slugs if all(map(is_here, reports[slug].sources.values()))
    }
    # Of a module alone no number comes that could be proved.
    return (
        Sources(folder or Path(), texts_beside, named_slugs - slugs_at_hand)
        if slugs_at_hand
        else None
    )


def _texts_in(folder: Path, names: Iterable[str]) -> dict[str, list[str]]:
    """The lines of the files of these names that are in a folder and can be read."""
    texts = {name: _text_or_none(folder / Path(name).name) for name in names}
    return {name: text.split("\n") for name, text in texts.items() if text is not None}


def _text_or_none(path: Path) -> str | None:
    """None for a file that is not there or cannot be read."""
    return read_text(path, [], strict=False) if path.is_file() else None


def _text_at(span_text: str, files: dict[str, str], sources: Sources | None) -> str:
    """The lines that a span names, up to MAX_LINES; "" where they are not at hand."""
    match = SPAN_TEXT.match(span_text)
    # The name of a file comes from a pack: a name alone, never a way out of the folder.
    name = Path(files.get(match[1], "")).name if match else ""
    if not sources or not name or not match:
        return ""
    first, last = int(match[2]), int(match[3] or match[2])
    span = Span(match[1], first, min(last, first + MAX_LINES - 1))
    return (sources.text(name, span) or "").strip()
