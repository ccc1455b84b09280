"""What a list of things finished in another system says: whose, what, on which day. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from awareness.people.normal_forms import normal_form, without_unseen
from awareness.staffing.planning.days import NoDay, order_of, read_day
from awareness.staffing.planning.needs import Need, of_cell
from awareness.staffing.planning.numbers import Numbers, read_number
from awareness.staffing.reading.cells import Cell, Number, Odd, shown
from awareness.staffing.reading.heads import Field
from awareness.staffing.reading.read import Taken

LONGEST_TITLE = 200

type Finished = tuple[int, str, date]  # person, title, day


@dataclass
class EarlierPlan:
    """`repeated`: rows that are here already, or stood in the file before."""

    finished: list[Finished] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    repeated: int = 0


@dataclass(frozen=True)
class Known:
    """Whom HR keeps, by the normal form of number and address, and how numbers are written."""

    people: Mapping[str, int]
    numbers: Numbers


def plan_earlier(
    rows: Sequence[Taken], known: Known, shown_already: Collection[Finished], today: date
) -> EarlierPlan:
    """What is to be imported. A row of which anything is doubtful is left as a whole."""
    order = order_of(row.cells.get(Field.DONE, "") for row in rows)
    plan, before = EarlierPlan(), set(shown_already)
    for row in rows:
        reader = _Row(row)
        person, title = reader.person(known), reader.title()
        day = reader.day(order, today)
        if reader.needs:
            plan.needs += reader.needs
        elif person and title and day:
            finished = (person, title, day)
            if finished in before:
                plan.repeated += 1
            else:
                before.add(finished)
                plan.finished.append(finished)
    return plan


class _Row:
    """One row, and what of it needs somebody."""

    def __init__(self, taken: Taken) -> None:
        self.taken = taken
        self.needs: list[Need] = []
        if taken.beyond:
            self.need(Field.TITLE, "shifted", "")

    def need(self, column: Field, code: str, cell: Cell, *mends: str, **params: object) -> None:
        need = of_cell(self.taken.number, column, shown(cell), code, mends, **params)
        self.needs.append(need)

    def person(self, known: Known) -> int | None:
        """Whose row it is; number and address have to mean the same person."""
        keys = {
            column: key
            for column in (Field.NUMBER, Field.EMAIL)
            if (key := self._key(column, known.numbers))
        }
        if self.needs:
            return None
        if not keys:
            self.need(Field.NUMBER, "nobody", "")
            return None
        people = {known.people.get(key) for key in keys.values()}
        if None in people:
            column = next(c for c, key in keys.items() if key not in known.people)
            self.need(column, "unknown", self.taken.cells[column])
        elif len(people) > 1:
            self.need(Field.EMAIL, "two_people", self.taken.cells[Field.EMAIL])
        return people.pop()

    def _key(self, column: Field, numbers: Numbers) -> str:
        cell = self.taken.cells.get(column, "")
        if column == Field.EMAIL or (isinstance(cell, str) and "@" in cell):
            return normal_form(shown(cell))  # who signs in by mail alone may have it as a number
        if cell == "":
            return ""
        outcome = read_number(cell, numbers)
        if isinstance(outcome, str):
            return normal_form(outcome)
        code, params, mends = outcome
        self.need(column, code, cell, *mends, **params)
        return ""

    def title(self) -> str:
        cell = self.taken.cells.get(Field.TITLE, "")
        if isinstance(cell, Odd):
            code = cell.code if cell.code in ("formula", "error") else "kind"
            self.need(Field.TITLE, code, cell)
            return ""
        text = without_unseen(shown(cell))
        if not text:
            self.need(Field.TITLE, "no_title", "")
        elif len(text) > LONGEST_TITLE:
            self.need(Field.TITLE, "long_title", cell)
        return text

    def day(self, order: str, today: date) -> date | None:
        cell = self.taken.cells.get(Field.DONE, "")
        if isinstance(cell, str):
            cell = without_unseen(cell)
        if cell == "":
            self.need(Field.DONE, "no_day", "")
            return None
        if isinstance(cell, Odd) and cell.code in ("formula", "error"):
            self.need(Field.DONE, cell.code, cell)
            return None
        day = read_day(cell, order, today)
        if isinstance(day, NoDay):
            self.need(Field.DONE, day.code, cell, *day.mends)
            return None
        if day is None or isinstance(cell, Number):
            self.need(Field.DONE, "not_a_day", cell)
        elif day > today:
            self.need(Field.DONE, "not_yet", cell)
        return day
