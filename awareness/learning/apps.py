from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "awareness.learning"
    label = "learning"
