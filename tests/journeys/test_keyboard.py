"""A small screen and no mouse: the whole of "What to do" with Tab, Enter, Space and the arrows.

After an answer the focus is at what came back; nothing scrolls sideways; every control is reached
and seen; what a screen reader reads out has the right order; axe finds nothing.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import keys
from tests.journeys.audit import narrow
from tests.journeys.browser import NARROW
from tests.journeys.database import RightTexts, completed, right_texts
from tests.journeys.people import HR, KEYS, PASSWORD, SAMIR
from tests.journeys.walk import Walker

MODULE = "what-to-do"


def in_order(page: Page, *wanted: str) -> None:
    """These come one after another in what a screen reader reads out."""
    tree = page.locator("body").aria_snapshot()
    at = 0
    for each in wanted:
        found = tree.find(each, at)
        assert found >= 0, f"{page.url}: {each!r} does not come after what is before it in\n{tree}"
        at = found + len(each)


def sign_in(page: Page) -> None:
    page.goto("/")
    keys.tab_to(page, page.get_by_label("E-mail or employee number"))
    page.keyboard.type(KEYS.sign_in)
    keys.tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    assert page.evaluate(keys.SEEN)


class Hands(Walker):
    """Takes a module by keyboard alone, and looks at each kind of page it meets."""

    def __init__(self, page: Page, right: RightTexts, **more):
        super().__init__(page, right, **more)
        self.wrong_pages: list[str] = []
        self.looked_at: set[str] = set()
        self.presses = ["Enter", "Space"]  # both press a button

    def look(self) -> None:
        """Every page: axe, and nothing sideways. The first of each kind: every control as well."""
        kind = self.at
        self.wrong_pages += narrow(self.page, f"{kind} {self.page.url}")
        if kind not in self.looked_at:
            assert keys.tab_through(self.page) > 2
        self.looked_at.add(kind)

    def step(self) -> str:
        self.look()
        return super().step()

    def leave(self, button) -> None:
        is_link = button.evaluate("e => e.tagName") == "A"
        keys.press(self.page, button, "Enter" if is_link else self.presses[0])
        self.presses.reverse()

    def answer(self, button, *, double: bool = False) -> None:
        keys.tab_to(self.page, button)
        self.page.evaluate("window.stayed = true")
        with self.page.expect_response(lambda r: "/answer/" in r.url and r.ok):
            self.page.keyboard.press(self.presses[0])
        self.presses.reverse()
        self.arrived("#feedback")
        # The part that has the focus is named by its heading, so that is what is read out.
        heading = self.page.locator("#feedback h2").first
        named = self.page.locator("#feedback").get_attribute("aria-labelledby")
        assert heading.get_attribute("id") == named
        expect(heading).to_be_in_viewport()
        self.look()

    def choose_whom(self) -> None:
        """The contact, by the arrows: down, and up again."""
        first, second = self.page.locator("main input[name=contact]").all()
        keys.tab_to(self.page, first)
        self.page.keyboard.press("ArrowDown")
        expect(second).to_be_checked()
        self.page.keyboard.press("ArrowUp")
        expect(first).to_be_checked()
        self.leave(self.page.get_by_role("button", name="I know whom to tell"))


def test_what_to_do_by_keyboard_alone_on_a_small_screen(visit, server):
    page = visit(size=NARROW)
    sign_in(page)
    keys.press(page, page.locator("main").get_by_role("link", name="What to do").last)
    hands = Hands(page, right_texts(server.database), wrong=1)
    in_order(
        page, 'heading "Before you start" [level=1]', "No photographs", 'button "Begin',
        'button "Plain version', 'button "Later', 'link "Someone to talk to',
        'heading "Step by step" [level=2]',
    )  # fmt: skip
    hands.until("scenario")
    in_order(
        page, "Step 1 of 9", "heading", "[level=1]", "paragraph:", "paragraph:",
        'group "What do you do first?"', "button", "Take your time.",
        'heading "Someone to talk to" [level=2]', "danger now",
    )  # fmt: skip
    hands.step()
    in_order(
        page, "Step 1 of 9", "heading", "[level=1]", "paragraph:", "paragraph:", "You chose",
        'region "A common first reaction"', 'heading "A common first reaction" [level=2]',
        'heading "That moment again" [level=2]', 'button "That moment again"',
        'link "See what follows first"', 'heading "Someone to talk to" [level=2]',
    )  # fmt: skip
    hands.until("commit")
    hands.look()
    in_order(
        page, 'heading "Your contact" [level=1]', 'group "Whom would you tell first?"', "radio",
        'button "I know whom to tell"', 'heading "Someone to talk to" [level=2]',
    )  # fmt: skip
    hands.choose_whom()
    assert hands.at == "done"
    hands.look()
    assert completed(server.database, KEYS.sign_in) == ["before-you-start", MODULE]
    assert "again" in hands.met
    assert not hands.wrong_pages, "\n".join(hands.wrong_pages)


def test_away_and_help_by_keyboard(visit):
    page = visit(SAMIR, size=NARROW)
    page.goto(f"/learn/{MODULE}/")
    keys.press(page, page.get_by_role("button", name="Later"))
    in_order(page, 'heading "Saved." [level=1]', 'link "Home"', 'link "Someone to talk to"')
    assert keys.tab_through(page) >= 3
    keys.press(page, page.locator("main").get_by_role("link", name="Someone to talk to"))
    in_order(
        page, 'heading "Help card for Gothenburg" [level=1]', "Is somebody in danger now?",
        'link "Call 112"', "Otherwise, tell", "No answer, or it concerns them",
        "You may call the police yourself", "Stop", "Leave it", "Tell", "Note", "Look after",
        'heading "Somebody outside',
    )  # fmt: skip
    assert keys.tab_through(page) > 5


@pytest.mark.parametrize("address", ["/hr/", "/hr/assign/", "/workplace/"])
def test_hr_by_keyboard(visit, address):
    page = visit(HR, size=NARROW)
    page.goto(address)
    assert keys.tab_through(page) > 5
