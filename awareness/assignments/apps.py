from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AssignmentsConfig(AppConfig):
    name = "awareness.assignments"
    label = "assignments"

    def ready(self) -> None:
        from awareness.assignments import receivers, tallying  # noqa: F401  (told of completions)
        from awareness.assignments.queries import asked_days, asks_changes_alone
        from awareness.learning.audience import register_asked_days, register_changes_alone

        pre_migrate.connect(tallying.drop_triggers, sender=self)
        post_migrate.connect(tallying.create_triggers, sender=self)
        # A module opens to whoever is asked to take it, whatever their roles are by now.
        register_asked_days(asked_days)
        register_changes_alone(asks_changes_alone)
