"""What needs somebody: which cell, why, and what would mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from awareness.staffing.reading.heads import Field

WORDS_BY_CODE = {
    # The cell
    "formula": _("The cell holds a formula. Its value may be old, so write the value itself."),
    "error": _("The cell holds an error of the spreadsheet."),
    "kind": _("This kind of cell cannot be taken here. Write it as text."),
    "shifted": _("The row has more cells than there are names of columns: one may be shifted."),
    # Numbers and addresses
    "which_number": _("%(known)s The cell holds a number, so noughts in front may be lost."),
    "noughts": _("Somebody known here has %(padded)s. Is it the same number?"),
    "e_notation": _("The sheet shows a rounded number. The last digits cannot be known from it."),
    "fraction": _("This is no whole number."),
    "long_number": _("An employee number has at most 40 signs."),
    "not_an_address": _("This is no e-mail address."),
    "two_addresses": _("These are two addresses. Write the one that belongs here."),
    "address_as_number": _("This is an e-mail address, not an employee number."),
    # Who it is
    "nobody": _("Neither number nor e-mail: nobody could be recognised by this row."),
    "number_twice": _("This number stands in several rows: %(rows)s."),
    "email_twice": _("This address stands in several rows: %(rows)s."),
    "two_people": _("The number and the e-mail belong to two different people."),
    "other_number": _(
        "This address belongs to somebody with another number. An address that was given to "
        "somebody else must not bring the record along."
    ),
    "other_person": _(
        "Name and e-mail are both others than those known under this number. Was the number given "
        "to somebody else?"
    ),
    "number_of_leaver": _(
        "Somebody of another name had this number and has left. Was it given to a new person?"
    ),
    "other_name": _("This address is known under another name, without a number. Same person?"),
    "not_yours": _("This belongs to somebody, or to a site, that you do not keep."),
    # Name
    "no_name": _("The name is empty."),
    "half_name": _("First or last name is empty."),
    "letters_lost": _("Letters of this name were lost on the way."),
    "odd_name": _("This does not look like a name."),
    "long_name": _("A name has at most 120 letters."),
    # Days
    "not_a_day": _("Here a day is needed, for example 2026-11-27."),
    "no_such_day": _("There is no such day."),
    "which_day": _("Day and month can be read both ways."),
    "short_year": _("Write the year with four digits."),
    "serial_day": _("The cell holds a number that is shown as no day."),
    "far_day": _("This day is too far away to be meant."),
    "end_before_start": _("It is before the start day, %(start)s."),
    "start_after_end": _("It is after the last day that is known here, %(end)s."),
    "leave_backwards": _("Leave ends before it begins, on %(start)s."),
    "leave_without_start": _("Leave has an end here, and no beginning."),
    "not_a_span": _("Here two days are needed, for example 2026-11-27 – 2026-12-31."),
    "one_day": _("Leave needs its first and its last day; without an end: 2026-11-27 –."),
    "leave_twice": _("Leave has other days in another column of this row."),
    "not_yet": _("This day has not come yet."),
    "no_day": _("The day is empty."),
    # What was finished elsewhere
    "no_title": _("What was finished is empty."),
    "long_title": _("At most 200 letters say what was finished."),
    "unknown": _("Nobody whom you keep has this number or address."),
    # Where
    "close_name": _("Nothing here is called so. Close to it: %(close)s."),
    "same_names": _("Several teams are called so. Write the whole path."),
    "circle": _("The path leads back to itself."),
    "long_place": _("A site or a team has at most 80 letters in its name."),
    "language": _("This is no language that is known here."),
    # Manager
    "no_manager": _("Nobody here or in this file has this number or address."),
    "close_manager": _("Nobody here or in this file has this. Close to it: %(close)s."),
    "own_manager": _("This is the person’s own."),
    "gone_manager": _("This manager has left."),
    "manages_elsewhere": _(
        "Who manages this team stays as it is: people whom you do not keep are in it or below it."
    ),
    # Leavers
    "begins_later": _("Not in the file, and about to begin. End it by hand if nobody comes."),
    "holds_a_role": _("Not in the file, and holds a role here. End it by hand."),
}  # fmt: skip
# What stands in a cell may be about somebody's health: such a cell is named and not shown.
WITHHELD_FIELDS = (Field.LEAVE_FROM, Field.LEAVE_UNTIL, Field.LEAVE)

# About a name or number in a cell, whoever the row is about: where it stands in 34 rows,
# what is meant by it is said once.
CODES_OF_THE_VALUE = (
    "no_manager", "close_manager", "gone_manager", "close_name", "same_names", "circle",
    "long_place", "language", "no_such_day", "which_day", "short_year", "far_day",
)  # fmt: skip

CODES_OF_NO_DAY = ("not_a_day", "not_a_span")


@dataclass(frozen=True)
class RowProblem:
    """`row`: as the spreadsheet counts; 0 for somebody who is not in the file. `value`: what stands
    there, "" where it is not kept. `mends`: what could stand there instead; "" is an empty cell."""

    row: int
    column: Field | str
    value: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    mends: tuple[str, ...] = ()
    name: str = ""

    @property
    def reason(self) -> str:
        return reason_in_words(self.code, self.params)


def reason_in_words(code: str, params: Mapping[str, Any]) -> str:
    """Why a cell needs somebody, with `params` as JSON keeps them: `start` and `end` are days,
    2026-11-27."""
    shown = dict(params)
    for name in {"start", "end"} & shown.keys():
        shown[name] = date_format(date.fromisoformat(shown[name]))
    return str(WORDS_BY_CODE[code]) % shown if shown else str(WORDS_BY_CODE[code])


def problem_of_cell(
    row: int, column: Field, value: str, code: str, mends: tuple[str, ...] = (), **params: Any
) -> RowProblem:
    """The problem of a cell, without what is not to be kept of it: words in a column of leave, and
    words where a day belongs."""
    words_for_day = code in CODES_OF_NO_DAY and not any(letter.isdigit() for letter in value)
    if words_for_day or (column in WITHHELD_FIELDS and code in CODES_OF_NO_DAY):
        value = ""
    return RowProblem(row, column, value[:120], code, params, mends)


def width_words_of_known(count: int, width: int) -> str:
    """412 people known here have five-digit numbers."""
    return ngettext(
        "%(n)s person known here has a number of %(width)s digits.",
        "%(n)s people known here have numbers of %(width)s digits.",
        count,
    ) % {"n": count, "width": width}


def width_words_of_file(count: int, width: int) -> str:
    """The same of the numbers that stand in the file as text, where few are known yet."""
    return ngettext(
        "%(n)s number in this file has %(width)s digits.",
        "%(n)s numbers in this file have %(width)s digits.",
        count,
    ) % {"n": count, "width": width}
