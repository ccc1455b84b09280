"""A learner takes all three modules, stops in the middle, and goes on in another browser: once with
JavaScript, once without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.database import completed, responses, right_texts
from tests.journeys.people import SCRIPTED, UNSCRIPTED, Who
from tests.journeys.states import follow
from tests.journeys.walk import Walker

MODULES = ["before-you-start", "why-this-is-a-workplace-topic", "what-to-do"]


def begin(page: Page, title: str) -> None:
    """From one's own page to the first step of a module."""
    follow(page, page.get_by_role("link", name=title).last)
    follow(page, page.locator("button[name=route][value=begin]"))


def go_on(page: Page) -> None:
    """In the second browser: one's own page says where one stopped."""
    expect(page.get_by_text("Where you stopped")).to_be_visible()
    follow(page, page.locator("main").get_by_role("link", name="Go on"))


@pytest.mark.parametrize("who", [SCRIPTED, UNSCRIPTED], ids=["with_javascript", "without"])
def test_takes_three_modules_in_two_browsers(visit, server, who: Who):
    js, right = who is SCRIPTED, right_texts(server.database)

    def walker(page: Page) -> Walker:
        return Walker(page, right, js=js)

    def given() -> int:
        return responses(server.database, who.sign_in)

    page = visit(js=js)
    page.goto("/")
    help_is_near(page)
    page = visit(who, js=js)
    first_screen_has_numbers(page)
    begin(page, "Why this is a workplace topic")

    first = walker(page)
    first.until("estimate")  # the short opening module stands before it
    assert first.met.count("read") >= 3
    assert completed(server.database, who.sign_in) == MODULES[:1]
    bad_guess_loses_nothing(first, js, given)
    first.until("sort")
    first.until("check")
    first.step()  # one question of several: stop in the middle of a check
    answered = given()
    page.reload()
    expect(page.locator("#feedback")).to_be_visible()
    stopped_at = page.url.partition("#")[0]
    assert given() == answered

    page = visit(who, js=js)
    go_on(page)
    assert page.url == stopped_at
    second = walker(page)
    second.finish()
    assert completed(server.database, who.sign_in) == MODULES[:2]
    follow(page, page.get_by_role("link", name="Begin"))

    third = walker(page)
    third.wrong = 1  # the first decision
    third.until("scenario")
    one_answer_however_sent(third, js, given)
    expect(page.get_by_role("heading", name="A common first reaction")).to_be_visible()
    stopped_at = re.sub(r"[?#].*", "", page.url)  # in the middle of a situation

    page = visit(who, js=js)
    go_on(page)
    assert page.url == stopped_at
    expect(page.get_by_role("heading", name="A common first reaction")).to_be_visible()
    fourth = walker(page)
    further = page.get_by_role("link", name="See what follows first")
    while further.count():  # to its end, though that moment would come again at once
        follow(page, further)
        fourth.step()
    title = page.locator("h1").inner_text()
    fourth.step()
    assert page.locator("h1").inner_text() != title, "the same form came again"
    assert page.url == stopped_at
    fourth.finish()
    assert completed(server.database, who.sign_in) == MODULES
    assert given() == first.asked + second.asked + third.asked + fourth.asked

    page.goto("/me/")
    expect(page.get_by_text("Open to read again.")).to_have_count(3)
    page.goto("/learn/")
    expect(page.get_by_role("heading", name="That is all of it. Thank you.")).to_be_visible()


def help_is_near(page: Page) -> None:
    """Before signing in: one click to the help card, with the emergency number on it."""
    card = page.get_by_role("link", name=re.compile("Help card|Someone to talk to")).first
    expect(card).to_be_visible()
    follow(page, card)
    expect(page.get_by_text(re.compile(r"Call 112")).first).to_be_visible()


def first_screen_has_numbers(page: Page) -> None:
    """After signing in the first page shows the emergency number and the named contact's."""
    expect(page.get_by_role("link", name=re.compile("Call 112")).first).to_be_visible()
    expect(page.locator("main a[href^='tel:']").first).to_be_visible()
    expect(page.get_by_role("link", name="Someone to talk to").first).to_be_visible()


def bad_guess_loses_nothing(walker: Walker, js: bool, given) -> None:
    page, before, at = walker.page, given(), walker.page.url
    page.get_by_label("Your guess").fill("lots of them")
    page.get_by_role("button", name="See what was found").click()
    error = page.locator("#ask .invalid-feedback")
    expect(error).to_be_visible()
    expect(error).to_contain_text(re.compile("number", re.IGNORECASE))
    expect(page.get_by_label("Your guess")).to_have_value("lots of them")
    expect(page.get_by_label("Your guess")).to_have_attribute("aria-invalid", "true")
    if js:
        expect(error).to_be_focused()
        expect(page.locator("#announce")).to_have_text(error.inner_text())
    else:
        page.goto(at)  # the step is where it was
    assert given() == before


def one_answer_however_sent(walker: Walker, js: bool, given) -> None:
    """Double click, the same form once more, back, reload: one response, and the same page."""
    page, before = walker.page, given()
    step = page.url.partition("#")[0]
    form = page.locator("#ask form")
    sent = {
        field: form.locator(f"input[name={field}]").get_attribute("value")
        for field in ("csrfmiddlewaretoken", "item", "token")
    }
    address, button = form.get_attribute("action"), walker.decision()
    answer = button.get_attribute("value")
    other = page.locator("button.aw-answer").last.get_attribute("value")
    walker.answer(button, double=True)
    assert given() == before + 1
    told = page.locator("#feedback").inner_text()
    for again in (answer, other):  # a replay, and another answer with the same token
        replayed = page.request.post(address, form=sent | {"answer": again})
        assert replayed.ok
        assert given() == before + 1
    page.reload()
    assert page.locator("#feedback").inner_text() == told
    page.go_back()
    if page.url.partition("#")[0] != step:
        page.go_forward()
    page.goto(step)
    assert page.locator("#feedback").inner_text() == told
    assert given() == before + 1
