"""Pictures of the pages, to look at: `python -m tests.journeys.screenshots OUTDIR`.

Each in three: wide (1280 px), narrow (320 px) and dark. Named NN-page-wide.png and so on.
With --docs instead of a folder: the pictures of docs/screens.md and of the README, in docs/images.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.browser import ARGUMENTS, NARROW, WIDE, Visit, sign_in
from tests.journeys.database import RightTexts, right_texts
from tests.journeys.people import AUTHOR, HR, MANAGER, PICTURED, SAMIR, Who
from tests.journeys.server import ROOT, Server, prepare, serve
from tests.journeys.small import reduce
from tests.journeys.states import CHECKING, follow, press
from tests.journeys.studio_states import send
from tests.journeys.walk import Walker
from tests.reading.made import pdf

IMAGES = ROOT / "docs" / "images"
WHOLE = ("first-decision", "first-decision-answered", "help-card")  # the others as the window is
HR_GUIDE = {
    "hr-choose-file": "/hr/people/import/",
    "hr-ways-in": "/hr/people/ways-in/",
    "hr-staff": "/hr/people/staff/",
    "hr-places": "/hr/people/places/",
}
VARIANTS = {"wide": (WIDE, "light"), "narrow": (NARROW, "light"), "dark": (WIDE, "dark")}


def learner(page: Page, right: RightTexts) -> Iterator[str]:
    """From sign-in to the end of a module; yields a name where a picture is due."""
    page.goto("/")
    yield "12-sign-in"
    sign_in(page, PICTURED)
    page.goto("/learn/why-this-is-a-workplace-topic/")
    yield "02-before-you-start"
    walker = Walker(page, right, wrong=1)
    walker.until("read")
    yield "20-short-text"
    walker.until("estimate")
    yield "04-estimate"
    walker.step()
    yield "04-estimate-after"
    page.goto("/learn/")
    yield "01-learn-home"
    follow(page, page.locator("main").get_by_role("link", name="Go on"))
    walker.until("check")
    yield "03-headline"
    walker.step()
    yield "03-headline-answered"
    walker.until("sort")
    yield "03-sort"
    walker.step()
    yield "03-sort-answered"
    walker.until("check")
    yield "21-check"
    walker.step()
    yield "21-check-feedback"
    walker.until("commit")
    yield "22-contact"
    walker.finish()
    yield "09-completion"
    page.goto("/learn/what-to-do/")
    walker.until("scenario")
    yield "05-scenario"
    walker.step()
    yield "05-scenario-feedback"
    walker.until("again")
    yield "05-scenario-end"
    walker.step()
    walker.step()
    yield "05-scenario-feedback-best"
    walker.until("read")
    yield "05-the-rule"
    walker.until("match")
    yield "05-in-order"
    walker.step()
    yield "05-in-order-answered"
    page.goto("/learn/away/")
    yield "06-step-away"
    page.goto("/library/")
    yield "10-library"
    page.goto("/library/netclean-2018/about-this-report/")
    yield "10-about-this-report"


def staff(page: Page) -> Iterator[str]:
    sign_in(page, SAMIR)
    yield "23-learn-home-fresh"
    page.goto("/help/")
    yield "07-help-card"
    page.goto("/recorded/")
    yield "24-recorded"


def hr(page: Page) -> Iterator[str]:
    sign_in(page, HR)
    page.goto("/hr/")
    yield "08-hr-monday"
    page.goto("/hr/people/?site=leeds")
    yield "25-people"
    page.goto("/hr/assign/")
    yield "26-assign"
    page.goto("/workplace/")
    yield "11-hr-ready"
    page.goto("/workplace/leeds/lines/")
    yield "27-lines"


def manager(page: Page) -> Iterator[str]:
    sign_in(page, MANAGER)
    page.goto("/team/")
    yield "28-team"


def take(page: Page, name: str, folder: Path) -> None:
    for variant, (size, scheme) in VARIANTS.items():
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=folder / f"{name}-{variant}.png", full_page=True)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")


def docs(browser: Browser, server: Server) -> Iterator[tuple[str, Page]]:
    """The five screens of docs/screens.md, the decision of the README and the pages of
    docs/hr-guide.md and docs/studio-guide.md, each as it fits best."""

    def visit(who: Who, width: int, height: int) -> Page:
        visit = Visit(browser, server.url, size={"width": width, "height": height})
        visit.sign_in(who)
        return visit.page

    page = visit(PICTURED, 1280, 1060)
    page.goto("/learn/why-this-is-a-workplace-topic/")
    yield "before-you-start", page
    page.set_viewport_size(NARROW)
    walker = Walker(page, right_texts(server.database), wrong=1)
    page.goto("/learn/what-to-do/")
    walker.until("scenario")
    yield "first-decision", page
    walker.step()
    yield "first-decision-answered", page
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.evaluate("scrollTo(0, 0)")
    yield "decision", page
    page.set_viewport_size(NARROW)
    walker.leave(page.get_by_role("link", name="Step away").first)
    yield "step-away", page
    page = visit(SAMIR, **NARROW)
    page.goto("/help/")
    yield "help-card", page
    page = visit(HR, 1280, 1060)
    page.goto("/hr/")
    yield "hr-monday", page
    # docs/hr-guide.md, in the order in which a new HR person meets them.
    for name, path in HR_GUIDE.items():
        page.goto(path)
        yield name, page
    page.goto("/hr/people/staff/?q=samir")
    follow(page, page.locator("tbody th a").first)
    yield "hr-person", page
    page = visit(AUTHOR, 1280, 1060)
    for name in studio(page):
        yield name, page


def studio(page: Page) -> Iterator[str]:
    """The pages of docs/studio-guide.md, as an author comes by them; the review was asked of them
    by somebody else (prepare.py)."""
    page.goto("/studio/")
    yield "studio-first"
    page.goto("/studio/reports/")
    lines = [
        "# Working from home", "Published by the Office of Work, 2024.",
        "In 2023 the office asked 1,240 employees whether they worked from home.",
        "Of them 67 % did so at least once a week, and 12 % never did.",
    ]  # fmt: skip
    send(page, pdf(lines, ["Country\tEvery week (%)", "Sweden\t71.3", "Norway\t60.1"]))
    page.get_by_role("heading", name="Working from home", level=1).wait_for(timeout=CHECKING)
    page.locator(".aw-mark", has_text="67").first.click()
    yield "studio-report"
    page.go_back()
    page.locator("[name=subject]").select_option("child-protection")
    press(page, "Work with this report")
    yield "studio-about"
    page.get_by_role("link", name="In the report's text").click()
    page.locator(".aw-mark", has_text="67").first.click()
    press(page, "Pick this number")
    follow(page, page.get_by_role("button", name="Confirm").first)
    yield "studio-figure"
    page.goto("/studio/contents/?kind=page&q=workplace")
    yield "studio-contents"
    page.goto("/studio/drafts/new/module/")
    page.locator("[name=subject]").select_option("child-protection")
    page.locator("[name=title]").fill("Of our own")
    page.locator("[name=copy]").select_option(index=1)
    press(page, "Begin")
    yield "studio-module"
    page.goto("/studio/drafts/new/situation/")
    page.locator("[name=subject]").select_option("child-protection")
    page.locator("[name=title]").fill("Found on a shared laptop")
    page.locator("[name=copy]").select_option("s1")
    press(page, "Begin")
    page.locator("#form1").scroll_into_view_if_needed()
    yield "studio-situation"
    page.goto("/studio/reviews/")
    follow(page, page.get_by_role("link", name="At work, reviewed"))
    yield "studio-review"


def picture(page: Page, name: str) -> None:
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, full_page=name in WHOLE)
    reduce(path)


def main(folder: Path | None) -> None:
    """Pictures of everything, or without a folder those of the docs."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    kept = os.environ.get("JOURNEYS_FOLDER") or tempfile.mkdtemp()
    with serve(prepare(Path(kept))) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=ARGUMENTS
        )
        if folder is None:
            for name, page in docs(browser, server):
                picture(page, name)
                print(name)
            browser.close()
            return
        leads: list[Callable[[Page], Iterator[str]]] = [
            lambda page: learner(page, right_texts(server.database)), staff, hr, manager,
        ]  # fmt: skip
        for lead in leads:
            page = Visit(browser, server.url).page
            for name in lead(page):
                take(page, name, folder)
                print(name)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Which folder? python -m tests.journeys.screenshots OUTDIR (or --docs)")
    main(None if sys.argv[1] == "--docs" else Path(sys.argv[1]))
