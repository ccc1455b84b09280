"""What an author sends when the session has ended comes back once they have signed in."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as configured
from django.test import Client

from awareness.people import ended_sessions
from awareness.studio.models import Draft
from tests.conftest import make_person
from tests.site.test_ended import PASSWORD, enter, form_of

NEW = "/studio/drafts/new/subject/"
TYPED = {"name": "Noise at <work>", "neutral": "Health at work"}


@pytest.fixture
def wrote(author) -> Client:
    """An author's browser, in which the session has ended while a form was open."""
    author.set_password(PASSWORD)
    author.save(update_fields=["password"])
    client = Client()
    enter(client, author, {})  # by the form: from then on the device knows whose it was last
    assert client.get(NEW).status_code == 200
    del client.cookies[configured.SESSION_COOKIE_NAME]
    return client


def refused(client: Client, fields: dict) -> dict[str, str]:
    """The hidden fields of the sign-in form that answers what was sent."""
    page = client.post(NEW, fields, HTTP_REFERER=f"http://testserver{NEW}")
    assert page.status_code == 401
    return form_of(page.content.decode())


def test_what_was_typed_is_read_and_sent_once_more(tiny_files, wrote, author):
    inside = enter(wrote, author, refused(wrote, TYPED))
    form = BeautifulSoup(inside.content, "lxml").select_one("main form[method=post]")
    assert form["action"] == NEW
    assert "Noise at <work>" in form.parent.text  # as words: inert, and to be read before
    assert Draft.objects.count() == 0
    fields = {each["name"]: each["value"] for each in form.select("input[name]")}
    assert fields.pop("csrfmiddlewaretoken")
    assert fields == TYPED
    assert wrote.post(form["action"], fields).status_code == 302
    assert Draft.objects.get().title == "Noise at <work>"
    assert b"kept" not in wrote.get(NEW).content  # it is shown once


def test_another_author_does_not_get_it(tiny_files, wrote, site):
    other = make_person("Other Author", site, role="author")
    other.set_password(PASSWORD)
    other.save(update_fields=["password"])
    inside = enter(wrote, other, refused(wrote, TYPED))
    assert "Noise" not in inside.content.decode()
    assert "Noise" not in wrote.get(NEW).content.decode()


def test_more_than_any_form_holds_is_not_carried(tiny_files, wrote, author, monkeypatch):
    monkeypatch.setattr(ended_sessions, "MOST_TYPED", 20)
    inside = enter(wrote, author, refused(wrote, TYPED))
    assert inside.status_code == 200
    assert "Noise" not in inside.content.decode()
