"""Signing in as who one is: by address or number, with the password one chose, while one works
here."""

import re
from datetime import date, timedelta
from unicodedata import normalize

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awareness.people import limits
from awareness.people.adapter import AccountAdapter
from awareness.people.hashers import Argon2idHasher
from awareness.people.models import Identifier, User
from awareness.people.reading import language_of
from awareness.people.tasks import send_password_mail
from tests.conftest import make_person
from tests.people.test_guess import NAME, WRONG, attack, new, post, refused

LOGIN, ASK = reverse("account_login"), reverse("account_reset_password")
PASSWORD = "a-lång-wïnter-walk"
NFC, NFD = (normalize(form, PASSWORD) for form in ("NFC", "NFD"))


@pytest.fixture
def maja(site):
    return User.objects.create_user(
        email="Maja.Lind@Example.com", employee_number="E-0042", name="Maja Lind",
        password=PASSWORD, site=site,
    )  # fmt: skip


def sign_in(client, typed, password=PASSWORD):
    return client.post(LOGIN, {"login": typed, "password": password})


def inside(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "typed",
    ["maja.lind@example.com", "\u200bMAJA.LIND@EXAMPLE.COM\u00a0", "e-0042", "Ｅ\u2011００４２"],
)
def test_both_sign_in_however_they_are_written(typed, client, maja):
    assert sign_in(client, typed).status_code == 302
    assert client.session["_auth_user_id"] == str(maja.pk)


@pytest.mark.parametrize(
    "typed", ["E-42", "e0042", "maja.lind@example.org", "", "\u200b", "E" * 300]
)
def test_nothing_else_does(typed, client, maja):
    sign_in(client, typed)
    assert not inside(client)


def test_an_identifier_that_two_would_share_signs_nobody_in(client, maja, alice):
    """As an upgrade leaves it (decision 24)."""
    Identifier.objects.bulk_create(
        [Identifier(person=alice, kind="employee_number", typed="E\u20110042", normal=None)]
    )
    alice.set_password("another-long-walk")
    alice.save()
    sign_in(client, "E\u20110042", "another-long-walk")
    assert not inside(client)
    assert User.objects.get(pk=alice.pk).employee_number == "E\u20110042"


@pytest.mark.parametrize("typed", [NFC, NFD])
def test_a_password_is_the_same_on_every_keyboard(typed, client, maja):
    sign_in(client, "e-0042", typed)
    assert inside(client)


def test_a_password_of_before_still_works_as_it_was_typed(client, maja):
    assert NFC != NFD
    User.objects.filter(pk=maja.pk).update(password=make_password(NFD))
    sign_in(client, "e-0042", NFD)
    assert inside(client)
    maja.refresh_from_db()
    maja.set_password(NFD)
    assert maja.check_password(NFC)


@pytest.mark.parametrize("password", ["plain-ascii-wrong", f"wrong {NFD}"])
def test_as_much_is_hashed_for_nobody_as_for_somebody(password, client, maja, monkeypatch):
    hashed = []
    for name in ("verify", "encode"):
        method = getattr(Argon2idHasher, name)

        def noted(self, *args, _method=method, **kwargs):
            hashed.append(1)
            return _method(self, *args, **kwargs)

        monkeypatch.setattr(Argon2idHasher, name, noted)
    counts = []
    for typed in ("e-0042", "e-0043"):
        hashed.clear()
        sign_in(client, typed, password)
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-30 08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def numbers(maja, site):
    """Maja's, somebody else's, nobody's."""
    User.objects.create_user(employee_number="E-0043", name="Olle", password=PASSWORD, site=site)
    return ("E-0042", "E-0043", "E-0044")


def test_no_answer_tells_whose_number_belongs_to_an_address(numbers, clock):
    """After tries at the address that are refused, and from elsewhere so many that it is delayed,
    each number is answered alike, for as long as somebody tries."""
    attack(12)
    for _time in range(6):
        post(new(), WRONG)
    told = {number: [] for number in numbers}
    for number, answers in told.items():
        for _time in range(7):
            with CaptureQueriesContext(connection) as queries:
                answer = post(new(), WRONG, number)
            said = answer.content.decode().replace(number, "")
            answers.append((answer.status_code, re.sub(r"[A-Za-z0-9]{64}", "", said), len(queries)))
            assert refused(answer) == (len(answers) > limits.PASSWORD_LIMIT.tries)
    assert told["E-0042"] == told["E-0043"] == told["E-0044"]


@pytest.mark.parametrize("wait", [0, 12])
def test_an_address_and_a_number_of_one_share_the_five_checks(threads, monkeypatch, wait):
    User.objects.create_user(email=NAME, employee_number="E-0042", name="M", password=PASSWORD)
    verified, verify = [], Argon2idHasher.verify

    def noted(self, password, *args, **kwargs):
        verified.append(password)
        return verify(self, password, *args, **kwargs)

    attack(wait)
    attack(wait, "E-0042")
    monkeypatch.setattr(Argon2idHasher, "verify", noted)
    calls = [lambda: post(new(), WRONG), lambda: post(new(), WRONG, "E-0042")]
    answers = threads(calls * 20)
    assert sum(refused(answer) for answer in answers) == 30
    assert verified == [WRONG] * 5


