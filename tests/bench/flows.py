"""One learner's way through, on either side: sign in, home, explainer, start, ten answers, result.

The password hash is part of the flow's sign-in on both sides and costs next to nothing there.
"""

import random

from tests.bench.client import Browser, Counts

QUESTIONS = 10
MIDDLE = 4  # of five answers of a step those after which the next question comes back
MODULE = "/learn/measuring/"
EXPLAINER = "/library/bench/reading/"


def browser(base: str, number: int, counts: Counts) -> Browser:
    """Somebody's browser, at an address of their own."""
    address = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
    return Browser(base, counts, address)


async def ours(base: str, number: int, password: str, counts: Counts) -> None:
    """Sign in, home, open the module, read, ten answers in two steps, done."""
    async with browser(base, number, counts) as at:
        await ours_to_questions(at, number, password)
        for half in range(2):
            for _question in range(QUESTIONS // 2):
                await ours_answer(at)
            await at.onward("result" if half else "next", "go-on")
        assert at.url.endswith("/done/"), at.url


async def ours_to_questions(at: Browser, number: int, password: str) -> None:
    await ours_sign_in_page(at)
    await ours_sign_in(at, number, password)
    await at.go("home", "GET", "/learn/")
    await at.go("open", "GET", MODULE)
    action, fields, _choices = at.form("choose")
    await at.go("explainer", "POST", action, fields | {"route": "begin"})
    assert "<svg" in at.text, "the explainer has no chart"
    action, fields, _choices = at.form("go-on")
    await at.go("start", "POST", action, fields)


async def ours_sign_in_page(at: Browser) -> None:
    await at.go("open_login", "GET", "/account/login/")


async def ours_sign_in(at: Browser, number: int, password: str) -> None:
    """The POST alone; home is the next request."""
    _action, fields, _choices = at.form()
    fields |= {"login": f"u{number}@example.com", "password": password}
    await at.go("login", "POST", at.url, fields, follow=False)
    assert at.location == "/learn/", at.location


async def ours_answer(at: Browser) -> None:
    action, fields, choices = at.form("answer")
    name, tokens = next(iter((n, v) for n, v in choices.items() if len(v) == 3))
    fields[name] = random.choice(tokens)  # noqa: S311  no secret
    await at.go("answer", "POST", action, fields, htmx=True)


async def floor(base: str, number: int, password: str, counts: Counts) -> None:
    """The floor's way: login, course, explainer, quiz, start, ten answers, summary, review."""
    async with browser(base, number, counts) as at:
        await floor_to_questions(at, number, password)
        for _question in range(QUESTIONS):
            await floor_answer(at)
        _action, fields, _choices = at.form()
        await at.go("result", "POST", at.url, fields)
        assert at.text.count("<section>") == QUESTIONS


async def floor_sign_in(at: Browser, number: int, password: str) -> None:
    await at.go("open_login", "GET", "/page/")
    _action, fields, _choices = at.form()
    fields |= {"username": f"u{number}", "password": password, "next": "/page/"}
    await at.go("login", "POST", at.url, fields)


async def floor_to_questions(at: Browser, number: int, password: str) -> None:
    await floor_sign_in(at, number, password)
    for step in ("course", "explainer", "quiz"):
        await at.go(step, "GET", "/page/")
    _action, fields, _choices = at.form("start")
    await at.go("start", "POST", "/start/", fields)


async def floor_answer(at: Browser) -> None:
    """The POST, its redirect and the page with the next question."""
    _action, fields, choices = at.form()
    fields["c"] = random.choice(choices["c"])  # noqa: S311  no secret
    await at.go("answer", "POST", at.url, fields)


async def floor_write(at: Browser) -> None:
    """The write alone, without a page: the browser stays at its question."""
    _action, fields, _choices = at.form()
    fields |= {"a": at.url.split("/")[-3], "q": "1", "c": "1"}
    page = at.url, at.text
    await at.go("write", "POST", "/write/", fields)
    assert at.text == "ok"
    at.url, at.text = page


async def first_visit(base: str, password: str, number: int) -> dict[str, int]:
    """Bytes of everything that a browser with an empty cache fetches: file -> bytes.

    The pages are those of a first visit: sign-in, home, the module's page, the page to read.
    """
    found: dict[str, int] = {}
    async with browser(base, number, Counts()) as at:
        await ours_sign_in_page(at)
        names = at.linked()
        await ours_sign_in(at, number, password)
        for path in ("/learn/", MODULE, EXPLAINER):
            await at.go("page", "GET", path)
            names += at.linked()
        for name in dict.fromkeys(names):
            found[name] = await at.weigh(name)
    return found


async def first_bytes(at: Browser, path: str, times: int) -> list[float]:
    """Seconds to the first byte of a page, one request after the other."""
    for _time in range(times):
        await at.go(path, "GET", path)
    return at.counts.first_byte[path]
