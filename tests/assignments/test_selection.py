"""Several are marked on a list, and what HR does to them is written down with who and why."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from awareness.assignments.models import Ask, AskChange
from awareness.journal.models import Event

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
    assert "Choose today or a later day." in text(wrong)
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
    assert "2 have until 24 December 2026. You gave more time today" in today
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


def test_all_that_a_list_shows_is_chosen_at_once(late, eva, client_for):
    chosen = {"do": "excuse", "everybody": "yes", "which": "late", "site": "gothenburg"}
    page = client_for(eva).post(URL, chosen | {"save": "1", "code": "personal"}, follow=True)
    assert "3 are excused." in text(page)
    assert set(Ask.objects.filter(excused_on=None).values_list("person__name", flat=True)) == {
        "Charlie Webb"
    }


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
