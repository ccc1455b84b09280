"""Whom an assignment would reach on a day, and why not the others: before it is made, or of one
that runs. Counted in the database; the names behind a number are a queryset."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from awareness.assignments.audience import Audience, is_for
from awareness.assignments.models import Ask
from awareness.learning.models import Module, OpenTo
from awareness.people.models import Leave, User
from prepared.planning import whole_tables


class ReasonNotAsked(models.TextChoices):
    """Why somebody whom an assignment names is not asked on a day, the first that fits."""

    LEFT_OUT = "left_out", _("Left out by name")
    NOT_STARTED = "not_started", _("Not started")
    YOUTH = "youth", _("Youth edition")
    OTHER_ROLE = "other_role", _("Another role")
    EXCUSED = "excused", _("Excused")
    DONE = "done", _("Done recently")
    ON_LEAVE = "on_leave", _("On leave")  # they have time after their return


@dataclass(frozen=True)
class Preview:
    """An audience and a module on a day. `within`: of these people alone, as HR of some places."""

    audience: Audience
    module: Module
    day: date
    recent_days: int = 0
    within: QuerySet[User] | None = None

    def people(self) -> QuerySet[Any]:
        """Everybody it names who has not left, with `why`: a value of ReasonNotAsked, "" for
        whoever is asked."""
        nobody_left_out = Audience(
            everyone=self.audience.everyone,
            site_ids=self.audience.site_ids,
            team_ids=self.audience.team_ids,
            roles=self.audience.roles,
            started_after=self.audience.started_after,
            added_ids=self.audience.added_ids,
        )
        stays = Q(end_day=None) | Q(end_day__gte=self.day)
        people = (User.objects.all() if self.within is None else self.within).filter(
            nobody_left_out.people_named(self.day) & stays, is_active=True
        )
        whens = [
            When(condition, then=Value(reason.value))
            for reason, condition in self._conditions_by_reason()
        ]
        return people.annotate(why=Case(*whens, default=Value(""), output_field=CharField()))

    def people_asked(self) -> QuerySet[Any]:
        """Whoever would be asked, and has it to do."""
        return self.people().filter(why="")

    def people_not_asked(self, reason: ReasonNotAsked) -> QuerySet[Any]:
        """Whoever would not be asked for that reason."""
        return self.people().filter(why=reason.value)

    def count_by_reason(self) -> dict[str, int]:
        """How many are asked (""), and how many are not, by reason; one query."""
        with whole_tables():
            rows = self.people().order_by().values_list("why").annotate(n=Count("pk"))
            return dict(rows)

    def site_count(self) -> int:
        """At how many sites people are asked; one query."""
        return self.people_asked().order_by().aggregate(n=Count("site", distinct=True))["n"]

    def _conditions_by_reason(self) -> Sequence[tuple[ReasonNotAsked, Q]]:
        """Each reason with whom it fits, in the order of the reasons: the first that fits somebody
        is theirs."""
        kind = OpenTo(self.module.open_to)
        asks = Ask.objects.current().filter(module=self.module)
        away = Leave.objects.on(self.day).values("person")
        young = Q(youth_until__gte=self.day) if not kind.for_youth else Q(pk__in=())
        conditions = {
            ReasonNotAsked.LEFT_OUT: Q(pk__in=self.audience.left_out_ids),
            ReasonNotAsked.NOT_STARTED: Q(start_day__gt=self.day),
            ReasonNotAsked.YOUTH: young,
            ReasonNotAsked.OTHER_ROLE: ~is_for(self.module.open_to, self.day)
            if kind.role
            else Q(pk__in=()),
            ReasonNotAsked.EXCUSED: Q(pk__in=self._people_excused(asks)),
            ReasonNotAsked.ON_LEAVE: Q(pk__in=away),
            ReasonNotAsked.DONE: Q(pk__in=self._people_done()),
        }
        return [(reason, conditions[reason]) for reason in ReasonNotAsked]

    def _people_excused(self, asks: QuerySet[Ask]) -> QuerySet[Any, Any]:
        """People of whom nothing is expected on that day: excused, or paused."""
        paused = Q(paused_on__lte=self.day) & (Q(paused_until=None) | Q(paused_until__gte=self.day))
        return asks.filter(Q(excused_on__isnull=False) | paused).values("person")

    def _people_done(self) -> QuerySet[Any, Any]:
        """People who have done what they were asked, recently enough for this too. What somebody
        did unasked counts as well once they are asked (evaluation.py), but HR is not told of it
        before: it is in no number and behind no name."""
        since = self.day - timedelta(days=self.recent_days)
        return Ask.objects.filter(module=self.module, done_on__gte=since).values("person")
