from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AssignmentsConfig(AppConfig):
    name = "awareness.assignments"
    label = "assignments"

    def ready(self) -> None:
        from awareness.assignments import receivers, tallying  # noqa: F401  (told of completions)
        from awareness.assignments.queries import asked_days, asks_changes_alone
        from awareness.learning.audience import asked_by, changes_asked_by

        pre_migrate.connect(tallying.let_go, sender=self)
        post_migrate.connect(tallying.keep, sender=self)
        # A module opens to whoever is asked to take it, whatever their roles are by now.
        asked_by(asked_days)
        changes_asked_by(asks_changes_alone)
