"""What kind of file some bytes are, by what they hold and never by a name."""

import re
from itertools import pairwise

from awareness.content.reading.refused import FileRefused

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # DOC, and a DOCX with a password
# A PDF may begin behind what a printer, a server or a disk wrote before it; its own line says so.
PDF_START = re.compile(rb"(?:^|[^\x20-\x7e])%PDF-\d")
PDF_WITHIN = 1024  # bytes, as programs that show a PDF have it
PDF_END = b"startxref"
NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
PAGE_TAGS = "html|head|body|title|meta|base|link|frameset"  # in a page alone, and in no Markdown
OTHER_TAGS = (
    "a|abbr|acronym|address|area|article|aside|audio|b|bdi|bdo|big|blockquote|br|button|canvas"
    "|caption|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em"
    "|fieldset|figcaption|figure|font|footer|form|h[1-6]|header|hgroup|hr|i|iframe|img|input|ins|kbd"
    "|label|legend|li|main|map|mark|menu|meter|nav|noscript|object|ol|optgroup|option|output|p"
    "|picture|pre|progress|q|rp|rt|ruby|s|samp|script|search|section|select|slot|small|source|span"
    "|strike|strong|style|sub|summary|sup|table|tbody|td|template|textarea|tfoot|th|thead|time|tr"
    "|track|tt|u|ul|var|video|wbr"
)
# Each part is taken once and for all: comments without end would be tried in countless ways.
BEFORE_TAGS = re.compile(rb"(?>\s+|<!--.*?-->|<\?.*?>)*+", re.DOTALL)
PAGE_START = re.compile(
    rf"<(?:!doctype\s+html\b|(?:{PAGE_TAGS})(?=[\s/>]))".encode(), re.IGNORECASE
)
TAG_START = re.compile(rf"</?(?:{OTHER_TAGS})(?=[\s/>])".encode(), re.IGNORECASE)
# Behind other words; Markdown that shows one has a heading or a fence before it.
PAGE_LATER = re.compile(rb"^ {0,3}<(?:!doctype\s+html|html|body)\b[^<>]*>", re.IGNORECASE | re.M)
PAGE_LATER_WITHIN = 64 * 1024  # bytes
HEADING_OR_FENCE = re.compile(rb"^(?:#{1,6} \S|```|~~~)", re.MULTILINE)
TAG_OR_COMMENT = re.compile(r"\s*</?[a-zA-Z!]")
MARKDOWN_LINE = re.compile(r"^(?:#{1,6} \S|[-*+] \S|\|.*\||\[\^?\w+\]:|```|!\[)", re.MULTILINE)
OTHER_SIGNATURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf",
    b"Rar!", b"{\\rtf", b"\x7fELF", b"MZ", b"%!PS", b"II*\x00", b"MM\x00*",
    b"From: <Saved by ",  # a page with its pictures in one file (MHTML)
)  # fmt: skip


def file_kind(data: bytes) -> str:
    """pdf, docx, html, markdown or text. FileRefused: empty, older_word, unknown_type."""
    if not data.strip(b"\0 \t\r\n"):
        raise FileRefused("empty")
    if _is_pdf(data):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"  # whether it is one, its converter sees
    if data.startswith(OLE_SIGNATURE):
        raise FileRefused("older_word")
    if data.startswith(OTHER_SIGNATURES):
        raise FileRefused("unknown_type")
    single_bytes = _as_single_bytes(data)
    if _is_html(single_bytes):
        return "html"
    if single_bytes[:1024].lstrip().startswith((b"<?xml", b"<svg")):
        raise FileRefused("unknown_type")  # its tags and codes are no words for anybody
    return "text"


def _is_pdf(data: bytes) -> bool:
    """Whether a file begins as a PDF does, or does so a little later and is no text: a report may
    tell how PDFs begin."""
    if data[:PDF_WITHIN].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-"):
        return True
    return bool(PDF_START.search(data[:PDF_WITHIN])) and (
        PDF_END in data[-2 * PDF_WITHIN :] or bool(NO_TEXT.search(data))
    )


def _is_html(data: bytes) -> bool:
    """Whether a tag of HTML begins it, after comments, or a whole page follows other words."""
    before = BEFORE_TAGS.match(data)
    start = before.end() if before else 0
    if PAGE_START.match(data, start):
        return True
    if TAG_START.match(data, start):
        return not _goes_on_as_markdown(data[start : start + 200_000].decode("utf-8", "replace"))
    page = PAGE_LATER.search(data, start, start + PAGE_LATER_WITHIN)
    return page is not None and not HEADING_OR_FENCE.search(data, start, page.start())


def _goes_on_as_markdown(text: str) -> bool:
    """Whether what begins with a tag is Markdown: such a text may begin with a picture in the
    middle or a box. As Markdown it keeps its lines, as HTML they would run together; so it is,
    where after empty lines words stand more often than tags, and a line of Markdown somewhere."""
    lines = text.splitlines()
    firsts = [line for above, line in pairwise(lines) if line.strip() and not above.strip()]
    tags = sum(bool(TAG_OR_COMMENT.match(line)) for line in firsts)
    return 2 * tags < len(firsts) and bool(MARKDOWN_LINE.search(text))


def _as_single_bytes(data: bytes) -> bytes:
    """A file without its byte-order mark, and one byte a letter where it is UTF-16."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data[2:].replace(b"\0", b"")
    return data.removeprefix(b"\xef\xbb\xbf")


def is_markdown(text: str) -> bool:
    return len(MARKDOWN_LINE.findall(text[:200_000])) >= 2
