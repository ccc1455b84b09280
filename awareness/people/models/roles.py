"""What people may do here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awareness.people.models.places import Site, Team
from awareness.people.models.users import User


class Role(models.TextChoices):
    """What somebody may do here. Everybody is a learner."""

    LEARNER = "learner", _("learner")
    MANAGER = "manager", _("manager")
    HR = "hr", _("HR")
    AUTHOR = "author", _("author")
    AUDITOR = "auditor", _("auditor")
    # Two that see nothing of others: some modules are for them.
    HANDLER = "handler", _("case handler")
    IT = "it", _("IT and security")


class RoleGrant(models.Model):
    """A role beyond learner. A manager's names the team; the others hold for the whole employer.

    That of HR may be `limited` to sites and countries. It stays limited when these are taken away:
    then it reaches nobody.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=10, choices=[c for c in Role.choices if c[0] != "learner"])
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="managers")
    limited = models.BooleanField(default=False)
    sites = models.ManyToManyField(Site, blank=True, related_name="+")
    countries = models.JSONField(default=list, blank=True)  # two letters each, as a site has them

    class Meta:
        constraints = [
            # Only HR is limited to places.
            models.CheckConstraint(
                condition=Q(limited=False) | Q(role="hr"),
                name="people_grant_places_for_hr_only",
                violation_error_message=_("Only HR is limited to sites or countries."),
            ),
            models.CheckConstraint(
                condition=(Q(role="manager") & Q(team__isnull=False))
                | (~Q(role="manager") & Q(team__isnull=True)),
                name="people_grant_team_for_managers_only",
                violation_error_message=_(
                    "A manager needs a team; the other roles hold without one."
                ),
            ),
            # A role is held once; two constraints, since NULLs differ from each other in an index.
            models.UniqueConstraint(
                fields=["user", "role", "team"],
                condition=Q(team__isnull=False),
                name="people_grant_team_once",
                violation_error_message=_("This person has this role already."),
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(team__isnull=True),
                name="people_grant_whole_once",
                violation_error_message=_("This person has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


def holder_ids(role: Role) -> list[int]:
    """Of those who hold a role. To be asked for before the people themselves: PostgreSQL plans the
    join of two tables as their product where it takes them for empty (decision 20)."""
    return list(RoleGrant.objects.filter(role=role).values_list("user_id", flat=True))
