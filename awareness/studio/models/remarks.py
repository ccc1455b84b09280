"""What readers said of a page, with one choice and no name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Trouble(models.TextChoices):
    """What somebody can say of a page, without a word of their own."""

    NUMBER = "number", _("A number is wrong")
    LANGUAGE = "language", _("It is hard to understand")
    UPSET = "upset", _("It upset me")
    BROKEN = "broken", _("A link or a button does not work")
    OTHER = "other", _("Something else")


class PageRemark(models.Model):
    """How often something was said of a page on a day. Nobody is named: not who said it, from
    where, or at what time. A row is counted up until an author has dealt with it; then it stays.
    """

    page = models.CharField(max_length=200)  # its address
    trouble = models.CharField(max_length=10, choices=Trouble)
    figure = models.CharField(max_length=200, blank=True)  # full key of the number that is wrong
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)
    dealt_on = models.DateField(null=True, blank=True)
    dealt_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dealt_name = models.CharField(max_length=120, blank=True)  # the author's, as it was then

    class Meta:
        ordering = ("-day", "page", "trouble", "id")
        constraints = [
            # Said twice on a day is one row that counts two; also serves finding it.
            models.UniqueConstraint(
                fields=["page", "trouble", "figure", "day"],
                condition=Q(dealt_on=None),
                name="studio_remark_one_open_a_day",
            ),
            models.CheckConstraint(
                condition=Q(trouble__in=Trouble.values), name="studio_remark_trouble_known"
            ),
            # Who dealt with it is named, and nobody before.
            models.CheckConstraint(
                condition=Q(dealt_on=None, dealt_name="")
                | (Q(dealt_on__isnull=False) & ~Q(dealt_name="")),
                name="studio_remark_dealt_by_name",
            ),
        ]
        indexes = [
            # The authors' queue, and what was dealt with last.
            models.Index(fields=["dealt_on", "page", "trouble"], name="studio_remark_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.trouble}"
