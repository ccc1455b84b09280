"""What else is said before a module goes out, by whom and when; and the link of a help card."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awareness.people.append_only import AppendOnly
from awareness.people.models import Site


class StatementTopic(models.TextChoices):
    """What a statement is about, in the order of the checklist."""

    LEGAL_BASIS = "legal_basis", _("Legal basis noted")
    WORKS_COUNCIL = "works_council", _("Works council informed")
    TEST_MAIL = "test_mail", _("Test mail sent")
    BACKUP = "backup", _("Backup tried")


class StatementAnswer(models.TextChoices):
    DONE = "done", _("done")
    NONE = "none", _("there is none")  # a house without a works council
    WITHDRAWN = "withdrawn", _("withdrawn")


class Statement(AppendOnly):
    """Somebody says on a day that a thing was done. The newest row of a subject speaks, so taking a
    statement back is a row as well.
    """

    subject = models.CharField(max_length=16, choices=StatementTopic)
    answer = models.CharField(max_length=10, choices=StatementAnswer)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    day = models.DateField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__in=StatementTopic.values)
                & Q(answer__in=StatementAnswer.values),
                name="workplace_statement_known",
            ),
            # Every house has a legal basis and a backup, or has yet to; it may have no council.
            models.CheckConstraint(
                condition=~Q(answer="none") | Q(subject="works_council"),
                name="workplace_statement_none_of_council",
            ),
            # A statement is somebody's.
            models.CheckConstraint(condition=~Q(name=""), name="workplace_statement_named"),
        ]
        indexes = [
            # The newest statement of each subject.
            models.Index(fields=["subject", "-id"], name="workplace_statement_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.answer}, {self.name}"

    @property
    def event(self) -> str:
        """What happened on the day: done, none, withdrawn; sent, of the test mail."""
        is_mail = (
            self.subject == StatementTopic.TEST_MAIL and self.answer != StatementAnswer.WITHDRAWN
        )
        return "sent" if is_mail else self.answer


class SubjectChoice(AppendOnly):
    """An employer has a subject on or off from a day on: the newest row of a subject says who did
    it. Whether it is on stands in the subject itself.
    """

    subject = models.SlugField(max_length=40)
    on = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)  # as it was then
    day = models.DateField()

    class Meta:
        ordering = ("id",)
        constraints = [
            # A choice is somebody's.
            models.CheckConstraint(condition=~Q(name=""), name="workplace_subject_choice_named"),
        ]
        indexes = [
            # The newest choice of each subject.
            models.Index(fields=["subject", "-id"], name="workplace_subject_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {'on' if self.on else 'off'}, {self.name}"


class HelpLink(models.Model):
    """The address under which a site's help card opens without signing in: /help/<token>/.

    The token is kept as it is, since HR must be able to print it again (decision 10). `ended_on` is
    set when a new link takes its place.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="help_links")
    token = models.CharField(max_length=64)
    made_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("site", "id")
        constraints = [
            # A link opens one card; also serves opening it.
            models.UniqueConstraint(fields=["token"], name="workplace_help_link_token_once"),
            # A link that was renewed is dead: a site has one that opens.
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(ended_on=None),
                name="workplace_help_link_one_a_site",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.made_on}"
