"""Somebody reads what is held about them, chooses how to read, takes the record away, and makes a
certificate that a stranger can check."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.audit import audit
from tests.journeys.database import right_texts
from tests.journeys.people import HR, KEEPER, MANAGER, RECALLER
from tests.journeys.states import follow, press
from tests.journeys.walk import Walker

FONT = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
INK = "getComputedStyle(document.body).color"
QUICK = "getComputedStyle(document.querySelector('.btn')).transitionDuration"


@pytest.mark.parametrize("js", [True, False], ids=["with_javascript", "without"])
def test_a_persons_own_page(visit, js):
    page = visit(KEEPER, js=js)
    page.goto("/me/")
    held = page.locator(".aw-held")
    expect(held).to_contain_text(re.compile(r"Why this is a workplace topic, version \d+\.\d+"))
    expect(held).to_contain_text("you would tell Karin Sandell first")
    chooses_how_to_read(page)
    takes_the_record(page)
    address = makes_a_certificate(page)
    stranger = visit(js=js)
    stranger.goto(address)
    expect(stranger.locator("h1")).to_have_text("This certificate counts")
    expect(stranger.locator("dl").first).to_contain_text(KEEPER.name)
    expect(stranger.locator("html")).not_to_have_attribute("data-size", "larger")
    if js:
        wrong = audit(stranger, "check page")
        for path in ("/me/", "/me/certificates/", "/learn/"):
            page.goto(path)
            wrong += audit(page, f"{path}, larger")
        assert not wrong, "\n".join(wrong)


def chooses_how_to_read(page: Page) -> None:
    page.locator("#reading_size-usual").check()
    page.locator("#reading_contrast-usual").check()
    press(page, "Read like this")
    usual, ink = page.evaluate(FONT), page.evaluate(INK)
    page.locator("#reading_size-larger").check()
    page.locator("#reading_contrast-more").check()
    page.locator("#reading_motion-less").check()
    press(page, "Read like this")
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    for path in ("/me/", "/learn/", "/library/", "/learn/away/"):
        page.goto(path)
        assert page.evaluate(FONT) == usual * 1.375
        assert page.evaluate(INK) == "rgb(0, 0, 0)" != ink
    page.goto("/me/")
    assert page.evaluate(QUICK) == "0s"
    expect(page.locator("#reading_size-larger")).to_be_checked()


def takes_the_record(page: Page) -> None:
    with page.expect_download() as taken:
        page.get_by_role("link", name="For a machine (JSON)").click()
    record = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))
    assert record["parts"]["person"]["rows"][0]["name"] == KEEPER.name
    assert record["parts"]["answers"]["rows"]
    with page.expect_download() as taken:
        page.get_by_role("link", name="As sheets (CSV, in a zip)").click()
    folder = zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes()))
    everything = b"".join(folder.read(name) for name in folder.namelist())
    assert KEEPER.name.encode() in everything
    assert RECALLER.sign_in.encode() not in everything


def makes_a_certificate(page: Page) -> str:
    """Its check page's address."""
    follow(page, page.get_by_role("link", name="Your certificates"))
    make = page.get_by_role("button", name="Make the certificate: Why this is a workplace topic")
    if make.count():  # the other of the two runs has made it
        follow(page, make)
    title = "Why this is a workplace topic"
    file = page.get_by_role("link", name=f"Open the certificate: {title}").get_attribute("href")
    first, again = (page.request.get(file) for _time in range(2))
    assert first.headers["content-type"] == "application/pdf"
    assert first.body().startswith(b"%PDF")
    assert first.body() == again.body()
    return page.get_by_role("link", name=f"Its check page: {title}").get_attribute("href")


def test_a_refresher_is_nobodys_business(visit, server):
    """Switched on, taken without JavaScript, switched off: the employer's sheets are as before."""
    desk = {visit(HR): "/hr/export.csv", visit(MANAGER): "/team/export.csv"}
    page, said = visit(KEEPER, js=False), len(server.log())
    before = [desk_page.request.get(address).text() for desk_page, address in desk.items()]
    page.goto("/learn/why-this-is-a-workplace-topic/done/")
    press(page, "Yes, offer them")
    page.goto("/learn/")
    follow(page, page.locator("main a[href*='/refreshers/']"))
    walker = Walker(page, right_texts(server.database), js=False)
    further = page.get_by_role("link", name="Go on from here")
    while walker.at != "feedback" or further.count():
        walker.step()
    assert walker.asked
    page.goto("/learn/")
    expect(page.locator("main a[href*='/refreshers/']")).to_have_count(
        0
    )  # the next one is weeks away
    page.goto("/me/")
    press(page, "Switch them off")
    expect(page.get_by_text("They are off.")).to_be_visible()
    after = [desk_page.request.get(address).text() for desk_page, address in desk.items()]
    assert after == before
    assert KEEPER.name in before[0]
    assert server.log()[said:] == ""
