"""CSV as HR systems write it: UTF-8, UTF-16 or Windows-1252, whatever stands between the cells."""

import csv
import io
import re
from collections.abc import Iterator

from awareness.staffing.reading.cells import BLANKS, Cell, Odd, Row
from awareness.staffing.reading.refused import MAX_CELL, MAX_COLUMNS, MAX_ROWS, FileRefused

DELIMITERS = (";", ",", "\t", "|", "^", "~", "¦", "\x1f", ":")
RECORDS_LOOKED_AT = 40  # records by which the delimiter is chosen
LINES_A_ROW = 4  # a cell may hold a few lines: more than so many a row are not read at all
# What Excel writes in front of the list.
_DECLARED_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_TEXT_AS_FORMULA = re.compile(r'="([^"]*)"')  # how some systems keep the noughts of 00123
# What a spreadsheet puts before a cell so that it is text, and so do our own exports (T17).
_TEXT_MARK = re.compile(r"'(?=[\s\0\u200b\ufeff]*[=+\-@＝＋－＠'])")
_SPREADSHEET_ERROR = re.compile(
    r"#(N/A|NA|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SAKNAS!|NV|BEZUG!|WERT!)"
)


def rows(data: bytes) -> Iterator[Row]:
    """The rows, one by one, empty ones left out. FileRefused: encoding, holds_nul, quote, too_long,
    too_many_columns, too_many_rows."""
    if data.count(b"\n") > LINES_A_ROW * MAX_ROWS:
        raise FileRefused("too_many_rows")
    encoding = encoding_of(data)
    head = data[: 256 * 1024].decode(encoding, errors="ignore")
    declared = _DECLARED_DELIMITER.match(head)
    delimiter = declared[1] if declared else delimiter_of(head)
    stream = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    if declared:
        stream.readline()
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    previous = csv.field_size_limit(MAX_CELL * 4)
    number = 0  # a spreadsheet does not show the line that says the delimiter
    try:
        while True:
            number += 1
            try:
                record = next(reader)
            except StopIteration:
                return
            if len(record) > MAX_COLUMNS and len(_without_empty_end(record)) > MAX_COLUMNS:
                raise FileRefused("too_many_columns")
            cells = [_cell_of(text, number) for text in record]
            if any(cell != "" for cell in cells):
                yield Row(number, cells)
    except csv.Error as error:
        code = "too_long" if "field larger" in str(error) else "quote"
        raise FileRefused(code, row=number) from None
    finally:
        csv.field_size_limit(previous)


def encoding_of(data: bytes) -> str:
    """The name of the encoding. A mark at the beginning says it; else UTF-8 where all of it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    elif (wide := _unmarked_utf16(data[:4000])) is not None:
        encoding = wide
    else:
        encoding = "utf-8"
    for name in dict.fromkeys((encoding, "cp1252" if encoding == "utf-8" else encoding)):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise FileRefused("holds_nul")
        return name
    raise FileRefused("encoding")


def _unmarked_utf16(beginning: bytes) -> str | None:
    """UTF-16 without its mark: in a list of names nearly every second byte is NUL."""
    half = len(beginning) // 2
    for name, noughts in (("utf-16-le", beginning[1::2]), ("utf-16-be", beginning[0::2])):
        if half > 8 and noughts.count(0) > 0.7 * half:
            return name
    return None


def delimiter_of(beginning: str) -> str:
    """What stands between the cells: what divides the most records alike, into most cells."""
    best, most = ",", (False, 0.0)
    lines = beginning.lstrip("\ufeff")
    for delimiter in DELIMITERS:
        try:
            records = []
            for record in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter):
                if record:
                    records.append(len(record))
                if len(records) == RECORDS_LOOKED_AT:
                    break
        except csv.Error:
            continue
        if not records:
            continue
        width = max(set(records), key=lambda n: (records.count(n), n))
        alike = records.count(width) / len(records)
        if width > 1 and (alike > 0.5, alike * width) > most:
            best, most = delimiter, (alike > 0.5, alike * width)
    return best


def _without_empty_end(record: list[str]) -> list[str]:
    """Without the empty cells at its end."""
    end = len(record)
    while end and not record[end - 1].strip():
        end -= 1
    return record[:end]


def _cell_of(text: str, row_number: int) -> Cell:
    text = text.strip(BLANKS)
    if not text:
        return ""
    if len(text) > MAX_CELL:
        raise FileRefused("too_long", row=row_number)
    if text[0] == "'":
        return _TEXT_MARK.sub("", text, count=1)
    if text[0] in "=＝":
        kept = _TEXT_AS_FORMULA.fullmatch(text)
        return kept[1].strip(BLANKS) if kept else Odd("formula", text[:80])
    if text[0] == "#" and _SPREADSHEET_ERROR.fullmatch(text):
        return Odd("error", text)
    return text
