"""Who a row is: by number first, then by e-mail. Where the two do not agree, somebody decides."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from awareness.people.folding import fold
from awareness.people.normal_forms import normal_form
from awareness.staffing.planning.known import Person, Staff
from awareness.staffing.planning.values import RowValues
from awareness.staffing.reading.heads import Field


def add_problems_of_doubles(rows: Iterable[RowValues]) -> None:
    """A number or an address that stands in several rows: each of them needs somebody."""
    for column in (Field.NUMBER, Field.EMAIL):
        rows_by_key: defaultdict[str, list[RowValues]] = defaultdict(list)
        for values in rows:
            if key := getattr(values, f"{column}_key"):
                rows_by_key[key].append(values)
        for rows_of_key in rows_by_key.values():
            if len(rows_of_key) > 1:
                numbers = ", ".join(str(values.row) for values in rows_of_key[:6])
                for values in rows_of_key:
                    values.add_problem(
                        column, getattr(values, column), f"{column}_twice", rows=numbers
                    )


def match_person(values: RowValues, staff: Staff, today: date) -> Person | None:
    """The person that a row is about; None for somebody new. What is doubtful becomes a problem."""
    number, email = values.number_key, values.email_key
    if not number and not email:
        if not any(problem.column in (Field.NUMBER, Field.EMAIL) for problem in values.problems):
            values.add_problem(Field.NUMBER, "", "nobody")
        return None
    # One identifier belongs to one person, of whatever kind it is.
    by_number = staff.by_number.get(number) or staff.by_email.get(number)
    by_email = staff.by_email.get(email) or staff.by_number.get(email)
    if by_number and by_email and by_number != by_email:
        values.add_problem(Field.EMAIL, values.email or "", "two_people")
        return None
    if by_number:
        person = staff.people[by_number]
        if _is_somebody_else(values, person, email):
            values.add_problem(Field.NUMBER, values.number or "", "other_person")
        elif person.has_left(today) and _has_another_name(values, person) and not by_email:
            values.add_problem(Field.NUMBER, values.number or "", "number_of_leaver")
    elif by_email:
        person = staff.people[by_email]
        if number and person.number:
            values.add_problem(Field.EMAIL, values.email or "", "other_number")
        elif number and values.name and not _share_a_name(values.name, person.name):
            values.add_problem(Field.EMAIL, values.email or "", "other_name")
    else:
        return None
    if not person.kept:
        values.add_problem(Field.NUMBER if by_number else Field.EMAIL, "", "not_yours")
        return None
    return person


def _is_somebody_else(values: RowValues, person: Person, email: str) -> bool:
    """Neither a part of the name nor the address is what is known under this number."""
    other_address = bool(person.email and email) and normal_form(person.email) != email
    return other_address and _has_another_name(values, person)


def _has_another_name(values: RowValues, person: Person) -> bool:
    """No part of the name is known under this number; and HR has not said that it is right."""
    if Field.NUMBER in values.answered or not values.name:
        return False
    return not _share_a_name(values.name, person.name)


def _share_a_name(one: str, other: str) -> bool:
    return not set(fold(one).replace(",", " ").split()).isdisjoint(
        fold(other).replace(",", " ").split()
    )
