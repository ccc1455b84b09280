"""A form of authors or HR when things go wrong: what was typed stays, and a sentence says why."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from awareness.content.reading.refused import MAX_BYTES
from tests.journeys.browser import under_tools
from tests.journeys.people import AUTHOR, HR, PASSWORD
from tests.journeys.states import follow

NEW = "/studio/drafts/new/subject/"
EDIT = "/studio/edit/figures/netclean-2016/identify-no/"
ALIVE = re.compile(r"/livez$")
KINDS = {
    "offline": (lambda route: route.abort("internetdisconnected"), "no connection"),
    "down": (lambda route: route.abort("connectionrefused"), "no connection"),
    "502": (lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), "on our side"),
}
PAGE, TITLE = "/studio/drafts/new/page/", "Title: what was found, in one line"
CONTACT = "/workplace/gothenburg/contact/2/"  # whom to tell, which HR writes
NAME, COUNTS = "Name", "What it counts, in our own words"
TYPED = "Typed, and not to be lost"


def typed_at(page: Page, address: str, label: str):
    page.goto(address)
    field = page.get_by_label(label, exact=True)
    field.fill(TYPED)
    return field


def button(page: Page):
    return page.locator("main form[method=post]").first.locator("button.btn-primary").last


@pytest.mark.parametrize(("address", "label"), [(EDIT, COUNTS), (PAGE, TITLE)])
def test_where_nothing_answers_the_form_stays(visit, address, label):
    """Of a long form, and of one without a text that takes long to write."""
    page = visit(AUTHOR)
    under_tools.add(page)
    field = typed_at(page, address, label)
    for answer, words in KINDS.values():
        page.route(ALIVE, answer)
        button(page).click()
        said = page.locator("main p[data-request].invalid-feedback")
        expect(said).to_contain_text(words)
        expect(said).to_be_focused()
        expect(field).to_have_value(TYPED)
        page.unroute(ALIVE)
    # Slow: the button waits, and a second press sends nothing.
    held: list[Route] = []
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.route(ALIVE, lambda route: held.append(route))  # Playwright marks what it is given
    button(page).click()
    expect(page.locator("main p[data-request]")).to_have_text("Sending. One moment.")
    button(page).click(force=True)
    assert len(held) == 1
    with page.expect_navigation():
        held[0].continue_()
    assert sent.count("POST") == 1


def test_a_file_that_is_too_large_is_told_before_it_is_sent(visit):
    page = visit(AUTHOR)
    under_tools.add(page)
    page.goto("/studio/reports/")
    field = page.locator("input[type=file]")
    assert field.get_attribute("data-most") == str(MAX_BYTES)
    field.evaluate("field => { field.dataset.most = 10 }")  # for a file of 50 MB
    field.set_input_files({"name": "a.md", "mimeType": "text/plain", "buffer": b"Of us 12 % work."})
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    button(page).click()
    said = page.locator("main p[data-request].invalid-feedback")
    expect(said).to_contain_text("50 MB")
    expect(said).to_be_focused()
    assert sent == []
    field.set_input_files({"name": "a.md", "mimeType": "text/plain", "buffer": b"12 %"})
    follow(page, button(page))
    assert "POST" in sent


@pytest.mark.parametrize(
    ("who", "address", "label", "js"),
    [
        (AUTHOR, NEW, NAME, True),
        (AUTHOR, NEW, NAME, False),
        (HR, CONTACT, f"{NAME}*", True),
        (HR, CONTACT, f"{NAME}*", False),
    ],
)
def test_a_session_that_ends_while_somebody_writes(visit, who, address, label, js):
    page = visit(who, js=js)
    under_tools.add(page)
    field = typed_at(page, address, label)
    page.context.clear_cookies()
    form = page.locator("main form[method=post]").filter(has=field)
    follow(page, form.locator("button, input[type=submit]").last)
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    page.get_by_label("E-mail or employee number").fill(who.sign_in)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What you typed is kept")).to_be_visible()
    expect(page.get_by_text(TYPED)).to_be_visible()
    follow(page, page.get_by_role("button", name="Send it now"))
    # The author's form lacks something and comes back; the contact is saved.
    if who is AUTHOR:
        expect(page.get_by_label(label, exact=True)).to_have_value(TYPED)
    else:
        expect(page.get_by_role("link", name=TYPED)).to_be_visible()
