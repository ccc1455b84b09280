"""Authors without a mouse: from a report to a page and a question, a review, and two at one draft.

No control is more than FAR presses of Tab away from where the press before it led. What has the
focus is always to be seen.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import keys
from tests.journeys.browser import NARROW, WIDE
from tests.journeys.people import AUTHOR, AUTHOR_BESIDE
from tests.journeys.states import CHECKING, follow

FAR = 20
REPORT = """# Noise at work in small firms 2025

Published by the Office for Working Conditions, March 2025.

## Noise at the place of work

Of the employees, 34 % say that they are disturbed by noise every day.
Of the employees, 21 % say that they wear hearing protection every day.
"""
TYPED = {
    "Out of what, or of whom": "employees of small firms who answered",
    "Base: how many answered": "1204",
    "What was asked": "Are you disturbed by noise?",
    "As of": "2025-01-31",
}
# Of a drawing read where there is little room: numbers that are broken, and what lies on its link.
CROWDED = """() => [...document.querySelectorAll(".aw-chart__do")].flatMap(e => {
    const end = e.querySelector("summary").getBoundingClientRect().right;
    const broken = [...e.querySelectorAll("td.is-n")].filter(cell => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return !/\\s/.test(cell.innerText) && range.getClientRects().length > 1;
    });
    const link = e.querySelector(":scope > .aw-link");
    return [...broken.map(cell => cell.innerText),
        ...link && link.getBoundingClientRect().left < end ? [link.innerText] : []];
})"""
IN_FOCUS = "document.activeElement"


def go(page: Page, wanted: Locator, *, most: int = FAR) -> None:
    keys.press(page, wanted, most=most)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def confirm_all(page: Page) -> None:
    """Enter on what has the focus, which is the next that waits; what is empty is written."""
    for _field in range(20):
        expect(focused(page)).to_have_count(1)
        if page.evaluate(f"{IN_FOCUS}.tagName") == "A":
            return
        if page.evaluate(f"{IN_FOCUS}.tagName") != "BUTTON":
            label = page.evaluate(f"{IN_FOCUS}.labels[0].innerText")
            page.keyboard.type(next(words for name, words in TYPED.items() if name in label))
            keys.tab(page)
        with page.expect_navigation(wait_until="load"):
            page.keyboard.press("Enter")
    raise AssertionError(f"{page.url}: no end of fields")


@pytest.mark.parametrize("js", [True, False])
def test_from_a_report_to_a_page_and_a_question(visit, tmp_path, js):
    file = tmp_path / "noise.md"
    file.write_text(f"{REPORT}\nWith{'' if js else 'out'} a script.\n", encoding="utf-8")
    page = visit(AUTHOR, js=js)
    page.goto("/studio/reports/")
    keys.tab_to(page, page.get_by_label("File"), most=FAR)
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(file)
    go(page, button(page, "Read the report"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Noise", timeout=CHECKING)

    go(page, page.locator("a.aw-mark", has_text="34"))
    keys.tab_to(page, page.locator("#number [name=subject]"), most=2)
    page.keyboard.type("Child protection")
    go(page, button(page, "and pick this number"), most=3)
    confirm_all(page)
    # On from the number that was picked last, and not from the top of the page.
    go(page, page.get_by_role("link", name="Pick another number"), most=4)
    go(page, page.locator("a.aw-mark", has_text="21"), most=3)
    with page.expect_navigation():
        page.keyboard.press("Enter")  # the button that picks it
    confirm_all(page)

    go(page, page.get_by_role("link", name="Make a page with these 2 figures"), most=4)
    page.keyboard.type("One in three is disturbed")
    go(page, button(page, "Begin"), most=5)
    page.keyboard.type("The office asked about noise.")  # the lead has the focus
    if js:  # it saves by itself, and whoever is at a button that it replaces stays there
        page.keyboard.press("Shift+Tab")
        mark = button(page, "is no claim")
        expect(mark).to_be_focused()
        page.evaluate("document.querySelector('#saved').dataset.old = 'yes'")
        expect(page.locator("#saved:not([data-old])")).to_be_visible()
        expect(mark).to_be_focused()
    go(page, page.locator("[name=save]"), most=FAR)
    expect(page.locator("[name=save]")).to_be_focused()
    go(page, button(page, "Save, then: Questions on its figures"), most=3)
    page.goto("/studio/offers/netclean-2018/?family=Q13")
    go(page, button(page, "Take").first, most=FAR)
    expect(page.locator("#at [role=status]")).to_be_in_viewport()


def test_a_review_is_read_commented_on_and_returned(visit):
    page = visit(AUTHOR)
    page.goto("/studio/reviews/")
    go(page, page.get_by_role("link", name="A page of its own"))
    page.set_viewport_size(NARROW)
    page.locator(".aw-chart__do > details").first.evaluate("e => { e.open = true; }")
    assert page.evaluate(CROWDED) == []
    page.set_viewport_size(WIDE)
    keys.tab_to(page, page.get_by_role("link", name="To what you say of it").first, most=FAR)
    page.keyboard.press("Enter")
    keys.tab_to(page, page.locator(".aw-rev__say > summary").first, most=3)
    page.keyboard.press("Enter")
    keys.tab_to(page, page.locator(".aw-rev__say textarea").first, most=3)
    page.keyboard.type("Is it all of them?")
    keys.tab(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    end = page.get_by_role("link", name="To the end of the review")
    keys.tab_to(page, end.last, most=4)
    page.keyboard.press("Enter")
    expect(page.locator("#end")).to_be_in_viewport()
    go(page, button(page, "Return to"), most=3)
    expect(page.get_by_role("status").first).to_contain_text("Returned")


@pytest.mark.parametrize("js", [True, False])
def test_two_authors_at_one_draft_lose_no_word(visit, js):
    one, other = visit(AUTHOR, js=js), visit(AUTHOR_BESIDE, js=js)
    one.goto("/studio/contents/?kind=page")
    follow(one, button(one, "Begin a draft").nth(int(js)))
    other.goto(one.url)
    go(other, other.get_by_role("button", name="Take over", exact=True))
    lost, kept = "Words on rain", "Words on snow"
    first, second = (page.locator("[name=lead]") for page in (one, other))
    second.fill(kept)
    go(other, other.locator("[name=save]"), most=FAR + 20)
    first.fill(lost)
    go(one, one.locator("[name=save]"), most=FAR + 20)
    expect(one.locator("#refused")).to_be_focused()
    expect(first).to_have_value(lost)
    expect(one.locator("section[aria-labelledby=both]")).to_contain_text("snow")
    go(one, button(one, "Take over and save").first)
    expect(first).to_have_value(lost)
    # The second one writes on: told, with both texts, and nothing of either is gone.
    second.fill(f"{kept}, more")
    go(other, other.locator("[name=save]"), most=FAR + 20)
    expect(other.locator("#refused")).to_be_focused()
    expect(second).to_have_value(f"{kept}, more")
    keys.to_the_top(other)
    go(other, other.get_by_role("link", name="History"))
    for word in ("rain", "snow"):
        expect(other.locator("main")).to_contain_text(word)
