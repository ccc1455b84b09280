"""What a cell of a spreadsheet held, by its kind: the kind decides what may be made of it."""

from datetime import date, datetime
from sys import intern
from typing import Any, NamedTuple

# Hard spaces and signs that cannot be seen stay, so that they can be said in the row.
BLANKS = " \t\r\n"


class Answer(str):
    """What somebody of HR wrote in place of a cell: no question is asked about it again."""

    __slots__ = ()


class Number(NamedTuple):
    """A cell that holds a number, and the format in which the spreadsheet shows it."""

    value: int | float
    format: str = "General"


class Odd(NamedTuple):
    """A cell that holds no value of its own. `code`: formula, error, time or boolean."""

    code: str
    shown: str


# Text is a str without BLANKS at its ends; "" is an empty cell.
type Cell = str | date | Number | Odd


class Row(NamedTuple):
    """`number`: as the spreadsheet counts it, its first row being 1."""

    number: int
    cells: list[Cell]


def cell_in_words(cell: Cell) -> str:
    """The cell as words for a person: 2026-11-27, 123, =A1, the text itself."""
    match cell:
        case str():
            return cell
        case Number(value=int() as value):
            return str(value)
        case Number(value=value):
            return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:G}"
        case Odd(shown=text):
            return text
        case date():
            return cell.isoformat()


def pack(cell: Cell) -> Any:
    """The cell as JSON keeps it."""
    match cell:
        case Answer():
            return {"answer": str(cell)}
        case str():
            return cell
        case Number():
            return {"number": cell.value, "format": cell.format}
        case Odd():
            return {"odd": cell.code, "shown": cell.shown}
        case date():
            return {"day": cell.isoformat()}


def unpack(kept: Any) -> Cell:
    """What `pack` made, as a cell."""
    match kept:
        case {"answer": text}:
            return Answer(text)
        case {"number": value, "format": form}:
            return Number(value, form)
        case {"odd": code, "shown": text}:
            return Odd(code, text)
        case {"day": day}:
            return date.fromisoformat(day)
    return intern(str(kept))  # sites, teams and managers stand in many rows


def day_of(moment: date) -> date:
    """The day of a date or of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment
