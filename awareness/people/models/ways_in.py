"""Ways in that the employer makes for somebody."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Door(models.TextChoices):
    """How somebody gets in by it."""

    LINK = "link", _("a link by e-mail")
    CODE = "code", _("a code on paper")
    # For an account that was claimed: the mail that everybody can ask for themselves.
    PASSWORD_MAIL = "mail", _("a link to a new password by e-mail")


class WayIn(models.Model):
    """A way in that somebody of HR made for a person: made, used or ended, and never taken away, so
    that the person can read who made it and when. Whether it was used is shown to them alone.

    Of a code only an HMAC is kept; a link is signed over the row's id (people/ways_in.py).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ways_in")
    door = models.CharField(max_length=4, choices=Door)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    secret = models.CharField(max_length=64, null=True, unique=True)  # of a code
    # Of a link: where HR worked with the site, such as https://awareness.example; and when it was
    # sent, to joiners on their first day.
    site_url = models.CharField(max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)  # empty until a link was sent
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # another one took its place
    noticed_at = models.DateTimeField(null=True)  # the person was told at sign-in

    class Meta:
        constraints = [
            # A new one ends those before: what lies about on paper or in an old mail opens nothing.
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at=None, ended_at=None, door__in=["link", "code"]),
                name="people_way_in_one_open",
                violation_error_message=_("There is a way in for this person already."),
            ),
        ]
        indexes = [
            # Links that wait to be sent (tasks.send_invitations).
            models.Index(
                fields=["made_at"],
                condition=Q(door="link", sent_at=None, ended_at=None),
                name="people_way_in_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.door} for {self.person}"

    def is_open(self, now: datetime) -> bool:
        """Whether it still opens something at that moment."""
        over = self.until is not None and self.until <= now
        return self.used_at is None and self.ended_at is None and not over
