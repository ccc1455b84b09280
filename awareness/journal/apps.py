from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "awareness.journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        post_migrate.connect(seal_in_production, sender=self)


def seal_in_production(**kwargs: Any) -> None:
    """Once the tables are there: from here on the database refuses to change an event."""
    from awareness.journal.actions import seal

    if not settings.DEMO:
        seal()
