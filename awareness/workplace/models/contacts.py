"""Whom a site's people tell, and the policy they read. Nothing is overwritten."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awareness.people.models import Site
from awareness.people.validation import is_web_link
from awareness.subjects.models import SubjectKeyField
from awareness.subjects.queries import keys_of_subjects_off
from awareness.subjects.registry import subject_by_key
from awareness.workplace.phones import dial_digits


class SiteContactQuerySet(models.QuerySet["SiteContact"]):
    def current(self) -> Self:
        """Whom to tell now, in the subjects that are on."""
        return self.filter(until=None).exclude(subject__in=keys_of_subjects_off())


class Position(models.IntegerChoices):
    """Whom somebody at the site turns to: two people who are told, and one for the young."""

    FIRST = 1, _("first")
    SECOND = 2, _("second")
    TRUSTED = 3, _("trusted adult")  # shown to people under 18, beside the other two


class SiteContact(models.Model):
    """Somebody named at a site. `until` is set when somebody follows."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="contacts")
    subject = SubjectKeyField()
    position = models.PositiveSmallIntegerField(choices=Position)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40)
    role = models.CharField(_("role"), max_length=120, blank=True)
    outside_line = models.BooleanField(default=False)  # manages nobody at the site
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = SiteContactQuerySet.as_manager()

    class Meta:
        ordering = ("site", "position", "id")
        constraints = [
            # A card names one first and one second person of a subject, and one trusted adult.
            models.UniqueConstraint(
                fields=["site", "subject", "position"],
                condition=Q(until=None),
                name="workplace_contact_one_a_place",
            ),
            models.CheckConstraint(
                condition=Q(position__in=Position.values), name="workplace_contact_known_place"
            ),
            # A name without a number helps nobody.
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(phone=""), name="workplace_contact_can_be_phoned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.phone}"

    @property
    def tel(self) -> str:
        return dial_digits(self.phone)


class PolicyVersion(models.Model):
    """The employer's own policy as a site's people read it: a text, or a link to it."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="policies")
    subject = SubjectKeyField()
    number = models.PositiveIntegerField()
    text = models.TextField(_("text"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    valid_from = models.DateField(_("valid from"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("site", "number")
        constraints = [
            # Counted per site and subject; also serves "the newest policy of this site".
            models.UniqueConstraint(
                fields=["site", "subject", "number"], name="workplace_policy_number_once"
            ),
            # One place to read it, not two that may differ.
            models.CheckConstraint(
                condition=(Q(text="") & ~Q(link="")) | (~Q(text="") & Q(link="")),
                name="workplace_policy_text_or_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.number}"

    @property
    def of_subject(self) -> str:
        """The neutral name of its subject, where a page shows policies of several."""
        known = subject_by_key(self.subject)
        return known.neutral if known else ""

    @property
    def opens(self) -> bool:
        """Whether pages may link to it: one entered before the rule was may not."""
        return is_web_link(self.link)

    @property
    def shown_as(self) -> str:
        """A part of workplace/_policy.html."""
        if self.text:
            return "text"
        return "link" if self.opens else "closed_link"

    @property
    def can_be_confirmed(self) -> bool:
        """Whether its words stand on the page: what is behind a link may change after it was read,
        or not open at all."""
        return bool(self.text)