def test_who_mistyped_both_is_told_to_wait_and_gets_in_then(maja, clock):
    """The right password is answered as a wrong one meanwhile, and the words say for how long."""
    for name in (NAME, "E-0042", NAME, "E-0042", NAME):
        post(new(), WRONG, name)
    at_work, elsewhere = new(), new("192.0.2.1")
    answer = post(at_work, PASSWORD, "E-0042")
    assert not inside(at_work)
    assert b"no password is taken for five minutes" in answer.content
    post(elsewhere, PASSWORD, "E-0042")
    assert inside(elsewhere)
    clock.shift(limits.PASSWORD_LIMIT.seconds + 1)
    post(at_work, PASSWORD, "E-0042")
    assert inside(at_work)


def test_nobody_is_shut_out_by_tries_at_what_nobody_has(maja, clock):
    """Whatever is typed, also the number of somebody's row."""
    for _time in range(6):
        post(new(), WRONG, str(maja.pk))
    client = new()
    post(client, PASSWORD)
    assert inside(client)


def test_another_spelling_gives_nobody_new_tries(client, db):
    for typed in ("no-1", "NO-1", "no\u20111", "ｎｏ-1", "\u200bno-1"):
        sign_in(client, typed, "wrong")
    assert b"tried too often" in sign_in(client, "No-1", "wrong").content


@pytest.mark.parametrize(("typed", "is_in"), [("e-0042", True), ("E-0043", False), ("", False)])
def test_django_asks_the_same(typed, is_in, maja):
    """`authenticate` of Django, without the page: no password of somebody who has left is right."""
    assert (authenticate(username=typed, password=NFD) == maja) is is_in
    assert authenticate(username=typed, password="wrong") is None
    User.objects.filter(pk=maja.pk).update(is_active=False)
    assert authenticate(username=typed, password=NFD) is None


@pytest.mark.parametrize("typed", ["MAJA.LIND@EXAMPLE.COM", "\u200bmaja.lind@example.com\u00a0"])
def test_mail_goes_to_the_address_that_is_stored(typed, client, maja):
    assert client.post(ASK, {"email": typed}).status_code == 302
    [sent] = mail.outbox
    assert sent.to == ["Maja.Lind@Example.com"]


def test_mail_is_not_for_whoever_has_it_as_a_number(client, site):
    User.objects.create_user(employee_number="a@example.com", name="A", site=site)
    client.post(ASK, {"email": "a@example.com"})
    assert not mail.outbox


def test_who_proves_it_again_is_asked_for_their_own_password(maja, rf, client_for):
    from allauth.core import context

    client_for(maja)
    request = rf.post("/")
    request.user, request.session = maja, {}
    with context.request_context(request):
        assert AccountAdapter(request).reauthenticate(maja, NFD)
        assert not AccountAdapter(request).reauthenticate(maja, "wrong")


# While one works here. The site is in Stockholm: its day begins an hour before UTC's.

LAST = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("moment", "still"), [("2026-11-27 22:58", True), ("2026-11-27 23:01", False)]
)
def test_the_last_day_ends_sessions_and_sign_in(moment, still, maja, client, client_for):
    maja.end_day = LAST
    maja.save()
    with time_machine.travel("2026-11-27 22:50", tick=False):
        open_page = client_for(maja)
        assert open_page.get("/me/").status_code == 200
    with time_machine.travel(moment, tick=False):
        assert (open_page.get("/me/").status_code == 200) is still
        sign_in(client, "e-0042")
        assert inside(client) is still
        send_password_mail.func(maja.pk, "https://example.com")
        assert bool(mail.outbox) is still


def test_who_was_let_go_is_out_with_the_next_click(maja, client_for):
    client = client_for(maja)
    assert client.get("/me/").status_code == 200
    User.objects.filter(pk=maja.pk).update(end_day=date.today() - timedelta(days=2))  # noqa: DTZ011
    assert client.get("/me/")["Location"] == LOGIN
    assert client.get("/me/", headers={"HX-Request": "true"}).status_code == 401


def test_at_work_is_from_the_first_day_to_the_last(site):
    whole = {"always": (None, None), "joins": (LAST, None), "leaves": (None, LAST)}
    for name, (start, end) in whole.items():
        person = make_person(name, site)
        person.start_day, person.end_day = start, end
        person.save()
    make_person("shut", site)
    User.objects.filter(name="shut").update(is_active=False)

    def names(day):
        return {person.name for person in User.objects.at_work(day)}

    assert names(LAST - timedelta(days=1)) == {"always", "leaves"}
    assert names(LAST) == {"always", "joins", "leaves"}
    assert names(LAST + timedelta(days=1)) == {"always", "joins"}


def test_an_identity_outlives_what_it_is_known_by(maja, other_site):
    known = maja.public_id
    maja.name, maja.email, maja.employee_number, maja.site = "Maja Ek", None, "L-7", other_site
    maja.save()
    again = User.objects.get(pk=maja.pk)
    assert (again.public_id, again.email, again.employee_number) == (known, None, "L-7")


@pytest.mark.parametrize(
    ("chosen", "employer", "spoken"),
    [("", "", None), ("", "sv", "sv"), ("en-gb", "sv", "en-gb"), ("", "fi", None), ("xx", "", None),
     ("", "en", "en-gb")],
)  # fmt: skip
def test_which_language_is_spoken_to_somebody(chosen, employer, spoken, settings):
    settings.LANGUAGES = [("en-gb", "English"), ("sv", "Svenska")]
    assert language_of(User(reading_language=chosen, language=employer)) == spoken
