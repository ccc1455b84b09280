"""What is recorded, and who sees it, in words.

The page is made from two things: `people.visibility` says who may see a field, and the parts of the
record (`record.py`) say which fields are written at all. A field that is declared and that nothing
writes yet is not on the page; a field without words here fails the tests.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awareness.home.record import PARTS, ROLE_WORDS
from awareness.people.visibility import (
    AFTER_OWN,
    ALL,
    NEVER,
    OWN,
    POOL_FLOOR,
    POOLED,
    ROLES,
    SCOPES_BY_FIELD,
    TEAM,
    WHILE_OPEN,
)

# What each field is called on the page.
FIELD_WORDS = {
    "name": gettext_lazy("Your name"),
    "team": gettext_lazy("Your team"),
    "site": gettext_lazy("Your site"),
    "module": gettext_lazy("Which module you were given"),
    "assigned": gettext_lazy("That it was given to you"),
    "due_day": gettext_lazy("The day it is due"),
    "done_day": gettext_lazy("The day you finished"),
    "standing": gettext_lazy("Whether it is to do, or late (two weeks after the due day)"),
    "valid_to": gettext_lazy("How long it counts"),
    "module_version": gettext_lazy("Which version of the module you finished"),
    "excused_or_paused": gettext_lazy("That nothing is expected of you for now"),
    "excuse_code": gettext_lazy("Why, as one of a short list of reasons"),
    "no_longer_asked": gettext_lazy("That it is no longer asked of you, since when and why"),
    "earlier_completion": gettext_lazy("What you finished in an earlier system, as it says"),
    "email": gettext_lazy("Your e-mail address at work"),
    "employee_number": gettext_lazy("Your employee number"),
    "start_and_end_day": gettext_lazy("Your first and your last day here"),
    "language": gettext_lazy("Which language your employer says you read"),
    "leave_days": gettext_lazy("From when to when you are on leave; why is not kept"),
    "changes": gettext_lazy("What was changed about you here, when and by whom"),
    "account_claimed": gettext_lazy("That you have chosen a password"),
    "way_in_made": gettext_lazy("Which ways in HR made for you, when, and who"),
    "way_in_used": gettext_lazy("Whether and when you used one"),
    "recovery_codes": gettext_lazy("When you were shown a recovery code; the code is not kept"),
    "youth_edition": gettext_lazy("That you are given the youth edition, and until which day"),
    "started": gettext_lazy("That you started, and how far you are"),
    "times": gettext_lazy("The times at which you worked on it"),
    "score": gettext_lazy("How many answers were right"),
    "attempts": gettext_lazy("How often you tried"),
    "answers": gettext_lazy("Your answers"),
    "estimates": gettext_lazy("Your guesses"),
    "corrections": gettext_lazy("That we mended a question you had answered"),
    "library_reading": gettext_lazy("What you read in the library"),
    "opt_in_modules": gettext_lazy("Modules you took of your own choice"),
    "refreshers": gettext_lazy("Short refreshers, if you took any"),
    "test_out": gettext_lazy("Whether you showed what you knew already"),
    "acknowledgement_text_chosen": gettext_lazy("The words you chose when you confirmed"),
    "support": gettext_lazy("That you looked for somebody to talk to"),
    "certificates": gettext_lazy("Your certificates; you decide whom you show one"),
    "reading_preferences": gettext_lazy("How you like to read: size, contrast, motion, language"),
    "mail_returned": gettext_lazy("That mail to you did not arrive"),
    "mail_sent": gettext_lazy("Which mails went to you, and why others did not"),
    "mail_choice": gettext_lazy("Which mails you do not want"),
    "route_taken": gettext_lazy("Whether you took the plain version, stepped away or put it off"),
    "pooled_item_statistics": gettext_lazy("How a question was answered, over many people"),
    "pooled_estimates": gettext_lazy("What people guessed, over many people"),
}
# What is counted over many people and held in no part of one person's record: the statistics of
# questions (learning/pooled.py), and guesses (learning/guesses.py).
POOLED_FIELDS = {"pooled_item_statistics", "pooled_estimates"}


def scope_words() -> dict[str, str]:
    """What each scope is called in a cell of the table."""
    return {
        OWN: _("Yes"),
        TEAM: _("Yes, own teams"),
        ALL: _("Yes"),
        WHILE_OPEN: _("Own teams, while it is to do"),
        POOLED: _("Only over %(n)s people or more") % {"n": POOL_FLOOR},
        AFTER_OWN: _("After their own, over %(n)s people or more") % {"n": POOL_FLOOR},
        NEVER: _("No"),
    }


@dataclass(frozen=True)
class FieldLine:
    """A field with what each role sees of it, in the order of ROLES: [(role, words)]."""

    field: str
    words: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class FieldGroup:
    """Fields that the same roles see in the same way, and who they are."""

    lines: list[FieldLine]
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class RecordedFields:
    """The fields in the groups in which a person asks about them."""

    employer: list[FieldGroup]  # somebody beside the learner sees it, with the name
    private: list[FieldLine]  # kept, and seen by the learner alone
    pooled: list[FieldLine]  # counted over many people
    not_kept: list[FieldLine]  # nobody sees it, and it is stored nowhere
    lists: list[str]  # titles of parts that the employer keeps apart from anything learned here


def written_fields() -> set[str]:
    """The declared fields that something writes."""
    return {field for part in PARTS for field in part.fields} | POOLED_FIELDS


def group_of_field(field: str) -> str | None:
    """The list of `RecordedFields` that a declared field is in; None: nothing writes it yet."""
    scopes = {SCOPES_BY_FIELD[field][role] for role in ROLES if role != "learner"}
    if field not in written_fields():
        return "not_kept" if scopes == {NEVER} else None
    if scopes & {TEAM, ALL, WHILE_OPEN}:
        return "employer"
    return "pooled" if POOLED in scopes else "private"


def recorded_fields() -> RecordedFields:
    """Every declared field that is written, and what is written nowhere, by group."""
    words = scope_words()
    groups: dict[str, list[FieldLine]] = {
        "employer": [],
        "private": [],
        "pooled": [],
        "not_kept": [],
    }
    for field, scope_by_role in SCOPES_BY_FIELD.items():
        cells = [(str(ROLE_WORDS[role]), words[scope_by_role[role]]) for role in ROLES]
        if name := group_of_field(field):
            groups[name].append(FieldLine(field, str(FIELD_WORDS[field]), cells))
    lines_by_cells: dict[tuple[Any, ...], list[FieldLine]] = {}
    for line in groups.pop("employer"):
        lines_by_cells.setdefault(tuple(line.cells), []).append(line)
    return RecordedFields(
        employer=[FieldGroup(lines, list(cells)) for cells, lines in lines_by_cells.items()],
        lists=[str(part.title) for part in PARTS if not part.fields],
        **groups,
    )
