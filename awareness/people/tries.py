"""Counting tries at passwords, so that it holds across processes: a try is counted before the
password is checked, and given back when it was right."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F

from awareness.people import limits
from awareness.people.limits import Limit
from awareness.people.models import TryCount

# One statement, so that of many processes at once exactly `at_most` are counted. A row whose time
# is over begins anew. No row comes back where nothing was counted.
_COUNT = """
INSERT INTO people_trycount AS c (key, tries, until) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
  tries = CASE WHEN c.until <= %s THEN 1 ELSE c.tries + 1 END,
  until = CASE WHEN c.until <= %s THEN excluded.until ELSE c.until END
WHERE c.until <= %s OR c.tries < %s
RETURNING until
"""
NO_LIMIT = 2**31 - 1


class TooManyTries(Exception):
    """The tries under a key are used up. `seconds` until there are new ones."""

    code = "too_many_tries"

    def __init__(self, seconds: int) -> None:
        super().__init__(self.code)
        self.seconds = seconds


@dataclass(frozen=True)
class Try:
    """A try that was counted. `spent` ({key: until}) is given back when it was right; `wrong` is
    what counts a wrong one besides; `wait` is how many seconds the outcome is kept back."""

    spent: dict[str, int]
    wrong: tuple[tuple[str, Limit], ...] = ()
    wait: int = 0


def at_account(sign_in: str, address: str, now: datetime) -> Try:
    """Count a try to sign in on a device that the account does not know.

    Raises TooManyTries after five at this account from this address.
    """
    account, network = limits.account(sign_in), limits.network(address)
    spent = _spend(limits.key("pair", account, network), limits.GUESSES, now)
    wrong = (
        (limits.key("account", account), limits.ACCOUNT),
        (limits.key("address", network), limits.ADDRESS),
    )
    counts = TryCount.objects.filter(key__in=[k for k, _ in wrong], until__gt=_seconds(now))
    tries = dict(counts.values_list("key", "tries"))
    wait = limits.wait(*(tries.get(key, 0) for key, _limit in wrong))
    if wait:
        # Until the moment has passed right and wrong are counted alike, so that no other try can
        # tell them apart sooner.
        spent |= _count(wrong, now)
    return Try(spent, () if wait else wrong, wait)


def on_known_device(device: str, now: datetime) -> Try:
    """Count a try on a device where the account signed in before. Raises TooManyTries."""
    return Try(_spend(limits.key("device", device), limits.GUESSES, now))


def signed_in(user_id: int, now: datetime) -> Try:
    """Count a try at the password of somebody who is signed in. Raises TooManyTries."""
    return Try(_spend(limits.key("signed in", user_id), limits.GUESSES, now))


def settle(tried: Try, right: bool, now: datetime) -> None:
    """Count a wrong password, give a right one back; what is kept back is given back later."""
    if right and not tried.wait:
        give_back(tried.spent)
    elif not right:
        _count(tried.wrong, now)


def give_back(spent: dict[str, int]) -> None:
    """Take back what a right password has counted, unless its time is over."""
    for key, until in spent.items():
        TryCount.objects.filter(key=key, until=until, tries__gt=0).update(tries=F("tries") - 1)


def may_send_link(email: str, now: datetime) -> bool:
    """Whether one more link to a new password goes to this address, whosever it is. If not, the
    mailbox holds five of the last ten minutes that work, so nobody is shut out."""
    try:
        _spend(limits.key("link", limits.account(email)), limits.LINKS, now)
    except TooManyTries:
        return False
    return True


def forget(now: datetime) -> None:
    """Delete counts whose time is over."""
    TryCount.objects.filter(until__lte=_seconds(now)).delete()


def _seconds(now: datetime) -> int:
    return int(now.timestamp())


def _spend(key: str, limit: Limit, now: datetime) -> dict[str, int]:
    until = _add(key, limit, now, limit.tries)
    if until is None:
        kept = TryCount.objects.filter(key=key).values_list("until", flat=True).first()
        raise TooManyTries(max((kept or 0) - _seconds(now), 1))
    return {key: until}


def _count(wrong: tuple[tuple[str, Limit], ...], now: datetime) -> dict[str, int]:
    ends = {key: _add(key, limit, now, NO_LIMIT) for key, limit in wrong}
    return {key: until for key, until in ends.items() if until is not None}


def _add(key: str, limit: Limit, now: datetime, at_most: int) -> int | None:
    """The end of the time in which the try was counted; None where there are `at_most` already."""
    second = _seconds(now)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, second + limit.seconds, second, second, second, at_most])
        rows = cursor.fetchall()
    return rows[0][0] if rows else None
