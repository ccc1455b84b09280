"""Ways in that the employer makes for somebody."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Door(models.TextChoices):
    """How somebody gets in by it."""

    LINK = "link", _("a link by e-mail")
    CODE = "code", _("a code on paper")
    # For an account that was claimed: the mail that everybody can ask for themselves; and, without
    # an address, a code that one of HR asks for and another makes. It seals the record (seals.py).
    PASSWORD_MAIL = "mail", _("a link to a new password by e-mail")
    CODE_OF_TWO = "two", _("a code on paper for a forgotten password, by two people of HR")


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
    # Of a code of two: who let it be made, and when. `made_by` asked for it; until then it is none.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
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
                condition=Q(used_at=None, ended_at=None, door__in=["link", "code", "two"]),
                name="people_way_in_one_open",
                violation_error_message=_("There is a way in for this person already."),
            ),
            # Nobody approves what they asked for themselves.
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
                name="people_way_in_two_people",
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
        return self.used_at is None and self.ended_at is None and not over and not self.is_asked_for

    @property
    def makers(self) -> str:
        """The names of who made it, as far as they are on the list."""
        people = [person.name for person in (self.made_by, self.approved_by) if person]
        if len(people) < 2:
            return "".join(people)
        return gettext("%(one)s and %(other)s") % {"one": people[0], "other": people[1]}

    @property
    def is_asked_for(self) -> bool:
        """Of a code of two: whether nobody has approved it yet."""
        return self.door == Door.CODE_OF_TWO and self.approved_at is None


class RecoveryCode(models.Model):
    """That somebody has a code of their own, for the day on which they forget the password. It was
    shown once, to them alone; an HMAC of it is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    secret = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # used, or another one took its place

    class Meta:
        constraints = [
            # A new one ends the one before.
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="people_recovery_code_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"recovery code of {self.person}"
