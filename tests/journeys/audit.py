"""Looks at a page as it stands: with axe, at two widths, in light and dark, with wide spacing."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from tests.journeys.browser import NARROW, WIDE, under_tools

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The two rules about colours cost most of axe's time, at each width and in each scheme. What they
# say of a text follows from how it is drawn: axe judges each way of drawing once (_judged).
COLOURS = ["color-contrast", "link-in-text-block"]
# How each text is drawn: [rule, key, own], kept with its element at window.drawn in this order.
# `key` is all that the rule goes by: colour, size, weight and the backgrounds behind it; of a link
# with text around it the letters of both. `own` adds its markup, for what axe neither passes nor
# finds wrong. An empty key is never known: another filled box lies across the text, or the text
# hangs out of the box whose background is behind it.
DRAWN = """() => {
    const CLEAR = "rgba(0, 0, 0, 0)", styles = new Map(), chains = new Map();
    const style = e => styles.get(e) || styles.set(e, getComputedStyle(e)).get(e);
    const behind = e => {  // the backgrounds behind e, its own first; and the nearest filled box
        if (!e) return ["", null];
        if (!chains.has(e)) {
            const s = style(e), [further, box] = behind(e.parentElement);
            const filled = s.backgroundColor !== CLEAR || s.backgroundImage !== "none";
            const own = [s.opacity, s.filter, s.mixBlendMode, s.textShadow].join();
            const changed = filled || own !== "1,none,normal,none";
            chains.set(e, [changed ? [s.backgroundColor, s.backgroundImage, own, further].join("|")
                : further, filled ? e : box]);
        }
        return chains.get(e);
    };
    const letters = e => ["color", "fontSize", "fontWeight", "fontStyle", "fontFamily", "outline",
        "textDecoration", "borderBottom", "backgroundColor"].map(name => style(e)[name]).join();
    const shown = [...document.querySelectorAll("body, body *")].filter(e =>
        e.checkVisibility({visibilityProperty: true}) || style(e).display === "contents");
    const boxes = shown.filter(e => behind(e)[1] === e).map(e => [e, e.getBoundingClientRect()]);
    const where = new Map(boxes), range = document.createRange();
    const inside = (r, o) => !o || (r.left >= o.left - 1 && r.right <= o.right + 1
        && r.top >= o.top - 1 && r.bottom <= o.bottom + 1);
    const across = (r, o) => r.left < o.right - 1 && o.left < r.right - 1
        && r.top < o.bottom - 1 && o.top < r.bottom - 1;
    const lies = (o, e) => !o.contains(e)
        && !(e.contains(o) && /static|relative/.test(style(o).position));
    window.drawn = [];
    for (const e of shown) {
        const field = /^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName);
        if (!field && ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
        range.selectNodeContents(e);
        const r = (field ? e : range).getBoundingClientRect(), [chain, box] = behind(e);
        const known = inside(r, box !== document.body && where.get(box))
            && !boxes.some(([o, its]) => lies(o, e) && across(r, its));
        const off = e.matches(":disabled, [aria-disabled=true] *") || !!e.control?.disabled;
        const s = style(e), key = [s.color, s.fontSize, s.fontWeight, off, chain].join(";");
        window.drawn.push([e, "color-contrast", known ? key : "", key + e.outerHTML]);
    }
    for (const e of document.querySelectorAll("a[href]")) {
        if (!shown.includes(e)) continue;
        let block = e.parentElement;
        const around = [letters(e)];
        for (; /^inline/.test(style(block).display); block = block.parentElement)
            around.push(letters(block));
        const linked = [...block.querySelectorAll("a")].map(a => a.textContent).join("");
        if (block.textContent.replace(/\\s/g, "") === linked.replace(/\\s/g, "")) continue;
        const key = [...around, letters(block), behind(e)[0]].join(";");
        window.drawn.push([e, "link-in-text-block", key, key + block.outerHTML]);
    }
    return window.drawn.map(([e, ...rest]) => rest);
}"""
# Runs axe on the whole page, or on the places in window.drawn that `only` names. What it finds
# wrong, in lines, and which of those places it passed and which it found wrong.
RUN_AXE = """([options, only]) => axe.run(
    only ? {include: [...new Set(only.map(n => window.drawn[n][0]))]} : document,
    {...options, preload: false, elementRef: !!only,
     resultTypes: only ? ["violations", "passes"] : ["violations"]},
).then(found => {
    const among = rules => (only || []).filter(n => rules.some(rule =>
        rule.id === window.drawn[n][1] && rule.nodes.some(x => x.element === window.drawn[n][0])));
    return [found.violations.map(v => v.id + ": "
        + v.nodes.map(n => n.target.join(" ") + " (" + n.failureSummary + ")").join("; ")),
        among(found.passes), among(found.violations)];
})"""
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

_judged: set[tuple[str, ...]] = set()  # (rule, key) that passed; (rule, own, where) without fault


def audit(page: Page, name: str) -> list[str]:
    """What is wrong with the page, in lines that begin with its name. All is put back."""
    wrong = [f"{name}: {said}" for said in _once(page)]
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            where = f"{name} ({size['width']}, {scheme})"
            wrong += [f"{where}: {said}" for said in _violations(page, scheme)]
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
    found = [f"{name}: {said}" for said in _once(page) + _violations(page)]
    return found + _sideways(page, name)


def _violations(page: Page, scheme: str = "light") -> list[str]:
    """What axe finds wrong. In the dark, only colours can come out otherwise than in the light."""
    if scheme == "dark":
        return _colours(page, scheme)
    other = {"runOnly": {"type": "tag", "values": TAGS},
             "rules": {rule: {"enabled": False} for rule in COLOURS}}  # fmt: skip
    found, *_none = _axe(page, other, None)
    return found + _colours(page, scheme)


def _colours(page: Page, scheme: str) -> list[str]:
    """What the rules about colours find wrong, asked about what was not judged before."""
    place, drawn = f"{page.viewport_size['width']} {scheme}", page.evaluate(DRAWN)
    new = [
        number
        for number, (rule, key, own) in enumerate(drawn)
        if not key or not {(rule, key), (rule, own, place)} & _judged
    ]
    if not new:
        return []
    found, passed, wrong = _axe(page, {"runOnly": {"type": "rule", "values": COLOURS}}, new)
    for number in set(new) - set(wrong):
        rule, key, own = drawn[number]
        _judged.add((rule, key) if number in passed else (rule, own, place))
    return found


def _axe(page: Page, options: dict, only: list[int] | None) -> list:
    under_tools.add(page)  # axe writes style into the page, and the policy refuses it
    try:
        judged = _run_axe(page, options, only)
    except PlaywrightError:  # a page that looks by itself whether work is done was loaded anew
        page.wait_for_load_state()
        judged = _run_axe(page, options, only)
    under_tools.discard(page)
    return judged


def _run_axe(page: Page, options: dict, only: list[int] | None) -> list:
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN_AXE, [options, only])


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
