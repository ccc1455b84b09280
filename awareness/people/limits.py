"""How often a password may be tried, and how long an outcome is kept back: rules, no database.

Strangers must not shut out a person or an office, and must not guess fast either. So only tries at
one account from one address are refused after the fifth; what else is unusual is delayed, with a
cap (docs/decisions/0015).
"""

from dataclasses import dataclass
from ipaddress import IPv6Network, ip_address

from django.utils.crypto import salted_hmac

from awareness.people.normal_forms import normal_form


@dataclass(frozen=True)
class Limit:
    """So many tries within so many seconds, counted from the first."""

    tries: int
    seconds: int


# At one account from one address; at one account on a device where it signed in before; at the
# password of somebody who is signed in (changing it, or typing it once more).
PASSWORD_LIMIT = Limit(5, 5 * 60)
# Links to a new password that are mailed to one address. The mailbox then holds five that work.
LINK_LIMIT = Limit(5, 10 * 60)
# From here on an outcome is kept back, a second longer for every further `step`. An office of 200
# mistypes some dozens of passwords on a Monday morning; nobody mistypes one account ten times.
ACCOUNT_LIMIT, ACCOUNT_STEP = Limit(10, 60 * 60), 10
ADDRESS_LIMIT, ADDRESS_STEP = Limit(100, 5 * 60), 20
LONGEST_WAIT = 6  # seconds: with slow requests around it, the owner is in within ten


def seconds_to_wait(at_account: int, at_address: int) -> int:
    """Seconds for which an outcome is kept back after so many wrong tries at the account and from
    the address."""
    steps = max(
        (at_account - ACCOUNT_LIMIT.tries) // ACCOUNT_STEP,
        (at_address - ADDRESS_LIMIT.tries) // ADDRESS_STEP,
    )
    return min(max(steps + 1, 0), LONGEST_WAIT)


def normal_account(typed: str) -> str:
    """What was typed to sign in, as it is looked up: another spelling gives no new tries."""
    return normal_form(typed)


def network_of(address: str) -> str:
    """The address; of IPv6 the /64, which one household or device holds whole."""
    parsed = ip_address(address)
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((int(parsed), 64), strict=False))


def count_key(kind: str, *parts: object) -> str:
    """Under what something is counted: an HMAC, from which nobody reads a name or an address."""
    return salted_hmac(
        f"awareness.people.limits.{kind}", "\n".join(map(str, parts)), algorithm="sha256"
    ).hexdigest()
