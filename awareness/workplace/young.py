"""Who is under 18 at the workplaces: the day is kept in `people`, and counts to its end."""

from datetime import date
from typing import Any


def is_young(user: Any, day: date) -> bool:
    """Whether the user is given the youth edition on the day; nobody who is not signed in is."""
    return user.is_authenticated and user.is_youth_on(day)
