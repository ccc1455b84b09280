"""From the bytes of a file to rows of the columns that are taken; all else is dropped here."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from time import thread_time

from django.utils.translation import gettext as _

from awareness.staffing.reading import delimited, workbook
from awareness.staffing.reading.cells import Cell, Row, cell_in_words
from awareness.staffing.reading.heads import (
    FIELDS_OF_PEOPLE,
    Field,
    count_known_names,
    guess_fields,
    is_identity_name,
)
from awareness.staffing.reading.identity_numbers import SHORTEST, IdentityWatch
from awareness.staffing.reading.refused import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SECONDS,
    FileRefused,
)

MOST_NAMED = 8  # cells with identity numbers that are named; of more in a column the column is
HEAD_WITHIN = 10  # rows in which the names of the columns have to stand
_SIGNATURES_OF_OTHERS = (
    b"%PDF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"{\\rtf",
)


@dataclass(frozen=True)
class Columns:
    """The names of the columns, and what is taken from which. `sheet` is "" for CSV."""

    head: list[str]
    taken: dict[int, Field]
    sheet: str = ""

    @property
    def fields(self) -> list[Field]:
        return list(self.taken.values())

    @property
    def left(self) -> list[str]:
        """Names of the columns that are not taken."""
        return [name for place, name in enumerate(self.head) if name and place not in self.taken]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the file, only with what was taken of it. `beyond`: it has cells that no column
    names, so that a cell may be one column off."""

    number: int
    cells: dict[Field, Cell]
    beyond: bool = False


@dataclass(frozen=True)
class Sheet:
    columns: Columns
    rows: list[ReadRow] = field(repr=False)


def refuse_at_sight(begin: bytes) -> None:
    """FileRefused for what its first bytes show to be no list."""
    if begin.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("locked")
    marked_up = begin[:500].lstrip().lower().startswith((b"<", b"mime-version"))
    if begin.startswith(_SIGNATURES_OF_OTHERS) or marked_up:
        raise FileRefused("not_a_list")


def read(
    data: bytes,
    remembered: Mapping[str, str] | None = None,
    tell: Callable[[int], object] | None = None,
    *,
    among: Collection[Field] = FIELDS_OF_PEOPLE,
    most: int = MAX_ROWS,
) -> Sheet:
    """The whole file, with the columns as they were mapped before or as they are guessed. `tell` is
    told now and then how many rows were read; `among`: what a column can be; `most`: rows.

    FileRefused: what refused.WORDS_BY_CODE names. Every cell is looked at for identity numbers,
    also those of columns that are not taken."""
    until = thread_time() + MAX_SECONDS
    if len(data) > MAX_BYTES:
        raise FileRefused("too_big")
    if not data.strip():
        raise FileRefused("empty")
    name, head, rows = _find_first_list(data, among)
    columns = _columns_of(name, head, remembered, among)
    return Sheet(columns, _take_rows(columns, rows, until, tell, most))


def _find_first_list(data: bytes, among: Collection[Field]) -> tuple[str, Row, Iterator[Row]]:
    """(name of the sheet, row of the head, rows below it) of the first list in the file."""
    refuse_at_sight(data)
    is_book = data.startswith(b"PK")
    sheets = workbook.sheets(data) if is_book else iter([("", delimited.rows(data))])
    empty = True
    for name, rows in sheets:
        first: list[Row] = []
        for row in rows:
            empty = False
            first.append(row)
            if _is_head(row, among):
                return name, row, rows
            if len(first) == HEAD_WITHIN:
                break
    raise FileRefused("empty" if empty else "no_head")


def _is_head(row: Row, among: Collection[Field]) -> bool:
    """Two names of columns or more, or one where there is but one cell or every cell is a name."""
    texts = [cell for cell in row.cells if isinstance(cell, str) and cell]
    named = count_known_names(texts, among)
    return named >= 2 or (named == 1 and not any("@" in text for text in texts))


