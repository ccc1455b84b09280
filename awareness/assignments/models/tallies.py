"""How many asks there are of a kind, kept by the database (tallying.py)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from awareness.learning.models import Module
from awareness.people.models import Site, Team


class TallyKind(models.TextChoices):
    """What a row of Tally counts, and what its day is.

    The first two say how things stood on any day: the sum of all rows up to it. The others are of
    asks that count now.
    """

    ASKED = "asked"  # the day it was asked; less, the day it ended
    DONE = "done"  # the day it was done, or asked if that is later; less, the day it ended
    OPEN = "open"  # not done, excused or paused: the day it is due
    RENEWING = "renewing"  # the same of an ask that renews another
    KEPT = "kept"  # done for good, and not excused or paused: always the same day
    OPENS = "opens"  # done for a time: the day from which it may be renewed
    RUNS_OUT = "runs_out"  # done for a time: its last day
    HELD = "held"  # excused, paused, or of somebody in CountedAway: always the same day


KINDS_OVER_TIME = [(kind.value, kind.label) for kind in (TallyKind.ASKED, TallyKind.DONE)]


class CountedAsks(models.Model):
    """So many asks more (or fewer) of a module, of people at a site (empty: at none), by a day."""

    site = models.ForeignKey(
        Site, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    module = models.ForeignKey(
        Module, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField()
    number = models.IntegerField()

    class Meta:
        abstract = True


class Tally(CountedAsks):
    """So many asks more (or fewer) of a module, of people at a site, by a day.

    Rows are only added, by triggers, in the transaction that changed an ask; what counts is their
    sum. The worker puts rows that are about the same into one. People whose account is shut are not
    counted; `site` is empty for those at none.
    """

    kind = models.CharField(max_length=8, choices=TallyKind)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=TallyKind.values), name="assignments_tally_known_kind"
            ),
        ]
        indexes = [
            # The desk's totals are read from this alone.
            models.Index(
                fields=["kind", "site", "module", "day", "number"], name="assignments_tally_sums"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} of {self.module_id} at {self.site_id} by {self.day}"


class TeamTally(CountedAsks):
    """So many asks more (or fewer) that were asked or done by a day, of people at a site who belong
    to a team from one day to another, as their membership says (empty: to no end).

    As Tally beside it: rows are only added, and what counts is their sum.
    """

    team = models.ForeignKey(
        Team, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=8, choices=KINDS_OVER_TIME)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _label in KINDS_OVER_TIME]),
                name="assignments_teamtally_known_kind",
            ),
        ]
        indexes = [
            # Rows of a site lie beside each other once they were put together.
            models.Index(fields=["site"], name="assignments_teamtally_site"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} of {self.module_id} in {self.team_id} by {self.day}"


class CountedAway(models.Model):
    """Somebody whom the tallies count as on leave. The worker brings it into line with leave once
    an hour (away.py); what differs meanwhile is few, and the totals put it right."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.person_id)
