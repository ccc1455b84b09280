"""Looks at a page as it stands: with axe, at two widths, in light and dark, with wide spacing."""

from weakref import WeakKeyDictionary

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

from tests.journeys.browser import NARROW, WIDE, under_tools

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The two rules about colours cost most of axe's time, at each width and in each scheme. What they
# say of a text follows from how it is drawn: axe judges each way of drawing once (_judged).
COLOURS = ["color-contrast", "link-in-text-block"]
# A page that looks by itself whether work is done may be on its way to the next one.
WHEN_LOADED = """if (document.readyState === "loading")
        await new Promise(done => addEventListener("DOMContentLoaded", done));"""
# How each text is drawn: [rule, key, own], kept with its element at window.drawn in this order.
# `key` is all that the rule goes by: colour, size, weight and the backgrounds behind it; of a link
# with text around it the letters of both. `own`, for what axe neither passes nor finds wrong, is
# the markup and the key less what the colours are: axe does not judge it for what lies across it or
# behind it, and asked in the dark as well it would say the same. Both come as numbers made of their
# letters. An empty key is never known: another filled box lies across the text, or the text hangs
# out of the box whose background is behind it. What axe does not look at is not here: fields that
# show no letters, and links that are boxes of their own.
DRAWN = (
    f"async () => {{ {WHEN_LOADED}"
    + """
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
    const where = new Map(boxes), visible = new Set(shown), range = document.createRange();
    const inside = (r, o) => !o || (r.left >= o.left - 1 && r.right <= o.right + 1
        && r.top >= o.top - 1 && r.bottom <= o.bottom + 1);
    const across = (r, o) => r.left < o.right - 1 && o.left < r.right - 1
        && r.top < o.bottom - 1 && o.top < r.bottom - 1;
    const lies = (o, e) => !o.contains(e)
        && !(e.contains(o) && /static|relative/.test(style(o).position));
    const number = text => {  // 53 bits, so that no two texts of a run have the same
        let a = 0xdeadbeef, b = 0x41c6ce57;
        for (let at = 0; at < text.length; at++) {
            const letter = text.charCodeAt(at);
            a = Math.imul(a ^ letter, 2654435761);
            b = Math.imul(b ^ letter, 1597334677);
        }
        a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
        b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
        return `${4294967296 * (2097151 & b) + (a >>> 0)}`;
    };
    const colour = /(rgba?\\(|color\\(srgb )[\\d.,e -]{5,}/g;  // less how clear it is
    const own = (key, e) => number(key.replace(colour, "") + e.outerHTML);
    window.drawn = [];
    for (const e of shown) {
        const field = /^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName);
        if (/^(hidden|range|color|checkbox|radio|image)$/.test(field && e.type)) continue;
        if (!field && ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
        range.selectNodeContents(e);
        const r = (field ? e : range).getBoundingClientRect(), [chain, box] = behind(e);
        const known = inside(r, box !== document.body && where.get(box))
            && !boxes.some(([o, its]) => across(r, its) && lies(o, e));
        const off = e.matches(":disabled, [aria-disabled=true] *") || !!e.control?.disabled;
        const s = style(e), key = [s.color, s.fontSize, s.fontWeight, off, chain].join(";");
        window.drawn.push([e, "color-contrast", known ? number(key) : "", own(key, e)]);
    }
    for (const e of document.querySelectorAll("a[href]")) {
        if (!visible.has(e) || /block|flex|grid|table|list-item/.test(style(e).display)) continue;
        let block = e.parentElement;
        const around = [letters(e)];
        for (; /^inline/.test(style(block).display); block = block.parentElement)
            around.push(letters(block));
        const linked = [...block.querySelectorAll("a")].map(a => a.textContent).join("");
        if (block.textContent.replace(/\\s/g, "") === linked.replace(/\\s/g, "")) continue;
        const key = [...around, letters(block), behind(e)[0]].join(";");
        window.drawn.push([e, "link-in-text-block", number(key), own(key, block)]);
    }
    return window.drawn.map(([e, ...rest]) => rest);
}"""
)
# Axe, told that the rules about colours look at what is marked alone, and to say what is wrong in
# lines. Of those rules it says which elements passed, and which did not or are open for their very
# colours. Its own reports describe thousands of elements that nobody asks about.
AXE = (
    f"{AXE_SCRIPT}; {{ const colours = {COLOURS};"
    + """
axe.configure({rules: [
    {id: "color-contrast", selector: "[data-judged]"},
    {id: "link-in-text-block", selector: "a[href][data-judged]"},
]});
axe.addReporter("lines", (found, options, tell) => tell(found.map(rule => {
    const said = ({node: {element}, any, all, none}) => {
        const alone = element.cloneNode();
        alone.removeAttribute("data-judged");
        const words = element.textContent.trim().replace(/\\s+/g, " ").slice(0, 60);
        const why = [...any, ...all, ...none].map(check => check.message);
        return [alone.outerHTML, words, ...why].join(" ");
    };
    const byColour = node => node.any.some(c =>
        /equalRatio|shortTextContent/.test(c.data && c.data.messageKey));
    const of = nodes => colours.includes(rule.id) ? nodes.map(n => n.node.element) : [];
    return {
        id: rule.id,
        lines: rule.violations.map(said),
        passed: of(rule.passes),
        wrong: of([...rule.violations, ...rule.incomplete.filter(byColour)]),
    };
})))}
"""
)
# Runs rules on the page, those about colours on the places in window.drawn that `only` names. What
# is wrong, in lines, and which of those places passed, and which did not. Null: another page.
RUN_AXE = """async ([runOnly, only]) => {
    if (!window.drawn || !window.axe) return null;
    for (const n of only) window.drawn[n][0].dataset.judged = "";
    const found = await axe.run({runOnly, preload: false, reporter: "lines"});
    for (const n of only) delete window.drawn[n][0].dataset.judged;
    const among = how => only.filter(n => found.some(rule =>
        rule.id === window.drawn[n][1] && rule[how].includes(window.drawn[n][0])));
    return [found.filter(rule => rule.lines.length).map(rule => rule.id + ": "
        + rule.lines.join("; ")), among("passed"), among("wrong")];
}"""
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

