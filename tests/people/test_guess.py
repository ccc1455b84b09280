"""Guessing passwords, from both sides: what a stranger cannot do, and what the owner still can."""

import re
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awareness.people import devices, limits, tries
from awareness.people.hashers import Argon2idHasher
from awareness.people.models import TryCount, User
from awareness.people.tasks import forget_tries

LOGIN = reverse("account_login")
PASSWORD, WRONG = "a-long-winter-walk", "wrong-again"
NAME = "maja.lind@example.com"
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
OFFICE = "198.51.100.7"


@pytest.fixture(autouse=True)
def checked(monkeypatch):
    """The passwords that were checked or, for unknown accounts, hashed in vain."""
    passwords = []

    def noted(method):
        def call(self, password, *args, **kwargs):
            passwords.append(password)
            return method(self, password, *args, **kwargs)

        return call

    monkeypatch.setattr(Argon2idHasher, "verify", noted(Argon2idHasher.verify))
    monkeypatch.setattr(Argon2idHasher, "encode", noted(Argon2idHasher.encode))
    return passwords


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def maja(site, checked):
    user = User.objects.create_user(email=NAME, name="Maja Lind", password=PASSWORD, site=site)
    checked.clear()
    return user


# One for all clients: loading the middleware anew looks at every static file.
HANDLER = Client().handler


def new(address: str = OFFICE, **more) -> Client:
    """A device that was never here, at an address."""
    client = Client(REMOTE_ADDR=address, **more)
    client.handler = HANDLER
    return client


def post(client: Client, password: str, name: str = NAME, **more):
    return client.post(LOGIN, {"login": name, "password": password} | more)


def inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def leave(client: Client) -> None:
    client.post(reverse("account_logout"))  # the test client's own logout() drops every cookie


def refused(response) -> bool:
    return b"That was tried too often from here" in response.content


def guess(address: str, name: str = NAME) -> None:
    """A wrong password as the adapter counts it, less the page and the hash."""
    now = datetime.now(UTC)
    with suppress(tries.TooManyTries):
        tries.settle_try(tries.count_at_account(name, None, address, now), False, now)


def attack(addresses: int, name: str = NAME, each: int = 1) -> None:
    """Wrong passwords at one account, from many addresses."""
    for number in range(addresses):
        for _time in range(each):
            guess(f"203.0.{number // 250}.{number % 250}", name)


# What a stranger cannot do


def test_forty_guesses_at_once_get_five_checks(threads, checked):
    User.objects.create_user(email=NAME, name="Maja Lind", password=PASSWORD)
    checked.clear()
    answers = threads([lambda: post(new(), WRONG)] * 40)
    assert sum(refused(answer) for answer in answers) == 35
    assert checked == [WRONG] * 5


def test_forty_right_ones_at_once_leave_no_count(threads):
    User.objects.create_user(email=NAME, name="Maja Lind", password=PASSWORD)
    threads([lambda: post(new(), PASSWORD)] * 40)
    assert set(TryCount.objects.values_list("tries", flat=True)) == {0}


@pytest.mark.parametrize("name", [NAME, "nobody@example.com"])
def test_after_five_the_sixth_is_refused_whatever_it_is(maja, checked, clock, name):
    for _time in range(5):
        assert not refused(post(new(), WRONG, name))
    client = new()
    answer = post(client, PASSWORD, name)
    assert refused(answer)
    assert b"in 5 minutes" in answer.content
    assert f'value="{name}"'.encode() in answer.content
    assert len(checked) == 5
    clock.shift(4 * 60 + 10)
    assert b"in 1 minute." in post(client, PASSWORD, name).content
    clock.shift(60)
    post(client, PASSWORD, name)
    assert inside(client) == (name == NAME)


@pytest.mark.parametrize("typed", [NAME.upper(), f"  {NAME} ", "Maja.Lind@Example.COM"])
def test_another_spelling_gives_no_new_tries(maja, typed, clock):
    for _time in range(5):
        post(new(), WRONG)
    assert refused(post(new(), PASSWORD, typed))


