"""Asking for a new password: the same for known and unknown, and the worker sends the mail."""

import re
import smtplib
import socket
from contextlib import contextmanager
from threading import Thread

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_ox.models import OxTask
from django_ox.testing import run_tasks

from awareness.outbox.models import Mail, State
from awareness.outbox.sending import send_waiting
from awareness.people.models import User
from awareness.people.tasks import send_password_mail
from tests.conftest import in_background

ASK, ASKED = reverse("account_reset_password"), reverse("account_reset_password_done")
LINK = re.compile(r"^https?://testserver(/account/password/reset/key/\S+)$", re.MULTILINE)
NEW = "a-quite-new-winter-walk"


@pytest.fixture(autouse=True)
def queue(db, settings):
    in_background(settings)


@pytest.fixture
def gone(alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)


@pytest.fixture
def without_address(alice):
    alice.email, alice.employee_number = None, "NF-7"
    alice.save()


def ask(client, email="Alice.Lind@Example.com"):
    return client.post(ASK, {"email": email})


def statements(client, email) -> list[str]:
    """The SQL of asking, without its values."""
    with CaptureQueriesContext(connection) as caught:
        ask(client, email)
    return [re.sub(r"'[^']*'|\b\d+\b|s\d+_x\d+", "?", query["sql"]) for query in caught]


@pytest.mark.parametrize("nobody", ["nobody@example.com", "gone", "without_address"])
def test_known_and_unknown_do_the_same_and_are_told_the_same(nobody, alice, client, request):
    ask(client)
    known = statements(client, "alice.lind@example.com")
    if nobody in ("gone", "without_address"):
        request.getfixturevalue(nobody)
    email = nobody if "@" in nobody else "alice.lind@example.com"
    assert statements(client, email) == known
    answer = ask(client, email)
    assert (answer.status_code, answer.url) == (302, ASKED)
    assert not mail.outbox
    [*_, task] = OxTask.objects.order_by("enqueued_at")
    person, site_url, request_named = task.args
    assert (person, site_url, len(request_named)) == (None, "http://testserver", 32)
    mail.outbox.clear()
    OxTask.objects.exclude(pk=task.pk).delete()
    [result] = run_tasks()
    assert result.status == "SUCCESSFUL"
    assert not mail.outbox


def test_what_waits_names_nobody_but_by_number(alice, client):
    ask(client)
    [task] = OxTask.objects.values()
    assert task["args"][:2] == [alice.pk, "http://testserver"]
    assert "alice" not in str(task).lower()
    run_tasks()
    assert "alice" not in str(OxTask.objects.values().get()).lower()
    assert "alice" not in str(Mail.objects.values().get()).lower()


def test_the_link_is_made_when_it_is_sent_to_the_address_as_it_is_then(alice, client):
    ask(client)
    alice.email = "alice.new@example.com"
    alice.save()
    run_tasks()
    [sent] = mail.outbox
    assert sent.to == ["alice.new@example.com"]
    assert sent.subject == "A new password"
    page = client.get(LINK.search(sent.body)[1], follow=True)
    url = page.redirect_chain[-1][0]
    client.post(url, {"password1": NEW, "password2": NEW})
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_a_task_that_runs_twice_sends_once(alice, client):
    ask(client)
    [task] = OxTask.objects.all()
    for _time in range(2):
        send_password_mail.func(*task.args)
    assert len(mail.outbox) == 1


def test_sent_twice_the_first_link_used_voids_both(alice, client, settings):
    for request in ("first", "second"):
        send_password_mail.func(alice.pk, "http://testserver", request)
    first, second = (LINK.search(sent.body)[1] for sent in mail.outbox)
    url = client.get(first, follow=True).redirect_chain[-1][0]
    client.post(url, {"password1": NEW, "password2": NEW})
    client.cookies.clear()
    page = client.get(second, follow=True)
    assert not page.redirect_chain
    assert "password1" not in page.content.decode()


def test_a_leaver_gets_none_though_asked_for_before(alice, client):
    ask(client)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    run_tasks()
    assert not mail.outbox


def test_a_server_that_says_later_is_asked_again_and_its_words_are_not_kept(
    alice, client, monkeypatch
):
    def refuse(self, messages):
        raise smtplib.SMTPRecipientsRefused({"alice.lind@example.com": (451, b"later, Alice")})

    ask(client)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        [result] = run_tasks()
    assert result.status == "SUCCESSFUL"
    waiting = Mail.objects.get()
    assert (waiting.state, waiting.tries) == (State.WAITING, 1)
    assert "alice" not in str(Mail.objects.values().get()).lower()
    send_waiting(lambda: waiting.not_before)
    assert [sent.to for sent in mail.outbox] == [["alice.lind@example.com"]]


@contextmanager
def hanging_server():
    """Takes a connection and never says a word; gives its port, and what takes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken = []
        taking = Thread(target=lambda: taken.append(listening.accept()), daemon=True)
        taking.start()
        yield listening.getsockname()[1], taking
        for connected, _address in taken:
            connected.close()


def test_a_mail_server_that_hangs_holds_up_no_request(alice, client, settings):
    with hanging_server() as (port, taking):
        options = {"host": "127.0.0.1", "port": port, "timeout": 0.2}
        smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
        settings.MAILERS = {"default": smtp | {"OPTIONS": options | {"timeout": 20}}}
        assert ask(client).status_code == 302
        assert taking.is_alive()  # nothing came to it
        settings.MAILERS = {"default": smtp}
        run_tasks(max_tasks=1)
        taking.join()
    assert Mail.objects.get().state == State.WAITING
