from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "awareness.workplace"
    label = "workplace"
