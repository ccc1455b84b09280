"""Something wrong with this page: one choice, counted and never kept with a person."""

import base64
import pickle
import re
from datetime import UTC, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from awareness.learning.addresses import REPORTABLE_VIEWS, is_reportable
from awareness.learning.models import Module, ModuleVersion, Step
from awareness.studio.models import PageRemark, Trouble
from awareness.studio.published import remarks
from awareness.workplace import actions
from tests.conftest import make_person

LIBRARY, MODULE, STEP = "/library/", "/learn/a-module/", "/learn/a-module/first/"
REMARK, QUEUE, DEAL = "/remark/", "/studio/remarks/", "/studio/remarks/deal-with/"


@pytest.fixture
def version(db) -> ModuleVersion:
    module = Module.objects.create(slug="a-module", code="X1", track="all-staff")
    step = {"slug": "first", "kind": "read", "title": "F", "preview": "A text."}
    spec = {"title": "A module", "slug": "a-module", "about": "About it.", "minutes": 5}
    spec["steps"] = [step]
    version = ModuleVersion.objects.create(
        module=module, major=1, minor=0, content_hash="a" * 64, spec=spec
    )
    Step.objects.create(module_version=version, position=1, slug="first", kind="read", title="F")
    return version


@pytest.fixture
def day(site):
    return site.today()


def soup(response, status=200) -> BeautifulSoup:
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(node) -> str:
    return " ".join(node.get_text(" ").split())


def say(client, trouble="number", page=LIBRARY):
    return client.post(REMARK, {"page": page, "trouble": trouble})


def counted() -> dict[tuple[str, str], int]:
    return {(r.page, r.trouble): r.count for r in PageRemark.objects.filter(dealt_on=None)}


def test_only_pages_that_are_there_can_be_named(version):
    there = ("/learn/a-module/done/", "/learn/a-module/test-out/", "/learn/refreshers/a-module/")
    assert all(
        is_reportable(address) for address in (LIBRARY, MODULE, STEP, f"{STEP}rehearse/", *there)
    )
    for address in (
        "", "/hr/", "/help/", "/learn/", "/learn/no-module/", "/learn/a-module/second/",
        "/library/no-report/no-page/", "/learn/check/no-report/no-page/", "/studio/",
        "/learn/guess/no-report/no-page/",
        "/learn/refreshers/", "/learn/refreshers/no-module/", "/learn/no-module/test-out/",
        "https://example.com/library/", "/library/?q=a-name", "/library/" + "x" * 200,
    ):  # fmt: skip
        assert not is_reportable(address), address
    assert len(REPORTABLE_VIEWS) == 10


def test_the_foot_of_these_pages_leads_there(version, alice, client_for):
    client = client_for(alice)
    for page in (LIBRARY, MODULE):
        foot = soup(client.get(page)).find("footer")
        assert foot.find("a", href=f"{REMARK}?page={page}")


def test_the_foot_of_other_pages_does_not(alice, client_for):
    for page in ("/learn/", "/help/", "/me/"):
        foot = soup(client_for(alice).get(page)).find("footer")
        assert "Something wrong with this page?" not in words(foot)


def test_it_is_counted_with_the_day_and_nothing_else(alice, bob, day, client_for):
    answer = say(client_for(alice))
    assert answer.url == "/remark/?page=%2Flibrary%2F&sent=yes"
    assert "They do not see who said it." in words(soup(client_for(alice).get(answer.url)).main)
    say(client_for(bob))
    row = PageRemark.objects.get()
    assert (row.page, row.trouble, row.day, row.count) == (LIBRARY, "number", day, 2)
    fields = {field.name for field in PageRemark._meta.get_fields()}
    assert fields == {
        "id", "page", "trouble", "figure", "day", "count", "dealt_on", "dealt_by", "dealt_name",
    }  # fmt: skip


def test_a_second_click_counts_once(alice, client_for):
    client = client_for(alice)
    for _twice in range(2):
        assert say(client).status_code == 302
    say(client, "upset")
    assert counted() == {(LIBRARY, "number"): 1, (LIBRARY, "upset"): 1}


