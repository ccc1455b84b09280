"""A PDF as lines, page by page, by pypdfium2."""

import re
from collections import Counter
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from awareness.content.reading.converting.letters import clean_line, told_from_headings
from awareness.content.reading.refused import MAX_PAGES, FileRefused

HEADING_RATIO = 1.2  # times the size of most letters of the report
MIN_LETTERS = 20  # letters; of a scan, page numbers and stamps may be text
# A big number with its unit is a finding, no heading.
BIG_NUMBER = re.compile(r"^[^A-Za-zÀ-ÿ]*[0-9][^A-Za-zÀ-ÿ]*\w*[%€$£]?$|[%€$£]")


def lines_by_page(data: bytes) -> Iterator[tuple[int, int, list[str]]]:
    """(page, of how many, its lines). FileRefused: encrypted, broken, too_many_pages, no_text."""
    document = _open_document(data)
    count = len(document)
    if count > MAX_PAGES:
        raise FileRefused("too_many_pages")
    sized_pages = [_sized_lines(document, number) for number in range(count)]
    if max(sum(len(line) for _, line in sized) for sized in sized_pages) < MIN_LETTERS:
        raise FileRefused("no_text")
    usual_size = _usual_size(sized_pages)
    for number, sized in enumerate(sized_pages, 1):
        yield number, count, [_with_heading_mark(size, line, usual_size) for size, line in sized]


def _open_document(data: bytes) -> pypdfium2.PdfDocument:
    """The document with a page at least. FileRefused: encrypted, broken."""
    try:
        document = pypdfium2.PdfDocument(data)
        if not len(document):
            raise FileRefused("broken")
        return document
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise FileRefused("encrypted" if is_locked else "broken") from None


def _sized_lines(document: pypdfium2.PdfDocument, number: int) -> list[tuple[float, str]]:
    """The lines of a page with the size of their first letter; none of a page that is damaged."""
    try:
        page = document[number]
        text_page = page.get_textpage()
        text = text_page.get_text_range()
    except pypdfium2.PdfiumError:
        return []
    sized, offset = [], 0
    for line in text.split("\r\n"):
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page.raw, offset) if line else -1
        size = pdfium.FPDFText_GetFontSize(text_page.raw, index) if index >= 0 else 0
        sized += [(size, clean_line(part)) for part in re.split(r"[\r\n]", line)]
        offset += len(line) + 2
    text_page.close()
    page.close()
    return sized


def _usual_size(pages_read: list[list[tuple[float, str]]]) -> float:
    """The size that most letters have."""
    letters: Counter[float] = Counter()
    for sized in pages_read:
        for size, line in sized:
            letters[round(size, 1)] += len(line)
    return letters.most_common(1)[0][0] if letters else 0


def _with_heading_mark(size: float, line: str, usual_size: float) -> str:
    """A line in larger letters is a heading; a large number is not."""
    is_large = usual_size and size >= HEADING_RATIO * usual_size
    if (
        not is_large
        or len(line) > 150
        or BIG_NUMBER.search(line)
        or not re.search(r"[^\W\d]{2}", line)
    ):
        return told_from_headings(line)
    return f"{'#' if size >= 1.6 * usual_size else '##'} {line}"
