"""Where people work, and whom they belong to."""

from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awareness.people.models.named import Named


def employer_zone() -> ZoneInfo:
    """The clock of people without a site."""
    return ZoneInfo(settings.EMPLOYER_ZONE)


class SiteQuerySet(models.QuerySet["Site"]):
    def open(self) -> Self:
        """Those that were not closed."""
        return self.filter(closed_on=None)


class Site(Named):
    """A place of work. Its country (ISO 3166-1 alpha-2) decides the support lines."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    closed_on = models.DateField(_("closed on"), null=True, editable=False)  # nobody works there

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        return "site"

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the site; UTC where its time zone is not known (any more)."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
            return ZoneInfo("UTC")

    def today(self, now: datetime | None = None) -> date:
        """The calendar day at the site, now or at that moment."""
        return timezone.localdate(now, timezone=self.zone)


def _team_and_below(team_id: int, children: dict[int, list[int]]) -> set[int]:
    """The team and all below it; each once, whatever the rows say."""
    team_ids: set[int] = set()
    ids_to_visit = [team_id]
    while ids_to_visit:
        team_id = ids_to_visit.pop()
        if team_id not in team_ids:
            team_ids.add(team_id)
            ids_to_visit += children.get(team_id, [])
    return team_ids


class TeamQuerySet(models.QuerySet["Team"]):
    def open(self) -> Self:
        """Those that were not closed."""
        return self.filter(closed_on=None)

    def with_below(self, team_ids: set[int]) -> set[int]:
        """Ids of these teams and of every team below them; each once, whatever the rows say."""
        return set().union(*self.each_with_below(team_ids).values())

    def each_with_below(self, team_ids: set[int]) -> dict[int, set[int]]:
        """By team: the ids of it and of every team below it. One query, or none for none."""
        children: dict[int, list[int]] = {}
        rows = self.exclude(parent=None).values_list("id", "parent_id") if team_ids else ()
        for team_id, parent in rows:
            children.setdefault(parent, []).append(team_id)
        return {team_id: _team_and_below(team_id, children) for team_id in team_ids}


class Team(Named):
    """A team; teams form a tree, and who manages one manages those below it."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    closed_on = models.DateField(_("closed on"), null=True, editable=False)  # nobody is in it

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="people_team_not_own_parent",
                violation_error_message=_("A team cannot be above itself."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        return "team"

    def clean(self) -> None:
        """ValidationError (code above_itself): the team would stand above itself, at any depth."""
        if self.pk and self.parent_id in Team.objects.with_below({self.pk}):
            raise ValidationError(
                {"parent": ValidationError(_("This team is below %(team)s."), code="above_itself",
                                           params={"team": self.name})}
            )  # fmt: skip