def test_a_day_has_an_end(version, alice, monkeypatch, client_for):
    monkeypatch.setattr(remarks, "MOST_A_DAY", 3)
    client = client_for(alice)
    for trouble in ("number", "language", "upset"):
        say(client, trouble)
    page = soup(say(client, "broken"), 429)
    assert "as much as can be said in one day" in words(page.main)
    assert say(client, "upset").status_code == 302  # said before: still no error
    assert sum(counted().values()) == 3
    with time_machine.travel(timezone.localdate(timezone=UTC) + timedelta(days=2), tick=False):
        client = client_for(alice)
        assert say(client, "broken").status_code == 302


def test_dropping_cookies_and_signing_in_anew_is_no_way_round(version, alice, bob, client_for):
    """Whoever sends a request without the cookie, or from a new session, has no more places."""
    troubles = [(page, trouble) for page in (LIBRARY, MODULE, STEP, f"{MODULE}done/",
                f"{MODULE}test-out/") for trouble in Trouble.values]  # fmt: skip
    assert len(troubles) > remarks.MOST_A_DAY
    client, statuses = client_for(alice), []
    for number, (page, trouble) in enumerate(troubles):
        client.cookies.pop(remarks.COOKIE, None)
        if number % 10 == 9:
            client = client_for(alice)
        statuses.append(say(client, trouble, page).status_code)
    assert statuses == [302] * remarks.MOST_A_DAY + [429] * (len(troubles) - remarks.MOST_A_DAY)
    assert sum(counted().values()) == remarks.MOST_A_DAY
    assert say(client_for(bob)).status_code == 302  # somebody else is not shut out
    assert client_for(alice).get(MODULE).status_code == 200  # nor is anybody from reading


def test_at_once_no_more_get_in(threads, site):
    person = make_person("Ann Roe", site)
    day, results = site.today(), []
    for _round in range(4):
        results += threads([lambda: remarks.take_place(person, day)] * 8)
    refused = [error for error in results if isinstance(error, remarks.RemarkError)]
    assert {error.code for error in refused} == {"enough_of_you"}
    # Two that meet at the last place may both be sent away; none gets in beyond it.
    assert len(results) - len(refused) <= remarks.MOST_A_DAY


def test_everybody_together_has_an_end_too(alice, bob, day, monkeypatch, client_for):
    monkeypatch.setattr(remarks, "MOST_A_DAY_IN_ALL", 2)
    for trouble in ("number", "upset"):
        say(client_for(alice), trouble)
    page = soup(say(client_for(bob)), 429)
    assert "say it again tomorrow" in words(page.main)
    with pytest.raises(remarks.RemarkError) as caught:
        remarks.take_place(bob, day)
    assert caught.value.code == "enough_of_all"


def test_the_cache_says_neither_who_nor_what(alice, client_for):
    say(client_for(alice))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM site_cache")
        kept = cursor.fetchall()
    assert len(kept) == 1
    [(key, value)] = kept
    assert re.fullmatch(r":1:remark:[0-9a-f]{64}", key)
    assert value == base64.b64encode(pickle.dumps(1, pickle.HIGHEST_PROTOCOL)).decode()


def test_tomorrow_begins_at_nothing(alice, rf, day):
    request = rf.get(REMARK)
    request.session = type("Session", (), {"session_key": "one"})()
    from django.http import HttpResponse

    response = HttpResponse()
    remarks.send_cookie(request, response, day, ["a", "b"])
    cookie = response.cookies[remarks.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["max-age"]) == (REMARK, True, "")
    request.COOKIES[remarks.COOKIE] = cookie.value
    assert remarks.todays_marks(request, day) == ["a", "b"]
    assert remarks.todays_marks(request, day + timedelta(days=1)) == []
    request.session.session_key = "another"
    assert remarks.todays_marks(request, day) == []
    request.COOKIES[remarks.COOKIE] = "forged"
    assert remarks.todays_marks(request, day) == []


def test_the_form_says_what_it_is_not_for(site, alice, eva, day, client_for):
    actions.set_contact(site, 1, name="Karin Sandell", phone="112 00", by=eva, today=day)
    page = soup(client_for(alice).get(REMARK, {"page": LIBRARY}))
    text = words(page.main)
    assert "It passes on no concern." in text
    assert "call Karin Sandell: 112 00" in text
    radios = page.find_all("input", type="radio")
    assert [radio["value"] for radio in radios] == Trouble.values
    assert page.main.find(["textarea", "input"], type=["text", None]) is None


