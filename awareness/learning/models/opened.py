"""HR opens a module for reading, or closes it again."""

from django.conf import settings
from django.db import models

from awareness.learning.models.modules import Module
from awareness.people.append_only import AppendOnly


class Opened(AppendOnly):
    """Whether whoever a module is for may take it unasked: the newest row of a module counts.
    Nobody decided what an upgrade found open (`by`: none)."""

    module = models.ForeignKey(Module, models.PROTECT, related_name="+")
    is_open = models.BooleanField()
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.module_id} {'open' if self.is_open else 'closed'} since {self.day}"
