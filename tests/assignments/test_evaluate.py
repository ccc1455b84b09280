"""What follows for what people are asked, from what becomes of them: joining, moving, leaving, a
role, leave, a second assignment, a renewal, a major version, a module that is retired."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awareness.assignments import actions
from awareness.assignments.evaluation import evaluate
from awareness.assignments.models import Ask, AskChange, AskSource, Assignment
from awareness.assignments.queries import asks_changes_alone
from awareness.assignments.wanted_assignment import WantedAssignment
from awareness.learning.adoption import adopt
from awareness.learning.models import Completion, Module, ModuleVersion
from awareness.people.models import Leave, Membership, RoleGrant, Team, User

from .conftest import MONDAY, NOW

DAY = timedelta(days=1)
DUE = MONDAY + timedelta(days=30)
GOTHENBURG_MIDNIGHT = 23  # UTC, in winter


def on(number: int) -> datetime:
    return NOW + number * DAY


def day(number: int) -> date:
    return MONDAY + number * DAY


@pytest.fixture
def ask_for(eva, module):
    """`ask_for(everyone=True, …)`: an assignment of the module by DUE, with more as `Wanted`."""

    def make(now=NOW, **fields) -> Assignment:
        due = {} if "due_days" in fields else {"due_on": DUE}
        wanted = WantedAssignment(**{"module": module} | due | fields)
        return actions.make_assignment(wanted, eva, now, token=uuid4())

    return make


def names(asks=None) -> set[str]:
    asks = Ask.objects.current() if asks is None else asks
    return {name.split()[0].lower() for name in asks.values_list("person__name", flat=True)}


def history(person) -> list[tuple]:
    rows = AskChange.objects.filter(ask__person=person).order_by("id")
    return [tuple(filter(None, row)) for row in rows.values_list("kind", "code")]


# Whom it reaches


def test_sites_teams_roles_and_the_first_day_narrow_each_other(
    alice, bob, charlie, mallory, eva, site, packing, sales, ask_for
):
    below = Team.objects.create(slug="night", name="Night", parent=packing)
    night = User.objects.create_user(email="n@example.com", name="Nia Night", site=site)
    Membership.objects.create(user=night, team=below, since=date(2020, 1, 1))
    User.objects.filter(pk=night.pk).update(start_day=day(-9))
    ask_for(teams=[(packing, True)])
    assert names() == {"alice", "bob", "nia"}
    ask_for(teams=[(packing, False), (sales, False)], roles=["manager"])
    assert names() == {"alice", "bob", "nia", "mallory"}
    ask_for(sites=[charlie.site], roles=["manager", "learner"])
    assert names() == {"alice", "bob", "nia", "mallory", "charlie"}
    fresh = ask_for(everyone=True, started_after=day(-10))
    assert names(Ask.objects.filter(sources__assignment=fresh)) == {"nia"}


def test_named_people_are_added_and_left_out(alice, bob, charlie, eva, site, ask_for):
    ask_for(sites=[site], added=[charlie], left_out=[bob])
    assert names() == {"alice", "eva", "charlie"}


def test_nobody_is_named_by_accident(alice, eva, ask_for, module):
    with pytest.raises(actions.AssignError) as caught:
        ask_for()
    assert caught.value.code == "no_audience"
    with pytest.raises(actions.AssignError) as caught:
        ask_for(everyone=True, renew_from="completion", renew_months=1, opens_days=30)
    assert caught.value.code == "opens_too_early"
    with pytest.raises(actions.AssignError) as caught:
        ask_for(everyone=True, module=None, track="nowhere")
    assert caught.value.code == "unknown_track"


def test_hr_of_some_places_asks_nobody_elsewhere(charlie, eva, site, other_site, ask_for):
    RoleGrant.objects.filter(user=eva).update(limited=True)
    RoleGrant.objects.get(user=eva).sites.add(site)
    for wider in ({"everyone": True}, {"sites": [site, other_site]}, {"added": [charlie]}):
        eva.__dict__.pop("reach", None)
        with pytest.raises(actions.AssignError) as caught:
            ask_for(**wider)
        assert caught.value.code == "out_of_reach"
    ask_for(sites=[site])
    assert names() == {"eva"}


def test_a_track_asks_for_each_of_its_modules(alice, eva, site, make_module, ask_for):
    one, two = make_module("one"), make_module("two")
    Module.objects.filter(pk__in=[one.pk, two.pk]).update(track="deeper")
    ask_for(module=None, track="deeper", sites=[site])
    assert Ask.objects.filter(person=alice).count() == 2
    three = make_module("three")
    Module.objects.filter(pk=three.pk).update(track="deeper")
    evaluate(on(1))
    assert set(Ask.objects.filter(person=alice).values_list("module", flat=True)) == {
        one.pk, two.pk, three.pk,
    }  # fmt: skip


# People come, move and go


def test_a_move_asks_nobody_twice_and_keeps_the_day(alice, eva, site, other_site, ask_for):
    first = ask_for(sites=[site])
    second = ask_for(sites=[other_site], now=on(5))
    User.objects.filter(pk=alice.pk).update(site=other_site)
    evaluate(on(6))
    ask = Ask.objects.get(person=alice)
    assert (ask.asked_on, ask.due_on, ask.ended_on) == (MONDAY, DUE, None)
    assert list(ask.sources.values_list("assignment", "until", "reason").order_by("id")) == [
        (first.pk, day(6), "moved"),
        (second.pk, None, ""),
    ]


def test_whoever_goes_and_comes_back_goes_on(alice, bob, eva, site, other_site, ask_for, complete):
    ask_for(sites=[site])
    complete(bob, Module.objects.get(), day(2))
    User.objects.filter(pk__in=[alice.pk, bob.pk]).update(site=other_site)
    evaluate(on(5))
    assert set(Ask.objects.past().values_list("person", "ended_reason")) == {
        (alice.pk, "moved"),
        (bob.pk, "moved"),
    }
    User.objects.filter(pk__in=[alice.pk, bob.pk]).update(site=site)
    evaluate(on(20))
    asks = {ask.person_id: ask for ask in Ask.objects.current()}
    assert (asks[alice.pk].due_on, asks[alice.pk].first_due_on) == (day(48), DUE)
    assert (asks[bob.pk].due_on, asks[bob.pk].done_on) == (DUE, day(2))
    back = [("ended", "moved"), ("reopened",)]
    assert history(alice) == [("asked",), *back, ("extended", "returned")]
    assert history(bob) == [("asked",), ("done",), *back]


def test_a_leaver_stays_in_the_past_and_a_role_and_youth_say_why(
    alice, bob, charlie, eva, module, site, ask_for
):
    Module.objects.update(open_to="it")
    for person in (alice, bob, charlie):
        RoleGrant.objects.create(user=person, role="it")
    ask_for(everyone=True)
    User.objects.filter(pk=alice.pk).update(end_day=day(3))
    RoleGrant.objects.filter(user=bob, role="it").delete()
    User.objects.filter(pk=charlie.pk).update(youth_until=day(90))
    evaluate(on(3))
    assert "alice" in names()  # it is her last day
    evaluate(on(4))
    reasons = dict(Ask.objects.past().values_list("person", "ended_reason"))
    assert reasons == {alice.pk: "left", bob.pk: "role", charlie.pk: "youth"}
    assert not AskSource.objects.current().filter(ask__in=Ask.objects.past()).exists()


def test_the_day_is_that_of_the_site(alice, charlie, eva, module, ask_for):
    """At half past eleven at night in Gothenburg it is still the day before in UTC."""
    User.objects.filter(pk=charlie.pk).update(site=None)
    evening = NOW.replace(hour=GOTHENBURG_MIDNIGHT, minute=30)
    ask_for(everyone=True, now=evening)
    asked_on = dict(Ask.objects.values_list("person", "asked_on"))
    assert (asked_on[alice.pk], asked_on[charlie.pk]) == (day(1), day(0))


# Leave


def test_whoever_was_away_is_given_time_once_they_are_back(alice, bob, eva, site, ask_for):
    Leave.objects.create(person=alice, first_day=day(-5), last_day=day(5))
    Leave.objects.create(person=bob, first_day=day(20), last_day=day(50))
    ask_for(sites=[site], return_days=40)
    evaluate(on(5))
    assert set(Ask.objects.values_list("due_on", flat=True)) == {DUE}
    evaluate(on(6))
    assert Ask.objects.get(person=alice).due_on == day(46)
    evaluate(on(51))
    assert evaluate(on(52)) == 0
    assert Ask.objects.get(person=bob).due_on == day(91)
    assert history(bob) == [("asked",), ("extended", "returned")]


# Several assignments, and what was done before


def test_what_was_done_recently_counts_and_what_is_older_does_not(
    alice, bob, charlie, eva, module, complete, ask_for
):
    for person, when in ((alice, day(-10)), (bob, day(-11)), (charlie, day(0))):
        complete(person, module, when)
    ask_for(everyone=True, recent_days=10)
    done = dict(Ask.objects.values_list("person", "done_on"))
    assert (done[alice.pk], done[bob.pk], done[charlie.pk]) == (day(-10), None, day(0))


def test_a_second_assignment_asks_anew_only_of_whom_it_was_too_long_ago(
    alice, bob, eva, module, site, complete, ask_for
):
    ask_for(sites=[site])
    complete(alice, module, day(1))
    complete(bob, module, day(20))
    second = ask_for(sites=[site], now=on(40), recent_days=30, due_on=day(80))
    asks = Ask.objects.filter(person=alice).order_by("id")
    assert [(a.due_on, a.done_on, a.ended_reason) for a in asks] == [
        (DUE, day(1), "asked_again"),
        (day(80), None, ""),
    ]
    assert Ask.objects.get(person=bob).done_on == day(20)
    assert Ask.objects.get(person=eva).due_on == DUE
    assert second.asks.current().count() == 3


# Again


def test_a_renewal_opens_in_time_and_is_its_own(alice, eva, module, site, complete, ask_for):
    ask_for(sites=[site], renew_from="completion", renew_months=12, opens_days=30)
    complete(alice, module, day(10))
    first = Ask.objects.get(person=alice)
    assert (first.valid_until, first.opens_on) == (date(2027, 12, 3), date(2027, 11, 3))
    before = datetime(2027, 11, 2, 12, tzinfo=NOW.tzinfo)
    evaluate(before)
    assert names(Ask.objects.past()) == set()
    evaluate(before + DAY)
    first.refresh_from_db()
    anew = Ask.objects.get(renews=first)
    assert (first.ended_reason, first.done_on) == ("renewed", day(10))
    assert (anew.due_on, anew.done_on) == (first.valid_until, None)
    complete(alice, module, date(2027, 11, 20))
    anew.refresh_from_db()
    assert (anew.done_on, anew.valid_until) == (date(2027, 11, 20), date(2028, 11, 20))


def test_whoever_comes_back_after_a_renewal_opened_has_time_for_it(
    alice, eva, module, site, other_site, complete, ask_for
):
    """What ran out while nobody asked them is not late on the day on which they are back."""
    ask_for(sites=[site], renew_from="completion", renew_months=6, opens_days=30)
    complete(alice, module, day(5))
    User.objects.filter(pk=alice.pk).update(site=other_site)
    evaluate(on(10))
    User.objects.filter(pk=alice.pk).update(site=site)
    evaluate(on(300))
    anew = Ask.objects.current().get(person=alice)
    assert (anew.renews.valid_until < day(200), anew.due_on) == (True, day(328))
    evaluate(on(320))
    assert Ask.objects.current().get(person=alice) == anew


def test_what_was_done_while_withdrawn_is_renewed_at_once(
    alice, eva, module, site, complete, ask_for
):
    """Once is enough: a second evaluation of the same moment finds nothing to do."""
    half_yearly = ask_for(sites=[site], renew_from="completion", renew_months=6, opens_days=30)
    actions.withdraw(half_yearly, eva, on(3))
    complete(alice, module, day(5))
    actions.restore(half_yearly, eva, on(170))
    first, anew = Ask.objects.filter(person=alice).order_by("pk")
    assert (first.ended_reason, first.done_on) == ("renewed", day(5))
    assert (anew.renews, anew.done_on) == (first, None)
    assert evaluate(on(170)) == 0


def test_a_withdrawn_renewal_opens_nothing(alice, eva, module, site, complete, ask_for):
    ask_for(sites=[site])
    yearly = ask_for(sites=[site], renew_from="completion", opens_days=30)
    complete(alice, module, day(1))
    assert Ask.objects.get(person=alice).valid_until == date(2027, 11, 24)
    actions.withdraw(yearly, eva, on(5))
    assert Ask.objects.get(person=alice).valid_until is None
    assert evaluate(on(400)) == 0


def test_a_major_version_asks_those_who_did_an_earlier_one(
    alice, bob, eva, module, site, complete, ask_for, settings
):
    settings.DEMO = True
    ask_for(sites=[site], again_on_major=True, recent_days=900)
    complete(alice, module, day(1))
    version = module.versions.get()
    for number, asked_anew in (((1, 1), False), ((2, 0), True)):
        ModuleVersion.objects.filter(module=module).update(status="retired")
        live = ModuleVersion.objects.create(
            module=module, major=number[0], minor=number[1], content_hash=str(number),
            spec=version.spec,
        )  # fmt: skip
        evaluate(on(5))
        assert not Ask.objects.past().exists()  # nobody has taken it on yet
        adopt(live, ["Karin Sandell", "Tomas Bergvall"], MONDAY)
        evaluate(on(6))
        assert Ask.objects.past().exists() == asked_anew
    assert list(Ask.objects.filter(person=alice).values_list("done_on", "ended_reason")) == [
        (day(1), "asked_again"),
        (None, ""),
    ]
    assert evaluate(on(7)) == 0
    assert asks_changes_alone(alice, module.pk)
    assert not asks_changes_alone(bob, module.pk)  # he never did it


def test_what_is_retired_ends_and_comes_back(alice, eva, module, site, complete, ask_for):
    ask_for(sites=[site])
    complete(eva, module, day(1))
    ModuleVersion.objects.update(status="retired")
    evaluate(on(5))
    assert set(Ask.objects.values_list("ended_reason", "ended_on")) == {("retired", day(5))}
    ModuleVersion.objects.update(status="live")
    evaluate(on(40))
    assert Ask.objects.get(person=eva).done_on == day(1)
    assert Ask.objects.get(person=alice).due_on == day(68)


# Withdrawing, and taking it back


def test_a_withdrawal_is_taken_back_exactly(
    alice, bob, charlie, eva, module, site, other_site, complete, ask_for
):
    assignment = ask_for(sites=[site])
    other = ask_for(added=[bob])
    complete(alice, module, day(2))
    before = {ask.pk: (ask.due_on, ask.done_on) for ask in Ask.objects.current()}
    actions.withdraw(assignment, eva, on(3))
    assert names() == {"bob"}
    ended = Ask.objects.get(person=alice)
    assert (ended.ended_reason, ended.done_on, ended.completion_id is None) == (
        "withdrawn", day(2), False,
    )  # fmt: skip
    User.objects.filter(pk=charlie.pk).update(site=site)
    evaluate(on(4))
    actions.restore(assignment, eva, on(40))
    actions.restore(assignment, eva, on(41))
    after = {ask.pk: (ask.due_on, ask.done_on) for ask in Ask.objects.current()}
    assert {pk: after[pk] for pk in before} == before
    assert names() == {"alice", "bob", "eva", "charlie"}
    assert Ask.objects.get(person=charlie).due_on == day(68)
    assert set(AskSource.objects.current().values_list("assignment", flat=True)) == {
        assignment.pk, other.pk,
    }  # fmt: skip


# The worker


def test_a_completion_of_the_same_moment_is_seen_later(alice, eva, module, site, complete, ask_for):
    ask_for(sites=[site])
    completion = complete(alice, module, day(1))
    AskChange.objects.filter(kind="done")._raw_delete("default")
    Ask.objects.update(completion=None, done_on=None)
    assert evaluate(on(2)) == 1
    assert Ask.objects.get(person=alice).completion == completion


def test_a_second_run_writes_nothing(alice, bob, eva, site, ask_for, complete, module):
    ask_for(sites=[site], renew_from="fixed_day", renew_day=31, renew_month=12, opens_days=10)
    complete(alice, module, day(2))
    evaluate(on(400))
    kept = list(Ask.objects.order_by("pk").values_list()), AskChange.objects.count()
    assert evaluate(on(400)) == 0
    evaluate(on(400), person_ids=[alice.pk, bob.pk, eva.pk])
    assert (list(Ask.objects.order_by("pk").values_list()), AskChange.objects.count()) == kept


def test_what_differs_of_few_costs_the_same_for_four_times_the_people(eva, site, ask_for):
    ask_for(sites=[site])
    counts = []
    for size in (5, 20):
        for n in range(size):
            User.objects.create_user(email=f"p{size}-{n}@example.com", name=f"P {n}", site=site)
        for people in (None, list(User.objects.values_list("pk", flat=True))):
            with CaptureQueriesContext(connection) as seen:
                evaluate(on(1), person_ids=people)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_a_kill_between_two_transactions_loses_and_doubles_nothing(
    eva, site, ask_for, monkeypatch, turns
):
    """Whatever was written stays, and the next run writes the rest."""
    from awareness.assignments import evaluation

    for n in range(7):
        User.objects.create_user(email=f"p{n}@example.com", name=f"P {n}", site=site)
    monkeypatch.setattr(evaluation, "PAIRS_AT_ONCE", 3)
    written, write = [], evaluation.save_writes

    def killed(book):
        if len(written) == 1:
            raise KeyboardInterrupt
        written.append(book)
        write(book)

    assignment = ask_for(everyone=True, now=on(-1), started_after=day(-1))  # nobody
    Assignment.objects.filter(pk=assignment.pk).update(started_after=None)
    monkeypatch.setattr(evaluation, "save_writes", killed)
    with pytest.raises(KeyboardInterrupt):
        evaluate(NOW)
    assert (Ask.objects.count(), len(turns)) == (3, 1)
    monkeypatch.setattr(evaluation, "save_writes", write)
    evaluate(NOW)
    assert (Ask.objects.count(), len(turns)) == (8, 3)
    assert AskSource.objects.count() == AskChange.objects.count() == 8
    assert Completion.objects.count() == 0
