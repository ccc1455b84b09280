"""What an author sends when the session has ended comes back to them alone, once they are in."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from awareness.people import devices, ended_sessions
from awareness.studio.models import Draft
from tests.conftest import make_person
from tests.site.test_ended import PASSWORD, enter, form_of

NEW, SEND_REPORT = "/studio/drafts/new/subject/", "/studio/reports/"
TYPED = {"name": "Noise at <work>", "neutral": "Health at work"}


@pytest.fixture
def mine(author) -> Client:
    """An author's browser, in which they have signed in by the form: the device knows them."""
    author.set_password(PASSWORD)
    author.save(update_fields=["password"])
    client = Client()
    enter(client, author, {})
    return client


@pytest.fixture
def other(site):
    person = make_person("Other Author", site, role="author")
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def opened(client: Client, page: str = NEW) -> dict[str, str]:
    """What the form of a page sends by itself."""
    form = BeautifulSoup(client.get(page).content, "lxml").select_one("main form[method=post]")
    return {each["name"]: each["value"] for each in form.select("input[type=hidden]")}


def refused(client: Client, fields: dict, page: str = NEW, known: bool = True):
    """The sign-in page that answers what was sent once the session had ended; on a device that is
    `known`, or has no cookie any more."""
    device = client.cookies.get(devices.DEVICE_COOKIE)
    client.cookies.clear()
    if known:
        client.cookies[devices.DEVICE_COOKIE] = device.value
        client.cookies[devices.DEVICE_COOKIE]["path"] = device["path"]
    answer = client.post(page, fields, HTTP_REFERER=f"http://testserver{page}")
    assert answer.status_code == 401
    return answer


def sent_from(page) -> dict[str, str]:
    return form_of(page.content.decode())


@pytest.mark.parametrize("known", [True, False])
def test_what_was_typed_is_read_and_sent_once_more(tiny_files, mine, author, known):
    inside = enter(mine, author, sent_from(refused(mine, opened(mine) | TYPED, known=known)))
    form = BeautifulSoup(inside.content, "lxml").select_one("main form[method=post]")
    assert form["action"] == NEW
    assert "Noise at <work>" in form.parent.text  # as words: inert, and to be read before
    assert Draft.objects.count() == 0
    fields = {each["name"]: each["value"] for each in form.select("input[name]")}
    assert {name: fields[name] for name in TYPED} == TYPED
    assert set(fields) - set(TYPED) == {ended_sessions.CSRF_FIELD, ended_sessions.OWNER}
    assert mine.post(form["action"], fields).status_code == 302
    assert Draft.objects.get().title == "Noise at <work>"
    assert b"kept" not in mine.get(NEW).content  # it is shown once


@pytest.mark.parametrize("known", [True, False])
def test_another_author_does_not_get_it(tiny_files, mine, author, other, known):
    carried = sent_from(refused(mine, opened(mine) | TYPED, known=known))
    inside = enter(mine, other, carried)
    assert "Noise" not in inside.content.decode()
    assert "Noise" not in mine.get(NEW).content.decode()
    mine.logout()
    assert "Noise" in enter(mine, author, carried).content.decode()


@pytest.mark.parametrize("owner", [None, "", "x", "x" * 200])
def test_what_nobody_is_known_to_have_typed_is_shown_to_nobody(tiny_files, mine, author, owner):
    """A form that does not say whose it is, also where the device knows who was here last."""
    fields = opened(mine) | TYPED
    del fields[ended_sessions.OWNER]
    page = refused(mine, fields if owner is None else fields | {ended_sessions.OWNER: owner})
    assert page.context["ended"].gone or owner == "x"  # which may be somebody's
    inside = enter(mine, author, sent_from(page))
    assert inside.status_code == 200
    assert "Noise" not in inside.content.decode()


def test_more_than_any_form_holds_is_not_carried(tiny_files, mine, author, monkeypatch):
    monkeypatch.setattr(ended_sessions, "MOST_TYPED", 20)
    page = refused(mine, opened(mine) | TYPED)
    assert page.context["ended"].gone
    inside = enter(mine, author, sent_from(page))
    assert inside.status_code == 200
    assert "Noise" not in inside.content.decode()


def test_a_file_is_said_to_be_gone(tiny_files, mine, author):
    fields = opened(mine, SEND_REPORT) | {"file": SimpleUploadedFile("a.txt", b"57 of 100")}
    page = refused(mine, fields, SEND_REPORT)
    assert page.context["ended"].gone
    assert enter(mine, author, sent_from(page)).status_code == 200


@pytest.mark.parametrize("checked", [True, False])
def test_a_page_of_somebody_who_was_here_before_sends_nothing(tiny_files, mine, other, checked):
    """Two authors in one browser: words of one are not taken as words of the other, nor shown."""
    theirs = opened(mine)
    browser = Client(enforce_csrf_checks=checked)
    enter(Client(), other, {})
    browser.force_login(other)
    token = opened(browser)[ended_sessions.CSRF_FIELD]
    for more in ({}, {ended_sessions.CSRF_FIELD: token}):  # as the script exchanges it
        answer = browser.post(NEW, theirs | TYPED | more)
        assert answer.status_code == 403
        assert "carried" not in answer.content.decode()
    assert Draft.objects.count() == 0
    assert browser.post(NEW, opened(browser) | TYPED).status_code == 302


def test_a_token_that_is_void_keeps_what_was_typed(tiny_files, mine, author):
    """Signed in again in another tab: the page that says so leads back to all of it."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author)
    sent = opened(browser) | TYPED | {ended_sessions.CSRF_FIELD: "a" * 64}
    page = browser.post(NEW, sent, HTTP_REFERER=f"http://testserver{NEW}")
    assert page.status_code == 403
    form = BeautifulSoup(page.content, "lxml").select_one("main form[method=post]")
    back = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
    inside = browser.post(form["action"], back, follow=True)
    assert "Noise at <work>" in BeautifulSoup(inside.content, "lxml").select_one("main").text
    assert Draft.objects.count() == 0
