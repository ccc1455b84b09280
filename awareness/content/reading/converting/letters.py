"""Bytes as letters, and letters as lines that a screen and a search can take."""

import re
import unicodedata

from awareness.content.reading.kept import told_from_marks
from awareness.content.reading.refused import MAX_LINE_LETTERS, FileRefused

# Nothing to be seen in them: with one inside, a number or a name is read as another.
UNSEEN_SIGNS = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]"
)
CONTROL_SIGN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

# Signs of one font alone, as PDFs have them for bullets: another one shows a box. One may have
# stood for a blank, so what is on both sides of it stays apart.
PRIVATE_SIGNS = re.compile("[ \t]*[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]+[ \t]*")


def decode_any(data: bytes) -> str:
    """The text of bytes as UTF-8, UTF-16 with its mark, or Windows-1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decode_as(data, "utf-16")
    if b"\0" in data:
        raise FileRefused("holds_nul")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_as(data, "cp1252")


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused("encoding") from None


def clean_line(line: str) -> str:
    """Without signs that nobody sees, composed (é is one letter), without space at its end."""
    if len(line) > MAX_LINE_LETTERS:
        raise FileRefused("too_much_text")
    line = CONTROL_SIGN.sub(" ", UNSEEN_SIGNS.sub("", line)).replace("\t", " ")
    if PRIVATE_SIGNS.search(line):
        line = PRIVATE_SIGNS.sub(lambda sign: " " if sign.start() else "", line)
    return told_from_marks(unicodedata.normalize("NFC", line).rstrip())


def told_from_headings(line: str) -> str:
    """A line that begins with # and is no heading (“# of cases”), told apart by a space before it.
    Of a file whose headings are marked by us; Markdown has its own."""
    return f" {line}" if re.match(r"#{1,6} ", line) else line


def clean_lines(text: str) -> list[str]:
    """The lines of a text file, one for each of its own."""
    lines = [clean_line(line) for line in re.split(r"\r\n|\r|\n", text)]
    while lines and not lines[-1]:
        lines.pop()
    return lines
