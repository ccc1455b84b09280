"""What is done to what people are asked: of one or many, coded, appended, in the journal."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, connections

from awareness.assignments import ask_actions, exports
from awareness.assignments.ask_actions import AskError
from awareness.assignments.asklists import ListFilter, WhichAsks, read_rows_of_person
from awareness.assignments.evaluation import evaluate
from awareness.assignments.models import Ask, AskChange, ReasonCode
from awareness.assignments.rules import Standing
from awareness.journal.models import Event
from awareness.people.models import Leave, User
from awareness.people.today import DayBySite

from .conftest import MONDAY, NOW
from .standings import with_standing

DUE = MONDAY + timedelta(days=30)
LATER = DUE + timedelta(days=14)


@pytest.fixture
def asks(alice, bob, charlie, eva, module, assign, complete, site):
    """What Alice, Bob and Eva are asked; Bob has done it."""
    assign(module, [site], DUE)
    complete(bob, module)
    return Ask.objects.current()


def stands(person) -> str:
    [row] = with_standing(Ask.objects.current().filter(person=person), DayBySite(MONDAY))
    return row.standing


def test_more_time_is_for_what_is_open_and_never_less(asks, alice, bob, eva):
    assert ask_actions.extend(asks, LATER, "workload", eva, NOW) == 2
    assert ask_actions.extend(asks, DUE, "workload", eva, NOW) == 0
    ask = Ask.objects.get(person=alice)
    assert (ask.due_on, ask.first_due_on) == (LATER, DUE)
    assert Ask.objects.get(person=bob).due_on == DUE
    note = ask.changes.get(kind="extended")
    assert (note.code, note.day_before, note.day_after, note.by) == ("workload", DUE, LATER, eva)
    event = Event.objects.get(kind="ask.extended", subject=alice.public_id)
    assert event.actor == eva.public_id
    assert event.facts == {
        "module": "what-to-do", "code": "workload", "before": DUE.isoformat(),
        "after": LATER.isoformat(),
    }  # fmt: skip


def test_more_time_is_never_less_than_the_return_from_leave_gives(asks, alice, eva):
    """Also in the hour in which the worker has not written that later day yet."""
    mine, back = asks.filter(person=alice), DUE + timedelta(days=1)
    Leave.objects.create(person=alice, first_day=DUE, last_day=DUE)
    returned, now = back + timedelta(days=28), NOW + (back - MONDAY)
    assert ask_actions.extend(mine, LATER, "workload", eva, now) == 0
    evaluate(now)
    assert mine.get().due_on == returned
    Ask.objects.filter(person=alice).update(due_on=DUE)
    later = returned + timedelta(days=1)
    assert ask_actions.extend(mine, later, "workload", eva, now) == 1
    note = AskChange.objects.filter(ask__person=alice).latest("pk")
    assert (note.day_before, note.day_after, mine.get().due_on) == (returned, later, later)


def test_a_day_that_is_over_where_they_are_changes_nothing(asks, alice, charlie):
    """An hour past midnight in Gothenburg it is the day before in Leeds, where HR chooses today."""
    midnight = DUE.toordinal() - MONDAY.toordinal()
    now = (NOW + timedelta(days=midnight)).replace(hour=23, minute=30)
    mine, today = asks.filter(person=alice), charlie.today(now)
    assert alice.today(now) == today + timedelta(days=1)
    Ask.objects.filter(person=alice).update(first_due_on=MONDAY, due_on=MONDAY)
    assert ask_actions.pause(mine, today, "workload", charlie, now) == 0
    assert ask_actions.extend(mine, today, "workload", charlie, now) == 0
    tomorrow = alice.today(now)
    assert ask_actions.pause(mine, tomorrow, "workload", charlie, now) == 1
    assert ask_actions.extend(mine, tomorrow, "workload", charlie, now) == 1


def codes_on(day, person) -> tuple[str, str]:
    """Why nothing is expected of somebody, as HR reads it on the page and in the file."""
    today = DayBySite(day)
    [row] = read_rows_of_person("hr", person, today)
    people = User.objects.filter(pk=person.pk)
    [line] = exports.rows("hr", people, ListFilter(which=WhichAsks.ALL), today)
    in_file = dict(zip(exports.header("hr"), line, strict=True))["excuse_code"]
    return str(row.fields["excuse_code"]), in_file


def test_the_reason_is_the_one_that_holds_now(asks, alice, eva):
    """A pause that is over is none, and an excuse says more than a pause."""
    mine = asks.filter(person=alice)
    ask_actions.pause(mine, MONDAY + timedelta(days=3), "leaving", eva, NOW)
    Leave.objects.create(person=alice, first_day=MONDAY + timedelta(days=8))
    said = [codes_on(MONDAY + timedelta(days=n), alice) for n in (0, 5, 9)]
    assert said == [(ReasonCode.LEAVING.label, "leaving"), ("", ""), ("On leave", "")]
    ask_actions.excuse(mine, "personal", eva, NOW)
    assert codes_on(MONDAY, alice) == (ReasonCode.PERSONAL.label, "personal")


def test_an_excuse_holds_until_it_is_ended(asks, alice, bob, eva):
    mine = asks.filter(person__in=[alice, bob])
    assert ask_actions.excuse(mine, ReasonCode.PERSONAL, eva, NOW) == 2
    assert ask_actions.excuse(mine, ReasonCode.PERSONAL, eva, NOW) == 0
    assert stands(alice) == stands(bob) == Standing.EXCUSED
    assert ask_actions.end_excuse(asks, eva, NOW) == 2
    assert (stands(alice), stands(bob)) == (Standing.TO_DO, Standing.DONE)
    assert [row.kind for row in AskChange.objects.filter(ask__person=alice)] == [
        "asked", "excused", "excuse_ended",
    ]  # fmt: skip


def test_a_pause_ends_by_its_day_or_by_hand(asks, alice, eva):
    mine, until = asks.filter(person=alice), MONDAY + timedelta(days=3)
    assert ask_actions.pause(mine, until, "leaving", eva, NOW) == 1
    assert ask_actions.pause(mine, until, "leaving", eva, NOW) == 0
    assert ask_actions.pause(mine, None, "personal", eva, NOW) == 1
    assert stands(alice) == Standing.EXCUSED
    assert ask_actions.resume(mine, eva, NOW) == 1
    assert stands(alice) == Standing.TO_DO
    kinds = [(row.kind, row.day_after) for row in AskChange.objects.filter(ask__person=alice)]
    assert kinds == [("asked", DUE), ("paused", until), ("paused", None), ("resumed", None)]


@pytest.mark.parametrize("end", [ask_actions.resume, ask_actions.ask_again])
def test_a_pause_that_is_over_is_not_ended_again(end, asks, alice, eva):
    mine, until = asks.filter(person=alice), MONDAY + timedelta(days=3)
    ask_actions.pause(mine, until, "leaving", eva, NOW)
    assert end(mine, eva, NOW + timedelta(days=4)) == 0
    kinds = AskChange.objects.filter(ask__person=alice).values_list("kind", flat=True)
    assert list(kinds) == ["asked", "paused"]
    assert end(mine, eva, NOW + timedelta(days=3)) == 1


@pytest.mark.parametrize("code", ["", "nobody-knows", "returned"])
def test_a_reason_is_one_of_the_list(code, asks, eva):
    for act in (
        lambda: ask_actions.extend(asks, LATER, code, eva, NOW),
        lambda: ask_actions.excuse(asks, code, eva, NOW),
        lambda: ask_actions.pause(asks, None, code, eva, NOW),
    ):
        with pytest.raises(AskError) as caught:
            act()
        assert caught.value.code == "unknown_code"
    assert set(AskChange.objects.values_list("kind", flat=True)) == {"asked", "done"}


def test_a_day_is_one_to_come(asks, eva):
    for day, code in (
        (MONDAY - timedelta(days=1), "day_in_past"),
        (MONDAY + timedelta(days=9000), "day_out_of_reach"),
    ):
        with pytest.raises(AskError) as caught:
            ask_actions.extend(asks, day, "workload", eva, NOW)
        assert caught.value.code == code


def test_what_has_ended_is_left_as_it_is(asks, alice, eva):
    Ask.objects.filter(person=alice).update(ended_on=MONDAY, ended_reason="moved")
    everything = Ask.objects.filter(person=alice)
    assert ask_actions.extend(everything, LATER, "workload", eva, NOW) == 0
    assert ask_actions.excuse(everything, "personal", eva, NOW) == 0


def test_many_cost_as_many_queries_as_few(
    asks, eva, site, make_people, django_assert_max_num_queries
):
    counts = []
    for size in (4, 16):
        make_people(size)
        evaluate(NOW)
        with django_assert_max_num_queries(20) as seen:
            ask_actions.extend(asks.all(), LATER + timedelta(days=size), "workload", eva, NOW)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.fixture
def make_people(site):
    def make(size):
        for n in range(size):
            User.objects.create_user(email=f"q{size}-{n}@example.com", name=f"Q {n}", site=site)

    return make


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_lose_nothing(asks, alice, eva, bob):
    """HR extends while the worker looks, and another of HR excuses: all of it is there after."""
    mine = list(asks.filter(person=alice))
    acts = [
        lambda: ask_actions.extend(mine, LATER, "workload", eva, NOW),
        lambda: ask_actions.excuse(mine, "personal", bob, NOW),
        lambda: evaluate(NOW + timedelta(days=1)),
    ]
    problems: list[Exception] = []

    def run(act):
        try:
            act()
        except Exception as error:
            problems.append(error)
        finally:
            connections.close_all()

    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        for act in acts:
            act()
    else:
        threads = [Thread(target=run, args=[act]) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []
    ask = Ask.objects.get(person=alice)
    assert (ask.due_on, ask.excused_code) == (LATER, "personal")
    kinds = {row.kind for row in AskChange.objects.filter(ask=ask)}
    assert kinds == {"asked", "extended", "excused"}
