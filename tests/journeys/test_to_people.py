"""The second half of an author's way: what is in review is answered, approved and published, and HR
assigns a module. Without a mouse; and, from an offer on, without JavaScript."""

from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.journeys import keys
from tests.journeys.people import AUTHOR, AUTHOR_BESIDE, HR
from tests.journeys.prepare import REVIEWED
from tests.journeys.states import CHECKING, fill_assignment, follow, press

FAR = 20  # presses of Tab from where the one before led
MODULE, TITLE = "what-to-do", "What to do"
DUE = date.today() + timedelta(days=30)  # noqa: DTZ011


def go(page: Page, wanted: Locator, *, most: int = FAR) -> None:
    keys.press(page, wanted, most=most)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def go_on_until_checked(page: Page) -> None:
    """Without JavaScript a form that waits for a check is sent again by its button."""
    for _press in range(CHECKING // 1000):
        if not page.get_by_role("heading", name="Being checked").count():
            return
        page.wait_for_timeout(1000)
        press(page, "Go on")
    raise AssertionError(f"{page.url}: never checked")


def wait_until_published(page: Page) -> None:
    """From a review that was approved: the page says so once somebody looks again."""
    expect(page.get_by_text("Approved. It is being published.")).to_be_visible(timeout=CHECKING)
    for _look in range(CHECKING // 1000):
        if page.get_by_text("Published: learners read it from now on.").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(f"{page.url}: not published")


def test_a_comment_is_answered_approved_and_a_module_assigned_by_keyboard(visit):
    writer, reader, hr = visit(AUTHOR_BESIDE), visit(AUTHOR), visit(HR)
    writer.goto("/studio/reviews/")
    go(writer, writer.get_by_role("link", name=REVIEWED))
    keys.tab_to(writer, writer.locator(".aw-say summary"), most=FAR)
    writer.keyboard.press("Enter")
    keys.tab_to(writer, writer.locator(".aw-say textarea"), most=2)
    writer.keyboard.type("In all.")
    go(writer, writer.locator(".aw-say").get_by_role("button", name="Answer"), most=2)
    expect(writer.locator(".aw-say")).to_contain_text("In all.")

    reader.goto("/studio/reviews/")
    go(reader, reader.get_by_role("link", name=REVIEWED), most=2 * FAR)
    go(reader, button(reader, "Close this comment"))
    go(reader, button(reader, "It is right: approve and publish"), most=FAR)
    wait_until_published(reader)

    hr.goto("/hr/assign/")
    keys.tab_to(hr, hr.get_by_label("Module or track"), most=FAR)
    hr.keyboard.type(TITLE)
    site = hr.get_by_label("Leeds")
    keys.tab_to(hr, site, most=FAR)
    hr.keyboard.press("Space")
    keys.tab_to(hr, hr.get_by_label("Due day"), most=FAR)
    hr.keyboard.type(DUE.strftime("%m%d%Y"))
    expect(hr.get_by_label("Due day")).to_have_value(DUE.isoformat())
    go(hr, button(hr, "What will happen"), most=FAR)
    go(hr, button(hr, "Assign to"), most=FAR)
    expect(hr.get_by_role("status").first).to_contain_text("people are asked.")


def test_from_an_offer_to_a_module_that_is_assigned_without_javascript(visit):
    writer, reader, hr = (visit(who, js=False) for who in (AUTHOR_BESIDE, AUTHOR, HR))
    writer.goto("/studio/offers/netclean-2018/?family=Q13")
    follow(writer, button(writer, "Take").first)
    writer.goto("/studio/contents/?kind=module&state=published")
    row = writer.locator("tr", has_text=TITLE).first
    follow(writer, row.get_by_role("button", name="Begin a draft"))
    preview = writer.locator("[name=step1_preview]")
    preview.fill(f"{preview.input_value()} It is short.")
    follow(writer, writer.locator("[name=save]"))

    writer.goto("/studio/reviews/ask/")
    boxes = writer.locator("[name=drafts]")
    for box in boxes.all():
        box.check()
    assert boxes.count() == 2
    writer.get_by_label("Who reads it").select_option(index=1)
    press(writer, "Ask for the review")
    go_on_until_checked(writer)
    expect(writer.get_by_text("asks Hannah Whitaker to read it")).to_be_visible()

    reader.goto(writer.url)
    while button(reader, "It is right").count():
        follow(reader, button(reader, "It is right").first)
    press(reader, "Approve and publish")
    go_on_until_checked(reader)
    wait_until_published(reader)

    hr.goto("/hr/assign/")
    fill_assignment(hr, MODULE, "Leeds", DUE.isoformat())
    press(hr, "What will happen")
    press(hr, "Assign to")
    expect(hr.get_by_role("status").first).to_contain_text("people are asked.")
