"""A session that ends while a page is open: its owner loses nothing, others see nothing of it."""

import base64
import re
import zlib
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awareness.learning.models import Acknowledgement
from awareness.people import ended_sessions
from awareness.people.models import User
from awareness.people.sessions import SHARED_IDLE_SECONDS
from awareness.workplace.actions import set_contact
from quizzes.models import Response
from tests.learning.test_answer import HTMX, form

LOGIN = reverse("account_login")
PASSWORD = "a-long-winter-walk"
STEP = "/learn/topic/check/"


@pytest.fixture
def on(module, alice, charlie, walk):
    """Alice has begun and is at the check; she and Charlie can sign in."""
    for person in (alice, charlie):
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    on = walk(alice, module)
    on.begin()
    on.open_first()
    for slug in ("decide", "text", "guess"):
        on.do(slug)
    return on


def sign_in(client: Client, person: User, **more):
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD} | more)


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def carried(response) -> str:
    return soup(response).select_one("input[name=carried]")["value"]


def chosen_and_ended(client: Client, alice: User, page: str = STEP, choice: str = "Other"):
    """Alice signs in, opens a page and chooses; the session ends; what the server says then."""
    sign_in(client, alice)
    asked = form(client.get(page).content)
    Session.objects.all().delete()
    sent = asked["hidden"] | {"answer": asked["texts"][choice]}
    return asked, sent, client.post(asked["url"], sent)


def test_the_same_person_is_back_with_what_they_chose(on, alice, client):
    asked, sent, page = chosen_and_ended(client, alice)
    assert page.status_code == 401
    assert "the last answer was not taken" in soup(page).select_one(".aw-notice").get_text()
    back = sign_in(client, alice, carried=carried(page))
    assert back["Location"] == STEP
    again = client.get(STEP)
    assert soup(again).select_one("#interrupted")
    marked = [each["value"] for each in soup(again).select("#ask input[checked]")]
    assert marked == [sent["answer"]]
    assert not soup(again).select_one("#ask .invalid-feedback")
    assert not Response.objects.filter(item=sent["item"]).exists()
    # It is said and marked once, and sending it again takes it.
    assert not soup(client.get(STEP)).select("#interrupted, #ask input[checked]")
    client.post(asked["url"], sent)
    assert Response.objects.filter(item=sent["item"]).count() == 1


def test_somebody_else_lands_at_home_and_sees_nothing_of_it(on, alice, charlie, client):
    _asked, sent, page = chosen_and_ended(client, alice)
    signed = carried(page)
    other = sign_in(client, charlie, carried=signed)
    assert other["Location"] == "/learn/"
    home = client.get("/learn/").content.decode()
    assert sent["answer"] not in home
    assert "interrupted" not in home
    assert ended_sessions.RETURNING_KEY not in client.session
    # Nor does a second try while Charlie is signed in; Alice finds it again.
    assert client.post(LOGIN, {"carried": signed})["Location"] == "/learn/"
    client.post(reverse("account_logout"))
    assert sign_in(client, alice, carried=signed)["Location"] == STEP
    assert soup(client.get(STEP)).select_one("#ask input[checked]")["value"] == sent["answer"]


def test_nothing_of_it_stands_in_an_address_or_a_cookie(on, alice, client):
    _asked, sent, page = chosen_and_ended(client, alice)
    back = sign_in(client, alice, carried=carried(page))
    cookies = " ".join(morsel.OutputString() for morsel in client.cookies.values())
    for place in (back["Location"], cookies):
        assert sent["answer"] not in place
        assert carried(page) not in place
    addresses = [each.get("href") or each.get("action") for each in soup(page).select("a, form")]
    assert not [each for each in addresses if "topic" in each or "next=" in each]


def test_what_a_stranger_is_given_says_not_whose_an_item_is(on, alice, charlie, client):
    """Neither the person nor whether two items belong to one."""
    sent = form_of(client, alice)
    Session.objects.all().delete()
    owners = []
    for item in (sent["item"], sent["item"], 10**9):
        signed = carried(client.post(f"{STEP}answer/", sent | {"item": item}))
        assert b"topic" not in readable(signed)
        owners.append(ended_sessions.decrypted(signed).owner)
    assert len({len(owner) for owner in owners}) == 1
    assert len(set(owners)) == 3


def readable(value: str) -> bytes:
    """What somebody can make of a value in a page who has no key: its bytes, and unpacked."""
    found = b""
    for part in re.split("[.:]", value):
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) if len(part) % 4 != 1 else b""
        found += raw
        for start in range(len(raw)):
            with suppress(zlib.error):
                found += zlib.decompressobj().decompress(raw[start:])
    return found


def form_of(client: Client, person: User) -> dict:
    sign_in(client, person)
    asked = form(client.get(STEP).content)
    return asked["hidden"] | {"answer": asked["texts"]["Other"]}


