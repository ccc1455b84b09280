"""Lines of a report as printed, where its text is at hand. Reads; only lines a figure names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from awareness.content.cell_values import SPAN_TEXT
from awareness.content.checks.source import Sources
from awareness.content.files import PACKS_SHELF
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
    published_texts = published_texts_of(report.slug, report.sources)
    return lines_at(figure.where, report.sources, published_texts)


def lines_at(
    where: Iterable[str], files: dict[str, str], published_texts: Mapping[str, list[str]]
) -> list[PrintedLines]:
    """The lines of spans as text. `files`: the report's, by the name that its spans use;
    `published_texts`: the lines of texts that are not in the folder of sources, by the names of
    their files."""
    at_hand = sources_folder()
    sources = Sources(at_hand or Path(), published_texts) if at_hand or published_texts else None
    return [PrintedLines(span, _text_at(span, files, sources)) for span in where]


def published_texts_of(slug: str, files: Mapping[str, str]) -> dict[str, list[str]]:
    """The lines of texts that were published with their report, by the names of their files: they
    lie beside its report.yaml, in the folder of content that is read."""
    texts: dict[str, list[str]] = {}
    for name in {Path(file).name for file in files.values()} - {""}:
        pattern = f"*/{PACKS_SHELF}/{slug}"
        folders = [path for root in settings.CONTENT_DIRS for path in Path(root).glob(pattern)]
        text = _text_or_none(folders[-1] / name) if folders else None
        if text is not None:
            texts[name] = text.split("\n")
    return texts


def _text_or_none(path: Path) -> str | None:
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
