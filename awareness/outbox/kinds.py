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
class Later:
    """Not now: not before this moment."""

    at: datetime


DIGEST = "digest"  # what people are asked: one a day


def at_once(day: date) -> date | None:
    """Most mails go on the day itself."""
    return day


def nothing(mail: Mail, now: datetime) -> None:
    """What follows from most mails."""


@dataclass(frozen=True)
class Kind:
    """`compose` is called at the moment of sending, in the transaction that says "sending".

    `about_to_go` and `not_gone` are called in the transactions that write that down: the second
    where the server took nothing.
    """

    name: str
    compose: Callable[[Mail, datetime], Letter | NotSent | Later]
    about_to_go: Callable[[Mail, datetime], None] = nothing
    not_gone: Callable[[Mail, datetime], None] = nothing
    # That there is one is for nobody else to know, and it is forgotten after a month.
    private: bool = False
    # On which day one goes about something of that day; None where none is sent.
    goes_on: Callable[[date], date | None] = at_once


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.name] = kind


def goes_on(name: str, day: date) -> date | None:
    """On which day a mail of the kind goes about something of that day; None where none does."""
    return KINDS[name].goes_on(day)


def private_kinds() -> list[str]:
    return [kind.name for kind in KINDS.values() if kind.private]
