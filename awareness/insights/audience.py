"""Whom a page of the library is for, by the letters of the ledger. Pure.

S all staff, M managers, H those who handle cases, I those who look after IT. Roles are the words of
`people.Role`: a room beside this one, which it does not know.
"""

from collections.abc import Collection

EVERYBODY = "S"
LETTERS_BY_ROLE = {
    "manager": frozenset("M"),
    "hr": frozenset("H"),
    "handler": frozenset("H"),
    "it": frozenset("I"),
    "author": frozenset("MHI"),  # who writes a page reads it
}


def may_read(audience: Collection[str], roles: Collection[str]) -> bool:
    """Whether somebody with these roles is shown what is for this audience; [] is for everybody."""
    letters = frozenset(EVERYBODY).union(
        *(LETTERS_BY_ROLE.get(role, frozenset()) for role in roles)
    )
    return not audience or not letters.isdisjoint(audience)
