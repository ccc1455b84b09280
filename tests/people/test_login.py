"""Signing in: by e-mail or employee number, open to nobody new. Guessing is in test_guess.py."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from awareness.people.hashers import Argon2idHasher
from awareness.people.models import User

PASSWORD = "a-long-winter-walk"


@pytest.fixture
def by_mail(site):
    return User.objects.create_user(
        email="Maja.Lind@Example.com", name="Maja Lind", password=PASSWORD, site=site
    )


@pytest.fixture
def by_number(site):
    return User.objects.create_user(
        employee_number="NF-1042", name="Olle Berg", password=PASSWORD, site=site
    )


def sign_in(client, login, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


@pytest.mark.parametrize("typed", ["maja.lind@example.com", "MAJA.LIND@example.com"])
def test_it_works_by_email(client, by_mail, typed):
    response = sign_in(client, typed)
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(by_mail.pk)


@pytest.mark.parametrize("typed", ["NF-1042", "nf-1042"])
def test_it_works_by_employee_number(client, by_number, typed):
    assert sign_in(client, typed).status_code == 302
    assert client.session["_auth_user_id"] == str(by_number.pk)


def test_when_somebody_was_here_is_not_kept(client, by_mail):
    before = User.objects.filter(pk=by_mail.pk).values().get()
    sign_in(client, "maja.lind@example.com")
    assert User.objects.filter(pk=by_mail.pk).values().get() == before
    assert "last_login" not in before


def test_it_makes_a_new_session_key(client, by_mail):
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    sign_in(client, "maja.lind@example.com")
    assert client.session.session_key != before


def test_it_says_the_same_for_an_unknown_name_and_a_wrong_password(client, by_mail):
    unknown = sign_in(client, "nobody@example.com").content.decode()
    wrong = sign_in(client, "maja.lind@example.com", "not-it-at-all").content.decode()

    def strip(text):
        return text.replace("nobody@example.com", "").replace("maja.lind@example.com", "")

    def bare(text):
        return re.sub(r'value="[^"]{64}"|"X-CSRFToken": "[^"]*"|[A-Za-z0-9]{64}', "", strip(text))

    assert bare(unknown) == bare(wrong)


def test_it_refuses_the_inactive(client, by_mail):
    by_mail.is_active = False
    by_mail.save(update_fields=["is_active"])
    sign_in(client, "maja.lind@example.com")
    assert "_auth_user_id" not in client.session


def test_a_leaver_is_out_with_the_next_click(client_for, by_mail):
    client = client_for(by_mail)
    assert client.get(reverse("account_change_password")).status_code == 200
    User.objects.filter(pk=by_mail.pk).update(is_active=False)
    assert client.get(reverse("account_change_password")).status_code == 302


def test_right_passwords_are_not_counted(client_for, client, by_mail):
    for _morning in range(8):
        client.logout()
        sign_in(client, "maja.lind@example.com")
        assert client.session["_auth_user_id"] == str(by_mail.pk)


def test_a_sign_in_costs_few_queries(client, by_mail, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):  # savepoints of the test among them
        sign_in(client, "maja.lind@example.com")
    client.post(reverse("account_logout"))
    with django_assert_max_num_queries(9):  # on a device that is known
        sign_in(client, "maja.lind@example.com")


def test_there_is_no_open_sign_up(client, db):
    assert client.get(reverse("account_signup")).status_code == 404
    response = client.post(
        reverse("account_signup"), {"username": "x", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert response.status_code == 404
    assert not User.objects.exists()


def test_it_sends_nobody_elsewhere(client, by_mail):
    response = client.post(
        reverse("account_login") + "?next=https://elsewhere.example/",
        {
            "login": "maja.lind@example.com",
            "password": PASSWORD,
            "next": "https://elsewhere.example/",
        },
    )
    assert response.status_code == 302
    assert "elsewhere" not in response["Location"]


def test_the_hash_is_argon2id_at_the_owasp_minimum(least_hashing, monkeypatch):
    for name, value in least_hashing.items():
        monkeypatch.setattr(Argon2idHasher, name, value)
    assert make_password(PASSWORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
