from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    name = "awareness.subjects"
    verbose_name = "Subjects"
