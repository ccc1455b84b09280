"""The same modules by the ordinary and by the plain route with step-aways, with JavaScript and
without, and by showing what one knows already. What any role of the employer can reach differs in
name and day alone; what is held about the two routes is the same."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import quote, quote_plus

import pytest
from bs4 import BeautifulSoup
from django.core.signing import loads
from playwright.sync_api import Page, expect

from awareness.settings import DEMO_SECRET
from tests.journeys.browser import Visit
from tests.journeys.database import RightTexts, completed, holdings, right_texts, rows
from tests.journeys.people import (
    AUDITOR,
    AUTHOR,
    HANDLER,
    HR,
    IT,
    MANAGER,
    ORDINARY,
    ORDINARY_UNSCRIPTED,
    PLAIN,
    PLAIN_UNSCRIPTED,
    TESTER,
    Who,
)
from tests.journeys.states import fill_assignment, follow, press
from tests.journeys.walk import TOPIC, Walker

DAYS = re.compile(
    r"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November"
    r"|December)( \d{4})?\b|\b\d{4}-\d{2}-\d{2}\b"
)
# What somebody is, and what is the same for nobody: keys of their rows, tokens, times, the order of
# options. Keys of what everybody shares (a version, a step, a team) are compared.
OWN = {
    "id", "public_id", "name", "search_text", "sort_key", "word", "typed", "normal", "password",
    "date_joined",
    "token", "layout", "at", "begun_at", "started_at", "finished_at",
    "learner_id", "user_id", "person_id", "completion_id", "ask_id", "enrolment_id", "attempt_id",
    "item_id", "response_id", "identifier_id",
}  # fmt: skip
SESSION = "django_session"
A1, A5, M1, A6 = (
    "Why this is a workplace topic",
    "What to do",
    "Someone tells me",
    "Children, tech and home",
)
# Who goes by which route, with JavaScript or without. The last comes to A1 only.
ROUTES = {
    ORDINARY: ("begin", True),
    PLAIN: ("plain", True),
    ORDINARY_UNSCRIPTED: ("begin", False),
    PLAIN_UNSCRIPTED: ("plain", False),
    TESTER: ("known", True),
}
STAFF = (HR, AUDITOR, MANAGER, AUTHOR, HANDLER, IT)
SHEETS = ((HR, "/hr/export.csv"), (AUDITOR, "/hr/export.csv"), (MANAGER, "/team/export.csv"))
# What else a role can open, and what it cannot: nobody is named there who only learns.
ELSEWHERE = {
    HR: ("/hr/assign/", "/workplace/", "/studio/modules/", "/learn/", "/me/"),
    AUDITOR: ("/workplace/", "/learn/", "/me/"),
    MANAGER: ("/hr/", "/hr/people/", "/hr/export.csv", "/learn/", "/me/"),
    AUTHOR: (
        "/studio/",
        "/studio/modules/",
        "/studio/remarks/",
        "/studio/stale/",
        "/team/",
        "/hr/",
    ),
    HANDLER: ("/learn/", "/me/", "/hr/", "/hr/people/", "/hr/export.csv", "/team/", "/studio/"),
    IT: ("/learn/", "/me/", "/hr/", "/hr/people/", "/hr/export.csv", "/team/", "/studio/"),
}
ONE_QUESTION = ("/which-sentence/", "/said-or-beyond/")  # steps of A1
type Stop = Callable[[Walker], None]
PK = re.compile(r"/hr/people/staff/[0-9a-f-]{36}/")  # which person: as good as the name
ASK = re.compile(r'name="ask" type="checkbox" value="\d+"')  # which ask: the same
TOKENS = re.compile(  # as it is sent, and as BeautifulSoup writes it, which sorts attributes
    r'name="(csrfmiddlewaretoken|owner|token)"(?: type="hidden")? value="[^"]*"'
    r'|"X-CSRFToken": "\w+"'
)
SAID_PLAIN = re.compile(r"\bplain\b", re.IGNORECASE)
CLOCK = re.compile(r"\d{2}:\d{2}:\d{2},\d{3}")


@pytest.fixture(scope="module")
def desk(browser, server):
    """Every role of the employer, each with a browser of its own, signed in all the time. HR asks
    the managers of the site to take their module, as long as this file runs."""
    visits = {who: Visit(browser, server.url) for who in STAFF}
    for who, visit in visits.items():
        visit.sign_in(who)
    hr = visits[HR].page
    ask_managers(hr)
    yield {who: visit.page for who, visit in visits.items()}
    hr.goto("/hr/assign/")
    follow(hr, hr.locator("tr", has_text=M1).get_by_role("link", name=M1))
    follow(hr, hr.get_by_role("link", name="Withdraw it"))
    press(hr, "Withdraw it")
    for visit in visits.values():
        visit.context.close()


def ask_managers(page: Page) -> None:
    page.goto("/hr/assign/")
    due = date.today() + timedelta(days=30)  # noqa: DTZ011
    fill_assignment(page, "someone-tells-me", "Gothenburg", due.isoformat())
    press(page, "What will happen")
    press(page, "Assign to")
    expect(page.get_by_role("status").first).to_contain_text("people are asked.")


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
        main = sent_to(desk[whose], address).main
        assert who.name in main.get_text()
        seen[f"{whose.name} {where}"] = nameless(str(main), who)
    for whose, address in ((HR, "/hr/"), (AUDITOR, "/hr/"), (MANAGER, "/team/")):
        rows = [str(row) for row in sent_to(desk[whose], address)("tr")]
        seen[f"{whose.name} {address}"] = nameless("\n".join(r for r in rows if who.name in r), who)
    for whose, address in SHEETS:
        lines = desk[whose].request.get(address).text().splitlines()
        own = [line for line in lines if who.name in line]
        assert own, f"{who.name} is not in {address}"
        seen[f"{whose.name} {address}"] = nameless("\n".join([lines[0], *own]), who)
    return seen


def sent_to(page: Page, address: str) -> BeautifulSoup:
    """The page as the server sends it, with all that is in it, drawn or not."""
    return BeautifulSoup(page.request.get(address).text(), "html.parser")


def nameless(text: str, who: Who) -> str:
    """The text without name, days and tokens of forms: the rest must be the same for everybody."""
    text = text.replace(who.sign_in, "S").replace(who.name, "N").replace(quote_plus(who.name), "N")
    text = ASK.sub("ASK", TOKENS.sub("", text.replace(quote(who.name), "N")))
    return DAYS.sub("DAY", PK.sub("/hr/people/staff/PK/", text))


def held_of(who: Who, server) -> dict[str, list[str]]:
    """What the database holds about somebody, without what is theirs alone (see OWN)."""
    situations, own = situations_by_form(server), holdings(server.database, who.sign_in)
    met = {row["id"] for row in own["quizzes_attemptitem"] if row["version_id"] in situations}
    own["quizzes_response"] = [
        row if row["item_id"] not in met else {**row, "answer": "", "sequence": ""}
        for row in own["quizzes_response"]
        if row["item_id"] not in met or row["is_final"]
    ]
    own["quizzes_grade"] = [
        {**row, "parts": ""} if row["version_id"] in situations else row
        for row in own["quizzes_grade"]
    ]
    return {
        table: sorted(
            json.dumps(
                {k: situations.get(v, v) if k == "version_id" else v for k, v in row.items()
                 if k not in OWN},
                sort_keys=True,
            )
            for row in found
        )
        for table, found in own.items()
    }  # fmt: skip


def situations_by_form(server) -> dict[int, str]:
    """By version: which situation it is a form of. Which form comes first is drawn from who
    somebody is, so it is no more compared than their name."""
    found = rows(
        server.database,
        "SELECT v.id, q.key FROM quizzes_questionversion v JOIN quizzes_question q"
        " ON v.question_id = q.id WHERE q.kind = 'scenario'",
    )
    return {row["id"]: row["key"].rpartition("-")[0] for row in found}


def sessions(server) -> str:
    """All that sessions hold, readable."""
    found = rows(server.database, f"SELECT session_data FROM {SESSION}")  # noqa: S608
    salt = "django.contrib.sessions.SessionStore"
    return str([loads(row["session_data"], key=DEMO_SECRET, salt=salt) for row in found])


def take(
    page: Page, right: RightTexts, title: str, route: str, *, js: bool, stop: Stop | None = None
) -> None:
    """A module, with what opens it, by one route; `stop` comes after its first answer."""
    page.goto("/learn/")
    follow(page, page.get_by_role("link", name=title).last)
    walker = Walker(page, right, js=js)
    walker.leave(page.locator(f"button[name=route][value={route}]"))
    if stop:
        # A step that one answer does not end: of the first ones each has one question.
        walker.until("scenario", "check")
        while bare(page).endswith(ONE_QUESTION):
            walker.step()
            walker.step()
            walker.until("scenario", "check")
        walker.step()
        stop(walker)
    walker.finish()


def test_an_employer_cannot_tell_the_routes_apart(visit, server, desk):
    """Looked at in the middle of A1, after A1, and at the end of all three."""
    right = right_texts(server.database)
    seen: dict[str, dict[Who, dict]] = {"in A1": {}, "after A1": {}, "in the end": {}}
    logs = {}
    for who, (route, js) in ROUTES.items():
        page, said = visit(who, js=js), len(server.log())

        def stop(walker, who=who, route=route):
            if route == "plain":
                step_away(walker)
            if who not in seen["in A1"]:
                seen["in A1"][who] = seen_of(who, desk)

        take(page, right, A1, route, js=js, stop=stop)
        seen["after A1"][who] = seen_of(who, desk)
        if who is not TESTER:
            take(page, right, A5, route, js=js, stop=stop)
            take(page, right, M1, route, js=js)
            seen["in the end"][who] = seen_of(who, desk)
        page.goto(
            "/learn/why-this-is-a-workplace-topic/nowhere/"
        )  # mistyped: nobody's business either
        logs[who] = CLOCK.sub("T", nameless(server.log()[said:], who))

    for when, by_person in seen.items():
        for who, found in by_person.items():
            assert found == by_person[ORDINARY], f"{who.name} {when}"
    for who, log in logs.items():
        assert log == logs[ORDINARY], who.name
        assert "404" in log
        says = (*TOPIC, "plain", "away", "known", "test-out", "why-this", "Mail to")
        assert not [word for word in says if word in log], who.name
    done = completed(server.database, ORDINARY.sign_in)
    assert len(done) == 4
    for who in (PLAIN, ORDINARY_UNSCRIPTED, PLAIN_UNSCRIPTED):
        assert completed(server.database, who.sign_in) == done
        assert held_of(who, server) == held_of(ORDINARY, server), who.name
    for who in (PLAIN, PLAIN_UNSCRIPTED):
        assert not SAID_PLAIN.search(
            json.dumps(holdings(server.database, who.sign_in), default=repr)
        )
    assert not SAID_PLAIN.search(sessions(server))
    names_nobody_elsewhere(desk)


def names_nobody_elsewhere(desk: dict[Who, Page]) -> None:
    """No role comes to these people by another way: their names stand on no other page."""
    for role, addresses in ELSEWHERE.items():
        for address in addresses:
            text = desk[role].request.get(address).text()
            found = [who.name for who in ROUTES if who.name in text and who != role]
            assert not found, f"{role.name} at {address}"


def test_what_somebody_chose_for_themselves_is_nowhere(visit, server, desk):
    """A6 is taken by one of two. Every page and sheet of the employer is as it was before."""
    right, page = right_texts(server.database), visit(TESTER)

    def all_seen() -> dict[str, str]:
        found = seen_of(TESTER, desk)
        for whose, address in SHEETS:
            found[f"{whose.name} {address}, whole"] = desk[whose].request.get(address).text()
        for whose, addresses in ELSEWHERE.items():
            for address in addresses:
                if address not in ("/learn/", "/me/"):
                    text = desk[whose].request.get(address).text()
                    found[f"{whose.name} {address}"] = TOKENS.sub("", text)
        return found

    before, said = all_seen(), len(server.log())
    follow(page, page.get_by_role("link", name=A6))
    expect(page.get_by_text("Your employer sees nothing of this module")).to_be_visible()
    take(page, right, A6, "begin", js=True)
    assert completed(server.database, TESTER.sign_in)[-1] == "children-tech-and-home"
    assert server.log()[said:] == ""
    after = all_seen()
    for where, text in after.items():
        assert text == before[where], where
        assert A6 not in text or "/studio/" in where, where  # as a text it stands in the studio


def step_away(walker: Walker) -> None:
    """One tap leads to a page that says nothing; the way back shows nothing; nothing is lost."""
    page = walker.page
    at, told = bare(page), page.locator("#feedback").inner_text()
    walker.leave(page.get_by_role("link", name="Step away").first)
    says_nothing(page)
    expect(page.get_by_text("Come back whenever you like.")).to_be_visible()
    if walker.js:  # without it the browser keeps its own history
        page.go_back()
        page.wait_for_load_state()
        expect(page.locator("button.aw-answer, #feedback, .aw-prose")).to_have_count(0)
        assert "/learn/wh" not in page.url, "back leads to what was stepped away from"
    page.goto("/")
    follow(page, page.locator("main").get_by_role("link", name="Go on"))
    assert bare(page) == at
    assert page.locator("#feedback").inner_text() == told


def bare(page: Page) -> str:
    """The address without what was asked for on it."""
    return re.sub(r"[?#].*", "", page.url)


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
