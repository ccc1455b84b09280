"""On a phone: from the foot of a step to a survivor's line outside in two taps, and back
to the step; at each site of the demo, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import NARROW
from tests.journeys.people import Who
from tests.journeys.states import follow

STEP = "/learn/why-this-is-a-workplace-topic/"
LINES = {
    "Gothenburg": (Who("Maja Lindqvist", "maja.lindqvist@example.com"), "020505050"),
    "Leeds": (Who("Marcus Thackray", "marcus.thackray@example.com"), "08088010818"),
    "Cork": (Who("Orla Desmond", "orla.desmond@example.com"), "1800778888"),
}


def open_a_step(page: Page) -> str:
    """From one's own page to the step where one stands, as a person gets there; its address."""
    follow(page, page.locator("main").get_by_role("link", name=re.compile("^Go on|^Begin")).first)
    route = page.locator("button[name=route][value=begin]")
    if route.count():
        follow(page, route)
    return page.url


@pytest.mark.parametrize("js", [True, False], ids=["with_javascript", "without"])
@pytest.mark.parametrize("site", LINES)
def test_to_a_line_outside_in_two_taps_and_back(visit, site, js):
    who, number = LINES[site]
    page = visit(who, size=NARROW, js=js)
    step = open_a_step(page)
    assert step.count("/") > 5, "this is a step of a module"

    follow(page, page.locator(".aw-support").get_by_role("link", name="Support for survivors"))

    survivor = page.locator("#survivor")
    line = survivor.get_by_role("link").first  # what a second tap dials
    expect(line).to_have_attribute("href", f"tel:{number}")
    expect(line).to_be_in_viewport()
    expect(survivor.get_by_text("Not rung by us.").first).to_be_visible()
    assert "learn" not in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]

    follow(page, page.get_by_role("button", name="Back").last)
    assert page.url.partition("#")[0] == step.partition("#")[0]


def test_where_there_is_no_line_the_link_promises_none(visit):
    who, _number = LINES["Gothenburg"]
    page = visit(who, size=NARROW)
    step = open_a_step(page)
    thoughts = page.locator(".aw-support li", has_text="Your own thoughts worry you")
    follow(page, thoughts.get_by_role("link", name="Whom you can turn to"))
    first, *_others = page.locator("#thoughts").get_by_role("link").all()
    expect(first).to_have_attribute("href", "tel:112")
    expect(first).to_be_in_viewport()
    follow(page, page.get_by_role("button", name="Back").first)
    assert page.url.partition("#")[0] == step.partition("#")[0]
