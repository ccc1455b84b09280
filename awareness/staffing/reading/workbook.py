"""XLSX within bounds: what would unpack to too much, or is made to hang, is never opened."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
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
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet
    from openpyxl.utils.exceptions import InvalidFileException

    refuse_dangerous(data)
    try:
        # `load_workbook` would also look for the size of each sheet, and read all of one that does
        # not say it. Without `data_only` a formula shows as itself: its value is what another
        # program left.
        reader = ExcelReader(io.BytesIO(data), read_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        visible = [
            (sheet, rel.target)
            for sheet, rel in reader.parser.find_sheets()
            if sheet.state == "visible" and "chartsheet" not in rel.Type
        ]
    except (InvalidFileException, *_DAMAGED):
        raise FileRefused("damaged") from None
    for sheet, path in visible:
        if path in reader.valid_files:
            yield sheet.name, _rows_of_sheet(reader, path)


_DAMAGED = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, OSError,
    zipfile.BadZipFile,
)  # fmt: skip


def _rows_of_sheet(reader: Any, path: str) -> Iterator[Row]:
    """The rows of a sheet that hold anything, from one reading of it."""
    from openpyxl.worksheet._reader import WorkSheetParser

    book, before = reader.wb, 0
    try:
        formats = _formats(book)
        with reader.archive.open(path) as stream:
            sheet = WorkSheetParser(
                stream,
                reader.shared_strings,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for number, read in sheet.parse():
                if number <= before:  # it would be in the place of another
                    raise FileRefused("damaged")
                before = number
                if cells := _cells_of_row(read, number, formats):
                    yield Row(number, cells)
    except _DAMAGED:
        raise FileRefused("damaged") from None


def _formats(book: Any) -> list[str]:
    """By the number of a style: the format in which it shows numbers."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    formats_of_book = dict(enumerate(book._number_formats, BUILTIN_FORMATS_MAX_SIZE))
    known = BUILTIN_FORMATS | formats_of_book
    return [known.get(style.numFmtId, "General") for style in book._cell_styles]


def _cells_of_row(
    read: Iterable[dict[str, Any]], row_number: int, formats: Sequence[str]
) -> list[Cell]:
    """The cells of a row, each in its column, up to the last that holds anything."""
    cells: list[Cell] = []
    for entry in read:
        cell = _cell_of(entry["value"], entry["data_type"], entry["style_id"], formats, row_number)
        if cell == "":
            continue
        column = entry["column"]
        if column > MAX_COLUMNS:
            raise FileRefused("too_many_columns")
        cells.extend([""] * (column - len(cells)))
        cells[column - 1] = cell
    return cells


def _cell_of(value: Any, kind: str, style: int, formats: Sequence[str], row_number: int) -> Cell:
    match value:
        case None:
            return ""
        case str():
            text = value.strip(BLANKS)
            if len(text) > MAX_CELL:
                raise FileRefused("too_long", row=row_number)
            if "\0" in text:
                raise FileRefused("holds_nul")
            if kind == "f":
                return Odd("formula", text[:80])
            return Odd("error", text) if kind == "e" else text
        case bool():
            return Odd("boolean", "TRUE" if value else "FALSE")
        case date():
            return day_of(value)
        case int() | float():
            return Number(value, formats[style] or "General")
        case time() | timedelta():
            return Odd("time", str(value))
    return Odd("formula", "=")  # a formula over a range is an object


def refuse_dangerous(data: bytes) -> None:
    """Look at everything of the file without keeping any; FileRefused for what a reader must not
    be given. What zipfile unpacks is never longer than what the file says it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            _refuse_sizes(parts)
            for part in parts:
                if _XML.search(part.filename):
                    with packed.open(part) as stream:
                        _refuse_part(part, stream)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise FileRefused("damaged") from None
    except RuntimeError:  # packed with a password
        raise FileRefused("locked") from None


def _refuse_sizes(parts: list[zipfile.ZipInfo]) -> None:
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


class _PartLimits:
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


def _refuse_part(part: zipfile.ZipInfo, stream: BinaryIO | Any) -> None:
    if _STRINGS.fullmatch(part.filename):  # far quicker than to read a million of them
        if (
            sum(chunk.count(b"<si") for chunk in iter(partial(stream.read, CHUNK), b""))
            > MAX_STRINGS
        ):
            raise FileRefused("unpacks_too_big")
        stream.seek(0)
    count, parser = _PartLimits(), expat.ParserCreate()
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
