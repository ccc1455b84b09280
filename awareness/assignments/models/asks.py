"""What each person is asked, as days; how somebody stands is worked out (rules.py)."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awareness.assignments.models.assignments import Assignment
from awareness.learning.models import Completion, Module
from awareness.people.append_only import AppendOnly


class ReasonCode(models.TextChoices):
    """Why somebody is excused, paused or given more time. Nobody is asked for more than this."""

    PERSONAL = "personal", _("Personal, not asked")
    WORKLOAD = "workload", _("Other work has to come first")
    ACCESS = "access", _("No device or no access")
    ELSEWHERE = "elsewhere", _("Done elsewhere")
    OTHER_WORK = "other_work", _("Not part of their work")
    LEAVING = "leaving", _("Leaves soon")
    MISTAKE = "mistake", _("Asked by mistake")
    RETURNED = "returned", _("Back again")


# The code of an ask that a new major version begins for whoever finished an earlier one: what
# changed is all that is asked.
FOR_CHANGES_ALONE = "changes"


class EndReason(models.TextChoices):
    """Why an ask is no longer one of those that count now."""

    WITHDRAWN = "withdrawn", _("withdrawn")
    LEFT = "left", _("has left")
    MOVED = "moved", _("is elsewhere now")
    ROLE = "role", _("has another role")
    YOUTH = "youth", _("not for the youth edition")
    RETIRED = "retired", _("the module is no longer used")
    RENEWED = "renewed", _("renewed")
    ASKED_AGAIN = "asked_again", _("asked again")


class ChangeKind(models.TextChoices):
    """What happened to an ask."""

    ASKED = "asked", _("asked")
    EXTENDED = "extended", _("given more time")
    EXCUSED = "excused", _("excused")
    EXCUSE_ENDED = "excuse_ended", _("no longer excused")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("no longer paused")
    ENDED = "ended", _("ended")
    REOPENED = "reopened", _("asked once more")
    DONE = "done", _("done")
    REMINDED = "reminded", _("reminded")


class AskQuerySet(models.QuerySet["Ask"]):
    def current(self) -> Self:
        """What counts now, done or not. Nothing of a module of people's own choice does. Whether
        they still work here is asked of the people (`people.models.at_work`)."""
        return self.filter(ended_on=None, module__opt_in=False)

    def past(self) -> Self:
        """What counts no longer; done or not, it stays on record."""
        return self.filter(ended_on__isnull=False, module__opt_in=False)

    def undone(self) -> Self:
        """Not completed."""
        return self.filter(done_on=None)


class Ask(models.Model):
    """Somebody is asked to take a module by a day. One is current of a person and module; days of
    what happened are frozen, and every change is a row of AskChange beside it.

    `first_due_on` is the day they were told first. A completion on `counts_from` or later answers
    it. `valid_until` is the day on which a completion runs out, and from `opens_on` on it may be
    renewed. `renews` is the ask before it.
    """

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="asks")
    module = models.ForeignKey(Module, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    first_due_on = models.DateField()
    due_on = models.DateField()
    extended_on = models.DateField(null=True, blank=True)  # when `due_on` was made later, if ever
    counts_from = models.DateField()
    completion = models.ForeignKey(
        Completion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    opens_on = models.DateField(null=True, blank=True)
    renews = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by"
    )
    excused_on = models.DateField(null=True, blank=True)
    excused_code = models.CharField(max_length=12, choices=ReasonCode, blank=True, default="")
    paused_on = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)  # included; none: until it is ended
    paused_code = models.CharField(max_length=12, choices=ReasonCode, blank=True, default="")
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=12, choices=EndReason, blank=True, default="")

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            # Nobody is asked the same twice at once, whatever assigns it. Also serves one's own.
            models.UniqueConstraint(
                fields=["person", "module"],
                condition=Q(ended_on=None),
                name="assignments_ask_one_current",
            ),
            # The first day told stays: no change makes it earlier.
            models.CheckConstraint(
                condition=Q(due_on__gte=F("first_due_on")), name="assignments_ask_never_earlier"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, completion=None)
                | Q(done_on__isnull=False, completion__isnull=False),
                name="assignments_ask_done_by_a_completion",
            ),
            # A completion that runs out may be renewed before.
            models.CheckConstraint(
                condition=Q(valid_until=None, opens_on=None)
                | Q(done_on__isnull=False, opens_on__lte=F("valid_until")),
                name="assignments_ask_valid_when_done",
            ),
            # Whoever is excused or paused is so for a reason of the list; nothing else holds one.
            models.CheckConstraint(
                condition=Q(excused_on=None, excused_code="")
                | Q(excused_on__isnull=False, excused_code__in=ReasonCode.values),
                name="assignments_ask_excused_for_a_code",
            ),
            models.CheckConstraint(
                condition=Q(paused_on=None, paused_until=None, paused_code="")
                | Q(paused_on__isnull=False, paused_code__in=ReasonCode.values),
                name="assignments_ask_paused_for_a_code",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_reason="")
                | Q(ended_on__isnull=False, ended_reason__in=EndReason.values),
                name="assignments_ask_ended_for_a_reason",
            ),
        ]
        indexes = [
            # Monday's page, mail and the worker: what is open, by the day it is due.
            models.Index(
                fields=["due_on", "person"],
                condition=Q(ended_on=None, done_on=None),
                name="assignments_ask_open_due",
            ),
            # The worker: what may be renewed by a day.
            models.Index(
                fields=["opens_on"],
                condition=Q(ended_on=None, opens_on__isnull=False),
                name="assignments_ask_opens",
            ),
            # Totals of the desk: pauses that have run out are not known to the tallies.
            models.Index(
                fields=["paused_on"],
                condition=Q(ended_on=None, paused_on__isnull=False),
                name="assignments_ask_paused",
            ),
            # The desk: what ended last.
            models.Index(
                fields=["ended_on", "id"],
                condition=Q(ended_on__isnull=False),
                name="assignments_ask_past",
            ),
            # By module, over everybody: totals of the desk.
            models.Index(
                fields=["module", "done_on"],
                condition=Q(ended_on=None),
                name="assignments_ask_module",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.module_id} by {self.due_on}"


class AskSourceQuerySet(models.QuerySet["AskSource"]):
    def current(self) -> Self:
        """Why people are asked now."""
        return self.filter(until=None)


class AskSource(models.Model):
    """Why somebody is asked: an assignment that reaches them, from one day on until another (on
    which it did no longer)."""

    ask = models.ForeignKey(Ask, models.PROTECT, related_name="sources")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="asks")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=12, choices=EndReason, blank=True, default="")

    objects = AskSourceQuerySet.as_manager()

    class Meta:
        constraints = [
            # The worker, two at once: an assignment is one reason for an ask. Also serves "why".
            models.UniqueConstraint(
                fields=["ask", "assignment"],
                condition=Q(until=None),
                name="assignments_source_one_open",
            ),
            models.CheckConstraint(
                condition=Q(until=None, reason="")
                | Q(until__isnull=False, reason__in=EndReason.values),
                name="assignments_source_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id} by {self.assignment_id}"


class AskChange(AppendOnly):
    """What happened to an ask, when, and by whom (none: by the site itself). Only added.

    `day_before` and `day_after` are the due day before and after, where it changed; of a pause its
    last day; of an ask that was done the day of the completion.
    """

    ask = models.ForeignKey(Ask, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=ChangeKind)
    code = models.CharField(max_length=12, blank=True, default="")  # of Code; of Ended at an end
    day_before = models.DateField(null=True, blank=True)
    day_after = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values), name="assignments_change_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id}: {self.kind}"