def test_a_changed_or_old_value_leads_home(on, alice, client):
    _asked, _sent, page = chosen_and_ended(client, alice)
    signed = carried(page)
    assert sign_in(client, alice, carried=signed[:-1] + "x")["Location"] == "/learn/"
    client.post(reverse("account_logout"))
    with time_machine.travel(
        timezone.now() + timedelta(hours=ended_sessions.HOURS_TO_RETURN, seconds=5)
    ):
        assert sign_in(client, alice, carried=signed)["Location"] == "/learn/"


def test_a_wrong_password_first_keeps_it(on, alice, client):
    _asked, sent, page = chosen_and_ended(client, alice)
    typed = {"login": alice.email, "password": "wrong-again", "carried": carried(page)}
    wrong = client.post(LOGIN, typed)
    assert wrong.status_code == 200
    sign_in(client, alice, carried=carried(wrong))
    assert soup(client.get(STEP)).select_one("#ask input[checked]")["value"] == sent["answer"]


def test_a_decision_and_a_guess_are_marked_too(module, alice, walk, client):
    alice.set_password(PASSWORD)
    alice.save(update_fields=["password"])
    on = walk(alice, module)
    on.begin()
    on.open_first()
    page = chosen_and_ended(client, alice, "/learn/topic/decide/", "Do poor")[2]
    sign_in(client, alice, carried=carried(page))
    chosen = soup(client.get("/learn/topic/decide/")).select("button.is-chosen")
    assert [each.get_text(" ", strip=True) for each in chosen] == ["Do poor You chose this"]
    on.do("decide")
    on.do("text")
    asked = form(client.get("/learn/topic/guess/").content)
    Session.objects.all().delete()
    page = client.post(asked["url"], asked["hidden"] | {"guess": "777"})
    sign_in(client, alice, carried=carried(page))
    field = soup(client.get("/learn/topic/guess/")).select_one("input[name=guess]")
    assert field["value"] == "777"
    assert "is-invalid" not in field["class"]


def test_a_page_that_was_asked_for_is_opened_after_signing_in(on, alice, client):
    asked = client.get(f"{STEP}?seen=1")
    assert asked["Location"] == LOGIN  # no topic, and no `next`
    assert not soup(client.get(LOGIN)).select("input[name=carried]")  # only the session holds it
    assert sign_in(client, alice)["Location"] == f"{STEP}?seen=1"
    assert not soup(client.get(f"{STEP}?seen=1")).select_one("#interrupted")
    assert ended_sessions.WAITING_PAGE_KEY not in client.session


def test_a_page_asked_for_after_anothers_session_is_not_opened(on, alice, charlie, client):
    """Whose page it was cannot be known here: it is for whoever signed in last on the device."""
    sign_in(client, alice)
    Session.objects.all().delete()
    client.get(STEP)
    client.get(LOGIN)
    assert sign_in(client, charlie)["Location"] == "/learn/"
    client.post(reverse("account_logout"))
    assert sign_in(client, charlie)["Location"] == "/learn/"


def test_who_signs_in_first_elsewhere_does_not_become_the_one_it_was_for(
    on, alice, charlie, client
):
    """A sign-in page of Alice's form, without an answer, still open in another tab."""
    sign_in(client, alice)
    Session.objects.all().delete()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        referer = f"http://testserver{STEP}"
        signed = carried(client.post(reverse("home:prefer"), HTTP_REFERER=referer))
        clock.shift(5)
        assert sign_in(client, charlie)["Location"] == "/learn/"
        assert client.post(LOGIN, {"carried": signed})["Location"] == "/learn/"
        client.post(reverse("account_logout"))
        assert sign_in(client, charlie, carried=signed)["Location"] == "/learn/"


def test_an_address_waits_an_hour_also_after_an_outcome_that_was_kept_back(
    on, alice, client, monkeypatch
):
    client.get(STEP)
    monkeypatch.setattr("awareness.people.limits.seconds_to_wait", lambda *counts: 3)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        held = client.post(LOGIN, {"login": alice.email, "password": "wrong-one"})
        clock.shift(4)
        assert client.get(held["Location"]).status_code == 200
        assert client.session.get_expiry_age() == ended_sessions.HOURS_TO_RETURN * 60 * 60
        held = sign_in(client, alice)
        clock.shift(4)
        assert client.get(held["Location"])["Location"] == STEP


def test_next_leads_nowhere(on, alice, client):
    there = client.post(
        f"{LOGIN}?next={STEP}", {"login": alice.email, "password": PASSWORD, "next": STEP}
    )
    assert there["Location"] == "/learn/"
    assert client.get(f"{LOGIN}?next={STEP}")["Location"] == "/learn/"  # who is in goes home


def test_htmx_is_told_with_401_and_no_page(on, client_for, alice, client):
    answer = client.post(f"{STEP}answer/", {"item": "1"}, **HTMX)
    assert (answer.status_code, answer.content) == (401, b"")


