"""Which law holds at a site, which languages its people need, and what a named person approved."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from awareness.people.append_only import AppendOnly, AppendOnlyQuerySet
from awareness.people.models import Site
from awareness.subjects.models import SubjectKeyField


class SiteSetting(AppendOnly):
    """What a site needs beside its country: the newest row speaks. Without one, the jurisdiction is
    the country and the language is the site's own.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="settings")
    # A country (SE), or a part of one that has a law of its own (GB-ENG): ISO 3166-1 or 3166-2.
    jurisdiction = models.CharField(_("jurisdiction"), max_length=6)
    languages = models.JSONField(_("languages"))  # codes, the first one first
    entered_on = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes = [
            # The newest setting of a site.
            models.Index(fields=["site", "-id"], name="workplace_setting_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.jurisdiction}"


def jurisdiction_of(site: str = "pk", country: str = "country") -> Coalesce:
    """The jurisdiction of the site of a row, by the names of its fields: the one that was entered
    last, and of the country in which the site is; else that country."""
    settings = SiteSetting.objects.filter(
        site=OuterRef(site), jurisdiction__startswith=OuterRef(country)
    )
    return Coalesce(Subquery(settings.order_by("-id").values("jurisdiction")[:1]), F(country))


class LegalCardQuerySet(AppendOnlyQuerySet["LegalCard"]):
    def newest(self) -> Self:
        """The newest row of each jurisdiction and subject: it alone speaks, held or not."""
        later = LegalCard.objects.filter(
            jurisdiction=OuterRef("jurisdiction"), subject=OuterRef("subject")
        )
        newest = later.order_by("-number").values("number")[:1]
        return self.filter(number=Subquery(newest))


class LegalCard(AppendOnly):
    """What the law of a jurisdiction asks, in words that a named person approved until a day.

    No card ships: without one that holds, people read the strict rule alone. A row that withdraws
    has no text; it ends what stood before.
    """

    jurisdiction = models.CharField(_("jurisdiction"), max_length=6)
    subject = SubjectKeyField()
    number = models.PositiveIntegerField()
    text = models.TextField(_("text"), max_length=1000, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=120, blank=True)
    approver_role = models.CharField(_("role"), max_length=120, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)  # no longer shown then
    withdrawn = models.BooleanField(default=False)
    entered_on = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = LegalCardQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        ordering = ("jurisdiction", "number")
        constraints = [
            # Counted per jurisdiction and subject; also serves "the newest card" of it.
            models.UniqueConstraint(
                fields=["jurisdiction", "subject", "number"], name="workplace_legal_number_once"
            ),
            # No text without somebody who answers for it, and no approval for ever.
            models.CheckConstraint(
                condition=Q(withdrawn=True, text="", approved_on=None, expires_on=None)
                | (
                    # Spelt out: to a constraint, an unknown day is no reason to refuse.
                    Q(withdrawn=False, approved_on__isnull=False, expires_on__isnull=False)
                    & Q(expires_on__gt=F("approved_on"))
                    & ~Q(text="")
                    & ~Q(approved_by="")
                    & ~Q(approver_role="")
                ),
                name="workplace_legal_approved_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.number}"
