"""Every state of every page, role by role: each function leads a page from one to the next and
yields the name of the state it has come to. test_accessibility.py looks at each. Those of HR and
managers are in hr_states.py, those of authors in studio_states.py.

A page that is missing here is named by `test_every_address_and_template_was_looked_at`.
"""

import re
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import Locator, Page, Route

from tests.journeys.database import RightTexts
from tests.journeys.people import BROWSER, PASSWORD, SECOND
from tests.journeys.walk import Walker

EXPLAINER = "/library/netclean-2018/workplace/"
GUESS = "/learn/guess/netclean-2018/workplace/"
PRACTICE = "/learn/check/netclean-2018/workplace/"
States = Iterator[str]
CHECKING = 180_000  # ms: all shipped content, on a machine that does other things too


def follow(page: Page, way: Locator) -> None:
    """Click what leads to another page, and wait for it."""
    with page.expect_navigation(wait_until="load"):
        way.click()


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name))


def open_all(page: Page) -> None:
    """Every part that opens on demand. As elements and not as places in a list: that one gets
    shorter with every part that is opened."""
    for part in page.locator("main details:not([open]) > summary").element_handles():
        if part.is_visible():
            part.click()


def visitor(page: Page, mail: Callable[[], str]) -> States:
    """Not signed in. `mail` is what the server has sent so far."""
    page.goto("/account/login/")
    yield "sign-in"
    _guess(page, "nobody@example.com")
    yield "sign-in, refused"
    for address in (
        "/help/",
        "/help/no-such-link/",
        "/recorded/",
        "/accessibility/",
        "/sources/",
        "/learn/away/",
    ):
        page.goto(address)
        yield f"{address}, not signed in"
    for address in (
        "/account/inactive/",
        "/nowhere/",
        "/broken/400/",
        "/broken/403/",
        "/broken/500/",
    ):
        page.goto(address)
        yield address
    page.goto("/account/password/reset/")
    yield "reset"
    page.get_by_label("E-mail at work").fill(SECOND.sign_in)
    press(page, "Send the link")
    yield "reset, sent"
    link = _mailed_link(mail)
    page.goto(link)
    yield "reset, new password"
    page.get_by_label("New password").fill("short")
    page.get_by_label("The same once more").fill("other")
    press(page, "Save the password")
    yield "reset, refused"
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    press(page, "Save the password")
    yield "reset, done"
    page.goto(link)
    yield "reset, used link"
    page.goto("/account/login/")
    page.context.clear_cookies()
    page.get_by_label("E-mail or employee number").fill("nobody@example.com")
    page.get_by_label("Password").fill("not the password")
    press(page, "Sign in")
    yield "form without its cookie"
    for _count in range(6):
        _guess(page, "often@example.com")
    yield "sign-in, too often"
    _attack(page, "attacked@example.com")
    page.route("**/account/login/?held=yes", _stay)
    page.goto("/account/login/?held=yes")
    yield "sign-in, one moment"
    while page.get_by_role("link", name="Go on").is_visible():
        follow(page, page.get_by_role("link", name="Go on"))
    yield "sign-in, refused after a moment"
    page.goto("/account/login/?held=yes")
    yield "sign-in, came back too late"


def _mailed_link(mail: Callable[[], str]) -> str:
    """The worker sends it: wait for its mail."""
    until = time.monotonic() + 60
    while not (links := re.findall(r"http://\S+/account/password/reset/key/\S+", mail())):
        assert time.monotonic() < until, "the worker sent no link within a minute"
        time.sleep(0.1)
    return links[-1]


def _attack(page: Page, name: str) -> None:
    """Wrong passwords at an account, from so many addresses that the outcome is kept back."""
    token = page.locator("form [name=csrfmiddlewaretoken]").input_value()
    form = {"login": name, "password": "not the password", "csrfmiddlewaretoken": token}
    for number in range(61):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        page.request.post("/account/login/", form=form, headers=headers, max_redirects=0)


def _stay(route: Route) -> None:
    """The page as it is, without going on by itself while it is looked at."""
    answer = route.fetch()
    kept = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=kept)


