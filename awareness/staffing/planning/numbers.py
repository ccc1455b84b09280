"""Employee numbers: what a spreadsheet may have made of one is asked, never guessed."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from awareness.people.normal_forms import normal_form
from awareness.staffing.planning.known import Staff
from awareness.staffing.planning.row_problems import width_words_of_file, width_words_of_known
from awareness.staffing.reading.cells import Answer, Cell, Number, Odd

LONGEST_NUMBER = 40
DIGITS_KEPT = 10**15  # beyond it a spreadsheet keeps no last digits
HALF, NEARLY_ALL = 0.5, 0.9
FEWEST_NUMBERS = 5  # numbers from which no custom can be told
_E_NOTATION = re.compile(r"\d+[.,]\d+E[+-]?\d+|\d+E[+-]\d+", re.IGNORECASE)

type Question = tuple[str, dict[str, Any], tuple[str, ...]]  # code, its params, mends


@dataclass(frozen=True)
class NumberHabits:
    """How employee numbers are written here: how many have so many digits, which of those known
    here begin with a nought (by what is left without) and which of the file's texts, and all that
    are known, in their normal form. `of_file`: the widths are those of the file's texts, since
    hardly any number is known yet."""

    widths: Counter[int] = field(default_factory=Counter)
    padded: Mapping[str, str] = field(default_factory=dict)
    in_file: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    of_file: bool = False

    @property
    def usual(self) -> int:
        """The number of digits that nearly all have, or half of them where noughts lead; else 0."""
        if not self.widths:
            return 0
        width, count = self.widths.most_common(1)[0]
        share = count / self.widths.total()
        sure = share >= NEARLY_ALL and count >= 5
        noughts = self.in_file if self.of_file else self.padded
        return width if sure or (share >= HALF and noughts) else 0


def number_habits(staff: Staff, cells: Iterable[Cell], today: date) -> NumberHabits:
    """How the people who are known write theirs, and the file (`cells` of the column)."""
    texts = {cell for cell in cells if isinstance(cell, str) and cell.isascii() and cell.isdigit()}
    in_file = {text.lstrip("0"): text for text in texts if text[0] == "0"}
    widths = staff.digits(today)
    of_file = widths.total() < FEWEST_NUMBERS
    if of_file:
        widths = Counter(map(len, texts))
    return NumberHabits(
        widths, staff.without_noughts(), in_file, frozenset(staff.by_number), of_file
    )


def read_number(cell: Cell, numbers: NumberHabits) -> str | Question:
    """The employee number in a cell, or what has to be asked about it."""
    match cell:
        case Odd(code=code):
            return (code if code in ("formula", "error") else "kind"), {}, ()
        case Number():
            return _read_numeric_cell(cell, numbers)
        case str():
            return _read_text_cell(cell, numbers)
    return "kind", {}, ()  # a day


def _read_numeric_cell(cell: Number, numbers: NumberHabits) -> str | Question:
    value = cell.value
    if "E+" in cell.format.upper() or abs(value) >= DIGITS_KEPT:
        return "e_notation", {}, ()
    if value != int(value) or value < 0:
        return "fraction", {}, ()
    digits = str(int(value))
    if set(cell.format) == {"0"}:  # shown with its noughts: 00123
        return digits.zfill(len(cell.format))
    if digits in numbers.known:
        return digits
    return _number_question(digits, numbers) or digits


def _number_question(digits: str, numbers: NumberHabits) -> Question | None:
    if padded := numbers.padded.get(digits) or numbers.in_file.get(digits):
        width = len(padded)
    elif numbers.usual > len(digits):
        width = numbers.usual
    else:
        return None
    known = (width_words_of_file if numbers.of_file else width_words_of_known)(
        numbers.widths[width], width
    )
    return "which_number", {"known": known}, (padded or digits.zfill(width), digits)


def _read_text_cell(cell: str, numbers: NumberHabits) -> str | Question:
    if isinstance(cell, Answer):
        return str(cell)[:LONGEST_NUMBER]
    if _E_NOTATION.fullmatch(cell):
        return "e_notation", {}, ()
    if "@" in cell:
        return "address_as_number", {}, ()
    if len(cell) > LONGEST_NUMBER:
        return "long_number", {}, ()
    normal = normal_form(cell)
    if normal not in numbers.known and (padded := numbers.padded.get(normal)):
        return "noughts", {"padded": padded}, (padded, cell)
    return cell
