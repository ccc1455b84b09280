"""Every address with nobody signed in, by GET and by POST, with htmx and without: what is said, and
where somebody is after signing in."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from lxml.html import document_fromstring

from tests.site.test_every_door import DOORS, EVERYBODY, SIGN_IN, address, knock

LOGIN, HOME = reverse("account_login"), reverse("home:learn")
PASSWORD = "a-long-winter-walk"
HTMX = {"HTTP_HX_REQUEST": "true"}
INSIDE = sorted(name for name, door in DOORS.items() if door.stranger == SIGN_IN)


@pytest.fixture
def may_sign_in(house, everybody):
    for person in everybody.values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return everybody


def form_of(body: str) -> dict[str, str]:
    """The hidden fields of a sign-in form, which is the only form on its page."""
    [form] = document_fromstring(body).xpath("//main//form")
    assert form.action == LOGIN
    assert form.xpath(".//input[@name='login']")
    return {each.name: each.value for each in form.xpath(".//input[@type='hidden']")}


def enter(client: Client, person, fields: dict[str, str]):
    """Sign in with this form and follow to where that leads."""
    typed = fields | {"login": person.email, "password": PASSWORD}
    return client.post(LOGIN, typed, follow=True)


def somebody_inside(name: str, everybody):
    return everybody[min(DOORS[name].who & EVERYBODY)]


@pytest.mark.once
def test_htmx_is_answered_without_a_page(house):
    client = Client()
    for name in INSIDE:
        for method in ("get", "post"):
            response = getattr(client, method)(address(name, house), **HTMX)
            assert (response.status_code, response.content) == (401, b""), (method, name)


@pytest.mark.once
@pytest.mark.parametrize("method", ["get", "post"])
def test_signing_in_leads_to_a_sensible_page(method, house, may_sign_in):
    wrong = {}
    for name in INSIDE:
        url, client = address(name, house), Client(raise_request_exception=False)
        if method == "get":
            assert client.get(url)["Location"] == LOGIN, name  # it names no topic
            page = client.get(LOGIN)
        else:
            page = client.post(url, {"nothing": "1"})
            assert page.status_code == 401
        body = page.content.decode()
        assert "next=" not in body
        assert url not in body or url == HOME, name
        fields = form_of(body)
        assert ("carried" in fields) == (method == "post"), name
        inside = enter(client, somebody_inside(name, may_sign_in), fields)
        # An address that takes only forms is none to be led to; a 404 stands where nothing is.
        there = {200, 403, 404} if DOORS[name].inside[0] in (403, 404) else {200}
        if inside.status_code not in there:
            wrong[name] = inside.status_code
    assert wrong == {}


def test_a_form_that_was_sent_leads_back_to_its_page(house, may_sign_in):
    """The page as the browser names it; never one of another site."""
    client, hr = Client(), may_sign_in["hr"]
    page = reverse("workplace:ready")
    url = reverse("workplace:test_mail")
    for named, led_to in {
        f"http://testserver{page}?x=1": f"{page}?x=1",
        f"https://elsewhere.example{page}": HOME,
        "http://testserver//elsewhere.example/": HOME,
        f"http://testserver{url}": HOME,
        "": HOME,
    }.items():
        sent = client.post(url, HTTP_REFERER=named)
        inside = enter(client, hr, form_of(sent.content.decode()))
        assert inside.status_code == 200
        assert inside.request["PATH_INFO"] == led_to.partition("?")[0], named
        if led_to != HOME:
            notice = BeautifulSoup(inside.content, "html.parser").select_one("#interrupted")
            assert "what you sent last was not taken" in notice.get_text()
        client.post(reverse("account_logout"))


@pytest.mark.once
def test_a_failed_form_token_of_a_stranger_leads_to_signing_in(house):
    client = Client(enforce_csrf_checks=True)
    for name in INSIDE:
        response, body = knock(client, "post", address(name, house))
        assert response.status_code == 401, name
        form_of(body)


@pytest.mark.parametrize("named", ["http://[bad", "http://testserver\u2100.x/", "http://a]b/"])
@pytest.mark.parametrize("checked", [True, False])
def test_a_referer_that_is_no_address_is_none(named, checked, house):
    client = Client(enforce_csrf_checks=checked)
    sent = client.post(reverse("workplace:test_mail"), HTTP_REFERER=named)
    assert sent.status_code == 401


@pytest.mark.parametrize("items", [["x", "5"], ["5.0"], ["9" * 40, "5"], ["5", "x"]])
def test_a_number_of_an_item_that_is_written_oddly_is_no_fault_of_ours(items, house):
    sent = Client().post(address("learning:answer", house), {"item": items, "answer": "q"})
    assert sent.status_code == 401
