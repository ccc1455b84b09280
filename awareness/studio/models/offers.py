"""What authors decided about what item models offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from awareness.studio.models.decisions import Decision, decision_constraints
from awareness.studio.models.drafts import Draft

if TYPE_CHECKING:  # every process reads the models, few of them the item models
    from awareness.bank.offers import AskedFigures


class OfferCode(models.TextChoices):
    """What somebody did with an offer."""

    TAKEN = "taken", _("taken as it stands")
    EDITED = "edited", _("taken to be written by hand")
    REFUSED = "refused", _("refused")
    BROUGHT_BACK = "brought_back", _("brought back")


class RefusalReason(models.TextChoices):
    """Why an offer is refused."""

    TRIVIAL = "trivial", _("There is nothing to learn from it")
    MISLEADING = "misleading", _("It misleads")
    AUDIENCE = "audience", _("It is not for our learners")
    SAME = "same", _("It asks the same as another")
    WRONG = "wrong", _("It is wrong")


class OfferDecision(Decision):
    """That somebody took, refused or brought back an offer. The newest of an offer counts.

    An offer is named by its family and the figures that it asks about (full keys, sorted), so that
    it stays decided when its words change; `stem` is what it asked then. `draft` is what became of
    one that was taken.
    """

    report = models.SlugField(max_length=80)
    family = models.CharField(max_length=20)
    figures = models.JSONField()
    code = models.CharField(max_length=12, choices=OfferCode)
    reason = models.CharField(max_length=12, choices=RefusalReason, blank=True)
    stem = models.TextField()
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="offers")

    class Meta:
        ordering = ("id",)
        constraints = decision_constraints("offer", OfferCode, RefusalReason)
        indexes = [
            # All that was decided about a report's offers, in order.
            models.Index(fields=["report", "id"], name="studio_offer_of_report"),
        ]

    def __str__(self) -> str:
        return f"{self.report}, {self.family}: {self.code}"

    @property
    def asks(self) -> AskedFigures:
        return self.family, frozenset(self.figures)
