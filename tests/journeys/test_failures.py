"""An answer that does not get through: words beside the button, the choice stays, trying again
works. On a decision, a guess and a question."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.browser import PATIENCE, sign_in, under_tools
from tests.journeys.database import right_texts
from tests.journeys.people import FAILED, PASSWORD
from tests.journeys.walk import Walker

ANSWER = re.compile(r"/answer/$")
FOREIGN = "<html><body><h1>Welcome to the hotel</h1></body></html>"
# kind: what comes in place of an answer, and words that are said then
KINDS = {
    "offline": (lambda route: route.abort("internetdisconnected"), "no connection"),
    "404": (lambda route: route.fulfill(status=404, body=FOREIGN), "not open to you any more"),
    "429": (lambda route: route.fulfill(status=429, body=FOREIGN), "Too much was sent at once"),
    "500": (lambda route: route.fulfill(status=500, body=FOREIGN), "broke on our side"),
    "403": (lambda route: route.fulfill(status=403, body=FOREIGN), "older than your last sign-in"),
    "foreign": (
        lambda route: route.fulfill(status=200, content_type="text/html", body=FOREIGN),
        "Another page came back",
    ),
    "slow": (lambda route: None, "No reply came"),  # the page's patience is cut short for it
}
SELF_CHECK = "/learn/check/netclean-2018/workplace/"
# a kind of question: the module in which one comes to it
PAGES = {
    "estimate": "why-this-is-a-workplace-topic",
    "check": "why-this-is-a-workplace-topic",
    "scenario": "what-to-do",
}


def choose(page: Page, kind: str) -> None:
    if kind == "estimate":
        page.get_by_label("Your guess").fill("321")
    elif kind == "check":
        page.locator("#ask input[name=answer]").first.check()


def button(page: Page):
    return page.locator("#ask form button:not([type=button])").first


def still_chosen(page: Page, kind: str) -> bool:
    if kind == "estimate":
        return page.get_by_label("Your guess").input_value() == "321"
    return kind != "check" or page.locator("#ask input[name=answer]").first.is_checked()


def fails(page: Page, kind: str, failure: str) -> None:
    """One press, and what is said of it."""
    answer, words = KINDS[failure]
    sent: list[str] = []

    def instead(route: Route) -> None:
        sent.append(route.request.url)
        answer(route)

    page.evaluate(f"htmx.config.timeout = {300 if failure == 'slow' else PATIENCE}")
    page.route(ANSWER, instead)
    button(page).click()
    said = page.locator("#ask p[data-request].invalid-feedback")
    expect(said).to_contain_text(words)
    expect(said).to_be_focused()
    expect(page.locator("#announce")).to_contain_text(words)
    expect(page.locator("#ask form[aria-busy]")).to_have_count(0)
    expect(page.locator("#ask")).not_to_contain_text("hotel")
    assert still_chosen(page, kind)
    # The token is exchanged once, and then it is said.
    assert len(sent) == (2 if failure == "403" else 1)
    page.unroute(ANSWER)


def waits(page: Page) -> None:
    """While it is under way the button says so, and a second press sends nothing."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.evaluate(f"htmx.config.timeout = {PATIENCE}")
    page.route(ANSWER, hold)
    button(page).click()
    form = page.locator("#ask form[aria-busy=true]")
    expect(form.locator("p[data-request]")).to_have_text("Sending. One moment.")
    expect(form.locator("button[aria-disabled=true]").first).to_be_visible()
    button(page).click(force=True)  # Playwright itself would wait until it may be pressed
    assert len(held) == 1
    held[0].continue_()
    page.unroute(ANSWER)
    expect(page.locator("#feedback")).to_be_visible()


def test_every_kind_of_failure_on_three_pages(visit, server):
    page = visit(FAILED)
    under_tools.add(page)  # the browser and htmx name each failure in the console
    walker = Walker(page, right_texts(server.database))
    for kind, module in PAGES.items():
        page.goto(f"/learn/{module}/")
        walker.until(kind)
        choose(page, kind)
        for failure in KINDS:
            fails(page, kind, failure)
        waits(page)


@pytest.mark.parametrize("js", [True, False])
def test_a_session_that_ends(visit, js):
    """With the script and without it: the same page says so, and leads back with the choice."""
    page = visit(FAILED, js=js)
    under_tools.add(page)
    page.goto(SELF_CHECK)
    address = page.url
    option = page.locator("#ask input[name=answer]").first
    chosen = option.get_attribute("value")
    option.check()
    page.context.clear_cookies(name="sessionid")
    button(page).click()
    expect(page.get_by_text("Your session has ended")).to_be_visible()
    page.get_by_label("E-mail or employee number").fill(FAILED.sign_in)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(address)
    expect(page.locator("#interrupted")).to_be_visible()
    expect(page.locator("#interrupted")).to_be_focused()
    expect(page.locator(f"#ask input[value='{chosen}']")).to_be_checked()


def test_signed_in_again_in_another_tab(visit):
    """The token of this page is void then; it is exchanged, and the answer taken."""
    page = visit(FAILED)
    under_tools.add(page)
    page.goto(SELF_CHECK)
    choose(page, "check")
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    sign_in(other, FAILED)
    other.close()
    button(page).click()
    expect(page.locator("#feedback")).to_be_visible()
