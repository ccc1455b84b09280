"""A module, its immutable versions, and the steps each version is made of."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awareness.insights.models import ExplainerVersion
from awareness.learning.models.specs import ModuleSpecField, StepKind
from awareness.people.models import Role
from awareness.subjects.models import SubjectKeyField
from quizzes.models import QuestionVersion


class OpenTo(models.TextChoices):
    """Whom a module is for, as its file says it."""

    EVERYONE = "everyone", _("everyone")
    MANAGERS = "managers", _("managers")
    HANDLERS = "case-handlers", _("case handlers")
    IT = "it", _("IT and security")

    @property
    def role(self) -> Role | None:
        """The role that opens it; None when it takes none."""
        match self:
            case OpenTo.MANAGERS:
                return Role.MANAGER
            case OpenTo.HANDLERS:
                return Role.HANDLER
            case OpenTo.IT:
                return Role.IT
        return None

    @property
    def for_youth(self) -> bool:
        """Whether it is for the youngest too: whoever handles cases or devices is of age."""
        return self not in (OpenTo.HANDLERS, OpenTo.IT)


class Module(models.Model):
    """What stays the same from version to version. Everything a reader sees is in a version.

    `mandatory`, `track`, `order`, `open_to` and `opt_in` are copied from the newest definition, to
    list and to assign. A module of one's own choice (`opt_in`) is never assigned, and no page,
    list or count of the employer knows it.
    """

    slug = models.SlugField(unique=True)
    code = models.CharField(max_length=8)
    subject = SubjectKeyField()
    track = models.SlugField(max_length=40)
    mandatory = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    open_to = models.CharField(max_length=16, choices=OpenTo, default=OpenTo.EVERYONE)
    opt_in = models.BooleanField(default=False)
    # The short module that comes first for somebody who has not done it yet (A0).
    opens_with = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    live_version: "ModuleVersion"  # where queries.published_modules gives it

    class Meta:
        ordering = ("order", "slug")
        constraints = [
            # Whom a module reaches is decided by it: a word that no code knows reaches nobody.
            models.CheckConstraint(
                condition=Q(open_to__in=OpenTo.values), name="learning_module_known_audience"
            ),
            # What is everybody's duty is nobody's own choice.
            models.CheckConstraint(
                condition=~Q(mandatory=True, opt_in=True), name="learning_module_duty_or_choice"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class FormerName(models.Model):
    """A name that a module had in addresses: it leads to the one it has now."""

    slug = models.SlugField(unique=True)
    module = models.ForeignKey(Module, models.PROTECT, related_name="former_names")

    def __str__(self) -> str:
        return f"{self.slug}, now {self.module_id}"


class ModuleVersionQuerySet(models.QuerySet["ModuleVersion"]):
    def live(self) -> Self:
        """What somebody who begins now is given."""
        return self.filter(status=ModuleVersion.Status.LIVE)


class ModuleVersion(models.Model):
    """One immutable text of a module: `spec` (a `ModuleSpec`) holds every word resolved, steps
    pin the rest.

    `content_hash` covers the texts and the hashes of all pinned explainers and questions, so a
    changed figure far below gives a new minor version. `major` is the author's.
    """

    class Status(models.TextChoices):
        LIVE = "live", _("live")
        RETIRED = "retired", _("retired")

    module = models.ForeignKey(Module, models.PROTECT, related_name="versions")
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.LIVE)
    content_hash = models.CharField(max_length=64)
    spec = ModuleSpecField()

    objects = ModuleVersionQuerySet.as_manager()

    class Meta:
        ordering = ("module", "major", "minor")
        constraints = [
            # Somebody who begins is given exactly one text.
            models.UniqueConstraint(
                fields=["module"], condition=Q(status="live"), name="learning_version_one_live"
            ),
            models.UniqueConstraint(
                fields=["module", "major", "minor"], name="learning_version_number_once"
            ),
            # The same text has one number: publishing twice changes nothing.
            models.UniqueConstraint(
                fields=["module", "content_hash"], name="learning_version_text_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["live", "retired"]), name="learning_version_known_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} {self.label}"

    @property
    def label(self) -> str:
        """`1.2`, as an employer sees it."""
        return f"{self.major}.{self.minor}"

    @property
    def title(self) -> str:
        return self.spec.title

    @property
    def minutes(self) -> int:
        return self.spec.minutes

    @property
    def mark(self) -> int | None:
        """The share of a check that has to be right, in percent; None where any answer will do."""
        return self.spec.pass_mark.percent if self.spec.pass_mark else None

    @property
    def asks_what_is_known(self) -> bool:
        """Whether somebody may show what they know already instead of reading it."""
        return bool(self.spec.test_out)


class KnownQuestion(models.Model):
    """A question of "Show what you know already", pinned: parallel to those of the version's steps.

    Whoever knows it need not read the module; that they did it this way is theirs alone.
    """

    module_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="known")
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("module_version", "position")
        constraints = [
            # Also serves "the questions of this version, in order".
            models.UniqueConstraint(
                fields=["module_version", "position"], name="learning_known_one_a_place"
            ),
            models.UniqueConstraint(
                fields=["module_version", "question_version"], name="learning_known_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_version}: {self.question_version}"


class Step(models.Model):
    """One screen's worth of a version, in order. Its texts are in the version's spec."""

    module_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    kind = models.CharField(max_length=8, choices=StepKind)
    title = models.CharField(max_length=160)
    preview = models.CharField(max_length=240, blank=True)
    explainer_version = models.ForeignKey(
        ExplainerVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("module_version", "position")
        constraints = [
            # Also serves "the steps of this version, in order".
            models.UniqueConstraint(
                fields=["module_version", "position"], name="learning_step_one_a_place"
            ),
            models.UniqueConstraint(
                fields=["module_version", "slug"], name="learning_step_address_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values), name="learning_step_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.slug}"

    @property
    def asks(self) -> bool:
        return StepKind(self.kind).asks


class StepQuestion(models.Model):
    """A question a step asks, pinned. Of a scenario all forms; somebody meets one at a time."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="questions")
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=1, blank=True)  # "a", "b" of a scenario; else empty

    class Meta:
        ordering = ("step", "position")
        constraints = [
            # Also serves "the questions of this step, in order".
            models.UniqueConstraint(fields=["step", "position"], name="learning_asked_one_a_place"),
            models.UniqueConstraint(
                fields=["step", "question_version"], name="learning_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.question_version}"
