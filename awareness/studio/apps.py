from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "awareness.studio"
    label = "studio"
