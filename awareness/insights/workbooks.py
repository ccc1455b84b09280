"""XLSX written row by row: nothing is kept, so a list of a million rows takes the memory of one.

openpyxl writes an eighth of the rows a second and keeps the file until its end; it reads what is
written here, which the tests hold. Texts are cells of text, so none is run as a formula.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import batched, chain, islice
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_OF_A_SHEET = 1_000_000  # a spreadsheet takes 1,048,576; what is more goes on a further sheet
ROWS_AT_A_TIME = 500  # rows
_FIRST_DAY = date(1899, 12, 30).toordinal()  # day 0 of a spreadsheet
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Cells of style 1 are days as the reader's own settings write them (format 14), 2 is bold.
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
    '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf xfId="0"/><xf xfId="0" numFmtId="14" applyNumberFormat="1"/>'
    '<xf xfId="0" fontId="1" applyFont="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class _Sink:
    """A file that cannot be gone back in, emptied as it fills."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = b"".join(self.parts)
        self.parts.clear()
        return taken


def workbook(
    header: Iterable[str], rows: Iterable[Iterable[object]], above: str = ""
) -> Iterator[bytes]:
    """The file piece by piece. `above` stands at the head of each printed page."""
    sink, names, remaining = _Sink(), list(header), iter(rows)
    # Not a file that can be sought in, so each part says its size after itself.
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=1) as package:  # type: ignore[call-overload]
        count = 0
        first = next(remaining, None)
        while first is not None or not count:
            count += 1
            rows_of_sheets = chain([first] if first is not None else [], remaining)
            entry = ZipInfo(f"xl/worksheets/sheet{count}.xml")
            entry.compress_type = ZIP_DEFLATED
            with package.open(entry, "w") as sheet:
                sheet.write(_sheet_beginning(names).encode())
                for rows_at_a_time in batched(
                    islice(rows_of_sheets, ROWS_OF_A_SHEET), ROWS_AT_A_TIME
                ):
                    sheet.write("".join([_row_xml(row) for row in rows_at_a_time]).encode())
                    yield sink.take()
                sheet.write(f"</sheetData>{_page_setup(above)}</worksheet>".encode())
            first = next(remaining, None)
        for name, text in _other_parts(count):
            package.writestr(name, text)
    yield sink.take()


def _sheet_beginning(header: list[str]) -> str:
    """Up to the first row: the head stays in sight, and is printed on every page."""
    cells = "".join(
        f'<c s="2" t="inlineStr"><is><t>{_escaped_text(name)}</t></is></c>' for name in header
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane '
        'ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        '</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
        f'<col min="1" max="{max(1, len(header))}" width="20" customWidth="1"/></cols>'
        f"<sheetData><row>{cells}</row>"
    )


def _row_xml(values: Iterable[object]) -> str:
    return f"<row>{''.join([_cell_xml(value) for value in values])}</row>"


def _cell_xml(value: object) -> str:
    """Days are days and numbers are numbers; nothing for None and False, everything else text."""
    match value:
        case None | False | "":
            return "<c/>"
        case str():
            return (
                f'<c t="inlineStr"><is><t xml:space="preserve">{_escaped_text(value)}</t></is></c>'
            )
        case True:
            return '<c t="inlineStr"><is><t>yes</t></is></c>'
        case date():
            return f'<c s="1"><v>{value.toordinal() - _FIRST_DAY}</v></c>'
        case int() | float():
            return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_escaped_text(str(value))}</t></is></c>'


def _escaped_text(text: str) -> str:
    """A text as XML may hold it; signs that it may not are replaced."""
    return escape(_NOT_IN_XML.sub("\ufffd", text))


def _page_setup(above: str) -> str:
    """How it is printed: across, as wide as the page, with what it is above and the page below."""
    header_text = escape(above.replace("&", "&&")[:240])
    head = f"<oddHeader>&amp;L{header_text}</oddHeader>" if header_text else ""
    return (
        '<pageSetup orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter>{head}<oddFooter>&amp;R&amp;P / &amp;N</oddFooter></headerFooter>"
    )


def _other_parts(sheets: int) -> Iterator[tuple[str, str]]:
    """(name, XML) of what stands beside so many sheets in the file."""
    numbers = range(1, sheets + 1)
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
        f'"/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/><Override PartName='
        f'"/xl/styles.xml" ContentType="{kinds}.styles+xml"/>{overrides}</Types>',
    )
    document = (
        f'<Relationship Id="rId1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/>'
    )
    related = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    yield "_rels/.rels", f"{related}{document}</Relationships>"
    names = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n - 1}">\'{n}\'!$1:$1</definedName>'
        for n in numbers
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>{names}</sheets>'
        f"<definedNames>{titles}</definedNames></workbook>",
    )
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATED}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    styles = f'<Relationship Id="rId0" Type="{_RELATED}/styles" Target="styles.xml"/>'
    yield "xl/_rels/workbook.xml.rels", f"{related}{targets}{styles}</Relationships>"
    yield "xl/styles.xml", _STYLES
