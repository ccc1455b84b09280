"""A database that takes connections and says nothing, before a request and in the midst of one: the
numbers stand there within seconds, and every other page says so too."""

import socket
import threading
from contextlib import closing, suppress
from time import monotonic

import pytest
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.test import Client
from django.urls import reverse

from awareness import in_time
from tests.site.test_outage import HELP, numbers_on, page_of, says_it, shipped

ON_POSTGRES = pytest.mark.skipif(connection.vendor != "postgresql", reason="a server that freezes")


class Relay:
    """Stands before a server: hands everything on, until it is frozen. Then it still takes what is
    sent, as the kernel does for a process that was stopped."""

    def __init__(self, server: tuple[int, str | tuple[str, int]] | None) -> None:
        self.server = server
        self.is_frozen = threading.Event()
        self.open: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.take, daemon=True).start()

    def take(self) -> None:
        with suppress(OSError):
            while True:
                asking = self.listening.accept()[0]
                self.open.append(asking)
                if self.server is None:
                    continue
                family, address = self.server
                answering = socket.socket(family)
                answering.connect(address)
                self.open.append(answering)
                for pair in ((asking, answering), (answering, asking)):
                    threading.Thread(target=self.hand_on, args=pair, daemon=True).start()

    def hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while sent := source.recv(65536):
                if not self.is_frozen.is_set():
                    target.sendall(sent)

    def close(self) -> None:
        for each in [self.listening, *self.open]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)  # wakes the thread that reads from it
            each.close()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(in_time, "CONNECTION_SECONDS", 0.3)
    monkeypatch.setattr(in_time, "HELP_SECONDS", 0.6)


@pytest.fixture
def through(db, impatient):
    """Put a connection in place of the real one, that goes through a relay."""
    real = connections["default"]
    wrappers = []

    def put(relay: Relay, connect_seconds: int = 60) -> PostgreSQL:
        local = {"HOST": "127.0.0.1", "PORT": relay.port, "CONN_HEALTH_CHECKS": True, "TEST": {}}
        if connection.vendor != "postgresql":
            local |= {"NAME": "x", "USER": "x"}
        local["OPTIONS"] = {"connect_timeout": connect_seconds, "prepare_threshold": 0}
        wrapper = PostgreSQL(real.settings_dict | local, "default")
        connections["default"] = wrapper
        wrappers.append(wrapper)
        return wrapper

    yield put
    connections["default"] = real
    for wrapper in wrappers:
        wrapper.close()


def server() -> tuple[int, str | tuple[str, int]]:
    """Where the PostgreSQL of this run listens."""
    at = connections["default"].settings_dict
    port = int(at["PORT"] or 5432)
    if at["HOST"].startswith("/"):
        return socket.AF_UNIX, f"{at['HOST']}/.s.PGSQL.{port}"
    return socket.AF_INET, (at["HOST"] or "127.0.0.1", port)


@pytest.mark.parametrize("who", ["stranger", "signed in"])
def test_no_new_connection_is_waited_for(who, through):
    client = Client(raise_request_exception=False)
    if who == "signed in":
        client.cookies["sessionid"] = "a" * 32
    with closing(Relay(None)) as relay:
        through(relay)
        began = monotonic()
        response = client.get(HELP)
        assert (response.status_code, numbers_on(page_of(response))) == (503, shipped())
        if who == "signed in":
            assert says_it(client.get(reverse("home:learn")))
        assert monotonic() - began < 30  # on a slow machine; connecting takes sixty


@ON_POSTGRES
@pytest.mark.parametrize("who", ["stranger", "signed in"])
def test_no_kept_connection_is_waited_for(who, through):
    """As it is between two requests, and then for each that comes while the server is silent."""
    client = Client(raise_request_exception=False)
    if who == "signed in":
        client.cookies["sessionid"] = "a" * 32
    with closing(Relay(server())) as relay:
        kept = through(relay)
        kept.ensure_connection()
        kept.close_if_unusable_or_obsolete()  # as a request ends: the next looks whether it works
        relay.is_frozen.set()
        for _request in range(2):
            began = monotonic()
            response = client.get(HELP)
            assert (response.status_code, numbers_on(page_of(response))) == (503, shipped())
            assert monotonic() - began < 30
        if who == "signed in":
            assert says_it(client.get(reverse("home:learn")))


@ON_POSTGRES
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/livez", 200), ("get", "/readyz", 503), ("post", reverse("account_login"), 503)],
)
def test_who_has_no_session_is_answered_too(method, path, status, through):
    client = Client(raise_request_exception=False)
    with closing(Relay(server())) as relay:
        kept = through(relay, connect_seconds=2)
        kept.ensure_connection()
        kept.close_if_unusable_or_obsolete()
        relay.is_frozen.set()
        answer = getattr(client, method)(path, {"login": "a", "password": "b"})
        assert answer.status_code == status
        if method == "post":
            assert says_it(answer)


@ON_POSTGRES
def test_a_help_card_that_has_begun_is_given_up(through, monkeypatch):
    """The server freezes after the connection was found to work; or a table is locked."""
    client = Client(raise_request_exception=False)
    with closing(Relay(server())) as relay:
        kept = through(relay)
        monkeypatch.setattr(in_time, "_check_connection", lambda _is_needed: freeze(kept, relay))
        response = client.get(HELP)
        assert (response.status_code, numbers_on(page_of(response))) == (503, shipped())
        assert kept.connection is None  # nobody reads from it what this request has asked


def freeze(kept: PostgreSQL, relay: Relay) -> None:
    kept.ensure_connection()
    relay.is_frozen.set()


def test_nothing_is_given_up_later(client, db):
    """The clock is stopped with the request."""
    assert client.get(HELP).status_code == 200
    assert in_time.signal.getitimer(in_time.signal.ITIMER_REAL) == (0, 0)
