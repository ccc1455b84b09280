"""Whether somebody wants short refreshers. Their own: no role and no page but theirs reads it."""

from django.db import models

from awareness.people.models import User


class RefresherChoice(models.Model):
    """The newest choice alone is kept: nobody can read from it what somebody wanted before.

    Without a row nobody has been asked, or has answered, yet.
    """

    learner = models.OneToOneField(User, models.PROTECT, related_name="refresher_choice")
    is_on = models.BooleanField()
    chosen_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.is_on}"
