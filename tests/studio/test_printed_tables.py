"""Printed tables of every make: with pipes, with tags, with spaces, in thousands."""

from pathlib import Path

import pytest
import yaml

from awareness.insights import charts
from tests.studio.test_kinds import look, pack

OPEN = Path(__file__).parents[3] / "shared" / "reports-open"
CELLS = {
    "source": "2020", "unit": "complaints", "label": "{row}, {col}", "measure": "complaints",
    "population": "Complaints", "gathered": "records", "use": "TEACH", "as_of": "2024-12-31",
    "review_by": "2030-12-31", "audience": ["S"],
}  # fmt: skip


def table(folder: Path, lines, rows, cols, values, head="", language="en", chart="bars", **cells):
    """A pack with one table. `rows`: {key: (printed label, line)}, `values` by row and column."""
    pack(folder, *lines, language=language, head=head, value="1")
    report = folder / "tiny" / "reports" / "tiny-2020"
    (report / "figures.csv").write_text((report / "figures.csv").read_text().splitlines()[0] + "\n")
    (report / "tables").mkdir()
    shape = {
        "key": "kinds", "insight": "about", "title": "Complaints by kind", "row_kind": "nominal",
        "col_kind": "ordinal", "exclusive": False, "multi_answer": False, "sums": "",
        "base_n": None, "base_inferred": False,
        "rows": {key: {"label": label, "printed": label} for key, (label, _) in rows.items()},
        "cols": {key: {"label": label} for key, label in cols.items()},
        "cells": CELLS | cells, "chart": chart, "finding": "Complaints by kind" if chart else "",
    }  # fmt: skip
    (report / "tables" / "tables.yaml").write_text(
        yaml.safe_dump([shape], allow_unicode=True, sort_keys=False)
    )
    out = [",".join(["row", "line", *cols])]
    out += [f"{key},{rows[key][1]},{','.join(values[key])}" for key in rows]
    (report / "tables" / "kinds.csv").write_text("\n".join(out) + "\n")
    return folder


PIPES = (
    "| Crime Type | Complaints | Crime Type | Complaints |",
    "| :--- | :--- | :--- | :--- |",
    "| **Phishing** | 193,407 | Harassment | 11,672 |",
    "| Extortion\\|threats | 86,415 (4%) | Real Estate | 9,359 |",
)
TAGS = (
    "<table><tr><th>Kind</th><th>2023</th><th>2024</th></tr>",
    "<tr>",
    "  <td>Phishing &amp; spoofing</td>",
    "  <td>29&nbsp;%</td>",
    "  <td>30 %<sup>1</sup></td>",
    "</tr>",
    "<tr><td>Extortion</td><td>4 %</td><td>5 %</td></tr></table>",
)
YEARS = {"y2023": "2023", "y2024": "2024"}


def test_a_row_with_pipes_beside_another_table(tmp_path):
    rows = {"phishing": ("Phishing", 3), "harassment": ("Harassment", 3),
            "extortion": ("Extortion|threats", 4)}  # fmt: skip
    values = {"phishing": ["193407"], "harassment": ["11672"], "extortion": ["86415"]}
    right = table(tmp_path / "a", PIPES, rows, {"all": "Complaints"}, values)
    content, wrong = look(right)
    assert wrong == []
    assert charts.drawing_data(content.ledger, "tiny-2020", "kinds")["kind"] == "bars"

    wrong_digit = values | {"harassment": ["11673"]}
    _, wrong = look(table(tmp_path / "b", PIPES, rows, {"all": "Complaints"}, wrong_digit))
    [problem] = wrong
    assert (
        "kinds.csv:3: kinds/harassment/all is 11673; the source, line 3, prints 11,672" in problem
    )


def test_rows_of_html_over_several_lines_draw_by_years(tmp_path):
    rows = {"phishing": ("Phishing & spoofing", 3), "extortion": ("Extortion", 7)}
    values = {"phishing": ["29", "30"], "extortion": ["4", "5"]}
    shares = {"unit": "percent", "suffix": " %"}
    content, wrong = look(table(tmp_path / "a", TAGS, rows, YEARS, values, **shares))
    assert wrong == []
    drawn = charts.drawing_data(content.ledger, "tiny-2020", "kinds")
    assert [block["heads"] for block in drawn["blocks"]] == [["Phishing & spoofing"], ["Extortion"]]

    swapped = values | {"extortion": ["5", "4"]}
    _, wrong = look(table(tmp_path / "b", TAGS, rows, YEARS, swapped, **shares))
    assert any("kinds/extortion/y2023 is 5; the source, line 7, prints 4" in each for each in wrong)


@pytest.mark.parametrize(
    ("language", "line", "values"),
    [
        ("en", "City 60 120", ["60", "120"]), ("en", "City 18 120 340", ["18", "120", "340"]),
        ("en", "City\t1,248\t9", ["1248", "9"]), ("sv", "City 59,5 60,5", ["59.5", "60.5"]),
        ("sv", "City 1\u00a0248 2\u202f310", ["1248", "2310"]),
        ("de", "City 1.248 12,5", ["1248", "12.5"]),
    ],
)  # fmt: skip
def test_columns_that_only_spaces_part(tmp_path, language, line, values):
    cols = {f"c{number}": "Number" for number in range(len(values))}
    rows = {"city": ("City", 1)}
    folder = table(tmp_path, [line], rows, cols, {"city": values}, language=language)
    assert look(folder)[1] == []


