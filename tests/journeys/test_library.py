"""A reader follows a number to the line it was printed on, to where the sources disagree about it,
and back: by question, by word and by report, with JavaScript off; and with the keyboard alone."""

import csv
import io
import re

from playwright.sync_api import Page, expect

from tests.journeys.audit import audit
from tests.journeys.browser import NARROW
from tests.journeys.keys import tab_to
from tests.journeys.people import READER
from tests.journeys.states import follow, open_all, press

WORKPLACE = "/library/netclean-2018/workplace/"


def test_a_number_leads_to_its_source_without_javascript(visit):
    page = visit(READER, js=False)
    follow(page, page.get_by_role("link", name="Library", exact=True))
    follow(page, page.get_by_role("link", name="The NetClean Report 2018", exact=True))
    expect(page.get_by_role("heading", name="Read this first")).to_be_visible()
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


def test_six_figures_on_two_screens_of_a_phone_and_what_to_keep_in_mind_a_tap_away(visit):
    page = visit(READER, js=False, size=NARROW)
    page.goto("/library/")
    figures = page.locator(".aw-six > li")
    expect(figures).to_have_count(6)
    assert page.locator(".aw-six").bounding_box()["height"] <= 2 * NARROW["height"]
    for figure in figures.all():
        small_print = figure.locator(".aw-six__in")
        expect(small_print).not_to_be_visible()
        figure.locator("summary").first.click()
        expect(small_print).to_be_visible()
        assert re.search(r"NetClean Report 20\d\d.*lines? \d+", small_print.inner_text())
        expect(figure.get_by_role("link", name=re.compile("Its page"))).to_have_count(1)


def test_from_a_question_to_a_figure_its_line_its_disagreement_and_back(visit):
    page = visit(READER, js=False)
    page.goto("/library/")
    follow(page, page.get_by_role("link", name="Does it happen on work devices?"))
    expect(
        page.get_by_text("A difference between two of them is no change over time")
    ).to_be_visible()
    alerts = page.locator("main a.aw-fig", has_text="513").first
    alerts.click()
    note = page.locator(alerts.get_attribute("href"))
    expect(note).to_be_visible()
    assert re.search(r"NetClean Report 2018.*line 1012", note.inner_text())
    follow(page, note.get_by_role("link", name="Disagreement D-04"))
    entry = page.locator("#D-04")
    expect(entry).to_be_in_viewport()
    expect(entry).to_contain_text("We never say: one in 500 employees.")
    entry.locator("summary").click()
    follow(page, entry.get_by_role("link", name="What 513 alerts can tell us"))
    assert page.url.endswith(WORKPLACE)
    page.go_back()
    open_all(page)
    follow(page, entry.get_by_role("link", name="Alerts in total"))
    expect(page.locator("#source-netclean-2018-alerts")).to_be_visible()


def test_a_word_is_found_and_nobody_hears_of_it(visit, server):
    page = visit(READER, js=False)
    page.goto("/library/")
    page.get_by_label("Find a word or a number").fill("USB quiltings")
    press(page, "Find")
    expect(page.get_by_text("Try one word alone")).to_be_visible()
    page.get_by_label("Find a word or a number").fill("USB alerts")
    press(page, "Find")
    expect(page.locator("mark", has_text="USB").first).to_be_visible()
    expect(page.get_by_role("heading", name="Keep in mind with these figures")).to_be_visible()
    follow(page, page.locator("main a", has_text="The overwhelming majority of alerts"))
    expect(page.locator("#source-netclean-2018-usb-most")).to_be_visible()
    page.goto("/me/")
    assert "USB" not in page.content()
    assert "quiltings" not in server.log()


def press_on(page: Page, wanted) -> None:
    """Reach something by Tab and follow it by Enter."""
    tab_to(page, wanted, most=120)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_library_by_keyboard_alone(visit):
    page = visit(READER)
    page.goto("/library/")
    tab_to(page, page.get_by_label("Find a word or a number"))
    page.keyboard.type("employees 500")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press_on(page, page.get_by_role("link", name=re.compile("^D-04")))
    assert page.url.endswith("/library/disagreements/#D-04")
    # The next Tab goes on from there.
    tab_to(page, page.locator("#D-04 summary"), most=6)
    page.keyboard.press("Enter")
    way = page.locator("#D-04").get_by_role("link", name="Alerts in total")
    tab_to(page, way, most=12)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    note = page.locator("#source-netclean-2018-alerts")
    expect(note).to_be_visible()
    press_on(page, note.get_by_role("link", name="Disagreement D-04"))
    expect(page.locator("#D-04")).to_be_in_viewport()


def test_the_library_shuts_nobody_out(visit):
    page = visit(READER)
    wrong = []
    for address in ("", "themes/who/", "search/?q=usb", "disagreements/", "about-the-evidence/"):
        page.goto(f"/library/{address}")
        open_all(page)
        wrong += audit(page, f"/library/{address}")
    assert not wrong, "\n".join(wrong)
