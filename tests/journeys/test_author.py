"""An author mends a wrong figure in the browser, sees what it touched, and looks at all of it."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.journeys.audit import audit
from tests.journeys.keys import tab_to
from tests.journeys.people import AUTHOR, HR, MANAGER
from tests.journeys.server import ROOT, manage
from tests.journeys.states import CHECKING, follow

PACK = "child-protection/reports/netclean-2016"
FIGURE = "/studio/figures/netclean-2016/identify-no/"
PAGE = "/library/netclean-2016/finding-children/"
RIGHT, WRONG = "Do not work with victim identification", "Do not work: with victim identification"
# A page, a question and a drawing.
RESTS = (
    "The child comes first",
    "In the NetClean Report 2016",
    "Almost two thirds of the officers",
)


@pytest.fixture
def planted(server):
    """A label that says the opposite, in a pack that somebody loaded: no check can see that. The
    next file begins with the content that ships."""
    mine = server.content / PACK
    shutil.copytree(ROOT / "fixtures" / PACK, mine)
    file = mine / "figures.csv"
    text = file.read_text(encoding="utf-8")
    assert text.count(RIGHT) == 1
    file.write_text(text.replace(RIGHT, WRONG), encoding="utf-8")
    manage(server, "load_content")
    return file


def test_an_author_mends_a_figure_and_looks_at_what_rests_on_it(visit, planted):
    page, wrong = visit(AUTHOR), []
    page.goto(FIGURE)
    expect(page.get_by_text(WRONG).first).to_be_visible()
    follow(page, page.get_by_role("link", name="Edit this figure"))
    wrong += audit(page, "the figure's form")

    # By keyboard alone: to the field, another text in it, and to the button.
    field = page.get_by_label("What it counts, in our own words")
    tab_to(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.type(RIGHT)
    tab_to(page, page.get_by_role("button", name="Check and save"))
    with page.expect_navigation():
        page.keyboard.press("Enter")

    # The page waits for the worker, and goes on by itself.
    expect(page.get_by_role("heading", name="Saved and loaded")).to_be_visible(timeout=CHECKING)
    expect(page.locator("main del").first).to_have_text(":")
    expect(page.get_by_text("netclean-2016/finding-children")).to_be_visible()
    wrong += audit(page, "what the edit touched")
    assert RIGHT in planted.read_text(encoding="utf-8")

    follow(page, page.get_by_role("link", name="What rests on a changed figure"))
    section = page.locator("section", has_text="netclean-2016:identify-no")
    # Loaded wrong, then mended: nobody had looked in between, so both stand there.
    expect(section.locator("del")).to_have_text([WRONG, RIGHT])
    expect(section.locator("ins")).to_have_text([RIGHT, WRONG])
    buttons = section.get_by_role("button", name=re.compile("I have looked at it"))
    expect(buttons).to_have_count(len(RESTS))
    wrong += audit(page, "what waits")

    follow(page, section.get_by_role("link", name=RESTS[0]))
    expect(page).to_have_url(re.compile(PAGE))
    page.go_back()
    tab_to(page, section.get_by_role("button", name=re.compile(RESTS[0])), most=200)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"You have looked at “{RESTS[0]}”")
    for left in range(len(RESTS) - 1, 0, -1):
        expect(buttons).to_have_count(left)
        follow(page, buttons.first)
    expect(page.get_by_text("netclean-2016:identify-no")).to_have_count(0)
    wrong += audit(page, "looked at")
    assert not wrong, "\n".join(wrong)


def test_nobody_else_sees_the_list(visit):
    for who in (HR, MANAGER, None):
        page = visit(who)
        page.goto("/studio/stale/")
        expect(page.get_by_text("I have looked at it")).to_have_count(0)
        expect(page.get_by_role("heading", name="What rests on a changed figure")).to_have_count(0)
