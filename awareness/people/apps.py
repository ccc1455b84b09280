from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "awareness.people"
    label = "people"
