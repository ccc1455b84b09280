"""Staff, where they work, whom they belong to, and what they may do here."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from awareness.people.reading import Contrast, Motion, Size


class Site(models.Model):
    """A place of work. Its country (ISO 3166-1 alpha-2) decides the support lines."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

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


class UserManager(BaseUserManager["User"]):
    def create_user(
        self,
        email: str | None = None,
        employee_number: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> "User":
        """Make somebody who signs in by e-mail or, without one, by employee number."""
        user = self.model(
            email=(email or "").strip().lower() or None,
            employee_number=(employee_number or "").strip() or None,
            **fields,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, sign_in: str, password: str | None = None, **fields: Any) -> "User":
        """`manage.py createsuperuser` asks for what is typed to sign in: an e-mail or a number."""
        kind = "email" if "@" in sign_in else "employee_number"
        return self.create_user(
            **{kind: sign_in}, password=password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(sign_in=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. `sign_in` is what they type: their e-mail, or their employee number."""

    sign_in = models.CharField(max_length=254, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), null=True, blank=True)
    employee_number = models.CharField(_("employee number"), max_length=40, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="people")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # may open the admin: superusers, for structure
    is_demo = models.BooleanField(default=False)  # production refuses to start while one exists
    date_joined = models.DateTimeField(default=timezone.now)
    # How they like to read (reading.py), for nobody else to see; empty is what the device says.
    reading_size = models.CharField(max_length=8, choices=Size, blank=True, default="")
    reading_contrast = models.CharField(max_length=8, choices=Contrast, blank=True, default="")
    reading_motion = models.CharField(max_length=8, choices=Motion, blank=True, default="")
    reading_language = models.CharField(max_length=12, blank=True, default="")
    # Until this day (included) the person is given the youth edition. No date of birth is kept.
    youth_until = models.DateField(_("youth edition until"), null=True, blank=True)
    last_login = None  # when somebody was here last is kept nowhere

    objects = UserManager()
    USERNAME_FIELD = "sign_in"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("name", "id")
        constraints = [
            # Two people never share an address or a number, whatever the case they typed.
            models.UniqueConstraint(
                Lower("email"),
                name="people_user_email_unique",
                violation_error_message=_("Somebody else has this e-mail address."),
            ),
            models.UniqueConstraint(
                Lower("employee_number"),
                name="people_user_number_unique",
                violation_error_message=_("Somebody else has this employee number."),
            ),
            # Everybody has something to sign in with.
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(employee_number__isnull=False),
                name="people_user_can_sign_in",
                violation_error_message=_("Give an e-mail address or an employee number."),
            ),
            # They become attributes of every page: only what the style sheet knows.
            models.CheckConstraint(
                condition=Q(
                    reading_size__in=Size.values,
                    reading_contrast__in=Contrast.values,
                    reading_motion__in=Motion.values,
                ),
                name="people_user_reads_in_a_known_way",
                violation_error_message=_("Choose one of the ways of reading that there are."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        # Derived, never chosen: the e-mail where there is one, the number where there is none.
        self.email = self.email.lower() if self.email else None
        self.sign_in = self.email or (self.employee_number or "").lower()
        if update_fields is not None and {"email", "employee_number"} & set(update_fields):
            update_fields = {*update_fields, "sign_in"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def today(self, now: datetime | None = None) -> date:
        """The calendar day where they work, now or at that moment; in UTC without a site."""
        return self.site.today(now) if self.site else timezone.localdate(now, timezone=UTC)

    def is_youth_on(self, day: date) -> bool:
        """Whether the youth edition is theirs on that day."""
        return self.youth_until is not None and day <= self.youth_until

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held, `learner` always among them. One query a request."""
        from awareness.people.queries import granted_roles  # it imports these models

        return frozenset({Role.LEARNER, *granted_roles(self.pk)})


class TeamQuerySet(models.QuerySet["Team"]):
    def with_below(self, team_ids: set[int]) -> set[int]:
        """Ids of these teams and of every team below them; each once, whatever the rows say."""
        if not team_ids:
            return set()
        children: dict[int, list[int]] = {}
        for team, parent in self.exclude(parent=None).values_list("id", "parent_id"):
            children.setdefault(parent, []).append(team)
        with_children, todo = set(), list(team_ids)
        while todo:
            team = todo.pop()
            if team not in with_children:
                with_children.add(team)
                todo += children.get(team, [])
        return with_children


class Team(models.Model):
    """A team; teams form a tree, and who manages one manages those below it."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="people_team_not_own_parent",
                violation_error_message=_("A team cannot be above itself."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """ValidationError (code above_itself): the team would stand above itself, at any depth."""
        if self.pk and self.parent_id in Team.objects.with_below({self.pk}):
            raise ValidationError(
                {"parent": ValidationError(_("This team is below %(team)s."), code="above_itself",
                                           params={"team": self.name})}
            )  # fmt: skip


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> Self:
        """Memberships that hold on that day (`until` is the first day they no longer do)."""
        return self.filter(Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))


class Membership(models.Model):
    """Somebody belongs to a team from `since` (included) to `until` (excluded; open when empty)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="people_membership_ends_after_it_began",
                violation_error_message=_("It ends on a day after the one on which it began."),
            ),
            # One open membership of a team at a time.
            models.UniqueConstraint(
                fields=["user", "team"],
                condition=Q(until__isnull=True),
                name="people_membership_one_open",
                violation_error_message=_(
                    "This person is in this team already. Give that row an end first."
                ),
            ),
        ]
        indexes = [
            # A manager's page: who is in these teams today.
            models.Index(fields=["team", "since", "until"], name="people_membership_team_days"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team} from {self.since}"


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
    """A role beyond learner. A manager's names the team; the others hold for the whole employer."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=10, choices=[c for c in Role.choices if c[0] != "learner"])
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="managers")

    class Meta:
        constraints = [
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


class TryCount(models.Model):
    """How many tries there were under a key, until a moment. The key is an HMAC of what is counted
    (limits.py): no row names a person or an address."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField()
    until = models.BigIntegerField()  # seconds since 1970: the same in the SQL of both databases

    class Meta:
        indexes = [
            # Which rows are over and go (tries.forget).
            models.Index(fields=["until"], name="people_trycount_until"),
        ]

    def __str__(self) -> str:
        return f"{self.tries} tries"
