"""Codes that are printed or kept, and typed: three groups of four signs of 31, 59 bits, so that
none needs a count of tries, which a stranger could use up for a whole office."""

import secrets

from awareness.people.normal_forms import normal_form

CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
CODE_GROUPS, SIGNS_PER_GROUP = 3, 4


def new_code() -> str:
    """As it is printed: ABCD-EFGH-JKMN."""
    groups = (
        "".join(secrets.choice(CODE_SIGNS) for _ in range(SIGNS_PER_GROUP))
        for _ in range(CODE_GROUPS)
    )
    return "-".join(groups)


def bare_code(typed: str) -> str:
    """The signs of a code alone, in capitals, however it was typed: in small letters, without
    hyphens, with spaces."""
    return "".join(sign for sign in normal_form(typed).upper() if sign in CODE_SIGNS)
