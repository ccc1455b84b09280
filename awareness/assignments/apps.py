from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "awareness.assignments"
    label = "assignments"
