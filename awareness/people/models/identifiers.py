"""What people sign in with."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from awareness.people.models import words
from awareness.people.normal_forms import normal_form, without_unseen


class Kind(models.TextChoices):
    """What somebody can sign in with."""

    EMAIL = "email", _("e-mail")
    EMPLOYEE_NUMBER = "employee_number", _("employee number")

    @classmethod
    def of(cls, typed: str) -> "Kind":
        """What it is that was typed where both can be."""
        return cls.EMAIL if "@" in normal_form(typed) else cls.EMPLOYEE_NUMBER


class IdentifierQuerySet(models.QuerySet["Identifier"]):
    def same_as(self, typed: str) -> "IdentifierQuerySet":
        """The one, if any, that has the same normal form as what was typed."""
        return self.filter(normal=normal_form(typed))

    @transaction.atomic
    def bulk_create(
        self, objs: Iterable["Identifier"], *args: Any, **kwargs: Any
    ) -> list["Identifier"]:
        """Make these, with the words that they are found by."""
        identifiers = super().bulk_create(objs, *args, **kwargs)
        words.add_identifiers(identifiers)
        return identifiers


class Identifier(models.Model):
    """One thing that somebody signs in with. `typed` is as it was written, which mail is sent to
    and lists show; `normal` is what it is looked up by. It belongs to one person.

    `normal` is empty where an upgrade found two people with one normal form (migration 0009): the
    second keeps what was typed, and cannot sign in with it until a superuser has decided.
    """

    person = models.ForeignKey("people.User", models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=16, choices=Kind)
    typed = models.CharField(max_length=254)
    normal = models.CharField(max_length=254, null=True, editable=False)
    # An address that the employer gave to an account that was claimed already: no link to a new
    # password goes to it before the person has said that it is theirs (address_changes.py).
    unproven = models.BooleanField(default=False, editable=False)

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        constraints = [
            # Nobody signs in as another, by whatever spelling and of whatever kind.
            models.UniqueConstraint(
                fields=["normal"],
                name="people_identifier_one_person",
                violation_error_message=_("Somebody else signs in with this."),
            ),
            # One address and one number each.
            models.UniqueConstraint(
                fields=["person", "kind"],
                name="people_identifier_one_of_a_kind",
                violation_error_message=_("This person has one already."),
            ),
        ]

    def __str__(self) -> str:
        return self.typed

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        stored = None if self._state.adding else self.normal
        self.fill()
        super().save(*args, **kwargs)
        if self.normal != stored:
            if stored is not None:
                self.words.all().delete()
            words.add_identifiers([self])

    def fill(self) -> None:
        """Derive what is stored from what was typed; for `bulk_create`, which calls no `save`.

        ValidationError (code unsayable) where nothing is left of it, or too much.
        """
        self.typed = without_unseen(self.typed)
        self.normal = normal_form(self.typed)
        if not self.normal or len(self.normal) > 254:
            raise ValidationError(_("Write it in letters and digits."), code="unsayable")
