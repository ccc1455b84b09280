"""Where one is in a module: a bar that moves inside a step, and a list of the steps under it."""

import pytest
from bs4 import BeautifulSoup

from awareness.learning import rules

from .test_answer import HTMX, send

DECIDE, CHECK = "/learn/topic/decide/", "/learn/topic/check/"


@pytest.fixture
def on(module, alice, walk):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    return on


def way(html: bytes) -> list[int]:
    """How many per cent of each step the bar fills."""
    [bar] = BeautifulSoup(html, "html.parser").select("#way")
    return [int(part["width"].removesuffix("%")) for part in bar.select("rect")]


def steps(html: bytes) -> list[tuple[str, str | None]]:
    """Each step of the list: its words, and where its link leads."""
    [rows] = BeautifulSoup(html, "html.parser").select("#steps")
    return [
        (" ".join(row.text.split()).lstrip("0123456789 "), row.a and row.a["href"])
        for row in rows.find_all("li")
    ]


def test_the_bar_moves_with_each_decision_and_each_question(on, client_for, alice):
    client = client_for(alice)
    assert way(client.get(DECIDE).content) == [0, 0, 0, 0, 0]
    send(client, DECIDE, "Do poor")
    assert way(client.get(DECIDE).content) == [50, 0, 0, 0, 0]  # one decision of two
    send(client, f"{DECIDE}?seen=1", "Do back")
    assert way(client.get(DECIDE).content) == [95, 0, 0, 0, 0]  # answered, and not yet done
    client.post(f"{DECIDE}retry/")
    assert way(client.get(DECIDE).content) == [0, 0, 0, 0, 0]
    for slug in ("decide", "text", "guess"):
        on.do(slug)
    assert way(client.get(CHECK).content) == [100, 100, 100, 0, 0]
    send(client, CHECK, "Right")
    assert way(client.get(CHECK).content) == [100, 100, 100, 50, 0]


def test_with_script_bar_and_list_come_with_the_answer(on, client_for, alice):
    client = client_for(alice)
    part = send(client, DECIDE, "Do good", **HTMX)[2].content
    assert way(part) == [100, 0, 0, 0, 0]
    assert steps(part)[:2] == [("Decide Done. You are here.", None),
                               ("A text Next.", "/learn/topic/text/")]  # fmt: skip
    soup = BeautifulSoup(part, "html.parser")
    beside = soup.select("[hx-swap-oob]")
    assert [each["id"] for each in beside] == ["way", "steps"]
    assert not soup.select("#ask #way")
    assert not BeautifulSoup(client.get(DECIDE).content, "html.parser").select("[hx-swap-oob]")


def test_the_list_says_what_is_done_and_leads_to_what_may_be_opened(on, client_for, alice):
    on.do("decide")
    client = client_for(alice)
    page = client.get("/learn/topic/text/").content
    assert steps(page) == [
        ("Decide Done.", DECIDE),
        ("A text You are here.", None),
        ("Guess Later.", None),
        ("Check Later.", None),
        ("Your contact Later.", None),
    ]
    assert BeautifulSoup(page, "html.parser").select_one("details > summary + #steps")


def test_in_a_finished_module_everything_is_full_and_open(on, client_for, alice):
    for slug in ("decide", "text", "guess", "check", "contact"):
        on.do(slug)
    page = client_for(alice).get(CHECK).content
    assert way(page) == [100] * 5
    assert [bool(url) for _words, url in steps(page)] == [True, True, True, False, True]
    assert "Done. You are here." in steps(page)[3][0]


def test_a_step_is_full_when_it_is_done_and_not_before():
    assert rules.percent_done(1.0, is_done=False) == 95
    assert rules.percent_done(0.0, is_done=True) == 100
    assert rules.percent_done(0.25, is_done=False) == 25
