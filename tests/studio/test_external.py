"""A pack of other pages: an address and a day for every figure, and no comparison by machine."""

import csv
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.template.loader import render_to_string

from awareness.content.checks import check
from awareness.content.reader import read_content
from awareness.insights.models import Figure
from awareness.insights.page_contexts import _note_context
from awareness.insights.sources import source_note
from tests.studio.conftest import SMALL
from tests.studio.content import write_subject

REPORT = """\
slug: tiny-pages
kind: external
title: Pages of the Tiny Club
publisher: The Tiny Club
year: 2020
language: en
asked: Nobody; these are pages of the club.
how: Read on the web.
rights: {licence: None., credit: The club., may_we_use: true, why: Facts.}
interests: The club is paid for advice.
sources: {}
caveats: {}
"""
HEAD = (
    "key,insight,label,statement,value,value_to,qualifier,unit,as_printed,formula,measure,"
    "population,question,base_n,base_inferred,multi_answer,use,reason,caveats,discrepancies,as_of,"
    "review_by,audience,address,read_on\n"
)
ROW = (
    "members,about,Members,The club has 120 members.,120,,,people,120 members,,people,The club,"
    "How many members?,,,,TEACH,,,,2020-12-31,2030-12-31,S,https://tiny.example/about/,2026-11-22\n"
)


@pytest.fixture
def pack(tmp_path):
    """Writes the pack with one thing changed and returns what is wrong with it."""

    def write(old="", new="", report=REPORT):
        folder = write_subject(tmp_path, order=9) / "reports" / "tiny-pages"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.yaml").write_text(report)
        rows = HEAD + ROW
        (folder / "figures.csv").write_text(rows.replace(old, new, 1) if old else rows)
        return folder

    return write


def problems(pack, tmp_path, **options) -> list[str]:
    checked = check(read_content([pack.parents[2]]), **options)
    return [problem.message for problem in checked if not problem.warning]


def test_it_passes_without_any_source(pack, tmp_path):
    folder = pack()

    assert problems(folder, tmp_path) == []
    assert problems(folder, tmp_path, sources=tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("https://tiny.example/about/", "", "members: `address` '' is no web page"),
        ("https://tiny.example/about/", "the club", "`address` 'the club' is no web page"),
        ("https://tiny.example/about/", "javascript:alert", "is no web page"),
        ("2026-11-22", "", "members: `read_on` is empty"),
        ("2026-11-22", "November", "`read_on` 'November' is no day"),
        (",address", ",where", "column `address` is missing"),
        (",address", ",where", "unknown column `where`"),
        ("members,about,Members", "members,about,Members of 3 clubs", "says “3”"),
    ],
)
def test_it_asks_for_an_address_and_a_day(pack, tmp_path, old, new, message):
    assert any(message in problem for problem in problems(pack(old, new), tmp_path))


def test_a_report_has_lines_and_no_addresses(pack, tmp_path):
    messages = problems(pack(report=REPORT.replace("kind: external", "kind: report")), tmp_path)

    assert "column `where` is missing" in messages
    assert "unknown column `address`" in messages


def test_it_has_no_tables(pack, tmp_path):
    folder = pack()
    (folder / "tables").mkdir()

    assert problems(folder, tmp_path) == ["a pack of other pages has no tables"]


def test_its_note_shows_the_address_and_that_no_machine_checked_it(pack):
    ledger = read_content([pack().parents[2]]).ledger
    note = source_note(ledger, ledger.figure("members", "tiny-pages"))

    assert (note["address"], note["read_on"]) == ("https://tiny.example/about/", "2026-11-22")
    html = render_to_string(
        "insights/_source.html", {"note": _note_context(note, "x") | {"named": "120"}}
    )
    shown = BeautifulSoup(html, "html.parser")
    assert shown.a["href"] == "https://tiny.example/about/"
    assert "read on 22 November 2026" in shown.text
    assert "Not machine-checked" in shown.text


@pytest.mark.django_db
def test_it_is_loaded_and_exported(pack, settings):
    settings.CONTENT_DIRS = [SMALL, pack().parents[2]]
    call_command("load_content", stdout=StringIO())

    figure = Figure.objects.get(report__slug="tiny-pages")
    assert figure.address == "https://tiny.example/about/"
    assert figure.where == []
    out = StringIO()
    call_command("export_figures", format="csv", stdout=out)
    row = next(r for r in csv.DictReader(StringIO(out.getvalue())) if r["report"] == "tiny-pages")
    assert (row["where"], row["address"], row["read_on"]) == (
        "", "https://tiny.example/about/", "2026-11-22",
    )  # fmt: skip
