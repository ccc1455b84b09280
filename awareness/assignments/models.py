"""Who is asked to take which module, and by when. Whether it is done is learning's to say."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from awareness.learning.models import Completion, Module
from awareness.people.models import Site


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def shown(self) -> Self:
        """What an employer may know of. A module may have become one of people's own choice since
        it was assigned; then nothing of it is shown or asked any more."""
        return self.filter(module__opt_in=False)

    def at(self, sites: models.QuerySet[Site]) -> Self:
        """Those that reach one of the sites."""
        return self.filter(Exists(self._sites().filter(site__in=sites)))

    def only_at(self, sites: models.QuerySet[Site]) -> Self:
        """Those that reach one of the sites, and no other."""
        return self.at(sites).filter(~Exists(self._sites().exclude(site__in=sites)))

    def _sites(self) -> "models.QuerySet[AssignmentSite]":
        return AssignmentSite.objects.filter(assignment=OuterRef("pk"))

    def running(self, today: date) -> Self:
        """Not withdrawn, and the due day has not passed."""
        return self.filter(withdrawn_on=None, due_on__gte=today)


class Assignment(models.Model):
    """A module for everybody at some sites whom it is for, by a day. `content_hash` is the text
    that was live and adopted when it was assigned; `token` comes from the form, so that one click
    is one assignment.
    """

    module = models.ForeignKey(Module, models.PROTECT, related_name="assignments")
    due_on = models.DateField()
    content_hash = models.CharField(max_length=64)
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
        ]

    def __str__(self) -> str:
        return f"{self.module} by {self.due_on}"


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


class AssignedPersonQuerySet(models.QuerySet["AssignedPerson"]):
    def current(self) -> Self:
        """What people are asked to do now: not withdrawn, and the module is not one of their own
        choice. Whether they still work here is asked of the people (`people.models.at_work`)."""
        return self.filter(withdrawn_on=None, module__opt_in=False)

    def undone(self) -> Self:
        """Not completed."""
        return self.filter(~Exists(completion_of_row()))


def completion_of_row() -> models.QuerySet[Completion]:
    """The completions that answer a row of AssignedPerson: all that is asked of learning in SQL."""
    return Completion.objects.filter(
        learner=OuterRef("person"), module_version__module=OuterRef("module")
    )


class AssignedPerson(models.Model):
    """Somebody is asked to take a module by a day. `module` repeats the assignment's, and `due_on`
    may be later than the assignment's for those who joined later.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assigned")
    module = models.ForeignKey(Module, models.PROTECT, related_name="+")
    assigned_on = models.DateField()
    due_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = AssignedPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            # Somebody is asked once, however often the joiners are added.
            models.UniqueConstraint(
                fields=["assignment", "person", "module"],
                condition=Q(withdrawn_on=None),
                name="assignments_person_one_open",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("assigned_on")),
                name="assignments_due_after_assigned",
            ),
        ]
        indexes = [
            # Monday's page: who has something open that was due by a day.
            models.Index(
                fields=["person", "due_on"],
                condition=Q(withdrawn_on=None),
                name="assignments_person_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.module_id} by {self.due_on}"
