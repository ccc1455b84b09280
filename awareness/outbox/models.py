"""Mails by person, kind and day; the occasions they are written for; the words around each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "waiting", _("waits")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("sent")
    NOT_SENT = "not_sent", _("not sent")
    REFUSED = "refused", _("refused by the mail server")
    BOUNCED = "bounced", _("came back")
    UNKNOWN = "unknown", _("outcome unknown")


# Somebody has to look: nothing is sent again by itself.
STATES_OF_TROUBLE = (State.REFUSED, State.BOUNCED, State.UNKNOWN)
# The address does not work. Nothing goes to it until there is another one.
STATES_OF_BAD_ADDRESS = (State.REFUSED, State.BOUNCED)


class Mail(models.Model):
    """One mail to one person. What it says is made at the moment of sending and kept nowhere.

    `person` is their random id. `day` is the calendar day where they are; once it has gone no time
    of day is kept. `why` is a code: why it was not sent, or what was refused.
    """

    person = models.UUIDField()
    kind = models.CharField(max_length=20)
    day = models.DateField()
    # One a person, kind and day; of the others as many as are asked for.
    once_a_day = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    why = models.CharField(max_length=24, blank=True, default="")
    # Where the site was asked, such as https://awareness.example; empty: what the kind knows.
    site_url = models.CharField(max_length=200, blank=True, default="")
    # Another address than the person's own, until it was written to: the one they had before.
    address = models.CharField(max_length=254, blank=True, default="")
    not_before = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # answers of the server "later"
    sending_since = models.DateTimeField(null=True)
    settled_on = models.DateField(null=True)  # the day of `state`, in UTC
    text_hash = models.CharField(max_length=64, blank=True, default="")
    # An HMAC of the address: whether it is still the one that did not work.
    address_hash = models.CharField(max_length=64, blank=True, default="")
    message_id = models.CharField(max_length=255, blank=True, default="")
    sent_again = models.PositiveSmallIntegerField(default=0)  # how often somebody asked for it

    class Meta:
        constraints = [
            # Somebody hears once a day, whatever is due.
            models.UniqueConstraint(
                fields=["person", "kind", "day"],
                condition=Q(once_a_day=True),
                name="outbox_mail_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="outbox_mail_known_state"
            ),
            # What a kill left is found by it.
            models.CheckConstraint(
                condition=Q(state=State.SENDING, sending_since__isnull=False)
                | (~Q(state=State.SENDING) & Q(sending_since=None)),
                name="outbox_mail_sending_since",
            ),
        ]
        indexes = [
            # What is to be sent next: those that somebody waits for first.
            models.Index(
                fields=["once_a_day", "not_before"],
                condition=Q(state=State.WAITING),
                name="outbox_mail_waiting",
            ),
            models.Index(
                fields=["sending_since"],
                condition=Q(state=State.SENDING),
                name="outbox_mail_sending",
            ),
            # Monday's page: which addresses do not work, and what may have been lost.
            models.Index(
                fields=["person"],
                condition=Q(state__in=STATES_OF_TROUBLE),
                name="outbox_mail_trouble",
            ),
            # A person's own record.
            models.Index(fields=["person", "day"], name="outbox_mail_person"),
            # What a provider tells of a mail later.
            models.Index(
                fields=["message_id"],
                condition=~Q(message_id=""),
                name="outbox_mail_message",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}: {self.state}"


class Occasion(models.Model):
    """Why a mail is written: a kind, the id of the thing, and the day it is of. Once a person."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="occasions")
    person = models.UUIDField()
    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=40)
    day = models.DateField()

    class Meta:
        constraints = [
            # Put in twice (a worker that was killed, two of them at once), it is written for once.
            models.UniqueConstraint(
                fields=["person", "kind", "thing", "day"], name="outbox_occasion_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.day}"


class Quiet(models.Model):
    """That HR brought somebody in, or changed them, without mail: what they are asked on this day
    of theirs is not written about. It stays: it says why there was no mail."""

    person = models.UUIDField()
    day = models.DateField()

    class Meta:
        constraints = [
            # Whoever is on two lists of a day. Also serves what falls on a day.
            models.UniqueConstraint(fields=["person", "day"], name="outbox_quiet_once_a_day"),
        ]
        indexes = [
            # HR's plan of a day: who is not written to for this.
            models.Index(fields=["day", "person"], name="outbox_quiet_day"),
        ]

    def __str__(self) -> str:
        return f"quiet on {self.day}"


class Letterhead(models.Model):
    """What the employer wrote around every mail of a language; empty: what the site says."""

    language = models.CharField(max_length=12, unique=True)
    sender = models.CharField(max_length=80, blank=True, default="")
    reply_to = models.EmailField(blank=True, default="")
    greeting = models.CharField(max_length=40, blank=True, default="")
    closing = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.language
