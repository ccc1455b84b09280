"""The needs, the lines outside the house for each, and who tried them when."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from awareness.people.models import Site
from awareness.subjects.models import SubjectKeyField
from awareness.subjects.queries import keys_of_subjects_off
from awareness.workplace.phones import dial_digits

CRISIS = "crisis"  # the need that the emergency numbers belong to
YOUTH = "youth"  # no need: in addresses, lines for people under 18


class NeedQuerySet(models.QuerySet["Need"]):
    def current(self) -> Self:
        """Needs that are shown: not dropped from their file, and of a subject that is on."""
        return self.filter(retired=False).exclude(subject__in=keys_of_subjects_off())

    def with_lines(self, lines: models.QuerySet["SupportLine"]) -> models.QuerySet[Any]:
        """The needs, each with two attributes more: `has_lines`, whether one of these lines is for
        the need and for everybody; and `emergency`, the number among the lines that is called in
        danger (None: there is none)."""
        lines_of_need = lines.filter(need=OuterRef("key"), youth=False).order_by()
        return self.annotate(  # type: ignore[no-redef]  # the model names them as well
            has_lines=Exists(lines_of_need),
            emergency=Subquery(lines.filter(emergency=True).values("phone")[:1]),
        )


class Need(models.Model):
    """What people may need somebody for, from the subjects' needs.yaml; always kept apart, in the
    order of the files on every page. A need that its file drops is retired: its lines are kept.
    """

    key = models.SlugField(max_length=40, unique=True)
    subject = SubjectKeyField()
    label = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)  # whom it is for
    offer = models.CharField(max_length=60, blank=True)  # the link at the foot of every page
    otherwise = models.CharField(max_length=60, blank=True)  # that link, where there is no line
    nearest = models.CharField(max_length=300, blank=True)  # who helps, where there is no line
    outside_first = models.BooleanField(default=False)  # shipped lines before a site's own
    required = models.BooleanField(default=False)  # a site tries a line before it assigns
    upset = models.BooleanField(default=False)  # its lines answer whom a page has upset
    young = models.BooleanField(default=False)  # its lines are also for people under 18
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    # Where `with_lines` was asked for them.
    has_lines: bool
    emergency: str | None

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.label


class SupportLineQuerySet(models.QuerySet["SupportLine"]):
    def current(self) -> Self:
        """Lines that are shown: not retired by a newer text of the same line."""
        return self.filter(retired=False)

    def of(self, site: Site | None) -> Self:
        """Lines for the people of a site: of its country, of any country, and its own."""
        if site is None:
            return self.current().filter(site=None, country="")
        return self.at(site.pk, site.country)

    def at(self, site: Any, country: Any) -> Self:
        """The same by the site's id and country, or by slots for them."""
        shipped = Q(site=None, country="")
        return self.current().filter(shipped | Q(site=None, country=country) | Q(site=site))

    def with_newest_check(self, site: Site | None) -> models.QuerySet[Any]:
        """Adds `check_ok`, `check_day` and `check_by` of the newest check of each line that was
        made for the site; None: of no site."""
        newest = LineCheck.objects.filter(line=OuterRef("pk"), site=site).order_by("-id")
        return self.annotate(  # type: ignore[no-redef]  # the model names them as well
            check_ok=Subquery(newest.values("answers")[:1]),
            check_day=Subquery(newest.values("checked_on")[:1]),
            check_by=Subquery(newest.values("checked_by__name")[:1]),
        )


class SupportLine(models.Model):
    """Somebody outside the house. Shipped lines have a key and a country ("" is any); a line that
    a site entered itself has a site. A changed text is a new row, so that an old check never
    vouches for a new number.
    """

    key = models.SlugField(max_length=80, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="own_lines")
    country = models.CharField(max_length=2, blank=True)
    need = models.CharField(max_length=40)  # the key of a Need
    emergency = models.BooleanField(default=False)  # the number in "Call …", one a country
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.URLField(_("web address"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    youth = models.BooleanField(default=False)  # for people under 18, and shown to them alone
    source = models.CharField(max_length=300, blank=True)
    copy_date = models.CharField(max_length=10, blank=True)  # of the page it was read in
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    # Of the newest check by a site, where `with_newest_check` was asked for them.
    check_ok: bool | None
    check_day: date | None
    check_by: str | None

    objects = SupportLineQuerySet.as_manager()

    class Meta:
        ordering = ("need", "position", "id")
        constraints = [
            # Loading the same file twice adds nothing.
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(retired=False) & ~Q(key=""),
                name="workplace_line_one_live_a_key",
            ),
            # "Call …" names one number: the country's, or else the one the site entered.
            models.UniqueConstraint(
                fields=["country"],
                condition=Q(retired=False, emergency=True, site=None),
                name="workplace_line_one_emergency",
            ),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(retired=False, emergency=True, site__isnull=False),
                name="workplace_line_one_own_emergency",
            ),
            # Shipped or a site's own, never both: only a site's people see its own lines.
            models.CheckConstraint(
                condition=(Q(site=None) & ~Q(key="")) | (Q(site__isnull=False) & Q(key="")),
                name="workplace_line_shipped_or_own",
            ),
            # The number in "Call …" can be dialled, by everybody.
            models.CheckConstraint(
                condition=Q(emergency=False) | (Q(need="crisis", youth=False) & ~Q(phone="")),
                name="workplace_line_emergency_for_all",
            ),
        ]
        indexes = [
            # Every page: the lines for the people of a site.
            models.Index(fields=["retired", "country", "site"], name="workplace_line_of_site"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tel(self) -> str:
        return dial_digits(self.phone)

    @property
    def reachable(self) -> bool:
        """Whether there is something to call or open, and so something to check."""
        return bool(self.phone or self.address)


class LineCheck(models.Model):
    """Somebody of the site tried a line on a day. The newest row speaks; none is ever changed."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="line_checks")
    line = models.ForeignKey(SupportLine, models.PROTECT, related_name="checks")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_on = models.DateField()
    answers = models.BooleanField(default=True)  # False: it no longer does

    class Meta:
        ordering = ("id",)
        indexes = [
            # The newest check of a line by a site.
            models.Index(fields=["line", "site", "-id"], name="workplace_check_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.line}, {self.checked_on}"
