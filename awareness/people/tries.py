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
_COUNT_SQL = """
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
class CountedTry:
    """A try that was counted. `spent` ({key: until}) is given back when it was right; `wrong` is
    what counts a wrong one besides; `wait` is how many seconds the outcome is kept back; where not
    `is_checked` the answer is that of a wrong password, whatever was typed."""

    spent: dict[str, int]
    wrong: tuple[tuple[str, Limit], ...] = ()
    wait: int = 0
    is_checked: bool = True


def count_at_account(
    sign_in: str, person_id: int | None, address: str, now: datetime
) -> CountedTry:
    """Count a try to sign in on a device that the account does not know; `person_id` is None where
    nobody signs in so.

    Raises TooManyTries after five at what was typed, from this address. What a person signs in with
    besides shares its five checks, and no answer tells that it does: a stranger would learn whose
    number belongs to which address.
    """
    account_text, network = limits.normal_account(sign_in), limits.network_of(address)
    pair_key, limit = limits.count_key("pair", account_text, network), limits.PASSWORD_LIMIT
    spent = _count_or_refuse(pair_key, limit, now)
    owner = ("nobody", account_text) if person_id is None else ("person", str(person_id))
    person_key = limits.count_key(*owner, network)
    person_until = _add_try(person_key, limit, now, limit.tries)
    if person_until is not None:
        # Given back first: or a right password at the same moment would still find it used up.
        spent = {person_key: person_until, **spent}
    wrong_keys = (
        (limits.count_key("account", account_text), limits.ACCOUNT_LIMIT),
        (limits.count_key("address", network), limits.ADDRESS_LIMIT),
    )
    counts = TryCount.objects.filter(
        key__in=[k for k, _ in wrong_keys], until__gt=_seconds_since_1970(now)
    )
    tries = dict(counts.values_list("key", "tries"))
    wait = limits.seconds_to_wait(*(tries.get(key, 0) for key, _limit in wrong_keys))
    if wait:
        # Until the moment has passed right and wrong are counted alike, so that no other try can
        # tell them apart sooner.
        spent |= _count_without_limit(wrong_keys, now)
    return CountedTry(spent, () if wait else wrong_keys, wait, person_until is not None)


def count_on_device(device: str, now: datetime) -> CountedTry:
    """Count a try on a device where the account signed in before. Raises TooManyTries."""
    return CountedTry(
        _count_or_refuse(limits.count_key("device", device), limits.PASSWORD_LIMIT, now)
    )


def count_when_signed_in(user_id: int, now: datetime) -> CountedTry:
    """Count a try at the password of somebody who is signed in. Raises TooManyTries."""
    return CountedTry(
        _count_or_refuse(limits.count_key("signed in", user_id), limits.PASSWORD_LIMIT, now)
    )


def settle_try(counted_try: CountedTry, was_right: bool, now: datetime) -> None:
    """Count a wrong password, give a right one back; what is kept back is given back later."""
    if was_right and not counted_try.wait:
        give_tries_back(counted_try.spent)
    elif not was_right:
        _count_without_limit(counted_try.wrong, now)


def give_tries_back(spent: dict[str, int]) -> None:
    """Take back what a right password has counted, unless its time is over."""
    for key, until in spent.items():
        TryCount.objects.filter(key=key, until=until, tries__gt=0).update(tries=F("tries") - 1)


def may_send_link(email: str, now: datetime) -> bool:
    """Whether one more link to a new password goes to this address, whosever it is. If not, the
    mailbox holds five of the last ten minutes that work, so nobody is shut out."""
    try:
        _count_or_refuse(
            limits.count_key("link", limits.normal_account(email)), limits.LINK_LIMIT, now
        )
    except TooManyTries:
        return False
    return True


def forget_old_counts(now: datetime) -> None:
    """Delete counts whose time is over."""
    TryCount.objects.filter(until__lte=_seconds_since_1970(now)).delete()


def _seconds_since_1970(now: datetime) -> int:
    return int(now.timestamp())


def _count_or_refuse(key: str, limit: Limit, now: datetime) -> dict[str, int]:
    """Count a try under a key: {key: until when it is counted}. TooManyTries where the limit is
    reached."""
    until = _add_try(key, limit, now, limit.tries)
    if until is None:
        stored_until = TryCount.objects.filter(key=key).values_list("until", flat=True).first()
        raise TooManyTries(max((stored_until or 0) - _seconds_since_1970(now), 1))
    return {key: until}


def _count_without_limit(wrong: tuple[tuple[str, Limit], ...], now: datetime) -> dict[str, int]:
    ends = {key: _add_try(key, limit, now, NO_LIMIT) for key, limit in wrong}
    return {key: until for key, until in ends.items() if until is not None}


def _add_try(key: str, limit: Limit, now: datetime, at_most: int) -> int | None:
    """The end of the time in which the try was counted; None where there are `at_most` already."""
    second = _seconds_since_1970(now)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_SQL, [key, second + limit.seconds, second, second, second, at_most])
        rows = cursor.fetchall()
    return rows[0][0] if rows else None
