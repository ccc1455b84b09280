"""A reader follows a number to the line it was printed on, with JavaScript off."""

import csv
import io
import re

from playwright.sync_api import expect

from tests.journeys.people import READER
from tests.journeys.states import follow, press

WORKPLACE = "/library/netclean-2018/workplace/"


def test_a_number_leads_to_its_source_without_javascript(visit):
    page = visit(READER, js=False)
    follow(page, page.get_by_role("link", name="Library", exact=True))
    expect(page.get_by_role("heading", name="Read this first").first).to_be_visible()
    follow(page, page.locator(f"main a[href='{WORKPLACE}']").first)
    number = page.locator("main a.aw-fig", has_text="513").first
    note = page.locator(number.get_attribute("href"))
    expect(note).not_to_be_visible()
    number.click()
    expect(note).to_be_visible()
    expect(note).to_be_in_viewport()
    expect(note.locator("xpath=..")).to_have_attribute("open", "")
    said = note.inner_text()
    assert re.search(r"NetClean Report 2018.*lines? \d+", said), said
    assert "513" in note.locator("q").inner_text()
    for part in ("Report", "As printed", "Who was asked", "Keep in mind"):
        assert part in said
    page.locator("main a.aw-fig").nth(1).focus()
    page.keyboard.press("Enter")  # the next one, by keyboard
    assert page.url.partition("#")[2]


def test_a_chart_is_a_table_and_a_sheet_as_well(visit):
    page = visit(READER, js=False)
    page.goto(WORKPLACE)
    chart = page.locator("figure.aw-chart").first
    drawing = chart.locator("svg[role=img]").first
    named = drawing.get_attribute("aria-labelledby") or drawing.get_attribute("aria-label")
    assert named
    table = chart.get_by_role("table")
    expect(table).not_to_be_visible()
    chart.get_by_text("The numbers as a table").click()
    expect(table).to_be_visible()
    cells = table.locator("tbody tr").all_inner_texts()
    link = chart.get_by_role("link", name=re.compile("CSV"))
    with page.expect_download() as downloading:
        link.click()
    sheet = downloading.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert len(rows) == len(cells)
    for row, cell in zip(rows, cells, strict=True):
        assert row["label"] in cell
        assert row["source"]
    assert downloading.value.suggested_filename == "netclean-2018-alerts-dots.csv"


def test_check_what_you_read_is_nobodys_business(visit, server):
    page = visit(READER, js=False)
    page.goto("/library/netclean-2018/work-computers/")
    follow(page, page.get_by_role("link", name="Check what you read"))
    expect(page.get_by_text("For yourself alone.")).to_be_visible()
    page.locator("main input[name=answer]").first.check()
    press(page, "Check my answer")
    expect(page.locator("#feedback")).to_be_visible()
    page.goto("/me/")
    assert "work-computers" not in page.content()
