"""Two learners, one by the ordinary route, one by the plain route with two step-aways. What their
employer sees, and what is held about them, differs in name and day alone."""

import json
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.core.signing import loads
from playwright.sync_api import Page, expect

from awareness.settings import DEMO_SECRET
from tests.journeys.browser import Visit
from tests.journeys.database import completed, holdings, right_texts, rows
from tests.journeys.people import AUDITOR, HR, MANAGER, ORDINARY, PLAIN, Who
from tests.journeys.states import follow
from tests.journeys.walk import TOPIC, Walker

DAYS = re.compile(
    r"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November"
    r"|December)( \d{4})?\b|\b\d{4}-\d{2}-\d{2}\b"
)
# What somebody is, and what is the same for nobody: keys of their rows, tokens, times, the order of
# options. Keys of what everybody shares (a version, a step, a team) are compared.
OWN = {
    "id", "name", "email", "sign_in", "password", "date_joined",
    "token", "layout", "at", "begun_at", "started_at", "finished_at",
    "learner_id", "user_id", "person_id", "enrolment_id", "attempt_id", "item_id", "response_id",
}  # fmt: skip
SESSION = "django_session"


@pytest.fixture(scope="module")
def desk(browser, server):
    """HR, an auditor and a manager, each with a browser of their own, signed in all the time."""
    visits = {who: Visit(browser, server.url) for who in (HR, AUDITOR, MANAGER)}
    for who, visit in visits.items():
        visit.sign_in(who)
    yield {who: visit.page for who, visit in visits.items()}
    for visit in visits.values():
        visit.context.close()


def seen_of(who: Who, desk: dict[Who, Page]) -> dict[str, str]:
    """All that HR, an auditor and a manager can open about somebody: {where: text}, named "N"."""
    asked = quote(who.name)
    looks = {
        (HR, "/hr/people/"): f"/hr/people/?q={asked}",
        (AUDITOR, "/hr/people/"): f"/hr/people/?q={asked}",
        (MANAGER, "/team/"): f"/team/?q={asked}",
    }
    seen = {}
    for (whose, where), address in looks.items():
        page = desk[whose]
        page.goto(address)
        assert who.name in page.inner_text("main")
        seen[f"{whose.name} {where}"] = nameless(page.locator("main").inner_html(), who)
    for whose, address in ((HR, "/hr/"), (AUDITOR, "/hr/"), (MANAGER, "/team/")):
        page = desk[whose]
        page.goto(address)
        rows = [row.inner_text() for row in page.locator("tr").all()]
        seen[f"{whose.name} {address}"] = nameless("\n".join(r for r in rows if who.name in r), who)
    sheets = ((HR, "/hr/export.csv"), (AUDITOR, "/hr/export.csv"), (MANAGER, "/team/export.csv"))
    for whose, address in sheets:
        lines = desk[whose].request.get(address).text().splitlines()
        own = [line for line in lines if who.name in line]
        assert own, f"{who.name} is not in {address}"
        seen[f"{whose.name} {address}"] = nameless("\n".join([lines[0], *own]), who)
    return seen


def nameless(text: str, who: Who) -> str:
    """The text without name and days: what is left must be the same for everybody."""
    text = text.replace(who.sign_in, "S").replace(who.name, "N").replace(quote(who.name, "+"), "N")
    return DAYS.sub("DAY", text)


def held_of(who: Who, server) -> dict[str, list[str]]:
    """What the database holds about somebody, without what is theirs alone (see OWN)."""
    held = {}
    for table, own in holdings(server.database, who.sign_in).items():
        held[table] = sorted(
            json.dumps({k: v for k, v in row.items() if k not in OWN}, sort_keys=True)
            for row in own
        )
    return held


def sessions(server) -> str:
    """All that sessions hold, readable."""
    found = rows(server.database, f"SELECT session_data FROM {SESSION}")  # noqa: S608
    salt = "django.contrib.sessions.SessionStore"
    return str([loads(row["session_data"], key=DEMO_SECRET, salt=salt) for row in found])


def take(page: Page, right: set[str], route: str, stop: Callable[[Walker], None]) -> None:
    """Both modules with what opens them, by one route; `stop` comes in the middle of each."""
    for title in ("Why this is a workplace topic", "What to do"):
        page.goto("/learn/")
        follow(page, page.get_by_role("link", name=title).last)
        walker = Walker(page, right)
        walker.leave(page.locator(f"button[name=route][value={route}]"))
        walker.until("scenario")
        walker.step()
        stop(walker)
        walker.finish()


def test_an_employer_cannot_tell_the_routes_apart(visit, server, desk):
    right = right_texts(server.database)
    pages = {who: visit(who) for who in (ORDINARY, PLAIN)}
    stops = {ORDINARY: lambda walker: None, PLAIN: step_away}
    halfway: dict[Who, dict] = {}
    logs = {}
    for who, page in pages.items():
        route = "plain" if who is PLAIN else "begin"
        said = len(server.log())

        def stop(walker, who=who):
            stops[who](walker)
            if who not in halfway:
                halfway[who] = seen_of(who, desk)

        take(page, right, route, stop)
        page.goto("/learn/what-to-do/nowhere/")  # mistyped: nobody's business either
        logs[who] = server.log()[said:]

    assert completed(server.database, ORDINARY.sign_in) == completed(server.database, PLAIN.sign_in)
    assert halfway[PLAIN] == halfway[ORDINARY]
    assert seen_of(PLAIN, desk) == seen_of(ORDINARY, desk)
    times = re.compile(r"\d{2}:\d{2}:\d{2},\d{3}")
    assert [times.sub("T", nameless(logs[w], w)) for w in (PLAIN, ORDINARY)] == [
        times.sub("T", nameless(logs[ORDINARY], ORDINARY))
    ] * 2
    assert "404" in logs[PLAIN]
    assert not [word for word in (*TOPIC, "plain", "away", "what-to-do") if word in logs[PLAIN]]
    assert held_of(PLAIN, server) == held_of(ORDINARY, server)
    assert "plain" not in json.dumps(holdings(server.database, PLAIN.sign_in)).lower()
    assert "plain" not in sessions(server)


def step_away(walker: Walker) -> None:
    """One tap leads to a page that says nothing; the way back shows nothing; nothing is lost."""
    page = walker.page
    at, told = page.url.partition("?")[0], page.locator("#feedback").inner_text()
    walker.leave(page.get_by_role("link", name="Step away").first)
    says_nothing(page)
    expect(page.get_by_text("Come back whenever you like.")).to_be_visible()
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator("button.aw-answer, #feedback, .aw-prose")).to_have_count(0)
    assert "/learn/wh" not in page.url, "back leads to what was stepped away from"
    page.goto("/")
    follow(page, page.locator("main").get_by_role("link", name="Go on"))
    assert page.url.partition("?")[0] == at
    assert page.locator("#feedback").inner_text() == told


def says_nothing(page: Page) -> None:
    assert page.title() == "Saved"
    assert page.url.endswith("/learn/away/")
    words = (page.title() + page.url + page.content()).lower()
    assert not [word for word in TOPIC if word in words]


def test_stepping_away_works_without_javascript(visit, server):
    page = visit(PLAIN, js=False)
    page.goto("/learn/what-to-do/the-rule/")
    follow(page, page.get_by_role("link", name="Step away").first)
    says_nothing(page)
