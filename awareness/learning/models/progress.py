"""What somebody has done. Nothing here says how: no route, no times of reading, no scores."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awareness.learning.models.modules import Module, ModuleVersion, Step
from awareness.people.append_only import AppendOnly
from awareness.people.models import User


class Enrolment(models.Model):
    """Somebody is taking one version of a module, and stays on it whatever is published since.

    `module` repeats `module_version.module` for the constraint below; only `actions.begin` writes.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        FINISHED = "finished", _("finished")
        SEALED = "sealed", _("put aside")  # sealing.py: to be begun anew

    learner = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    module = models.ForeignKey(Module, models.PROTECT, related_name="enrolments")
    module_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    begun_at = models.DateTimeField()
    # Of this person in this module, from 1: attempts are filed under it (contexts.py).
    number = models.PositiveSmallIntegerField(default=1)
    # Of an earlier version, where what changed since is all that is asked.
    carries_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    # How many of its steps are done, where a query of queries.py counts them.
    done: int | None
    is_off: bool  # where a record is read: whether its subject is off

    class Meta:
        ordering = ("id",)
        constraints = [
            # Fifty clicks on Begin open one module once.
            models.UniqueConstraint(
                fields=["learner", "module"],
                condition=Q(state="open"),
                name="learning_enrolment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "finished", "sealed"]),
                name="learning_enrolment_known_state",
            ),
        ]
        indexes = [
            # Every step page: somebody's newest enrolment in a module.
            models.Index(fields=["learner", "module", "-id"], name="learning_enrolment_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.module_version_id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class StepDone(AppendOnly):
    """A step was done on a day (of the learner's site). No time of day is kept. `carried_from`: it
    was done in an earlier version and did not change since."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="steps_done")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")
    on = models.DateField()
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            # Two tabs, a double click, a replay: done once. Also serves "what is done here".
            models.UniqueConstraint(fields=["enrolment", "step"], name="learning_done_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.step_id}"


class Completion(AppendOnly):
    """A module was finished. `day` is the learner's calendar's, and all an employer sees."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="completion")
    learner = models.ForeignKey(User, models.PROTECT, related_name="completions")
    module_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="completions")
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # Who has finished which module: assignments, team and HR pages.
            models.Index(
                fields=["learner", "module_version", "day"], name="learning_completion_who_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.module_version_id} {self.day}"


class Acknowledgement(AppendOnly):
    """At a commit step: the policy's number and the contact, as they stood on the page that day.

    The learner's own; no employer page, export or log may show it.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="acknowledgements")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")
    policy_number = models.PositiveIntegerField(null=True, blank=True)  # none: no policy entered
    contact = models.CharField(max_length=120, blank=True)  # empty: nobody was named yet
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step"], name="learning_ack_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.step_id}"
