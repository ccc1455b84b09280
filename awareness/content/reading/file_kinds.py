"""What kind of file some bytes are, by what they hold and never by a name."""

import re

from awareness.content.reading.refused import FileRefused

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # DOC, and a DOCX with a password
HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|div"
    rb"|p|h[1-6]|table|article|section|main)\b",
    re.IGNORECASE | re.DOTALL,
)
MARKDOWN_LINE = re.compile(r"^(?:#{1,6} \S|[-*+] \S|\|.*\||\[\^?\w+\]:|```|!\[)", re.MULTILINE)
OTHER_SIGNATURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf",
    b"Rar!", b"{\\rtf", b"\x7fELF", b"MZ", b"%!PS", b"II*\x00", b"MM\x00*",
)  # fmt: skip


def file_kind(data: bytes) -> str:
    """pdf, docx, html, markdown or text. FileRefused: empty, older_word, unknown_type."""
    if not data.strip(b"\0 \t\r\n"):
        raise FileRefused("empty")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"  # whether it is one, its converter sees
    if data.startswith(OLE_SIGNATURE):
        raise FileRefused("older_word")
    if data.startswith(OTHER_SIGNATURES):
        raise FileRefused("unknown_type")
    if HTML_START.match(_as_single_bytes(data[:4096])):
        return "html"
    return "text"


def _as_single_bytes(first_bytes: bytes) -> bytes:
    """The first bytes of a file without their byte-order mark, and one byte a letter where they are
    UTF-16."""
    if first_bytes[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return first_bytes[2:].replace(b"\0", b"")
    return first_bytes.removeprefix(b"\xef\xbb\xbf")


def is_markdown(text: str) -> bool:
    return len(MARKDOWN_LINE.findall(text[:200_000])) >= 2
