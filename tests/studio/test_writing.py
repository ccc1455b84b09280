"""What drafts become as files: read again it is the same, and nothing else in a file changes."""

import difflib

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from awareness.content.csv_files import read_csv
from awareness.content.files import read_yaml
from awareness.content.pack import read_pack
from awareness.content.writing import ObjectKind, ObjectRef, writers
from awareness.content.writing.csv_text import with_row
from awareness.content.writing.figures import write_figure
from awareness.content.writing.reports import write_report
from awareness.content.writing.tables import (
    _with_what_form_lacks,
    entry_of_fields,
    form_fields_of,
    write_cells,
    write_table,
)
from awareness.content.writing.yaml_files import (
    NOWHERE,
    changed_in_list,
    changed_mapping,
    entry_lines,
    with_key_order,
)
from tests.studio.conftest import FIXTURES

PACKS = sorted(path for path in FIXTURES.glob("*/reports/*") if (path / "report.yaml").exists())


def difference(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def parsed(text: str):
    problems = []
    document = read_yaml(NOWHERE, problems, text)
    assert (document.readable, problems) == (True, []), text
    return document.data


WORDS = st.text(st.sampled_from("ab:#-{}[]'\"\\,&*!|>%@` \n.1é"), max_size=40)
LEAVES = st.one_of(WORDS, st.integers(-9, 3000), st.booleans(), st.none())
KEYS = st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True)
VALUES = st.dictionaries(
    KEYS,
    st.one_of(
        LEAVES, st.lists(LEAVES, max_size=3), st.dictionaries(KEYS, LEAVES, max_size=3),
        st.lists(st.dictionaries(KEYS, LEAVES, min_size=1, max_size=2), max_size=2),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_any_value_is_read_again(value):
    text = "".join(f"{line}\n" for name in value for line in entry_lines(name, value[name]))
    assert parsed(text) == value


@settings(max_examples=60, deadline=None)
@given(VALUES, VALUES)
def test_any_change_is_read_again(old, new):
    text = "".join(f"{line}\n" for name in old for line in entry_lines(name, old[name]))
    assert parsed(changed_mapping(text, new)) == new
    assert changed_mapping(text, old) == text


def test_a_list_within_a_mapping_is_changed_entry_by_entry():
    """What comes after the list stays, with the comments between its entries."""
    text = (
        "rules:\n  terms:\n    # first\n    - words: one\n      mend: other\n    # second\n"
        "    - words: two\n      mend: other\n\n  # ranks\n  ranked:\n    - three\nlast: 1\n"
    )
    value = parsed(text)
    value["rules"]["terms"][1]["words"] = "deux"
    value["rules"]["terms"].append({"words": "trois", "mend": "other"})
    made = changed_mapping(text, value)
    assert parsed(made) == value
    assert sorted(difference(text, made)) == [
        "+      mend: other", "+    - words: deux", "+    - words: trois", "-    - words: two",
    ]  # fmt: skip
    gone = parsed(text)
    del gone["rules"]["terms"][0]
    assert parsed(changed_mapping(text, gone)) == gone
    short = text.replace("- words: two\n      mend: other", "- {words: two, mend: other}")
    assert parsed(changed_mapping(short, value)) == value
    emptied = parsed(text)
    emptied["rules"]["terms"] = []
    assert parsed(changed_mapping(text, emptied)) == emptied


@pytest.mark.parametrize("pack", PACKS, ids=lambda path: path.name)
def test_files_that_ship_are_written_as_they_are(pack):
    report = (pack / "report.yaml").read_text()
    data = parsed(report)
    assert write_report(data, report) == report
    assert parsed(write_report(data)) == data
    figures = (pack / "figures.csv").read_text()
    for row in read_csv(pack / "figures.csv").rows:
        if "where" in row.cells:
            assert write_figure(row.cells, figures) == figures
    tables = pack / "tables" / "tables.yaml"
    if tables.exists():
        text = tables.read_text()
        for table in parsed(text):
            assert write_table(table, text) == text


REPORT = """\
# Ours.
slug: small
title: Small
asked: >-
  Who was
  asked.

# Said on the same screen.
caveats:
  # The first.
  ONE: About one.
  TWO: >-
    About two.
sources: {"2018": small.txt}
"""


def test_comments_and_other_lines_of_a_report_stay():
    data = parsed(REPORT)
    data["caveats"]["TWO"] = "About two, said in another way."
    data["caveats"]["THREE"] = "About three."
    assert difference(REPORT, write_report(data, REPORT)) == [
        "-  TWO: >-", "-    About two.", "+  TWO: About two, said in another way.",
        "+  THREE: About three.",
    ]  # fmt: skip
    told = write_report({"asked": "Nobody.", "year": 2018}, REPORT)
    assert difference(REPORT, told) == [
        "-asked: >-", "-  Who was", "-  asked.", "+year: 2018", "+asked: Nobody.",
    ]  # fmt: skip
    del data["caveats"]["TWO"]
    assert parsed(changed_mapping(REPORT, data)) == data
    assert "# The first." in changed_mapping(REPORT, data)


FIGURES = """\
key,insight,label
one,about,"Said, in
two lines"
two,01,Two
"""


def test_a_row_takes_the_place_of_its_own_or_comes_last():
    same = {"key": "one", "insight": "about", "label": "Said, in\ntwo lines"}
    assert with_row(FIGURES, same) == FIGURES
    told = with_row(FIGURES, {"key": "two", "insight": "01", "label": "Three, or more"})
    assert difference(FIGURES, told) == ["-two,01,Two", '+two,01,"Three, or more"']
    new = {"key": "three", "insight": "02", "label": "3", "per": "100"}
    assert with_row(FIGURES, new, ("kind", "per")).splitlines() == [
        "key,insight,label,per", 'one,about,"Said, in', 'two lines",', "two,01,Two,",
        "three,02,3,100",
    ]  # fmt: skip


FIGURE = {
    "key": "women", "insight": "01", "label": "Women", "value": "67", "unit": "percent",
    "as_printed": "67 %", "measure": "share_of_people", "population": "People who answered",
    "question": "Who are you?", "where": "2023:4", "use": "TEACH", "as_of": "2023-12-31",
    "review_by": "2029-12-31", "audience": "S;M", "kind": "share",
}  # fmt: skip
SAID = {
    "slug": "work-2023", "kind": "report", "title": "Work: 2023", "publisher": "An office",
    "year": 2023, "language": "en", "asked": "People.", "how": "By post.",
    "fieldwork": {"from": "2023-01-01", "to": "2023-03-31"},
    "rights": {"licence": "CC BY", "credit": "An office", "may_we_use": True, "why": "It says so."},
    "interests": "It looks after women at work. " * 6,
    "sources": {"2023": "work-2023.txt"}, "caveats": {}, "numbers": "",
}  # fmt: skip
TABLE = {
    "key": "by-country", "insight": "01", "title": "By country", "row_kind": "nominal",
    "col_kind": "nominal", "exclusive": True, "multi_answer": False, "sums": "row",
    "base_n": None, "base_inferred": False, "finding": "",
    "rows": {"se": {"label": "Sweden", "printed": "Sweden"}, "no": {"label": "Norway"}},
    "cols": {"yes": {"label": "Yes", "printed": ""}, "no": {"label": "No"}},
    "cells": {
        "source": "2023", "suffix": "", "unit": "percent", "label": "{row}, {col}",
        "measure": "share", "population": "People", "question": "Yes?", "use": "TEACH",
        "as_of": "2023-12-31", "review_by": "2029-12-31", "audience": ["S"], "caveats": [],
    },
    "lines": {"se": 8, "no": 9},
    "values": {"se": {"yes": "71.3", "no": "28.7"}, "no": {"yes": "60.1", "no": "39.9"}},
}  # fmt: skip


def test_a_new_report_is_read_by_the_real_reader(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "report.yaml").write_text(write_report(SAID))
    (tmp_path / "figures.csv").write_text(write_figure(FIGURE))
    (tmp_path / "tables" / "tables.yaml").write_text(write_table(TABLE))
    (tmp_path / "tables" / "by-country.csv").write_text(write_cells(TABLE))
    problems = []
    pack = read_pack(tmp_path, problems)
    assert [str(problem) for problem in problems] == []
    assert pack.report.interests.strip() == SAID["interests"].strip()
    [figure] = pack.figures
    assert (figure.key, figure.value, figure.kind, str(figure.where[0])) == (
        "women", 67, "share", "2023:4",
    )  # fmt: skip
    [read] = pack.tables
    assert [f"{cell.value}" for cell in read.table.cells["no"].values()] == ["60.1", "39.9"]
    assert yaml.safe_load(write_report(SAID))["fieldwork"]["from"].year == 2023
    assert "kind" not in write_figure(FIGURE).splitlines()[0].split(",")


def test_a_column_that_is_not_used_is_named_as_left_out():
    """The proof goes by the order of print; used again it is as the others."""
    place = ObjectRef(ObjectKind.TABLE, "tiny", "tiny-2020", "by-country")
    cells = {"no": {"line": "3", **dict.fromkeys(TABLE["cols"], "1")}}
    entry = TABLE | {"rows": {"no": TABLE["rows"]["no"]}}
    fields = form_fields_of(entry, cells)
    fields["col_used"][0] = False
    first, second = TABLE["cols"]
    written = entry_of_fields(place, fields)
    assert [col.get("kept", True) for col in written["cols"].values()] == [False, True]
    assert write_cells(written).splitlines()[0] == f"row,line,{second}"
    assert f"{first}:" in write_table(written)
    assert form_fields_of(written, {})["col_used"] == [False, True]
    again = _with_what_form_lacks(
        entry_of_fields(place, fields | {"col_used": [True, True]}), written
    )
    assert "kept" not in again["cols"][first]


def test_a_table_is_added_after_the_others():
    first = write_table(TABLE)
    second = write_table(TABLE | {"key": "other"}, first)
    assert second.startswith(first)
    assert [table["key"] for table in parsed(second)] == ["by-country", "other"]
    assert changed_in_list(second, "other", parsed(second)[1]) == second


def test_what_follows_a_part_that_is_written_anew_stays():
    """Its last line is its own, not the one that ends it."""
    text = "a:\n  x:\n    k:\n      t: >-\n        one\n      e: true\n  y:\n    z: 1\n"
    assert changed_mapping(text, {"a": {"y": {"z": 1}}}) == "a:\n  y:\n    z: 1\n"
    assert changed_mapping(text, {"a": {"x": "s", "y": {"z": 1}}}) == (
        "a:\n  x: s\n  y:\n    z: 1\n"
    )
    question = {"key": "q", "options": [{"key": "b", "text": "t"}], "caveats": ["C"]}
    text = (
        "- key: q\n  options:\n    - key: a\n      text: one\n      figures: [f]\n  caveats: [C]\n"
    )
    assert changed_in_list(text, "q", question) == (
        "- key: q\n  options:\n    - key: b\n      text: t\n  caveats: [C]\n"
    )


def test_keys_in_another_order_take_their_lines_and_comments_along():
    text = (
        "# head\na:\n  # of x\n  x: |-\n    one\n    # two\n  # of y\n  y: 2  # two\n  z: 3\nb: 1\n"
    )
    moved = with_key_order(text, ("a",), ["y", "gone", "x"])
    assert moved == (
        "# head\na:\n  # of x\n  # of y\n  y: 2  # two\n  x: |-\n    one\n    # two\n  z: 3\nb: 1\n"
    )
    assert parsed(moved) == parsed(text)
    assert with_key_order(text, ("a",), ["x", "y"]) == text
    assert with_key_order("a: {x: 1, y: 2}\n", ("a",), ["y", "x"]) == "a: {x: 1, y: 2}\n"


# How the last key of an entry may be written: its value in one line, in several, in none.
LAST = {
    "a list in a line": "rows: [x]", "a list in lines": "rows:\n  - x\n  - y",
    "a folded text": "sub: >-\n  Some words\n  and more", "a text in lines": "sub: |\n  Some words",
    "a quoted text": 'sub: "Some\n  words"', "a plain text": "sub: some\n  words",
    "a group of keys": "figures:\n  marks: x", "nothing": "sub:",
}  # fmt: skip
FOLLOWS = ["", "\n", "\n# About what follows\n", "\n\n# So\n\n# And so\n\n"]


@pytest.mark.parametrize("last", LAST)
@pytest.mark.parametrize(
    ("kind", "file"),
    [
        (ObjectKind.CHART, "report.yaml"),
        (ObjectKind.QUESTION, "questions.yaml"),
        (ObjectKind.TABLE, "tables/tables.yaml"),
    ],
)
def test_what_stands_between_two_entries_is_the_text_of_neither(tmp_path, kind, file, last):
    """Else a comment for the next one would be a change of this one."""
    pack = tmp_path / "reports/r"
    (pack / "tables").mkdir(parents=True)
    texts = set()
    for follows in FOLLOWS:
        entries = "".join(
            f"- key: {key}\n{indented(LAST[last], 2)}\n{follows}" for key in ("a", "b", "c")
        )
        if kind == ObjectKind.CHART:  # within a list, and a key comes after it
            follows_list = f"{follows}# About them\nsources: {{text: x.txt}}\n"
            entries = f"charts:\n{indented(entries, 2)}\n{follows_list}"
        (pack / file).write_text(entries)
        place = [ObjectRef(kind, "s", "r", key) for key in ("a", "b", "c")]
        texts.add(tuple(writers()[kind].stored_text(tmp_path, each) for each in place))
    (only,) = texts
    assert all(f"key: {key}\n" in text for key, text in zip("abc", only, strict=True))


def indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line if line else "" for line in text.split("\n"))


def test_what_goes_of_a_list_takes_its_own_lines_alone():
    text = (
        "a:\n  # of x\n  - key: x\n    b: |-\n      one\n      # two\n  # of y\n  - key: y\n"
        "    b: >-\n      As\n      it was.\n  - key: z\n    b: 3 # three\nc: 1\n"
    )
    data = parsed(text)
    for gone in range(3):
        left = {**data, "a": data["a"][:gone] + data["a"][gone + 1 :]}
        made = changed_mapping(text, left)
        assert parsed(made) == left
        assert all(line.startswith("-") for line in difference(text, made)), gone
    two = {**data, "a": [data["a"][2] | {"b": 4}]}
    assert parsed(changed_mapping(text, two)) == two
    assert "- key: z\n    b: 4\n" in changed_mapping(text, two)
    turned = {**data, "a": [data["a"][2], data["a"][0]]}
    assert parsed(changed_mapping(text, turned)) == turned
    assert parsed(changed_mapping(text, {**data, "a": []})) == {**data, "a": []}
