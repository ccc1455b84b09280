from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "awareness.worker"
    label = "worker"
