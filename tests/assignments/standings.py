"""How asks stand by the SQL that pages count with, for comparing it with the rule."""

from django.db.models import BooleanField, Case, QuerySet, Value, When

from awareness.assignments.models import Ask
from awareness.assignments.rules import Standing
from awareness.assignments.states import is_away
from awareness.assignments.totals import Part, part_of_ask
from awareness.people.today import DayBySite


def with_standing(asks: QuerySet[Ask], today: DayBySite) -> list[Ask]:
    """These asks, each with its `part` as if nobody were away, and its `standing`."""
    away = Case(
        When(is_away(today), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    rows = list(asks.annotate(part=part_of_ask(today), away=away))
    for row in rows:
        row.standing = (Standing.EXCUSED if row.away else Part(row.part).standing).value
    return rows
