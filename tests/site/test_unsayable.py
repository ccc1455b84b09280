"""What is no text is refused before it reaches the database, at any address and of anybody."""

from itertools import cycle
from urllib.parse import quote_from_bytes

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.urls import reverse

from awareness.people.models import Site
from awareness.workplace.models import SiteContact
from tests.site.test_every_door import DOORS, address

# As a browser would send them: NUL, other control characters, half of a pair, two over-long forms,
# beyond the last character, and a byte that begins nothing.
UNSAYABLE = (
    "%00", "a%00b", "%01", "%1b[2J", "%7f", "%C2%85", "%ED%A0%80", "%C0%80", "%E0%80%AF",
    "%F5%80%80%80", "%FF",
)  # fmt: skip
COOKIES = ('"\\000abc"', '"a\\001"', "\x00", "a\x7f", "\xed\xa0\x80", "\xc0\x80")
HTMX = ("HTTP_HX_CURRENT_URL", "HTTP_HX_TARGET", "HTTP_HX_TRIGGER_NAME", "HTTP_HX_PROMPT")


@pytest.fixture(params=["stranger", "alice"])
def somebody(request, house, everybody):
    client = Client(raise_request_exception=False)
    if request.param != "stranger":
        client.force_login(everybody[request.param])
    return client


@pytest.mark.once
def test_at_any_address(somebody, house):
    """In its path, its query, a cookie or a header. What is not text differs from one address to
    the next; it is refused before anybody looks which address it is."""
    signed_in, wrong = somebody.cookies.copy(), {}
    values, cookies, headers = cycle(UNSAYABLE), cycle(COOKIES), cycle(HTMX)
    for name in DOORS:
        url = address(name, house)
        named = [getattr(house, str(arg), arg) for arg in DOORS[name].args]
        paths = [f"{url}{next(values)}/", f"{url}?q={next(values)}", f"{url}?{next(values)}=1"]
        paths += [url.replace(f"/{arg}", f"/{next(values)}", 1) for arg in named]
        tries = [(path, {}) for path in paths if path != url]
        tries += [(url, {"HTTP_COOKIE": f"sessionid={next(cookies)}"})]
        tries += [(url, {next(headers): next(values)}), (url, {next(headers): "a\0b"})]
        for path, sent in tries:
            somebody.cookies = Client().cookies if "HTTP_COOKIE" in sent else signed_in.copy()
            status = somebody.get(path, **sent).status_code
            if status not in (400, 404):
                wrong[f"{path} {sent}"] = status
    assert wrong == {}


@pytest.mark.parametrize("name", ["home:learn", "workplace:help", "insights:search", "nowhere"])
def test_whatever_it_is(name, db):
    """The same with everything that is no text, at a few addresses."""
    client, url = Client(), "/nowhere/" if name == "nowhere" else reverse(name)
    for value in UNSAYABLE:
        for path in (f"{url}{value}", f"{url}?q={value}"):
            assert client.get(path).status_code in (400, 404), path
        for header in HTMX:
            assert client.post(url, **{header: value}).status_code == 400, value
    for kept in ("sessionid", "csrftoken"):
        for value in COOKIES:
            assert Client().get(url, HTTP_COOKIE=f"{kept}={value}").status_code == 400, value


@pytest.mark.parametrize("sent", [
    {"HTTP_COOKIE": "of_another_program=caf\xe9"}, {"HTTP_USER_AGENT": "Caf\xe9\tBrowser"},
    {"HTTP_HX_CURRENT_URL": "http://testserver/learn/?q=%C3%A5"},
    {"QUERY_STRING": "q=a%09b%0D%0Ac"},
])  # fmt: skip
def test_what_can_be_said_is_let_in(sent, client, db):
    assert client.get(reverse("home:accessibility"), **sent).status_code == 200


@pytest.mark.parametrize("charset", ["undefined", "hex", "utf-16", "utf-7", "idna", "latin-1"])
def test_a_form_comes_in_utf_8(charset, client, db):
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        sent = {"content_type": f"{kind}; charset={charset}"}
        assert client.generic("POST", reverse("account_login"), b"a=1", **sent).status_code == 400


def forms_of(body: str, url: str) -> list[tuple[str, frozenset[str]]]:
    """Where each form of a page is posted to, and the names that it sends."""
    page = BeautifulSoup(body, "html.parser")
    return [
        (form.get("action") or url, frozenset(
            field["name"] for field in form.find_all(["input", "textarea", "select", "button"])
            if field.get("name")
        ))
        for form in page.find_all("form")
        if form.get("method", "").lower() == "post"
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["stranger", "alice", "author", "hr"])
def test_in_a_form_of_any_page(who, house, everybody):
    """Every field of every form that a page shows, filled with it."""
    client = Client(raise_request_exception=False)
    if who != "stranger":
        client.force_login(everybody[who])
    signed_in, forms, wrong = client.cookies.copy(), set(), {}
    for name in DOORS:
        is_let_in = DOORS[name].stranger[0] == 200 if who == "stranger" else who in DOORS[name].who
        if not is_let_in:
            continue  # they are refused on a page that is the same everywhere
        client.cookies = signed_in.copy()
        url = address(name, house)
        response = client.get(url) if name != "account_logout" else None
        if response and response.status_code == 200 and "text/html" in response["Content-Type"]:
            forms |= set(forms_of(response.content.decode(), url))
    assert len(forms) > (1 if who == "stranger" else 5)  # the look is not blind
    for action, names in forms:
        for value in (b"\0", b"a\x01\xed\xa0\x80\xc0\x80"):
            body = "&".join(f"{name}={quote_from_bytes(value)}" for name in sorted(names))
            client.cookies = signed_in.copy()
            with transaction.atomic():
                kind = "application/x-www-form-urlencoded"
                status = client.post(action, body, content_type=kind).status_code
                transaction.set_rollback(True)
            if status >= 500:
                wrong[f"{action} {value!r}"] = status
    assert wrong == {}


@pytest.mark.parametrize("value", ["Karin\0 Sandell", "Karin\x1b[2J", "Karin\x9b"])
def test_a_form_says_it_beside_the_field_and_keeps_the_rest(value, everybody, client_for):
    said = {"name": value, "phone": "031 10", "role": "head of security"}
    site = everybody["charlie"].site  # nothing is set up there
    url = f"/workplace/{site.slug}/contact/1/"
    response = client_for(everybody["hr"]).post(url, said)
    page = BeautifulSoup(response.content, "html.parser")
    field = page.find("div", id="div_id_name")
    assert "Karin” something cannot be kept" in field.get_text()
    assert page.find("input", {"name": "role"})["value"] == "head of security"
    assert not SiteContact.objects.filter(site=site).exists()


def test_the_end_of_a_line_from_a_word_processor_is_one(everybody, client_for):
    site, hr = everybody["charlie"].site, client_for(everybody["hr"])
    said = {"name": "Karin\vSandell", "phone": "031 10"}
    hr.post(f"/workplace/{site.slug}/contact/1/", said)
    assert SiteContact.objects.get(site=site).name == "Karin Sandell"
    said = {"text": "One.\vTwo.", "valid_from": "2026-11-27"}
    hr.post(f"/workplace/{site.slug}/policy/", said)
    assert Site.objects.get(pk=site.pk).policies.get().text == "One.\nTwo."