def test_only_parts_of_pages_have_the_header(on, client_for, alice):
    client = client_for(alice)
    asked = form(client.get(STEP).content)
    sent = asked["hidden"] | {"answer": asked["texts"]["Right"]}
    assert "X-Fragment" not in client.get(STEP)
    assert client.post(asked["url"], asked["hidden"], **HTMX)["X-Fragment"]  # asked again
    assert client.post(asked["url"], sent, **HTMX)["X-Fragment"]
    # A redirect is followed by the browser, and not by the script.
    away = client.post("/learn/topic/contact/answer/", sent, **HTMX)
    assert away["HX-Redirect"]
    assert "X-Fragment" not in away


@pytest.mark.parametrize("extra", [{}, HTMX])
def test_a_second_tab_is_told_that_the_first_answer_stands(on, client_for, alice, extra):
    client = client_for(alice)
    asked = form(client.get(STEP).content)
    first, other = (asked["hidden"] | {"answer": asked["texts"][t]} for t in ("Right", "Other"))
    client.post(asked["url"], first)
    same = client.post(asked["url"], first, follow=True, **extra)
    assert "Your first answer stands" not in same.content.decode()
    second = client.post(asked["url"], other, follow=True, **extra)
    assert "Your first answer stands" in second.content.decode()
    assert Response.objects.filter(item=first["item"]).count() == 1


def test_a_page_older_than_the_last_sign_in_leads_back_with_the_choice(on, alice):
    client = Client(enforce_csrf_checks=True)
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value
    sign_in(client, alice, csrfmiddlewaretoken=token)
    asked = form(client.get(STEP).content)
    sent = asked["hidden"] | {"answer": asked["texts"]["Other"]}
    stale = client.post(asked["url"], sent | {"csrfmiddlewaretoken": "a" * 64})
    assert stale.status_code == 403
    fresh = client.cookies["csrftoken"].value
    back = client.post(LOGIN, {"carried": carried(stale), "csrfmiddlewaretoken": fresh})
    assert back["Location"] == STEP
    assert soup(client.get(STEP)).select_one("#ask input[checked]")["value"] == sent["answer"]


def test_on_a_shared_device_a_session_ends_after_twenty_idle_minutes(on, alice, client):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        assert not soup(client.get(LOGIN)).select_one("#shared").has_attr("checked")
        sign_in(client, alice, shared_device="yes")
        assert client.session.get_expire_at_browser_close()
        for _time in range(3):
            clock.shift(SHARED_IDLE_SECONDS - 70)
            assert client.get("/learn/").status_code == 200
        clock.shift(SHARED_IDLE_SECONDS + 1)
        assert client.get("/learn/").status_code == 302
        # The device remembers; unticking it forgets.
        assert soup(client.get(LOGIN)).select_one("#shared").has_attr("checked")
        sign_in(client, alice)
        clock.shift(SHARED_IDLE_SECONDS + 1)
        assert client.get("/learn/").status_code == 200
        client.post(reverse("account_logout"))
        assert not soup(client.get(LOGIN)).select_one("#shared").has_attr("checked")


def test_it_is_carried_while_an_outcome_is_kept_back(on, alice, client, monkeypatch):
    _asked, sent, page = chosen_and_ended(client, alice)
    client.cookies.pop("known_device")
    monkeypatch.setattr("awareness.people.limits.seconds_to_wait", lambda *counts: 3)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        held = sign_in(client, alice, carried=carried(page), shared_device="yes")
        assert held["Location"] == f"{LOGIN}?held=yes"
        clock.shift(4)
        assert client.get(held["Location"])["Location"] == STEP
        assert soup(client.get(STEP)).select_one("#ask input[checked]")["value"] == sent["answer"]
        clock.shift(SHARED_IDLE_SECONDS + 1)
        assert client.get(STEP).status_code == 302


def test_whom_one_would_tell_is_chosen_still_and_for_nobody_else(
    on, site, eva, alice, charlie, client
):
    """The last step of a module has no item: its form says whose it is."""
    people = [
        set_contact(site, n, name=name, phone="112 00", by=eva, today=site.today())
        for n, name in ((1, "Karin"), (2, "Tomas"))
    ]
    on.do("check")
    page = "/learn/topic/contact/"
    sign_in(client, alice)
    owner = soup(client.get(page)).select_one("input[name=owner]")["value"]
    sent = {"owner": owner, "contact": str(people[1].pk)}
    Session.objects.all().delete()
    signed = carried(client.post(f"{page}go-on/", sent))
    assert b"contact" not in readable(signed)
    assert sign_in(client, charlie, carried=signed)["Location"] == "/learn/"
    client.post(reverse("account_logout"))
    assert sign_in(client, alice, carried=signed)["Location"] == page
    back = soup(client.get(page))
    assert "still marked below" in back.select_one("#interrupted").text
    [marked] = back.select("input[name=contact][checked]")
    assert marked["value"] == sent["contact"]
    assert not Acknowledgement.objects.exists()
    assert not soup(client.get(page)).select("input[checked]")
