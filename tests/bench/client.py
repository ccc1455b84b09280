"""A browser in as few lines as measuring needs: cookies, redirects, gzip, forms, counted bytes."""

import gzip
import time
from collections import defaultdict
from dataclasses import dataclass, field

import aiohttp
from bs4 import BeautifulSoup


@dataclass
class Counts:
    """What a run saw: requests, bytes on the wire (bodies and headers), seconds by step."""

    requests: int = 0
    bytes: int = 0
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    first_byte: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


class Browser:
    """One person's session. Remembers the page it is on."""

    def __init__(self, base: str, counts: Counts, address: str):
        self.base, self.counts, self.address = base, counts, address
        self.session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), auto_decompress=False
        )
        self.url, self.text, self.location = "", "", ""

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await self.session.close()

    async def go(
        self, step: str, method: str, path: str, data=None, htmx: bool = False, follow: bool = True
    ) -> str:
        """Fetch a page and, with `follow`, what it redirects to; the text of the last answer.

        RuntimeError when the answer is neither a page nor a redirect.
        """
        began = time.perf_counter()
        url = path if path.startswith("http") else self.base + path
        headers = {"Accept-Encoding": "gzip", "X-Forwarded-For": self.address}
        while True:
            more = {"Origin": self.base} if method == "POST" else {}
            more |= {"HX-Request": "true"} if htmx and method == "POST" else {}
            async with self.session.request(
                method, url, data=data, allow_redirects=False, headers=headers | more
            ) as response:
                arrived = time.perf_counter()
                body = await response.read()
                self.counts.requests += 1
                self.counts.bytes += len(body) + sum(
                    len(k) + len(v) + 4 for k, v in response.raw_headers
                )
                if response.status in (301, 302, 303) and follow:
                    target = response.headers["Location"]
                    url = target if target.startswith("http") else self.base + target
                    method, data = "GET", None
                    continue
                if response.status not in (200, 302):
                    raise RuntimeError(f"{step}: {response.status} at {url}")
                self.location = response.headers.get("Location", "")
                if response.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                break
        self.counts.seconds[step].append(time.perf_counter() - began)
        self.counts.first_byte[step].append(arrived - began)
        self.url, self.text = url, body.decode()
        return self.text

    async def weigh(self, path: str) -> int:
        """Bytes on the wire of a file as a browser is sent it: body and headers, brotli or gzip."""
        url = path if path.startswith("http") else self.base + path
        headers = {"Accept-Encoding": "br, gzip", "X-Forwarded-For": self.address}
        async with self.session.get(url, headers=headers) as response:
            if response.status != 200:
                raise RuntimeError(f"{response.status} at {url}")
            body = await response.read()
            return len(body) + sum(len(k) + len(v) + 4 for k, v in response.raw_headers)

    def linked(self) -> list[str]:
        """What the page makes a browser fetch: styles, scripts, icons, pictures, fonts."""
        page = BeautifulSoup(self.text, "html.parser")
        found = [tag["href"] for tag in page.select("link[rel~=stylesheet], link[rel~=icon]")]
        found += [tag["href"] for tag in page.select("link[rel=preload], link[rel=manifest]")]
        found += [tag["src"] for tag in page.select("script[src], img[src]")]
        return list(dict.fromkeys(found))

    def form(self, marker: str = "") -> tuple[str, dict[str, str], dict[str, list[str]]]:
        """The page's first posting form (whose action holds `marker`): action, fields, choices.

        `fields` are hidden and text inputs with their values; `choices` the values of radio
        buttons and of named buttons. Parsed outside the measured time.
        """
        for form in BeautifulSoup(self.text, "html.parser").find_all("form", method="post"):
            action = form.get("action") or form.get("hx-post") or self.url
            if marker not in action:
                continue
            fields, choices = {}, defaultdict(list)
            for control in form.find_all(["input", "button"]):
                name, kind = control.get("name"), control.get("type", "text")
                if not name:
                    continue
                if kind in ("radio", "checkbox") or control.name == "button":
                    choices[name].append(control.get("value", ""))
                else:
                    fields[name] = control.get("value", "")
            return action, fields, choices
        raise RuntimeError(f"no form with {marker!r} at {self.url}")

    async def onward(self, step: str, marker: str) -> str:
        """Take the page's way on: the form whose action holds `marker`, or the one main link."""
        try:
            action, fields, _choices = self.form(marker)
        except RuntimeError:
            link = BeautifulSoup(self.text, "html.parser").select_one("a.btn-primary[href]")
            if link is None:
                raise
            return await self.go(step, "GET", link["href"])
        return await self.go(step, "POST", action, fields)
