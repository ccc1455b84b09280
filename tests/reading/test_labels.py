"""The labels themselves: their shape, and that what they name is printed where they say."""

import re

import pytest

from tests.reading.labelled import KINDS, REPORTS, labels, occurrences, pages_or_lines, split

COLUMNS = [
    "file", "page", "line", "occurrence", "as_printed", "value", "unit", "kind", "in_table",
    "qualifier", "context",
]  # fmt: skip


def _wrong(row: dict[str, str]) -> list[str]:
    """The columns of a row that do not keep to LABELS.md."""
    place = row["page"] if row["file"].endswith(".pdf") else row["line"]
    holds = {
        "place": place.isdigit() and row["page"] + row["line"] == place,
        "occurrence": re.fullmatch(r"[1-9]\d*", row["occurrence"]),
        "as_printed": row["as_printed"].strip(),
        "value": re.fullmatch(r"-?\d+(\.\d+)?", row["value"]),
        "unit": row["unit"],
        "kind": row["kind"] in KINDS,
        "share": row["kind"] != "share" or row["unit"] == "percent",
        "in_table": row["in_table"] in ("true", "false"),
        "context": len(row["context"].split()) <= 6,
    }
    return [column for column, good in holds.items() if not good]


@pytest.mark.parametrize("name", labels())
def test_rows_keep_to_the_rules(name):
    rows = labels()[name]
    assert list(rows[0]) == COLUMNS
    assert {row["file"] for row in rows} == {name}
    assert [(row, _wrong(row)) for row in rows if _wrong(row)] == []
    places = [(r["page"], r["line"], r["as_printed"], r["occurrence"]) for r in rows]
    assert len(set(places)) == len(places)


def test_the_split_names_each_labelled_place_once():
    parts = split()
    for name, rows in labels().items():
        for row in rows:
            named = [
                part
                for part, reports in parts.items()
                if name in reports and (reports[name] is None or int(row["page"]) in reports[name])
            ]
            assert len(named) == 1, (row, named)


@pytest.mark.parametrize("name", labels())
def test_each_is_printed_where_it_says(name):
    if not (REPORTS / name).exists():
        pytest.skip(f"{REPORTS / name} is not here: that its labels stand in it is NOT checked")
    if name.endswith(".pdf"):
        pytest.importorskip("pypdfium2", reason=f"no pypdfium2: labels of {name} are NOT checked")
    texts = pages_or_lines(REPORTS / name)
    missing = [
        row
        for row in labels()[name]
        if occurrences(row["as_printed"], texts[int(row["page"] or row["line"]) - 1])
        < int(row["occurrence"])
    ]
    assert missing == []
