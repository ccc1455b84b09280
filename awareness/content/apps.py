from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "awareness.content"
    label = "content"
