"""What HR asks: a module or a track, of whom, by when, and whether again."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from awareness.learning.models import Module
from awareness.people.models import Role, Site, Team


class DueFrom(models.TextChoices):
    """From which day on the days to the due day are counted."""

    START = "start", _("their first day")
    ASKED = "asked", _("the day they are asked")
    RETURN = "return", _("their return from leave")


class RenewFrom(models.TextChoices):
    """From which day on a completion is valid for so many months."""

    NONE = "none", _("never")
    COMPLETION = "completion", _("the day it was done")
    EXPIRY = "expiry", _("the day the last one ran out")
    FIXED_DAY = "fixed_day", _("one day of the year")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def shown(self) -> Self:
        """What an employer may know of. A module may have become one of people's own choice since
        it was assigned; then nothing of it is shown or asked any more."""
        return self.filter(Q(module=None) | Q(module__opt_in=False))

    def running(self) -> Self:
        """What is asked of people now, and of those who come later."""
        return self.shown().filter(withdrawn_on=None)

    def at(self, sites: models.QuerySet[Site]) -> Self:
        """Those that reach one of the sites by its name."""
        return self.filter(Exists(self._sites().filter(site__in=sites)))

    def only_at(self, sites: models.QuerySet[Site]) -> Self:
        """Those that reach one of the sites, and no other, nor anybody by name who works at
        another."""
        named = AssignmentPerson.objects.filter(assignment=OuterRef("pk"), left_out=False)
        return self.at(sites).filter(
            ~Exists(self._sites().exclude(site__in=sites)),
            ~Exists(named.exclude(person__site__in=sites)),
        )

    def _sites(self) -> "models.QuerySet[AssignmentSite]":
        return AssignmentSite.objects.filter(assignment=OuterRef("pk"))


class Assignment(models.Model):
    """A module, or those of a track, asked of an audience: everybody, or the sites, teams and roles
    that its rows name (one of each kind that is named), begun after a day; people added or left
    out by name. Always less those whom the module is not for, and those who are not at work.

    `content_hash` is the text that was live and adopted when it was assigned (none of a track);
    `token` comes from the form, so that one click is one assignment.
    """

    module = models.ForeignKey(
        Module, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    track = models.SlugField(max_length=40, blank=True, default="")
    everyone = models.BooleanField(default=False)
    started_after = models.DateField(null=True, blank=True)
    # By when: one day, or so many days.
    due_on = models.DateField(null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(null=True, blank=True)
    due_from = models.CharField(max_length=8, choices=DueFrom, default=DueFrom.ASKED)
    # Who was on leave has at least so many days after their return.
    return_days = models.PositiveSmallIntegerField(default=28)
    # What was done up to so many days before it was asked counts.
    recent_days = models.PositiveSmallIntegerField(default=0)
    renew_from = models.CharField(max_length=10, choices=RenewFrom, default=RenewFrom.NONE)
    renew_months = models.PositiveSmallIntegerField(default=12)
    renew_day = models.PositiveSmallIntegerField(null=True, blank=True)
    renew_month = models.PositiveSmallIntegerField(null=True, blank=True)
    opens_days = models.PositiveSmallIntegerField(default=60)  # before it runs out
    again_on_major = models.BooleanField(default=False)
    content_hash = models.CharField(max_length=64, blank=True)
    token = models.UUIDField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = [
            # A double click, a replay, the back button: one assignment.
            models.UniqueConstraint(fields=["token"], name="assignments_one_a_click"),
            # Whoever withdraws is named.
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None)
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False),
                name="assignments_withdrawn_by_somebody",
            ),
            # What is asked is known: a module or a track.
            models.CheckConstraint(
                condition=Q(module__isnull=False, track="") | (Q(module=None) & ~Q(track="")),
                name="assignments_module_or_track",
            ),
            # Everybody who is asked is given a due day by one rule.
            models.CheckConstraint(
                condition=Q(due_on__isnull=False, due_days=None)
                | Q(due_on=None, due_days__isnull=False),
                name="assignments_due_by_one_rule",
            ),
            models.CheckConstraint(
                condition=Q(due_from__in=DueFrom.values) & Q(renew_from__in=RenewFrom.values),
                name="assignments_known_rules",
            ),
            # A fixed day of the year is a day.
            models.CheckConstraint(
                condition=~Q(renew_from="fixed_day")
                | Q(renew_day__range=(1, 31), renew_month__range=(1, 12)),
                name="assignments_fixed_day_is_a_day",
            ),
            # Again after no months would be again at once, for ever.
            models.CheckConstraint(
                condition=Q(renew_months__gte=1), name="assignments_renewed_after_months"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module or self.track} by {self.due_on or f'{self.due_days} days'}"

    def asked_on(self) -> date:
        """The day on which it was assigned, where that was done."""
        return self.created_by.today(self.created_at)


class AssignmentSite(models.Model):
    """A site of an assignment: everybody who works there, those who join later included."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="sites")
    site = models.ForeignKey(Site, models.PROTECT, related_name="assignment_sites")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "site"], name="assignments_site_once_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} at {self.site_id}"


class AssignmentTeam(models.Model):
    """A team of an assignment, with or without the teams below it."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="teams")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    with_below = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "team"], name="assignments_team_once_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} for team {self.team_id}"


class AssignmentRole(models.Model):
    """A role of an assignment: whoever holds it."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "role"], name="assignments_role_once_each"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="assignments_known_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} for {self.role}"


class AssignmentPerson(models.Model):
    """Somebody whom an assignment names: to be asked, or to be left out."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="named")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    left_out = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # Nobody is added and left out at once.
            models.UniqueConstraint(
                fields=["assignment", "person"], name="assignments_named_once_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {'less' if self.left_out else 'with'} {self.person_id}"
