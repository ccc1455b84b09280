"""CSV that a spreadsheet opens as text: no cell of ours is ever read as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.http import HttpResponse, StreamingHttpResponse

# A cell that begins with one of these may be run as a formula, full-width forms included; blanks
# and characters that cannot be seen in front of them do not help. The apostrophe itself is among
# them, so that taking one away from any cell that begins with it gives back what was there.
_BEGINS_A_FORMULA = tuple("=+-@＝＋－＠'")
_UNSEEN = "\t\r\n\0\v\f \u00a0\u200b\ufeff"
# Cut by another separator than the spreadsheet expects, a line is cut inside a cell, quoted or not:
# what follows one of these inside it may then be the beginning of a cell.
_CELL_ENDS_INSIDE = re.compile(
    f"([;,|\t\r\n])(?=[{_UNSEEN}]*[{re.escape(''.join(_BEGINS_A_FORMULA))}])"
)
BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet misreads å and ø
# Countries where numbers are written with a point (Unicode CLDR), as far as they are known here.
_POINT_IN_NUMBERS = {
    *("AE", "AU", "BD", "BW", "CA", "CN", "EG", "GB", "GH", "HK", "IE", "IL", "IN", "JP", "KE"),
    *("KR", "LK", "MM", "MT", "MX", "MY", "NG", "NP", "NZ", "PH", "PK", "SG", "TH", "TW", "TZ"),
    *("UG", "US", "ZM", "ZW"),
}


def cell_text(value: object) -> str:
    """A cell: days as 2026-11-27, yes or nothing for booleans, nothing for None; numbers stay
    numbers, whatever sign they begin with. What a spreadsheet could run as a formula, at the
    beginning of the text or behind a separator in it, gets an apostrophe in front."""
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case date():
            return value.isoformat()
        case int() | float() | Decimal():
            return str(value)
    text = str(value)
    text_without_blanks = text.lstrip(_UNSEEN)
    may_be_formula = text_without_blanks.startswith(_BEGINS_A_FORMULA) or (
        text != text_without_blanks and text[0] not in " \u00a0"
    )
    return ("'" if may_be_formula else "") + _CELL_ENDS_INSIDE.sub(r"\1'", text)


class _Echo:
    """A file that hands each line straight on, so that nothing is kept in memory."""

    def write(self, line: str) -> str:
        return line


def csv_lines(
    header: Iterable[str],
    rows: Iterable[Iterable[object]],
    *,
    mark: str = BYTE_ORDER_MARK,
    separator: str = ",",
) -> Iterator[str]:
    """The sheet line by line, with `mark` in front."""
    writer = csv.writer(_Echo(), delimiter=separator)
    yield mark + writer.writerow(list(header))
    for row in rows:
        yield writer.writerow([cell_text(value) for value in row])


def separator_of(country: str) -> str:
    """What a spreadsheet of that country (two letters) reads between the cells of a line: the
    semicolon where a comma is written in numbers, which is most of Europe. Unknown: the comma."""
    return "," if not country or country.upper() in _POINT_IN_NUMBERS else ";"


def file_response[Response: (HttpResponse, StreamingHttpResponse)](
    name: str,
    sheet: Iterable[str] | Iterable[bytes],
    response_class: type[Response],
    content_type: str = "text/csv; charset=utf-8",
) -> Response:
    """The lines or pieces of a sheet as a file of that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return response_class(sheet, content_type=content_type, headers=headers)