@pytest.mark.parametrize(
    "address",
    ["2001:db8:1:2::99", "2001:db8:1:2:ffff::1"],
)
def test_the_addresses_of_one_line_count_as_one(maja, clock, address):
    for _time in range(5):
        post(new("2001:db8:1:2::1"), WRONG)
    assert refused(post(new(address), PASSWORD))
    assert not refused(post(new("2001:db8:1:3::1"), PASSWORD))


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_address_gives_no_new_tries(maja, settings, clock, proxies):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(6):
        client = new("10.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, {OFFICE}")
        answer = post(client, WRONG)
    assert refused(answer)


def test_what_the_proxy_says_counts(maja, settings, clock):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(6):
        client = new("10.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
        answer = post(client, WRONG)
    assert not refused(answer)


def test_an_outcome_that_is_kept_back_looks_the_same(maja, clock):
    """Right, wrong, unknown, gone: until the moment has passed nothing tells them apart."""
    for name, active in (("olle@example.com", True), ("gone@example.com", False)):
        User.objects.create_user(email=name, name=name, password=PASSWORD, is_active=active)
    cases = [(PASSWORD, NAME), (WRONG, "olle@example.com"), (PASSWORD, "gone@example.com")]
    cases.append((PASSWORD, "nobody@example.com"))
    shown = set()
    for number, (password, name) in enumerate(cases):
        attack(12, name)
        counts = dict(TryCount.objects.values_list("key", "tries"))
        client = new(f"192.0.2.{number}")
        for look in range(2):
            with CaptureQueriesContext(connection) as queries:
                first = post(client, password, name, next="/me/")
            moment = client.get(first.url)
            assert not inside(client)
            rose = {
                key: tries - counts.get(key, 0)
                for key, tries in TryCount.objects.values_list("key", "tries")
            }
            shown.add(
                (
                    first.status_code,
                    first.url,
                    tuple(sorted((k, c["max-age"]) for k, c in first.cookies.items())),
                    re.sub(rb'"[A-Za-z0-9]{64}"', b"", first.content + moment.content),
                    moment["Refresh"],
                    look,
                    tuple(sorted(n for n in rose.values() if n)),
                    len(queries),
                )
            )
    assert len(shown) == 2  # the first and the second look


def test_dropping_the_cookie_or_asking_with_another_tells_nothing(maja, clock):
    attack(20)
    right, other = new("192.0.2.1"), new("192.0.2.1")
    answer = post(right, PASSWORD)
    clock.shift(60)
    assert b"Sign in" in other.get(answer.url).content
    assert not inside(other)
    # A right one that nobody came for was a try like any other: it is not given back.
    for _time in range(4):
        post(other, WRONG)
    assert refused(post(other, WRONG))


def test_an_outcome_is_given_once_and_not_for_long(maja, clock):
    attack(20)
    client = new()
    answer = post(client, PASSWORD)
    cookies = client.cookies.output()
    clock.shift(limits.LONGEST_WAIT)
    copied = new()
    copied.cookies.load(cookies.replace("Set-Cookie: ", ""))
    client.get(answer.url)
    assert inside(client)
    copied.get(answer.url)
    assert not inside(copied)

    late = new("192.0.2.8")
    answer = post(late, PASSWORD)
    clock.shift(limits.LONGEST_WAIT + 61)
    page = late.get(answer.url)
    assert not inside(late)
    assert b"sign in once more" in page.content


def test_who_sat_here_before_is_not_signed_in_by_what_is_kept_back(maja, clock):
    """A shared computer: the cookie of a try that was left behind is known to somebody else."""
    attack(20)
    shared, thief = new(), new("203.0.113.5")
    post(shared, WRONG)
    thief.cookies["sessionid"] = shared.cookies["sessionid"].value
    answer = post(shared, PASSWORD)
    clock.shift(limits.LONGEST_WAIT)
    thief.get(answer.url)
    assert not inside(thief)
    shared.get(answer.url)
    assert inside(shared)


def test_no_script_is_told_sooner(maja, clock):
    attack(20)
    for password in (PASSWORD, WRONG):
        answer = new("192.0.2.1").post(
            LOGIN,
            {"login": NAME, "password": password},
            headers={"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"},
        )
        assert answer.status_code == 302
        assert answer.content == b""


def test_after_the_moment_nobody_is_sent_elsewhere(maja, clock):
    attack(20)
    client = new()
    answer = post(client, PASSWORD, next="https://elsewhere.example/")
    clock.shift(limits.LONGEST_WAIT)
    assert client.get(answer.url).url == "/learn/"


def test_a_new_password_meanwhile_voids_what_was_kept_back(maja, clock):
    attack(20)
    client = new()
    answer = post(client, PASSWORD)
    maja.set_password("another-winter-walk")
    maja.save()
    clock.shift(10)
    client.get(answer.url)
    assert not inside(client)


def test_a_stolen_device_gets_five(maja, checked, clock):
    owner = new()
    post(owner, PASSWORD)
    thief = new("203.0.113.5")
    thief.cookies[devices.DEVICE_COOKIE] = owner.cookies[devices.DEVICE_COOKIE].value
    checked.clear()
    answers = [post(thief, WRONG) for _time in range(7)]
    assert [refused(answer) for answer in answers] == [False] * 5 + [True] * 2
    assert len(checked) == 5


def test_a_device_is_known_to_its_account_alone(maja, site, clock):
    User.objects.create_user(email="olle@example.com", name="Olle", password=PASSWORD, site=site)
    thief = new()
    post(thief, PASSWORD, "olle@example.com")
    leave(thief)
    for _time in range(5):
        post(thief, WRONG)
    assert refused(post(thief, PASSWORD))


def test_many_accounts_from_one_address_are_delayed(site, clock):
    for number in range(limits.ADDRESS_LIMIT.tries - 1):
        guess(OFFICE, f"nobody{number}@example.com")
    assert post(new(), WRONG, "another@example.com").status_code == 200
    assert post(new(), WRONG, "one.more@example.com").status_code == 302
    assert post(new("192.0.2.1"), WRONG, "one.more@example.com").status_code == 200


@pytest.mark.parametrize("page", ["account_change_password", "account_reauthenticate"])
def test_guesses_of_somebody_signed_in_are_counted_too(maja, client_for, checked, page, clock):
    client = client_for(maja)
    fields = {"password1": "another-winter-walk", "password2": "another-winter-walk"}
    for _time in range(5):
        client.post(reverse(page), fields | {"oldpassword": WRONG, "password": WRONG})
    assert checked.count(WRONG) == 5
    answer = client.post(reverse(page), fields | {"oldpassword": PASSWORD, "password": PASSWORD})
    assert refused(answer)
    assert PASSWORD not in checked
    clock.shift(301)
    answer = client.post(reverse(page), fields | {"oldpassword": PASSWORD, "password": PASSWORD})
    assert answer.status_code == 302


# What the owner still can


def test_strangers_elsewhere_change_nothing_for_a_few_tries(maja, clock):
    attack(1, each=10)
    client = new()
    assert post(client, PASSWORD).url == "/learn/"
    assert inside(client)


@pytest.mark.parametrize("addresses", [30, 1000])
def test_the_owner_on_a_new_device_is_in_within_ten_seconds(maja, clock, addresses):
    attack(addresses)
    client = new()
    client.get("/me/")
    answer = post(client, PASSWORD)
    began = datetime.now(UTC)
    while not inside(client):
        page = client.get(answer.url)
        if not inside(client):
            assert b"One moment" in page.content
            assert NAME.encode() not in page.content
            clock.shift(int(page["Refresh"]))
    assert (datetime.now(UTC) - began).total_seconds() <= limits.LONGEST_WAIT < 10
    assert page.url == "/me/"
    assert NAME not in answer.url
    assert client.session.get_expire_at_browser_close()
    assert devices.DEVICE_COOKIE in client.cookies


def test_the_owner_who_mistypes_is_told_so_and_keeps_the_name(maja, clock):
    attack(30)
    client = new()
    answer = post(client, WRONG)
    clock.shift(10)
    page = client.get(answer.url).content
    assert b"do not go together" in page
    assert f'value="{NAME}"'.encode() in page
    # Nothing is left of it on the server.
    assert not Session.objects.exists()
    answer = post(client, PASSWORD)
    clock.shift(10)
    client.get(answer.url)
    assert inside(client)


def test_the_owner_on_a_known_device_is_in_at_once(maja, clock):
    owner = new()
    post(owner, PASSWORD)
    leave(owner)
    attack(40)
    for _time in range(6):
        post(new(), WRONG)  # beside the owner, too
    assert refused(post(new(), PASSWORD))
    assert post(owner, PASSWORD).url == "/learn/"
    assert inside(owner)


def test_an_office_gets_in_beside_an_attacker(db, clock):
    """Two hundred on a Monday through one address, on devices never seen before; some mistype."""
    password = hashers.make_password(PASSWORD)
    people = User.objects.bulk_create(
        User(employee_number=f"nf-{n}", name=f"P {n}", password=password) for n in range(200)
    )
    for number, person in enumerate(people):
        for _time in range(2):
            guess(OFFICE, "nf-7" if number % 2 else f"guess-{number}@example.com")
        client = new()
        if number % 4 == 0:
            guess(OFFICE, person.employee_number)
        answer = post(client, PASSWORD, person.employee_number)
        if person.employee_number == "nf-7":
            assert refused(answer)  # the account under attack, from the attacker's own address
            continue
        if not inside(client):
            clock.shift(limits.LONGEST_WAIT)
            client.get(answer.url)
        assert inside(client)


def test_the_link_by_mail_opens_the_door_that_is_blocked(maja, clock):
    """Somebody in the same office has used up the tries, and the device is new."""
    attack(30)
    for _time in range(6):
        post(new(), WRONG)
    client = new()
    assert refused(post(client, PASSWORD))
    client.post(reverse("account_reset_password"), {"email": NAME})
    [link] = re.findall(r"/account/password/reset/key/\S+", mail.outbox[-1].body)
    form = client.get(link).url
    new_word = "another-winter-walk"
    client.post(form, {"password1": new_word, "password2": new_word})
    assert post(client, new_word).url == "/learn/"
    assert inside(client)


def test_links_by_mail_are_limited_and_nobody_is_refused(maja, clock):
    ask = reverse("account_reset_password")
    answers = {
        (answer.status_code, answer.url)
        for email in (NAME, "nobody@example.com")
        for number in range(12)
        for answer in [new(f"203.0.113.{number % 3}").post(ask, {"email": email})]
    }
    assert answers == {(302, reverse("account_reset_password_done"))}
    to_maja = [each for each in mail.outbox if each.to == [NAME]]
    assert len(to_maja) == limits.LINK_LIMIT.tries
    [link] = re.findall(r"/account/password/reset/key/\S+", to_maja[0].body)
    assert new().get(link).status_code == 302  # it works
    clock.shift(601)
    new().post(ask, {"email": NAME.upper()})
    assert len([each for each in mail.outbox if each.to == [NAME]]) == limits.LINK_LIMIT.tries + 1


# The device


@pytest.fixture
def owner(maja, clock):
    """A device on which Maja signed in; she has signed out, and strangers are at her account."""
    client = new()
    post(client, PASSWORD)
    leave(client)
    attack(20)
    return client


def known(client: Client, password: str = PASSWORD) -> bool:
    return post(client, password).url == "/learn/"


def test_a_device_is_known_for_ninety_days_from_the_last_sign_in(owner, clock):
    clock.shift(89 * 24 * 3600)
    post(owner, PASSWORD)
    leave(owner)
    clock.shift(89 * 24 * 3600)
    attack(20)
    assert known(owner)
    leave(owner)
    attack(20)
    clock.shift(limits.LONGEST_WAIT)
    value = owner.cookies[devices.DEVICE_COOKIE].value
    clock.shift(90 * 24 * 3600)
    owner.cookies[devices.DEVICE_COOKIE] = value  # kept by hand beyond its age
    attack(20)
    assert not known(owner)


def test_a_new_password_voids_it(owner, maja):
    maja.set_password("another-winter-walk")
    maja.save()
    assert not known(owner, "another-winter-walk")


def test_who_changes_the_password_keeps_this_device_and_no_other(owner, maja):
    here = new("192.0.2.4")
    here.force_login(maja)
    word = "another-winter-walk"
    fields = {"oldpassword": PASSWORD, "password1": word, "password2": word}
    assert here.post(reverse("account_change_password"), fields).status_code == 302
    leave(here)
    assert known(here, word)
    assert not known(owner, word)


def test_it_is_void_for_who_has_left(owner, maja, clock):
    User.objects.filter(pk=maja.pk).update(is_active=False)
    answer = post(owner, PASSWORD)
    assert answer.url.startswith(LOGIN)  # kept back, as on any device
    clock.shift(10)
    assert owner.get(answer.url).url == reverse("account_inactive")
    assert not inside(owner)


@pytest.mark.parametrize("value", ["", "x", ".", ":::", "a:b:c", "é:1:2", "x." * 2000])
def test_nonsense_is_no_device(owner, value):
    owner.cookies[devices.DEVICE_COOKIE] = value
    assert not known(owner)


def test_a_shared_computer_is_known_to_ten_and_names_none(site, clock):
    client = new()
    people = [
        User.objects.create_user(email=f"p{n}@example.com", name="P", password=PASSWORD, site=site)
        for n in range(12)
    ]
    for person in people + people[:1]:
        leave(client)
        post(client, PASSWORD, person.email)
    cookie = client.cookies[devices.DEVICE_COOKIE]
    assert len(cookie.value.split(".")) == devices.MOST_ACCOUNTS
    assert len(cookie.value) < 1000
    request = type("Request", (), {"COOKIES": {devices.DEVICE_COOKIE: cookie.value}})
    knows = [n for n, person in enumerate(people) if devices.known_device_number(request, person)]
    assert knows == [0, *range(3, 12)]
    assert "example" not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/account/")
    assert cookie["max-age"] == 90 * 24 * 3600


def test_it_is_only_sent_encrypted_where_the_session_is(maja, settings, clock):
    settings.SESSION_COOKIE_SECURE = True
    client = new()
    post(client, PASSWORD)
    assert client.cookies[devices.DEVICE_COOKIE]["secure"]


# What is kept, and what it costs


def test_no_row_names_anybody_and_rows_go_when_their_time_is_over(maja, clock):
    attack(20)
    post(new(), WRONG)
    kept = " ".join(TryCount.objects.values_list("key", flat=True))
    assert set(kept) <= set("0123456789abcdef ")
    clock.shift(3601)
    post(new(), WRONG)
    forget_tries.func()
    assert TryCount.objects.count() == 4  # of the last try


@pytest.mark.parametrize(("at_account", "at_address", "seconds"), [
    (0, 0, 0), (9, 99, 0), (10, 0, 1), (20, 0, 2), (0, 100, 1), (0, 120, 2), (59, 0, 5),
    (60, 0, 6), (10**6, 0, 6), (0, 10**6, 6), (10, 120, 2),
])  # fmt: skip
def test_the_wait_grows_and_has_an_end(at_account, at_address, seconds):
    assert limits.seconds_to_wait(at_account, at_address) == seconds


@pytest.mark.parametrize(("address", "counted"), [
    ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ("2001:db8::1", "2001:db8::/64"), ("fe80::1%eth0", "fe80::/64"),
])  # fmt: skip
def test_an_address_counts_as_its_line(address, counted):
    assert limits.network_of(address) == counted


@pytest.mark.parametrize("addresses", [10, 40])
def test_a_held_sign_in_costs_the_same_however_many_attack(
    maja, clock, addresses, django_assert_num_queries
):
    attack(addresses)
    client = new()
    with django_assert_num_queries(10):  # four of them savepoints of the session
        answer = post(client, PASSWORD)
    clock.shift(10)
    # The session gets a new key, and they are told of ways in; seven of them savepoints.
    with django_assert_num_queries(16):
        client.get(answer.url)
    assert inside(client)
