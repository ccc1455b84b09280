"""Which role may see which field about somebody: the one declaration that decides.

Every page, query and export of the employer builds its rows through `project` and `columns`; what
is not declared here cannot be shown. Field names are plain strings, so this room needs to know
nothing of what is taught. `manage.py who_sees_what` prints the table; docs/privacy.md quotes it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

ROLES = ("learner", "manager", "hr", "author", "auditor", "handler", "it")

# What a role sees of a field.
OWN = "own"  # one's own, nobody else's
TEAM = "team"  # of the people in the teams one manages
ALL = "all"  # of everybody
WHILE_OPEN = "while_open"  # the same, as long as there is something to do; then no more
POOLED = "pooled"  # only as statistics over at least POOL_FLOOR people, in steps of POOL_STEP
AFTER_OWN = "after_own"  # the same, told to whoever has given an answer of their own
NEVER = "never"
POOL_FLOOR = 100  # people, at two sites or more, before anything is told
POOL_STEP = 25  # more people, not all of one site, before it is told anew


class UnknownField(Exception):
    """A field or role that is not declared: refused, so that a new field is decided on first."""

    code = "unknown_field"


def _scopes(learner: str, manager: str, hr: str, author: str, auditor: str) -> dict[str, str]:
    """Case handlers and IT have modules of their own and see nothing of anybody, ever."""
    return dict(zip(ROLES, (learner, manager, hr, author, auditor, NEVER, NEVER), strict=True))


_STATES_OF_ASSIGNMENT = _scopes(OWN, TEAM, ALL, NEVER, ALL)
# To a manager done, excused, paused and on leave read the same: nothing to do, and no day.
_DAYS_OF_WHAT_IS_OPEN = _scopes(OWN, WHILE_OPEN, ALL, NEVER, ALL)
_NOT_FOR_MANAGERS = _scopes(OWN, NEVER, ALL, NEVER, ALL)
_PRIVATE = _scopes(OWN, NEVER, NEVER, NEVER, NEVER)
_NOT_STORED = _scopes(NEVER, NEVER, NEVER, NEVER, NEVER)
_STATISTICS = _scopes(NEVER, NEVER, NEVER, POOLED, NEVER)

SCOPES_BY_FIELD: dict[str, dict[str, str]] = {
    # Whom a row is about.
    "name": _STATES_OF_ASSIGNMENT,
    "team": _STATES_OF_ASSIGNMENT,
    "site": _STATES_OF_ASSIGNMENT,
    "module": _STATES_OF_ASSIGNMENT,
    # States of an assignment: named records, never suppressed. `standing` is one of the five words
    # of the desk; to a manager late, to do, or nothing to do.
    "standing": _STATES_OF_ASSIGNMENT,
    "assigned": _DAYS_OF_WHAT_IS_OPEN,
    "due_day": _DAYS_OF_WHAT_IS_OPEN,
    "done_day": _NOT_FOR_MANAGERS,
    "valid_to": _NOT_FOR_MANAGERS,
    "module_version": _NOT_FOR_MANAGERS,
    "excused_or_paused": _NOT_FOR_MANAGERS,
    "excuse_code": _scopes(OWN, NEVER, ALL, NEVER, NEVER),
    # That it is no longer asked, since when and why: it was withdrawn, they moved, and the like.
    "no_longer_asked": _NOT_FOR_MANAGERS,
    # What they finished in another system, as it says; counted nowhere.
    "earlier_completion": _NOT_FOR_MANAGERS,
    # What the staff list says of somebody. Since when they are here is part of an auditor's answer.
    "email": _scopes(OWN, NEVER, ALL, NEVER, NEVER),
    "employee_number": _scopes(OWN, NEVER, ALL, NEVER, ALL),
    "start_and_end_day": _scopes(OWN, NEVER, ALL, NEVER, ALL),
    "language": _scopes(OWN, NEVER, ALL, NEVER, NEVER),
    # From when to when somebody is away. Why is kept nowhere.
    "leave_days": _scopes(OWN, NEVER, ALL, NEVER, NEVER),
    # What was changed about them, when and by whom (the journal).
    "changes": _scopes(OWN, NEVER, ALL, NEVER, NEVER),
    # That somebody has chosen a password, and which ways in HR made. Whether one was used, or
    # somebody has signed in, is shown to no employer's role.
    "account_claimed": _scopes(OWN, NEVER, ALL, NEVER, NEVER),
    "way_in_made": _scopes(OWN, NEVER, ALL, NEVER, NEVER),
    "way_in_used": _PRIVATE,
    # That somebody keeps a code of their own to get in again.
    "recovery_codes": _PRIVATE,
    # That mail to them did not arrive.
    "mail_returned": _scopes(OWN, NEVER, ALL, NEVER, NEVER),
    # That the youth edition is theirs, and until when: HR sets it, and nobody else is told.
    "youth_edition": _scopes(OWN, NEVER, ALL, NEVER, NEVER),
    # What happens inside a module: the learner's own.
    "started": _PRIVATE,
    "times": _PRIVATE,
    "score": _PRIVATE,
    "attempts": _PRIVATE,
    "answers": _PRIVATE,
    "estimates": _PRIVATE,
    "corrections": _PRIVATE,
    "library_reading": _PRIVATE,
    "opt_in_modules": _PRIVATE,
    "refreshers": _PRIVATE,
    "test_out": _PRIVATE,
    "acknowledgement_text_chosen": _PRIVATE,
    "support": _PRIVATE,
    "certificates": _PRIVATE,
    "reading_preferences": _PRIVATE,
    # Which mails went, and why others did not; what one does not want to be sent. HR sees that an
    # address does not work, and what is to go to everybody on a day, from days alone.
    "mail_sent": _PRIVATE,
    "mail_choice": _PRIVATE,
    # Plain, stepped away, postponed: stored nowhere, so that nobody can ask for it.
    "route_taken": _NOT_STORED,
    # Anything derived from learning goes to authors only, and only over many people.
    "pooled_item_statistics": _STATISTICS,
    # Estimates only, never decisions. A manager or HR sees them on a learner's page, as a learner.
    "pooled_estimates": _scopes(AFTER_OWN, NEVER, NEVER, POOLED, NEVER),
}


def scope(role: str, field: str) -> str:
    """What the role sees of the field: one of the words above."""
    try:
        return SCOPES_BY_FIELD[field][role]
    except KeyError:
        raise UnknownField(f"{field!r} for {role!r} is not declared in visibility.py") from None


def may_see(role: str, field: str, is_open: bool = True) -> bool:
    """Whether the role may see the field of some other person, by name, as a whole. `is_open`: of
    an ask with which there is something to do."""
    return scope(role, field) in ((TEAM, ALL, WHILE_OPEN) if is_open else (TEAM, ALL))


def columns(role: str, wanted: Iterable[str]) -> list[str]:
    """Those of the wanted fields that the role may see of others, in the order asked for."""
    return [field for field in wanted if may_see(role, field)]


def project(role: str, row: Mapping[str, Any], is_open: bool | None = None) -> dict[str, Any]:
    """The row without anything the role may not see of others; an undeclared field is an error, and
    so is one that depends on whether there is something to do, where that is not said."""
    if is_open is None and any(scope(role, field) == WHILE_OPEN for field in row):
        raise UnknownField(f"a row for {role!r} does not say whether there is something to do")
    return {field: value for field, value in row.items() if may_see(role, field, bool(is_open))}


def visibility_rows() -> list[dict[str, str]]:
    """One row a field: {"field": …, "learner": …, "manager": …, "hr": …, "author": …, …}."""
    return [{"field": field} | row for field, row in SCOPES_BY_FIELD.items()]