def _guess(page: Page, name: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail or employee number").fill(name)
    page.get_by_label("Password").fill("not the password")
    press(page, "Sign in")


def learner(page: Page, right: RightTexts) -> States:
    """From the first look to the end of a module, with every wrong turn."""
    yield "home, nothing begun"
    follow(page, page.get_by_role("link", name="Why this is a workplace topic").last)
    yield "module, before it starts"
    walker = Walker(page, right, wrong=1)
    walker.until("read")
    while walker.at == "read":
        yield f"short text {page.locator('h1').inner_text()}"
        walker.step()
    yield "guess, asked"
    page.get_by_label("Your guess").fill("lots")
    page.get_by_role("button", name="See what was found").click()
    page.locator("#ask .invalid-feedback").wait_for()
    yield "guess, refused"
    walker.step()
    open_all(page)
    yield "guess, answered"
    yield from _beside_a_text(page, walker)
    walker.until("check")
    yield from _check(page, walker)
    walker.until("commit")
    yield "contact, looked for"
    press(page, "Check my answer")
    yield "contact, refused"
    walker.step()
    yield "finished"
    page.goto("/learn/")
    yield "home, one of three done"
    page.goto("/learn/why-this-is-a-workplace-topic/on-your-card/")
    open_all(page)
    yield "contact, read again"
    page.goto("/learn/why-this-is-a-workplace-topic/check/")
    open_all(page)
    yield "check, read again"
    page.goto("/learn/what-to-do/")
    yield from _situations(page, walker)


def _beside_a_text(page: Page, walker: Walker) -> States:
    """A headline with its sentences and lines to sort, each below a short text."""
    for kind, name in (("check", "headline"), ("sort", "lines to sort")):
        walker.until(kind)
        yield f"{name}, asked"
        page.get_by_role("button", name="Check my answer").click()
        page.locator("#ask .invalid-feedback").wait_for()
        yield f"{name}, refused"
        press(page, "Plain version")
        yield f"{name}, asked plainly"
        press(page, "Full version")
        walker.step()
        open_all(page)
        yield f"{name}, answered"


def _situations(page: Page, walker: Walker) -> States:
    walker.until("scenario")
    yield "situation, asked"
    walker.step()
    open_all(page)
    yield "situation, first reaction"
    further = page.get_by_role("link", name="See what follows first")
    while further.count():
        follow(page, further)
        open_all(page)
        yield "situation, a further decision"
        walker.step()
    yield "situation, end with another first decision"
    walker.step()
    walker.step()
    yield "situation, right decision"
    walker.until("read")
    yield "text with the five words"
    press(page, "Plain version")
    open_all(page)
    yield "text, plain version"
    press(page, "Full version")
    walker.until("match")
    yield "the five words, to be put in order"
    walker.step()
    yield "the five words, in order"
    walker.until("commit")
    yield "contact, asked"
    press(page, "I know whom to tell")
    yield "contact to tell, refused"
    page.locator(".aw-where summary").click()
    follow(page, page.get_by_role("link", name="On a work computer"))
    open_all(page)
    yield "situation, read again"
    follow(page, page.get_by_role("link", name="Try it again"))
    yield "situation, tried again"
    page.locator("button.aw-answer").first.click()
    page.locator("#feedback").wait_for()
    yield "situation, tried again and answered"


def _check(page: Page, walker: Walker) -> States:
    yield "check, asked"
    page.get_by_role("button", name="Check my answer").click()
    page.locator("#ask .invalid-feedback").wait_for()
    yield "check, refused"
    labels = page.locator("#ask label.form-check-label").all()
    known = walker.right([label.inner_text() for label in labels])
    next(label for label in labels if label.inner_text().strip() not in known).click()
    walker.answer(page.get_by_role("button", name="Check my answer"))
    open_all(page)
    yield "check, another answer"
    seen = set()
    while walker.at == "check":
        kind = page.locator("#ask form input[name=answer]").first.get_attribute("type")
        if kind not in seen:
            yield f"check, asked with a {kind}"
        seen.add(kind)
        walker.step()
        open_all(page)
    yield "check, finished"


def second(page: Page, right: RightTexts) -> States:
    """What the first learner did not come to."""
    page.goto("/learn/what-to-do/")
    yield "module, before it starts, what to do"
    press(page, "Later")
    yield "later"
    page.goto("/learn/what-to-do/")
    walker = Walker(page, right)
    walker.until("scenario")
    walker.step()
    page.goto("/learn/")
    yield "home, begun"
    page.goto("/learn/what-to-do/")
    yield "module, begun"
    page.goto("/learn/why-this-is-a-workplace-topic/")
    walker.until("estimate")
    page.get_by_role("button", name="Skip the guess").click()
    page.locator("#feedback").wait_for()
    yield "guess, skipped"
    yield from _known(page, walker)


def _known(page: Page, walker: Walker) -> States:
    """Showing what one knows: once with other answers, once with the right ones."""
    page.goto("/learn/words-and-harm/")
    press(page, "Show what you know already")
    yield "what is known, asked"
    press(page, "Plain version")
    yield "what is known, asked plainly"
    press(page, "Full version")
    taken = page.get_by_role("button", name="Save my answer")
    taken.click()
    page.locator("#ask .invalid-feedback").wait_for()
    yield "what is known, refused"
    while walker.at == "check":
        labels = page.locator("#ask label.form-check-label").all()
        known = walker.right([label.inner_text() for label in labels])
        next(label for label in labels if label.inner_text().strip() not in known).click()
        walker.answer(taken)
    open_all(page)
    yield "what is known, not enough"
    page.goto("/learn/no-typical-person/")
    press(page, "Show what you know already")
    walker.step()
    yield "what is known, an answer saved"
    while walker.at == "check":
        walker.step()
    open_all(page)
    yield "what is known, enough"


def shelf(page: Page) -> States:
    """Questions of kinds that a journey does not come to otherwise: one select a line."""
    for kind in ("ordering", "matching"):
        page.goto(f"/shelf/{kind}/")
        yield f"{kind}, asked"
        page.get_by_role("button", name="Check my answer").click()
        page.locator("#ask .invalid-feedback").wait_for()
        yield f"{kind}, refused"
        for place, line in enumerate(page.locator("main select").all(), start=1):
            line.select_option(index=place)
        page.get_by_role("button", name="Check my answer").click()
        page.locator("#feedback").wait_for()
        open_all(page)
        yield f"{kind}, answered"


def own_pages(page: Page) -> States:
    """What everybody has: their page, their password, help."""
    for address in (
        "/me/",
        "/recorded/",
        "/accessibility/",
        "/sources/",
        "/help/",
        "/learn/nowhere/",
    ):
        page.goto(address)
        yield f"{address}, signed in"
    yield from _remark(page)
    page.goto("/account/password/change/")
    yield "password"
    page.get_by_label("Password so far").fill("not this")
    page.get_by_label("New password").fill("short")
    page.get_by_label("The same once more").fill("other")
    press(page, "Save the password")
    yield "password, refused"
    page.goto("/account/recovery-code/")
    page.get_by_label("Your password").fill("not this")
    press(page, "Show me a code")
    yield "a recovery code, refused"
    page.goto("/account/reauthenticate/")
    yield "password once more"
    page.goto("/account/logout/")
    yield "sign out"


def ended(page: Page) -> States:
    """A session that ends while a question is open."""
    page.goto("/learn/check/netclean-2018/workplace/")
    page.locator("#ask input[name=answer]").first.check()
    page.context.clear_cookies(name="sessionid")
    follow(page, page.locator("#ask form button").first)
    yield "sign-in, session ended"
    page.get_by_label("E-mail or employee number").fill(BROWSER.sign_in)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    yield "back after the session had ended"


def recaller(page: Page, right: RightTexts) -> States:
    """Certificates and refreshers of somebody who finished a module weeks ago."""
    page.goto("/learn/why-this-is-a-workplace-topic/done/")
    yield "finished, refreshers offered"
    press(page, "Yes, offer them")
    page.goto("/learn/")
    yield "home, a refresher is there"
    follow(page, page.locator("main a[href*='/refreshers/']"))
    yield "refresher, asked"
    walker = Walker(page, right)
    while walker.at in ("scenario", "check"):
        walker.step()
        open_all(page)
        yield "refresher, answered"
    assert walker.at == "feedback"
    press(page, "Switch refreshers off")
    page.goto("/learn/refreshers/why-this-is-a-workplace-topic/")
    yield "refreshers, switched off"
    page.goto("/me/")
    yield "own page, something held"
    press(page, "Switch them on")
    yield "own page, refreshers on"
    page.goto("/me/certificates/")
    yield "certificates, none made"
    press(page, "Make the certificate: Why this is a workplace topic")
    yield "certificates, one made"
    follow(page, page.get_by_role("link", name="Its check page").first)
    open_all(page)
    yield "certificate, checked"
    page.goto("/certificates/nobody-has-this/")
    yield "certificate, unknown"
    page.goto("/me/certificates/")
    open_all(page)
    yield "certificates, one to withdraw"
    press(page, "Withdraw it: I no longer want it to count")
    yield "certificates, one withdrawn"
    page.goto("/me/")
    page.locator("#reading_size-larger").check()
    page.locator("#reading_contrast-more").check()
    press(page, "Read like this")
    for address in ("/me/", "/learn/", EXPLAINER, "/help/", "/recorded/"):
        page.goto(address)
        yield f"{address}, larger, with more contrast"


def _remark(page: Page) -> States:
    page.goto("/library/")
    follow(page, page.get_by_role("link", name="Something wrong with this page?"))
    yield "something wrong, asked"
    press(page, "Tell the authors")
    yield "something wrong, refused"
    page.get_by_label("It is hard to understand").check()
    press(page, "Tell the authors")
    yield "something wrong, said"


def library(page: Page, right: RightTexts) -> States:
    page.goto("/library/")
    yield "library"
    open_all(page)
    yield "library, all sources open"
    for query in ("", "?q=usb+alerts", "?q=zebra"):
        page.goto(f"/library/search/{query}")
        yield f"search {query}"
    for address in (
        "themes/work-devices",
        "reports/netclean-2018",
        "how-to-read",
        "about-the-evidence",
    ):
        page.goto(f"/library/{address}/")
        open_all(page)
        yield f"{address}, all sources open"
    page.goto("/library/how-to-read/?edition=plain")
    yield "how-to-read, plain"
    page.goto("/library/disagreements/#D-04")
    yield "where the sources disagree"
    open_all(page)
    yield "where the sources disagree, all places open"
    for slug in ("workplace", "work-computers", "about-this-report"):
        page.goto(f"/library/netclean-2018/{slug}/")
        yield slug
        open_all(page)
        yield f"{slug}, all sources open"
        page.goto(f"/library/netclean-2018/{slug}/?edition=plain")
        open_all(page)
        yield f"{slug}, plain"
    page.goto(GUESS)
    yield "a guess before a page, asked"
    Walker(page, right).step()
    open_all(page)
    yield "a guess before a page, answered"
    page.goto(PRACTICE)
    walker = Walker(page, right)
    yield "practice, asked"
    walker.step()
    open_all(page)
    yield "practice, answered"
    while walker.at == "check":
        walker.step()
    open_all(page)
    yield "practice, finished"
    press(page, "Ask me again")
    yield "practice, again"
    page.goto("/learn/check/netclean-2018/work-computers/")
    while not page.locator("#ask form input[type=checkbox]").count():
        walker.step()
    yield "practice, more than one can be right"
    walker.step()
    open_all(page)
    yield "practice, more than one answered"


def fill_assignment(page: Page, module: str, site: str, due: str) -> None:
    """On the form of assigning: that module for a site, by that day."""
    page.get_by_label("Module or track").select_option(f"module:{module}")
    page.get_by_label(re.compile(site)).check()
    page.get_by_label("Due day").fill(due)
