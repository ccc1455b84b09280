"""Codes that are printed or kept, and typed: three groups of four signs of 31, 59 bits, so that
none needs a count of tries, which a stranger could use up for a whole office."""

import secrets

from awareness.people.normal_forms import normal_form

SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
GROUPS, GROUP = 3, 4


def new_code() -> str:
    """As it is printed: ABCD-EFGH-JKMN."""
    groups = ("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def bare(typed: str) -> str:
    """However it is typed: small letters, without hyphens, with spaces."""
    return "".join(sign for sign in normal_form(typed).upper() if sign in SIGNS)
