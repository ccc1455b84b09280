"""What every decision about something that was offered to authors keeps."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from awareness.people.append_only import AppendOnly


class Decision(AppendOnly):
    """That somebody took, refused or brought back what was offered to authors."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    at = models.DateTimeField()

    class Meta:
        abstract = True


def decision_constraints(
    name: str, codes: type[models.TextChoices], reasons: type[models.TextChoices]
) -> list[models.BaseConstraint]:
    """The constraints of a model of decisions whose columns `code` and `reason` take these choices.
    `name` tells them apart from those of other models."""
    return [
        # A decision that no code knows would neither hide nor offer anything.
        models.CheckConstraint(
            condition=Q(code__in=codes.values), name=f"studio_{name}_code_known"
        ),
        # Why something was refused is said, and of what was not refused nothing is.
        models.CheckConstraint(
            condition=Q(code="refused", reason__in=reasons.values)
            | (~Q(code="refused") & Q(reason="")),
            name=f"studio_{name}_refused_why",
        ),
    ]