@pytest.mark.parametrize("fields", [{}, {"trouble": "gossip"}, {"trouble": ""}])
def test_what_cannot_be_said_is_refused(fields, alice, client_for):
    page = soup(client_for(alice).post(REMARK, {"page": LIBRARY} | fields), 422)
    assert "Choose" in words(page.find(id="trouble-wrong"))
    assert not PageRemark.objects.exists()


@pytest.mark.parametrize("page", ["", "/hr/", "https://example.com/", "//example.com/library/"])
def test_another_address_is_not_found(page, alice, client_for):
    assert client_for(alice).get(REMARK, {"page": page}).status_code == 404
    assert say(client_for(alice), page=page).status_code == 404
    assert not PageRemark.objects.exists()


def test_who_is_not_signed_in_is_sent_to_sign_in(db):
    assert say(Client()).status_code == 401
    assert not PageRemark.objects.exists()


def test_it_needs_its_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert say(client).status_code == 403
    assert not PageRemark.objects.exists()


def test_other_methods_are_refused(alice, client_for):
    for method in ("put", "patch", "delete"):
        assert getattr(client_for(alice), method)(REMARK).status_code == 405


# The authors' queue


def test_an_author_deals_with_it_by_name(alice, bob, author, day, client_for):
    for person in (alice, bob):
        say(client_for(person))
    client = client_for(author)
    text = words(soup(client.get(QUEUE)).main)
    assert f"/library/ A number is wrong 2 {day.day} {day:%B %Y}" in text
    assert "Alice" not in text
    fields = {"page": LIBRARY, "trouble": "number", "count": 2}
    assert client.post(DEAL, fields).url == QUEUE
    text = words(soup(client.get(QUEUE)).main)
    assert "Nothing is waiting." in text
    assert "2 times" in text
    assert "dealt with by Ada Author" in text
    assert "already" in words(soup(client.post(DEAL, fields, follow=True)).main)
    # Said again on the same day, it waits again.
    say(client_for(alice))
    assert counted() == {(LIBRARY, "number"): 1}


def test_what_came_meanwhile_is_not_lost(alice, bob, author, client_for):
    say(client_for(alice))
    say(client_for(bob))
    answer = client_for(author).post(
        DEAL, {"page": LIBRARY, "trouble": "number", "count": "1"}, follow=True
    )
    assert "meanwhile" in words(soup(answer).main)
    assert counted() == {(LIBRARY, "number"): 2}


@pytest.mark.parametrize("who", ["alice", "bob", "mallory", "eva", "auditor"])
def test_the_queue_is_for_authors(who, request, client_for):
    say(client_for(request.getfixturevalue("alice")))
    client = client_for(request.getfixturevalue(who))
    assert client.get(QUEUE).status_code == 404
    fields = {"page": LIBRARY, "trouble": "number", "count": 1}
    assert client.post(DEAL, fields).status_code == 404
    assert counted() == {(LIBRARY, "number"): 1}
    assert Client().get(QUEUE).status_code == 302


def test_refusals_have_codes(author, day):
    for code, act in (
        ("unknown_trouble", lambda: remarks.count_remark(LIBRARY, "gossip", day)),
        (
            "nothing_open",
            lambda: remarks.note_dealt_with(LIBRARY, "number", 0, by=author, today=day),
        ),
    ):
        with pytest.raises(remarks.RemarkError) as caught:
            act()
        assert caught.value.code == code


def test_the_database_holds_no_nonsense(day):
    remarks.count_remark(LIBRARY, "number", day)
    for wrong in ({"trouble": "number"}, {"trouble": "gossip"}, {"dealt_on": day}):
        fields = {"page": LIBRARY, "trouble": "upset", "day": day} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            PageRemark.objects.create(**fields)


def test_the_queue_costs_the_same_for_four_times_as_much(
    author, day, client_for, django_assert_max_num_queries
):
    client, counts = client_for(author), []
    for size in (2, 8):
        for n in range(size):
            remarks.count_remark(f"/library/r/{size}-{n}/", "number", day)
        with django_assert_max_num_queries(8) as seen:
            client.get(QUEUE)
        counts.append(len(seen))
    assert counts[0] == counts[1]
