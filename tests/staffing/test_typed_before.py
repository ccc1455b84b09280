"""What HR types when the session has ended comes back to them alone, of whichever package."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from awareness.people.ended_sessions import CSRF_FIELD, OWNER
from tests.conftest import make_person
from tests.site.test_ended import PASSWORD, enter, form_of

FORMS = {  # the page of a form, and one of its fields
    "staff:add_person": ("name", "Åsa Berg <b>"),
    "workplace:contact": ("name", "Karin Sandell Lind"),
    "mailing:words": ("greeting", "Dear all of us"),
}


@pytest.fixture
def pages(site) -> dict[str, str]:
    args = {"workplace:contact": [site.slug, 1]}
    return {name: reverse(name, args=args.get(name)) for name in FORMS}


@pytest.fixture
def hr(eva) -> Client:
    eva.set_password(PASSWORD)
    eva.save(update_fields=["password"])
    client = Client()
    client.force_login(eva)
    return client


def sent_when_over(client: Client, page: str, field: str, value: str) -> dict[str, str]:
    """The sign-in form's fields that answer a form once its session had ended."""
    form = BeautifulSoup(client.get(page).content, "lxml").select_one(f"form:has([name={field}])")
    fields = {each["name"]: each.get("value", "") for each in form.select("input[type=hidden]")}
    client.cookies.clear()
    answer = client.post(page, fields | {field: value}, HTTP_REFERER=f"http://testserver{page}")
    assert answer.status_code == 401
    return form_of(answer.content.decode())


@pytest.mark.parametrize("name", FORMS)
def test_what_hr_typed_is_read_and_sent_once_more(name, pages, hr, eva):
    field, value = FORMS[name]
    inside = enter(hr, eva, sent_when_over(hr, pages[name], field, value))
    form = BeautifulSoup(inside.content, "lxml").select_one("main form[method=post]")
    assert form["action"] == pages[name]
    assert value in form.parent.text
    fields = {each["name"]: each["value"] for each in form.select("input[name]")}
    assert fields[field] == value
    assert {CSRF_FIELD, OWNER} <= set(fields)
    assert hr.get(pages[name]).status_code == 200  # it is shown once
    assert value not in BeautifulSoup(hr.get(pages[name]).content, "lxml").text


def test_another_of_hr_does_not_get_it(pages, hr, eva, site):
    other = make_person("Other Holm", site, role="hr")
    other.set_password(PASSWORD)
    other.save(update_fields=["password"])
    field, value = FORMS["staff:add_person"]
    carried = sent_when_over(hr, pages["staff:add_person"], field, value)
    assert "Åsa" not in enter(hr, other, carried).content.decode()
    assert "Åsa" not in hr.get(pages["staff:add_person"]).content.decode()


def test_whoever_is_of_hr_no_more_is_not_shown_the_page(pages, hr, eva):
    field, value = FORMS["staff:add_person"]
    carried = sent_when_over(hr, pages["staff:add_person"], field, value)
    eva.role_grants.all().delete()
    inside = enter(hr, eva, carried)
    assert inside.status_code == 404
    assert "Åsa" not in inside.content.decode()
