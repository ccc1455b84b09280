"""One learner's way through, on either side: sign in, home, explainer, start, ten answers, result.

The password hash is part of the flow's sign-in on both sides and costs next to nothing there.
"""

import random

from tests.bench.client import Browser, Counts

QUESTIONS = 10
MODULE = "/learn/measuring/"


def person(number: int) -> tuple[str, str]:
    """Sign-in name and the address they come from."""
    return f"u{number}@example.com", f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"


async def sign_in_page(base: str, number: int, password: str, counts: Counts) -> None:
    _name, address = person(number)
    async with Browser(base, counts, address) as browser:
        await browser.go("open_login", "GET", "/account/login/")


async def sign_in(base: str, number: int, password: str, counts: Counts) -> None:
    name, address = person(number)
    async with Browser(base, counts, address) as browser:
        await browser.go("open_login", "GET", "/account/login/")
        await post_sign_in(browser, name, password, follow=False)


async def post_sign_in(browser: Browser, name: str, password: str, follow: bool = True) -> None:
    _action, fields, _choices = browser.form()
    fields |= {"login": name, "password": password}
    await browser.go("login", "POST", browser.url, fields, follow=follow)


async def ours(base: str, number: int, password: str, counts: Counts, answers=True) -> None:
    """Sign in, home, open the module, read, ten answers in two steps, done."""
    name, address = person(number)
    async with Browser(base, counts, address) as browser:
        await browser.go("open_login", "GET", "/account/login/")
        await post_sign_in(browser, name, password)
        assert browser.url.endswith("/learn/"), browser.url
        await browser.go("open", "GET", MODULE)
        action, fields, _choices = browser.form("choose")
        await browser.go("explainer", "POST", action, fields | {"route": "begin"})
        assert "<svg" in browser.text, "the explainer has no chart"
        action, fields, _choices = browser.form("go-on")
        await browser.go("start", "POST", action, fields)
        if not answers:
            return
        for half in range(2):
            for _question in range(QUESTIONS // 2):
                action, fields, choices = browser.form("answer")
                name, tokens = next(iter((n, v) for n, v in choices.items() if len(v) == 3))
                fields[name] = random.choice(tokens)  # noqa: S311  no secret
                await browser.go("answer", "POST", action, fields, htmx=True)
            await browser.onward("result" if half else "next", "go-on")
        assert browser.url.endswith("/done/"), browser.url


async def ours_without_answers(base: str, number: int, password: str, counts: Counts) -> None:
    await ours(base, number, password, counts, answers=False)


async def floor(base: str, number: int, password: str, counts: Counts, answers=True) -> None:
    """The floor's way: login, course, explainer, quiz, start, ten answers, summary, review."""
    _name, address = person(number)
    async with Browser(base, counts, address) as browser:
        await browser.go("open_login", "GET", "/page/")
        _action, fields, _choices = browser.form()
        fields |= {"username": f"u{number}", "password": password, "next": "/page/"}
        await browser.go("login", "POST", browser.url, fields)
        await browser.go("course", "GET", "/page/")
        await browser.go("explainer", "GET", "/page/")
        await browser.go("quiz", "GET", "/page/")
        _action, fields, _choices = browser.form("start")
        await browser.go("start", "POST", "/start/", fields)
        if not answers:
            return
        for _question in range(QUESTIONS):
            _action, fields, choices = browser.form()
            fields["c"] = random.choice(choices["c"])  # noqa: S311  no secret
            await browser.go("answer", "POST", browser.url, fields)
        _action, fields, _choices = browser.form()
        await browser.go("result", "POST", browser.url, fields)
        assert browser.text.count("<section>") == QUESTIONS


async def floor_without_answers(base: str, number: int, password: str, counts: Counts) -> None:
    await floor(base, number, password, counts, answers=False)
