"""Questions and what people answered.

Question 1─* QuestionVersion (immutable spec)
Attempt 1─* AttemptItem (frozen: version, position, weight, layout) 1─* Response 1─* Grade
Responses and grades are only ever appended. The engine knows no modules and no roles: a learner is
the site's user, a context is an opaque string.
"""

from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.fields import ParsedField
from quizzes.kinds import Answer, stored_spec

type Learner = Any  # somebody of the site's user model, of which the engine knows the key alone


class KindName(models.TextChoices):
    SINGLE = "single", _("single choice")
    MULTIPLE = "multiple", _("multiple response")
    NUMERIC = "numeric", _("estimate")
    ORDERING = "ordering", _("ordering")
    MATCHING = "matching", _("matching")
    SCENARIO = "scenario", _("scenario")


class Question(models.Model):
    """A question's identity over all its versions. Another kind is another question."""

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=KindName)

    class Meta:
        constraints = [
            # Grading dispatches on the kind: one that no module knows is never stored.
            models.CheckConstraint(
                condition=Q(kind__in=KindName.values), name="quizzes_question_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    LIVE = "live", _("live")
    RETIRED = "retired", _("retired")


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def live(self, lang: str = "en") -> Self:
        return self.filter(status=VersionStatus.LIVE, lang=lang)


class SpecField(ParsedField):
    """The model of its kind (quizzes/kinds)."""

    parse = staticmethod(stored_spec)


class QuestionVersion(models.Model):
    """One wording and key of a question. The spec never changes: `publish` makes a new version."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=VersionStatus, default=VersionStatus.DRAFT)
    spec = SpecField()
    spec_hash = models.CharField(max_length=64)
    lang = models.CharField(max_length=12, default="en")

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            # New attempts draw the live version of a question: in a language there is only one.
            models.UniqueConstraint(
                fields=["question", "lang"],
                condition=Q(status="live"),
                name="quizzes_version_one_live",
            ),
            # Loading twice changes nothing: the same content is the same version.
            models.UniqueConstraint(
                fields=["question", "spec_hash"], name="quizzes_version_content_once"
            ),
            # "Version 3 of this question" names one wording.
            models.UniqueConstraint(
                fields=["question", "number"], name="quizzes_version_number_once"
            ),
            # A status that no code knows would hide a version from every query.
            models.CheckConstraint(
                condition=Q(status__in=VersionStatus.values), name="quizzes_version_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    @property
    def kind(self) -> str:
        return self.spec.kind


class Behaviour(models.TextChoices):
    """When somebody learns how they did: at once, or when all is answered."""

    PRACTICE = "practice", _("practice")
    ASSESSMENT = "assessment", _("assessment")


class AttemptState(models.TextChoices):
    OPEN = "open", _("open")
    FINISHED = "finished", _("finished")


def is_fraction_or_null(field: str) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0, f"{field}__lte": 1})


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, learner: Learner, context: str) -> Self:
        return self.filter(learner=learner, context=context)

    def open(self) -> Self:
        return self.filter(state=AttemptState.OPEN)

    def newest_first(self) -> Self:
        return self.order_by("-number")


class Attempt(models.Model):
    """One go at a set of questions. What it asks, and what passes, is frozen when it starts."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    context = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    behaviour = models.CharField(max_length=10, choices=Behaviour, default=Behaviour.PRACTICE)
    state = models.CharField(max_length=8, choices=AttemptState, default=AttemptState.OPEN)
    length = models.PositiveSmallIntegerField()  # items drawn; saves counting on every answer
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    fraction = models.FloatField(null=True)  # weighted over the scored items; none scored: NULL
    pass_fraction = models.FloatField(null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two tabs that start at once share one attempt.
            models.UniqueConstraint(
                fields=["learner", "context"],
                condition=Q(state="open"),
                name="quizzes_attempt_one_open",
            ),
            # Attempts are counted in order; also serves `latest_attempt`.
            models.UniqueConstraint(
                fields=["learner", "context", "number"], name="quizzes_attempt_number_once"
            ),
            # Finished means finished at some time, open means not yet.
            models.CheckConstraint(
                condition=Q(state="open", finished_at__isnull=True)
                | Q(state="finished", finished_at__isnull=False),
                name="quizzes_attempt_finished_has_time",
            ),
            # When feedback shows depends on it.
            models.CheckConstraint(
                condition=Q(behaviour__in=Behaviour.values), name="quizzes_attempt_behaviour_known"
            ),
            # A share of what could be earned, or nothing to earn.
            models.CheckConstraint(
                condition=is_fraction_or_null("fraction"), name="quizzes_attempt_fraction_0_to_1"
            ),
            models.CheckConstraint(
                condition=is_fraction_or_null("pass_fraction"), name="quizzes_attempt_pass_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.context} no. {self.number}"


@dataclass(frozen=True)
class NewestResponse:
    """The newest response to an item with its newest grade; all as here while there is none."""

    answer: Answer | None = None
    is_final: bool = False
    sequence: int = 0
    fraction: float | None = None  # also None while it is not graded, or not scored


class AttemptItem(models.Model):
    """One question in an attempt, as this person meets it. Frozen, but for what it counts."""

    newest: NewestResponse  # set by quizzes.queries and quizzes.actions alone; no column

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    weight = models.PositiveSmallIntegerField(default=1)
    layout = models.JSONField()
    # What its newest grade is worth, once the attempt is finished; moves when that of the attempt
    # does. Counting over everybody reads this and looks for no grade (analysis.py).
    fraction = models.FloatField(null=True)  # NULL: not finished, or not scored

    class Meta:
        ordering = ("position",)
        indexes = [
            # Counting over everybody reads this instead of the rows with their layouts: half the
            # memory. Nothing is in it before the attempt is finished, so no answer pays for it.
            models.Index(
                fields=["attempt", "version", "fraction"],
                condition=Q(fraction__isnull=False),
                name="quizzes_item_counted",
            ),
        ]
        constraints = [
            # Items stand in one order.
            models.UniqueConstraint(
                fields=["attempt", "position"], name="quizzes_item_position_once"
            ),
            # Nobody is asked the same thing twice in one go.
            models.UniqueConstraint(
                fields=["attempt", "version"], name="quizzes_item_version_once"
            ),
            # A share, as its grade is: the weight is a column of its own.
            models.CheckConstraint(
                condition=is_fraction_or_null("fraction"), name="quizzes_item_fraction_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"


class Response(models.Model):
    """What somebody answered, in option keys. A scenario has one for each decision."""

    item = models.ForeignKey(AttemptItem, models.CASCADE, related_name="responses")
    token = models.CharField(max_length=64)
    sequence = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    is_final = models.BooleanField()
    at = models.DateTimeField()
    first_stands = False  # set by `actions.answer`: another answer was sent after this one

    class Meta:
        constraints = [
            # A double click sends the same token twice: one answer.
            models.UniqueConstraint(fields=["item", "token"], name="quizzes_response_token_once"),
            # Responses of an item stand in one order; also serves "the newest response".
            models.UniqueConstraint(
                fields=["item", "sequence"], name="quizzes_response_sequence_once"
            ),
            # What counts is said once.
            models.UniqueConstraint(
                fields=["item"], condition=Q(is_final=True), name="quizzes_response_one_final"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}#{self.sequence}"


class Grade(models.Model):
    """What a response is worth by one version's key and one grading rule. The newest counts."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="grades")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    grader = models.CharField(max_length=20)
    fraction = models.FloatField(null=True)  # NULL: not scored
    parts = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Regrading twice by the same key and rule says nothing new.
            models.UniqueConstraint(
                fields=["response", "version", "grader"], name="quizzes_grade_once_per_key"
            ),
            # Weights belong to the attempt; a grade is a share.
            models.CheckConstraint(
                condition=is_fraction_or_null("fraction"), name="quizzes_grade_fraction_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.fraction}"
