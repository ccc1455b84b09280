"""The labelled statistics of the open reports, and the text they stand in (see LABELS.md)."""

import csv
import html
import re
from pathlib import Path

import yaml
from django.conf import settings

HERE = Path(__file__).parent / "labels"
REPORTS = settings.BASE_DIR.parent / "shared" / "reports-open"
KINDS = {
    "share", "count", "mean", "median", "rate", "ratio", "index", "change", "range-low",
    "range-high", "bound", "money", "duration",
}  # fmt: skip


def labels() -> dict[str, list[dict[str, str]]]:
    """The rows of each report, in reading order, by the report's file name."""
    sheets = {}
    for path in sorted(HERE.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as sheet:
            rows = list(csv.DictReader(sheet))
        sheets[rows[0]["file"]] = rows
    return sheets


def split() -> dict[str, dict]:
    """Report to its pages, of `tune` and of `held_out`: a set of page numbers, or None for all."""
    parts = yaml.safe_load((HERE / "split.yaml").read_text(encoding="utf-8"))
    return {
        part: {name: _pages(pages) for name, pages in reports.items()}
        for part, reports in parts.items()
    }


def _pages(ranges: str | list[str]) -> set[int] | None:
    if ranges == "all":
        return None
    pairs = [map(int, pages.split("-")) for pages in ranges]
    return {page for first, last in pairs for page in range(first, last + 1)}


def pages_or_lines(path: Path) -> list[str]:
    """The text of each page of a PDF or line of another file, white space made one space."""
    if path.suffix == ".pdf":
        import pypdfium2

        texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]
    else:
        texts = path.read_text(encoding="utf-8").split("\n")
        if path.suffix == ".html":
            texts = [html.unescape(re.sub(r"<[^>]*>", "", line)) for line in texts]
    return [" ".join(text.split()) for text in texts]


def occurrences(printed: str, text: str) -> int:
    """How often it stands there, not inside a longer word or number."""
    before = r"(?<!\w)(?<!\d[.,])" if printed[0].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if printed[-1].isalnum() else ""
    return len(re.findall(before + re.escape(printed) + after, text))
