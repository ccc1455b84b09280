"""`rules.standing` in SQL, over the days of an ask and the day of its person's site.

What is counted and filtered by how people stand annotates it here; nothing stores it, so that it
is true while the worker stands still.
"""

from datetime import timedelta

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from awareness.assignments.models import Ask
from awareness.assignments.rules import GRACE, Standing
from awareness.people.models import Leave
from awareness.people.today import Today

SITE = "person__site"


def with_standing(asks: QuerySet[Ask], today: Today) -> QuerySet[Ask]:
    """The asks with `standing`, a value of `Standing`; no query more."""
    return asks.annotate(standing=standing_sql(today))


def standing_sql(today: Today) -> Case:
    """`rules.standing` of a row of Ask that is current."""
    day = today.sql(SITE)
    return Case(
        When(is_away(today), then=Value(Standing.EXCUSED.value)),
        When(
            Q(done_on__isnull=False) & (Q(opens_on=None) | Q(opens_on__gt=day)),
            then=Value(Standing.DONE.value),
        ),
        When(
            Q(done_on__isnull=False, valid_until__gte=day)
            | Q(done_on=None, renews__isnull=False, due_on__gte=day),
            then=Value(Standing.EXPIRING.value),
        ),
        When(_to_do_by(today.sql(SITE, -GRACE)), then=Value(Standing.LATE.value)),
        default=Value(Standing.TO_DO.value),
        output_field=CharField(),
    )


def is_away(today: Today) -> Q:
    """Nothing is expected now: excused, paused or on leave."""
    return Q(excused_on__isnull=False) | is_paused(today) | on_leave(today, "person")


def is_paused(today: Today) -> Q:
    """A pause was begun and runs."""
    day = today.sql(SITE)
    running = Q(paused_until=None) | Q(paused_until__gte=day)
    return Q(paused_on__isnull=False, paused_on__lte=day) & running


def on_leave(today: Today, person: str = "pk") -> Q:
    """People on leave, as a condition on rows whose `person` they are."""
    day = today.sql(SITE)
    away = Leave.objects.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)
    return Q(**{f"{person}__in": away.values("person")})


def to_do_by(today: Today, shift: timedelta = timedelta()) -> Q:
    """What is to be done was, or is, due so much later than today, or before; of what was done
    once, the day on which it runs out. Together with a standing that is open."""
    return _to_do_by(today.sql(SITE, shift))


def _to_do_by(day: Combinable) -> Q:
    return Q(done_on=None, due_on__lte=day) | Q(done_on__isnull=False, valid_until__lte=day)
