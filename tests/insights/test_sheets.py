"""Sheets that no spreadsheet runs: every cell comes back as it was."""

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.insights.sheets import cell_text, csv_lines, separator_of


def original(cell: str) -> str:
    """What stood in the cell before `as_text`: the way back, for an import."""
    inside = r"([;,|\t\r\n])'(?=[\t\r\n\0\v\f \u00a0\u200b\ufeff]*[=+\-@＝＋－＠'])"
    return re.sub(inside, r"\1", cell.removeprefix("'"))


FORMULAS = [
    '=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1",
    "＋1", "－1", "＠1", " =1", "\u00a0=1", "\u200b=1", "'=1",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_text(text):
    assert cell_text(text).startswith("'")
    assert original(cell_text(text)) == text


@pytest.mark.parametrize("separator", [",", ";"])
def test_no_cell_is_a_formula_however_a_line_is_cut(separator):
    texts = [
        f"x{end}{formula}"
        for end in (";", ",", "|", "\t", "\n")
        for formula in ("=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1")
    ]
    sheet = "".join(
        csv_lines(["name", "team"], [["Ada", text] for text in texts], separator=separator)
    )
    cells = [cell.strip('" ') for cell in re.split(r"[;,|\t\r\n]", sheet)]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@＝"))]


@pytest.mark.parametrize(
    "text", ["Alice Lind", "Åsa Öberg", 'say "hi"', "a=b", "a\nb", "Lund, Ann-Marie; night", ""]
)
def test_other_texts_stay_as_they_are(text):
    assert cell_text(text) == text


def test_values():
    assert [cell_text(v) for v in (None, False, True, date(2026, 11, 6), 3)] == [
        "", "", "yes", "2026-11-06", "3",
    ]  # fmt: skip


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_every_text_comes_back(text):
    sheet = "".join(csv_lines(["name"], [[text]]))
    rows = list(csv.reader(io.StringIO(sheet.removeprefix("\ufeff"), newline="")))
    assert original(rows[1][0] if rows[1] else "") == text


@pytest.mark.parametrize(
    ("country", "separator"), [("GB", ","), ("ie", ","), ("SE", ";"), ("DE", ";"), ("", ",")]
)
def test_lines_are_cut_as_spreadsheets_of_the_country_read_them(country, separator):
    assert separator_of(country) == separator
    assert list(csv_lines(["a", "b"], [["1,5", "x;y"]], separator=separator, mark="")) == (
        ["a,b\r\n", '"1,5",x;y\r\n'] if separator == "," else ["a;b\r\n", '1,5;"x;y"\r\n']
    )
