from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "awareness.assignments"
    label = "assignments"

    def ready(self) -> None:
        from awareness.assignments import receivers  # noqa: F401  (is told of completions)
        from awareness.assignments.queries import due_days
        from awareness.learning.audience import asked_by

        # A module opens to whoever is asked to take it, whatever their roles are by now.
        asked_by(due_days)
