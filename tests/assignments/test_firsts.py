"""What is read in pieces equals what is read at once, and what is counted by the tallies what is
counted from the asks."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awareness.assignments import asklists, firsts, teamtotals
from awareness.assignments.asklists import ListFilter, WhichAsks, ask_ids_in_order, newest_past_ids
from awareness.assignments.firsts import AsksByName, first_asks_by_site
from awareness.assignments.models import Ask
from awareness.assignments.teamlists import ManagedTeams, most_urgent_ids, read_open_asks
from awareness.people.models import Leave, Membership, User
from awareness.people.today import read_today

from .conftest import MONDAY, NOW

pytestmark = pytest.mark.django_db
LATE = ListFilter(which=WhichAsks.LATE)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked(alice, bob, charlie, eva, mallory, make_module, assign, site, other_site, october):
    for slug in ("first", "second"):
        assign(make_module(slug), [site, other_site], date(2026, 11, 6), now=october)
    return User.objects.order_by("sort_key", "pk")


@pytest.mark.parametrize("look", [1, 60])
def test_the_first_of_each_site_and_any_page(asked, site, other_site, monkeypatch, look):
    monkeypatch.setattr(firsts, "PEOPLE_AT_FIRST", look)
    today, ids = read_today(NOW), list(asked.values_list("pk", flat=True))
    found = first_asks_by_site(asked, [site.pk, other_site.pk, None], LATE, today, 3)
    for place in (site, other_site):
        here = list(asked.filter(site=place).values_list("pk", flat=True))
        assert found[place.pk] == ask_ids_in_order(here, LATE, today)[:3]
    assert found[None] == []
    all_of_them, paged = ask_ids_in_order(ids, LATE, today), AsksByName(ids, LATE, today)
    assert len(paged) == len(all_of_them) == 10
    assert [paged[n : n + 3] for n in range(0, 10, 3)] == [
        all_of_them[n : n + 3] for n in range(0, 10, 3)
    ]


def test_more_people_cost_no_more_queries(asked, site, other_site):
    today, places = read_today(NOW), [site.pk, other_site.pk]
    counts = set()
    for most in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            first_asks_by_site(asked, places, LATE, today, most)
        counts.add(len(queries))
    assert counts == {3}  # one a site


@pytest.mark.parametrize("piece", [1, 200])
def test_what_ended_last(asked, monkeypatch, piece):
    monkeypatch.setattr(asklists, "ROWS_AT_FIRST", piece)
    asks = list(Ask.objects.order_by("pk"))
    for number, ask in enumerate(asks[:5]):
        ended = MONDAY - timedelta(days=number)
        Ask.objects.filter(pk=ask.pk).update(ended_on=ended, ended_reason="withdrawn")
    modules = {ask.module_id for ask in asks}
    reach = User.objects.get(name="Eva Holm").reach
    wanted = [ask.pk for ask in asks[:3]]
    assert newest_past_ids(reach, ListFilter(which=WhichAsks.PAST), modules, 3) == wanted
    assert newest_past_ids(reach, ListFilter(which=WhichAsks.PAST), set(), 3) == []


@pytest.mark.parametrize("others", [0, 5000])
def test_a_manager_of_very_many(asked, alice, bob, charlie, mallory, packing, monkeypatch, others):
    """Counted from the asks of the own people, or by the tallies less the others: the same; among
    the others one on leave, one who has left, one excused, and one in no team."""
    monkeypatch.setattr(teamtotals, "MOST_OTHERS", others)
    Leave.objects.create(person=charlie, first_day=MONDAY)
    User.objects.filter(pk=mallory.pk).update(end_day=MONDAY - timedelta(days=1))
    Ask.objects.filter(person=bob).update(excused_on=MONDAY, excused_code="personal")
    today, team = read_today(NOW), ManagedTeams({packing.pk}, MONDAY)
    mine = list(Membership.objects.filter(team=packing).values_list("user", flat=True))
    opened = read_open_asks(mine, today)
    assert {each.person_id for each in opened} == {alice.pk}
    counts = teamtotals.count_open(team, today)
    assert +counts == {(each.module_id, each.part): 1 for each in opened}
    modules = {each.module_id for each in opened}
    assert most_urgent_ids(team, today, modules, 5) == [alice.pk]
    assert most_urgent_ids(team, today, (), 5) == []
