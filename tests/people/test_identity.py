"""Signing in as who one is: by address or number, with the password one chose, while one works
here."""

from datetime import date, timedelta
from unicodedata import normalize

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.urls import reverse

from awareness.people import limits
from awareness.people.adapter import AccountAdapter
from awareness.people.models import Identifier, TryCount, User
from awareness.people.reading import language_of
from awareness.people.tasks import send_password_mail
from tests.conftest import make_person

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
    from awareness.people.hashers import Argon2idHasher

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


def test_tries_at_both_are_tries_at_one_account(client, maja):
    for number in range(limits.PASSWORD_LIMIT.tries):
        sign_in(client, ("e-0042", "maja.lind@example.com", "E\u20110042")[number % 3], "wrong")
    assert b"tried too often" in sign_in(client, "maja.lind@example.com").content
    assert not inside(client)
    keys = limits.count_key("pair", "e-0042", "127.0.0.1"), limits.count_key("account", "e-0042")
    assert TryCount.objects.filter(key__in=keys).count() == 2


def test_another_spelling_gives_nobody_new_tries(client, db):
    for typed in ("no-1", "NO-1", "no\u20111", "ｎｏ-1", "\u200bno-1"):
        sign_in(client, typed, "wrong")
    assert b"tried too often" in sign_in(client, "No-1", "wrong").content


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
