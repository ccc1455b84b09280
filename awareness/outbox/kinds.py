"""Kinds of mail, by name. A room above registers one when the site starts (`AppConfig.ready`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from awareness.outbox.letters import Letter
from awareness.outbox.models import Mail


@dataclass(frozen=True)
class NotSent:
    """Nothing is to be said any more; `why` is a code."""

    why: str


@dataclass(frozen=True)
class PutOff:
    """Not now: not before this moment."""

    at: datetime


DIGEST = "digest"  # what people are asked: one a day


def on_the_day(day: date) -> date | None:
    """Most mails go on the day itself."""
    return day


def do_nothing(mail: Mail, now: datetime) -> None:
    """What follows from most mails."""


@dataclass(frozen=True)
class Kind:
    """`compose` is called at the moment of sending, in the transaction that says "sending".

    `about_to_go` and `not_gone` are called in the transactions that write that down: the second
    where the server took nothing.
    """

    name: str
    compose: Callable[[Mail, datetime], Letter | NotSent | PutOff]
    about_to_go: Callable[[Mail, datetime], None] = do_nothing
    not_gone: Callable[[Mail, datetime], None] = do_nothing
    # That there is one is for nobody else to know, and it is forgotten after a month.
    private: bool = False
    # On which day one goes about something of that day; None where none is sent.
    goes_on: Callable[[date], date | None] = on_the_day


KIND_BY_NAME: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KIND_BY_NAME[kind.name] = kind


def goes_on(name: str, day: date) -> date | None:
    """On which day a mail of the kind goes about something of that day; None where none does."""
    return KIND_BY_NAME[name].goes_on(day)


def private_kinds() -> list[str]:
    return [kind.name for kind in KIND_BY_NAME.values() if kind.private]
