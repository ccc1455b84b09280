"""An apprentice who is not of age takes A0 and "What to do" in the youth edition. Beside the
contact an adult to trust is named, and nobody but HR and they themselves is told of the edition."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.audit import audit, narrow
from tests.journeys.browser import NARROW
from tests.journeys.database import completed, right_texts
from tests.journeys.people import HR, LATER, MANAGER, YEAR, YOUNG
from tests.journeys.states import follow, press
from tests.journeys.walk import Walker

NAME, PHONE = "Liv Sandahl", "031-390 06 44"
# Whichever form they meet first; the other editions say it in other words.
YOUTH = re.compile(
    "You are an apprentice|Your shift begins at the computer at|You learn from home|You train on a"
)
FIRST = "You read the edition for people under 18."
TRUST = "You are under 18: you may also tell"


def give_the_youth_edition(page: Page) -> None:
    """HR sets the day, and names the adult to trust at the site."""
    page.goto(f"/hr/people/?q={YOUNG.name.split()[0]}")
    follow(page, page.get_by_role("link", name=YOUNG.name))
    follow(page, page.get_by_role("link", name="Youth edition"))
    page.get_by_label("Youth edition until").fill(LATER)
    press(page, "Save the day")
    page.goto("/workplace/gothenburg/contact/3/")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Phone").fill(PHONE)
    page.get_by_label("Role").fill("Trainer")
    press(page, "Save")


def says_whom_to_trust(page: Page) -> None:
    adult = page.get_by_role("region", name=TRUST)
    expect(adult.get_by_role("heading", name=NAME)).to_be_visible()
    expect(adult.get_by_role("link", name=PHONE)).to_be_visible()


def test_an_apprentice_takes_the_course_in_the_youth_edition(visit, server):
    hr = visit(HR)
    give_the_youth_edition(hr)
    page, wrong = visit(YOUNG, size=NARROW), []
    page.goto("/learn/what-to-do/")
    walker = Walker(page, right_texts(server.database))
    walker.step()
    expect(page.locator("main")).to_contain_text(FIRST)
    wrong += narrow(page, "first text, youth edition")
    walker.until("scenario")
    expect(page.locator("main")).to_contain_text(YOUTH)
    wrong += narrow(page, "situation, youth edition")
    met = [page.locator("main").inner_text()]
    while walker.at != "commit":
        walker.step()
        met.append(page.locator("main").inner_text())
    [rule] = {text for text in met if "You are young, and the rule is the same" in text}
    assert "an adult you trust" in rule
    says_whom_to_trust(page)
    wrong += audit(page, "contact, youth edition")
    page.set_viewport_size(NARROW)
    walker.finish()
    assert completed(server.database, YOUNG.sign_in) == ["before-you-start", "what-to-do"]

    page.goto("/help/")
    says_whom_to_trust(page)
    page.goto("/me/")
    expect(page.locator("main")).to_contain_text(f"8 January {YEAR}")
    is_nobodys_business(visit, hr)
    assert not wrong, "\n".join(wrong)


def is_nobodys_business(visit, hr: Page) -> None:
    """Their manager sees that there is nothing to do, as of everybody else; of the youth edition HR
    reads on the page of the person alone."""
    team = visit(MANAGER)
    team.goto(f"/team/?q={YOUNG.name.split()[0]}")
    main = team.locator("main")
    expect(main).to_contain_text(YOUNG.name)
    expect(main.locator("tr", has_text=YOUNG.name)).to_contain_text("What to do: nothing to do")
    assert "outh" not in main.inner_text()
    assert "outh" not in team.request.get("/team/export.csv").text()
    hr.goto(f"/hr/people/?q={YOUNG.name.split()[0]}")
    follow(hr, hr.get_by_role("link", name=YOUNG.name).first)
    expect(hr.locator("main")).to_contain_text(f"8 January {YEAR}")
