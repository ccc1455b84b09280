"""What holds of somebody from one day to another: the teams they belong to, and leave."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awareness.people.models.places import Team
from awareness.people.models.users import User


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> Self:
        """Memberships that hold on that day (`until` is the first day they no longer do)."""
        return self.ending_after(day).filter(since__lte=day)

    def ending_after(self, day: date) -> Self:
        """Those that hold on that day or begin later: the teams of somebody who has not started."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day))


class Membership(models.Model):
    """Somebody belongs to a team from `since` (included) to `until` (excluded; open when empty)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="people_membership_ends_after_it_began",
                violation_error_message=_("It ends on a day after the one on which it began."),
            ),
            # One open membership of a team at a time.
            models.UniqueConstraint(
                fields=["user", "team"],
                condition=Q(until__isnull=True),
                name="people_membership_one_open",
                violation_error_message=_(
                    "This person is in this team already. Give that row an end first."
                ),
            ),
        ]
        indexes = [
            # A manager's page: who is in these teams today.
            models.Index(fields=["team", "since", "until"], name="people_membership_team_days"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team} from {self.since}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    def on(self, day: date) -> Self:
        """Leave that holds on that day."""
        return self.filter(Q(first_day__lte=day), Q(last_day=None) | Q(last_day__gte=day))


class Leave(models.Model):
    """Somebody is away from `first_day` to `last_day` (both included; open when empty). Why is
    asked nowhere and kept nowhere."""

    person = models.ForeignKey(User, models.CASCADE, related_name="leaves")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="people_leave_ends_after_it_began",
                violation_error_message=_("Leave ends on its first day or later."),
            ),
            # Entered twice it is one.
            models.UniqueConstraint(
                fields=["person", "first_day"],
                name="people_leave_begins_once_a_day",
                violation_error_message=_("Leave of this person begins on that day already."),
            ),
        ]
        indexes = [
            # Totals of the desk: who is on leave now, among all the leave there was.
            models.Index(fields=["last_day", "first_day", "person"], name="people_leave_running"),
        ]

    def __str__(self) -> str:
        return f"{self.person} from {self.first_day}"
