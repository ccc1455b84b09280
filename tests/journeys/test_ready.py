"""HR makes everything ready: four steps, what is said beside them, the law, and the help card that
opens by a link until it is renewed. Every page on the way is clean for axe."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.audit import audit
from tests.journeys.browser import NARROW
from tests.journeys.people import HR, LATER, SAMIR, SUBJECTS, YEAR
from tests.journeys.states import follow, press

SITES = ("cork", "gothenburg", "leeds")
NEEDS = ("crisis", "report", "survivor", "thoughts")


def _enter_and_try_lines(page: Page, slug: str) -> None:
    """A line for each need of which there is none to try, then a tick at every line."""
    for need in NEEDS:
        page.goto(f"/workplace/{slug}/lines/{need}/")
        page.get_by_label("Who answers").fill(f"Our line for {need}")
        page.get_by_label(re.compile("Phone")).fill("020 910 0105")
        press(page, "Save")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, "Save what I tried")


def _say(page: Page, subject: str, button: str) -> None:
    follow(page, page.locator(f"#{subject}").get_by_role("button", name=button))


def test_hr_goes_through_the_four_steps_and_the_checklist(visit, server):
    page = visit(HR)
    page.goto("/workplace/")
    expect(page.locator("#contacts")).to_contain_text("Cork: no support line tried for:")
    wrong = audit(page, "four steps")
    for slug in SITES:
        _enter_and_try_lines(page, slug)
    page.goto("/workplace/")
    expect(page.get_by_text("All four steps are done.")).to_be_visible()
    expect(page.locator(".aw-four > li.is-done")).to_have_count(4)

    _say(page, "legal_basis", "Mark as done")
    press(page, "Mark as none here")
    _say(page, "backup", "Mark as done")
    press(page, "Send the test mail")
    expect(page.get_by_role("status").first).to_contain_text(f"A mail was sent to {HR.sign_in}")
    assert f"-- Mail to {HR.sign_in}: " in server.log()
    for subject in ("legal_basis", "works_council", "test_mail", "backup"):
        expect(page.locator(f"#{subject}")).to_contain_text(HR.name)
    expect(page.locator("#checklist ~ ul").get_by_text("Not marked yet")).to_have_count(0)
    _say(page, "backup", "Take it back")
    expect(page.locator("#backup")).to_contain_text(f"Taken back by {HR.name}")
    wrong += audit(page, "four steps, all done")
    assert not wrong, "\n".join(wrong)


def test_the_law_stands_on_the_help_card_as_long_as_it_is_approved(visit):
    page, card = visit(HR), visit(SAMIR)
    card.goto("/help/")
    expect(card.get_by_text("What the law asks here")).to_have_count(0)
    page.goto("/workplace/law/SE/")
    page.get_by_label("What the law asks here").fill("Looking is enough.")
    page.get_by_label("Approved by").fill("Agnes Ström")
    page.get_by_label("Their role").fill("Legal counsel")
    page.get_by_label("Approved on").fill("2026-01-08")
    page.get_by_label("Expires on").fill(LATER)
    press(page, "Save")
    expect(page.locator("main")).to_contain_text(f"Shown until 8 January {YEAR}")
    card.reload()
    said = "Approved by Agnes Ström, Legal counsel, on 8 January 2026."
    expect(card.locator("#law")).to_contain_text(said)
    page.goto("/workplace/law/SE/")
    press(page, "Take the card back")
    card.reload()
    expect(card.get_by_text("Looking is enough.")).to_have_count(0)


def test_an_outsider_opens_the_card_by_its_link_until_it_is_renewed(visit):
    page = visit(HR)
    page.goto("/workplace/gothenburg/contact/3/")  # for the youngest: a line more on the sheet
    page.get_by_label("Name").fill("Liv Sandahl")
    page.get_by_label("Phone").fill("031-390 06 44")
    press(page, "Save")
    page.goto("/workplace/gothenburg/link/")
    press(page, "Make the link")
    first = page.locator("a.aw-anywhere").get_attribute("href")
    expect(page.locator(".aw-qr").first).to_be_visible()
    wrong = audit(page, "help card by link, for HR")
    # On paper it is the card alone, on one sheet for each subject.
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= SUBJECTS

    outsider = visit(size=NARROW)
    outsider.goto(first)
    assert outsider.context.cookies() == []
    numbers = outsider.locator("main a[href^='tel:']")
    boxes = [numbers.nth(place).bounding_box() for place in range(3)]
    expect(numbers.first).to_contain_text("Call 112")
    assert all(box["y"] + box["height"] <= NARROW["height"] for box in boxes)
    # The number comes before the words.
    assert boxes[0]["y"] < outsider.locator(".aw-five").first.bounding_box()["y"]
    assert "abuse" not in outsider.title().lower()
    wrong += audit(outsider, "help card by its link")

    press(page, "Renew the link")
    second = page.locator("a.aw-anywhere").get_attribute("href")
    assert second != first
    outsider.goto(first)
    expect(outsider.get_by_text("In danger now?")).to_be_visible()
    expect(outsider.get_by_text("Gothenburg")).to_have_count(0)
    wrong += audit(outsider, "help card by a link that was renewed")
    outsider.goto(second)
    expect(outsider.get_by_role("heading", name="Karin Sandell").first).to_be_visible()
    assert not wrong, "\n".join(wrong)
