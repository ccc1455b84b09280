"""Lists of people as files, made in memory."""

import io
import zipfile

from openpyxl import Workbook
from openpyxl.styles import numbers


def csv_bytes(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def xlsx_bytes(*rows, formats: dict[str, str] | None = None, title: str = "Staff") -> bytes:
    """A workbook of one sheet; `formats`: number formats by cell (A2: 00000)."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The same archive with some of its parts replaced, or added: sheet1, sharedStrings, workbook,
    styles."""
    names = {
        "sheet1": "xl/worksheets/sheet1.xml",
        "sharedStrings": "xl/sharedStrings.xml",
        "workbook": "xl/workbook.xml",
        "styles": "xl/styles.xml",
    }
    replaced = {names[key]: value for key, value in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *replaced}:
            new.writestr(name, replaced.get(name) or old.read(name))
    return out.getvalue()


SCIENTIFIC = numbers.BUILTIN_FORMATS[11]  # 0.00E+00
