"""XLSX that is written row by row says, opened by another program, what it was given."""

import io
from datetime import date, datetime
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from awareness.insights import workbooks
from awareness.insights.workbooks import ROWS_AT_A_TIME, workbook

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def opened(pieces) -> list[list[list[object]]]:
    """By sheet: its rows as openpyxl reads them."""
    book = load_workbook(io.BytesIO(b"".join(pieces)))
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book]


@given(st.lists(st.tuples(TEXT, st.none() | st.dates(date(1950, 1, 1)), st.integers(0, 9**9))))
def test_every_cell_comes_back_as_what_it_was(rows):
    [sheet] = opened(workbook(["name", "day", "number"], rows))
    assert sheet[0] == ["name", "day", "number"]
    assert [
        (name or "", day.date() if isinstance(day, datetime) else day, number)
        for name, day, number in sheet[1:]
    ] == [(name.replace("\ufffe", "\ufffd"), day, number) for name, day, number in rows]


def test_formulas_are_text_and_numbers_of_people_keep_their_noughts():
    [sheet] = opened(workbook(["a"], [["=1+1"], ["0042"], ["<b>&"], [True], [False], ["\x01"]]))
    assert [row[0] for row in sheet[1:]] == ["=1+1", "0042", "<b>&", "yes", None, "\ufffd"]
    cells = load_workbook(io.BytesIO(b"".join(workbook(["a"], [["=1+1"]])))).active
    assert cells["A2"].data_type == "s"


def test_what_is_more_than_a_sheet_holds_goes_on_a_further_one():
    with patch.object(workbooks, "ROWS_OF_A_SHEET", 3):
        sheets = opened(workbook(["n"], [[n] for n in range(7)]))
    assert [[row[0] for row in sheet[1:]] for sheet in sheets] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [sheet[0] for sheet in sheets] == [["n"]] * 3


def test_it_is_sent_while_it_is_written():
    """The first piece leaves before the last row is read."""
    read = []

    def rows():
        for n in range(3 * ROWS_AT_A_TIME):
            read.append(n)
            yield [n]

    next(pieces := workbook(["n"], rows()))
    assert len(read) < 2 * ROWS_AT_A_TIME
    assert b"".join(pieces)


def test_a_printed_page_says_what_it_is():
    book = load_workbook(io.BytesIO(b"".join(workbook(["n"], [], above="Nordvik & Co, today"))))
    assert book.active.oddHeader.left.text == "Nordvik && Co, today"
    assert book.active.print_title_rows == "$1:$1"