def _columns_of(
    name: str, head: Row, remembered: Mapping[str, str] | None, among: Collection[Field]
) -> Columns:
    if len(head.cells) > MAX_COLUMNS:
        raise FileRefused("too_many_columns")
    names = [cell_in_words(cell)[:80] for cell in head.cells]
    return Columns(names, guess_fields(names, remembered, among), name)


def _take_rows(
    columns: Columns,
    rows: Iterator[Row],
    until: float,
    tell: Callable[[int], object] | None,
    most: int,
) -> list[ReadRow]:
    identities = [place for place, name in enumerate(columns.head) if is_identity_name(name)]
    watch, taken, cells_found = IdentityWatch(), list[ReadRow](), list[tuple[int, int]]()
    width = len(columns.head)
    for row in rows:
        if len(taken) == most:
            raise FileRefused("too_many_rows" if most == MAX_ROWS else "too_many_at_once")
        if not row.number % 512 and thread_time() > until:
            raise FileRefused("too_slow")
        if tell and not row.number % 4096:
            tell(row.number)
        cells_found += _identity_cells(row, identities, watch)
        if cells_found:
            continue  # nothing is kept; whatever else has to be taken out is said with it
        cells = {
            field: _interned(field, row.cells[place])
            for place, field in columns.taken.items()
            if place < len(row.cells) and row.cells[place] != ""
        }
        beyond = any(cell != "" for cell in row.cells[width:])
        if cells or beyond:
            taken.append(ReadRow(row.number, cells, beyond))
    if to_take_out := _cells_and_whole_columns([*cells_found, *watch.suspicious()], identities):
        raise _refusal_of_identities(columns.head, to_take_out)
    if not taken:
        raise FileRefused("empty")
    return taken


def _interned(field: Field, cell: Cell) -> Cell:
    """The cell; of sites, days and names one text for all rows that have it. Numbers and addresses
    stand in one row each."""
    alone = field in (Field.NUMBER, Field.EMAIL, Field.NAME)
    return cell if alone or type(cell) is not str else intern(cell)


def _identity_cells(
    row: Row, identities: Sequence[int], watch: IdentityWatch
) -> Iterator[tuple[int, int]]:
    """(row, place) of the cells of a row that stop the file; of a column that is named as one of
    identity numbers the row is 0."""
    for place, cell in enumerate(row.cells):
        if place in identities:
            if cell != "":
                yield 0, place
            continue
        text = cell if type(cell) is str else cell_in_words(cell)
        if len(text) >= SHORTEST and watch.look(row.number, place, text):
            yield row.number, place


def _cells_and_whole_columns(
    cells_found: Iterable[tuple[int, int]], identities: Sequence[int]
) -> list[tuple[int, int]]:
    """A column that is full of them is one thing to take out, as a cell is."""
    rows: dict[int, list[int]] = {}
    for row, place in cells_found:
        rows.setdefault(place, []).append(row)
    whole = {
        place for place, of_it in rows.items() if len(of_it) > MOST_NAMED or place in identities
    }
    cells = [(row, place) for place, of_it in rows.items() if place not in whole for row in of_it]
    return [(0, place) for place in sorted(whole)] + sorted(cells)


def _refusal_of_identities(
    head: Sequence[str], to_take_out: Sequence[tuple[int, int]]
) -> FileRefused:
    """What has to be taken out of the file, at once: the first, and the others beside it."""
    (row, place), *others = to_take_out
    also = "; ".join(_place_in_words(head, *cell) for cell in others[:MOST_NAMED])
    if len(others) > MOST_NAMED:
        also += "; …"
    words = " " + _("The same in: %(places)s.") % {"places": also} if also else ""
    if not row:
        return FileRefused("identity_column", column=_column_in_words(head, place), also=words)
    return FileRefused("identity_number", row=row, column=_column_in_words(head, place), also=words)


def _place_in_words(head: Sequence[str], row: int, place: int) -> str:
    words = _("row %(row)s, column %(column)s") if row else _("column %(column)s")
    return words % {"row": row, "column": _column_in_words(head, place)}


def _column_in_words(head: Sequence[str], place: int) -> str:
    """“Notes”, or the letters of the column where it has no name."""
    if place < len(head) and head[place]:
        return f"“{head[place]}”"
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
