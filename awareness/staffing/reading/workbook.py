"""XLSX within bounds: what would unpack to too much, or is made to hang, is never opened."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import partial
from typing import Any, BinaryIO
from xml.parsers import expat

from awareness.staffing.reading.cells import BLANKS, Cell, Number, Odd, Row, day_of
from awareness.staffing.reading.refused import MAX_CELL, MAX_COLUMNS, FileRefused

MAX_UNPACKED = 400 * 1024 * 1024
MAX_PARTS = 500
MAX_SMALL_PART = 8 * 1024 * 1024  # of a part that is read as a whole: styles, the list of sheets
MAX_STRINGS = 900_000  # what 100,000 rows with nine texts each can hold
RATIO, RATIO_FROM = 250, 4 * 1024 * 1024  # a list packs to a tenth or a fortieth, no further
CHUNK = 64 * 1024
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_STRINGS = re.compile(r"xl/sharedstrings\.xml", re.IGNORECASE)
_XML = re.compile(r"\.(xml|rels|vml)\Z", re.IGNORECASE)


def sheets(data: bytes) -> Iterator[tuple[str, Iterator[Row]]]:
    """(name, rows) of each sheet that can be seen, in the order of the file. FileRefused: damaged,
    locked, not_a_list, unpacks_too_big, too_many_columns, too_long."""
    # Here, since it brings numpy: a quarter of what each process of the site takes to start.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    guard(data)
    try:
        # Without `data_only` a formula shows as itself: its value is what another program left.
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, SyntaxError, OSError):
        raise FileRefused("damaged") from None
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what a file says of its size may be wrong
            yield sheet.title, _rows(sheet)


def _rows(sheet: Any) -> Iterator[Row]:
    number = 0
    try:
        for read in sheet.iter_rows():
            number += 1
            cells = [_cell(cell, number) for cell in read]
            while cells and cells[-1] == "":
                cells.pop()
            if cells:
                yield Row(number, cells)
    except (KeyError, ValueError, TypeError, IndexError, SyntaxError, zipfile.BadZipFile, OSError):
        raise FileRefused("damaged") from None


def _cell(cell: Any, row: int) -> Cell:
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            text = value.strip(BLANKS)
            if len(text) > MAX_CELL:
                raise FileRefused("too_long", row=row)
            if "\0" in text:
                raise FileRefused("holds_nul")
            if cell.data_type == "f":
                return Odd("formula", text[:80])
            return Odd("error", text) if cell.data_type == "e" else text
        case bool():
            return Odd("boolean", "TRUE" if value else "FALSE")
        case date():
            return day_of(value)
        case int() | float():
            return Number(value, cell.number_format or "General")
        case time() | timedelta():
            return Odd("time", str(value))
    return Odd("formula", "=")  # a formula over a range is an object


def guard(data: bytes) -> None:
    """Look at everything of the file without keeping any; FileRefused for what a reader must not
    be given. What zipfile unpacks is never longer than what the file says it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            _guard_sizes(parts)
            for part in parts:
                if _XML.search(part.filename):
                    with packed.open(part) as stream:
                        _guard_part(part, stream)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise FileRefused("damaged") from None
    except RuntimeError:  # packed with a password
        raise FileRefused("locked") from None


def _guard_sizes(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename.lower() for part in parts}
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise FileRefused("not_a_list")
    if len(parts) > MAX_PARTS or len(names) != len(parts):
        raise FileRefused("damaged")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise FileRefused("unpacks_too_big")
    for part in parts:
        long = part.file_size > RATIO_FROM
        if long and part.file_size > RATIO * max(part.compress_size, 1):
            raise FileRefused("unpacks_too_big")
        large = _SHEET.fullmatch(part.filename) or _STRINGS.fullmatch(part.filename)
        if _XML.search(part.filename) and not large and part.file_size > MAX_SMALL_PART:
            raise FileRefused("unpacks_too_big")


class _Count:
    """What stands in a part: no document type (it could name entities that multiply), rows of not
    too many cells, not too many texts, no text that has no end."""

    def __init__(self) -> None:
        self.rows = self.cells = self.texts = self.letters = 0

    def doctype(self, *_args: Any) -> None:
        raise FileRefused("unpacks_too_big")

    def start(self, name: str, _attributes: Any) -> None:
        self.letters = 0
        match name.rpartition(":")[2]:
            case "c":
                self.cells += 1
                if self.cells > MAX_COLUMNS:
                    raise FileRefused("too_many_columns")
            case "row":
                self.cells = 0
                self.rows += 1
                if self.rows > 1_048_576:
                    raise FileRefused("too_many_rows")
            case "si":
                self.texts += 1
                if self.texts > MAX_STRINGS:
                    raise FileRefused("unpacks_too_big")

    def text(self, piece: str) -> None:
        self.letters += len(piece)
        if self.letters > 32_767:  # the most that a cell of a spreadsheet holds
            raise FileRefused("too_long", row=max(self.rows, 1))


def _guard_part(part: zipfile.ZipInfo, stream: BinaryIO | Any) -> None:
    if _STRINGS.fullmatch(part.filename):  # far quicker than to read a million of them
        if (
            sum(chunk.count(b"<si") for chunk in iter(partial(stream.read, CHUNK), b""))
            > MAX_STRINGS
        ):
            raise FileRefused("unpacks_too_big")
        stream.seek(0)
    count, parser = _Count(), expat.ParserCreate()
    parser.StartDoctypeDeclHandler = count.doctype
    parser.StartElementHandler = count.start
    if _SHEET.fullmatch(part.filename) or _STRINGS.fullmatch(part.filename):
        parser.CharacterDataHandler = count.text
    parser.buffer_text = True
    try:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise FileRefused("damaged") from None
