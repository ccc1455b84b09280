"""What a list of things finished in another system says: whose, what, on which day. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from awareness.people.normal_forms import normal_form, without_unseen
from awareness.staffing.planning.days import NoDay, day_order_of, read_day
from awareness.staffing.planning.numbers import NumberHabits, read_number
from awareness.staffing.planning.row_problems import RowProblem, problem_of_cell
from awareness.staffing.reading.cells import Cell, Number, Odd, cell_in_words
from awareness.staffing.reading.heads import Field
from awareness.staffing.reading.read import ReadRow

LONGEST_TITLE = 200

type Finished = tuple[int, str, date]  # person, title, day


@dataclass
class EarlierPlan:
    """`repeated`: rows that are here already, or stood in the file before."""

    finished: list[Finished] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    repeated: int = 0


@dataclass(frozen=True)
class KnownStaff:
    """Whom HR keeps, by the normal form of number and address, and how numbers are written."""

    people: Mapping[str, int]
    numbers: NumberHabits


def plan_earlier(
    rows: Sequence[ReadRow], staff: KnownStaff, shown_already: Collection[Finished], today: date
) -> EarlierPlan:
    """What is to be imported. A row of which anything is doubtful is left as a whole."""
    order = day_order_of(row.cells.get(Field.DONE, "") for row in rows)
    plan, before = EarlierPlan(), set(shown_already)
    for row in rows:
        reader = _EarlierRow(row)
        person_id, title = reader.person(staff), reader.title()
        day = reader.day(order, today)
        if reader.problems:
            plan.problems += reader.problems
        elif person_id and title and day:
            finished = (person_id, title, day)
            if finished in before:
                plan.repeated += 1
            else:
                before.add(finished)
                plan.finished.append(finished)
    return plan


class _EarlierRow:
    """One row, and what of it needs somebody."""

    def __init__(self, row: ReadRow) -> None:
        self.taken = row
        self.problems: list[RowProblem] = []
        if row.beyond:
            self.add_problem(Field.TITLE, "shifted", "")

    def add_problem(
        self, column: Field, code: str, cell: Cell, *mends: str, **params: object
    ) -> None:
        problem = problem_of_cell(
            self.taken.number, column, cell_in_words(cell), code, mends, **params
        )
        self.problems.append(problem)

    def person(self, staff: KnownStaff) -> int | None:
        """Whose row it is; number and address have to mean the same person."""
        keys = {
            column: key
            for column in (Field.NUMBER, Field.EMAIL)
            if (key := self._identifier(column, staff.numbers))
        }
        if self.problems:
            return None
        if not keys:
            self.add_problem(Field.NUMBER, "nobody", "")
            return None
        people = {staff.people.get(key) for key in keys.values()}
        if None in people:
            column = next(c for c, key in keys.items() if key not in staff.people)
            self.add_problem(column, "unknown", self.taken.cells[column])
        elif len(people) > 1:
            self.add_problem(Field.EMAIL, "two_people", self.taken.cells[Field.EMAIL])
        return people.pop()

    def _identifier(self, column: Field, number_habits: NumberHabits) -> str:
        """The address or employee number of a column in normal form, by which people are found; ""
        where there is none, and where it cannot be read, which becomes a problem of the row."""
        cell = self.taken.cells.get(column, "")
        if column == Field.EMAIL or (isinstance(cell, str) and "@" in cell):
            # Who signs in by mail alone may have it as a number.
            return normal_form(cell_in_words(cell))
        if cell == "":
            return ""
        outcome = read_number(cell, number_habits)
        if isinstance(outcome, str):
            return normal_form(outcome)
        code, params, mends = outcome
        self.add_problem(column, code, cell, *mends, **params)
        return ""

    def title(self) -> str:
        cell = self.taken.cells.get(Field.TITLE, "")
        if isinstance(cell, Odd):
            code = cell.code if cell.code in ("formula", "error") else "kind"
            self.add_problem(Field.TITLE, code, cell)
            return ""
        text = without_unseen(cell_in_words(cell))
        if not text:
            self.add_problem(Field.TITLE, "no_title", "")
        elif len(text) > LONGEST_TITLE:
            self.add_problem(Field.TITLE, "long_title", cell)
        return text

    def day(self, order: str, today: date) -> date | None:
        cell = self.taken.cells.get(Field.DONE, "")
        if isinstance(cell, str):
            cell = without_unseen(cell)
        if cell == "":
            self.add_problem(Field.DONE, "no_day", "")
            return None
        if isinstance(cell, Odd) and cell.code in ("formula", "error"):
            self.add_problem(Field.DONE, cell.code, cell)
            return None
        day = read_day(cell, order, today)
        if isinstance(day, NoDay):
            self.add_problem(Field.DONE, day.code, cell, *day.mends)
            return None
        if day is None or isinstance(cell, Number):
            self.add_problem(Field.DONE, "not_a_day", cell)
        elif day > today:
            self.add_problem(Field.DONE, "not_yet", cell)
        return day
