"""HR sets up a site, assigns a module and sees it; anybody prints the help card."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.browser import NARROW
from tests.journeys.database import of_own_choice
from tests.journeys.people import HR, MANAGER, SAMIR, SUBJECTS
from tests.journeys.states import fill_assignment, follow, press


def test_hr_enters_whom_to_tell_and_the_help_card_says_it(visit):
    page = visit(HR)
    follow(page, page.get_by_role("link", name="Ready"))
    page.goto("/workplace/gothenburg/contact/2/")
    page.get_by_label("Name").fill("Tove Granlund")
    page.get_by_label("Phone").fill("not a number")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Write a phone number in digits")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Tove Granlund")
    page.get_by_label("Phone").fill("031-390 06 41")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Tove Granlund")).to_be_visible()

    page.goto("/workplace/gothenburg/policy/")
    page.get_by_label("The policy as text").fill("")
    page.get_by_label("Or a link to it").fill("https://example.com/our-policy")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("tr", has_text="Gothenburg").get_by_text("Version 2")).to_be_visible()

    page.goto("/workplace/gothenburg/lines/report/")
    page.get_by_label("Who answers").fill("Our own desk")
    page.get_by_label(re.compile("Phone")).fill("031-390 06 49")
    page.get_by_role("button", name="Save").click()
    page.get_by_label(re.compile("Our own desk")).check()
    press(page, "Save what I tried")
    expect(page.get_by_label(re.compile("Our own desk"))).to_be_checked()

    card = visit(SAMIR)
    follow(card, card.get_by_role("link", name="Someone to talk to").first)
    expect(card.get_by_role("link", name="031-390 06 41")).to_be_visible()
    line = card.locator("li", has_text="Our own desk").last
    expect(line).to_contain_text(re.compile("Checked"))
    assert card.get_by_text("Not yet checked by your employer").count()

    page.goto("/workplace/gothenburg/lines/")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, "Save what I tried")
    card.reload()
    expect(card.get_by_text("Not yet checked by your employer")).to_have_count(0)
    # With every line on it, it still goes on one sheet of paper for each subject.
    printed = card.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= SUBJECTS


def test_hr_assigns_a_module_and_sees_it(visit):
    page = visit(HR)
    page.goto("/hr/assign/")
    before = page.locator("table tbody tr").count()
    due = date.today() + timedelta(days=30)  # noqa: DTZ011
    fill_assignment(page, "before-you-start", "Leeds", due.isoformat())
    press(page, "What will happen")
    page.locator("#before-you-start-asked summary").click()
    press(page, "Show the names")
    expect(page.locator("#before-you-start-asked li").first).to_contain_text("Leeds")
    press(page, "Assign to")
    expect(page.get_by_role("status").first).to_contain_text("people are asked.")
    page.goto("/hr/assign/")
    assert page.locator("table tbody tr").count() == before + 1
    row = page.locator("table tbody tr", has_text="Before you start").first
    expect(row).to_contain_text("Leeds")
    page.goto("/hr/people/?site=leeds")
    expect(page.locator("main .aw-picks")).to_contain_text("Before you start")
    page.goto("/hr/assign/")
    row.get_by_role("link", name="Before you start").click()
    page.get_by_role("link", name="Withdraw it").click()
    expect(page.locator(".aw-sentence")).to_contain_text("will no longer be asked")
    press(page, "Withdraw it")
    expect(page.get_by_role("status").first).to_contain_text("Withdrawn.")
    press(page, "Take the withdrawal back")
    expect(page.get_by_role("status").first).to_contain_text("Taken back.")
    page.get_by_role("link", name="Withdraw it").click()
    press(page, "Withdraw it")
    page.goto("/hr/assign/")
    assert page.locator("table tbody tr").count() == before


def test_hr_finds_no_module_of_peoples_own_choice(visit, server):
    titles = of_own_choice(server.database)
    assert titles, "a module of one's own choice ships"
    for who, addresses in (
        (HR, ("/hr/", "/hr/people/", "/hr/assign/", "/hr/export.csv")),
        (MANAGER, ("/team/", "/team/export.csv")),
    ):
        page = visit(who)
        for address in addresses:
            text = page.request.get(address).text()
            assert not [title for title in titles if title in text], address


def test_the_emergency_number_is_the_first_thing_on_a_small_phone(visit):
    for who in (SAMIR, None):
        page = visit(who, size=NARROW)
        page.goto("/help/")
        number = page.get_by_role("link", name=re.compile(r"Call 1\d\d")).first
        box = number.bounding_box()
        assert box["y"] + box["height"] <= NARROW["height"]
