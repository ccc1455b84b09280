from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "awareness.insights"
    label = "insights"
