"""A kind of mail that says its number, and a mail server."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from awareness.outbox import kinds
from awareness.outbox.actions import DueMail
from awareness.outbox.kinds import Kind
from awareness.outbox.letters import Letter, Link
from tests.outbox.servers import Server, mailers, smtp_server

MONDAY = date(2027, 4, 12)
EIGHT = datetime(2027, 4, 12, 8, tzinfo=UTC)


def whom(number: int) -> UUID:
    return UUID(int=number)


def address(person: UUID) -> str:
    return f"p{person.int}@example.com"


def say(mail, now) -> Letter:
    """What the test kind says to somebody."""
    return Letter(
        to=address(mail.person),
        name="Lena",
        subject=f"Number {mail.person.int}",
        body=("Something is open.", Link("Go on", "https://awareness.example/learn/")),
        language="en-gb",
    )


@pytest.fixture
def kind(monkeypatch):
    """Registered for one test; returns what registers another in its place."""

    def make(compose=say, **also) -> None:
        monkeypatch.setitem(kinds.KIND_BY_NAME, "test", Kind("test", compose, **also))

    make()
    return make


@pytest.fixture
def server(settings):
    with smtp_server(Server()) as running:
        settings.MAILERS = mailers(running.port)
        yield running


def due(number: int, thing: str = "a", day: date = MONDAY, **also) -> DueMail:
    facts = {"mail_day": MONDAY, "not_before": EIGHT} | also
    return DueMail(person=whom(number), kind="asked", thing=thing, day=day, **facts)
