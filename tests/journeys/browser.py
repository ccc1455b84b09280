"""A person's browser: its own cookies, its own size, and its complaints kept."""

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.journeys.people import PASSWORD, Who

# RenderDocument gives each page a frame of its own, in place of the one before, and a process waits
# for the next site: both cost much and show nothing. The list takes the place of Playwright's own,
# so what of that matters for our pages is named again.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # what draws in its place is told without a process in between
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,HttpsUpgrades,MediaRouter,"
    "OptimizationHints,PaintHolding,RenderDocument,SpareRendererForSitePerProcess",
]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 568}
# Pages that a tool of ours is at work on: what the browser says then is not about the site.
under_tools: set[Page] = set()
PATIENCE = 45_000  # milliseconds; two cores may be busy
expect.set_options(timeout=PATIENCE)


class Visit:
    """One browser context with one page."""

    def __init__(self, browser: Browser, url: str, *, js=True, size=WIDE, scheme="light"):
        self.url = url
        self.context = browser.new_context(
            base_url=url,
            java_script_enabled=js,
            viewport=size,
            color_scheme=scheme,
            locale="en-GB",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        # A page answered with 404 or 422 on purpose is said here too; those the tests look at.
        expected = message.text.startswith(
            ("Failed to load resource: the server responded", "Response Status Error Code 401")
        )
        if message.type == "error" and not expected and self.page not in under_tools:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def sign_in(self, who: Who) -> None:
        sign_in(self.page, who)


def sign_in(page: Page, who: Who) -> None:
    """From the bare address to one's own page."""
    page.goto("/")
    page.get_by_label("E-mail or employee number").fill(who.sign_in)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{page.url.split('/learn/')[0]}/learn/")
