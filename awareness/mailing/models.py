"""What HR decides about mail, and what each person does about theirs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from awareness.people.append_only import AppendOnly


class Switch(AppendOnly):
    """Mails about what is asked were turned on or off; the newest row counts. Nothing that fell on
    a day before it was turned on is written about. `site_url` is where links lead."""

    on = models.BooleanField()
    day = models.DateField()
    site_url = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # The worker has no request that says where the site is.
            models.CheckConstraint(
                condition=Q(on=False) | ~Q(site_url=""), name="mailing_switch_knows_the_site"
            ),
        ]

    def __str__(self) -> str:
        return f"{'on' if self.on else 'off'} since {self.day}"


class ManagerMail(models.Model):
    """In a country, managers are told by mail who is late. The people are told a week before."""

    country = models.CharField(max_length=2)
    announced_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            # Two clicks announce once.
            models.UniqueConstraint(
                fields=["country"],
                condition=Q(ended_on=None),
                name="mailing_manager_mail_one_a_country",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None)
                | Q(ended_on__isnull=False, ended_by__isnull=False),
                name="mailing_manager_mail_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} since {self.announced_on}"


class OptionalMail(models.Model):
    """Whether somebody wants the mails that are their choice; nobody else can see it. Without a row
    they get them."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="optional_mail"
    )
    wanted = models.BooleanField()
    chosen_on = models.DateField()

    def __str__(self) -> str:
        return f"since {self.chosen_on}"
