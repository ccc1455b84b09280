"""Codes on strips of paper."""

from dataclasses import dataclass
from datetime import date, datetime

from awareness.people.models import User
from awareness.staffing.listing import rows_of


@dataclass(frozen=True)
class Strip:
    """What stands on one strip of paper."""

    name: str
    number: str
    place: str
    code: str
    until: datetime


def strips(codes: list[tuple[User, str]], day: date, until: datetime) -> list[Strip]:
    """By site and team, so that they can be handed out."""
    code_of = {person.pk: code for person, code in codes}
    strips = [
        Strip(
            row.person.name,
            row.person.employee_number or "",
            row.place,
            code_of[row.person.pk],
            until,
        )
        for row in rows_of([person for person, _code in codes], day)
    ]
    return sorted(strips, key=lambda strip: strip.place)