def test_columns_are_never_run_together(tmp_path):
    rows, cols = {"city": ("City", 1)}, {"all": "Shops"}
    _, wrong = look(table(tmp_path, ["City 60 120"], rows, cols, {"city": ["60120"]}))
    assert any("kinds/city has 1 cells; the source, line 1," in w for w in wrong)


def test_a_table_in_thousands_says_so(tmp_path):
    lines, rows = ["Jobs by town (in thousands)", "City 1,248"], {"city": ("City", 2)}
    cells = {"scale": "thousand", "scale_where": "2020:1"}
    values, cols = {"city": ["1248"]}, {"all": "Jobs"}
    content, wrong = look(table(tmp_path / "a", lines, rows, cols, values, **cells))
    assert wrong == []
    assert content.ledger.figures["tiny-2020:kinds/city/all"].value == 1_248_000
    lines[0] = "Jobs by town"
    _, wrong = look(table(tmp_path / "b", lines, rows, cols, values, **cells))
    assert any("in thousands" in each for each in wrong)


def test_tables_of_open_reports_are_proved_as_they_are_printed(tmp_path):
    fbi, gsa = OPEN / "03-fbi-ic3-report-2024.md", OPEN / "04-gsa-section508-assessment-2024.md"
    if not fbi.exists():
        pytest.skip(f"{OPEN} is not at hand: the tables there were NOT tried")
    lines = fbi.read_text(encoding="utf-8").splitlines()
    kinds = {"Phishing/Spoofing": "193407", "Ransomware": "3156", "Identity Theft": "21403"}
    at = {key: next(n for n, text in enumerate(lines, 1) if f"| {key} |" in text) for key in kinds}
    rows = {f"r{n}": (label, at[label]) for n, label in enumerate(kinds)}
    values = {f"r{n}": [value] for n, value in enumerate(kinds.values())}
    assert look(table(tmp_path / "a", lines, rows, {"all": "Complaints"}, values))[1] == []

    lines = gsa.read_text(encoding="utf-8").splitlines()
    hours = {"Very High": ["35", "31"], "Moderate": ["20.5", "19"], "Very Low": ["4.5", "3"]}
    first = next(n for n, text in enumerate(lines, 1) if "Average Section 508 PM Hours" in text)
    rows = {
        f"r{n}": (
            label,
            next(i for i, t in enumerate(lines, 1) if i > first and f"| {label} |" in t),
        )
        for n, label in enumerate(hours)
    }
    values = {f"r{n}": pair for n, pair in enumerate(hours.values())}
    measured = {"unit": "hours", "kind": "mean", "suffix": " hours"}
    content, wrong = look(table(tmp_path / "b", lines, rows, YEARS, values, **measured))
    assert wrong == []
    assert charts.drawing_data(content.ledger, "tiny-2020", "kinds")["one_axis"]


SPACED = (
    "Kind     2022   2023   n",
    "Fire     71,0   74,5   402",
    "Water    81,6   ..     511",
    "| Kind | Old | 2022 | 2023 |",
    "| Steam | 7 | 1 104 | – |",
    "| Ice | 7 | 1 104 | 9 |",
)


def test_columns_that_are_left_out_and_cells_without_a_number(tmp_path):
    """A base between or after the columns, a number that the report does not print, and groups of
    digits that an ordinary space parts in a cell of their own."""
    cols = {"y2022": "2022", "y2023": "2023", "n": "n"}
    rows = {"fire": ("Fire", 2), "water": ("Water", 3)}
    values = {"fire": ("71.0", "74.5"), "water": ("81.6", "–")}
    made = table(tmp_path / "a", SPACED, rows, cols, values, language="sv", chart="")
    folder = left_out(made, "n")
    assert look(folder)[1] == []
    assert any(
        "prints 3 numbers; name the others" in told for told in look(left_out(folder, ""))[1]
    )
    cols, rows = {"old": "Old", "y2022": "2022", "y2023": "2023"}, {"steam": ("Steam", 5)}
    made = table(tmp_path / "b", SPACED, rows, cols, {"steam": ("1104", "–")}, language="sv",
                 chart="")  # fmt: skip
    assert look(left_out(made, "old"))[1] == []
    rows = {"ice": ("Ice", 6)}
    made = table(tmp_path / "c", SPACED, rows, cols, {"ice": ("1104", "–")}, language="sv")
    assert any("y2023 has no number" in told for told in look(left_out(made, "old"))[1])


def left_out(folder: Path, column: str) -> Path:
    """With the column printed and not kept (it is no column of the CSV), or kept again."""
    tables = folder / "tiny/reports/tiny-2020/tables"
    [shape] = yaml.safe_load((tables / "tables.yaml").read_text())
    for key, col in shape["cols"].items():
        col["kept"] = key != column
    if not column:
        shape["cols"] = {key: col for key, col in shape["cols"].items() if key != "n"}
    (tables / "tables.yaml").write_text(yaml.safe_dump([shape], sort_keys=False))
    lines = (tables / "kinds.csv").read_text()
    (tables / "kinds.csv").write_text(lines.replace(f",{column}\n", "\n", 1).replace(
        "row,line,old,", "row,line,"))  # fmt: skip
    return folder
