"""Certificates as they were issued, and those that no longer count. Both are only ever added."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awareness.learning.models.progress import Completion
from awareness.people.append_only import AppendOnly


class Certificate(AppendOnly):
    """What a person took away: every word as it was on that day, and the bytes of the file.

    A later name, text or version of the program changes nothing here. `serial` is the only way to
    it from outside and cannot be guessed.
    """

    completion = models.ForeignKey(Completion, models.PROTECT, related_name="certificates")
    number = models.PositiveSmallIntegerField()  # 1, or more where one before it was withdrawn
    serial = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=12)
    day = models.DateField()
    employer = models.TextField(blank=True)
    issued_on = models.DateField()
    sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField()

    class Meta:
        ordering = ("completion", "number")
        constraints = [
            # Two clicks make one; also serves "the newest of this completion".
            models.UniqueConstraint(
                fields=["completion", "number"], name="learning_certificate_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.completion_id} no. {self.number}"


class Reason(models.TextChoices):
    """Why a certificate no longer counts."""

    WRONG_NAME = "wrong_name", _("the name on it is not right")
    ASKED = "asked", _("the person asked for it")
    WRONG_RECORD = "wrong_record", _("the record it rests on is not right")

    @property
    def may_be_made_again(self) -> bool:
        """Whether the person may make another one of the same completion."""
        return self is not Reason.WRONG_RECORD

    @property
    def is_the_holders(self) -> bool:
        """Whether the person may withdraw their own for it. That a record is not right is for
        whoever keeps the records to say."""
        return self is not Reason.WRONG_RECORD


class Revocation(AppendOnly):
    """A certificate no longer counts, from this day on. It is not taken back."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="revocation")
    reason = models.CharField(max_length=12, choices=Reason)
    by = models.CharField(max_length=120)  # who decided, as an adoption names its two
    on = models.DateField()

    class Meta:
        constraints = [
            # Whether another may be made depends on it.
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="learning_revocation_known_reason"
            ),
            models.CheckConstraint(condition=~Q(by=""), name="learning_revocation_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.reason}"
