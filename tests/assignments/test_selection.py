"""Several are marked on a list, and what HR does to them is written down with who and why."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from awareness.assignments import ask_actions
from awareness.assignments.models import Ask, AskChange
from awareness.journal.models import Event
from awareness.people.models import RoleGrant
from tests.pages import error_codes

from .conftest import MONDAY, NOW

URL = "/hr/people/change/"


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def late(alice, bob, charlie, eva, module, assign, site, other_site, october):
    assign(module, [site, other_site], date(2026, 11, 6), now=october)
    return {ask.person.name: ask for ask in Ask.objects.select_related("person")}


def ids(late, *names):
    return [late[name].pk for name in names]


def text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def test_more_time_is_given_to_those_who_were_marked(late, eva, client_for):
    client = client_for(eva)
    asked = {"do": "extend", "ask": ids(late, "Alice Lind", "Bob Ek")}
    page = text(client.post(URL, asked))
    assert "2 chosen" in page
    assert "Alice Lind: What to do" in page
    wrong = client.post(URL, asked | {"save": "1", "day": "2026-11-01", "code": "workload"})
    assert wrong.status_code == 422
    assert error_codes(wrong) == {"day": ["day_in_past"]}
    assert text(client.post(URL, asked | {"save": "1", "day": "soon", "code": "x"}))
    assert not AskChange.objects.filter(kind="extended").exists()
    done = client.post(
        URL, asked | {"save": "1", "day": "2026-12-24", "code": "workload"}, follow=True
    )
    assert "2 have more time." in text(done)
    later = Ask.objects.filter(due_on=date(2026, 12, 24))
    assert set(later.values_list("person__name", flat=True)) == {"Alice Lind", "Bob Ek"}
    [change, _other] = AskChange.objects.filter(kind="extended")
    assert (change.by, change.code, change.day_before) == (eva, "workload", date(2026, 11, 6))
    assert Event.objects.filter(kind="ask.extended", actor=eva.public_id).count() == 2
    today = text(client.get("/hr/"))
    assert "2 have until 24 December 2026." in today
    assert "You gave more time today" in today
    assert "Take back" not in today


@pytest.mark.parametrize(
    ("do", "field", "words"),
    [("excuse", "excused_on", "excused"), ("pause", "paused_on", "paused")],
)
def test_an_excuse_and_a_pause_can_be_taken_back(do, field, words, late, eva, client_for):
    client = client_for(eva)
    client.post(
        URL, {"do": do, "ask": ids(late, "Alice Lind"), "save": "1", "code": "personal", "day": ""}
    )
    assert getattr(Ask.objects.get(person__name="Alice Lind"), field) == MONDAY
    page = BeautifulSoup(client.get("/hr/").content, "html.parser")
    assert f"You {words} 1 today at 10:00." in " ".join(page.main.get_text(" ").split())
    form = page.find("form", action=lambda action: action and "take-back" in action)
    assert "1 is asked again." in text(client.post(form["action"], follow=True))
    assert getattr(Ask.objects.get(person__name="Alice Lind"), field) is None
    assert AskChange.objects.filter(by=eva).count() == 2
    assert form["action"] not in client.get("/hr/").content.decode()


def test_all_that_a_list_shows_is_chosen_at_once(late, eva, client_for):
    chosen = {"do": "excuse", "everybody": "yes", "which": "late", "site": "gothenburg"}
    page = client_for(eva).post(URL, chosen | {"save": "1", "code": "personal"}, follow=True)
    assert "3 are excused." in text(page)
    assert set(Ask.objects.filter(excused_on=None).values_list("person__name", flat=True)) == {
        "Charlie Webb"
    }


def test_people_are_counted_and_not_what_they_are_asked(late, eva, client_for, make_module):
    alice = late["Alice Lind"]
    second = Ask.objects.create(
        person=alice.person, module=make_module("second", title="Another"), asked_on=alice.asked_on,
        first_due_on=alice.due_on, due_on=alice.due_on, counts_from=alice.counts_from,
    )  # fmt: skip
    client = client_for(eva)
    marked = {"do": "excuse", "ask": [alice.pk, second.pk], "save": "1", "code": "personal"}
    done = text(client.post(URL, marked, follow=True))
    assert "1 is excused." in done
    assert "2 modules in all." in done
    assert "You excused 1 today" in text(client.get("/hr/"))


def test_nobody_elsewhere_can_be_marked(late, eva, mallory, charlie, client_for, other_site):
    grant = eva.role_grants.get()
    grant.limited = True
    grant.save()
    grant.sites.set([other_site])
    marked = ids(late, "Alice Lind", "Charlie Webb")
    page = text(client_for(eva).post(URL, {"do": "excuse", "ask": marked}))
    assert "1 chosen" in page
    assert "Alice" not in page
    for who in (mallory, charlie):
        assert client_for(who).post(URL, {"do": "excuse", "ask": marked}).status_code == 404


def test_nothing_marked_leads_back_and_what_is_unknown_is_not_found(late, eva, client_for):
    client = client_for(eva)
    assert "Mark somebody first." in text(client.post(URL, {"do": "excuse"}, follow=True))
    assert client.post(URL, {"do": "delete", "ask": [1]}).status_code == 404
    assert "Mark somebody first." in text(
        client.post(URL, {"do": "pause", "ask": ["x", "9" * 40, "-1"]}, follow=True)
    )
    assert Ask.objects.filter(due_on=MONDAY - timedelta(days=17)).count() == len(late)


def test_a_colleague_s_later_excuse_is_not_taken_back(late, eva, bob, client_for):
    RoleGrant.objects.create(user=bob, role="hr")
    mine, other = late["Alice Lind"], late["Charlie Webb"]
    client, asks = client_for(eva), Ask.objects.filter(pk__in=[mine.pk, other.pk])
    ask_actions.excuse(asks, "personal", eva, NOW)
    change = AskChange.objects.filter(by=eva, kind="excused").first()
    ask_actions.pause(asks, None, "leaving", bob, NOW)  # another thing, and stays
    alone = Ask.objects.filter(pk=mine.pk)
    ask_actions.end_excuse(alone, bob, NOW)
    ask_actions.excuse(alone, "workload", bob, NOW)
    url = reverse("assignments:take_back", args=[change.pk])
    said = text(client.post(url, follow=True))
    assert "1 is asked again." in said
    assert "Nothing changed for 1." in said
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.excused_code, other.excused_code) == ("workload", "")
    assert (mine.paused_code, other.paused_code) == ("leaving", "leaving")


def test_who_is_excused_and_paused_is_asked_again_once(late, eva, client_for):
    alone = Ask.objects.filter(pk=late["Alice Lind"].pk)
    ask_actions.excuse(alone, "personal", eva, NOW)
    ask_actions.pause(alone, None, "personal", eva, NOW)
    sent = {"do": "resume", "ask": ids(late, "Alice Lind", "Bob Ek"), "save": "1"}
    said = text(client_for(eva).post(URL, sent, follow=True))
    assert "1 is asked again." in said
    assert "Nothing changed for 1." in said
    ask = alone.get()
    assert (ask.excused_on, ask.paused_on) == (None, None)


@pytest.mark.parametrize("name", ["which", "site", "team", "module", "q"])
def test_what_is_no_text_is_refused(name, late, eva, client_for):
    sent = {"do": "excuse", "everybody": "yes", name: "a\0b"}
    assert client_for(eva).post(URL, sent).status_code == 400