# What stands on every page once: how often, or how long.
ONCE = (
    f"async () => {{ {WHEN_LOADED}"
    + """
    return [...["h1", "main", "html[lang]"].map(e => document.querySelectorAll(e).length),
        document.title.replace(/[ ·]/g, "").length];
}"""
)

_judged: set[tuple[str, ...]] = set()  # (rule, key) that passed; (rule, own, width) without fault
_compiled: WeakKeyDictionary[Page, tuple[CDPSession, str]] = WeakKeyDictionary()  # axe's script


def audit(page: Page, name: str) -> list[str]:
    """What is wrong with a page that is wide and light, in lines that begin with its name. All is
    put back."""
    wrong = [f"{name}: {said}" for said in _once(page)]
    wrong += _in_both(page, f"{name} (1280", "light", "dark")
    wrong += _sideways(page, f"{name} (1280)")
    page.set_viewport_size(NARROW)
    wrong += _in_both(page, f"{name} (320", "dark", "light")
    wrong += _sideways(page, f"{name} (320)")
    assert _ask(page, SPACING, True) != "normal", "the spacing was not applied"
    wrong += _sideways(page, f"{name} (320, spaced)")
    wrong += [f"{name} (320, spaced): cut off: {said}" for said in _ask(page, CUT_OFF)]
    _ask(page, SPACING, False)
    page.set_viewport_size(WIDE)
    return wrong


def narrow(page: Page, name: str) -> list[str]:
    """What is wrong with a page that is 320 px wide already."""
    found = [f"{name}: {said}" for said in _once(page) + _violations(page)]
    return found + _sideways(page, name)


def _in_both(page: Page, where: str, now: str, then: str) -> list[str]:
    """What axe finds wrong in the scheme that the page has now and in the other one. In the dark,
    only colours can come out otherwise than in the light."""
    wrong = []
    for scheme in (now, then):
        if scheme == then:
            page.emulate_media(color_scheme=scheme)
        found = _violations(page, colours_alone=scheme == "dark")
        wrong += [f"{where}, {scheme}): {said}" for said in found]
    return wrong


def _violations(page: Page, *, colours_alone: bool = False) -> list[str]:
    """What axe finds wrong, asked about the colours of what was not judged before."""
    found = None
    while found is None:
        found = _judge(page, colours_alone=colours_alone)
    return found


def _judge(page: Page, *, colours_alone: bool) -> list[str] | None:
    """None: the page was loaded anew meanwhile."""
    width, drawn = str(page.viewport_size["width"]), _ask(page, DRAWN)
    new = [
        number
        for number, (rule, key, own) in enumerate(drawn)
        if not key or not {(rule, key), (rule, own, width)} & _judged
    ]
    if colours_alone and not new:
        return []
    rules = {"type": "tag", "values": TAGS}
    if colours_alone:
        rules = {"type": "rule", "values": COLOURS}
    under_tools.add(page)  # axe writes style into the page, and the policy refuses it
    if _ask(page, "typeof axe") == "undefined":
        _bring_axe(page)
    judged = _ask(page, RUN_AXE, [rules, new])
    under_tools.discard(page)
    if judged is None:
        return None
    found, passed, open_or_wrong = judged
    for number in set(new) - set(open_or_wrong):
        rule, key, own = drawn[number]
        _judged.add((rule, key) if number in passed else (rule, own, width))
    return found


def _bring_axe(page: Page) -> None:
    """Half a megabyte of script, compiled once for all pages that the same process draws."""
    if page not in _compiled:
        _compiled[page] = page.context.new_cdp_session(page), ""
        _compiled[page][0].send("Runtime.enable")
    session, script = _compiled[page]
    try:
        session.send("Runtime.runScript", {"scriptId": script})
    except PlaywrightError:  # this process has not compiled it
        told = session.send(
            "Runtime.compileScript",
            {"expression": AXE, "sourceURL": "axe", "persistScript": True},
        )
        _compiled[page] = session, told["scriptId"]
        session.send("Runtime.runScript", {"scriptId": told["scriptId"]})


def _ask(page: Page, script: str, given=None):
    """What a script says of the page; asked again where a page that looks by itself whether work is
    done was loaded anew under it."""
    while True:
        try:
            return page.evaluate(script, given)
        except PlaywrightError as error:
            if "context was destroyed" not in str(error):
                raise
            page.wait_for_load_state()


def _once(page: Page) -> list[str]:
    headings, mains, languages, title = _ask(page, ONCE)
    wrong = []
    if headings != 1:
        wrong.append(f"{headings} main headings")
    if not title:
        wrong.append("no title")
    if languages != 1:
        wrong.append("no language")
    if mains != 1:
        wrong.append("no main part")
    return wrong


def _sideways(page: Page, where: str) -> list[str]:
    width, wide = _ask(page, SIDEWAYS)
    size = page.viewport_size["width"]
    return [f"{where}: {width} px wide: {wide}"] if width > size else []
