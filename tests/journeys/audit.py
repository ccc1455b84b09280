"""Looks at a page as it stands: with axe, at two widths, in light and dark, with wide spacing."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.journeys.browser import NARROW, WIDE, under_tools

TAGS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# In the dark, only what depends on colour can come out otherwise than it did in the light.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUN_AXE = """only => axe.run(document, {
    runOnly: only, resultTypes: ["violations"], preload: false,
}).then(found => found.violations.map(v => v.id + ": "
    + v.nodes.map(n => n.target.join(" ") + " (" + n.failureSummary + ")").join("; ")))"""
# The spacing of WCAG 1.4.12. A sheet made by script is not refused by the site's policy, which so
# stays in force.
SPACING = """on => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
        + " word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets = on ? [sheet] : [];
    return getComputedStyle(document.body).letterSpacing;
}"""
# What reaches further than the window, the innermost first; and what would be cut off unseen.
SIDEWAYS = """() => {
    const root = document.documentElement, wide = [];
    if (root.scrollWidth > innerWidth)
        for (const e of document.querySelectorAll("body *"))
            if (e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".aw-hidden"))
                wide.push(e.tagName + "." + e.getAttribute("class") + " " + e.id);
    return [root.scrollWidth, wide.slice(-3)];
}"""
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter(e => {
    const style = getComputedStyle(e), drawn = style.display !== "inline" && e.clientWidth > 1;
    if (!drawn || e.closest(".aw-hidden, .aw-skip, svg") || !e.textContent.trim()) return false;
    return /hidden|clip/.test(style.overflowX + style.overflowY)
        && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => e.tagName + "." + e.getAttribute("class"))"""


def audit(page: Page, name: str) -> list[str]:
    """What is wrong with the page, in lines that begin with its name. All is put back."""
    wrong = [f"{name}: {said}" for said in _once(page)]
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme, only in (("light", TAGS), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            where = f"{name} ({size['width']}, {scheme})"
            wrong += [f"{where}: {said}" for said in _violations(page, only)]
        wrong += _sideways(page, f"{name} ({size['width']})")
    assert page.evaluate(SPACING, True) != "normal", "the spacing was not applied"
    wrong += _sideways(page, f"{name} (320, spaced)")
    wrong += [f"{name} (320, spaced): cut off: {said}" for said in page.evaluate(CUT_OFF)]
    page.evaluate(SPACING, False)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    return wrong


def narrow(page: Page, name: str) -> list[str]:
    """What is wrong with a page that is 320 px wide already."""
    found = [f"{name}: {said}" for said in _once(page) + _violations(page, TAGS)]
    return found + _sideways(page, name)


def _violations(page: Page, only: dict) -> list[str]:
    under_tools.add(page)  # axe writes style into the page, and the policy refuses it
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN_AXE, only)
    under_tools.discard(page)
    return found


def _once(page: Page) -> list[str]:
    wrong = []
    if (count := page.locator("h1").count()) != 1:
        wrong.append(f"{count} main headings")
    if not page.title().strip(" ·"):
        wrong.append("no title")
    if page.locator("html[lang]").count() != 1:
        wrong.append("no language")
    if page.locator("main").count() != 1:
        wrong.append("no main part")
    return wrong


def _sideways(page: Page, where: str) -> list[str]:
    width, wide = page.evaluate(SIDEWAYS)
    size = page.viewport_size["width"]
    return [f"{where}: {width} px wide: {wide}"] if width > size else []
