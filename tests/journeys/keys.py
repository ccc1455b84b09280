"""A person without a mouse: Tab, Enter, Space and the arrows. What has the focus is to be seen."""

from playwright.sync_api import Locator, Page

SEEN = """() => {
    const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
    const marked = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none";
    return e === document.body || ((marked || style.boxShadow !== "none")
        && box.width > 0 && box.bottom > 0 && box.top < innerHeight
        && box.right > 0 && box.left < innerWidth);
}"""
# What can be operated, in the order of the page. Of a group of radio buttons Tab comes to one.
CONTROLS = """() => {
    const all = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const groups = new Set();
    return [...document.querySelectorAll(all)].filter(e => {
        if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({visibilityProperty: true}))
            return false;
        if (e.type !== "radio") return true;
        const first = !groups.has(e.name);
        groups.add(e.name);
        return first;
    }).length;
}"""
# Marks what has the focus, a radio button for its whole group. Says "new", "again", "within" (a
# part of the same control, as of a day) or "out" (of the page).
MARK = """() => {
    const e = document.activeElement;
    if (e === document.body) return "out";
    const key = e.type === "radio" ? document.querySelector(`input[name="${e.name}"]`) : e;
    const before = window.lastReached;
    window.lastReached = key;
    if (before === key) return "within";
    if (key.dataset.reached === "yes") return "again";
    key.dataset.reached = "yes";
    return "new";
}"""
UNMARK = """() => {
    delete window.lastReached;
    for (const e of document.querySelectorAll("[data-reached]")) delete e.dataset.reached;
}"""
TOP = """() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
}"""


def tab(page: Page, ask: str = "() => true", given=None):
    """Press Tab; what has the focus then is to be seen. Gives what a script says of it."""
    page.keyboard.press("Tab")
    seen, said = page.evaluate(f"given => [({SEEN})(), ({ask})(given)]", given)
    assert seen, f"lost sight of {page.evaluate('document.activeElement.outerHTML')}"
    return said


def tab_to(page: Page, wanted: Locator, *, most: int = 40) -> None:
    """Press Tab until the focus is there; on the way it is always to be seen."""
    element = wanted.element_handle()
    for _press in range(most):
        if tab(page, "wanted => wanted === document.activeElement", element):
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def tab_through(page: Page) -> int:
    """Press Tab from the top to the end: every control is reached once and seen; how many."""
    to_the_top(page)
    wanted, reached = page.evaluate(CONTROLS), 0
    for _press in range(wanted + 20):
        found = tab(page, MARK)
        if found in ("again", "out"):
            break
        reached += found == "new"
    assert reached == wanted, f"{page.url}: Tab reaches {reached} of {wanted} controls"
    page.evaluate(UNMARK)
    to_the_top(page)
    return reached


def to_the_top(page: Page) -> None:
    """The next Tab is the first of the page."""
    page.evaluate(TOP)


def press(page: Page, wanted: Locator, key: str = "Enter", *, most: int = 60) -> None:
    """Reach what leads to another page, and follow it."""
    tab_to(page, wanted, most=most)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)
