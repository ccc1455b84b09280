"""A person's own page: what is asked, what comes next, and how a passed day is said."""

from dataclasses import replace
from datetime import date

import pytest
from django.template.loader import render_to_string

from awareness.assignments.queries import OwnAsk
from awareness.assignments.rules import Standing
from awareness.home.pages import LearnPage
from awareness.learning.queries import ModuleState, OwnModule

TODAY = date(2026, 11, 23)


def module(number: int, state: ModuleState = ModuleState.OPEN, *, left: int = 12) -> OwnModule:
    return OwnModule(
        module_id=number,
        slug=f"m{number}",
        code=f"A{number}",
        title=f"Module {number}",
        say="What it says.",
        track="all-staff",
        mandatory=False,
        version="1.0",
        state=state,
        minutes=12,
        minutes_left=0 if state == ModuleState.DONE else left,
        done_on=date(2026, 11, 16) if state == ModuleState.DONE else None,
        number=0 if state == ModuleState.DONE else 3,
        count=7,
        next_slug="" if state == ModuleState.DONE else "step",
        next_title="" if state == ModuleState.DONE else "A step",
    )


def page(*modules: OwnModule, due: dict | None = None) -> LearnPage:
    """Of somebody who is asked for what is `due`, else for all of them by today."""
    due = {each.module_id: TODAY for each in modules} if due is None else due
    return LearnPage(modules, {pk: asked(pk, day) for pk, day in due.items()}, TODAY)


def asked(pk: int, day: date, standing: Standing = Standing.TO_DO) -> OwnAsk:
    return OwnAsk(pk, TODAY, day, standing, is_late=day < TODAY, is_done=standing is Standing.DONE)


def test_counts_what_is_left_and_says_how_long_it_takes():
    mine = page(module(0, ModuleState.DONE), module(1, ModuleState.STARTED, left=8), module(5))
    assert mine.heading.startswith("Two short modules, ")
    assert " 20 minutes" in mine.heading


def test_says_one_module_as_one():
    heading = page(module(1)).heading
    assert heading.startswith("One short module, ")
    assert " 12 minutes" in heading


def test_thanks_when_all_is_done():
    assert page(module(1, ModuleState.DONE)).heading == "That is all of it. Thank you."


def test_asks_nothing_of_whoever_is_asked_nothing():
    assert page().heading == "Nothing is asked of you today"


def test_the_thing_to_do_now_is_where_somebody_stopped():
    stopped = module(5, ModuleState.STARTED)
    assert page(module(1), stopped).now.module is stopped


def test_the_thing_to_do_now_is_else_the_next_of_the_course():
    following = module(1)
    assert page(module(0, ModuleState.DONE), following, module(5)).now.module is following


def test_nothing_is_to_be_done_now_when_all_is_done():
    assert page(module(1, ModuleState.DONE)).now is None


def test_what_one_is_asked_is_all_that_is_asked():
    mine = page(module(1), replace(module(2), mandatory=True), due={1: TODAY})
    assert [row.module.module_id for row in mine.asked] == [1]
    assert [row.module.module_id for row in mine.more] == [2]


def test_what_is_made_for_a_role_stands_apart():
    mine = page(module(1), replace(module(2), track="managers"), due={})
    assert [row.module.module_id for row in mine.more] == [1]
    assert [(heading, len(rows)) for heading, rows in mine.for_roles] == [
        ("For you as a manager", 1)
    ]


def test_what_comes_before_an_asked_module_is_asked_too():
    opening = module(0)
    last = replace(module(1), opens_with_id=0)
    assert [row.module for row in page(opening, last, due={1: TODAY}).asked] == [opening, last]


def test_what_is_not_expected_now_is_not_left_to_do():
    asks = {1: asked(1, date(2026, 11, 6), Standing.EXCUSED), 2: asked(2, TODAY)}
    mine = LearnPage([module(1), module(2)], asks, TODAY)
    assert [row.module.module_id for row in mine.left] == [2]
    assert [row.state_word for row in mine.asked] == ["Not now", "Not started"]
    assert mine.asked[0].meta == "Nothing is expected of you"
    assert "6 November" not in mine.when


def test_what_is_no_longer_used_stands_apart_for_whoever_is_in_it():
    mine = page(replace(module(1, ModuleState.STARTED), retired=True), module(2), due={})
    assert [row.module.module_id for row in mine.retired] == [1]
    assert [row.module.module_id for row in mine.more] == [2]


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (
            {1: date(2026, 11, 27), 5: date(2026, 11, 27)},
            "Please finish them by Friday 27 November.",
        ),
        (
            {1: date(2026, 11, 27), 5: date(2026, 12, 11)},
            "Please finish the first by Friday 27 November.",
        ),
        (
            {1: date(2026, 11, 6), 5: date(2026, 11, 27)},
            "The day for the first was Friday 6 November. It still counts: take it when you can.",
        ),
    ],
)
def test_says_the_day_calmly(due, words):
    assert page(module(1), module(5), due=due).when == words


def test_a_passed_day_of_the_only_one_left_is_its_own():
    mine = page(module(1), due={1: date(2026, 11, 6)})
    assert " was Friday 6 November." in mine.when


def test_a_day_of_something_done_is_not_mentioned():
    mine = page(
        module(1, ModuleState.DONE), module(5), due={1: date(2026, 11, 6), 5: date(2026, 11, 27)}
    )
    assert "27 November" in mine.when
    assert "6 November" not in mine.when


@pytest.mark.parametrize(
    ("given", "word", "meta"),
    [
        (module(1, ModuleState.DONE), "Done", "16 November"),
        (module(1, ModuleState.STARTED, left=1), "Started", "1 minute left"),
        (module(1), "Not started", "12 minutes"),
    ],
)
def test_states_are_words(given, word, meta):
    row = page(given).asked[0]
    assert (row.state_word, row.meta) == (word, meta)


def test_what_is_free_is_open():
    assert page(module(1), due={}).more[0].state_word == "Open"


def test_one_minute_is_said_as_one():
    assert page(module(1, left=1)).heading.endswith("about 1 minute left")
    for state in ("open", "started"):
        now = replace(module(1, left=1), minutes=1)
        said = render_to_string(f"home/_next.html#{state}", {"now": now}).lower()
        assert "about 1 minute" in said
        assert "1 minutes" not in said


def test_whoever_is_excused_is_not_thanked_for_all_of_it():
    """Nor is what comes first asked of them, before what they are excused from."""
    excused = {1: asked(1, date(2026, 11, 6), Standing.EXCUSED)}
    mine = LearnPage([module(0), replace(module(1), opens_with_id=0)], excused, TODAY)
    assert mine.heading == "Nothing is asked of you today"
    assert [row.state_word for row in mine.asked] == ["Not now", "Not now"]
    both = excused | {2: asked(2, TODAY)}
    mine = LearnPage([*mine.modules, replace(module(2), opens_with_id=0)], both, TODAY)
    assert [row.module.module_id for row in mine.left] == [0, 2]
