"""Whom the tallies count as on leave, and who is.

Leave begins and ends without anybody writing anything, so the worker moves people over once an
hour. Whoever it has not moved yet is read here, by the totals too: they are true at any moment.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef

from awareness import giving_way
from awareness.assignments.models import CountedAway
from awareness.assignments.states import current_leave
from awareness.people.today import DayBySite, read_today
from prepared.planning import whole_tables

PEOPLE_AT_ONCE = (
    200  # people moved over in a transaction: each has all that they are asked counted again
)


@dataclass(frozen=True, slots=True)
class Miscounts:
    """People on leave who are not counted so, and people counted so who are back."""

    away_ids: list[int]
    back_ids: list[int]


def read_miscounts(today: DayBySite) -> Miscounts:
    """Whom the tallies do not count as they are; two queries."""
    leave = current_leave(today)
    counted = CountedAway.objects.filter(person=OuterRef("person"))
    on_leave = leave.filter(person=OuterRef("person"))
    with whole_tables():
        uncounted = leave.filter(~Exists(counted)).values_list("person", flat=True)
        counted_and_back = CountedAway.objects.filter(~Exists(on_leave)).values_list(
            "person", flat=True
        )
        return Miscounts(list(dict.fromkeys(uncounted)), list(counted_and_back))


def update_counted_away(now: datetime) -> None:
    """Bring what the tallies count into line with who is on leave."""
    miscounts = read_miscounts(read_today(now))
    for person_ids in batched(sorted(miscounts.away_ids), PEOPLE_AT_ONCE):
        with transaction.atomic():
            CountedAway.objects.bulk_create(
                [CountedAway(person_id=person_id) for person_id in person_ids],
                ignore_conflicts=True,
            )
        giving_way.let_others_write()
    for person_ids in batched(sorted(miscounts.back_ids), PEOPLE_AT_ONCE):
        with transaction.atomic():
            CountedAway.objects.filter(person__in=person_ids).delete()
        giving_way.let_others_write()
