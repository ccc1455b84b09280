"""HR's sixteen commonest jobs, each from the desk in at most four clicks, without JavaScript.

A click follows a link, presses a button or opens a part of a page. Typing, choosing and marking in
a form are none. docs/hr-guide.md lists the jobs with their clicks, and is held to what is counted.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import HR, LATER, MAJA, NEWCOMER, SAMIR
from tests.journeys.states import fill_assignment, follow, press

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "hr-guide.md"
ROW = re.compile(r"^\| (\d+)\. ([^|]+?) \|[^|]+\| (\d) \|$", re.MULTILINE)
MOST = 4
SOON = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011
SOMEBODY = MAJA.name


class Clicks:
    """What HR clicks, from the desk on."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, 0
        page.goto("/hr/")

    def link(self, name: str | re.Pattern, *, exact: bool = False) -> None:
        self._go(self.page.get_by_role("link", name=name, exact=exact).first)

    def button(self, name: str | re.Pattern, *, exact: bool = False) -> None:
        self._go(self.page.get_by_role("button", name=name, exact=exact).first)

    def part(self, name: str) -> None:
        """Open a part of the page."""
        self.page.locator("summary", has_text=name).click()
        self.number += 1

    def _go(self, way: Locator) -> None:
        follow(self.page, way)
        self.number += 1

    def person(self, name: str) -> None:
        """To somebody's page, by the field of the desk."""
        self.page.locator("#q").fill(name)
        self.button("Show", exact=True)
        self.link(name)

    def mark(self, number: int = 1) -> None:
        for box in self.page.locator(".aw-picks input").all()[:number]:
            box.check()

    def says(self, words: str | re.Pattern) -> None:
        expect(self.page.locator("main")).to_contain_text(words)


def late(hr: Clicks) -> None:
    hr.link("late", exact=True)
    expect(hr.page.locator("h1")).to_contain_text("Late")


def assign(hr: Clicks) -> None:
    hr.link("Assign", exact=True)
    fill_assignment(hr.page, "before-you-start", "Leeds", SOON)
    hr.button("What will happen")
    hr.button("Assign to")
    hr.says("people are asked.")


def starter(hr: Clicks) -> None:
    hr.link("People", exact=True)
    hr.link("List of staff")
    hr.link("Add a person")
    hr.page.locator("[name=name]").fill("Stella Starter")
    hr.page.locator("[name=email]").fill("stella.starter@example.com")
    hr.button("Add this person")
    hr.says("Added.")


def leave(hr: Clicks) -> None:
    hr.person(SOMEBODY)
    hr.link("Leave", exact=True)
    hr.page.locator("[name=first_day]").fill(SOON)
    hr.page.locator("[name=last_day]").fill(LATER)
    hr.button("Save the leave")
    hr.says("Saved.")


def change_team(hr: Clicks) -> None:
    hr.person(SOMEBODY)
    hr.link("Edit or move")
    hr.page.locator("[name=team]").select_option(index=1)
    hr.button("Save", exact=True)
    hr.says("Saved.")


def leaver(hr: Clicks) -> None:
    hr.person(SOMEBODY)
    hr.link("End", exact=True)
    hr.page.locator("[name=last_day]").fill(SOON)
    hr.button("Save the last day")
    hr.says("Saved. What they did stays on record.")


def extend(hr: Clicks) -> None:
    hr.mark()
    hr.button("Give more time")
    hr.page.get_by_label("New due day").fill(SOON)
    hr.button("Give more time")
    hr.says("1 has more time.")


def excuse(hr: Clicks) -> None:
    hr.mark()
    hr.button("Excuse")
    hr.button("Excuse")
    hr.says("1 is excused.")


def remind(hr: Clicks) -> None:
    hr.mark(8)
    hr.button("Remind", exact=True)
    hr.says("Who gets it")
    hr.button(re.compile(r"^Remind \d+$"))
    hr.says("reminded")


def invite(hr: Clicks) -> None:
    hr.link("People", exact=True)
    hr.link("Ways in")
    hr.page.get_by_label(NEWCOMER.name).check()
    hr.button("Invite by e-mail")
    expect(hr.page.get_by_role("status").first).to_be_visible()


def record(hr: Clicks) -> None:
    hr.person(SAMIR.name)
    hr.says("Record of one person, as of")


def export(hr: Clicks) -> None:
    with hr.page.expect_download() as loading:
        hr.page.get_by_role("link", name="This list as XLSX").click()
    hr.number += 1
    assert loading.value.suggested_filename.endswith(".xlsx")


def on_paper(hr: Clicks) -> None:
    """The browser prints what is open."""
    hr.link("late", exact=True)
    hr.page.emulate_media(media="print")
    hr.says("Printed by")
    assert hr.page.locator(".aw-selbar:visible, .aw-filter:visible").count() == 0
    hr.page.emulate_media(media="screen")


def over_time(hr: Clicks) -> None:
    hr.link("By module, or by team")
    expect(hr.page.locator("table").first).to_be_visible()


def yearly(hr: Clicks) -> None:
    hr.link("Assign", exact=True)
    fill_assignment(hr.page, "before-you-start", "Cork", SOON)
    hr.part("Asked again later")
    hr.page.get_by_label("Asked again, counted from").select_option("completion")
    hr.button("What will happen")
    hr.button("Assign to")
    hr.says("people are asked.")


def mailed(hr: Clicks) -> None:
    hr.link("Mail", exact=True)
    hr.page.get_by_label("Day").fill(SOON)
    hr.button("Show the day")
    hr.says("do not, and why")


JOBS: dict[str, Callable[[Clicks], None]] = {
    "See who is late": late,
    "Assign to a new site": assign,
    "Add a starter": starter,
    "Put somebody on leave": leave,
    "Change somebody's team": change_team,
    "End a leaver": leaver,
    "Give more time": extend,
    "Excuse": excuse,
    "Remind": remind,
    "Invite": invite,
    "Show an auditor one record": record,
    "Export": export,
    "Print": on_paper,
    "See completion over time": over_time,
    "Ask again every year": yearly,
    "See what would be mailed": mailed,
}


def test_each_of_the_sixteen_takes_four_clicks_at_most_and_as_many_as_the_guide_says(visit):
    page = visit(HR, js=False)
    page.goto("/hr/mail/words/")
    press(page, "Turn mail on")
    counted = {}
    for name, job in JOBS.items():
        clicks = Clicks(page)
        job(clicks)
        counted[name] = clicks.number
    assert len(counted) == 16
    assert max(counted.values()) <= MOST, counted
    told = {name: int(number) for _n, name, number in ROW.findall(GUIDE.read_text())}
    assert told == counted
