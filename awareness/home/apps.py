from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "awareness.home"
    label = "home"
