"""What authors decided about pairs of numbers that may disagree."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from awareness.studio.models.decisions import Decision, decision_constraints
from awareness.studio.models.drafts import Draft


class PairCode(models.TextChoices):
    """What somebody did with a pair."""

    TAKEN = "taken", _("taken as a disagreement")
    REFUSED = "refused", _("refused")
    BROUGHT_BACK = "brought_back", _("brought back")


class PairReason(models.TextChoices):
    """Why a pair is no disagreement."""

    OTHER_THING = "other_thing", _("They are about different things")
    OTHER_PEOPLE = "other_people", _("Other people were asked, or at another time")
    ROUNDING = "rounding", _("It is rounding, or says the same in other words")
    READ_WRONG = "read_wrong", _("A number was read wrongly here")
    SMALL = "small", _("It makes no difference to anybody")


class PairDecision(Decision):
    """That somebody took, refused or brought back a pair. The newest of a pair counts.

    `names` are those of its two numbers (Statement.name), sorted; `words` is what both printed
    then. `draft` is the disagreement that became of one that was taken.
    """

    subject = models.SlugField(max_length=80)
    names = models.JSONField()
    code = models.CharField(max_length=12, choices=PairCode)
    reason = models.CharField(max_length=12, choices=PairReason, blank=True)
    words = models.TextField()
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="pairs")

    class Meta:
        ordering = ("id",)
        constraints = decision_constraints("pair", PairCode, PairReason)
        indexes = [
            # All that was decided about a subject's pairs, in order.
            models.Index(fields=["subject", "id"], name="studio_pair_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.code}"

    @property
    def pair(self) -> frozenset[str]:
        return frozenset(self.names)
